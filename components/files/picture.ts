/**
 * Pictures in messages, and their sizes, known before loading so that nothing
 * moves.
 */
import { type Attached, inlineTypes } from "../../classroom/model/files.ts";

/** Maximum size in the list (px). */
const largestShown = { width: 320, height: 288 };
/** Larger pictures would freeze small devices (pixels). */
const tooLarge = 60_000_000;

/** The displayed size (px), or null for a download. */
export function pictureSize(
  { type, width, height }: Attached,
): { width: number; height: number } | null {
  if (!width || !height || !inlineTypes.includes(type)) return null;
  if (width * height > tooLarge) return null;
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

export function fileAddress(file: Attached): string {
  return `/api/files/${file.id}`;
}
