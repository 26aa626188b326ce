/** Replaces metadata in WebM and Matroska, which are nested elements, by void elements, so that nothing moves. */
import { bytesPerPart, type FileRewriter } from "./file_rewriter.ts";

const segmentId = 0x18538067, infoId = 0x1549a966, clusterId = 0x1f43b675;
const voidId = 0xec;
/** Tags, attachments and void elements. */
const removableIds = new Set([0x1254c367, 0x1941a469, voidId]);
/** Title, file names, time and checksum in the info element. */
const infoIdsToRemove = new Set([
  0x7ba9,
  0x7384,
  0x3c83ab,
  0x3e83bb,
  0x4461,
  0xbf,
  voidId,
]);
/** Names of the programs that wrote the file: only blanked, as the elements are mandatory. */
const programNameIds = new Set([0x4d80, 0x5741]);

interface Element {
  id: number;
  at: number;
  from: number;
  end: number;
}

export function isMatroska(it: FileRewriter): boolean {
  return it.u32(0) === 0x1a45dfa3;
}

export function* cleanMatroska(it: FileRewriter): Generator<void, void, void> {
  it.keepRange(0, it.size);
  const whole = { from: 0, end: it.size };
  for (const element of elementsIn(it, whole)) {
    if (it.countWork(bytesPerPart)) yield;
    if (element.id === segmentId) yield* cleanSegment(it, element);
    else if (element.id === voidId) yield* makeVoid(it, element);
  }
}

function* cleanSegment(
  it: FileRewriter,
  whole: Element,
): Generator<void, void, void> {
  for (const element of elementsIn(it, whole)) {
    if (it.countWork(bytesPerPart)) yield;
    if (removableIds.has(element.id)) yield* makeVoid(it, element);
    if (element.id !== infoId) continue;
    for (const part of elementsIn(it, element)) {
      if (it.countWork(bytesPerPart)) yield;
      if (infoIdsToRemove.has(part.id)) yield* makeVoid(it, part);
      else if (programNameIds.has(part.id)) {
        yield* it.blankRange(part.from, part.end);
      }
    }
  }
}

function* makeVoid(
  it: FileRewriter,
  { id, at, from, end }: Element,
): Generator<void, void, void> {
  if (id === voidId) return yield* it.blankRange(from, end);
  const width = Math.min(8, end - at - 1), length = end - at - 1 - width;
  const header = [voidId];
  for (let n = width - 1; n >= 0; n--) {
    header.push(Math.floor(length / 2 ** (8 * n)) % 0x100);
  }
  header[1] |= 0x100 >> width;
  it.overwrite(at, header);
  yield* it.blankRange(at + header.length, end);
}

/** The elements within a range. A cluster of unknown length counts as empty; its content follows as siblings. */
function* elementsIn(
  it: FileRewriter,
  { from: start, end }: Pick<Element, "from" | "end">,
): Generator<Element> {
  for (let at = start; at + 2 <= end && it.countPart();) {
    const idLength = Math.clz32(it.u8(at)) - 23;
    let id = 0;
    for (let n = 0; n < idLength; n++) id = id * 0x100 + it.u8(at + n);
    const first = it.u8(at + idLength), width = Math.clz32(first) - 23;
    if (idLength > 4 || width > 8) return;
    let size = first - (0x100 >> width), maxSize = (0x100 >> width) - 1;
    for (let n = 1; n < width; n++) {
      size = size * 0x100 + it.u8(at + idLength + n);
      maxSize = maxSize * 0x100 + 0xff;
    }
    const from = at + idLength + width, isOpen = size === maxSize;
    const next = isOpen ? end : Math.min(from + size, end);
    if (next < from) return;
    yield { id, at, from, end: next };
    at = isOpen && id === clusterId ? from : next;
  }
}
