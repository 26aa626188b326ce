import assert from "node:assert/strict";

/** Parses CSV by RFC 4180 into rows of cells. Throws on invalid CSV. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex, found = cell.exec(text);
    assert(found, `no cell begins at ${at}: ${text.slice(at, at + 60)}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  assert.deepEqual(row, [], "the last line ends");
  return rows;
}
