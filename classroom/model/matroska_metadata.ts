/** WebM and Matroska: nested elements. Replaces metadata by void elements, so that nothing moves. */
import { bytesPerPart, type FileRewriter } from "./file_rewriter.ts";

const segment = 0x18538067, info = 0x1549a966, cluster = 0x1f43b675;
const space = 0xec;
/** Tags, attachments and void elements. */
const aside = new Set([0x1254c367, 0x1941a469, space]);
/** Title, file names, time and checksum in the info element. */
const told = new Set([0x7ba9, 0x7384, 0x3c83ab, 0x3e83bb, 0x4461, 0xbf, space]);
/** The mandatory names of the writing programs: blanked. */
const programs = new Set([0x4d80, 0x5741]);

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
    if (element.id === segment) yield* cleanSegment(it, element);
    else if (element.id === space) yield* empty(it, element);
  }
}

function* cleanSegment(
  it: FileRewriter,
  whole: Element,
): Generator<void, void, void> {
  for (const element of elementsIn(it, whole)) {
    if (it.countWork(bytesPerPart)) yield;
    if (aside.has(element.id)) yield* empty(it, element);
    if (element.id !== info) continue;
    for (const part of elementsIn(it, element)) {
      if (it.countWork(bytesPerPart)) yield;
      if (told.has(part.id)) yield* empty(it, part);
      else if (programs.has(part.id)) yield* it.blankRange(part.from, part.end);
    }
  }
}

function* empty(
  it: FileRewriter,
  { id, at, from, end }: Element,
): Generator<void, void, void> {
  if (id === space) return yield* it.blankRange(from, end);
  const width = Math.min(8, end - at - 1), length = end - at - 1 - width;
  const header = [space];
  for (let n = width - 1; n >= 0; n--) {
    header.push(Math.floor(length / 2 ** (8 * n)) % 0x100);
  }
  header[1] |= 0x100 >> width;
  it.overwrite(at, header);
  yield* it.blankRange(at + header.length, end);
}

/** The elements within one. A cluster of unknown length counts as empty: its content follows as siblings. */
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
    let size = first - (0x100 >> width), most = (0x100 >> width) - 1;
    for (let n = 1; n < width; n++) {
      size = size * 0x100 + it.u8(at + idLength + n);
      most = most * 0x100 + 0xff;
    }
    const from = at + idLength + width, isOpen = size === most;
    const next = isOpen ? end : Math.min(from + size, end);
    if (next < from) return;
    yield { id, at, from, end: next };
    at = isOpen && id === cluster ? from : next;
  }
}
