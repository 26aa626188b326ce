import { questions as t } from "texts/checks_questions.ts";
import type { Answer } from "../../../../classroom/model/resources/questions.ts";
import type { AnswerFormProps } from "./answer_form_props.ts";
import { useTypedAnswer } from "./use_typed_answer.ts";

/** From this number of remaining characters on, the number is shown. */
const nearEnd = 50;

export function TextForm(props: AnswerFormProps) {
  const { id, labelledBy, describedBy, disabled, maxLength } = props;
  const { typed, field } = useTypedAnswer(props, writeText, (text) => text);
  const left = maxLength - typed.value.length;
  return (
    <div class="stack snug typed-answer">
      <textarea
        {...field}
        class="input"
        rows={maxLength > 100 ? 3 : 1}
        maxLength={maxLength}
        disabled={disabled}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        placeholder={disabled ? undefined : t.write}
      />
      <p class="hint" id={`${id}-hint`}>
        {left <= nearEnd && !disabled && t.left({ count: left })}
      </p>
    </div>
  );
}

function writeText(answer: Answer | undefined): string {
  return typeof answer === "string" ? answer : "";
}
