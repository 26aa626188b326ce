/** The keys that answer a question, so that a quiz needs no mouse. Pure. */
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import type {
  Answer,
  PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";

export function choiceLetter(index: number): string {
  return String.fromCharCode(65 + index);
}

/** A question as it is shown. `hasNoLetters`: its choices have no letters, as **Yes** and **No**. */
export type QuestionWithKeys = PublicQuestion & {
  readonly hasNoLetters?: true;
};

/** Whether choices are shown with letters. Choices that are letters themselves are not. */
export function hasLetters(
  { choices = [], hasNoLetters }: QuestionWithKeys,
): boolean {
  return !hasNoLetters &&
    choices.some(({ text }, at) => text !== choiceLetter(at));
}

/** The answer that a key gives; undefined: the key is not for this question. */
export function answerForKey(
  question: PublicQuestion,
  answer: Answer | undefined,
  key: string,
): Answer | undefined {
  const { answers, options } = questionRules[question.kind];
  const index = /^[0-9]$/.test(key)
    ? (Number(key) + 9) % 10
    : answers === "choices" && /^[a-j]$/i.test(key)
    ? key.toUpperCase().charCodeAt(0) - 65
    : -1;
  return options(question, answer)[index]?.answer;
}
