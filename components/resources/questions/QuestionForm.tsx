/**
 * One question as a student answers it, whatever its kind. What is answered is given from outside, and told
 * by `onAnswer`; it knows of no session.
 */
import { useId } from "preact/hooks";
import { questions as t } from "texts/resources_questions.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, ClockIcon } from "../../ui/icons.tsx";
import { Choices, Scale } from "./Choices.tsx";
import { type ImageAt, QuestionText } from "./QuestionText.tsx";
import { NumberAnswer, TextAnswer } from "./TypedAnswer.tsx";
import "./QuestionForm.css";

/** What became of an answer: on its way, arrived, or arrived after its time. */
export type AnswerState = "unsent" | "saved" | "late";

/** What a form of a question is given. */
export interface QuestionFormProps {
  question: AskedQuestion;
  answer: Answer | undefined;
  /** Empty (`[]` or `""`): the answer was taken back. */
  onAnswer: (answer: Answer) => void;
  /** Nothing can be changed. */
  disabled?: boolean;
  /** Said below an answer. */
  state?: AnswerState;
  /** How long after the last key a typed answer is told (ms); at once where it is left out. It is told on leaving the field, too. */
  pause?: number;
  /** How long a text may be. */
  longest?: number;
  /** An answer can be taken back by **Clear**. */
  clears?: boolean;
  imageAt?: ImageAt;
  /** The element that says which question it is: a field that takes the focus at once tells it. */
  describedBy?: string;
}

/** The form. */
export function QuestionForm(
  { longest = bounds.shortText, clears = false, ...props }: QuestionFormProps,
) {
  const { question, answer, onAnswer, disabled = false, state } = props;
  // Ids that Preact makes at different times may be the same.
  const id = `${question.id}-${useId()}`;
  const { kind } = question;
  const given = isGiven(answer);
  const field = {
    question,
    answer,
    onAnswer,
    disabled,
    labelledBy: `${id}-text`,
    // Another question has fields of its own, also where it is of the same kind.
    key: question.id,
  };
  const typed = {
    ...field,
    id,
    pause: props.pause ?? 0,
    describedBy: [props.describedBy, `${id}-hint`].filter(Boolean).join(" "),
  };
  return (
    <div class="question" data-kind={kind}>
      <QuestionText
        question={question}
        id={`${id}-text`}
        imageAt={props.imageAt}
      />
      {kind === "multiple" && !disabled && (
        <p class="quiet small">{t.several}</p>
      )}
      {kind === "single" || kind === "multiple"
        ? <Choices {...field} />
        : kind === "scale"
        ? <Scale {...field} />
        : kind === "number"
        ? <NumberAnswer {...typed} />
        : <TextAnswer {...typed} longest={longest} />}
      <div class="question-foot">
        {given && state && <StateLine state={state} />}
        {clears && given && !disabled &&
          (kind === "single" || kind === "scale") && (
          <Button
            look="bare small"
            onClick={() => onAnswer(kind === "scale" ? "" : [])}
          >
            {t.clear}
          </Button>
        )}
      </div>
    </div>
  );
}

function StateLine({ state }: { state: AnswerState }) {
  return (
    <p class="question-state small quiet" data-state={state}>
      {state === "saved" ? <CheckIcon /> : <ClockIcon />}
      {t.states[state]}
    </p>
  );
}
