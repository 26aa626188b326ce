import type { ComponentChildren, ComponentType } from "preact";
import {
  questionKinds as kinds,
  quizAnswers as answerText,
  quizEditor as t,
  quizMissing,
} from "texts/quizzes.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { TextAreaField } from "../ui/TextAreaField.tsx";
import { IconButton } from "../ui/Button.tsx";
import { InputField } from "../ui/InputField.tsx";
import {
  ArrowDownIcon,
  ArrowUpIcon,
  CopyIcon,
  TrashIcon,
} from "../ui/later_icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import { ChoicesEditor, type QuestionPartProps } from "./ChoicesEditor.tsx";
import { isBlank, isScored, missingPartsOf } from "./edited_quiz.ts";
import { changeKind } from "./quiz_edits.ts";
import { questionPanelId, questionTabId } from "./QuestionTabs.tsx";
import { PictureField } from "../library/PictureField.tsx";
import {
  pictureInputHandlers,
  type PictureUploads,
} from "../library/picture_uploads.ts";
import "../library/library.css";
import {
  type QuestionKind,
  questionKinds,
} from "../../classroom/model/resources/question_kinds.ts";

export const questionTextId = "question-text";

interface QuestionEditorProps extends QuestionPartProps {
  index: number;
  count: number;
  pictures: PictureUploads;
  onMove: (to: number) => void;
  onDuplicate: () => void;
  onDelete: () => void;
  children: ComponentChildren;
}

export function QuestionEditor(props: QuestionEditorProps) {
  const { question, onChange, pictures } = props;
  const { id } = question;
  const AnswerFields = answerFields[question.kind];
  const send = async (file: Blob) => {
    const image = await pictures.upload(id, file);
    if (image) onChange({ image });
  };
  return (
    <section
      class="stack question-editor card"
      id={questionPanelId}
      role="tabpanel"
      aria-labelledby={questionTabId(id)}
      {...pictureInputHandlers((file) => void send(file))}
    >
      <QuestionHead {...props} />
      <KindChoice
        kind={question.kind}
        onChange={(kind) => onChange(changeKind(question, kind))}
      />
      <TextAreaField
        id={questionTextId}
        class="question-words"
        label={t.text}
        hint={t.textHint}
        rows={2}
        maxLength={bounds.question}
        value={question.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      <PictureField
        id={id}
        pictures={pictures}
        image={question.image}
        alt={question.alt}
        onFile={(file) => void send(file)}
        onChange={onChange}
      />
      <AnswerFields {...props} />
      <div class="question-more">
        {isScored(question) && (
          <InputField
            id="points"
            class="short"
            label={t.points}
            inputMode="decimal"
            autocomplete="off"
            value={question.points}
            onInput={(event) => onChange({ points: event.currentTarget.value })}
          />
        )}
        <details key={id} open={question.explanation !== ""}>
          <summary>{t.explanation}</summary>
          <TextAreaField
            id="explanation"
            class="question-words"
            label={t.explanation}
            hint={t.explanationHint}
            rows={2}
            maxLength={bounds.explanation}
            value={question.explanation}
            onInput={(event) =>
              onChange({ explanation: event.currentTarget.value })}
          />
        </details>
      </div>
      <MissingParts {...props} />
      <div>{props.children}</div>
    </section>
  );
}

function QuestionHead({ index, count, ...props }: QuestionEditorProps) {
  return (
    <div class="spread tight question-editor-head">
      <h2>{t.question({ n: index + 1 })}</h2>
      <div class="row">
        <IconButton
          label={t.up}
          Icon={ArrowUpIcon}
          aria-disabled={index === 0}
          onClick={() => props.onMove(index - 1)}
        />
        <IconButton
          label={t.down}
          Icon={ArrowDownIcon}
          aria-disabled={index === count - 1}
          onClick={() => props.onMove(index + 1)}
        />
        <IconButton
          label={t.duplicate}
          Icon={CopyIcon}
          onClick={props.onDuplicate}
        />
        <IconButton
          label={t.delete}
          Icon={TrashIcon}
          onClick={props.onDelete}
        />
      </div>
    </div>
  );
}

function KindChoice({ kind: chosen, onChange }: {
  kind: QuestionKind;
  onChange: (kind: QuestionKind) => void;
}) {
  return (
    <fieldset class="cluster snug">
      <legend class="visually-hidden">{t.kind}</legend>
      {questionKinds.map((kind) => (
        <label key={kind} class="question-kind">
          <input
            type="radio"
            name="question-kind"
            checked={chosen === kind}
            onChange={() => onChange(kind)}
          />
          {kinds[kind]}
        </label>
      ))}
    </fieldset>
  );
}

const answerFields: Readonly<
  Record<QuestionKind, ComponentType<QuestionPartProps>>
> = {
  single: ChoicesEditor,
  multiple: ChoicesEditor,
  text: AcceptedTexts,
  number: RightNumber,
  scale: ScaleSteps,
};

function MissingParts({ question }: Pick<QuestionPartProps, "question">) {
  const missing = isBlank(question) ? [] : missingPartsOf(question);
  if (missing.length === 0) return null;
  return (
    <Notice tone="warn">
      <div class="stack tight">
        <p>
          <strong>{t.missingHead}</strong>
        </p>
        <ul>
          {missing.map((part) => (
            <li key={part}>
              {part === "points"
                ? quizMissing.points({ most: bounds.points })
                : quizMissing[part]}
            </li>
          ))}
        </ul>
        <p class="small">{t.kindMissing}</p>
      </div>
    </Notice>
  );
}

type AnswerProps = Pick<QuestionPartProps, "question" | "onChange">;

function AcceptedTexts({ question, onChange }: AnswerProps) {
  return (
    <TextAreaField
      id="accepted"
      label={answerText.accepted}
      hint={answerText.acceptedHint}
      rows={3}
      value={question.accepted}
      onInput={(event) => onChange({ accepted: event.currentTarget.value })}
    />
  );
}

function RightNumber({ question, onChange }: AnswerProps) {
  return (
    <div class="quiz-fields">
      <InputField
        id="right-number"
        class="short"
        label={answerText.number}
        hint={answerText.numberHint}
        inputMode="text"
        autocomplete="off"
        value={question.number}
        onInput={(event) => onChange({ number: event.currentTarget.value })}
      />
      <InputField
        id="tolerance"
        class="short"
        label={answerText.tolerance}
        inputMode="decimal"
        autocomplete="off"
        value={question.tolerance}
        onInput={(event) => onChange({ tolerance: event.currentTarget.value })}
      />
    </div>
  );
}

function ScaleSteps({ question, onChange }: AnswerProps) {
  const { min, max } = bounds.scale;
  const steps = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return (
    <div class="quiz-fields">
      <Select
        id="scale-most"
        label={answerText.scale}
        value={question.most}
        steps={steps(min, max)}
        onChange={(most) =>
          onChange({
            most,
            ...((question.step ?? 0) > most && { step: null }),
          })}
      />
      <Select
        id="scale-step"
        label={answerText.step}
        value={question.step ?? 0}
        none={answerText.noStep}
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
  /** The label of 0, which means none; absent: 0 cannot be chosen. */
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
