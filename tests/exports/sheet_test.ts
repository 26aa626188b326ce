/** Cells of tables as spreadsheets. Reading is tested in `tests/exports/library`. */
import assert from "node:assert/strict";
import { SaxesParser } from "saxes";
import type { CsvCell } from "../../exports/csv_format.ts";
import { writeSpreadsheet } from "../../exports/spreadsheet.ts";
import { readZip } from "../zip.ts";

async function filesOf(name: string, columns: string[], rows: CsvCell[][]) {
  const parts = writeSpreadsheet(name, {
    columns,
    rows: async function* () {
      yield* await Promise.resolve(rows);
    },
  });
  const bytes = await new Response(ReadableStream.from(parts)).bytes();
  return new Map(
    [...readZip(bytes)].map(([name, file]) =>
      [name, new TextDecoder("utf-8", { fatal: true }).decode(file)] as const
    ),
  );
}

function cellsOf(xml: string): Record<string, [kind: string, text: string]> {
  const cells: Record<string, [string, string]> = {};
  let at = "";
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (name !== "c") return;
    at = attributes.r;
    cells[at] = [attributes.t ?? "n", ""];
  });
  parser.on("text", (text) => {
    if (at) cells[at][1] += text;
  });
  parser.write(xml).close();
  return cells;
}

Deno.test("in a spreadsheet a text stays a text and a number stays a number (X11)", async () => {
  const texts = ["1/2", "007", "=1+1", "+1", "3E5", " a ", "<&>\n\"'", "😀"];
  const files = await filesOf("Answers", ["Student"], [[...texts, 2.5, null]]);
  const cells = cellsOf(files.get("xl/worksheets/sheet1.xml")!);
  assert.deepEqual(cells.A1, ["inlineStr", "Student"]);
  texts.forEach((text, n) =>
    assert.deepEqual(cells[`${"ABCDEFGH"[n]}2`], ["inlineStr", text])
  );
  assert.deepEqual(cells.I2, ["n", "2.5"]);
  assert.equal(cells.J2, undefined);
});

Deno.test("a spreadsheet has a width for every column", async () => {
  const columns = Array.from({ length: 703 }, (_, n) => String(n));
  const files = await filesOf("x", columns, []);
  const cells = cellsOf(files.get("xl/worksheets/sheet1.xml")!);
  for (
    const [at, n] of [["Z1", 25], ["AA1", 26], ["ZZ1", 701], ["AAA1", 702]]
  ) {
    assert.equal(cells[at][1], String(n));
  }
});

Deno.test("characters that XML or a spreadsheet cannot hold do not break the file", async () => {
  const long = "x".repeat(40_000);
  const files = await filesOf("Q/A: [1] 'x' & a very, very long name", ["a"], [
    ["\x01\0b", "_x0041_", "\ud800", long],
  ]);
  const cells = cellsOf(files.get("xl/worksheets/sheet1.xml")!);
  assert.equal(cells.A2[1], "_x0001_b");
  assert.equal(cells.B2[1], "_x005F_x0041_");
  assert.equal(cells.C2[1], "\ufffd");
  assert.equal(cells.D2[1].length, 32_767);
  const [, name] = /<sheet name="([^"]*)"/.exec(files.get("xl/workbook.xml")!)!;
  assert.equal(name, "Q A   1   x  &#38; a very, very lon");
});

Deno.test("an abandoned spreadsheet closes its source", async () => {
  let isClosed = false;
  const parts = writeSpreadsheet("x", {
    columns: ["a"],
    rows: async function* () {
      try {
        for (;;) yield await Promise.resolve(["x".repeat(10_000)]);
      } finally {
        isClosed = true;
      }
    },
  });
  let size = 0;
  for await (const { length } of parts) if ((size += length) > 200_000) break;
  assert(isClosed);
});
