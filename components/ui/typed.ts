/** What one types into a field that shows what is so already. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** The words in the field: those that are so, whenever they change, and what is typed after that. */
export function useTyped(value: string): Signal<string> {
  const typed = useSignal(value);
  const before = useRef(value);
  useEffect(() => {
    // An effect may run late: what was typed before the first one is not lost to it.
    if (before.current === value) return;
    before.current = value;
    typed.value = value;
  }, [value]);
  return typed;
}
