/** What the columns of a sheet of questions can hold. Pure. */
import { type AskedColumns, withRole } from "./table_columns.ts";

/** In the order in which they are offered. */
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

/** Whether a column holds answers; only of these a sheet has several. */
export function isAnswerRole(role: string): boolean {
  return role === "choice" || role === "correct" || role === "incorrect";
}

type Roles = AskedColumns<QuizRole>["roles"];

/**
 * The roles of columns where a teacher has given one of them another role. Right answers that are none of the choices
 * are choices themselves, so that the others are the wrong ones.
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

/** Whether the right answers of a column are neither choices nor the signs of some. */
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
