/** The short texts that were answered to a question, equal ones together, for their teacher to mark. Pure. */
import {
  isGiven,
  plainAnswer,
  type Question,
} from "../../../classroom/model/resources/questions.ts";
import {
  markOf,
  type Sheets,
  waitsForMark,
} from "../../../classroom/model/resources/results.ts";
import type { ResourceSecret } from "../../../classroom/model/resources/shared.ts";

/** What several have written. */
export interface TextGroup {
  readonly plain: string;
  /** As one of them wrote it. */
  readonly text: string;
  readonly count: number;
  /** Undefined: nobody has marked it yet. */
  readonly right: boolean | undefined;
}

/** Whether a teacher can mark the answers to a question. */
export function isMarkable({ kind, correct }: Question): boolean {
  return kind === "text" && correct !== undefined;
}

/** The groups: what most have written first. A mark changes nobody's place. */
export function textGroups(
  question: Question,
  secret: ResourceSecret,
  people: Sheets,
): TextGroup[] {
  const found = new Map<string, { text: string; count: number }>();
  for (const sheet of people.values()) {
    const answer = sheet === true ? undefined : sheet.answers[question.id];
    if (typeof answer !== "string" || !isGiven(answer)) continue;
    const plain = plainAnswer(answer);
    const group = found.get(plain);
    if (group) group.count++;
    else found.set(plain, { text: answer, count: 1 });
  }
  return [...found]
    .map(([plain, { text, count }]) => ({
      plain,
      text,
      count,
      right: markOf(question, secret, text),
    }))
    .sort((a, b) => b.count - a.count || (a.plain < b.plain ? -1 : 1));
}

/** How many different texts wait for a mark, over all questions. */
export function textsToMark(
  questions: readonly Question[],
  secret: ResourceSecret,
  people: Sheets,
): number {
  return questions.filter(isMarkable).reduce((sum, question) => {
    const texts = new Set<string>();
    for (const sheet of people.values()) {
      const answer = sheet === true ? undefined : sheet.answers[question.id];
      if (typeof answer === "string" && isGiven(answer)) {
        texts.add(plainAnswer(answer));
      }
    }
    const wait = [...texts].filter((it) => waitsForMark(question, secret, it));
    return sum + wait.length;
  }, 0);
}
