/** The results of a quiz or a poll that its class sees. Functions of documents. */
import type * as Y from "yjs";
import { isRight } from "../schema/resources/questions.ts";
import {
  questionOf,
  type Tally,
  waitsForMark,
} from "../schema/resources/results.ts";
import type { Check, Result } from "../schema/resources/shared.ts";
import { secrets } from "./resources_layout.ts";

/** The results that the class sees when they are shown. `tallied`: the counts of all questions that students have. */
export function resultsOf(
  check: Check,
  staff: Y.Doc,
  tallied: readonly Tally[],
): Result[] {
  const secret = secrets(staff).get(check.id) ?? {};
  return check.questions.map((asked, at) => {
    const question = questionOf(secret, asked);
    const { answered, counts } = tallied[at];
    const { id, correct, tolerance, explanation } = question;
    const isText = check.kind === "quiz" && question.kind === "text";
    const waits = isText
      ? Object.entries(counts)
        .filter(([text]) => waitsForMark(question, secret, text))
        .reduce((sum, [, n]) => sum + n, 0)
      : 0;
    const isAccepted = ([text]: [string, number]) =>
      isRight("text", question, text) === true;
    // What somebody wrote that nobody has accepted is between them and their teacher.
    const shown = isText
      ? Object.fromEntries(Object.entries(counts).filter(isAccepted))
      : counts;
    return {
      id,
      answered,
      counts: shown,
      ...(correct !== undefined && { correct }),
      ...(tolerance !== undefined && { tolerance }),
      ...(explanation && { explanation }),
      ...(waits > 0 && { waits }),
    };
  });
}
