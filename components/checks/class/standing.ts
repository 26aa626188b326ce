/** The state of a quiz or poll for one student. Pure. */
import { isRight } from "../../../classroom/model/questions/kinds.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import {
  type Check,
  type ClassResult,
  currentPlace,
} from "../../../classroom/model/resources/shared.ts";
import type { GivenAnswers } from "../../sharing/class_resources.ts";

export type Standing =
  | "waits"
  | "begun"
  | "answered"
  | "handed-in"
  | "closed"
  | "over"
  | "results";

export function answeredOf(
  check: Check,
  given: GivenAnswers | undefined,
): number {
  return check.questions.filter(({ id }) => isGiven(given?.answers[id])).length;
}

/** `over`: its time is up. */
export function standingOf(
  check: Check,
  given: GivenAnswers | undefined,
  over: boolean,
): Standing {
  const together = check.pace === "together", own = check.pace === "own";
  const asked = check.questions[together ? currentPlace(check) : 0];
  const hasResults = together
    ? check.results?.some(({ id }) => id === asked.id)
    : check.results !== undefined;
  if (hasResults) return "results";
  if (given?.done) return check.pace ? "handed-in" : "answered";
  const answered = answeredOf(check, given);
  const hasAll = own ? false : isGiven(given?.answers[asked.id]);
  if (hasAll) return "answered";
  if (check.closed) return "closed";
  if (over) return "over";
  return own && answered > 0 ? "begun" : "waits";
}

export function waits(standing: Standing): boolean {
  return standing === "waits" || standing === "begun";
}

/** Whether the choice in a poll differs from the vote: it is lost without **Vote**. */
export function isUnsent(
  choice: Answer | undefined,
  { answers, done }: Pick<GivenAnswers, "answers" | "done"> = {
    answers: {},
    done: false,
  },
): boolean {
  if (choice === undefined || done) return false;
  // A poll has one question.
  const [before] = Object.values(answers);
  return isGiven(choice)
    ? JSON.stringify(choice) !== JSON.stringify(before)
    : isGiven(before);
}

/** `waits`: not marked yet; `none`: not answered; null: nothing is right or wrong. */
export type AnswerMark = "right" | "wrong" | "waits" | "none" | null;

export function shownMarkOf(
  { kind }: AskedQuestion,
  result: ClassResult,
  answer: Answer | undefined,
): AnswerMark {
  if (result.correct === undefined) return null;
  if (!isGiven(answer)) return "none";
  const right = isRight(kind, result, answer);
  if (right !== undefined) return right ? "right" : "wrong";
  return result.waits ? "waits" : "wrong";
}

/** Undefined if no question counts points. */
export function pointsOf(
  { questions, results = [] }: Check,
  answers: GivenAnswers["answers"],
): { points: number; most: number; waits: boolean } | undefined {
  let points = 0, most = 0, waiting = false;
  for (const question of questions) {
    const result = results.find(({ id }) => id === question.id);
    if (!result || !question.points) continue;
    const mark = shownMarkOf(question, result, answers[question.id]);
    if (mark === null) continue;
    most += question.points;
    if (mark === "right") points += question.points;
    if (mark === "waits") waiting = true;
  }
  return most > 0 ? { points, most, waits: waiting } : undefined;
}
