/** Which key answers what: figures and letters choose, so that a quiz needs no mouse. Pure. */
import { questionRules } from "../../../classroom/model/questions/kinds.ts";
import type {
  Answer,
  AskedQuestion,
} from "../../../classroom/model/resources/questions.ts";

export function letterOf(at: number): string {
  return String.fromCharCode(65 + at);
}

/** A question as it is shown; `bare`: its choices are words that need no letters. */
export type ShownQuestion = AskedQuestion & { readonly bare?: true };

/** Whether choices bear letters: not where they are letters themselves, and not **Yes** and **No**. */
export function hasLetters({ choices = [], bare }: ShownQuestion): boolean {
  return !bare && choices.some(({ text }, at) => text !== letterOf(at));
}

/** What an answer becomes by a key; undefined: the key answers nothing here. */
export function answerByKey(
  question: AskedQuestion,
  answer: Answer | undefined,
  key: string,
): Answer | undefined {
  const { answers, options } = questionRules[question.kind];
  const at = /^[0-9]$/.test(key)
    ? (Number(key) + 9) % 10
    : answers === "choices" && /^[a-j]$/i.test(key)
    ? key.toUpperCase().charCodeAt(0) - 65
    : -1;
  return options(question, answer)[at]?.answer;
}
