import { type Problem, sendRequest } from "../../client/send_request.ts";
import type { StoredQuiz } from "../stored_quiz.ts";

/** Stores a quiz under its id (N-5), replacing an older version. Resolves to the refusal; null: stored. */
export async function saveQuiz(
  id: string,
  quiz: StoredQuiz,
  send: typeof sendRequest = sendRequest,
): Promise<Problem | null> {
  const added = await send("POST", "/api/quizzes", { ...quiz, id });
  if (added.ok) return null;
  if (added.problem.status !== 409) return added.problem;
  const replaced = await send("PUT", `/api/quizzes/${id}`, quiz);
  // There is no such quiz, so the first request was refused for another reason.
  return replaced.ok
    ? null
    : replaced.problem.status === 404
    ? added.problem
    : replaced.problem;
}
