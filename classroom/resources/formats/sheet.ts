/**
 * The first sheet of a spreadsheet (`.xlsx`), as Kahoot's. It is a zip, and a small one can hold a very large file
 * or name a cell very far away: what is unpacked is bounded while it is unpacked, and no cell far away is handed on.
 * Needs `read-excel-file`, which comes when it is wanted.
 */
import { makeZip } from "client-zip";
import type { Row } from "../../schema/tables/csv.ts";
import { unzipped } from "../../schema/tables/zip.ts";
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
    const files = await unzipped(bytes, { wanted, mostFiles, mostUnpacked });
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
