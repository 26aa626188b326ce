import { questions as t } from "texts/checks_questions.ts";
import type { Answer } from "../../../../classroom/model/resources/questions.ts";
import { language } from "../../../../locales/current.ts";
import { parseTypedNumber } from "../../../../formats/typed_number.ts";
import type { AnswerFormProps } from "./answer_form_props.ts";
import { useTypedAnswer } from "./use_typed_answer.ts";

export function NumberForm(props: AnswerFormProps) {
  const { id, labelledBy, describedBy, disabled } = props;
  const readNumber = (text: string) =>
    parseTypedNumber(text, props.question.text);
  const { typed, field } = useTypedAnswer(
    props,
    writeNumber,
    // A text that is not a number is no answer.
    (text) => readNumber(text) ?? "",
  );
  const value = readNumber(typed.value);
  const wrong = value === null;
  // If a number is ambiguous or calculated, the hint shows how it was understood.
  const doubtful = typeof value === "number" &&
    /[.,]\d{3}\b|[.,].*[.,]|[^\d\s.,+−-]/.test(typed.value);
  return (
    <div class="stack snug typed-answer">
      <input
        {...field}
        class="input short figures"
        type="text"
        // An iPhone's `decimal` keyboard has no minus sign.
        inputMode="text"
        autocomplete="off"
        maxLength={40}
        disabled={disabled}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        aria-invalid={wrong ? "true" : undefined}
      />
      <p class="hint" id={`${id}-hint`} role="status" data-wrong={wrong}>
        {wrong
          ? t.noNumber
          : doubtful
          ? t.countsAs({ number: formatNumber(value) })
          : !disabled && t.numberHint}
      </p>
    </div>
  );
}

function writeNumber(answer: Answer | undefined): string {
  return typeof answer === "number" ? formatNumber(answer) : "";
}

/** The number with the locale's decimal sign, without separators of thousands. */
function formatNumber(number: number): string {
  const size = Math.abs(number);
  const isFar = size >= 1e15 || size < 1e-6 && size > 0;
  return new Intl.NumberFormat(language().formats, {
    useGrouping: false,
    maximumSignificantDigits: 15,
    // With all its zeros, such a number fits into no field.
    notation: isFar ? "scientific" : "standard",
  }).format(number);
}
