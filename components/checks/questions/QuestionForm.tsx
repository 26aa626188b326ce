/**
 * One question as a student answers it, whatever its kind. What is answered is given from outside, and told
 * by `onAnswer`; it knows of no session.
 */
import { type Signal, useSignal } from "@preact/signals";
import type { TargetedMouseEvent } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { questions as t } from "texts/checks_questions.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  type Answer,
  type AskedQuestion,
  isGiven,
} from "../../../classroom/model/resources/questions.ts";
import { language } from "../../../locales/current.ts";
import { Markdown } from "../../markdown/Markdown.tsx";
import { Button } from "../../ui/Button.tsx";
import { CheckIcon, ClockIcon } from "../../ui/icons.tsx";
import { ReadAloud } from "../../ui/ReadAloud.tsx";
import { type ImageAt, QuestionText } from "./QuestionText.tsx";
import { hasLetters, letterOf, withChoice } from "./answer_keys.ts";
import { typedNumber } from "./typed_number.ts";
import "./questions.css";

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
    <div class="question stack" data-kind={kind}>
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
        {question.text && <ReadAloud id={id} text={wholeText(question)} />}
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

// What one chooses among: cards large enough for thumbs, and the steps of a scale.

interface ChoicesProps {
  question: AskedQuestion;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
  disabled: boolean;
  labelledBy: string;
}

function Choices(
  { question, answer, onAnswer, disabled, labelledBy }: ChoicesProps,
) {
  const { id, kind, choices = [] } = question;
  const one = kind === "single";
  const letters = hasLetters(question);
  return (
    <div
      class="choices"
      data-brief={!letters}
      role={one ? "radiogroup" : "group"}
      aria-labelledby={labelledBy}
    >
      {choices.map((choice, at) => (
        // No label: its words may be lists and tables, which none may have in it.
        <div key={choice.id} class="choice" onClick={choose}>
          <input
            type={one ? "radio" : "checkbox"}
            aria-labelledby={`${labelledBy}-${id}-${choice.id}`}
            name={`${labelledBy}-${id}`}
            checked={Array.isArray(answer) && answer.includes(choice.id)}
            disabled={disabled}
            onChange={() => onAnswer(withChoice(question, answer, choice.id))}
          />
          {letters && (
            <span class="choice-letter" aria-hidden="true">{letterOf(at)}</span>
          )}
          <div class="choice-text" id={`${labelledBy}-${id}-${choice.id}`}>
            <Markdown text={choice.text} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** A press anywhere on the card is one on its box, unless it is on a link in it. */
function choose({ currentTarget, target }: TargetedMouseEvent<HTMLElement>) {
  if (!(target instanceof Element) || target.closest("input, a")) return;
  currentTarget.querySelector("input")!.click();
}

function Scale(
  { question, answer, onAnswer, disabled, labelledBy }: ChoicesProps,
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
          <span class="choice-text figures">{step}</span>
        </label>
      ))}
    </div>
  );
}

// Answers that are typed: a short text, a number.

interface TypedProps {
  id: string;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
  disabled: boolean;
  labelledBy: string;
  describedBy: string;
  pause: number;
}

/** From so few characters left on, it is said how many (C-3's way). */
const nearEnd = 50;

function TextAnswer(
  { longest, ...props }: TypedProps & { longest: number },
) {
  const { id, labelledBy, describedBy, disabled } = props;
  const { typed, field } = useTypedAnswer(props, writeText, (text) => text);
  const left = longest - typed.value.length;
  return (
    <div class="typed-answer">
      <textarea
        {...field}
        class="input"
        rows={longest > 100 ? 3 : 1}
        maxLength={longest}
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

function NumberAnswer(props: TypedProps) {
  const { id, labelledBy, describedBy, disabled } = props;
  const { typed, field } = useTypedAnswer(props, writeNumber, readNumber);
  const value = typedNumber(typed.value);
  const wrong = value === null;
  // Where it could be taken for another, one sees what it is taken for.
  const doubtful = typeof value === "number" &&
    /[.,]\d{3}\b|[.,].*[.,]|e/i.test(typed.value);
  return (
    <div class="typed-answer">
      <input
        {...field}
        class="input short figures"
        type="text"
        // The keyboard of "decimal" has no minus on an iPhone.
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
          ? t.countsAs({ number: asFigures(value) })
          : !disabled && t.numberHint}
      </p>
    </div>
  );
}

function writeText(answer: Answer | undefined): string {
  return typeof answer === "string" ? answer : "";
}

function writeNumber(answer: Answer | undefined): string {
  return typeof answer === "number" ? asFigures(answer) : "";
}

/** With the reader's sign for decimals, and without groups. */
function asFigures(number: number): string {
  return new Intl.NumberFormat(language().formats, {
    useGrouping: false,
    maximumSignificantDigits: 15,
  }).format(number);
}

/** What cannot be read is no answer: what stands there is what counts. */
function readNumber(text: string): Answer {
  return typedNumber(text) ?? "";
}

/**
 * What one types, told after a pause, on leaving the field, and when the page is left. What comes from elsewhere, such
 * as another device, does not touch the field while one is in it.
 */
function useTypedAnswer(
  { answer, onAnswer, pause }: TypedProps,
  write: (answer: Answer | undefined) => string,
  read: (text: string) => Answer,
): {
  typed: Signal<string>;
  field: {
    value: string;
    onInput: (event: { currentTarget: { value: string } }) => void;
    onFocus: () => void;
    onBlur: () => void;
  };
} {
  const outside = write(answer);
  const typed = useSignal(outside);
  const writing = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const untold = useRef(false);
  const tell = useRef(() => {});
  tell.current = () => {
    clearTimeout(timer.current);
    if (!untold.current) return;
    untold.current = false;
    const text = typed.peek().trim();
    const next = text === "" ? "" : read(text);
    if (next !== (answer ?? "")) onAnswer(next);
  };
  useEffect(() => {
    if (!writing.current && !untold.current) typed.value = outside;
  }, [outside]);
  useEffect(() => {
    const onHide = () => tell.current();
    globalThis.document.addEventListener("visibilitychange", onHide);
    return () => {
      globalThis.document.removeEventListener("visibilitychange", onHide);
      tell.current();
    };
  }, []);
  const field = {
    value: typed.value,
    onInput: (event: { currentTarget: { value: string } }) => {
      typed.value = event.currentTarget.value;
      untold.current = true;
      clearTimeout(timer.current);
      if (pause === 0) tell.current();
      else timer.current = setTimeout(() => tell.current(), pause);
    },
    onFocus: () => {
      writing.current = true;
    },
    onBlur: () => {
      writing.current = false;
      tell.current();
    },
  };
  return { typed, field };
}
