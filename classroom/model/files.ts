import type { z } from "zod";
import type { attachmentSchema } from "./attachment_schema.ts";

export type Attachment = z.output<typeof attachmentSchema>;

/** Images that messages show; all other files are downloads. */
export const inlineImageTypes: readonly string[] = [
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
];

/** An entry of `files` of `<s>/staff`, by the file's id. It exists from the first request of the upload. */
export interface FileEntry extends Omit<Attachment, "id"> {
  by: string;
  /** Start of the upload, later its end (ms). */
  at: number;
  done?: true;
  /** While unfinished: bytes that have surely arrived, bytes reserved, and time of the reservation (ms). */
  arrived?: number;
  granted?: number;
  grantedAt?: number;
  /** Only while unfinished: the bytes stay unchanged, and pages will not show them as a picture. */
  original?: true;
  /**
   * Ids of rooms where it was posted; `breakouts`: in the instructions for all groups; `resources`: in a shared
   * resource.
   */
  rooms: string[];
  /** Keys of the pages that it was put into (`pages_layout.ts`). */
  pages?: string[];
}

/** Whether a file was posted, so that others may read it. */
export function isFilePosted(
  { rooms, pages = [] }: Pick<FileEntry, "rooms" | "pages">,
): boolean {
  return rooms.length + pages.length > 0;
}
