/** Whether the pointer or keyboard is in a list: then nothing in it may move. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** The keyboard counts as gone after this time without a key (ms). */
const keyboardRestMs = 5_000;

export function useIsInUse() {
  const over = useSignal(false);
  const keyed = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const key = () => {
    keyed.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => keyed.value = false, keyboardRestMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    value: over.value || keyed.value,
    handlers: {
      onPointerEnter: () => over.value = true,
      onPointerLeave: () => over.value = false,
      onFocusIn: key,
      onKeyDown: key,
    },
  };
}
