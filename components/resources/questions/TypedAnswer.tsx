/** Answers that are typed: a short text, a number. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { questions as t } from "texts/resources_questions.ts";
import type { Answer } from "../../../classroom/model/resources/questions.ts";
import { language } from "../../../locales/current.ts";
import { typedNumber } from "./typed_number.ts";

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

/** A short text. */
export function TextAnswer(
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

/** A number, with a point or a comma. */
export function NumberAnswer(props: TypedProps) {
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
        inputMode="decimal"
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
