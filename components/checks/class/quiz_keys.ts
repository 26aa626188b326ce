/** The keys of a quiz: figures and letters choose, Enter goes on, and what is typed goes into the field there is. */
import type {
  Answer,
  AskedQuestion,
} from "../../../classroom/model/resources/questions.ts";
import { isComposing, isEnter } from "../../ui/keys.ts";
import { answerByKey } from "../questions/answer_keys.ts";

interface Keyed {
  question: AskedQuestion;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
  onNext?: () => void;
}

const fields =
  ".quiz-question .question :is(textarea, input[type=text]):enabled";

/** Takes the focus to what is open: into the field of its question, else to its heading, where the keys are heard. */
export function toQuestion(heading: HTMLElement | null): void {
  const field = heading?.closest("section")?.querySelector<HTMLElement>(fields);
  (field ?? heading)?.focus();
  // The caret of a field that has gone would come to the heading, too, which Orca then does not read.
  if (!field) getSelection()?.collapse(document.body);
}

/** Stays where something is typed that cannot be read: further on it would be lost. Whether there was such a thing. */
export function staysWithTyped(heading: HTMLElement | null): boolean {
  const field = heading?.closest("section")
    ?.querySelector<HTMLElement>(`${fields}[aria-invalid="true"]`);
  field?.focus();
  return field != null;
}

/** Heeds the keys within the question. What is typed into a field stays there, and a button has its own Enter. */
export function quizKeys({ question, answer, onAnswer, onNext }: Keyed) {
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
    const next = answerByKey(question, answer, event.key);
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
