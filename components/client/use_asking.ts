/**
 * Pages of those who wait ask again and again how it stands: not all of a class at one moment, less often while nobody
 * looks at them, and at once when somebody looks again or the network is back.
 */
import { useEffect } from "preact/hooks";
import type { Reply } from "./ask.ts";

/** Whether there is an answer at all, so that it is no use to ask once more: neither network nor server are away. */
export function isSettled(answer: Reply<unknown>): boolean {
  if (answer.ok) return true;
  const { status } = answer.problem;
  return status >= 400 && status < 429;
}

/** How long a page waits before it asks again, in ms. `chance`: from 0 to 1. */
export function usualPause(chance: number, isSeen: boolean): number {
  return (isSeen ? 2_000 : 10_000) * (1 + chance / 2);
}

/**
 * Asks until there is nothing more to ask for, or it is stopped; gives what stops it.
 *
 * @param look asks once; true: that was the last time
 */
export function keepAsking(
  look: () => Promise<boolean>,
  pause: typeof usualPause = usualPause,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  const listening = new AbortController();
  const { signal } = listening;
  const isSeen = () => globalThis.document?.visibilityState !== "hidden";
  const plan = () => {
    clearTimeout(timer);
    if (signal.aborted) return;
    timer = setTimeout(askNow, pause(Math.random(), isSeen()));
  };
  async function askNow() {
    if (asking || signal.aborted) return;
    asking = true;
    const isLast = await look();
    asking = false;
    if (isLast) stop();
    else plan();
  }
  const wake = () => {
    if (isSeen()) void askNow();
  };
  function stop() {
    listening.abort();
    clearTimeout(timer);
  }
  addEventListener("online", askNow, listening);
  addEventListener("pageshow", wake, listening);
  globalThis.document?.addEventListener("visibilitychange", wake, listening);
  plan();
  return stop;
}

/** The same while a page is there; anew for each `about`, null: there is nothing to ask for. */
export function useAsking(
  about: unknown,
  look: () => Promise<boolean>,
  pause?: typeof usualPause,
): void {
  useEffect(
    () => about === null ? undefined : keepAsking(look, pause),
    [about],
  );
}
