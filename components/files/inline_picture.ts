/**
 * Pictures in messages, and their sizes, known before loading so that nothing
 * moves.
 */
import {
  type Attachment,
  inlineImageTypes,
} from "../../classroom/model/files.ts";

/** Maximum size in the list (px). */
const largestShown = { width: 320, height: 288 };
/** Larger pictures would freeze small devices (pixels). */
const tooLarge = 60_000_000;

/** Of a type shown inline, and within the pixel limit if its size is known. */
export function isInlinePicture(
  { type, width = 0, height = 0 }: Attachment,
): boolean {
  return inlineImageTypes.includes(type) && width * height <= tooLarge;
}

/** The displayed size (px), or null for a download. */
export function displayedSize(
  file: Attachment,
): { width: number; height: number } | null {
  const { width, height } = file;
  if (!width || !height || !isInlinePicture(file)) return null;
  const scale = Math.min(
    1,
    largestShown.width / width,
    largestShown.height / height,
  );
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

export function fileUrl(file: Attachment): string {
  return `/api/files/${file.id}`;
}
