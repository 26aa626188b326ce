/**
 * Overwrites place, time and device in AVIF, HEIC, MP4 and MOV with zeros. Nothing may move, as these files consist of
 * boxes that contain offsets into the file.
 */
import { bytesPerPart, charCodes, type FileRewriter } from "./file_rewriter.ts";

/**
 * Whether a file is of these formats. Excludes a camera's raw picture (CR3), which needs boxes that would be blanked.
 */
export function isBoxFile(file: FileRewriter): boolean {
  // The first bytes are a size; a text's would be larger than any file.
  const isFirst = file.u8(0) < 8 &&
    /^(?:ftyp|moov|mdat|wide)$/.test(file.text(4, 4));
  return isFirst && file.text(8, 4) !== "crx ";
}

/** A range of bytes; for a box, the range of its content. */
interface Range {
  from: number;
  end: number;
}

interface Box extends Range {
  name: string;
  position: number;
}

function* boxesIn(
  file: FileRewriter,
  start: number,
  end: number,
): Generator<Box> {
  for (let position = start; position + 8 <= end && file.countPart();) {
    const short = file.u32(position);
    const isLong = short === 1;
    const size = isLong
      ? file.u32(position + 8) * 2 ** 32 + file.u32(position + 12)
      : short || end - position;
    const from = position + (isLong ? 16 : 8);
    const next = Math.min(position + size, end);
    if (next < from) return;
    yield { name: file.text(position + 4, 4), position, from, end: next };
    position = next;
  }
}

export function* cleanBoxFile(file: FileRewriter): Generator<void, void, void> {
  file.keepRange(0, file.size);
  const ranges: Range[] = [];
  for (const box of boxesIn(file, 0, file.size)) {
    if (file.countWork(bytesPerPart)) yield;
    if (box.name === "moov") yield* cleanMovie(file, box, ranges);
    else if (box.name === "meta" && isOfPicture(file, box)) {
      yield* findItems(file, box, ranges);
    } else if (blankedBoxNames.test(box.name)) yield* blankBox(file, box);
  }
  // Blanks each byte only once, as many items may name the same range.
  let blankedEnd = 0;
  for (const { from, end } of ranges.sort((a, b) => a.from - b.from)) {
    yield* file.blankRange(Math.max(from, blankedEnd), end);
    blankedEnd = Math.max(blankedEnd, end);
  }
}

/** Boxes to blank: those with metadata, and those that players ignore. */
const blankedBoxNames = /^(?:udta|meta|uuid|free|skip|prft)$/;

function* blankBox(
  file: FileRewriter,
  { position, from, end }: Box,
): Generator<void, void, void> {
  file.overwrite(position + 4, charCodes("free"));
  yield* file.blankRange(from, end);
}

function isOfPicture(file: FileRewriter, { from, end }: Box): boolean {
  const handler = handlerIn(file, boxesIn(file, from + 4, end));
  return handler === "" || handler === "pict";
}

function handlerIn(file: FileRewriter, boxes: Iterable<Box>): string {
  for (const { name, from } of boxes) {
    if (name === "hdlr") return file.text(from + 8, 4);
  }
  return "";
}

/** A movie has metadata in itself and in each track. */
function* cleanMovie(
  file: FileRewriter,
  { from, end }: Box,
  ranges: Range[],
): Generator<void, void, void> {
  for (const box of boxesIn(file, from, end)) {
    if (file.countWork(bytesPerPart)) yield;
    if (box.name === "trak") yield* cleanTrack(file, box, ranges);
    else yield* cleanBox(file, box);
  }
}

/** Handlers of tracks whose samples stay. Others may record the device's place or time. */
const keptHandlers = /^(?:vide|soun|auxv|pict|text|sbtl|subt|clcp|hint|)$/;

function* cleanTrack(
  file: FileRewriter,
  { from, end }: Box,
  ranges: Range[],
): Generator<void, void, void> {
  for (const box of boxesIn(file, from, end)) {
    if (file.countWork(bytesPerPart)) yield;
    yield* cleanBox(file, box);
    if (box.name !== "mdia") continue;
    const children = [...boxesIn(file, box.from, box.end)];
    const isKept = keptHandlers.test(handlerIn(file, children));
    for (const child of children) {
      if (file.countWork(bytesPerPart)) yield;
      if (child.name === "mdhd") yield* blankTimes(file, child);
      if (child.name === "minf" && !isKept) {
        yield* findSamples(file, child, ranges);
      }
    }
  }
}

function* cleanBox(file: FileRewriter, box: Box): Generator<void, void, void> {
  if (/^(?:mvhd|tkhd)$/.test(box.name)) yield* blankTimes(file, box);
  else if (blankedBoxNames.test(box.name)) yield* blankBox(file, box);
}

