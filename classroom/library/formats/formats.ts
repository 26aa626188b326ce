/**
 * Detects the format of quizzes and templates, and calls its reader (R-3). Import it dynamically: it imports all
 * parsers.
 */
import { SaxesParser } from "saxes";
import {
  type ScriptSign,
  toScriptTex,
  toScriptText,
} from "../../../formats/superscripts.ts";
import { unzip } from "../../../formats/zip.ts";
import {
  makeFailure,
  makeOmission,
  makeQuizStart,
  type ParsedItem,
  type ParsedItems,
  type QuizImportFormat,
  type QuizTableColumns,
  type TemplateImportFormat,
  type TrueFalseWords,
} from "./parsed_items.ts";
import { type CsvRow, parseCsv } from "../../../formats/tables/csv.ts";
import { columnsToAskAbout } from "./columns_to_ask.ts";
import { readGift } from "./gift.ts";
import { readQuizJson, readTemplateJson } from "./json.ts";
import { normalizeText } from "./lines.ts";
import { readMoodle } from "./moodle.ts";
import { isOtherProgram } from "./other_programs.ts";
import { readPasted } from "./pasted/pasted.ts";
import { maxRowsAboveHead, readQuizCsv, readQuizTable } from "./quiz_csv.ts";
import { isQuizHead } from "./table_columns.ts";
import { readTemplateCsv } from "./template_csv.ts";

