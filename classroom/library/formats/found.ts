/**
 * The results of reading a file: quizzes, questions or templates, and by line what failed or was left out.
 * Readers are pure generators, so reading stops at the limit of what is kept.
 */

import type { QuizRole } from "../../model/tables/quiz_roles.ts";
import type {
  AskedColumns,
  TableColumns,
} from "../../model/tables/table_columns.ts";

export const quizFormats = [
  "text",
  "json",
  "csv",
  "gift",
  "moodle",
  "kahoot",
] as const;
export const templateFormats = ["json", "csv"] as const;

export type QuizFormat = typeof quizFormats[number];
export type TemplateFormat = typeof templateFormats[number];

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
  | "not-moodle"
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
  | "columns-uncertain"
  | "sheet-left-out"
  | "true-by-order"
  | "answer-explained"
  | "name-shortened";

export interface WhyNot<R extends string = Failure | Omission> {
  reason: R;
  values: Readonly<Record<string, string | number>>;
}

/** A question or template before validation. */
export type Draft = Record<string, unknown>;

/** Lines count from 1; `sheet` is set if several are read. */
export type Found =
  & (
    | { what: "quiz"; line: number; name: string }
    | { what: "item"; line: number; item: Draft }
    | { what: "failed"; line: number; why: WhyNot<Failure> }
    | { what: "left-out"; line: number; why: WhyNot<Omission> }
    // A table whose columns a teacher can name.
    | { what: "columns"; line: number; columns: AskedQuizColumns }
  )
  & { sheet?: string };

/** An undefined item only gives other work a turn. */
export type Finding = Iterable<Found | undefined>;

export type QuizTableColumns = TableColumns<QuizRole>;
export type AskedQuizColumns = AskedColumns<QuizRole>;

/** The choices of a question of true or false. */
export interface TrueFalse {
  yes: string;
  no: string;
}

export function quizAt(line: number, name: string): Found {
  return { what: "quiz", line, name };
}

export function itemAt(line: number, item: Draft): Found {
  return { what: "item", line, item };
}

export function failedAt(
  line: number,
  reason: Failure,
  values: WhyNot["values"] = {},
): Found {
  return { what: "failed", line, why: { reason, values: short(values) } };
}

export function leftOutAt(
  line: number,
  reason: Omission,
  values: WhyNot["values"] = {},
): Found {
  return { what: "left-out", line, why: { reason, values: short(values) } };
}

/** Texts in remarks are cut, but the columns of a table must be visible. */
const longestValue = 80;
const longestColumns = 400;

function short(values: WhyNot["values"]): WhyNot["values"] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const most = name === "columns" ? longestColumns : longestValue;
      return [
        name,
        typeof value === "string" && value.length > most
          ? value.slice(0, most).trimEnd().toWellFormed() + "…"
          : value,
      ];
    }),
  );
}
