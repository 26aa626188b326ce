/** The rows of a question's results. Pure. */
import { questionRules } from "../../../classroom/model/questions/kinds.ts";
import type { AnswerCounts } from "../../../classroom/model/questions/rules.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import { timesIn } from "../../../classroom/model/resources/results.ts";
import type { ClassResult } from "../../../classroom/model/resources/shared.ts";

/** `correct` only if it may be shown. */
export type Counted = Pick<ClassResult, "answered"> & AnswerCounts;

export interface AnswerRow {
  /** The choice's id, the number, or the plain text. */
  readonly key: string;
  /** Markdown, or the number's digits. */
  readonly text: string;
  readonly count: number;
  /** Of those who have answered, 0 to 1. */
  readonly share: number;
  /** Absent: nothing is right or wrong. */
  readonly right?: boolean;
  readonly own: boolean;
}

export function tallyRows(
  question: AskedQuestion,
  counted: Counted,
  own?: Answer,
): AnswerRow[] {
  const { answered, counts, correct } = counted;
  const rules = questionRules[question.kind];
  const mine = new Set(isGiven(own) ? rules.countedAs(own) : []);
  // Until a text is accepted, none is right or wrong.
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
