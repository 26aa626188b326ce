/** The countdown of breakout sessions by the server's clock, with notices at 60 s and 10 s (B-7, B-13). */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { groups as t } from "texts/groups.ts";
import { TimerIcon } from "../ui/icons.tsx";
import { Clock } from "../ui/Clock.tsx";
import { writeRest } from "../ui/time.ts";
import { announce } from "../ui/announce.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  atZero,
  countdownAt,
  type CountdownView,
  roomsEndSoonMs,
  timeWords,
} from "./countdown.ts";
import "./groups.css";

/** Null: no countdown. */
export function useCountdown(session: ClassSession): CountdownView | null {
  const now = useSignal<CountdownView | null>(null);
  useSignalEffect(() => {
    const breakouts = session.facts.breakouts.value;
    const offset = session.facts.clockOffset.value;
    const tick = () => now.value = countdownAt(breakouts, Date.now() + offset);
    if (tick() === null) return;
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  });
  return now.value;
}

function wordsFor(session: ClassSession, countdown: CountdownView): string {
  return timeWords(countdown, session.seat.role === "student");
}

/** "4:12". There is one timer in the panel and one on the page: only the shown one (`isShown`) announces. */
export function Timer(
  { session, isShown }: { session: ClassSession; isShown: boolean },
) {
  const countdown = useCountdown(session);
  const words = countdown === null ? "" : wordsFor(session, countdown);
  const said = useSaid(words, isShown);
  useBeginning(session, countdown, isShown);
  return (
    <>
      {countdown && (
        <p
          class="chat-timer figures"
          role="timer"
          data-soon={countdown.stops || countdown.left <= roomsEndSoonMs}
          title={atZero(countdown, session.seat.role === "student")}
        >
          <TimerIcon />
          <span class="visually-hidden">
            {countdown.stops ? t.backIn : t.timeLeft}
          </span>
          <Clock left={countdown.left} />
          <span class="visually-hidden">
            {atZero(countdown, session.seat.role === "student")}
          </span>
        </p>
      )}
      <p class="visually-hidden" role="status">{said}</p>
    </>
  );
}

/** `endsAt` of the countdown announced last. */
let told: number | undefined;

/** Announces the time to a student once, from whichever timer is shown. */
function useBeginning(
  session: ClassSession,
  countdown: CountdownView | null,
  isShown: boolean,
): void {
  const { endsAt } = session.facts.breakouts.value;
  useEffect(() => {
    if (!countdown || countdown.stops || !isShown || told === endsAt) return;
    told = endsAt;
    if (session.seat.role !== "student" || wordsFor(session, countdown)) return;
    announce(`${t.timeLeft}: ${writeRest(countdown.left)}`);
  }, [endsAt, countdown === null, isShown]);
}

/** The words to announce here; "" if the other timer has just announced them. */
function useSaid(words: string, isShown: boolean): string {
  const elsewhere = useRef("");
  if (!isShown) elsewhere.current = words;
  else if (words !== elsewhere.current) elsewhere.current = "";
  return isShown && words !== elsewhere.current ? words : "";
}

export function Notices({ session }: { session: ClassSession }) {
  const countdown = useCountdown(session);
  if (!countdown) return null;
  const said = wordsFor(session, countdown);
  return said
    ? <p class="chat-time-notice small" aria-hidden="true">{said}</p>
    : null;
}
