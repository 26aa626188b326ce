/** What one chooses among: cards large enough for thumbs, and the steps of a scale. */
import type { TargetedMouseEvent } from "preact";
import { questions as t } from "texts/resources_questions.ts";
import type {
  Answer,
  AskedQuestion,
} from "../../../classroom/model/resources/questions.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { hasLetters, letterOf, withChoice } from "./answer_keys.ts";
import "./Choices.css";

interface ChoicesProps {
  question: AskedQuestion;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
  disabled: boolean;
  /** The element that has the question. */
  labelledBy: string;
}

/** The choices of `single` and `multiple`. */
export function Choices(
  { question, answer, onAnswer, disabled, labelledBy }: ChoicesProps,
) {
  const { id, kind, choices = [] } = question;
  const one = kind === "single";
  const letters = hasLetters(question);
  return (
    <div
      class="choices"
      data-brief={!letters}
      role={one ? "radiogroup" : "group"}
      aria-labelledby={labelledBy}
    >
      {choices.map((choice, at) => (
        // No label: its words may be lists and tables, which none may have in it.
        <div key={choice.id} class="choice" onClick={choose}>
          <input
            type={one ? "radio" : "checkbox"}
            aria-labelledby={`${labelledBy}-${id}-${choice.id}`}
            name={`${labelledBy}-${id}`}
            checked={Array.isArray(answer) && answer.includes(choice.id)}
            disabled={disabled}
            onChange={() => onAnswer(withChoice(question, answer, choice.id))}
          />
          {letters && (
            <span class="choice-letter" aria-hidden="true">{letterOf(at)}</span>
          )}
          <div class="choice-text" id={`${labelledBy}-${id}-${choice.id}`}>
            <Markdown text={choice.text} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** A press anywhere on the card is one on its box, unless it is on a link in it. */
function choose({ currentTarget, target }: TargetedMouseEvent<HTMLElement>) {
  if (!(target instanceof Element) || target.closest("input, a")) return;
  currentTarget.querySelector("input")!.click();
}

/** The steps of a scale. */
export function Scale(
  { question, answer, onAnswer, disabled, labelledBy }: ChoicesProps,
) {
  const { id, most = 0 } = question;
  return (
    <div
      class="scale"
      role="radiogroup"
      aria-labelledby={labelledBy}
      aria-description={t.scale({ most })}
    >
      {Array.from({ length: most }, (_, at) => at + 1).map((step) => (
        <label key={step} class="choice">
          <input
            type="radio"
            name={`${labelledBy}-${id}`}
            checked={answer === step}
            disabled={disabled}
            onChange={() =>
              onAnswer(step)}
          />
          <span class="choice-text figures">{step}</span>
        </label>
      ))}
    </div>
  );
}