export function detectQuizFormat(
  source: string | Uint8Array,
): QuizImportFormat {
  if (typeof source !== "string") return "kahoot";
  const text = normalizeText(source.slice(0, 20_000)).trimStart();
  if (/^<(?:\?xml|quiz[\s>]|!--|!DOCTYPE)/i.test(text)) return "moodle";
  if (/^[[{]/.test(text) && isJson(source, text)) return "json";
  if (isOtherProgram(text)) return "text";
  // The headings of a table are among its first rows.
  let rows = 0;
  for (const row of parseCsv(text)) {
    if ("open" in row || ++rows > 20) break;
    if (row.cells.length > 1 && isQuizHead(row.cells)) return "csv";
  }
  return isGift(text) ? "gift" : "text";
}

export function detectTemplateFormat(source: string): TemplateImportFormat {
  return /^\uFEFF?\s*[[{]/.test(source) ? "json" : "csv";
}

/** The beginnings of PDF and RTF files, which are not readable as text. */
const packedText = /^\s{0,9}(?:%PDF-\d|\{\\rtf\d)/;

/**
 * @param words the texts of the choices for true or false
 *
 * @param columns the roles of the columns, as a teacher named them
 */
export async function parseQuizzes(
  format: QuizImportFormat,
  source: string | Uint8Array,
  words: TrueFalseWords,
  columns?: QuizTableColumns,
): Promise<ParsedItems> {
  if (format === "kahoot" || typeof source !== "string") {
    if (typeof source === "string") return [makeFailure(1, "sheet-broken")];
    const files = await unpackWorkbook(source);
    const numbers = await import("numfmt");
    return (function* () {
      const worksheets = worksheetsIn(files, numbers);
      if ("failed" in worksheets) yield worksheets.failed;
      else yield* quizzesInWorksheets(worksheets, words, columns);
    })();
  }
  if (packedText.test(source)) return [makeFailure(1, "sheet-broken")];
  switch (format) {
    case "text":
      return readPasted(source, words);
    case "json":
      return readQuizJson(source);
    case "csv":
      return readQuizCsv(source, words, columns);
    case "gift":
      return readGift(source, words);
    case "moodle":
      return readMoodle(source, words);
  }
}

export function parseTemplates(
  format: TemplateImportFormat,
  source: string,
): ParsedItems {
  return format === "json" ? readTemplateJson(source) : readTemplateCsv(source);
}

/** Whether a text is JSON, as other texts may begin with `[x] done` or `{…}`. */
function isJson(source: string, start: string): boolean {
  return /^[[{]\s*(?:["{[\]}]|$)/.test(start) &&
      /[\]}]\s*$/.test(source.slice(-200)) ||
    /^\{\s*"/.test(start);
}

function isGift(text: string): boolean {
  // Without a blank before the brace it has to be closed, and no command of LaTeX.
  return /^\$CATEGORY:|^::|(?<=\w)(?<!\\[A-Za-z]{1,20})\{\s*[=~][^{}]{1,2000}\}|(?<![\\\w^_}])\{\s*(?:[=~#]|T\s*[}#]|F\s*[}#]|TRUE\s*[}#]|FALSE\s*[}#]|\}\s*$)/mu
    .test(text.replace(/^[^\S\n]*\/\/.*$/gm, "").trimStart());
}

// Spreadsheets (`.xlsx`), among them Kahoot's (R-3). A small zip can hold a huge file, an endless tag or a distant
// cell, so unpacking and reading are bounded.

/** Maximum bytes of a spreadsheet's unpacked files together; a thousand questions need a tenth of this. */
const maxUnpacked = 4 * 1024 * 1024;
const maxFiles = 500;
const maxRows = 2000;
const maxColumns = 50;
const maxWorksheets = 100;
/** Maxima of an element's attributes and of nested elements. Excel writes about a dozen and about ten. */
const maxAttributes = 100;
const maxDepth = 50;

/** The files in the zip that define the content of cells. */
const wantedFiles =
  /^xl\/(?:[^/]+\.xml|_rels\/[^/]+\.rels|worksheets\/[^/]+\.xml)$/;

/** The files by name; null if they are too large. */
type WorkbookFiles = ReadonlyMap<string, Uint8Array> | null;

/** Returns undefined for a broken zip. */
async function unpackWorkbook(
  bytes: Uint8Array,
): Promise<WorkbookFiles | undefined> {
  try {
    const files = await unzip(bytes, {
      namePattern: wantedFiles,
      maxFiles,
      maxUnpackedBytes: maxUnpacked,
    });
    return files && new Map(files.map(({ name, input }) => [name, input]));
  } catch {
    return undefined;
  }
}

interface Worksheet {
  name: string;
  isHidden: boolean;
  rows: CsvRow[];
}

/**
 * Reads each visible sheet with quiz headings as a quiz. If there is none, or `columns` is given, reads the first
 * visible sheet with a table, else the first. Reports the others.
 */
function* quizzesInWorksheets(
  worksheets: readonly Worksheet[],
  words: TrueFalseWords,
  columns?: QuizTableColumns,
): ParsedItems {
  const filled = worksheets.filter(({ rows }) => rows.length > 0);
  const quizzes = filled.filter(({ rows }) =>
    rows.slice(0, maxRowsAboveHead).some(({ cells }) => isQuizHead(cells))
  );
  const visible = filled.filter(({ isHidden }) => !isHidden);
  const matches = visible.filter((it) => quizzes.includes(it));
  const table = visible.find(({ rows }) => columnsToAskAbout(rows)) ??
    visible[0];
  const read = matches.length > 0 && !columns ? matches : table ? [table] : [];
  for (const worksheet of read) {
    if (read.length === 1) yield* readQuizTable(worksheet.rows, words, columns);
    else {
      yield makeQuizStart(1, worksheet.name);
      for (const item of readQuizTable(worksheet.rows, words)) {
        yield item && { ...item, sheet: worksheet.name };
      }
    }
  }
  for (const worksheet of filled) {
    // Hidden sheets without quiz headings are word lists of programs, and not reported.
    const isSaid = !worksheet.isHidden || quizzes.includes(worksheet);
    if (!read.includes(worksheet) && isSaid) {
      yield makeOmission(1, "sheet-left-out", { name: worksheet.name });
    }
  }
  if (read.length === 0) yield* readQuizTable([], words);
}

function worksheetsIn(
  files: WorkbookFiles | undefined,
  numbers: NumberFormats,
): Worksheet[] | { failed: ParsedItem } {
  try {
    if (!files) throw files === null ? new TooLarge() : new Error("no zip");
    return worksheetsOf(files, numbers);
  } catch (error) {
    const megabytes = maxUnpacked / 1024 / 1024;
    return {
      failed: error instanceof TooLarge
        ? makeFailure(1, "sheet-too-large", { megabytes })
        : makeFailure(1, "sheet-broken"),
    };
  }
}

class TooLarge extends Error {}

function worksheetsOf(
  files: ReadonlyMap<string, Uint8Array>,
  numbers: NumberFormats,
): Worksheet[] {
  const named = new Map<string, { name: string; isHidden: boolean }>();
  let isFrom1904 = false;
  eachElement(files.get("xl/workbook.xml"), (name, attributes) => {
    const { id, name: called = "", state } = attributes;
    if (name === "sheet" && id !== undefined && !named.has(id)) {
      if (named.size >= maxWorksheets) throw new TooLarge();
      const isHidden = state === "hidden" || state === "veryHidden";
      named.set(id, { name: called.trim(), isHidden });
    }
    if (name === "workbookPr") {
      isFrom1904 = /^(?:1|true)$/.test(attributes.date1904 ?? "");
    }
  });
  const paths = new Map<string, string>();
  let shared: string | undefined;
  eachElement(
    files.get("xl/_rels/workbook.xml.rels"),
    (name, { Id, Type, Target = "" }) => {
      if (name !== "Relationship") return;
      const path = Target.startsWith("/") ? Target.slice(1) : `xl/${Target}`;
      if (Id !== undefined) paths.set(Id, path);
      if (Type?.endsWith("/sharedStrings")) shared = path;
    },
  );
  const patterns = patternsOf(files.get("xl/styles.xml"));
  /** Formats a number as its cell shows it. `isChanged` marks dates and long numbers, which Excel may have altered. */
  const formatNumber = (value: number, style: number) => {
    const pattern = patterns[style] ?? "General";
    // Removes rounding errors of calculations.
    const [whole, short] = [value, Number(value.toPrecision(15))].map(String);
    const plain = short.length < whole.length - 7 ? short : whole;
    const isCut = Math.abs(value) >= 1e15;
    if (pattern === "General" || !Number.isFinite(value)) {
      return { text: plain, isChanged: isCut };
    }
    const isDate = numbers.isDateFormat(pattern);
    const days = isDate && isFrom1904 ? value + 1462 : value;
    const text = numbers.format(pattern, days, { throws: false }).trim();
    return {
      text: /^#*$/.test(text) ? plain : text,
      isChanged: isCut || isDate,
    };
  };
  const strings = shared === undefined ? [] : stringsOf(files.get(shared));
  const size = { total: 0 };
  const worksheets = new Map<string, Worksheet>();
  for (const [id, about] of named) {
    const path = paths.get(id) ?? "";
    const file = files.get(path);
    // A sheet may be a chart.
    if (!file || worksheets.has(path)) continue;
    worksheets.set(path, {
      ...about,
      rows: cellsOf(file, strings, formatNumber, size),
    });
  }
  if (worksheets.size === 0) throw new Error("a sheet is missing");
  return [...worksheets.values()];
}

type NumberFormats = Pick<typeof import("numfmt"), "format" | "isDateFormat">;

/** Number formats that files name only by their id. */
const builtIn: Readonly<Record<number, string>> = {
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  9: "0%",
  10: "0.00%",
  11: "0.00E+00",
  12: "# ?/?",
  13: "# ??/??",
  14: "m/d/yyyy",
  15: "d-mmm-yy",
  16: "d-mmm",
  17: "mmm-yy",
  18: "h:mm AM/PM",
  19: "h:mm:ss AM/PM",
  20: "h:mm",
  21: "h:mm:ss",
  22: "m/d/yyyy h:mm",
  37: "#,##0;(#,##0)",
  38: "#,##0;(#,##0)",
  39: "#,##0.00;(#,##0.00)",
  40: "#,##0.00;(#,##0.00)",
  45: "mm:ss",
  46: "[h]:mm:ss",
  47: "mm:ss.0",
  48: "##0.0E+0",
};

function isEastAsianDate(id: number): boolean {
  return id >= 27 && id <= 36 || id >= 50 && id <= 58;
}

const maxPatternLength = 255;

/** The number format of each cell style. */
function patternsOf(file: Uint8Array | undefined): string[] {
  const lineByItem = new Map<number, string>();
  const ids: number[] = [];
  let isCells = false;
  if (!file) return [];
  eachElement(file, (name, { numFmtId, formatCode }) => {
    if (name === "numFmt" && formatCode !== undefined) {
      lineByItem.set(Number(numFmtId), formatCode.slice(0, maxPatternLength));
    }
    if (/^(?:cellXfs|cellStyleXfs|cellStyles|dxfs)$/.test(name)) {
      isCells = name === "cellXfs";
    }
    if (name === "xf" && isCells) ids.push(Number(numFmtId ?? 0));
  });
  return ids.map((id) =>
    lineByItem.get(id) ?? builtIn[id] ??
      (isEastAsianDate(id) ? "yyyy/m/d" : "General")
  );
}

/** Reads the shared strings without phonetic hints. */
function stringsOf(file: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  const raise = new RunRaise();
  eachElement(file, (name, attributes) => {
    raise.begin(name, attributes);
    if (name === "si") strings.push("");
  }, (text, open) => {
    if (isWords(open) && strings.length > 0) {
      strings[strings.length - 1] += raise.toText(signsOf(text));
    }
  });
  return strings;
}

/** Tracks superscript and subscript within a cell, as in x² and H₂O. */
class RunRaise {
  #raise: ScriptSign | null = null;

  begin(name: string, { val }: Record<string, string | undefined>): void {
    if (/^(?:r|si|is|c)$/.test(name)) this.#raise = null;
    if (name !== "vertAlign") return;
    this.#raise = val === "superscript"
      ? "^"
      : val === "subscript"
      ? "_"
      : null;
  }

  toText(text: string): string {
    if (!this.#raise || text.trim() === "") return text;
    return toScriptText(text.trim(), this.#raise) ??
      `\\(${toScriptTex(text.trim(), this.#raise)}\\)`;
  }
}

/** Decodes `_x000D_`. */
function signsOf(text: string): string {
  return text.replace(
    /_x([0-9A-Fa-f]{4})_/g,
    (_, code) => String.fromCharCode(parseInt(code, 16)),
  );
}

function isWords(open: readonly string[]): boolean {
  return open.at(-1) === "t" && !open.includes("rPh");
}

function cellsOf(
  file: Uint8Array | undefined,
  shared: string[],
  formatNumber: (
    value: number,
    style: number,
  ) => { text: string; isChanged: boolean },
  /** Characters in all sheets so far. */
  size: { total: number },
): CsvRow[] {
  const rows = new Map<number, string[]>();
  const changed = new Map<number, string[]>();
  let row = 0, column = 0, kind = "", style = 0;
  const raise = new RunRaise();
  eachElement(file, (name, attributes) => {
    raise.begin(name, attributes);
    const { r: place, t = "n", s = "0" } = attributes;
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
      style = Number(s);
    }
    if (row > maxRows || column > maxColumns) throw new TooLarge();
  }, (text, open) => {
    if (open.at(-1) !== "v" && !isWords(open) || !open.includes("c")) return;
    const cells = rows.get(row) ?? [];
    rows.set(row, cells);
    const number = kind === "n" ? formatNumber(Number(text), style) : null;
    const value = kind === "s"
      ? shared[Number(text)] ?? ""
      : kind === "b"
      ? String(text.trim() === "1")
      : number?.text ?? raise.toText(signsOf(text));
    if (number?.isChanged) {
      const columns = changed.get(row) ?? [];
      changed.set(row, columns);
      columns.push(number.text);
    }
    // All cells may share one long text.
    size.total += value.length;
    if (size.total > maxUnpacked) throw new TooLarge();
    while (cells.length < column) cells.push("");
    cells[column - 1] += value.toWellFormed();
  });
  return [...rows].sort(([a], [b]) => a - b)
    .map(([line, cells]) => ({
      line,
      cells: cells.map((it) => it.trim()),
      changed: changed.get(line) ?? [],
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

/** Converts `A` to 1, `AX` to 50. */
function columnOf(letters: string): number {
  return [...letters].reduce((sum, it) => sum * 26 + it.charCodeAt(0) - 64, 0);
}

/** Parses an XML file; the names passed to the callbacks have no namespace prefixes. */
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
    if (++count > maxAttributes) throw new TooLarge();
    attributes[withoutPrefix(name)] = value;
  });
  parser.on("opentag", ({ name }) => {
    if (open.length >= maxDepth) throw new TooLarge();
    open.push(withoutPrefix(name));
    begin(open.at(-1)!, attributes);
    attributes = {};
    count = 0;
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", (text) => say(text, open));
  parser.on("cdata", (text) => say(text, open));
  parser.write(new TextDecoder().decode(file)).close();
}

function withoutPrefix(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}
