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
  resourceAnswers: ResourceAnswers | undefined,
): number {
  return check.questions.filter(({ id }) =>
    isNonEmptyAnswer(resourceAnswers?.answers[id])
  ).length;
}

/** @param isOver whether the check's time is up */
export function findStanding(
  check: CheckResource,
  resourceAnswers: ResourceAnswers | undefined,
  isOver: boolean,
): CheckStanding {
  const isTogether = check.pace === "together";
  const isOwnPace = check.pace === "own" && !isOnePressCheck(check);
  const question =
    check.questions[isTogether ? currentQuestionIndex(check) : 0];
  const hasResults = isTogether
    ? check.results?.some(({ id }) => id === question.id)
    : check.results !== undefined;
  if (hasResults) return "results";
  if (resourceAnswers?.done) return check.pace ? "handed-in" : "answered";
  const answeredCount = countAnswered(check, resourceAnswers);
  const isAnswered = isOwnPace
    ? false
    : isNonEmptyAnswer(resourceAnswers?.answers[question.id]);
  if (isAnswered) return "answered";
  if (check.closed) return "closed";
  if (isOver) return "over";
  return isOwnPace && answeredCount > 0 ? "begun" : "waits";
}

export function isAwaitingAnswer(standing: CheckStanding): boolean {
  return standing === "waits" || standing === "begun";
}

/** Whether the choice in a poll differs from the vote, so that without **Vote** it is lost. */
export function isVoteUnsent(
  choice: Answer | undefined,
  { answers, done: isDone }: Pick<ResourceAnswers, "answers" | "done"> = {
    answers: {},
    done: false,
  },
): boolean {
  if (choice === undefined || isDone) return false;
  // The vote: the answer to the poll's only question.
  const [vote] = Object.values(answers);
  return isNonEmptyAnswer(choice)
    ? JSON.stringify(choice) !== JSON.stringify(vote)
    : isNonEmptyAnswer(vote);
}

/** How an answer is graded. `waits`: not graded yet; `none`: no answer; null: answers cannot be right or wrong. */
export type AnswerGrade = "right" | "wrong" | "waits" | "none" | null;

export function gradeAnswer(
  { kind }: PublicQuestion,
  result: ClassResult,
  answer: Answer | undefined,
): AnswerGrade {
  if (result.correct === undefined) return null;
  if (!isNonEmptyAnswer(answer)) return "none";
  const isRight = isRightAnswer(kind, result, answer);
  if (isRight !== undefined) return isRight ? "right" : "wrong";
  return result.waits ? "waits" : "wrong";
}

/**
 * The student's points, the most possible, and whether grades are missing; undefined: no question with results has
 * points.
 */
export function sumPoints(
  { questions, results = [] }: CheckResource,
  answers: ResourceAnswers["answers"],
): { points: number; most: number; hasUnmarked: boolean } | undefined {
  let points = 0, maxPoints = 0, hasUnmarked = false;
  for (const question of questions) {
    const result = results.find(({ id }) => id === question.id);
    if (!result || !question.points) continue;
    const grade = gradeAnswer(question, result, answers[question.id]);
    if (grade === null) continue;
    maxPoints += question.points;
    if (grade === "right") points += question.points;
    if (grade === "waits") hasUnmarked = true;
  }
  return maxPoints > 0 ? { points, most: maxPoints, hasUnmarked } : undefined;
}
