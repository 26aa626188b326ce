/**
 * A text that grows is shown now and then: its last block, which may be nearly all of it, is read and rendered anew
 * each time, which must not keep the page busy.
 */
import { useEffect, useReducer, useRef } from "preact/hooks";

/** Each so many characters put the next time off by 1 ms: those of the longest answer by a second. */
export const perMillisecond = 40;

/** The text as it is to be shown now: while it grows as it was a short time ago, then as it is. */
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
