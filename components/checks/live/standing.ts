/** How far a class is with a quiz or a poll: who has answered, and who has not. Pure. */
import {
  hasAnswered,
  type Sheets,
} from "../../../classroom/model/resources/results.ts";
import {
  type Check,
  currentPlace,
  fewest,
  isFor,
  type Shared,
} from "../../../classroom/model/resources/shared.ts";
import type { Student } from "../../people/students.ts";

export interface CheckProgress {
  /** How many have answered: anything, or the question that is asked about. */
  readonly answered: number;
  readonly done: number;
  /** Of how many: those for whom it is, and whoever has answered it and is elsewhere by now. */
  readonly of: number;
  /** Those for whom it is and who have answered nothing of it. */
  readonly missing: readonly Student[];
}

/** The students of a class for whom something is. */
export function meant(
  shared: Shared,
  students: readonly Student[],
): readonly Student[] {
  return students.filter(({ room }) => isFor(shared, room));
}

/** How far they are with all of it, or with one question. */
export function progressOf(
  check: Check,
  students: readonly Student[],
  people: Sheets,
  question?: string,
): CheckProgress {
  const has = (id: string) => hasAnswered(people.get(id), question);
  const expected = meant(check, students);
  const ids = new Set(expected.map(({ id }) => id));
  const others = [...people.keys()]
    .filter((id) => !ids.has(id) && has(id));
  const missing = expected.filter(({ id }) => !has(id));
  const done = [...people.values()]
    .filter((sheet) => sheet === true || sheet.done);
  return {
    answered: expected.length - missing.length + others.length,
    done: done.length,
    of: expected.length + others.length,
    missing,
  };
}

/** The question that everybody is at, one by one, and its number; undefined where each is at their own. */
export function currentQuestion(
  check: Check,
): { id: string; n: number } | undefined {
  if (check.pace !== "together") return undefined;
  const at = currentPlace(check);
  return { id: check.questions[at].id, n: at + 1 };
}

/** Whether nobody is still to answer it, so that it can be shown: at their own pace, to hand it in. */
export function isAllIn(check: Check, { answered, done, of }: CheckProgress) {
  return of > 0 && (check.pace === "own" ? done : answered) >= of;
}

/** Whether so many answers leave something to be seen: a poll's results are final. */
export function isWorthShowing(check: Check, answered: number): boolean {
  if (!check.poll) return true;
  return answered >= (check.anonymous ? fewest : 1);
}

/** Whether the class has the results of all questions that it has. */
export function isShown({ questions, results }: Check): boolean {
  return results !== undefined && questions.length <= results.length;
}
