import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Answer } from "../../../../classroom/model/resources/questions.ts";
import type { AnswerFormProps } from "./answer_form_props.ts";

/**
 * A typed answer, passed on after a pause, on leaving the field, and on leaving the page. A focused field ignores
 * changes of `answer`.
 */
export function useTypedAnswer(
  { answer, onAnswer, delayMs }: AnswerFormProps,
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
  const unannounced = useRef(false);
  const tell = useRef(() => {});
  tell.current = () => {
    clearTimeout(timer.current);
    if (!unannounced.current) return;
    unannounced.current = false;
    const text = typed.peek().trim();
    const next = text === "" ? "" : read(text);
    if (next !== (answer ?? "")) onAnswer(next);
  };
  useEffect(() => {
    if (!writing.current && !unannounced.current) typed.value = outside;
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
      unannounced.current = true;
      clearTimeout(timer.current);
      if (delayMs === 0) tell.current();
      else timer.current = setTimeout(() => tell.current(), delayMs);
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
