import { ask, type Problem } from "../../client/ask.ts";
import type { KeptQuiz } from "../../quizzes/quiz_body.ts";

/**
 * Stores a quiz under its id (N-5); repeated, it is stored once, and a changed one replaces it. Resolves to the
 * refusal, or null.
 */
export async function keepQuiz(
  id: string,
  quiz: KeptQuiz,
  send: typeof ask = ask,
): Promise<Problem | null> {
  const added = await send("POST", "/api/quizzes", { ...quiz, id });
  if (added.ok) return null;
  if (added.problem.status !== 409) return added.problem;
  const put = await send("PUT", `/api/quizzes/${id}`, quiz);
  // No quiz has this id, so 409 had another reason.
  return put.ok
    ? null
    : put.problem.status === 404
    ? added.problem
    : put.problem;
}
