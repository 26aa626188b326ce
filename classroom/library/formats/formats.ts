/**
 * The formats that quizzes and templates are read from (R-3): which one a text is in, and its reader. It brings all the
 * packages that they need, and is loaded where something is read.
 */
import { SaxesParser } from "saxes";
import { unzipped } from "../../model/tables/zip.ts";
import {
  failedAt,
  type Finding,
  type Found,
  type QuizFormat,
  type TemplateFormat,
  type TrueFalse,
} from "./found.ts";
import { type CsvRow, csvRows } from "../../model/tables/csv.ts";
import { readGift } from "./gift.ts";
import { readQuizJson, readTemplateJson } from "./json.ts";
import { plainText } from "./lines.ts";
import { readMoodle } from "./moodle.ts";
import { readPasted } from "./pasted/pasted.ts";
import { isQuizHead, readQuizCsv, readQuizTable } from "./quiz_csv.ts";
import { readTemplateCsv } from "./template_csv.ts";

/** The format of a text as its beginning tells it. */
export function quizFormatOf(source: string | Uint8Array): QuizFormat {
  if (typeof source !== "string") return "kahoot";
  const text = plainText(source.slice(0, 20_000)).trimStart();
  if (/^<(?:\?xml|quiz[\s>]|!--|!DOCTYPE)/i.test(text)) return "moodle";
  if (/^[[{]/.test(text) && isJson(source, text)) return "json";
  // A table: its head is among the first rows, or it is no table of ours.
  let rows = 0;
  for (const row of csvRows(text)) {
    if ("open" in row || ++rows > 20) break;
    if (row.cells.length > 1 && isQuizHead(row.cells)) return "csv";
  }
  return isGift(text) ? "gift" : "text";
}

export function templateFormatOf(source: string): TemplateFormat {
  return /^\uFEFF?\s*[[{]/.test(source) ? "json" : "csv";
}

/** Reads quizzes; `words` are those of true and false. */
export async function quizzesIn(
  format: QuizFormat,
  source: string | Uint8Array,
  words: TrueFalse,
): Promise<Finding> {
  if (format === "kahoot" || typeof source !== "string") {
    if (typeof source === "string") return [failedAt(1, "sheet-broken")];
    const files = await unpackedSheet(source);
    // Not before it is asked for: it may be long work.
    return (function* () {
      const rows = sheetRows(files);
      if ("failed" in rows) yield rows.failed;
      else yield* readQuizTable(rows, words);
    })();
  }
  switch (format) {
    case "text":
      return readPasted(source, words);
    case "json":
      return readQuizJson(source);
    case "csv":
      return readQuizCsv(source, words);
    case "gift":
      return readGift(source, words);
    case "moodle":
      return readMoodle(source, words);
  }
}

export function templatesIn(format: TemplateFormat, source: string): Finding {
  return format === "json" ? readTemplateJson(source) : readTemplateCsv(source);
}

/** `[x] done` and `{…}` begin a text as well. */
function isJson(source: string, start: string): boolean {
  return /^[[{]\s*(?:["{[\]}]|$)/.test(start) &&
      /[\]}]\s*$/.test(source.slice(-200)) ||
    /^\{\s*"/.test(start);
}

function isGift(text: string): boolean {
  return /^\$CATEGORY:|^::|(?<![\\\w^_}])\{\s*(?:[=~#]|T\s*[}#]|F\s*[}#]|TRUE\s*[}#]|FALSE\s*[}#]|\}\s*$)/mu
    .test(text.replace(/^[^\S\n]*\/\/.*$/gm, "").trimStart());
}

// The first sheet of a spreadsheet (`.xlsx`), as Kahoot's (R-3). It is a zip, and a small one can hold a very large file,
// a tag that never ends, or the name of a cell very far away: what is unpacked is bounded while it is unpacked, and what
// is read while it is read.

/** So much may be in it, in bytes: a thousand questions are a tenth of it. */
const mostUnpacked = 4 * 1024 * 1024;
const mostFiles = 500;
const mostRows = 2000;
const mostColumns = 50;
/** What Excel writes has a dozen, and nests some ten deep. */
const mostAttributes = 100;
const deepest = 50;

/** What of a spreadsheet says what is in its cells. */
const wanted = /^xl\/(?:[^/]+\.xml|_rels\/[^/]+\.rels|worksheets\/[^/]+\.xml)$/;

/** The files of a spreadsheet by name; null: they are too large. */
type SheetFiles = ReadonlyMap<string, Uint8Array> | null;

/** Unpacks it; undefined: it is broken. */
async function unpackedSheet(
  bytes: Uint8Array,
): Promise<SheetFiles | undefined> {
  try {
    const files = await unzipped(bytes, { wanted, mostFiles, mostUnpacked });
    return files && new Map(files.map(({ name, input }) => [name, input]));
  } catch {
    // Whatever is broken in it.
    return undefined;
  }
}

/** Its rows that are not empty; or why there are none. */
function sheetRows(
  files: SheetFiles | undefined,
): CsvRow[] | { failed: Found } {
  try {
    if (!files) throw files === null ? new TooLarge() : new Error("no zip");
    return rowsOf(files);
  } catch (error) {
    const megabytes = mostUnpacked / 1024 / 1024;
    return {
      failed: error instanceof TooLarge
        ? failedAt(1, "sheet-too-large", { megabytes })
        : failedAt(1, "sheet-broken"),
    };
  }
}

class TooLarge extends Error {}

function rowsOf(files: ReadonlyMap<string, Uint8Array>): CsvRow[] {
  let first: string | undefined;
  eachElement(files.get("xl/workbook.xml"), (name, attributes) => {
    if (name === "sheet") first ??= attributes.id;
  });
  let sheet: string | undefined, shared: string | undefined;
  eachElement(
    files.get("xl/_rels/workbook.xml.rels"),
    (name, { Id, Type, Target = "" }) => {
      if (name !== "Relationship") return;
      const path = Target.startsWith("/") ? Target.slice(1) : `xl/${Target}`;
      if (Id === first) sheet = path;
      if (Type?.endsWith("/sharedStrings")) shared = path;
    },
  );
  return cellsOf(
    files.get(sheet ?? ""),
    shared === undefined ? [] : stringsOf(files.get(shared)),
  );
}

/** The texts that cells share: of each its words, without how they are pronounced. */
function stringsOf(file: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  eachElement(file, (name) => {
    if (name === "si") strings.push("");
  }, (text, open) => {
    if (isWords(open) && strings.length > 0) {
      strings[strings.length - 1] += signsOf(text);
    }
  });
  return strings;
}

/** `_x000D_` is a sign that the file cannot hold otherwise. */
function signsOf(text: string): string {
  return text.replace(
    /_x([0-9A-Fa-f]{4})_/g,
    (_, code) => String.fromCharCode(parseInt(code, 16)),
  );
}

function isWords(open: readonly string[]): boolean {
  return open.at(-1) === "t" && !open.includes("rPh");
}

function cellsOf(file: Uint8Array | undefined, shared: string[]): CsvRow[] {
  const rows = new Map<number, string[]>();
  let row = 0, column = 0, kind = "", size = 0;
  eachElement(file, (name, { r: place, t = "n" }) => {
    if (name !== "row" && name !== "c") return;
    const [, letters, number] = /^([A-Z]{0,3})(\d{1,7})$/.exec(place ?? "") ??
      [];
    if (place !== undefined && number === undefined) throw new TooLarge();
    if (name === "row") {
      row = Number(number ?? row + 1);
      column = 0;
    } else {
      row = Number(number ?? row);
      column = letters ? columnOf(letters) : column + 1;
      kind = t;
    }
    if (row > mostRows || column > mostColumns) throw new TooLarge();
  }, (text, open) => {
    if (open.at(-1) !== "v" && !isWords(open) || !open.includes("c")) return;
    const cells = rows.get(row) ?? [];
    rows.set(row, cells);
    const value = kind === "s"
      ? shared[Number(text)] ?? ""
      : kind === "n"
      ? String(Number(text))
      : kind === "b"
      ? String(text.trim() === "1")
      : signsOf(text);
    // One long text may stand in every cell.
    size += value.length;
    if (size > mostUnpacked) throw new TooLarge();
    while (cells.length < column) cells.push("");
    cells[column - 1] += value.toWellFormed();
  });
  return [...rows].sort(([a], [b]) => a - b)
    .map(([line, cells]) => ({ line, cells: cells.map((it) => it.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

/** The number of a column, from 1: `A`, `AX`. */
function columnOf(letters: string): number {
  return [...letters].reduce((all, it) => all * 26 + it.charCodeAt(0) - 64, 0);
}

/** Goes through a file: its elements and attributes by their names without prefixes, and what they say. */
function eachElement(
  file: Uint8Array | undefined,
  begin: (name: string, attributes: Record<string, string | undefined>) => void,
  say: (text: string, open: readonly string[]) => void = () => {},
): void {
  if (!file) throw new Error("a file is missing");
  const parser = new SaxesParser();
  const open: string[] = [];
  let attributes: Record<string, string> = {}, count = 0;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("attribute", ({ name, value }) => {
    if (++count > mostAttributes) throw new TooLarge();
    attributes[plain(name)] = value;
  });
  parser.on("opentag", ({ name }) => {
    if (open.length >= deepest) throw new TooLarge();
    open.push(plain(name));
    begin(open.at(-1)!, attributes);
    attributes = {};
    count = 0;
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", (text) => say(text, open));
  parser.on("cdata", (text) => say(text, open));
  parser.write(new TextDecoder().decode(file)).close();
}

function plain(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}
