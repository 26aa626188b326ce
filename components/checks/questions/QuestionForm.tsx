/** A question of any kind, as a student answers it. Needs no session. */
import type { ComponentType } from "preact";
import { useId } from "preact/hooks";
import { questions as t } from "texts/checks_questions.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { questionRules } from "../../../classroom/model/questions/question_rules.ts";
import {
  type Answer,
  isNonEmptyAnswer,
  type PublicQuestion,
} from "../../../classroom/model/resources/questions.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, ClockIcon } from "../../ui/icons.tsx";
import { ReadAloud } from "../../ui/ReadAloud.tsx";
import { QuestionText } from "./QuestionText.tsx";
import { choiceLetter, hasLetters } from "./answer_keys.ts";
import { ChoicesForm } from "./kinds/ChoicesForm.tsx";
import type { AnswerFormProps } from "./kinds/answer_form_props.ts";
import { NumberForm } from "./kinds/NumberForm.tsx";
import { ScaleForm } from "./kinds/ScaleForm.tsx";
import { TextForm } from "./kinds/TextForm.tsx";
import "./questions.css";
import type { QuestionKind } from "../../../classroom/model/resources/question_kinds.ts";

const forms: Readonly<Record<QuestionKind, ComponentType<AnswerFormProps>>> = {
  single: ChoicesForm,
  multiple: ChoicesForm,
  text: TextForm,
  number: NumberForm,
  scale: ScaleForm,
};

/** State of an answer: waiting for a connection, stored in time, or stored late. */
export type AnswerState = "unsent" | "saved" | "late";

interface QuestionFormProps {
  question: PublicQuestion;
  answer: Answer | undefined;
  /** Called with `[]` or `""` if the answer was taken back. */
  onAnswer: (answer: Answer) => void;
  disabled?: boolean;
  state?: AnswerState;
  /** Delay after a key before `onAnswer` is called (ms). Leaving the field calls it at once. */
  pause?: number;
  longest?: number;
  canClear?: boolean;
  /** Id of a text that describes a field which takes the focus at once. */
  describedBy?: string;
}

export function QuestionForm(
  { longest = bounds.shortText, canClear = false, ...props }: QuestionFormProps,
) {
  const { question, answer, onAnswer, disabled = false, state } = props;
  // With the question's id, since `useId` may repeat between renders.
  const id = `${question.id}-${useId()}`;
  const { kind } = question;
  const isAnswered = isNonEmptyAnswer(answer);
  const { clearingAnswer } = questionRules[kind];
  const Form = forms[kind];
  return (
    <div class="question stack" data-kind={kind}>
      <QuestionText
        question={question}
        id={`${id}-text`}
      />
      <Form
        // With a key, each question gets its own fields.
        key={question.id}
        question={question}
        answer={answer}
        onAnswer={onAnswer}
        disabled={disabled}
        id={id}
        labelledBy={`${id}-text`}
        describedBy={[props.describedBy, `${id}-hint`].filter(Boolean)
          .join(" ")}
        delayMs={props.pause ?? 0}
        maxLength={longest}
      />
      <div class="spread tight question-foot">
        {isAnswered && state && <StateLine state={state} />}
        <ReadQuestion id={id} question={question} />
        {canClear && isAnswered && !disabled && clearingAnswer !== null && (
          <Button
            look="bare small"
            onClick={() => onAnswer(clearingAnswer)}
          >
            {t.clear}
          </Button>
        )}
      </div>
    </div>
  );
}

export function ReadQuestion(
  { id, question }: { id: string; question: PublicQuestion },
) {
  return question.text
    ? <ReadAloud id={id} text={wholeText(question)} />
    : null;
}

/** The text for reading aloud: the question and its choices (N-2). */
function wholeText(question: PublicQuestion): string {
  const letters = hasLetters(question);
  const choices = (question.choices ?? []).map(({ text }, index) =>
    letters ? `${choiceLetter(index)}: ${text}` : text
  );
  return [question.text, ...choices].join("\n");
}

export function StateLine({ state }: { state: AnswerState }) {
  return (
    <p class="question-state small quiet" data-state={state}>
      {state === "saved" ? <CheckIcon /> : <ClockIcon />}
      {t.states[state]}
    </p>
  );
}
