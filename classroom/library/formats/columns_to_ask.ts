/** Proposes a role for each column of a sheet with unknown headings; a teacher confirms them. Pure. */
import { bounds } from "../../model/bounds.ts";
import {
  isAnswerRole,
  type QuizColumnRole,
} from "../../model/questions/quiz_roles.ts";
import { type CsvRow, parseCsv } from "../../../formats/tables/csv.ts";
import { previewRows } from "../../../formats/tables/table_columns.ts";
import type { AskedQuizColumns } from "./parsed_items.ts";
import { readTrueFalse } from "./pasted/answers.ts";
import { choiceMarkerIndex } from "./pasted/grammar.ts";
import { isQuizHead, readTableHead } from "./table_columns.ts";
import { isQuestionKindName } from "./table_question.ts";

/** Limits the rows and the characters per cell that are examined. */
const rowsToRead = 20;
const maxTextLength = 500;

/** A row with at most one filled cell is blank, or a title above the table. */
export function isTitleRow({ cells }: CsvRow): boolean {
  return cells.filter((it) => it.trim() !== "").length < 2;
}

/** Null: no row has two filled cells. */
export function columnsToAskAbout(
  tableRows: readonly CsvRow[],
): AskedQuizColumns | null {
  const firstRows = tableRows.slice(0, rowsToRead);
  const from = firstRows.findIndex((row) => !isTitleRow(row));
  if (from < 0) return null;
  const rows = firstRows.slice(from);
  const [first, ...bodyRows] = rows;
  const hasHead = hasHeadings(first, bodyRows);
  const preview = previewRows(rows.map(({ cells }) => cells));
  const width = preview[0].length;
  const columns = Array.from(
    { length: width },
    (_, at) => columnCells(at, hasHead ? bodyRows : rows),
  );
  return { rows: preview, hasHead, roles: rolesOf(columns, hasHead && first) };
}

/** Reads a table of two columns, question and answer, below a row of headings; null if the text is no such table. */
export function pairsToAskAbout(text: string): AskedQuizColumns | null {
  const rows: CsvRow[] = [];
  for (const row of parseCsv(text, "\t")) {
    if ("open" in row || row.cells.length !== 2) return null;
    if (rows.push(row) >= rowsToRead) break;
  }
  const [first, ...bodyRows] = rows;
  return bodyRows.length > 0 && !isQuizHead(first.cells) &&
      !asksQuestion(first.cells[0]) && asksMostly(columnCells(0, bodyRows))
    ? columnsToAskAbout(rows)
    : null;
}

interface Cells {
  place: number;
  cells: readonly string[];
  isNumber: boolean;
  /** The column is empty, or the same value is in each row; true and false are excluded. */
  isSame: boolean;
  /** The column numbers the rows. */
  isCount: boolean;
  /** The mean length of the filled cells. */
  length: number;
}

const numberPattern = /^[-+−]?\d+(?:[.,]\d+)?\s?%?$/u;

function columnCells(place: number, rows: readonly CsvRow[]): Cells {
  const cells = rows.map((row) =>
    (row.cells[place] ?? "").slice(0, maxTextLength).trim()
  );
  const filled = cells.filter((it) => it !== "");
  const isNumber = filled.length > 0 &&
    filled.every((it) => numberPattern.test(it));
  const isSame = filled.length === 0 ||
    filled.length > 2 && new Set(filled).size === 1 &&
      readTrueFalse(filled[0]) === undefined;
  const isCount = place === 0 && isNumber && filled.length > 1 &&
    filled.every((it, at) => Number(it) === Number(filled[0]) + at);
  const length = filled.reduce((sum, it) => sum + it.length, 0) /
    Math.max(1, filled.length);
  return { place, cells, isNumber, isSame, isCount, length };
}

/** Whether the first row has headings: known words, or cells that differ in kind from those below. */
function hasHeadings(first: CsvRow, bodyRows: readonly CsvRow[]): boolean {
  if (bodyRows.length === 0) return false;
  // A heading of one letter does not count, as `A` and `B` may be choices.
  const isKnown = readTableHead(first.cells).columns.some(({ name }) =>
    name.length > 1
  );
  const isAsked = first.cells.some(asksQuestion);
  return isKnown || looksLikeHead(first, bodyRows) ||
    first.cells.some((heading, place) => {
      const column = columnCells(place, bodyRows);
      const isSign = column.cells.every((it) => /^[A-Ja-j]$/.test(it));
      const isTitled = heading.trim().length > 1 &&
        !numberPattern.test(heading.trim());
      return isTitled && bodyRows.length > 1 && (column.isNumber || isSign) ||
        !isAsked && asksMostly(column);
    });
}

function asksQuestion(cell: string): boolean {
  return /[?？]\s*$|_{2,}|[(（]\s*[)）]/u.test(cell);
}

function asksMostly({ cells }: Cells): boolean {
  return cells.filter(asksQuestion).length * 2 >= cells.length;
}

