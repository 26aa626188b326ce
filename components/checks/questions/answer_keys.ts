/** Which key answers what: figures and letters choose, so that a quiz needs no mouse. Pure. */
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

/** What an answer becomes when a choice is pressed: with one to choose that one, with several it comes or goes. */
export function withChoice(
  { kind, choices = [] }: AskedQuestion,
  answer: Answer | undefined,
  id: string,
): string[] {
  if (kind !== "multiple") return [id];
  const before = Array.isArray(answer) ? answer : [];
  const isIn = (it: string) => before.includes(it) !== (it === id);
  // In the order of the question, so that the same choices are the same answer.
  return choices.map((it) => it.id).filter(isIn);
}

/** What an answer becomes by a key; undefined: the key answers nothing here. */
export function answerByKey(
  question: AskedQuestion,
  answer: Answer | undefined,
  key: string,
): Answer | undefined {
  const { kind, choices = [], most = 0 } = question;
  if (kind === "scale") {
    const value = key === "0" ? 10 : /^[1-9]$/.test(key) ? Number(key) : 0;
    return value >= 1 && value <= most ? value : undefined;
  }
  if (kind !== "single" && kind !== "multiple") return undefined;
  const at = /^[1-9]$/.test(key)
    ? Number(key) - 1
    : key === "0"
    ? 9
    : /^[a-j]$/i.test(key)
    ? key.toUpperCase().charCodeAt(0) - 65
    : -1;
  const choice = choices[at];
  return choice && withChoice(question, answer, choice.id);
}
