/**
 * The formats that quizzes and templates are read from (R-3): which one a text is in, and its reader. It brings all the
 * packages that they need, and is loaded where something is read.
 */
import { parse as parseGift } from "gift-pegjs";
import { SaxesParser } from "saxes";
import {
  failedAt,
  type Finding,
  type QuizFormat,
  type TemplateFormat,
  type TrueFalse,
} from "./found.ts";
import { csvRows } from "../../model/tables/csv.ts";
import { readGift } from "./gift.ts";
import { readQuizJson, readTemplateJson } from "./json.ts";
import { plainText } from "./lines.ts";
import { readMoodle } from "./moodle.ts";
import { readPasted } from "./pasted/pasted.ts";
import { isQuizHead } from "./quiz_columns.ts";
import { readQuizCsv, readQuizTable } from "./quiz_csv.ts";
import { sheetRows, unpackedSheet } from "./sheet.ts";
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

/** The format of templates as their text begins. */
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
      return readGift(source, parseGift, words);
    case "moodle":
      return readMoodle(source, new SaxesParser(), words);
  }
}

/** Reads templates. */
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
