/** Which files are shown as pictures, and how large: known from the message, so that nothing moves when one loads. */
import { type Attached, inlineTypes } from "../../classroom/model/files.ts";

/** The most that a picture takes in the list (px). */
const largestShown = { width: 320, height: 288 };
/** A larger one would stop a small device for seconds: it is a download (pixels). */
const tooLarge = 60_000_000;

/**
 * Whether a file is one that may be shown as a picture: some bytes claim more pixels than a device has memory. Of one
 * that does not say how large it is nothing is known.
 */
export function isPicture({ type, width = 0, height = 0 }: Attached): boolean {
  return inlineTypes.includes(type) && width * height <= tooLarge;
}

/** The size at which a file is shown as a picture, in px; null: it is none, and a download. */
export function pictureSize(
  file: Attached,
): { width: number; height: number } | null {
  const { width, height } = file;
  if (!width || !height || !isPicture(file)) return null;
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

/** Where a file is. */
export function fileAddress(file: Attached): string {
  return `/api/files/${file.id}`;
}
