/** Files as documents have them. */

/** A file in a message. */
export interface Attached {
  id: string;
  /** Safe to show and to save under. */
  name: string;
  /** In bytes. */
  size: number;
  /** Of an image of {@link inlineTypes}, as its bytes say; else as whoever uploaded it said. */
  type: string;
  /** Of such an image, as it is shown. */
  width?: number;
  height?: number;
}

/** The images that are shown in messages; everything else is a download. */
export const inlineTypes: readonly string[] = [
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
];

/** An entry of `files` of `<s>/staff`, by the file's id: an upload, from its first request on. */
export interface FileEntry extends Omit<Attached, "id"> {
  by: string;
  /** When it was begun, and from then on when its last byte came, in ms. */
  at: number;
  /** All its bytes are here. */
  done?: true;
  /** Until then: how many bytes have come, at least; up to which one room was kept for it, and when that was, in ms. */
  arrived?: number;
  granted?: number;
  grantedAt?: number;
  /** Its bytes are to stay as they are, and it is shown nowhere as a picture. */
  original?: true;
  /** The rooms in which it was posted; `breakouts`: with the instructions for all groups; `resources`: with something shared. */
  rooms: string[];
  /** The pages that it was put into, by their keys (`pages_layout.ts`). */
  pages?: string[];
}

/** Whether it is more than its uploader's: it was posted, or put into a page. */
export function isPosted(
  { rooms, pages = [] }: Pick<FileEntry, "rooms" | "pages">,
): boolean {
  return rooms.length + pages.length > 0;
}
