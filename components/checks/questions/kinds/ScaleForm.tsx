import { questions as t } from "texts/checks_questions.ts";
import type { AnswerFormProps } from "./answer_form_props.ts";

export function ScaleForm(
  { question, answer, onAnswer, disabled, labelledBy }: AnswerFormProps,
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
          <span class="grow choice-text figures">{step}</span>
        </label>
      ))}
    </div>
  );
}
