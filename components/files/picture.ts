/** Which files are shown as pictures, and how large: known from the message, so that nothing moves when one loads. */
import { type Attached, inlineTypes } from "../../classroom/schema/files.ts";

/** The most that a picture takes in the list (px). */
const most = { width: 320, height: 288 };
/** A larger one would stop a small device for seconds: it is a download (pixels). */
const tooLarge = 60_000_000;

/** The size at which a file is shown as a picture, in px; null: it is none, and a download. */
export function pictureSize(
  { type, width, height }: Attached,
): { width: number; height: number } | null {
  if (!inlineTypes.includes(type) || !width || !height) return null;
  if (width * height > tooLarge) return null;
  const scale = Math.min(1, most.width / width, most.height / height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Where a file is. */
export function addressOf(file: Attached): string {
  return `/api/files/${file.id}`;
}
