/** Pictures as they are sent: small, of a kind that every browser shows, and without what they say of place and time. */
import { bounds } from "../../classroom/model/bounds.ts";
import {
  isMoving,
  removeMetadata,
} from "../../classroom/model/file_metadata.ts";

/** The longest side, in px. */
const longestSidePx = 1600;
/** A PNG of so many bytes stays one, if it is not too large: a drawing can only lose. */
const short = 300 * 1024;

/**
 * The picture to send; null: the browser cannot read it as one. What moves stays as it is, up to `mostMoving` bytes:
 * drawn again, it would stand still.
 */
export async function shrunk(
  file: Blob,
  mostMoving: number = bounds.image,
): Promise<Blob | null> {
  // Turned as the file says: so browsers do it where they are asked for nothing else.
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
      if (isFine && isPng || isMoving(bytes)) {
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
    // Where a browser writes no WebP it gives a PNG, which of a photograph is long.
    if (webp?.type === "image/webp") return webp;
    // What can be seen through is white in a JPEG, as on the page.
    context.globalCompositeOperation = "destination-over";
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    return await blobOf(canvas, "image/jpeg");
  } finally {
    image.close();
  }
}

const moving = /^image\/(png|gif|webp)$/;

/** The same as a file, whose name has the ending of what it is. */
export async function shrunkFile(
  file: File,
  mostMoving?: number,
): Promise<File | null> {
  const blob = await shrunk(file, mostMoving);
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
  return new Promise((done) => canvas.toBlob(done, type, 0.82));
}
