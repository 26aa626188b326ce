import { isRightAnswer } from "../../../classroom/model/questions/question_rules.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  type PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";
import {
  type CheckResource,
  type ClassResult,
  currentQuestionIndex,
  isOnePressCheck,
} from "../../../classroom/model/resources/shared_resources.ts";
import type { ResourceAnswers } from "../class_resources.ts";

export type CheckStanding =
  | "waits"
  | "begun"
  | "answered"
  | "handed-in"
  | "closed"
  | "over"
  | "results";

export function countAnswered(
  check: CheckResource,
  given: ResourceAnswers | undefined,
): number {
  return check.questions.filter(({ id }) =>
    isNonEmptyAnswer(given?.answers[id])
  ).length;
}

/** @param over whether the check's time is up */
export function findStanding(
  check: CheckResource,
  given: ResourceAnswers | undefined,
  over: boolean,
): CheckStanding {
  const together = check.pace === "together";
  const own = check.pace === "own" && !isOnePressCheck(check);
  const asked = check.questions[together ? currentQuestionIndex(check) : 0];
  const hasResults = together
    ? check.results?.some(({ id }) => id === asked.id)
    : check.results !== undefined;
  if (hasResults) return "results";
  if (given?.done) return check.pace ? "handed-in" : "answered";
  const answered = countAnswered(check, given);
  const hasAll = own ? false : isNonEmptyAnswer(given?.answers[asked.id]);
  if (hasAll) return "answered";
  if (check.closed) return "closed";
  if (over) return "over";
  return own && answered > 0 ? "begun" : "waits";
}

export function isAwaitingAnswer(standing: CheckStanding): boolean {
  return standing === "waits" || standing === "begun";
}

/** Whether the choice in a poll differs from the vote, so that without **Vote** it is lost. */
export function isVoteUnsent(
  choice: Answer | undefined,
  { answers, done }: Pick<ResourceAnswers, "answers" | "done"> = {
    answers: {},
    done: false,
  },
): boolean {
  if (choice === undefined || done) return false;
  // The vote: the answer to the poll's only question.
  const [before] = Object.values(answers);
  return isNonEmptyAnswer(choice)
    ? JSON.stringify(choice) !== JSON.stringify(before)
    : isNonEmptyAnswer(before);
}

/** How an answer is marked. `waits`: not marked yet; `none`: no answer; null: answers cannot be right or wrong. */
export type AnswerMark = "right" | "wrong" | "waits" | "none" | null;

export function markAnswer(
  { kind }: PublicQuestion,
  result: ClassResult,
  answer: Answer | undefined,
): AnswerMark {
  if (result.correct === undefined) return null;
  if (!isNonEmptyAnswer(answer)) return "none";
  const right = isRightAnswer(kind, result, answer);
  if (right !== undefined) return right ? "right" : "wrong";
  return result.waits ? "waits" : "wrong";
}

/**
 * The student's points, the most possible, and whether marks are missing; undefined: no question with results has
 * points.
 */
export function sumPoints(
  { questions, results = [] }: CheckResource,
  answers: ResourceAnswers["answers"],
): { points: number; most: number; waits: boolean } | undefined {
  let points = 0, most = 0, waiting = false;
  for (const question of questions) {
    const result = results.find(({ id }) => id === question.id);
    if (!result || !question.points) continue;
    const mark = markAnswer(question, result, answers[question.id]);
    if (mark === null) continue;
    most += question.points;
    if (mark === "right") points += question.points;
    if (mark === "waits") waiting = true;
  }
  return most > 0 ? { points, most, waits: waiting } : undefined;
}
