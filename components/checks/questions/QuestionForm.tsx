/**
 * One question as a student answers it, whatever its kind. What is answered is given from outside, and told
 * by `onAnswer`; it knows of no session.
 */
import type { ComponentType } from "preact";
import { useId } from "preact/hooks";
import { questions as t } from "texts/checks_questions.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { questionRules } from "../../../classroom/model/questions/kinds.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
  type QuestionKind,
} from "../../../classroom/model/resources/questions.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, ClockIcon } from "../../ui/icons.tsx";
import { ReadAloud } from "../../ui/ReadAloud.tsx";
import { type ImageAt, QuestionText } from "./QuestionText.tsx";
import { hasLetters, letterOf } from "./answer_keys.ts";
import { ChoicesForm } from "./kinds/choices.tsx";
import type { FormProps } from "./kinds/form_props.ts";
import { NumberForm } from "./kinds/number.tsx";
import { ScaleForm } from "./kinds/scale.tsx";
import { TextForm } from "./kinds/text.tsx";
import "./questions.css";

const forms: Readonly<Record<QuestionKind, ComponentType<FormProps>>> = {
  single: ChoicesForm,
  multiple: ChoicesForm,
  text: TextForm,
  number: NumberForm,
  scale: ScaleForm,
};

/** What became of an answer: on its way, arrived, or arrived after its time. */
export type AnswerState = "unsent" | "saved" | "late";

interface QuestionFormProps {
  question: AskedQuestion;
  answer: Answer | undefined;
  /** Empty (`[]` or `""`): the answer was taken back. */
  onAnswer: (answer: Answer) => void;
  disabled?: boolean;
  /** Said below an answer. */
  state?: AnswerState;
  /** How long after the last key a typed answer is told (ms); at once where it is left out. It is told on leaving the field, too. */
  pause?: number;
  longest?: number;
  /** An answer can be taken back by **Clear**. */
  clears?: boolean;
  imageAt?: ImageAt;
  /** The element that says which question it is: a field that takes the focus at once tells it. */
  describedBy?: string;
}

export function QuestionForm(
  { longest = bounds.shortText, clears = false, ...props }: QuestionFormProps,
) {
  const { question, answer, onAnswer, disabled = false, state } = props;
  // Ids that Preact makes at different times may be the same.
  const id = `${question.id}-${useId()}`;
  const { kind } = question;
  const given = isGiven(answer);
  const { cleared } = questionRules[kind];
  const Form = forms[kind];
  return (
    <div class="question stack" data-kind={kind}>
      <QuestionText
        question={question}
        id={`${id}-text`}
        imageAt={props.imageAt}
      />
      <Form
        // Another question has fields of its own, also where it is of the same kind.
        key={question.id}
        question={question}
        answer={answer}
        onAnswer={onAnswer}
        disabled={disabled}
        id={id}
        labelledBy={`${id}-text`}
        describedBy={[props.describedBy, `${id}-hint`].filter(Boolean)
          .join(" ")}
        pause={props.pause ?? 0}
        longest={longest}
      />
      <div class="question-foot">
        {given && state && <StateLine state={state} />}
        {question.text && <ReadAloud id={id} text={wholeText(question)} />}
        {clears && given && !disabled && cleared !== null && (
          <Button
            look="bare small"
            onClick={() => onAnswer(cleared)}
          >
            {t.clear}
          </Button>
        )}
      </div>
    </div>
  );
}

/** The question with its choices, as it is read aloud (N-2). */
function wholeText(question: AskedQuestion): string {
  const letters = hasLetters(question);
  const choices = (question.choices ?? []).map(({ text }, at) =>
    letters ? `${letterOf(at)}: ${text}` : text
  );
  return [question.text, ...choices].join("\n");
}

function StateLine({ state }: { state: AnswerState }) {
  return (
    <p class="question-state small quiet" data-state={state}>
      {state === "saved" ? <CheckIcon /> : <ClockIcon />}
      {t.states[state]}
    </p>
  );
}
