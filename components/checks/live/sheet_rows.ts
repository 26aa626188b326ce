/** The rows of the table of students and questions: what each answered, what of it is right, how many points. Pure. */
import type {
  Answer,
  Question,
} from "../../../classroom/model/resources/questions.ts";
import {
  countsPoints,
  sheetOutcome,
  type Sheets,
} from "../../../classroom/model/resources/results.ts";
import type {
  AnswerSheet,
  ResourceSecret,
} from "../../../classroom/model/resources/shared.ts";
import type { Student } from "../../people/students.ts";
import { hasLetters, letterOf } from "../questions/answer_keys.ts";

/** One answer in the table. */
export interface AnswerCell {
  /** Short: letters for choices. */
  readonly text: string;
  readonly mark: "right" | "wrong" | "waits" | null;
  readonly late: boolean;
}

/** One student's row. */
export interface SheetRow {
  readonly id: string;
  readonly name: string;
  /** By question; null: no answer. */
  readonly cells: readonly (AnswerCell | null)[];
  /** Null: they have not answered, which is not the same as nothing right. */
  readonly score: number | null;
  readonly answered: number;
  readonly done: boolean;
}

/** The ways in which the rows can be in order. */
export const orders = ["byName", "byScore", "byMissing"] as const;

export type Order = (typeof orders)[number];

export function rowOf(
  { id, name }: Pick<Student, "id" | "name">,
  sheet: AnswerSheet | undefined,
  questions: readonly Question[],
  secret: ResourceSecret,
): SheetRow {
  const { answers, points, right, answered, done } = sheetOutcome(
    questions,
    secret,
    sheet,
  );
  const cells = answers.map((it): AnswerCell | null =>
    it === undefined ? null : {
      text: shortly(it.question, it.answer),
      mark: it.right === undefined
        ? it.waits ? "waits" : null
        : it.right
        ? "right"
        : "wrong",
      late: it.late === true,
    }
  );
  const score = countsPoints(questions) ? points : right;
  return { id, name, cells, score, answered, done };
}

function shortly(question: Question, answer: Answer): string {
  if (!Array.isArray(answer)) return String(answer);
  const { choices = [] } = question;
  return choices.flatMap(({ id, text }, at) =>
    answer.includes(id) ? [hasLetters(question) ? letterOf(at) : text] : []
  ).join(", ");
}

/** Those for whom it is and those who have answered it, by name. */
export function peopleIn(
  meant: readonly Student[],
  everybody: readonly Student[],
  people: Sheets,
): Student[] {
  const ids = new Set(meant.map(({ id }) => id));
  return everybody.filter(({ id }) => ids.has(id) || people.has(id));
}

/** The rows in another order; those who are equal in it stay as they were, and by score who has none comes last. */
export function sorted(rows: readonly SheetRow[], order: Order): SheetRow[] {
  if (order === "byName") return [...rows];
  if (order === "byMissing") {
    return rows.toSorted((a, b) => a.answered - b.answered);
  }
  const place = ({ score }: SheetRow) => score ?? Number.MAX_VALUE;
  return rows.toSorted((a, b) => place(a) - place(b));
}
