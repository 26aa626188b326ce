/** The keys of a quiz: figures and letters choose, Enter goes on. */
import type {
  Answer,
  AskedQuestion,
} from "../../../classroom/schema/resources/questions.ts";
import { isComposing, isEnter } from "../../ui/keys.ts";
import { answerByKey } from "../questions/answer_keys.ts";

/** What the keys act upon. */
interface Keyed {
  question: AskedQuestion;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
  onNext?: () => void;
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
