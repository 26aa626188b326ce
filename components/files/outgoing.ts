/** A file on its way: what the page knows of it, and what the device keeps. */
import { type Signal, signal } from "@preact/signals";
import { lazyPart } from "../ui/load_part.ts";

/** What is kept of a file beside its bytes. Its id becomes the command's, so that it is said once (S3). */
export interface UploadRecord {
  readonly id: string;
  readonly room: string;
  readonly text: string;
  readonly replyTo?: string;
  readonly name: string;
  readonly type: string;
  readonly at: number;
  /** Where the upload was begun. */
  readonly url?: string;
  /** Its id, once all its bytes are there. */
  readonly file?: string;
  /** It is sent byte for byte, and says what it says of place and time. */
  readonly original?: true;
}

/** How far a file has got: `said` is the outbox's to show. */
type Stage =
  | { is: "waiting" | "sending" | "said" }
  | { is: "failed"; refused: string; detail?: string };

export interface OutgoingFile {
  readonly id: string;
  readonly record: Signal<UploadRecord>;
  /** What is sent; of a photo it is known once it was made small. */
  blob: Blob;
  readonly stage: Signal<Stage>;
  /** Bytes that have arrived. */
  readonly sent: Signal<number>;
  /** Whether it outlives the page; null: not known yet. */
  readonly kept: Signal<boolean | null>;
  /** Its picture, where the browser may be able to show one. */
  readonly preview: string | undefined;
}

/** Why a photo was not sent that this browser cannot read. */
export const unreadable = "unreadable";

/** Whether a file that was not sent may be sent yet. */
export function canTryAgain({ stage: { value } }: OutgoingFile): boolean {
  return value.is === "failed" && value.refused !== unreadable;
}

/** What the person would want back of it: its text, and its name. */
export function fileWords({ text, name }: UploadRecord): string {
  return text ? `${text} (${name})` : name;
}

/** A file that is about to be sent. */
export function makeItem(
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
    sent: signal(0),
    kept: signal(kept),
    preview,
  };
}

/** A picture of the kinds that every browser shows; not of a text that calls itself one. */
export function pictureUrlOf(blob: Blob): string | undefined {
  return /^image\/(png|jpeg|gif|webp|avif)$/.test(blob.type)
    ? URL.createObjectURL(blob)
    : undefined;
}

/** Whether a file is a picture made of pixels, as cameras make them: by its type, or by its name where it has none. */
export function isPhoto({ type, name }: Pick<File, "type" | "name">): boolean {
  if (type !== "") return /^image\/(?!svg)/.test(type);
  return /\.(?:jpe?g|png|gif|webp|avif|hei[cf]|hif|tiff?|bmp|jxl|dng)$/i
    .test(name);
}

export function release({ preview }: { preview: string | undefined }) {
  if (preview) URL.revokeObjectURL(preview);
}

/** Loads what sends; when it is first needed, or before, for the time without a network. Never rejects. */
export const loadClient = lazyPart(() => import("./send_file.ts"));
