/** Removes metadata from pictures and videos. JPEG, PNG, GIF and WebP keep only the parts listed here. */
import { cleanBoxFile, isBoxFile } from "./box_metadata.ts";
import { finishSteps } from "./finish_steps.ts";
import { cleanMatroska, isMatroska } from "./matroska_metadata.ts";
import {
  bytesPerPart,
  charCodes,
  FileRewriter,
  uint32Bytes,
} from "./file_rewriter.ts";

/**
 * Removes metadata in place and returns the new length; null if the file is in another format or nothing was removed.
 * Closes the gaps in JPEG, PNG, GIF and WebP; blanks the metadata of AVIF, HEIC, MP4, MOV and WebM, where nothing can
 * move. Keeps rotation and colours.
 */
export function removeMetadata(bytes: Uint8Array): number | null {
  return finishSteps(removeMetadataInSteps(bytes));
}

/** {@link removeMetadata} in short steps, as a file of many small parts takes seconds. */
export function* removeMetadataInSteps(
  bytes: Uint8Array,
): Generator<void, number | null, void> {
  const rest = new FileRewriter(bytes);
  const found = kinds.find(([fits]) => fits(rest));
  if (!found) return null;
  yield* found[1](rest);
  return rest.finish();
}

export function canRemoveMetadata(beginning: Uint8Array): boolean {
  const it = new FileRewriter(beginning);
  return kinds.some(([fits]) => fits(it));
}

/** Whether a picture is a GIF, or an animated PNG or WebP. A smaller copy would not move. */
export function isAnimated(bytes: Uint8Array): boolean {
  const it = new FileRewriter(bytes);
  if (isGif(it)) return true;
  if (isWebp(it)) return it.text(12, 4) === "VP8X" && (it.u8(20) & 2) !== 0;
  if (!isPng(it)) return false;
  for (let at = 8; at < it.size && it.text(at + 4, 4) !== "IDAT";) {
    if (it.text(at + 4, 4) === "acTL") return true;
    at += 12 + it.u32(at);
  }
  return false;
}

/** Orientation in a TIFF structure: 2 to 8; 1 if absent. */
export function readOrientation(
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const isLittle = bytes[start] === 0x49 && bytes[start + 1] === 0x49;
  const number = (at: number, length: number) => {
    let value = 0;
    for (let n = 0; n < length; n++) {
      const byte = bytes[at + (isLittle ? length - 1 - n : n)] ?? 0;
      value = value * 0x100 + byte;
    }
    return value;
  };
  const directory = start + number(start + 4, 4);
  const entries = Math.min(number(directory, 2), 200);
  for (let n = 0; n < entries; n++) {
    const at = directory + 2 + n * 12;
    if (at + 12 > end) break;
    if (number(at, 2) !== 0x0112) continue;
    const value = number(at + 8, 2);
    return value >= 2 && value <= 8 ? value : 1;
  }
  return 1;
}

function turned(orientation: number): number[] {
  const header = [0x4d, 0x4d, 0, 0x2a, ...uint32Bytes(8)];
  const entry = [0x01, 0x12, 0, 3, ...uint32Bytes(1), 0, orientation, 0, 0];
  return [...header, 0, 1, ...entry, ...uint32Bytes(0)];
}

const exifName = charCodes("Exif\0\0");

// JPEG: segments and a scan, perhaps several times, then an end marker.

function isJpeg(it: FileRewriter): boolean {
  return it.text(0, 3) === "\xff\xd8\xff";
}

function* jpeg(it: FileRewriter): Generator<void, void, void> {
  it.keepRange(0, 2);
  let isTurned = false;
  for (let at = 2; at + 1 < it.size;) {
    if (it.countWork()) yield;
    // Decoders skip other bytes between segments.
    if (it.bytes[at] !== 0xff || isNoSegment(it.bytes[at + 1])) {
      at++;
      continue;
    }
    const marker = it.bytes[at + 1];
    if (!it.countPart()) return;
    if (it.countWork(bytesPerPart)) yield;
    if (marker === 0xd9) return it.keepRange(at, at + 2);
    const end = at + 2 + Math.max(2, it.u16(at + 2));
    const orientation = marker === 0xe1 && it.text(at + 4, 6) === "Exif\0\0"
      ? readOrientation(it.bytes, at + 10, Math.min(end, it.size))
      : 1;
    const segment = [0xff, 0xe1, 0, 34, ...exifName, ...turned(orientation)];
    if (orientation > 1 && !isTurned && end - at >= segment.length) {
      it.append(segment);
      isTurned = true;
    } else if (isKeptSegment(it, at, marker)) {
      it.keepRange(at, end);
    }
    if (marker !== 0xda) {
      at = end;
      continue;
    }
    at = yield* scanEnd(it, end);
    it.keepRange(end, at);
  }
}

/** Whether a marker has no content, or is a fill byte or an escaped byte. */
function isNoSegment(code: number): boolean {
  return code === 0xff || code <= 0x01 || code >= 0xd0 && code <= 0xd8;
}

function* scanEnd(
  it: FileRewriter,
  from: number,
): Generator<void, number, void> {
  const { bytes } = it;
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] === 0xff && !isNoSegment(bytes[at + 1])) return at;
    if (it.countWork()) yield;
  }
  return bytes.length;
}

