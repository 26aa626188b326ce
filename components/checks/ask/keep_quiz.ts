/** Keeps a quiz that was written on the spot under **Quizzes** (N-5). */
import { ask, type Problem } from "../../client/ask.ts";
import type { KeptQuiz } from "../../quizzes/quiz_body.ts";

/**
 * Keeps the quiz under its id, once, however often it is sent; one that was changed since it was kept takes the place of
 * the former. Resolves to why it was refused, or null.
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
  // There is none of this id: it was refused for another reason.
  return put.ok
    ? null
    : put.problem.status === 404
    ? added.problem
    : put.problem;
}
