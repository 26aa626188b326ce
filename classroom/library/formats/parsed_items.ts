/**
 * The results of reading a file: quizzes, questions or templates, and by line what failed or was left out.
 * Readers are pure generators, so reading stops at the limit of what is kept.
 */

import type { QuizColumnRole } from "../../model/questions/quiz_roles.ts";
import type {
  GuessedColumns,
  TableColumns,
} from "../../../formats/tables/table_columns.ts";

export const quizImportFormats = [
  "text",
  "json",
  "csv",
  "gift",
  "moodle",
  "kahoot",
] as const;
export const templateImportFormats = ["json", "csv"] as const;

export type QuizImportFormat = typeof quizImportFormats[number];
export type TemplateImportFormat = typeof templateImportFormats[number];

/** Reasons for failures; the sentences are under `failures` in `library_formats.json`. */
type Failure =
  | "nothing-found"
  | "no-json"
  | "no-list"
  | "no-object"
  | "no-header"
  | "row-unclear"
  | "table-unknown"
  | "columns-needed"
  | "quote-open"
  | "line-too-long"
  | "too-many"
  | "too-many-lines"
  | "too-many-pieces"
  | "no-question-above"
  | "kind-unknown"
  | "gift-unreadable"
  | "xml-broken"
  | "xml-too-deep"
  | "format-unknown"
  | "sheet-broken"
  | "sheet-too-large"
  | "not-a-number-here"
  | "no-such-answer-here"
  | "question-too-long"
  | "list-too-long";

/** Reasons for omissions in what was read; the sentences are under `omissions`. */
export type Omission =
  | "answer-unknown"
  | "answer-two-ways"
  | "answer-seen"
  | "number-unsure"
  | "not-certain"
  | "passage-with-one"
  | "answers-differ"
  | "key-unclear"
  | "line-left-out"
  | "field-left-out"
  | "feedback-left-out"
  | "weights-left-out"
  | "time-left-out"
  | "picture-left-out"
  | "media-left-out"
  | "formula-left-out"
  | "one-of-several-left-out"
  | "title-left-out"
  | "tags-left-out"
  | "hints-left-out"
  | "units-left-out"
  | "penalty-left-out"
  | "case-left-out"
  | "wildcard-left-out"
  | "numbers-left-out"
  | "cell-changed"
  | "sheet-left-out"
  | "true-by-order"
  | "name-shortened"
  | "name-uncertain";

export interface RemarkReason<R extends string = Failure | Omission> {
  reason: R;
  values: Readonly<Record<string, string | number>>;
}

export type Draft = Record<string, unknown>;

/** Lines count from 1; `sheet` is the sheet's name if several are read. */
export type ParsedItem =
  & (
    | { what: "quiz"; line: number; name: string }
    | { what: "item"; line: number; item: Draft }
    | { what: "failed"; line: number; why: RemarkReason<Failure> }
    | { what: "left-out"; line: number; why: RemarkReason<Omission> }
    // A table whose columns a teacher can name.
    | { what: "columns"; line: number; columns: AskedQuizColumns }
  )
  & { sheet?: string };

/** A reader yields undefined so that other work can run. */
export type ParsedItems = Iterable<ParsedItem | undefined>;

export type QuizTableColumns = TableColumns<QuizColumnRole>;
export type AskedQuizColumns = GuessedColumns<QuizColumnRole>;

/** The choices of a question of true or false. */
export interface TrueFalseWords {
  yes: string;
  no: string;
}

export function makeQuizStart(line: number, name: string): ParsedItem {
  return { what: "quiz", line, name };
}

export function makeDraft(line: number, item: Draft): ParsedItem {
  return { what: "item", line, item };
}

export function makeFailure(
  line: number,
  reason: Failure,
  values: RemarkReason["values"] = {},
): ParsedItem {
  return {
    what: "failed",
    line,
    why: { reason, values: shortenValues(values) },
  };
}

export function makeOmission(
  line: number,
  reason: Omission,
  values: RemarkReason["values"] = {},
): ParsedItem {
  return {
    what: "left-out",
    line,
    why: { reason, values: shortenValues(values) },
  };
}

/** Maximum characters of texts in remarks; the columns of a table must stay readable. */
const maxValueLength = 80;
const maxColumnsLength = 400;

function shortenValues(values: RemarkReason["values"]): RemarkReason["values"] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const maxLength = name === "columns" ? maxColumnsLength : maxValueLength;
      return [
        name,
        typeof value === "string" && value.length > maxLength
          ? value.slice(0, maxLength).trimEnd().toWellFormed() + "…"
          : value,
      ];
    }),
  );
}
