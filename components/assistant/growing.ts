/**
 * A growing text is rendered at intervals: its last block, often nearly all of it, is parsed and rendered each time.
 */
import { useEffect, useReducer, useRef } from "preact/hooks";

/** Characters that lengthen the interval by 1 ms: the longest answer renders every second. */
const perMillisecond = 40;

export function useGrowing(text: string, grows: boolean): string {
  const shown = useRef({ text, at: -Infinity });
  const [, look] = useReducer<number, void>((n) => n + 1, 0);
  const now = performance.now();
  const due = shown.current.at + text.length / perMillisecond;
  if (text !== shown.current.text && (!grows || now >= due)) {
    shown.current = { text, at: now };
  }
  const waits = shown.current.text !== text;
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(look, due - performance.now());
    return () => clearTimeout(timer);
  }, [waits, due]);
  return shown.current.text;
}
