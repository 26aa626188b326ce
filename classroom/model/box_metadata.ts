/**
 * Overwrites place, time and device in AVIF, HEIC, MP4 and MOV with zeros. Nothing may move, as these files consist of
 * boxes that contain offsets into the file.
 */
import { bytesPerPart, charCodes, type FileRewriter } from "./file_rewriter.ts";

/**
 * Whether a file is of these formats. Excludes a camera's raw picture (CR3), which needs boxes that would be blanked.
 */
export function isBoxFile(it: FileRewriter): boolean {
  // The first bytes are a size; a text's would be larger than any file.
  const isFirst = it.u8(0) < 8 &&
    /^(?:ftyp|moov|mdat|wide)$/.test(it.text(4, 4));
  return isFirst && it.text(8, 4) !== "crx ";
}

/** A range of bytes; for a box, the range of its content. */
interface Range {
  from: number;
  end: number;
}

interface Box extends Range {
  name: string;
  at: number;
}

function* boxesIn(
  it: FileRewriter,
  start: number,
  end: number,
): Generator<Box> {
  for (let at = start; at + 8 <= end && it.countPart();) {
    const short = it.u32(at);
    const isLong = short === 1;
    const size = isLong
      ? it.u32(at + 8) * 2 ** 32 + it.u32(at + 12)
      : short || end - at;
    const from = at + (isLong ? 16 : 8);
    const next = Math.min(at + size, end);
    if (next < from) return;
    yield { name: it.text(at + 4, 4), at, from, end: next };
    at = next;
  }
}

export function* cleanBoxFile(it: FileRewriter): Generator<void, void, void> {
  it.keepRange(0, it.size);
  const found: Range[] = [];
  for (const box of boxesIn(it, 0, it.size)) {
    if (it.countWork(bytesPerPart)) yield;
    if (box.name === "moov") yield* cleanMovie(it, box, found);
    else if (box.name === "meta" && isOfPicture(it, box)) {
      yield* findItems(it, box, found);
    } else if (isBlankedBox.test(box.name)) yield* blankBox(it, box);
  }
  // Blanks each byte only once, as many items may name the same range.
  let done = 0;
  for (const { from, end } of found.sort((a, b) => a.from - b.from)) {
    yield* it.blankRange(Math.max(from, done), end);
    done = Math.max(done, end);
  }
}

/** Boxes to blank: those with metadata, and those that players ignore. */
const isBlankedBox = /^(?:udta|meta|uuid|free|skip|prft)$/;

function* blankBox(
  it: FileRewriter,
  { at, from, end }: Box,
): Generator<void, void, void> {
  it.overwrite(at + 4, charCodes("free"));
  yield* it.blankRange(from, end);
}

function isOfPicture(it: FileRewriter, { from, end }: Box): boolean {
  const handler = handlerIn(it, boxesIn(it, from + 4, end));
  return handler === "" || handler === "pict";
}

function handlerIn(it: FileRewriter, boxes: Iterable<Box>): string {
  for (const { name, from } of boxes) {
    if (name === "hdlr") return it.text(from + 8, 4);
  }
  return "";
}

/** A movie has metadata in itself and in each track. */
function* cleanMovie(
  it: FileRewriter,
  { from, end }: Box,
  found: Range[],
): Generator<void, void, void> {
  for (const box of boxesIn(it, from, end)) {
    if (it.countWork(bytesPerPart)) yield;
    if (box.name === "trak") yield* cleanTrack(it, box, found);
    else yield* cleanBox(it, box);
  }
}

/** Handlers of tracks whose samples stay. Others may record the device's place or time. */
const isShown = /^(?:vide|soun|auxv|pict|text|sbtl|subt|clcp|hint|)$/;

function* cleanTrack(
  it: FileRewriter,
  { from, end }: Box,
  found: Range[],
): Generator<void, void, void> {
  for (const box of boxesIn(it, from, end)) {
    if (it.countWork(bytesPerPart)) yield;
    yield* cleanBox(it, box);
    if (box.name !== "mdia") continue;
    const inside = [...boxesIn(it, box.from, box.end)];
    const isKept = isShown.test(handlerIn(it, inside));
    for (const part of inside) {
      if (it.countWork(bytesPerPart)) yield;
      if (part.name === "mdhd") yield* blankTimes(it, part);
      if (part.name === "minf" && !isKept) yield* findSamples(it, part, found);
    }
  }
}

function* cleanBox(it: FileRewriter, box: Box): Generator<void, void, void> {
  if (/^(?:mvhd|tkhd)$/.test(box.name)) yield* blankTimes(it, box);
  else if (isBlankedBox.test(box.name)) yield* blankBox(it, box);
}

