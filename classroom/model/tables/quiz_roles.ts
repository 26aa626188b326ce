/** Roles of columns in a sheet of questions. Pure. */
import { type AskedColumns, withRole } from "./table_columns.ts";

/** In the order of display. */
export const quizRoles = [
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

export type QuizRole = typeof quizRoles[number];

/** Whether a column holds answers; only such roles may repeat. */
export function isAnswerRole(role: string): boolean {
  return role === "choice" || role === "correct" || role === "incorrect";
}

type Roles = AskedColumns<QuizRole>["roles"];

/**
 * Roles after a teacher changes one. If right answers are not among the choices, the choice columns become
 * wrong answers.
 */
export function withQuizRole(
  columns: AskedColumns<QuizRole>,
  place: number,
  role: QuizRole | "unused",
): Roles {
  const roles = withRole(
    columns.roles,
    place,
    role,
    (one, other) => one === other && !isAnswerRole(one),
  );
  return role === "correct" && isApart({ ...columns, roles }, place)
    ? roles.map((it) => it === "choice" ? "incorrect" : it)
    : roles;
}

const signs = /^[A-J\d](?:\s?[,;、]?\s?[A-J\d])*$/iu;

/** Whether a column's right answers are neither choices nor their letters or numbers. */
function isApart(
  { rows, hasHead, roles }: AskedColumns<QuizRole>,
  place: number,
): boolean {
  const answered = rows.slice(hasHead ? 1 : 0).filter((row) => row[place]);
  return answered.length > 0 &&
    answered.every((row) =>
      !signs.test(row[place].normalize("NFKC")) &&
      !row.some((cell, at) => roles[at] === "choice" && cell === row[place])
    );
}
