/** Sends pictures, small, to be kept with the account. */
import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { pictureField as t } from "texts/library_picture.ts";
import { frame } from "texts/everywhere.ts";
import { localPath } from "../../locales/local_path.ts";
import { bounds } from "../../classroom/model/bounds.ts";

/** The pictures that one editor sends, each for something with an id. */
export class Pictures {
  /** That whose picture is on its way. */
  readonly underway: Signal<ReadonlySet<string>> = signal(new Set());
  /** Why the last one was not taken, and for what it was. */
  readonly trouble: Signal<{ of: string; detail: string } | null> = signal(
    null,
  );

  /** Sends a picture; gives its id, or null where it was not taken. */
  async send(of: string, file: Blob): Promise<string | null> {
    this.trouble.value = null;
    this.underway.value = new Set([...this.underway.value, of]);
    const found = await send(file);
    const rest = [...this.underway.value].filter((it) => it !== of);
    this.underway.value = new Set(rest);
    if ("id" in found) return found.id;
    this.trouble.value = { of, ...found };
    return null;
  }
}

async function send(file: Blob): Promise<{ id: string } | { detail: string }> {
  const body = await shrunk(file);
  if (!body) return { detail: t.unreadable };
  try {
    const answer = await fetch(localPath("/api/images"), {
      method: "POST",
      headers: { "content-type": body.type },
      body,
    });
    const said = await answer.json();
    return answer.ok
      ? { id: said.image.id }
      : { detail: String(said.detail ?? frame.noNetwork) };
  } catch {
    return { detail: frame.noNetwork };
  }
}

/** The longest side, in px. */
const longestSidePx = 1600;
/** So many bytes are sent as they are, where the picture is not too large. */
const short = 300 * 1024;

/** The picture to send; null: the browser cannot read it as one. */
async function shrunk(file: Blob): Promise<Blob | null> {
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
    canvas.getContext("2d")!.drawImage(
      image,
      0,
      0,
      canvas.width,
      canvas.height,
    );
    const webp = await blobOf(canvas, "image/webp");
    // Where a browser writes no WebP it gives a PNG, which of a photograph is long.
    if (webp?.type === "image/webp") return webp;
    // What can be seen through is white in a JPEG, as on the page.
    const context = canvas.getContext("2d")!;
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

/** What an element needs that takes a picture which is pasted or dropped there. */
export function takesPicture(
  onFile: (file: File) => void,
): Pick<JSX.HTMLAttributes<HTMLElement>, "onPaste" | "onDragOver" | "onDrop"> {
  return {
    onPaste(event) {
      const file = pictureOf(event.clipboardData);
      if (!file) return;
      event.preventDefault();
      onFile(file);
    },
    onDragOver(event) {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    },
    onDrop(event) {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      const file = pictureOf(event.dataTransfer);
      if (file) onFile(file);
    },
  };
}

/** The first picture of what is pasted or dropped; null: there is none. */
function pictureOf(data: DataTransfer | null): File | null {
  return [...data?.files ?? []]
    .find(({ type }) => type.startsWith("image/")) ?? null;
}
