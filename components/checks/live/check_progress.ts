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
import { hasShownAllResults } from "../../resources/live/resource_words.ts";
import { hasMoreQuestions } from "./running_checks.ts";

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
  const extraIds = [...people.keys()]
    .filter((id) => !ids.has(id) && has(id));
  const missing = expected.filter(({ id }) => !has(id));
  const answered = expected.length - missing.length + extraIds.length;
  const handedIn = [...people.values()]
    .filter((answerSheet) => answerSheet === true || answerSheet.done);
  return {
    answered,
    done: isOnePressCheck(check) ? answered : handedIn.length,
    total: expected.length + extraIds.length,
    missing,
  };
}

/** The question that the class answers now; undefined: each student has their own pace. */
export function currentQuestion(
  check: CheckResource,
): { id: string; n: number } | undefined {
  if (check.pace !== "together") return undefined;
  const index = currentQuestionIndex(check);
  return { id: check.questions[index].id, n: index + 1 };
}

/** Whether all students have answered; at their own pace, whether all have handed in. */
export function isAnsweredByAll(
  check: CheckResource,
  { answered, done, total }: CheckProgress,
) {
  return total > 0 && (check.pace === "own" ? done : answered) >= total;
}

/** Whether results would show anything. They are final, so they need answers; those of an anonymous poll need more. */
export function hasResultsToShow(
  { anonymous }: CheckResource,
  answered: number,
): boolean {
  return answered >= (anonymous ? minAnonymousVotes : 1);
}

/** Whether **Show results** asks first: it shows nothing, or it takes answers away from students at their own pace. */
export function shouldConfirmResults(
  check: CheckResource,
  checkProgress: CheckProgress,
): boolean {
  if (!hasResultsToShow(check, checkProgress.answered)) return true;
  return check.pace === "own" && !isOnePressCheck(check) &&
    !isAnsweredByAll(check, checkProgress);
}

/**
 * The next step of a check (N-4): results once they would show something, and then the next question, if there is one.
 */
export function findNextStep(
  check: CheckResource,
  { answered }: CheckProgress,
): "results" | "next" | "close" {
  return !hasShownAllResults(check) && hasResultsToShow(check, answered)
    ? "results"
    : hasMoreQuestions(check)
    ? "next"
    : "close";
}
