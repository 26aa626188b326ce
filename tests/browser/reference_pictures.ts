/**
 * Compares what pages show with the pictures in `tests/reference_pictures`; `PICTURES=update` replaces those that
 * differ. Clock, fonts and motion must be fixed; then machines differ only in smoothing, see `compare`.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { encodePalettePng } from "../palette_png.ts";
import { waitForPaint } from "./stage.ts";

const folder = "tests/reference_pictures";
const shots = "tests/screenshots";

/** Pixels that may differ: fewer than the smallest icon has. */
const most = 16;
/** The time that a difference must last (ms), since parts of a page may still be coming. */
const settleMs = 10_000;

export class ReferencePictures {
  readonly #changed: string[] = [];
  readonly #updates = Deno.env.get("PICTURES") === "update";

  constructor() {
    for (const it of [folder, shots]) Deno.mkdirSync(it, { recursive: true });
  }

  /** @param take the picture as PNG */
  async compare(page: Page, name: string, take: () => Promise<Buffer>) {
    const path = `${folder}/${name}.png`;
    const before = await Deno.readFile(path).catch(() => null);
    const look = async () => {
      await page.evaluate(scrollChatsToEnd);
      await waitForPaint(page);
      const taken = await take();
      return await page.evaluate(compare, [
        before && Buffer.from(before).toString("base64"),
        taken.toString("base64"),
      ]);
    };
    let now = await look(), since = Date.now();
    // Components that measure themselves may still change, so a difference must repeat.
    for (let last = ""; now.differ > most;) {
      if (now.pixels !== last) since = Date.now();
      else if (Date.now() - since >= settleMs) break;
      last = now.pixels;
      now = await look();
    }
    if (now.differ <= most) return;
    await Deno.writeFile(
      this.#updates ? path : path.replace(folder, shots),
      encodePalettePng({ ...now, pixels: Buffer.from(now.pixels, "base64") }),
    );
    if (!this.#updates) this.#changed.push(`${name}: ${now.differ} pixels`);
  }

  assertUnchanged(): void {
    assert.equal(
      this.#changed.length,
      0,
      `look at them in ${shots}: ${this.#changed.join(", ")}`,
    );
  }
}

/** Gives a page, before it loads, the Chinese characters of its language, which a machine may lack. */
export async function addChineseFont(page: Page): Promise<void> {
  const font = await Deno.readFile(`${folder}/font/NotoSansTC-subset.woff2`);
  await page.addInitScript((base64) => {
    const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
    document.fonts.add(new FontFace("Noto Sans TC", bytes));
  }, Buffer.from(font).toString("base64"));
}

export async function waitForFontsAndImages(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(async () => {
    await Promise.all(
      [...document.fonts].filter((it) => it.family === "Noto Sans TC").map((
        it,
      ) => it.load()),
    );
    await document.fonts.ready;
    await Promise.all([...document.images].map((it) => it.decode()));
  });
}

/** Shows each chat to its end, since announcements race with what they announce. */
function scrollChatsToEnd() {
  for (
    const it of document.querySelectorAll(
      ".chat-scroll, .conversation-scroll, .assistant-scroll",
    )
  ) it.scrollTop = it.scrollHeight;
}

/**
 * Counts pixels that differ visibly, and reduces the new picture's palette. A pixel differs if no pixel within one of
 * its place is alike, so that smoothing does not count. Runs in the page.
 */
async function compare([before, taken]: (string | null)[]) {
  /** The main colour is exact; others are reduced to 6 × 6 × 6. */
  const exact = 32, steps = 5;
  const imageOf = async (base64: string) => {
    const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  };
  const image = await imageOf(taken!);
  const { data, width, height } = image;
  const words = new Uint32Array(data.buffer);
  const often = new Map<number, number>();
  for (const word of words) often.set(word, (often.get(word) ?? 0) + 1);
  const parts = (
    word: number,
  ) => [word & 255, word >> 8 & 255, word >> 16 & 255];
  const coarse = (word: number) =>
    parts(word).map((it) =>
      Math.round(Math.round(it * steps / 255) * 255 / steps)
    );
  const known = [...often.keys()]
    .sort((a, b) => often.get(b)! - often.get(a)! || a - b);
  const colours = new Map<string, number[]>();
  for (const [n, word] of known.entries()) {
    const colour = n < exact ? parts(word) : coarse(word);
    if (colours.size < 256) colours.set(colour.join(), colour);
  }
  const palette = [...colours.values()];
  const nearest = new Map(known.map((word) => {
    const of = parts(word);
    const far = palette.map((colour) =>
      colour.reduce((sum, it, at) => sum + (it - of[at]) ** 2, 0)
    );
    return [word, far.indexOf(Math.min(...far))];
  }));
  let pixels = "";
  for (let i = 0; i < words.length; i++) {
    const at = nearest.get(words[i])!;
    pixels += String.fromCharCode(at);
    data.set(palette[at], 4 * i);
  }

  const isFar = (one: ImageData, other: ImageData, x: number, y: number) => {
    const i = 4 * (y * width + x);
    for (
      let row = Math.max(0, y - 1);
      row <= Math.min(height - 1, y + 1);
      row++
    ) {
      for (
        let at = Math.max(0, x - 1);
        at <= Math.min(width - 1, x + 1);
        at++
      ) {
        const j = 4 * (row * width + at);
        const isLike = [0, 1, 2].every((part) =>
          Math.abs(one.data[i + part] - other.data[j + part]) <= 64
        );
        if (isLike) return false;
      }
    }
    return true;
  };
  let differ = width * height;
  const was = before ? await imageOf(before) : null;
  if (was?.width === width && was.height === height) {
    differ = 0;
    const old = new Uint32Array(was.data.buffer);
    for (let i = 0; i < old.length; i++) {
      if (old[i] === words[i]) continue;
      const x = i % width, y = Math.floor(i / width);
      if (isFar(was, image, x, y) || isFar(image, was, x, y)) differ++;
    }
  }
  return {
    differ,
    width,
    height,
    palette: palette.flat(),
    pixels: btoa(pixels),
  };
}
