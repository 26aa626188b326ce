/**
 * Reads quizzes from tables, one question per row: `quiz`, `kind`, `question`, `answer 1` …, `correct`,
 * `tolerance`, `most`, `points`, `explanation`. `correct` has the letters of the right choices; the answers of a short
 * text are accepted texts. Pure.
 */
import { type CsvRow, csvRows } from "../../model/tables/csv.ts";
import {
  failedAt,
  type Finding,
  leftOutAt,
  quizAt,
  type QuizTableColumns,
  type TrueFalse,
} from "./found.ts";
import { askedColumns, isTitle } from "./asked_columns.ts";
import { plainText } from "./lines.ts";
import {
  hasQuestions,
  headBy,
  headOf,
  headOfTwo,
  isInstruction,
  isQuizHead,
  quizNameIn,
  type SheetHead,
} from "./sheet_columns.ts";
import { cellOf, questionOf } from "./sheet_question.ts";

/** Rows above the headings may explain the sheet. */
export const furthestHead = 20;

export function readQuizCsv(
  text: string,
  words: TrueFalse,
  columns?: QuizTableColumns,
): Finding {
  return readQuizTable(csvRows(plainText(text)), words, columns);
}

type Rows = Iterable<CsvRow | { open: number }>;

/** @param columns the roles of the columns, if the headings are not used */
export function* readQuizTable(
  rows: Iterable<CsvRow | { open: number }>,
  words: TrueFalse,
  columns?: QuizTableColumns,
): Finding {
  let head: SheetHead | null = null;
  /** Kept until it is known whether the next row has headings too. */
  let headings: CsvRow | null = null;
  let quiz = "";
  const before: CsvRow[] = [];
  for (const row of rows) {
    yield;
    if ("open" in row) {
      yield failedAt(row.open, "quote-open");
      continue;
    }
    if (!head && columns) {
      if (isTitle(row) && before.push(row) <= furthestHead) continue;
      head = headBy(columns, row.cells);
      yield* aroundHead(head, row.line, before);
      if (!hasQuestions(head)) {
        return yield failedAt(row.line, "columns-needed");
      }
      if (columns.hasHead) continue;
    } else if (!head && !headings) {
      if (isQuizHead(row.cells)) headings = row;
      else if (before.push(row) >= furthestHead) break;
      continue;
    } else if (!head) {
      const two = headOfTwo(headings!.cells, row.cells);
      head = two ?? headOf(headings!.cells);
      yield* aroundHead(head, headings!.line, before);
      if (two) continue;
    }
    const name = cellOf(row, head, "quiz").trim();
    if (name !== quiz) yield quizAt(row.line, quiz = name);
    yield* questionOf(row, head, words);
  }
  if (head) return;
  if (headings) {
    return yield* aroundHead(headOf(headings.cells), headings.line, before);
  }
  const line = before[0]?.line ?? 1;
  yield failedAt(line, "no-header", { wanted: wantedColumns });
  const asked = columns ? null : askedColumns(before);
  if (asked) yield { what: "columns", line, columns: asked };
}

/** Reports headings and rows above them that are not used. */
function* aroundHead(
  head: SheetHead,
  line: number,
  before: readonly CsvRow[],
): Finding {
  for (const { line, cells } of before) {
    const name = quizNameIn(cells);
    if (name !== null) yield quizAt(line, name);
    if (name !== null || isInstruction(cells, head)) continue;
    const text = cells.filter((it) => it.trim() !== "").join(" ");
    yield leftOutAt(line, "line-left-out", { text });
  }
  for (const name of head.unknown) {
    yield leftOutAt(line, "field-left-out", { name });
  }
  if (head.columns.some(({ role }) => role === "time")) {
    yield leftOutAt(line, "time-left-out");
  }
}

/** Named in refusals. */
export const wantedColumns = "question, answer 1, answer 2, …, correct";
