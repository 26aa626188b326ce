/**
 * Waiting pages ask the server at random intervals: less often while hidden, and at once when shown again or
 * online.
 */
import { useEffect } from "preact/hooks";
import type { Reply } from "./send_request.ts";

/** Whether asking again would not help. It does after a failure of the network or server, or a 429. */
export function isFinalReply(answer: Reply<unknown>): boolean {
  if (answer.ok) return true;
  const { status } = answer.problem;
  return status >= 400 && status < 429;
}

/**
 * The pause before the next request (ms).
 *
 * @param chance a random number from 0 to 1
 */
export function pollPauseMs(chance: number, isSeen: boolean): number {
  return (isSeen ? 2_000 : 10_000) * (1 + chance / 2);
}

/** Polls until `look` resolves to true. Returns a function that stops it. */
export function pollUntilDone(
  look: () => Promise<boolean>,
  pause: typeof pollPauseMs = pollPauseMs,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  const listening = new AbortController();
  const { signal } = listening;
  const isSeen = () => globalThis.document?.visibilityState !== "hidden";
  const plan = () => {
    clearTimeout(timer);
    if (signal.aborted) return;
    timer = setTimeout(pollNow, pause(Math.random(), isSeen()));
  };
  async function pollNow() {
    if (asking || signal.aborted) return;
    asking = true;
    const isLast = await look();
    asking = false;
    if (isLast) stop();
    else plan();
  }
  const wake = () => {
    if (isSeen()) void pollNow();
  };
  function stop() {
    listening.abort();
    clearTimeout(timer);
  }
  addEventListener("online", pollNow, listening);
  addEventListener("pageshow", wake, listening);
  globalThis.document?.addEventListener("visibilitychange", wake, listening);
  plan();
  return stop;
}

/** Polls; starts again if `about` changes, and does not poll while it is null. */
export function usePolling(
  about: unknown,
  look: () => Promise<boolean>,
  pause?: typeof pollPauseMs,
): void {
  useEffect(
    () => about === null ? undefined : pollUntilDone(look, pause),
    [about],
  );
}
