/** Whether somebody is about to press something in a list: then nothing in it may change its place. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** So long after the last key nobody is at it with the keyboard any more (ms). */
const rests = 5_000;

/** Whether a hand is over it, or was just there with the keyboard; `on` is for the list. */
export function useHeld() {
  const over = useSignal(false);
  const keyed = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const key = () => {
    keyed.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => keyed.value = false, rests);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    value: over.value || keyed.value,
    on: {
      onPointerEnter: () => over.value = true,
      onPointerLeave: () => over.value = false,
      onFocusIn: key,
      onKeyDown: key,
    },
  };
}