function* blankTimes(
  file: FileRewriter,
  { from, end }: Box,
): Generator<void, void, void> {
  const length = file.u8(from) === 1 ? 16 : 8;
  yield* file.blankRange(from + 4, Math.min(end, from + 4 + length));
}

function* findSamples(
  file: FileRewriter,
  { from, end }: Box,
  ranges: Range[],
): Generator<void, void, void> {
  const tables = new Map<string, Box>();
  for (const inside of boxesIn(file, from, end)) {
    if (inside.name !== "stbl") continue;
    for (const box of boxesIn(file, inside.from, inside.end)) {
      tables.set(box.name, box);
    }
  }
  const sizes = tables.get("stsz"), groups = tables.get("stsc");
  const places = tables.get("co64") ?? tables.get("stco");
  if (!sizes || !groups || !places) return;
  const isLong = places.name === "co64", width = isLong ? 8 : 4;
  const sameSize = file.u32(sizes.from + 4);
  const samples = (sizes.end - sizes.from - 12) / 4;
  let sample = 0, group = groups.from + 8;
  for (let chunk = 1;; chunk++) {
    const position = places.from + 8 + (chunk - 1) * width;
    if (position + width > places.end || !file.countPart()) return;
    // Each entry is valid for the chunks up to the next entry's first.
    while (group + 12 < groups.end && file.u32(group + 12) <= chunk) {
      group += 12;
      if (file.countWork(bytesPerPart)) yield;
    }
    const place = isLong
      ? file.u32(position) * 2 ** 32 + file.u32(position + 4)
      : file.u32(position);
    const inChunk = file.u32(group + 4);
    let length = inChunk * sameSize;
    const last = sameSize > 0 ? 0 : Math.min(sample + inChunk, samples);
    for (; sample < last; sample++) {
      length += file.u32(sizes.from + 12 + 4 * sample);
      if (file.countWork(bytesPerPart)) yield;
    }
    ranges.push({ from: place, end: place + length });
    if (file.countWork(bytesPerPart)) yield;
  }
}

function* findItems(
  file: FileRewriter,
  { from, end }: Box,
  ranges: Range[],
): Generator<void, void, void> {
  const metadata = new Set<number>();
  let places: Box | undefined, inside: Box | undefined;
  for (const box of boxesIn(file, from + 4, end)) {
    if (file.countWork(bytesPerPart)) yield;
    if (box.name === "iloc") places = box;
    else if (box.name === "idat") inside = box;
    else if (box.name === "iinf") {
      const head = file.u8(box.from) === 0 ? 6 : 8;
      for (const item of boxesIn(file, box.from + head, box.end)) {
        if (file.countWork(bytesPerPart)) yield;
        const version = file.u8(item.from);
        const id = item.from + 4, type = id + (version < 3 ? 4 : 6);
        if (!/^(?:Exif|mime|uri )$/.test(file.text(type, 4))) continue;
        metadata.add(version < 3 ? file.u16(id) : file.u32(id));
      }
    }
  }
  if (!places || metadata.size === 0) return;
  for (const place of placesIn(file, places)) {
    if (file.countWork(bytesPerPart)) yield;
    if (!metadata.has(place.item)) continue;
    const from = (place.isInside ? inside?.from ?? file.size : 0) +
      place.offset;
    const isAll = place.length === 0;
    ranges.push({ from, end: isAll ? file.size : from + place.length });
  }
}

interface ItemPlace {
  item: number;
  offset: number;
  length: number;
  isInside: boolean;
}

function* placesIn(
  file: FileRewriter,
  { from, end }: Box,
): Generator<ItemPlace> {
  const version = file.u8(from);
  const sizes = [4, 0].flatMap((_, n) => {
    const byte = file.u8(from + 4 + n);
    return [byte >> 4, byte & 15];
  });
  const [offsetSize, lengthSize, baseSize, indexSize] = sizes;
  let position = from + 6;
  const next = (size: number) => {
    let value = 0;
    for (let n = 0; n < size; n++) value = value * 0x100 + file.u8(position++);
    return value;
  };
  for (
    let left = next(version < 2 ? 2 : 4);
    left > 0 && position < end;
    left--
  ) {
    if (!file.countPart()) return;
    const item = next(version < 2 ? 2 : 4);
    const isInside = version > 0 && (next(2) & 15) === 1;
    next(2);
    const base = next(baseSize);
    for (let extents = next(2); extents > 0 && position < end; extents--) {
      if (!file.countPart()) return;
      if (version > 0) next(indexSize);
      const place = base + next(offsetSize);
      yield { item, offset: place, length: next(lengthSize), isInside };
    }
  }
}
