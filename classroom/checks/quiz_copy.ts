/** A quiz of the library as a class has it. */
import type * as Y from "yjs";
import { isRunning } from "../model/layout.ts";
import type { Question } from "../model/resources/questions.ts";
import { hasTexts } from "../model/resources/results.ts";
import type { Shared } from "../model/resources/shared.ts";
import type { QuizQuestion } from "../library/resource_bodies.ts";

/** A question of the library as a class has it: what is right by the choices' ids. */
export function solved(question: QuizQuestion): Question {
  if (!("choices" in question)) {
    // Where it counts something and nothing is right yet, each waits for a mark.
    return hasTexts(question) && question.points
      ? { ...question, correct: question.correct ?? [] }
      : question;
  }
  const { correct, ...rest } = question;
  const ids = correct?.map((at) => rest.choices[at].id);
  return { ...rest, ...(ids && ids.length > 0 && { correct: ids }) };
}

/** A quiz with the end of its time, where it has one and begins now. */
export function timed<S extends Shared>(shared: S, now: number): S {
  if (shared.minutes === undefined) return shared;
  return { ...shared, endsAt: now + Math.round(shared.minutes * 60_000) };
}

/** The same, but that what is prepared has no end until its class begins (S-7). */
export function startedAt<S extends Shared>(
  session: Y.Doc,
  shared: S,
  now: number,
): S {
  return isRunning(session, now) ? timed(shared, now) : shared;
}
