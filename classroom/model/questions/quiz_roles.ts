/** Roles of columns in a sheet of questions. Pure. */
import {
  assignRole,
  type GuessedColumns,
} from "../../../formats/tables/table_columns.ts";
import { normalise } from "../../../formats/normalise.ts";

/** In the order of display. */
export const quizColumnRoles = [
  "question",
  "choice",
  "correct",
  "incorrect",
  "kind",
  "points",
  "explanation",
  "tolerance",
  "most",
  "time",
  "picture",
  "quiz",
] as const;

export type QuizColumnRole = typeof quizColumnRoles[number];

/** Whether a column holds answers; only such roles may repeat. */
export function isAnswerRole(role: string): boolean {
  return role === "choice" || role === "correct" || role === "incorrect";
}

type Roles = GuessedColumns<QuizColumnRole>["roles"];

/**
 * Changes the role of a column. If right answers turn out not to be among the choices, the choice columns become wrong
 * answers.
 */
export function assignQuizRole(
  columns: GuessedColumns<QuizColumnRole>,
  place: number,
  role: QuizColumnRole | "unused",
): Roles {
  const roles = assignRole(
    columns.roles,
    place,
    role,
    (newRole, otherRole) => newRole === otherRole && !isAnswerRole(newRole),
  );
  return role === "correct" &&
      areAnswersOutsideChoices({ ...columns, roles }, place)
    ? roles.map((it) => it === "choice" ? "incorrect" : it)
    : roles;
}

const choiceLetters = /^[A-J\d](?:\s?[,;、]?\s?[A-J\d])*$/iu;

/** Whether a column's right answers are neither choices nor letters or numbers of choices. */
function areAnswersOutsideChoices(
  { rows, hasHead, roles }: GuessedColumns<QuizColumnRole>,
  place: number,
): boolean {
  const rowsWithAnswer = rows.slice(hasHead ? 1 : 0).filter((row) =>
    row[place]
  );
  return rowsWithAnswer.length > 0 &&
    rowsWithAnswer.every((row) =>
      !choiceLetters.test(normalise(row[place], "NFKC")) &&
      !row.some((cell, at) => roles[at] === "choice" && cell === row[place])
    );
}
