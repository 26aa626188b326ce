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
  position: number;
  from: number;
  end: number;
}

export function isMatroska(file: FileRewriter): boolean {
  return file.u32(0) === 0x1a45dfa3;
}

export function* cleanMatroska(
  file: FileRewriter,
): Generator<void, void, void> {
  file.keepRange(0, file.size);
  const whole = { from: 0, end: file.size };
  for (const element of elementsIn(file, whole)) {
    if (file.countWork(bytesPerPart)) yield;
    if (element.id === segmentId) yield* cleanSegment(file, element);
    else if (element.id === voidId) yield* makeVoid(file, element);
  }
}

function* cleanSegment(
  file: FileRewriter,
  whole: Element,
): Generator<void, void, void> {
  for (const element of elementsIn(file, whole)) {
    if (file.countWork(bytesPerPart)) yield;
    if (removableIds.has(element.id)) yield* makeVoid(file, element);
    if (element.id !== infoId) continue;
    for (const part of elementsIn(file, element)) {
      if (file.countWork(bytesPerPart)) yield;
      if (infoIdsToRemove.has(part.id)) yield* makeVoid(file, part);
      else if (programNameIds.has(part.id)) {
        yield* file.blankRange(part.from, part.end);
      }
    }
  }
}

function* makeVoid(
  file: FileRewriter,
  { id, position, from, end }: Element,
): Generator<void, void, void> {
  if (id === voidId) return yield* file.blankRange(from, end);
  const width = Math.min(8, end - position - 1),
    length = end - position - 1 - width;
  const header = [voidId];
  for (let n = width - 1; n >= 0; n--) {
    header.push(Math.floor(length / 2 ** (8 * n)) % 0x100);
  }
  header[1] |= 0x100 >> width;
  file.overwrite(position, header);
  yield* file.blankRange(position + header.length, end);
}

/** The elements within a range. A cluster of unknown length counts as empty; its content follows as siblings. */
function* elementsIn(
  file: FileRewriter,
  { from: start, end }: Pick<Element, "from" | "end">,
): Generator<Element> {
  for (let position = start; position + 2 <= end && file.countPart();) {
    const idLength = Math.clz32(file.u8(position)) - 23;
    let id = 0;
    for (let n = 0; n < idLength; n++) id = id * 0x100 + file.u8(position + n);
    const first = file.u8(position + idLength), width = Math.clz32(first) - 23;
    if (idLength > 4 || width > 8) return;
    let size = first - (0x100 >> width), maxSize = (0x100 >> width) - 1;
    for (let n = 1; n < width; n++) {
      size = size * 0x100 + file.u8(position + idLength + n);
      maxSize = maxSize * 0x100 + 0xff;
    }
    const from = position + idLength + width, isOpen = size === maxSize;
    const next = isOpen ? end : Math.min(from + size, end);
    if (next < from) return;
    yield { id, position, from, end: next };
    position = isOpen && id === clusterId ? from : next;
  }
}
