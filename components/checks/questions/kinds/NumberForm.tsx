import { questions as t } from "texts/checks_questions.ts";
import type { Answer } from "../../../../classroom/model/resources/questions.ts";
import { language } from "../../../../locales/current.ts";
import { parseTypedNumber } from "../../../ui/typed_number.ts";
import type { AnswerFormProps } from "./answer_form_props.ts";
import { useTypedAnswer } from "./use_typed_answer.ts";

export function NumberForm(props: AnswerFormProps) {
  const { id, labelledBy, describedBy, disabled } = props;
  const { typed, field } = useTypedAnswer(props, writeNumber, readNumber);
  const value = parseTypedNumber(typed.value);
  const wrong = value === null;
  // If a number is ambiguous, the hint shows how it was understood.
  const doubtful = typeof value === "number" &&
    /[.,]\d{3}\b|[.,].*[.,]|e/i.test(typed.value);
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
  return new Intl.NumberFormat(language().formats, {
    useGrouping: false,
    maximumSignificantDigits: 15,
  }).format(number);
}

/** The typed number; `""` (no answer) if the text is not a number. */
function readNumber(text: string): Answer {
  return parseTypedNumber(text) ?? "";
}
