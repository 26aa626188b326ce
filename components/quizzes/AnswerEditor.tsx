/** What is right where nothing is chosen among choices: accepted texts, a number, a step of a scale. */
import { quizAnswers as t } from "texts/quizzes.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { AreaField } from "../ui/AreaField.tsx";
import { Field } from "../ui/Field.tsx";
import type { PartProps } from "./ChoicesEditor.tsx";

type AnswerProps = Pick<PartProps, "question" | "onChange">;

export function AcceptedTexts({ question, onChange }: AnswerProps) {
  return (
    <AreaField
      id="accepted"
      label={t.accepted}
      hint={t.acceptedHint}
      rows={3}
      value={question.accepted}
      onInput={(event) => onChange({ accepted: event.currentTarget.value })}
    />
  );
}

/** The right number, and how far off an answer may be. */
export function RightNumber({ question, onChange }: AnswerProps) {
  return (
    <div class="quiz-fields">
      <Field
        id="right-number"
        class="short"
        label={t.number}
        hint={t.numberHint}
        inputMode="decimal"
        autocomplete="off"
        value={question.number}
        onInput={(event) => onChange({ number: event.currentTarget.value })}
      />
      <Field
        id="tolerance"
        class="short"
        label={t.tolerance}
        inputMode="decimal"
        autocomplete="off"
        value={question.tolerance}
        onInput={(event) => onChange({ tolerance: event.currentTarget.value })}
      />
    </div>
  );
}

/** How long a scale is, and which step of it is right, if any. */
export function ScaleSteps({ question, onChange }: AnswerProps) {
  const { least, most } = bounds.scale;
  const steps = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return (
    <div class="quiz-fields">
      <Select
        id="scale-most"
        label={t.scale}
        value={question.most}
        steps={steps(least, most)}
        onChange={(most) =>
          onChange({
            most,
            ...((question.step ?? 0) > most && { step: null }),
          })}
      />
      <Select
        id="scale-step"
        label={t.step}
        value={question.step ?? 0}
        none={t.noStep}
        steps={steps(1, question.most)}
        onChange={(step) => onChange({ step: step === 0 ? null : step })}
      />
    </div>
  );
}

function Select(props: {
  id: string;
  label: string;
  value: number;
  /** Where 0 means none. */
  none?: string;
  steps: readonly number[];
  onChange: (value: number) => void;
}) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <select
        id={props.id}
        class="input"
        value={String(props.value)}
        onChange={(event) => props.onChange(Number(event.currentTarget.value))}
      >
        {props.none && <option value="0">{props.none}</option>}
        {props.steps.map((step) => (
          <option key={step} value={String(step)}>{step}</option>
        ))}
      </select>
    </div>
  );
}
