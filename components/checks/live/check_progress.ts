import {
  type AnswerSheets,
  hasAnswered,
} from "../../../classroom/model/resources/results.ts";
import {
  type CheckResource,
  currentQuestionIndex,
  isOnePressCheck,
  isSharedWithRoom,
  minAnonymousVotes,
  type SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import type { Student } from "../../people/students.ts";

export interface CheckProgress {
  /** Students who have answered the given question, or, if none is given, any. */
  readonly answered: number;
  /** Students who have handed in. A check that is answered by one press is handed in with its answer. */
  readonly done: number;
  /** Students for whom the check is meant, and others who answered it. */
  readonly total: number;
  readonly missing: readonly Student[];
}

export function listIntendedStudents(
  shared: SharedResource,
  students: readonly Student[],
): readonly Student[] {
  return students.filter(({ room }) => isSharedWithRoom(shared, room));
}

export function computeProgress(
  check: CheckResource,
  students: readonly Student[],
  people: AnswerSheets,
  question?: string,
): CheckProgress {
  const has = (id: string) => hasAnswered(people.get(id), question);
  const expected = listIntendedStudents(check, students);
  const ids = new Set(expected.map(({ id }) => id));
  const others = [...people.keys()]
    .filter((id) => !ids.has(id) && has(id));
  const missing = expected.filter(({ id }) => !has(id));
  const answered = expected.length - missing.length + others.length;
  const handedIn = [...people.values()]
    .filter((sheet) => sheet === true || sheet.done);
  return {
    answered,
    done: isOnePressCheck(check) ? answered : handedIn.length,
    total: expected.length + others.length,
    missing,
  };
}

/** The question that the class answers now; undefined: each student has their own pace. */
export function currentQuestion(
  check: CheckResource,
): { id: string; n: number } | undefined {
  if (check.pace !== "together") return undefined;
  const at = currentQuestionIndex(check);
  return { id: check.questions[at].id, n: at + 1 };
}

/** Whether all students have answered; at their own pace, whether all have handed in. */
export function isAnsweredByAll(
  check: CheckResource,
  { answered, done, total }: CheckProgress,
) {
  return total > 0 && (check.pace === "own" ? done : answered) >= total;
}

/** Whether results would show anything. A poll's results are final, so they need votes. */
export function hasResultsToShow(
  check: CheckResource,
  answered: number,
): boolean {
  if (!check.poll) return true;
  return answered >= (check.anonymous ? minAnonymousVotes : 1);
}
