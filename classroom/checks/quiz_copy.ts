import type * as Y from "yjs";
import { isClassRunning } from "../model/layout.ts";
import type { Question } from "../model/resources/questions.ts";
import { hasTextAnswers } from "../model/resources/results.ts";
import type { SharedResource } from "../model/resources/shared_resources.ts";
import type { QuizQuestion } from "../library/resource_bodies.ts";

/** Makes a question of the library one of a class: `correct` has the ids of choices instead of their indices. */
export function withChoiceIds(question: QuizQuestion): Question {
  if (!("choices" in question)) {
    // With an empty `correct`, a text question with points waits for grades.
    return hasTextAnswers(question) && question.points
      ? { ...question, correct: question.correct ?? [] }
      : question;
  }
  const { correct, ...rest } = question;
  const ids = correct?.map((at) => rest.choices[at].id);
  return { ...rest, ...(ids && ids.length > 0 && { correct: ids }) };
}

export function withEndTime<S extends SharedResource>(
  shared: S,
  now: number,
): S {
  if (shared.minutes === undefined) return shared;
  return { ...shared, endsAt: now + Math.round(shared.minutes * 60_000) };
}

/** Like `withEndTime`, but a quiz that is prepared before the class has no end yet (S-7). */
export function withEndTimeIfRunning<S extends SharedResource>(
  session: Y.Doc,
  shared: S,
  now: number,
): S {
  return isClassRunning(session, now) ? withEndTime(shared, now) : shared;
}
