/** Pictures in messages. Their sizes are known before they load, so that nothing moves. */
import { type Attachment, inlineImageTypes } from "./files.ts";

const largestShown = { width: 320, height: 288 };
/** Pictures with more pixels would freeze small devices. */
const tooLarge = 60_000_000;

/** Whether a file is shown as a picture: by its type and, if known, its number of pixels. */
export function isInlinePicture(
  { type, width = 0, height = 0 }: Attachment,
): boolean {
  return inlineImageTypes.includes(type) && width * height <= tooLarge;
}

/** The size at which a picture is shown (px); null: it is shown as a download. */
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
