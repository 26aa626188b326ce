/**
 * Reads quizzes from tables, one question per row: `quiz`, `kind`, `question`, `answer 1` …, `correct`,
 * `tolerance`, `most`, `points`, `explanation`. `correct` has the letters of the right choices; the answers of a short
 * text are accepted texts. Pure.
 */
import { type CsvRow, parseCsv } from "../../../formats/tables/csv.ts";
import {
  makeFailure,
  makeOmission,
  makeQuizStart,
  type ParsedItems,
  type QuizTableColumns,
  type TrueFalseWords,
} from "./parsed_items.ts";
import type { DecimalSign } from "../../../formats/typed_number.ts";
import { columnsToAskAbout, isTitleRow } from "./columns_to_ask.ts";
import { findDecimalSign } from "./decimal_sign.ts";
import { normalizeText } from "./lines.ts";
import {
  hasQuizColumns,
  isInstructionRow,
  isQuizHead,
  quizNameIn,
  readTableHead,
  readTwoRowHead,
  type TableHead,
  tableHeadFromRoles,
} from "./table_columns.ts";
import { type Cards, readCards, reportAroundCards } from "./pasted/cards.ts";
import { cellWithRole, readTableQuestion } from "./table_question.ts";

/** Maximum of rows above the headings, where some sheets explain themselves. */
export const maxRowsAboveHead = 20;

export function readQuizCsv(
  text: string,
  words: TrueFalseWords,
  columns?: QuizTableColumns,
): ParsedItems {
  const plain = normalizeText(text);
  const sign = findDecimalSign(plain);
  const cards = columns ? null : readCards(plain);
  return cards && isQuizHead(cards.rows[0].cells)
    ? readHeadedCards(cards, words, sign)
    : readQuizTable(parseCsv(plain), words, columns, sign);
}

function* readHeadedCards(
  cards: Cards,
  words: TrueFalseWords,
  sign?: DecimalSign,
): ParsedItems {
  yield* reportAroundCards(cards);
  yield* readQuizTable(cards.rows, words, undefined, sign);
}

type Rows = Iterable<CsvRow | { open: number }>;

/**
 * @param columns roles that a teacher gave the columns, used instead of headings
 * @param sign the decimal sign of the text; a workbook has none, as its numbers have points in all languages
 */
export function* readQuizTable(
  rows: Iterable<CsvRow | { open: number }>,
  words: TrueFalseWords,
  columns?: QuizTableColumns,
  sign?: DecimalSign,
): ParsedItems {
  let head: TableHead | null = null;
  /** A row of headings, kept until it is known whether the next row has headings, too. */
  let headings: CsvRow | null = null;
  let quiz = "";
  const rowsAbove: CsvRow[] = [];
  for (const row of rows) {
    yield;
    if ("open" in row) {
      yield makeFailure(row.open, "quote-open");
      continue;
    }
    if (!head && columns) {
      if (isTitleRow(row) && rowsAbove.push(row) <= maxRowsAboveHead) continue;
      head = tableHeadFromRoles(columns, row.cells);
      yield* reportAroundHead(head, row.line, rowsAbove);
      if (!hasQuizColumns(head)) {
        return yield makeFailure(row.line, "columns-needed");
      }
      if (columns.hasHead) continue;
    } else if (!head && !headings) {
      if (isQuizHead(row.cells)) headings = row;
      else if (rowsAbove.push(row) >= maxRowsAboveHead) break;
      continue;
    } else if (!head) {
      const twoRowHead = readTwoRowHead(headings!.cells, row.cells);
      head = twoRowHead ?? readTableHead(headings!.cells);
      yield* reportAroundHead(head, headings!.line, rowsAbove);
      if (twoRowHead) continue;
    }
    const name = cellWithRole(row, head, "quiz").trim();
    if (name !== quiz) yield makeQuizStart(row.line, quiz = name);
    yield* readTableQuestion(row, head, words, sign);
  }
  if (head) return;
  if (headings) {
    return yield* reportAroundHead(
      readTableHead(headings.cells),
      headings.line,
      rowsAbove,
    );
  }
  const line = rowsAbove[0]?.line ?? 1;
  yield makeFailure(line, "no-header", { wanted: expectedColumns });
  const columnsToAsk = columns ? null : columnsToAskAbout(rowsAbove);
  if (columnsToAsk) yield { what: "columns", line, columns: columnsToAsk };
}

/** Reports headings and rows above them that are not used. */
function* reportAroundHead(
  head: TableHead,
  line: number,
  rowsAbove: readonly CsvRow[],
): ParsedItems {
  for (const { line, cells } of rowsAbove) {
    const name = quizNameIn(cells);
    if (name !== null) yield makeQuizStart(line, name);
    if (name !== null || isInstructionRow(cells, head)) continue;
    const text = cells.filter((it) => it.trim() !== "").join(" ");
    yield makeOmission(line, "line-left-out", { text });
  }
  for (const name of head.unknown) {
    yield makeOmission(line, "field-left-out", { name });
  }
  if (head.columns.some(({ role }) => role === "time")) {
    yield makeOmission(line, "time-left-out");
  }
}

/** The columns that remarks on missing headings name. */
export const expectedColumns = "question, answer 1, answer 2, …, correct";
