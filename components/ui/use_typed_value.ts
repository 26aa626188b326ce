/** State of a field: follows `value` when it changes, and typing in between. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

export function useTypedValue(value: string): Signal<string> {
  const typed = useSignal(value);
  const before = useRef(value);
  useEffect(() => {
    // Effects may run late; keep what was typed before the first.
    if (before.current === value) return;
    before.current = value;
    typed.value = value;
  }, [value]);
  return typed;
}
