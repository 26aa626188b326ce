/** The rows of the table of students and questions: what each answered, what of it is right, how many points. Pure. */
import {
  type Answer,
  isGiven,
  type Question,
} from "../../../classroom/model/resources/questions.ts";
import {
  hasAnswered,
  markOf,
  type Sheets,
  waitsForMark,
} from "../../../classroom/model/resources/results.ts";
import type {
  AnswerSheet,
  ResourceSecret,
} from "../../../classroom/model/resources/shared.ts";
import type { Student } from "../../people/students.ts";
import { hasLetters, letterOf } from "../questions/answer_keys.ts";

/** One answer in the table. */
export interface Cell {
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
  readonly cells: readonly (Cell | null)[];
  /** Null: they have not answered, which is not the same as nothing right. */
  readonly score: number | null;
  readonly answered: number;
  readonly done: boolean;
}

/** The ways in which the rows can be in order. */
export const orders = ["byName", "byScore", "byMissing"] as const;

/** One of them. */
export type Order = (typeof orders)[number];

/** What a question counts: its points, or where no question has any, one. */
export function worthOf(
  questions: readonly Question[],
): (question: Question) => number {
  const hasPoints = questions.some(({ points }) => points !== undefined);
  return ({ correct, points = 0 }) =>
    correct === undefined ? 0 : hasPoints ? points : 1;
}

/** One row. */
export function rowOf(
  { id, name }: Pick<Student, "id" | "name">,
  sheet: AnswerSheet | undefined,
  questions: readonly Question[],
  secret: ResourceSecret,
): SheetRow {
  const worth = worthOf(questions);
  let score = 0, answered = 0;
  const cells = questions.map((question): Cell | null => {
    const answer = sheet?.answers[question.id];
    if (!isGiven(answer)) return null;
    answered++;
    const right = markOf(question, secret, answer);
    if (right) score += worth(question);
    const waits = waitsForMark(question, secret, answer);
    return {
      text: shortly(question, answer),
      mark: right === undefined
        ? waits ? "waits" : null
        : right
        ? "right"
        : "wrong",
      late: sheet?.late?.includes(question.id) ?? false,
    };
  });
  return {
    id,
    name,
    cells,
    score: hasAnswered(sheet) ? score : null,
    answered,
    done: sheet?.done === true,
  };
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
