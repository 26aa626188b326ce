/** State of an upload: in the page, and as stored on the device. */
import { type Signal, signal } from "@preact/signals";
import { lazyPart } from "../ui/load_part.ts";

/**
 * Stored with the file's bytes. The id becomes the message command's, so that
 * it is sent once (SYNC-3).
 */
export interface UploadRecord {
  readonly id: string;
  readonly room: string;
  readonly text: string;
  readonly replyTo?: string;
  readonly name: string;
  readonly type: string;
  readonly at: number;
  /** The upload's address, once started. */
  readonly url?: string;
  /** The file's id, once all bytes are sent. */
  readonly file?: string;
  /** Sent unchanged, with its metadata. */
  readonly original?: true;
}

/** `said`: the outbox has its message. */
type Stage =
  | { is: "waiting" | "sending" | "said" }
  | { is: "failed"; refused: string; detail?: string };

export interface OutgoingFile {
  readonly id: string;
  readonly record: Signal<UploadRecord>;
  /** The bytes to send; for a photo, the reduced ones once made. */
  blob: Blob;
  readonly stage: Signal<Stage>;
  /** Bytes received by the server. */
  readonly sentBytes: Signal<number>;
  /** Stored on the device; null while unknown. */
  readonly isStored: Signal<boolean | null>;
  /** An object URL for formats that browsers show. */
  readonly preview: string | undefined;
}

/** The refusal of a photo that the browser cannot read. */
export const unreadableRefusal = "unreadable";

/** A failed upload that may succeed later. */
export function canTryAgain({ stage: { value } }: OutgoingFile): boolean {
  return value.is === "failed" && value.refused !== unreadableRefusal;
}

export function uploadLabel({ text, name }: UploadRecord): string {
  return text ? `${text} (${name})` : name;
}

export function createOutgoingFile(
  record: UploadRecord,
  blob: Blob,
  preview: string | undefined,
  kept: boolean | null = null,
): OutgoingFile {
  return {
    id: record.id,
    record: signal(record),
    blob,
    stage: signal({ is: "waiting" }),
    sentBytes: signal(0),
    isStored: signal(kept),
    preview,
  };
}

/** An object URL for pixel formats; SVG is excluded. */
export function createPictureUrl(blob: Blob): string | undefined {
  return /^image\/(png|jpeg|gif|webp|avif)$/.test(blob.type)
    ? URL.createObjectURL(blob)
    : undefined;
}

/** A pixel image, by its type, or by its name without one. */
export function isPhoto({ type, name }: Pick<File, "type" | "name">): boolean {
  if (type !== "") return /^image\/(?!svg)/.test(type);
  return /\.(?:jpe?g|png|gif|webp|avif|hei[cf]|hif|tiff?|bmp|jxl|dng)$/i
    .test(name);
}

export function revokePreview({ preview }: { preview: string | undefined }) {
  if (preview) URL.revokeObjectURL(preview);
}

/** Loads the upload code, once. */
export const loadUploadCode = lazyPart(() => import("./send_file.ts"));
