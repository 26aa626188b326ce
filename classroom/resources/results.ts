/** What came of the questions of a quiz or a poll: counts, what is right, what waits for a mark. Functions of documents. */
import type * as Y from "yjs";
import {
  type Answer,
  type AskedQuestion,
  countedAs,
  isGiven,
  isRight,
  plainAnswer,
  type Question,
} from "../schema/resources/questions.ts";
import {
  type AnswerSheet,
  type Ballot,
  type Check,
  fewest,
  type ResourceSecret,
  type Result,
} from "../schema/resources/shared.ts";
import { secrets } from "./resources_layout.ts";

/** How often each answer to a question was given, and by how many people. */
export interface Tally {
  id: string;
  answered: number;
  counts: Record<string, number>;
}

/** A question of a resource with what only staff see of it. */
export function questionOf(
  { questions }: Pick<ResourceSecret, "questions">,
  asked: AskedQuestion,
): Question {
  return questions?.find(({ id }) => id === asked.id) ?? asked;
}

/**
 * Whether an answer is right, with the marks of its teacher; undefined: nothing is right or wrong, or, of a short text
 * that should be, nobody has marked it yet.
 */
export function markOf(
  question: Question,
  { wrong }: Pick<ResourceSecret, "wrong">,
  answer: Answer,
): boolean | undefined {
  const right = isRight(question.kind, question, answer);
  if (right !== undefined || question.kind !== "text") return right;
  const isWrong = wrong?.[question.id]?.includes(plainAnswer(String(answer)));
  return isWrong ? false : undefined;
}

/** Whether a short text waits for its teacher's mark. */
export function waitsForMark(
  question: Question,
  secret: Pick<ResourceSecret, "wrong">,
  answer: Answer,
): boolean {
  return question.kind === "text" && question.correct !== undefined &&
    isGiven(answer) && markOf(question, secret, answer) === undefined;
}

/** Counts the answers to each question that students have. */
export function tallies(
  { questions }: Check,
  sheets: Iterable<AnswerSheet | Ballot>,
): Tally[] {
  const all = [...sheets];
  return questions.map(({ id }) => {
    const counts: Record<string, number> = {};
    let answered = 0;
    for (const sheet of all) {
      const answer = sheet === true ? undefined : sheet.answers[id];
      if (!isGiven(answer)) continue;
      answered++;
      for (const key of countedAs(answer)) counts[key] = (counts[key] ?? 0) + 1;
    }
    return { id, answered, counts };
  });
}

/** The count of an anonymous poll, as anybody may see it: with fewer than five answers there are no bars. */
export function anonymousTally(
  { questions: [{ id }] }: Check,
  answered: number,
  counts: Record<string, number>,
): Tally {
  return { id, answered, counts: answered < fewest ? {} : counts };
}

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