/** Whether decoders need a segment: application segments only for size and colours. */
function isKeptSegment(it: FileRewriter, at: number, marker: number): boolean {
  switch (marker) {
    case 0xe0:
      // A longer one has a thumbnail, which may show what was cut away.
      return it.text(at + 4, 5) === "JFIF\0" && it.u16(at + 2) === 16;
    case 0xe2:
      return it.text(at + 4, 12) === "ICC_PROFILE\0";
    case 0xee:
      return it.text(at + 4, 5) === "Adobe";
    default:
      return marker !== 0xfe && (marker < 0xe0 || marker > 0xef);
  }
}

// PNG: chunks of length, name, content and checksum.

const pngKept = new Set(
  ("IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST " +
    "pHYs sPLT acTL fcTL fdAT").split(" "),
);

function isPng(it: FileRewriter): boolean {
  return it.text(0, 8) === "\x89PNG\r\n\x1a\n";
}

function* png(it: FileRewriter): Generator<void, void, void> {
  it.keepRange(0, 8);
  for (let at = 8; at + 8 <= it.size && it.countPart();) {
    if (it.countWork(bytesPerPart)) yield;
    const length = it.u32(at), name = it.text(at + 4, 4);
    const end = at + 12 + length;
    const orientation = name === "eXIf"
      ? readOrientation(it.bytes, at + 8, Math.min(end - 4, it.size))
      : 1;
    const exif = turned(orientation);
    if (orientation > 1 && length >= exif.length && end <= it.size) {
      const content = [...charCodes("eXIf"), ...exif];
      it.append([
        ...uint32Bytes(exif.length),
        ...content,
        ...uint32Bytes(crc(content)),
      ]);
    } else if (pngKept.has(name)) {
      it.keepRange(at, end);
    }
    if (name === "IEND") return;
    at = end;
  }
}

function crc(bytes: readonly number[]): number {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
    }
  }
  return ~value >>> 0;
}

// GIF: pictures and extensions, in small blocks.

function isGif(it: FileRewriter): boolean {
  return /^GIF8[79]a$/.test(it.text(0, 6));
}

function* gif(it: FileRewriter): Generator<void, void, void> {
  const palette = (flags: number) =>
    flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
  const afterBlocks = function* (from: number) {
    let at = from;
    while (it.u8(at) > 0) {
      at += it.u8(at) + 1;
      if (it.countWork(4)) yield;
    }
    return at + 1;
  };
  let at = 13 + palette(it.u8(10));
  it.keepRange(0, at);
  while (at < it.size && it.countPart()) {
    if (it.countWork(bytesPerPart)) yield;
    const kind = it.bytes[at];
    if (kind === 0x3b) return it.keepRange(at, at + 1);
    if (kind === 0x2c) {
      const end = yield* afterBlocks(at + 11 + palette(it.u8(at + 9)));
      it.keepRange(at, end);
      at = end;
    } else if (kind === 0x21) {
      const end = yield* afterBlocks(at + 2), label = it.u8(at + 1);
      const isLoop = label === 0xff &&
        /^(?:NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(it.text(at + 3, 11));
      // Keeps delays, transparency and the number of loops.
      if (label === 0xf9 || isLoop) it.keepRange(at, end);
      at = end;
    } else return;
  }
}

// WebP: chunks of name, length and content, padded to an even length.

const webpKept = new Set([
  "VP8 ",
  "VP8L",
  "VP8X",
  "ALPH",
  "ANIM",
  "ANMF",
  "ICCP",
]);

function isWebp(it: FileRewriter): boolean {
  return it.text(0, 4) === "RIFF" && it.text(8, 4) === "WEBP";
}

function* webp(it: FileRewriter): Generator<void, void, void> {
  const last = Math.min(it.size, 8 + it.u32le(4));
  let flags: number | undefined, isTurned = false;
  it.keepRange(0, 12);
  for (let at = 12; at + 8 <= last && it.countPart();) {
    if (it.countWork(bytesPerPart)) yield;
    const name = it.text(at, 4), length = it.u32le(at + 4);
    const end = at + 8 + length + length % 2;
    if (name === "EXIF") {
      const start = at + 8 + (it.text(at + 8, 6) === "Exif\0\0" ? 6 : 0);
      const orientation = readOrientation(it.bytes, start, Math.min(end, last));
      const exif = turned(orientation);
      if (orientation > 1 && length >= exif.length && end <= last) {
        it.append([...charCodes("EXIF"), exif.length, 0, 0, 0, ...exif]);
        isTurned = true;
      }
    } else if (webpKept.has(name)) {
      if (name === "VP8X") flags ??= it.length + 8;
      it.keepRange(at, Math.min(end, last));
    }
    at = end;
  }
  // Clears the flags of XMP and, unless the orientation is kept, Exif.
  if (flags !== undefined) {
    it.overwrite(flags, [it.u8(flags) & ~0x0c | (isTurned ? 0x08 : 0)]);
  }
  const size = uint32Bytes(it.length - 8).reverse();
  it.overwrite(4, size);
}

const kinds: readonly [
  fits: (it: FileRewriter) => boolean,
  clean: (it: FileRewriter) => Generator<void, void, void>,
][] = [
  [isJpeg, jpeg],
  [isPng, png],
  [isGif, gif],
  [isWebp, webp],
  [isBoxFile, cleanBoxFile],
  [isMatroska, cleanMatroska],
];