function rolesOf(
  columns: readonly Cells[],
  first: CsvRow | false,
): AskedQuizColumns["roles"] {
  const roles = new Map<number, QuizColumnRole | "unused">();
  const head = readTableHead(first ? first.cells : []);
  for (const { place, role } of head.columns) {
    if (role !== "unknown") {
      roles.set(place, role === "row" ? "unused" : role);
    }
  }
  const has = (role: QuizColumnRole) => [...roles.values()].includes(role);
  const free = () => columns.filter(({ place }) => !roles.has(place));
  const give = (column: Cells | undefined, role: QuizColumnRole | "unused") =>
    column && roles.set(column.place, role);
  for (const column of free()) {
    if (!has("kind") && column.cells.every(isQuestionKindName)) {
      give(column, "kind");
    } else if (column.isSame || column.isCount) give(column, "unused");
  }
  if (!has("question")) give(likelyQuestion(free()), "question");
  if (!has("correct") && !has("incorrect")) {
    const choices = columns.filter(({ place }) =>
      (roles.get(place) ?? "choice") === "choice"
    );
    give(likelyRight(free(), choices), "correct");
  }
  const rest = free();
  const isOfNumbers = rest.every(({ isNumber }) => isNumber);
  const texts = rest.filter(({ isNumber }) => isOfNumbers || !isNumber);
  for (const column of rest) {
    if (!texts.includes(column)) give(column, "unused");
  }
  const besides = columns.filter(({ place }) =>
    roles.get(place) !== "question"
  );
  const hasAnswer = [...roles.values()].some(isAnswerRole);
  const last = texts.at(-1);
  const hasChoices = has("choice") || has("incorrect") || texts.length > 1;
  const isReason = last && !has("explanation") && (
    hasChoices ? hasLongestTexts(last, besides) : hasAnswer && !isList(last)
  );
  if (isReason) give(last, "explanation");
  const answers = free();
  const role = answers.length === 1 && !hasAnswer ? "correct" : "choice";
  for (const [index, column] of answers.entries()) {
    give(column, index < bounds.choices.max ? role : "unused");
  }
  return columns.map(({ place }) => roles.get(place) ?? "unused");
}

/** Whether each cell has several choices. */
function isList({ cells }: Cells): boolean {
  return cells.every((it) => /[\n|;；、,，/]/u.test(it));
}

/** Whether the column has sentences while all others have words. */
function hasLongestTexts(column: Cells, columns: readonly Cells[]): boolean {
  return column.length > 40 &&
    columns.every((it) => it === column || it.length * 3 < column.length);
}

/** The column with the most questions, if in half of its cells; else the first of distinct texts. */
function likelyQuestion(columns: readonly Cells[]): Cells | undefined {
  const asking = ({ cells }: Cells) => cells.filter(asksQuestion).length;
  const [bestColumn] = columns.toSorted((a, b) => asking(b) - asking(a));
  if (bestColumn && asksMostly(bestColumn)) return bestColumn;
  return columns.find(({ isNumber, cells, length }) =>
    !isNumber && length > 1 && new Set(cells).size * 2 > cells.length
  ) ?? columns[0];
}

/** The column that names the right choice in each row, or says true or false. */
function likelyRight(
  columns: readonly Cells[],
  choices: readonly Cells[],
): Cells | undefined {
  const names = (column: Cells) => {
    const otherChoices = choices.filter((it) => it !== column);
    return otherChoices.length > 1 && column.cells.every((cell, row) => {
      const texts = otherChoices.map(({ cells }) => cells[row]);
      // Small numbers may be points, so they name no choice.
      return column.isNumber
        ? texts.includes(cell)
        : endsWithAnswer([...texts, cell]);
    });
  };
  const isVaried = (it: Cells) => new Set(it.cells).size > 1;
  return columns.findLast((column) =>
    names(column) ||
    isVaried(column) &&
      column.cells.every((cell) => readTrueFalse(cell) !== undefined)
  );
}

/** Whether the last cell is the text of a choice before it, or letters or numbers of such choices. */
export function endsWithAnswer(cells: readonly string[]): boolean {
  const last = cells.at(-1)?.trim() ?? "";
  const choices = cells.slice(0, -1).map((it) => it.trim())
    .filter((it) => it !== "");
  const signs = /^[A-Ja-j1-9](?:\s?[,;]\s?[A-Ja-j1-9])*$/.test(last)
    ? last.match(/[A-Ja-j1-9]/g)!
    : [];
  return choices.includes(last) ||
    signs.length > 0 &&
      signs.every((it) => choiceMarkerIndex(it) < choices.length);
}

/** Whether the first row has short words, and the rows below mostly sentences or longer texts. */
function looksLikeHead(
  first: CsvRow,
  bodyRows: readonly CsvRow[],
): boolean {
  const asks = (cell = "") => /[?？.。:：_！!]\s*$/u.test(cell);
  const isShort = first.cells.every((it) => it.length <= 30 && !asks(it));
  const below = bodyRows.filter(({ cells }) =>
    asks(cells[0]) || cells[0].length > first.cells[0].length * 2
  );
  return isShort && below.length * 2 >= bodyRows.length;
}
