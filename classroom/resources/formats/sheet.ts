/**
 * The first sheet of a spreadsheet (`.xlsx`), as Kahoot's. It is a zip, and a small one can hold a very large file
 * or name a cell very far away: what is unpacked is bounded while it is unpacked, and no cell far away is handed on.
 * Needs `read-excel-file`, which comes when it is wanted.
 */
import { makeZip } from "client-zip";
import type { Row } from "./csv.ts";
import { failedAt, type Finding } from "./found.ts";

type ReadSheet = (input: Blob, sheet: number) => Promise<unknown[][]>;

/** So much may be in it, in bytes: a thousand questions are a tenth of it. */
const mostUnpacked = 4 * 1024 * 1024;
const mostFiles = 500;
const mostRows = 2000;
const mostColumns = 50;

/** What of a spreadsheet says what is in its cells. */
const wanted = /^xl\/(?:[^/]+\.xml|_rels\/[^/]+\.rels|worksheets\/[^/]+\.xml)$/;

/** Its rows; or why there are none. */
export async function sheetRows(
  bytes: Uint8Array,
  read: ReadSheet,
): Promise<Row[] | { failed: Finding }> {
  try {
    const files = await unpacked(bytes);
    if (files === null) return tooLarge;
    // Any of them may be the sheet: the workbook says which.
    for (const { input } of files) {
      if (isFarAway(input)) return tooLarge;
    }
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const part of makeZip(files)) parts.push(part.slice());
    const rows = await read(new Blob(parts), 1);
    // One long text may stand in every cell.
    let size = 0;
    const written = rows.map((cells, at) => ({
      line: at + 1,
      cells: cells.map((cell) => {
        const text = cell == null ? "" : String(cell);
        size += text.length;
        return size > mostUnpacked ? "" : text.toWellFormed();
      }),
    }));
    if (size > mostUnpacked) return tooLarge;
    return written.filter(({ cells }) =>
      cells.some((cell) => cell.trim() !== "")
    );
  } catch {
    // Whatever is broken in it: the package throws what it finds.
    return { failed: [failedAt(1, "sheet-broken")] };
  }
}

const tooLarge = {
  failed: [
    failedAt(1, "sheet-too-large", { megabytes: mostUnpacked / 1024 / 1024 }),
  ],
};

interface File {
  name: string;
  input: Uint8Array<ArrayBuffer>;
}

/** The wanted files of a zip; null: they are too large. Throws where it is no zip. */
async function unpacked(bytes: Uint8Array): Promise<File[] | null> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  if (count > mostFiles) return null;
  const files: File[] = [];
  let left = mostUnpacked;
  let at = view.getUint32(end + 16, true);
  for (let n = 0; n < count; n++) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error("no entry");
    const method = view.getUint16(at + 10, true);
    const packed = view.getUint32(at + 20, true);
    const [nameLength, extra, comment] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true)
    );
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(
      bytes.subarray(at + 46, at + 46 + nameLength),
    );
    at += 46 + nameLength + extra + comment;
    if (!wanted.test(name)) continue;
    const from = local + 30 + view.getUint16(local + 26, true) +
      view.getUint16(local + 28, true);
    const input = await inflated(
      bytes.slice(from, from + packed),
      method,
      left,
    );
    if (input === null) return null;
    left -= input.length;
    files.push({ name, input });
  }
  return files;
}

/** Where the directory's end begins: it has a comment behind it at most. */
function endOf(view: DataView): number {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - 65_535); at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  throw new Error("no zip");
}

/** The bytes of a file; null: there are more than that. */
async function inflated(
  packed: Uint8Array<ArrayBuffer>,
  method: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (method === 0) return packed.length > most ? null : packed;
  if (method !== 8) throw new Error("packed in another way");
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const stream = new Blob([packed]).stream().pipeThrough(
    new DecompressionStream("deflate-raw"),
  );
  for await (const part of stream) {
    size += part.length;
    if (size > most) return null;
    parts.push(part);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether a row or cell is so far away that what is between would fill the memory; or says its place in another way. */
function isFarAway(file: Uint8Array): boolean {
  // What is written in a cell is no place.
  const text = new TextDecoder().decode(file)
    .replace(/<t(?:\s[^<>]*)?>[^<]*<\/t>/g, "");
  for (
    const [, place] of text.matchAll(/(?<![\w:.-])r\s*=\s*(?:"([^"]*)")?/g)
  ) {
    const [, column, row] = /^([A-Z]{0,2})(\d{1,7})$/.exec(place ?? "") ?? [];
    if (row === undefined || Number(row) > mostRows) return true;
    if (columnOf(column) > mostColumns) return true;
  }
  return has(text, /<(?:[\w.-]+:)?row(?![\w.-])/g, mostRows) ||
    has(text, /<(?:[\w.-]+:)?c(?![\w.-])/g, mostRows * mostColumns);
}

/** The number of a column, from 1: `A`, `AX`. */
function columnOf(letters: string): number {
  return [...letters].reduce((all, it) => all * 26 + it.charCodeAt(0) - 64, 0);
}

/** Whether there is more than so much of it. */
function has(text: string, what: RegExp, most: number): boolean {
  let count = 0;
  for (const _ of text.matchAll(what)) if (++count > most) return true;
  return false;
}
