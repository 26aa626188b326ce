/** The state of an upload: in the page, and as it is stored on the device. */
import { type Signal, signal } from "@preact/signals";
import { lazyPart } from "../ui/load_part.ts";

/**
 * An upload as stored with its bytes. Its id becomes that of the message's command, so that it is sent once
 * (SYNC-3).
 */
export interface UploadRecord {
  readonly id: string;
  readonly room: string;
  readonly text: string;
  readonly replyTo?: string;
  readonly name: string;
  readonly type: string;
  readonly at: number;
  /** URL of the upload; absent: it has not begun. */
  readonly url?: string;
  /** The file's id; absent: not all bytes are sent. */
  readonly file?: string;
  /** Sent unchanged, with its metadata. */
  readonly original?: true;
}

/** `said`: its message is in the outbox. */
type Stage =
  | { is: "waiting" | "sending" | "said" }
  | { is: "failed"; refused: string; detail?: string };

export interface OutgoingFile {
  readonly id: string;
  readonly record: Signal<UploadRecord>;
  /** The bytes to send; for a photo, those of the smaller copy once it is made. */
  blob: Blob;
  readonly stage: Signal<Stage>;
  readonly sentBytes: Signal<number>;
  /** Whether the device has stored it; null: unknown. */
  readonly isStored: Signal<boolean | null>;
  /** An object URL, for formats that browsers show. */
  readonly preview: string | undefined;
}

/** Why an upload failed: the browser cannot read the photo. */
export const unreadableRefusal = "unreadable";

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
  isStored: boolean | null = null,
): OutgoingFile {
  return {
    id: record.id,
    record: signal(record),
    blob,
    stage: signal({ is: "waiting" }),
    sentBytes: signal(0),
    isStored: signal(isStored),
    preview,
  };
}

/** An object URL of a picture; undefined for other files, also for SVG. */
export function createPictureUrl(blob: Blob): string | undefined {
  return /^image\/(png|jpeg|gif|webp|avif)$/.test(blob.type)
    ? URL.createObjectURL(blob)
    : undefined;
}

/** Whether a file is a picture of pixels, by its type or, without a type, by its name. */
export function isPhoto({ type, name }: Pick<File, "type" | "name">): boolean {
  if (type !== "") return /^image\/(?!svg)/.test(type);
  return /\.(?:jpe?g|png|gif|webp|avif|hei[cf]|hif|tiff?|bmp|jxl|dng)$/i
    .test(name);
}

/** Whether a file is a photo as iPhones store it, which few browsers can read. */
export function isHeic(name: string): boolean {
  return /\.(?:hei[cf]|hif)$/i.test(name);
}

export function revokePreview({ preview }: { preview: string | undefined }) {
  if (preview) URL.revokeObjectURL(preview);
}

export const loadUploadCode = lazyPart(() => import("./send_file.ts"));
