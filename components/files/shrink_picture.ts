/** Makes pictures smaller before they are sent, in a common format and without metadata. */
import { bounds } from "../../classroom/model/bounds.ts";
import {
  isAnimated,
  removeMetadata,
} from "../../formats/metadata/file_metadata.ts";

const longestSidePx = 1600;
/** A PNG up to this size (bytes) and within `longestSidePx` stays as it is: compression would harm drawings. */
const short = 300 * 1024;

/**
 * The picture to send; null: the browser cannot read it. Animations up to `mostMoving` bytes stay as they are: a
 * canvas has only one frame.
 */
export async function shrinkPicture(
  file: Blob,
  mostMoving: number = bounds.image,
): Promise<Blob | null> {
  // Without options, browsers turn the picture as its EXIF data says.
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return null;
  try {
    const { width, height } = image;
    const scale = Math.min(1, longestSidePx / Math.max(width, height));
    const isFine = scale === 1 && file.size <= short &&
      file.type === "image/png";
    const mayMove = moving.test(file.type) && file.size <= mostMoving;
    if (isFine || mayMove) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const isPng = bytes[0] === 0x89;
      if (isFine && isPng || isAnimated(bytes)) {
        const length = removeMetadata(bytes) ?? bytes.length;
        return new Blob([bytes.subarray(0, length)], { type: file.type });
      }
    }
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const webp = await blobOf(canvas, "image/webp");
    // Browsers that cannot write WebP return a PNG, which is too large for photos.
    if (webp?.type === "image/webp") return webp;
    // A JPEG has no transparency, so transparent parts become white.
    context.globalCompositeOperation = "destination-over";
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    return await blobOf(canvas, "image/jpeg");
  } finally {
    image.close();
  }
}

const moving = /^image\/(png|gif|webp)$/;

export async function shrinkPictureFile(
  file: File,
  mostMoving?: number,
): Promise<File | null> {
  const blob = await shrinkPicture(file, mostMoving);
  if (!blob) return null;
  const { type } = blob;
  const stem = file.name.replace(/\.\w{1,5}$/, "");
  const name = type === file.type ? file.name : `${stem}.${endings[type]}`;
  return new File([blob], name, { type });
}

const endings: Readonly<Record<string, string>> = {
  "image/webp": "webp",
  "image/jpeg": "jpg",
};

function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, 0.82));
}
