/** One question in the editor of its quiz, whatever its kind. */
import {
  questionKinds as kinds,
  quizEditor as t,
  quizMissing,
} from "texts/quizzes.ts";
import { bounds } from "../../classroom/model/bounds.ts";
import { questionKinds } from "../../classroom/model/resources/questions.ts";
import { AreaField } from "../ui/AreaField.tsx";
import { IconButton } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import {
  ArrowDownIcon,
  ArrowUpIcon,
  CopyIcon,
  TrashIcon,
} from "../ui/icons.tsx";
import { Notice } from "../ui/Notice.tsx";
import { AcceptedTexts, RightNumber, ScaleSteps } from "./AnswerEditor.tsx";
import { ChoicesEditor, type PartProps } from "./ChoicesEditor.tsx";
import { hasChoices, isBlank, isMarked } from "./edited.ts";
import { ofKind } from "./edits.ts";
import { missingIn } from "./missing.ts";
import { PictureField } from "./PictureField.tsx";
import type { Pictures } from "./pictures.ts";
import { panelId, tabId } from "./QuestionTabs.tsx";
import { pictureOf } from "./shrink.ts";

/** The id of the field that has its text. */
export const textId = "question-text";

/** The question with all that can be done to it. */
export function QuestionEditor(
  props: PartProps & {
    at: number;
    of: number;
    pictures: Pictures;
    onMove: (to: number) => void;
    onDuplicate: () => void;
    onDelete: () => void;
  },
) {
  const { question, onChange, pictures, at, of } = props;
  const { id } = question;
  const trouble = pictures.trouble.value;
  const send = async (file: Blob) => {
    const image = await pictures.send(id, file);
    if (image) onChange({ image });
  };
  return (
    <section
      class="question-editor card"
      id={panelId}
      role="tabpanel"
      aria-labelledby={tabId(id)}
      onPaste={(event) => {
        const file = pictureOf(event.clipboardData);
        if (!file) return;
        event.preventDefault();
        void send(file);
      }}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
      }}
      onDrop={(event) => {
        const file = pictureOf(event.dataTransfer);
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        if (file) void send(file);
      }}
    >
      <div class="question-editor-head">
        <h2>{t.question({ n: at + 1 })}</h2>
        <div class="row">
          <IconButton
            label={t.up}
            Icon={ArrowUpIcon}
            aria-disabled={at === 0}
            onClick={() => props.onMove(at - 1)}
          />
          <IconButton
            label={t.down}
            Icon={ArrowDownIcon}
            aria-disabled={at === of - 1}
            onClick={() => props.onMove(at + 1)}
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
      <fieldset class="question-kinds">
        <legend class="visually-hidden">{t.kind}</legend>
        {questionKinds.map((kind) => (
          <label key={kind} class="question-kind">
            <input
              type="radio"
              name="question-kind"
              checked={question.kind === kind}
              onChange={() => onChange(ofKind(question, kind))}
            />
            {kinds[kind]}
          </label>
        ))}
      </fieldset>
      <AreaField
        id={textId}
        class="question-words"
        label={t.text}
        hint={t.textHint}
        rows={2}
        maxLength={bounds.question}
        value={question.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      <PictureField
        question={question}
        isUnderway={pictures.underway.value.has(id)}
        trouble={trouble?.question === id ? trouble.detail : null}
        onFile={(file) => void send(file)}
        onChange={onChange}
      />
      <Answers {...props} />
      <div class="question-more">
        {isMarked(question) && (
          <Field
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
          <AreaField
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
      <Unfinished {...props} />
    </section>
  );
}

function Answers(props: PartProps) {
  const { question } = props;
  if (hasChoices(question)) return <ChoicesEditor {...props} />;
  switch (question.kind) {
    case "text":
      return <AcceptedTexts {...props} />;
    case "number":
      return <RightNumber {...props} />;
    default:
      return <ScaleSteps {...props} />;
  }
}

/** What it lacks; nothing of a question that nobody has begun. */
function Unfinished({ question }: Pick<PartProps, "question">) {
  const missing = isBlank(question) ? [] : missingIn(question);
  if (missing.length === 0) return null;
  return (
    <Notice tone="warn">
      <div class="stack tight">
        <p>
          <strong>{t.missingHead}</strong>
        </p>
        <ul>
          {missing.map((it) => (
            <li key={it}>
              {it === "points"
                ? quizMissing.points({ most: bounds.points })
                : quizMissing[it]}
            </li>
          ))}
        </ul>
        <p class="small">{t.kindMissing}</p>
      </div>
    </Notice>
  );
}
