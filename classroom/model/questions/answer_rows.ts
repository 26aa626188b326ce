import { questionRules } from "./question_rules.ts";
import type { AnswerCounts } from "./rules.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  type PublicQuestion,
  wordKey,
} from "../resources/questions.ts";
import { countOf, hasTextAnswers } from "../resources/results.ts";
import type { ClassResult } from "../resources/shared_resources.ts";

/** The count of each answer. Has `correct` only if the reader may see it. */
export type AnsweredCounts = Pick<ClassResult, "answered"> & AnswerCounts;

export interface AnswerRow {
  /** The choice's id, the number, or a text in the form that is counted. */
  readonly key: string;
  /** The choice in Markdown, a number's digits, or the text. */
  readonly text: string;
  readonly count: number;
  /** Share of the students who have answered, from 0 to 1. */
  readonly share: number;
  /** Absent: neither right nor wrong, or not known. */
  readonly isRight?: boolean;
  readonly isOwnAnswer: boolean;
}

export function buildAnswerRows(
  question: PublicQuestion,
  counted: AnsweredCounts,
  ownAnswer?: Answer,
): AnswerRow[] {
  const { answered, counts, correct } = counted;
  const rules = questionRules[question.kind];
  const ownKeys = new Set(
    isNonEmptyAnswer(ownAnswer) ? rules.countKeys(ownAnswer) : [],
  );
  // While no text is accepted, no answer is right or wrong.
  const isKnown = correct !== undefined &&
    rules.rightAnswers(correct).length > 0;
  return rules.resultRows(question, counted).map(({ key, text, isRight }) => {
    const count = countOf(counts, key);
    return {
      key,
      text,
      count,
      share: answered > 0 ? count / answered : 0,
      isOwnAnswer: ownKeys.has(hasTextAnswers(question) ? wordKey(key) : key),
      ...(isKnown && { isRight }),
    };
  });
}