function* blankTimes(
  it: FileRewriter,
  { from, end }: Box,
): Generator<void, void, void> {
  const length = it.u8(from) === 1 ? 16 : 8;
  yield* it.blankRange(from + 4, Math.min(end, from + 4 + length));
}

function* findSamples(
  it: FileRewriter,
  { from, end }: Box,
  found: Range[],
): Generator<void, void, void> {
  const tables = new Map<string, Box>();
  for (const inside of boxesIn(it, from, end)) {
    if (inside.name !== "stbl") continue;
    for (const box of boxesIn(it, inside.from, inside.end)) {
      tables.set(box.name, box);
    }
  }
  const sizes = tables.get("stsz"), groups = tables.get("stsc");
  const places = tables.get("co64") ?? tables.get("stco");
  if (!sizes || !groups || !places) return;
  const isLong = places.name === "co64", width = isLong ? 8 : 4;
  const sameSize = it.u32(sizes.from + 4);
  const samples = (sizes.end - sizes.from - 12) / 4;
  let sample = 0, group = groups.from + 8;
  for (let chunk = 1;; chunk++) {
    const at = places.from + 8 + (chunk - 1) * width;
    if (at + width > places.end || !it.countPart()) return;
    // Each entry is valid for the chunks up to the next entry's first.
    while (group + 12 < groups.end && it.u32(group + 12) <= chunk) {
      group += 12;
      if (it.countWork(bytesPerPart)) yield;
    }
    const place = isLong ? it.u32(at) * 2 ** 32 + it.u32(at + 4) : it.u32(at);
    const inChunk = it.u32(group + 4);
    let length = inChunk * sameSize;
    const last = sameSize > 0 ? 0 : Math.min(sample + inChunk, samples);
    for (; sample < last; sample++) {
      length += it.u32(sizes.from + 12 + 4 * sample);
      if (it.countWork(bytesPerPart)) yield;
    }
    found.push({ from: place, end: place + length });
    if (it.countWork(bytesPerPart)) yield;
  }
}

function* findItems(
  it: FileRewriter,
  { from, end }: Box,
  found: Range[],
): Generator<void, void, void> {
  const metadata = new Set<number>();
  let places: Box | undefined, inside: Box | undefined;
  for (const box of boxesIn(it, from + 4, end)) {
    if (it.countWork(bytesPerPart)) yield;
    if (box.name === "iloc") places = box;
    else if (box.name === "idat") inside = box;
    else if (box.name === "iinf") {
      const head = it.u8(box.from) === 0 ? 6 : 8;
      for (const item of boxesIn(it, box.from + head, box.end)) {
        if (it.countWork(bytesPerPart)) yield;
        const version = it.u8(item.from);
        const id = item.from + 4, type = id + (version < 3 ? 4 : 6);
        if (!/^(?:Exif|mime|uri )$/.test(it.text(type, 4))) continue;
        metadata.add(version < 3 ? it.u16(id) : it.u32(id));
      }
    }
  }
  if (!places || metadata.size === 0) return;
  for (const place of placesIn(it, places)) {
    if (it.countWork(bytesPerPart)) yield;
    if (!metadata.has(place.item)) continue;
    const from = (place.isInside ? inside?.from ?? it.size : 0) + place.at;
    const isAll = place.length === 0;
    found.push({ from, end: isAll ? it.size : from + place.length });
  }
}

interface ItemPlace {
  item: number;
  at: number;
  length: number;
  isInside: boolean;
}

function* placesIn(it: FileRewriter, { from, end }: Box): Generator<ItemPlace> {
  const version = it.u8(from);
  const sizes = [4, 0].flatMap((_, n) => {
    const byte = it.u8(from + 4 + n);
    return [byte >> 4, byte & 15];
  });
  const [offsetSize, lengthSize, baseSize, indexSize] = sizes;
  let at = from + 6;
  const next = (size: number) => {
    let value = 0;
    for (let n = 0; n < size; n++) value = value * 0x100 + it.u8(at++);
    return value;
  };
  for (let left = next(version < 2 ? 2 : 4); left > 0 && at < end; left--) {
    if (!it.countPart()) return;
    const item = next(version < 2 ? 2 : 4);
    const isInside = version > 0 && (next(2) & 15) === 1;
    next(2);
    const base = next(baseSize);
    for (let extents = next(2); extents > 0 && at < end; extents--) {
      if (!it.countPart()) return;
      if (version > 0) next(indexSize);
      const place = base + next(offsetSize);
      yield { item, at: place, length: next(lengthSize), isInside };
    }
  }
}
