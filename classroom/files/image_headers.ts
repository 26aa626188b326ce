/** Recognises images and their sizes from bytes, not from what clients declare. Decodes only headers. */
import { ByteView } from "../model/file_rewriter.ts";
import { readOrientation } from "../model/file_metadata.ts";
import { refusal } from "../model/refuse.ts";

interface ImageHeader {
  type: string;
  /** Displayed size in px, with orientation applied; absent: unknown. */
  width?: number;
  height?: number;
}

/** Reads the beginning of a file (1 MiB suffices); null: not png, jpeg, gif, webp or avif. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  for (const [type, fits, measure] of imageKinds) {
    const view = new ByteView(bytes);
    if (!fits(view)) continue;
    const [width, height] = measure(view) ?? [0, 0];
    return width > 0 && height > 0 ? { type, width, height } : { type };
  }
  return null;
}

type Size = readonly [width: number, height: number] | null;

const imageKinds: readonly [
  type: string,
  fits: (view: ByteView) => boolean,
  measure: (view: ByteView) => Size,
][] = [
  ["image/png", (v) => v.text(0, 8) === "\x89PNG\r\n\x1a\n", png],
  ["image/jpeg", (v) => v.text(0, 3) === "\xff\xd8\xff", jpeg],
  ["image/gif", (v) => /^GIF8[79]a$/.test(v.text(0, 6)), gif],
  [
    "image/webp",
    (v) => v.text(0, 4) === "RIFF" && v.text(8, 4) === "WEBP",
    webp,
  ],
  ["image/avif", isAvif, avif],
];

function png(v: ByteView): Size {
  return v.text(12, 4) === "IHDR" ? [v.u32(16), v.u32(20)] : null;
}

function gif(v: ByteView): Size {
  return [v.u16le(6), v.u16le(8)];
}

function webp(v: ByteView): Size {
  switch (v.text(12, 4)) {
    case "VP8X":
      return [1 + v.u24le(24), 1 + v.u24le(27)];
    case "VP8L": {
      const bits = v.u16le(21) + v.u16le(23) * 0x10000;
      return [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
    }
    case "VP8 ":
      return [v.u16le(26) & 0x3fff, v.u16le(28) & 0x3fff];
    default:
      return null;
  }
}

/** Maximum of segments or boxes before the size; a file with more was made to be slow. */
const maxParts = 1000;

/** Scans markers up to the frame header, which has the size; the orientation comes before it. */
function jpeg(v: ByteView): Size {
  let turned = false, parts = 0;
  for (let at = 2; at + 4 <= v.size;) {
    if (v.u8(at) !== 0xff) return null;
    const marker = v.u8(at + 1);
    // Fill bytes, and markers without a length.
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
      continue;
    }
    const length = v.u16(at + 2);
    if (length < 2 || ++parts > maxParts) return null;
    const frame = marker >= 0xc0 && marker <= 0xcf &&
      ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) {
      const [height, width] = [v.u16(at + 5), v.u16(at + 7)];
      return turned ? [height, width] : [width, height];
    }
    if (marker === 0xe1 && v.text(at + 4, 6) === "Exif\0\0") {
      // Orientations that swap width and height.
      turned = readOrientation(v.bytes, at + 10, at + 2 + length) >= 5;
    }
    // Image data begins: there was no frame header.
    if (marker === 0xda || marker === 0xd9) return null;
    at += 2 + length;
  }
  return null;
}

function isAvif(v: ByteView): boolean {
  if (v.text(4, 4) !== "ftyp") return false;
  const brands = v.text(8, Math.min(v.u32(0), 256) - 8);
  return /^(.{4})*?avi[fs]/s.test(brands);
}

/** Finds the largest size in the file, as others are of tiles or a thumbnail. */
function avif(v: ByteView): Size {
  let [width, height] = [0, 0];
  let turned = false, parts = 0;
  const boxes = (start: number, end: number, depth: number) => {
    for (let at = start; at + 8 <= end;) {
      const size = v.u32(at) || end - at;
      if (size < 8 || ++parts > maxParts) return;
      const next = Math.min(at + size, end);
      const kind = v.text(at + 4, 4);
      // `meta` has a version before its boxes.
      if (kind === "meta" && depth === 0) boxes(at + 12, next, 1);
      else if (kind === "iprp" && depth === 1) boxes(at + 8, next, 2);
      else if (kind === "ipco" && depth === 2) boxes(at + 8, next, 3);
      else if (kind === "ispe" && depth === 3) {
        const found = [v.u32(at + 12), v.u32(at + 16)];
        if (found[0] * found[1] > width * height) [width, height] = found;
      } else if (kind === "irot" && depth === 3) {
        turned = (v.u8(at + 8) & 1) === 1;
      }
      at = next;
    }
  };
  boxes(0, v.size, 0);
  return turned ? [height, width] : [width, height];
}

/** Bounds of displayed pictures: a few bytes can claim more pixels than a device's memory. */
const maxSidePx = 10_000;
const maxMegapixels = 50;

export function requireDisplayable(
  { width = 0, height = 0 }: Omit<ImageHeader, "type">,
): void {
  if (
    Math.max(width, height) > maxSidePx ||
    width * height > maxMegapixels * 1_000_000
  ) {
    throw refusal("image-too-wide", {
      side: maxSidePx,
      megapixels: maxMegapixels,
    });
  }
}
