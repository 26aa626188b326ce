/** Recognises images and their sizes from bytes, not from what clients declare. Decodes only headers. */
import { ByteView } from "../../formats/metadata/file_rewriter.ts";
import { readOrientation } from "../../formats/metadata/file_metadata.ts";
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
  let isTurned = false, parts = 0;
  for (let position = 2; position + 4 <= v.size;) {
    if (v.u8(position) !== 0xff) return null;
    const marker = v.u8(position + 1);
    // Fill bytes, and markers without a length.
    if (marker === 0xff) {
      position++;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      position += 2;
      continue;
    }
    const length = v.u16(position + 2);
    if (length < 2 || ++parts > maxParts) return null;
    const isFrame = marker >= 0xc0 && marker <= 0xcf &&
      ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const [height, width] = [v.u16(position + 5), v.u16(position + 7)];
      return isTurned ? [height, width] : [width, height];
    }
    if (marker === 0xe1 && v.text(position + 4, 6) === "Exif\0\0") {
      // Orientations that swap width and height.
      isTurned =
        readOrientation(v.bytes, position + 10, position + 2 + length) >= 5;
    }
    // Image data begins: there was no frame header.
    if (marker === 0xda || marker === 0xd9) return null;
    position += 2 + length;
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
  let isTurned = false, parts = 0;
  const boxes = (start: number, end: number, depth: number) => {
    for (let position = start; position + 8 <= end;) {
      const size = v.u32(position) || end - position;
      if (size < 8 || ++parts > maxParts) return;
      const next = Math.min(position + size, end);
      const kind = v.text(position + 4, 4);
      // `meta` has a version before its boxes.
      if (kind === "meta" && depth === 0) boxes(position + 12, next, 1);
      else if (kind === "iprp" && depth === 1) boxes(position + 8, next, 2);
      else if (kind === "ipco" && depth === 2) boxes(position + 8, next, 3);
      else if (kind === "ispe" && depth === 3) {
        const itemSize = [v.u32(position + 12), v.u32(position + 16)];
        if (itemSize[0] * itemSize[1] > width * height) {
          [width, height] = itemSize;
        }
      } else if (kind === "irot" && depth === 3) {
        isTurned = (v.u8(position + 8) & 1) === 1;
      }
      position = next;
    }
  };
  boxes(0, v.size, 0);
  return isTurned ? [height, width] : [width, height];
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
