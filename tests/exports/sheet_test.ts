import assert from "node:assert/strict";
import { SaxesParser } from "saxes";
import { writeCalendar } from "../../exports/calendar.ts";
import {
  type CsvCell,
  csvCell,
  csvRow,
  csvTime,
} from "../../exports/csv_format.ts";
import { writeSpreadsheet } from "../../exports/spreadsheet.ts";
import { readCsv } from "../csv.ts";
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

Deno.test("in a spreadsheet a text stays a text and a number stays a number", async () => {
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

Deno.test("a cell that a spreadsheet splits at semicolons is not a formula either", () => {
  for (const sign of ["=", "+", "-", "@", "＝", " =", "\u200b="]) {
    const cell = csvCell(`a;${sign}1+1;b;${sign}2`);
    const cells = cell.slice(1, -1).split(";");
    assert.deepEqual(cells, ["a", `'${sign}1+1`, "b", `'${sign}2`]);
  }
  assert.equal(csvCell("Hi ;-) a; b"), '"Hi ;-) a; b"');
});

const biology = {
  id: "abcdefgh12345678",
  name: "Biology; genes, 生物",
  code: "042917",
  link: "https://school.example/join?sessionCode=042917",
  startsAt: "2027-01-11T00:00:00.000Z",
  endsAt: "2027-01-11T02:30:00.000Z",
  hours: 2.5,
};

const lines = (text: string) => text.replaceAll("\r\n ", "").split("\r\n");

Deno.test("an event has UTC times, the link with the code, and the same id in every file (S-7)", () => {
  const text = lines(writeCalendar([biology], Date.UTC(2027, 0, 1)));
  for (
    const line of [
      "UID:abcdefgh12345678@homeroom",
      "DTSTAMP:20270101T000000Z",
      "DTSTART:20270111T000000Z",
      "DTEND:20270111T023000Z",
      "SUMMARY:Biology\\; genes\\, 生物",
      "URL;VALUE=URI:https://school.example/join?sessionCode=042917",
      "STATUS:CONFIRMED",
    ]
  ) assert(text.includes(line), line);
  const description = text.find((it) => it.startsWith("DESCRIPTION:"));
  assert(description?.includes("042 917"));
});

Deno.test("every line of the calendar file ends with CRLF, including the last", () => {
  const text = writeCalendar([biology], 0);
  assert(text.endsWith("END:VCALENDAR\r\n"));
  assert.equal(/(?<!\r)\n|\r(?!\n)|\r\n\r\n/.test(text), false);
});

Deno.test("a cancelled class is marked as cancelled at its planned time (S-7)", () => {
  const cancelled = { ...biology, cancelled: true as const };
  const early = { ...cancelled, endsAt: "2027-01-02T00:00:00.000Z" };
  const text = lines(writeCalendar([biology, early], 0));
  assert.equal(text.filter((it) => it === "BEGIN:VEVENT").length, 2);
  assert(text.includes("STATUS:CANCELLED"));
  assert.equal(text.filter((it) => it === "DTEND:20270111T023000Z").length, 2);
});
