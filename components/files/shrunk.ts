/** Pictures as they are sent: small, and of a kind that every browser shows. */
import { bounds } from "../../classroom/model/bounds.ts";

/** The longest side, in px. */
const longestSidePx = 1600;
/** So many bytes are sent as they are, where the picture is not too large. */
const short = 300 * 1024;

/** The picture to send; null: the browser cannot read it as one. */
export async function shrunk(file: Blob): Promise<Blob | null> {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return null;
  try {
    const { width, height } = image;
    const scale = Math.min(1, longestSidePx / Math.max(width, height));
    // What moves would stand still, and what is short already can only lose.
    const isFine = scale === 1 && file.size <= short;
    const isMoving = file.type === "image/gif" && file.size <= bounds.image;
    if (kept.test(file.type) && (isFine || isMoving)) return file;
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

const kept = /^image\/(png|jpeg|gif|webp)$/;

function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  return new Promise((done) => canvas.toBlob(done, type, 0.82));
}
