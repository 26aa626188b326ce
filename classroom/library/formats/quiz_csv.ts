/**
 * Quizzes as a table: a question a row, in columns `quiz`, `kind`, `question`, `answer 1` …, `correct`,
 * `tolerance`, `most`, `points`, `explanation`. `correct` has the letters of the right choices; of a short text the
 * answers are the accepted ones. Pure.
 */
import { type CsvRow, csvRows } from "../../model/tables/csv.ts";
import {
  failedAt,
  type Finding,
  type Found,
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

/** The headings of a quiz are among so many rows: a sheet may say before them what it is for. */
export const furthestHead = 20;

/** Reads them from CSV. */
export function readQuizCsv(
  text: string,
  words: TrueFalse,
  columns?: QuizTableColumns,
): Finding {
  return readQuizTable(csvRows(plainText(text)), words, columns);
}

type Rows = Iterable<CsvRow | { open: number }>;

/** Reads them from the rows of a table; `columns`: what they hold, where its headings are not to say it. */
export function readQuizTable(
  rows: Rows,
  words: TrueFalse,
  columns?: QuizTableColumns,
): Finding {
  return columns
    ? readByColumns(rows, words, columns)
    : readByHeadings(rows, words);
}

function* readByColumns(
  rows: Rows,
  words: TrueFalse,
  columns: QuizTableColumns,
): Finding {
  let head: SheetHead | null = null;
  let quiz = "";
  const before: CsvRow[] = [];
  for (const row of rows) {
    yield;
    if ("open" in row) {
      yield failedAt(row.open, "quote-open");
    } else if (!head && isTitle(row) && before.length < furthestHead) {
      before.push(row);
    } else {
      const isFirst = head === null;
      head ??= headBy(columns, row.cells);
      if (isFirst) {
        yield* aroundHead(head, row.line, before);
        if (!hasQuestions(head)) {
          return yield failedAt(row.line, "columns-needed");
        }
        if (columns.hasHead) continue;
      }
      quiz = yield* rowOf(row, head, quiz, words);
    }
  }
  if (!head) yield failedAt(before[0]?.line ?? 1, "no-header", { wanted });
}

/** The question of a row; returns the name of the quiz that it is of. */
function* rowOf(
  row: CsvRow,
  head: SheetHead,
  quiz: string,
  words: TrueFalse,
): Generator<Found | undefined, string> {
  const name = cellOf(row, head, "quiz").trim();
  if (name !== quiz) yield quizAt(row.line, name);
  yield* questionOf(row, head, words);
  return name;
}

function* readByHeadings(rows: Rows, words: TrueFalse): Finding {
  let head: SheetHead | null = null;
  /** The headings, until it is seen whether the row below them has some as well. */
  let headings: CsvRow | null = null;
  let quiz = "";
  const before: CsvRow[] = [];
  for (const row of rows) {
    yield;
    if ("open" in row) {
      yield failedAt(row.open, "quote-open");
    } else if (!head && !headings) {
      if (isQuizHead(row.cells)) headings = row;
      else if (before.push(row) >= furthestHead) break;
    } else {
      if (headings) {
        const two = headOfTwo(headings.cells, row.cells);
        head = two ?? headOf(headings.cells);
        yield* aroundHead(head, headings.line, before);
        headings = null;
        if (two) continue;
      }
      quiz = yield* rowOf(row, head!, quiz, words);
    }
  }
  if (headings) {
    yield* aroundHead(headOf(headings.cells), headings.line, before);
  } else if (!head) {
    const line = before[0]?.line ?? 1;
    yield failedAt(line, "no-header", { wanted });
    const columns = askedColumns(before);
    if (columns) yield { what: "columns", line, columns };
  }
}

/** What of the headings, and of the rows above them, has no place here. */
function* aroundHead(
  head: SheetHead,
  line: number,
  before: readonly CsvRow[],
): Finding {
  for (const { line, cells } of before) {
    const name = quizNameIn(cells);
    if (name !== null) yield quizAt(line, name);
    // What a teacher has written above it is told.
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

const wanted = "question, answer 1, answer 2, …, correct";
