import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ClassSession } from "./class_session.ts";

const intervalMs = 20_000;

/** The server's time (ms), for words such as "5 min". Updated every 20 s, only while `isTicking` is true. */
export function useServerTime(
  session: ClassSession,
  isTicking: boolean,
): number {
  const { clockOffset } = session.facts;
  const read = () => Date.now() + clockOffset.peek();
  const now = useSignal(read());
  useEffect(() => {
    if (!isTicking) return;
    now.value = read();
    const timer = setInterval(() => now.value = read(), intervalMs);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now.value;
}
