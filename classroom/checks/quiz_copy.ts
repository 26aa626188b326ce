import type * as Y from "yjs";
import { isRunning } from "../model/layout.ts";
import type { Question } from "../model/resources/questions.ts";
import { hasTexts } from "../model/resources/results.ts";
import type { Shared } from "../model/resources/shared.ts";
import type { QuizQuestion } from "../library/resource_bodies.ts";

/** A library question in a class: `correct` has choices' ids instead of indices. */
export function solved(question: QuizQuestion): Question {
  if (!("choices" in question)) {
    // A text question with points but no right answers waits for marks.
    return hasTexts(question) && question.points
      ? { ...question, correct: question.correct ?? [] }
      : question;
  }
  const { correct, ...rest } = question;
  const ids = correct?.map((at) => rest.choices[at].id);
  return { ...rest, ...(ids && ids.length > 0 && { correct: ids }) };
}

export function timed<S extends Shared>(shared: S, now: number): S {
  if (shared.minutes === undefined) return shared;
  return { ...shared, endsAt: now + Math.round(shared.minutes * 60_000) };
}

/** The same, but prepared quizzes have no end until the class begins (S-7). */
export function startedAt<S extends Shared>(
  session: Y.Doc,
  shared: S,
  now: number,
): S {
  return isRunning(session, now) ? timed(shared, now) : shared;
}
