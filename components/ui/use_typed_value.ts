/** The text of a field: follows `value` when that changes, and typing in between. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

export function useTypedValue(value: string): Signal<string> {
  const typed = useSignal(value);
  const lastValue = useRef(value);
  useEffect(() => {
    // The first effect may run late, and must not replace what was typed.
    if (lastValue.current === value) return;
    lastValue.current = value;
    typed.value = value;
  }, [value]);
  return typed;
}
