/** Cells that a spreadsheet shows and does not calculate. */
import assert from "node:assert/strict";
import { csvCell, csvRow, csvTime } from "../../exports/csv_format.ts";
import { readCsv } from "../csv.ts";

Deno.test("a cell that a spreadsheet would calculate starts with an apostrophe (C-9)", () => {
  const hostile = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u200b=1",
    "\u00a0=1",
    "\ufeff=1",
    "＝1",
    "＠x",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example","x")',
    '"=1',
  ];
  for (const text of hostile) {
    const [[cell]] = readCsv(csvRow([text]));
    assert.equal(cell, text === '"=1' ? text : `'${text}`);
    assert.match(csvCell(text), /^"(?:'|"")/);
  }
});

Deno.test("any other text is exported unchanged in one cell (C-9)", () => {
  const texts = [
    "plain",
    "你好，世界",
    'says "hi", twice',
    "two\r\nlines, and\nmore",
    "",
    "a=b",
  ];
  assert.deepEqual(readCsv(csvRow(texts)), [texts]);
  assert.deepEqual(readCsv(csvRow([-3, null, undefined])), [["-3", "", ""]]);
  assert.equal(csvCell("a\0b"), '"ab"');
});

Deno.test("times are written in spreadsheet form, in the requester's zone (C-9)", () => {
  const at = Date.UTC(2026, 10, 20, 23, 30, 5);
  assert.equal(csvTime(at, "UTC"), "2026-11-20 23:30:05");
  assert.equal(csvTime(at, "Asia/Taipei"), "2026-11-21 07:30:05");
  assert.equal(csvTime(null, "UTC"), "");
});

Deno.test("a cell that a spreadsheet splits at semicolons is not a formula either (L3)", () => {
  for (const sign of ["=", "+", "-", "@", "＝", " =", "\u200b="]) {
    const cell = csvCell(`a;${sign}1+1;b;${sign}2`);
    const cells = cell.slice(1, -1).split(";");
    assert.deepEqual(cells, ["a", `'${sign}1+1`, "b", `'${sign}2`]);
  }
  assert.equal(csvCell("Hi ;-) a; b"), '"Hi ;-) a; b"');
});
