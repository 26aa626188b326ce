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
  const file = new FileRewriter(bytes);
  const kind = kinds.find(([fits]) => fits(file));
  if (!kind) return null;
  yield* kind[1](file);
  return file.finish();
}

export function canRemoveMetadata(beginning: Uint8Array): boolean {
  const file = new FileRewriter(beginning);
  return kinds.some(([fits]) => fits(file));
}

/** Whether a picture is a GIF, or an animated PNG or WebP. A smaller copy would not move. */
export function isAnimated(bytes: Uint8Array): boolean {
  const file = new FileRewriter(bytes);
  if (isGif(file)) return true;
  if (isWebp(file)) {
    return file.text(12, 4) === "VP8X" && (file.u8(20) & 2) !== 0;
  }
  if (!isPng(file)) return false;
  for (
    let position = 8;
    position < file.size && file.text(position + 4, 4) !== "IDAT";
  ) {
    if (file.text(position + 4, 4) === "acTL") return true;
    position += 12 + file.u32(position);
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
  const number = (position: number, length: number) => {
    let value = 0;
    for (let n = 0; n < length; n++) {
      const byte = bytes[position + (isLittle ? length - 1 - n : n)] ?? 0;
      value = value * 0x100 + byte;
    }
    return value;
  };
  const directory = start + number(start + 4, 4);
  const entries = Math.min(number(directory, 2), 200);
  for (let n = 0; n < entries; n++) {
    const entryStart = directory + 2 + n * 12;
    if (entryStart + 12 > end) break;
    if (number(entryStart, 2) !== 0x0112) continue;
    const value = number(entryStart + 8, 2);
    return value >= 2 && value <= 8 ? value : 1;
  }
  return 1;
}

function makeExif(orientation: number): number[] {
  const header = [0x4d, 0x4d, 0, 0x2a, ...uint32Bytes(8)];
  const entry = [0x01, 0x12, 0, 3, ...uint32Bytes(1), 0, orientation, 0, 0];
  return [...header, 0, 1, ...entry, ...uint32Bytes(0)];
}

const exifName = charCodes("Exif\0\0");

// JPEG: segments and a scan, perhaps several times, then an end marker.

function isJpeg(file: FileRewriter): boolean {
  return file.text(0, 3) === "\xff\xd8\xff";
}

function* jpeg(file: FileRewriter): Generator<void, void, void> {
  file.keepRange(0, 2);
  let isTurned = false;
  for (let position = 2; position + 1 < file.size;) {
    if (file.countWork()) yield;
    // Decoders skip other bytes between segments.
    if (
      file.bytes[position] !== 0xff || isNoSegment(file.bytes[position + 1])
    ) {
      position++;
      continue;
    }
    const marker = file.bytes[position + 1];
    if (!file.countPart()) return;
    if (file.countWork(bytesPerPart)) yield;
    if (marker === 0xd9) return file.keepRange(position, position + 2);
    const end = position + 2 + Math.max(2, file.u16(position + 2));
    const orientation =
      marker === 0xe1 && file.text(position + 4, 6) === "Exif\0\0"
        ? readOrientation(file.bytes, position + 10, Math.min(end, file.size))
        : 1;
    const segment = [0xff, 0xe1, 0, 34, ...exifName, ...makeExif(orientation)];
    if (orientation > 1 && !isTurned && end - position >= segment.length) {
      file.append(segment);
      isTurned = true;
    } else if (isKeptSegment(file, position, marker)) {
      file.keepRange(position, end);
    }
    if (marker !== 0xda) {
      position = end;
      continue;
    }
    position = yield* scanEnd(file, end);
    file.keepRange(end, position);
  }
}

/** Whether a marker has no content, or is a fill byte or an escaped byte. */
function isNoSegment(code: number): boolean {
  return code === 0xff || code <= 0x01 || code >= 0xd0 && code <= 0xd8;
}

function* scanEnd(
  file: FileRewriter,
  from: number,
): Generator<void, number, void> {
  const { bytes } = file;
  for (let position = from; position + 1 < bytes.length; position++) {
    if (bytes[position] === 0xff && !isNoSegment(bytes[position + 1])) {
      return position;
    }
    if (file.countWork()) yield;
  }
  return bytes.length;
}

/** Whether decoders need a segment: application segments only for size and colours. */
function isKeptSegment(
  file: FileRewriter,
  position: number,
  marker: number,
): boolean {
  switch (marker) {
    case 0xe0:
      // A longer one has a thumbnail, which may show what was cut away.
      return file.text(position + 4, 5) === "JFIF\0" &&
        file.u16(position + 2) === 16;
    case 0xe2:
      return file.text(position + 4, 12) === "ICC_PROFILE\0";
    case 0xee:
      return file.text(position + 4, 5) === "Adobe";
    default:
      return marker !== 0xfe && (marker < 0xe0 || marker > 0xef);
  }
}

// PNG: chunks of length, name, content and checksum.

const pngKept = new Set(
  ("IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST " +
    "pHYs sPLT acTL fcTL fdAT").split(" "),
);

function isPng(file: FileRewriter): boolean {
  return file.text(0, 8) === "\x89PNG\r\n\x1a\n";
}

function* png(file: FileRewriter): Generator<void, void, void> {
  file.keepRange(0, 8);
  for (let position = 8; position + 8 <= file.size && file.countPart();) {
    if (file.countWork(bytesPerPart)) yield;
    const length = file.u32(position), name = file.text(position + 4, 4);
    const end = position + 12 + length;
    const orientation = name === "eXIf"
      ? readOrientation(file.bytes, position + 8, Math.min(end - 4, file.size))
      : 1;
    const exif = makeExif(orientation);
    if (orientation > 1 && length >= exif.length && end <= file.size) {
      const content = [...charCodes("eXIf"), ...exif];
      file.append([
        ...uint32Bytes(exif.length),
        ...content,
        ...uint32Bytes(crc(content)),
      ]);
    } else if (pngKept.has(name)) {
      file.keepRange(position, end);
    }
    if (name === "IEND") return;
    position = end;
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

function isGif(file: FileRewriter): boolean {
  return /^GIF8[79]a$/.test(file.text(0, 6));
}

function* gif(file: FileRewriter): Generator<void, void, void> {
  const palette = (flags: number) =>
    flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
  const afterBlocks = function* (from: number) {
    let blockStart = from;
    while (file.u8(blockStart) > 0) {
      blockStart += file.u8(blockStart) + 1;
      if (file.countWork(4)) yield;
    }
    return blockStart + 1;
  };
  let position = 13 + palette(file.u8(10));
  file.keepRange(0, position);
  while (position < file.size && file.countPart()) {
    if (file.countWork(bytesPerPart)) yield;
    const kind = file.bytes[position];
    if (kind === 0x3b) return file.keepRange(position, position + 1);
    if (kind === 0x2c) {
      const end = yield* afterBlocks(
        position + 11 + palette(file.u8(position + 9)),
      );
      file.keepRange(position, end);
      position = end;
    } else if (kind === 0x21) {
      const end = yield* afterBlocks(position + 2),
        label = file.u8(position + 1);
      const isLoop = label === 0xff &&
        /^(?:NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(file.text(position + 3, 11));
      // Keeps delays, transparency and the number of loops.
      if (label === 0xf9 || isLoop) file.keepRange(position, end);
      position = end;
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

function isWebp(file: FileRewriter): boolean {
  return file.text(0, 4) === "RIFF" && file.text(8, 4) === "WEBP";
}

function* webp(file: FileRewriter): Generator<void, void, void> {
  const fileEnd = Math.min(file.size, 8 + file.u32le(4));
  let flagsPosition: number | undefined, isTurned = false;
  file.keepRange(0, 12);
  for (let position = 12; position + 8 <= fileEnd && file.countPart();) {
    if (file.countWork(bytesPerPart)) yield;
    const name = file.text(position, 4), length = file.u32le(position + 4);
    const end = position + 8 + length + length % 2;
    if (name === "EXIF") {
      const start = position + 8 +
        (file.text(position + 8, 6) === "Exif\0\0" ? 6 : 0);
      const orientation = readOrientation(
        file.bytes,
        start,
        Math.min(end, fileEnd),
      );
      const exif = makeExif(orientation);
      if (orientation > 1 && length >= exif.length && end <= fileEnd) {
        file.append([...charCodes("EXIF"), exif.length, 0, 0, 0, ...exif]);
        isTurned = true;
      }
    } else if (webpKept.has(name)) {
      if (name === "VP8X") flagsPosition ??= file.length + 8;
      file.keepRange(position, Math.min(end, fileEnd));
    }
    position = end;
  }
  // Clears the flags of XMP and, unless the orientation is kept, Exif.
  if (flagsPosition !== undefined) {
    file.overwrite(flagsPosition, [
      file.u8(flagsPosition) & ~0x0c | (isTurned ? 0x08 : 0),
    ]);
  }
  const size = uint32Bytes(file.length - 8).reverse();
  file.overwrite(4, size);
}

const kinds: readonly [
  fits: (file: FileRewriter) => boolean,
  clean: (file: FileRewriter) => Generator<void, void, void>,
][] = [
  [isJpeg, jpeg],
  [isPng, png],
  [isGif, gif],
  [isWebp, webp],
  [isBoxFile, cleanBoxFile],
  [isMatroska, cleanMatroska],
];
