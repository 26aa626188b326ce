/** How far a class is with a quiz or a poll: who has answered, and who has not. Pure. */
import { isGiven } from "../../../classroom/schema/resources/questions.ts";
import type { Sheets } from "../../../classroom/schema/resources/results.ts";
import {
  type Check,
  isFor,
  type Shared,
} from "../../../classroom/schema/resources/shared.ts";
import type { Student } from "../../people/students.ts";

/** How far they are. */
export interface Standing {
  /** How many have answered: anything, or the question that is asked about. */
  readonly answered: number;
  /** How many have handed it in. */
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

/** How far they are with all of it; one by one, or of a poll, with its current question. */
export function standingOf(
  check: Check,
  students: readonly Student[],
  people: Sheets,
): Standing {
  const question = currentQuestion(check)?.id;
  const hasAnswered = (id: string) => {
    const sheet = people.get(id);
    if (sheet === undefined) return false;
    if (sheet === true) return true;
    const { answers } = sheet;
    return question === undefined
      ? sheet.done === true || Object.values(answers).some(isGiven)
      : isGiven(answers[question]);
  };
  const expected = meant(check, students);
  const ids = new Set(expected.map(({ id }) => id));
  const others = [...people.keys()]
    .filter((id) => !ids.has(id) && hasAnswered(id));
  const missing = expected.filter(({ id }) => !hasAnswered(id));
  const done = [...people.values()]
    .filter((sheet) => sheet === true || sheet.done);
  return {
    answered: expected.length - missing.length + others.length,
    done: done.length,
    of: expected.length + others.length,
    missing,
  };
}

/** The question that everybody is at; undefined where each is at their own. */
export function currentQuestion(
  check: Check,
): Check["questions"][number] | undefined {
  if (check.kind === "poll") return check.questions[0];
  if (check.pace === "own") return undefined;
  return check.questions[check.step ?? 0];
}

/** Whether the class has the results of all questions that it has. */
export function isShown({ questions, results }: Check): boolean {
  return results !== undefined && questions.length <= results.length;
}
