/** The rows of a question's results: what was answered, how often, what of it is right. Pure. */
import { questionRules } from "../../../classroom/model/questions/kinds.ts";
import type { AnswerCounts } from "../../../classroom/model/questions/rules.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import { timesIn } from "../../../classroom/model/resources/results.ts";
import type { ClassResult } from "../../../classroom/model/resources/shared.ts";

/** What is known of the answers to a question; `correct` only where it may be told. */
export type Counted = Pick<ClassResult, "answered"> & AnswerCounts;

export interface AnswerRow {
  /** The choice's id, the number, or the plain text. */
  readonly key: string;
  /** What it says, as in a message; a number is its figures. */
  readonly text: string;
  readonly count: number;
  /** The part of those who have answered, 0 to 1. */
  readonly share: number;
  /** Absent: nothing is right or wrong. */
  readonly right?: boolean;
  readonly own: boolean;
}

/** The rows of a question, whatever its kind. */
export function tallyRows(
  question: AskedQuestion,
  counted: Counted,
  own?: Answer,
): AnswerRow[] {
  const { answered, counts, correct } = counted;
  const rules = questionRules[question.kind];
  const mine = new Set(isGiven(own) ? rules.countedAs(own) : []);
  // Texts that nobody has accepted yet make nothing right or wrong.
  const isKnown = correct !== undefined &&
    rules.rightAnswers(correct).length > 0;
  return rules.rows(question, counted).map(({ key, text, isRight }) => {
    const count = timesIn(counts, key);
    return {
      key,
      text,
      count,
      share: answered > 0 ? count / answered : 0,
      own: mine.has(key),
      ...(isKnown && { right: isRight }),
    };
  });
}
