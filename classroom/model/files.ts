export interface Attachment {
  id: string;
  /** Safe to show, and as a file name. */
  name: string;
  /** In bytes. */
  size: number;
  /** Read from the bytes for an image of {@link inlineImageTypes}, else as the uploader declared. */
  type: string;
  /** Width of such an image as it is displayed. */
  width?: number;
  height?: number;
}

/** Images that messages show; all other files are downloads. */
export const inlineImageTypes: readonly string[] = [
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
];

/** An entry of `files` of `<s>/staff`, by the file's id: an upload, from its first request on. */
export interface FileEntry extends Omit<Attachment, "id"> {
  by: string;
  /** Start of the upload, later the time of its last byte (ms). */
  at: number;
  done?: true;
  /** While unfinished: bytes arrived at least, bytes reserved, and time of the reservation (ms). */
  arrived?: number;
  granted?: number;
  grantedAt?: number;
  /** The bytes stay as they are, and no page shows it as a picture. */
  original?: true;
  /**
   * Rooms where it was posted; `breakouts`: with the instructions for all groups; `resources`: with a shared
   * resource.
   */
  rooms: string[];
  /** Pages that include it, by key (`pages_layout.ts`). */
  pages?: string[];
}

/** Whether others than its uploader have got it. */
export function isFilePosted(
  { rooms, pages = [] }: Pick<FileEntry, "rooms" | "pages">,
): boolean {
  return rooms.length + pages.length > 0;
}
