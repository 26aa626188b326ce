import type {
  Answer,
  PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";
import { isComposing, isEnter } from "../../ui/keys.ts";
import { answerForKey } from "../questions/answer_keys.ts";

interface Keyed {
  question: PublicQuestion;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
  onNext?: () => void;
}

const fields = ":is(.quiz-question .question, .asked-card-word) " +
  ":is(textarea, input[type=text]):enabled";

/** Focuses the question's field, or else its heading, so that keys work. */
export function focusQuestion(heading: HTMLElement | null): void {
  const field = heading?.closest("section")?.querySelector<HTMLElement>(fields);
  (field ?? heading)?.focus();
  // Otherwise the removed field's caret moves to the heading, which the screen reader Orca then does not read.
  if (!field) getSelection()?.collapse(document.body);
}

/** Focuses a field with an invalid answer, since going on would lose the text. Returns whether there is one. */
export function focusUnreadableField(heading: HTMLElement | null): boolean {
  const field = heading?.closest("section")
    ?.querySelector<HTMLElement>(`${fields}[aria-invalid="true"]`);
  field?.focus();
  return field != null;
}

/** Keys in a question: digits and letters choose, Enter goes on. Fields keep their own keys, buttons their Enter. */
export function createQuizKeyHandler(
  { question, answer, onAnswer, onNext }: Keyed,
) {
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isComposing(event)) return;
    const { target } = event;
    if (isEnter(event) && onNext && !isPressed(target)) {
      event.preventDefault();
      onNext();
      return;
    }
    if (isField(target)) return;
    const next = answerForKey(question, answer, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onAnswer(next);
  };
}

function isPressed(target: EventTarget | null): boolean {
  return target instanceof Element &&
    target.closest("button, a, summary") !== null;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && target.type === "text");
}
