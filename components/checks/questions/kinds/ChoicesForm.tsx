import type { TargetedMouseEvent } from "preact";
import { questions as t } from "texts/checks_questions.ts";
import { questionRules } from "../../../../classroom/model/questions/question_rules.ts";
import { Markdown } from "../../../markdown/Markdown.tsx";
import { choiceLetter, hasLetters } from "../answer_keys.ts";
import type { AnswerFormProps } from "./answer_form_props.ts";

export function ChoicesForm(
  { question, answer, onAnswer, disabled, labelledBy }: AnswerFormProps,
) {
  const { id, kind, choices = [] } = question;
  const isSingle = kind === "single";
  const letters = hasLetters(question);
  const options = questionRules[kind].options(question, answer);
  return (
    <>
      {!isSingle && !disabled && <p class="quiet small">{t.several}</p>}
      <div
        class="stack tight choices"
        data-brief={!letters}
        role={isSingle ? "radiogroup" : "group"}
        aria-labelledby={labelledBy}
      >
        {choices.map((choice, index) => (
          // Not a `<label>`, which may not contain lists and tables.
          <div key={choice.id} class="choice" onClick={choose}>
            <input
              type={isSingle ? "radio" : "checkbox"}
              aria-labelledby={`${labelledBy}-${id}-${choice.id}`}
              name={`${labelledBy}-${id}`}
              checked={Array.isArray(answer) && answer.includes(choice.id)}
              disabled={disabled}
              onChange={() => onAnswer(options[index].answer)}
            />
            {letters && (
              <span class="choice-letter" aria-hidden="true">
                {choiceLetter(index)}
              </span>
            )}
            <div
              class="grow choice-text"
              id={`${labelledBy}-${id}-${choice.id}`}
            >
              <Markdown text={choice.text} by="choice" />
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

/** A press on a card ticks its box, except a press on a link. */
function choose({ currentTarget, target }: TargetedMouseEvent<HTMLElement>) {
  if (!(target instanceof Element) || target.closest("input, a")) return;
  currentTarget.querySelector("input")!.click();
}
