/** The countdown of the class by the server's clock, with notices 60 s and 10 s before the end (B-7, B-13). */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { TimerIcon } from "../ui/later_icons.tsx";
import { CountdownClock } from "../ui/CountdownClock.tsx";
import { formatTimeLeft } from "../../formats/format_time.ts";
import { announce } from "../ui/announce.ts";
import type { ClassSession } from "../client/class_session.ts";
import {
  atZeroSentence,
  countdownAt,
  type CountdownView,
  nameOfCountdown,
  roomsEndSoonMs,
  timeLeftSentence,
} from "./countdown.ts";
import "./groups.css";

/** Follows the countdown; null: there is none. */
export function useCountdown(session: ClassSession): CountdownView | null {
  const countdown = useSignal<CountdownView | null>(null);
  useSignalEffect(() => {
    const breakouts = session.facts.breakouts.value;
    const { endsAt } = session.facts.info.value;
    const offset = session.facts.clockOffset.value;
    const tick = () =>
      countdown.value = countdownAt(breakouts, Date.now() + offset, endsAt);
    if (tick() === null) return;
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  });
  return countdown.value;
}

function noticeFor(session: ClassSession, countdown: CountdownView): string {
  return timeLeftSentence(countdown, session.seat.role === "student");
}

/**
 * The time left as "4:12". Of two timers, in the page and in the chat panel, only the one on screen announces.
 *
 * @param isShown this timer is on screen
 */
export function BreakoutTimer(
  { session, isShown }: { session: ClassSession; isShown: boolean },
) {
  const countdown = useCountdown(session);
  const words = countdown === null ? "" : noticeFor(session, countdown);
  const announcement = useAnnouncementHere(words, isShown);
  useStartAnnouncement(session, countdown, isShown);
  const atZero = countdown &&
    atZeroSentence(countdown, session.seat.role === "student");
  return (
    <>
      {countdown && (
        <p
          class="row snug inline chat-timer figures"
          role="timer"
          data-soon={countdown.isStopping || countdown.left <= roomsEndSoonMs}
          title={atZero || undefined}
        >
          <TimerIcon />
          <span class="visually-hidden">
            {nameOfCountdown(countdown)}
          </span>
          <CountdownClock left={countdown.left} />
          <span class="visually-hidden">
            {atZero}
          </span>
        </p>
      )}
      <p class="visually-hidden" role="status">{announcement}</p>
    </>
  );
}

let announcedEndsAt: number | undefined;

/** Announces to a student, once, that a countdown has started. */
function useStartAnnouncement(
  session: ClassSession,
  countdown: CountdownView | null,
  isShown: boolean,
): void {
  const { endsAt } = session.facts.breakouts.value;
  useEffect(() => {
    if (
      !countdown || countdown.isStopping || !isShown ||
      announcedEndsAt === endsAt
    ) return;
    announcedEndsAt = endsAt;
    if (session.seat.role !== "student" || noticeFor(session, countdown)) {
      return;
    }
    announce(
      `${nameOfCountdown(countdown)}: ${formatTimeLeft(countdown.left)}`,
    );
  }, [endsAt, countdown === null, isShown]);
}

/** The words to announce; empty if the other timer has just announced them. */
function useAnnouncementHere(words: string, isShown: boolean): string {
  const wordsElsewhere = useRef("");
  if (!isShown) wordsElsewhere.current = words;
  else if (words !== wordsElsewhere.current) wordsElsewhere.current = "";
  return isShown && words !== wordsElsewhere.current ? words : "";
}

export function CountdownNotice({ session }: { session: ClassSession }) {
  const countdown = useCountdown(session);
  if (!countdown) return null;
  const sentence = noticeFor(session, countdown);
  return sentence
    ? <p class="chat-time-notice small" aria-hidden="true">{sentence}</p>
    : null;
}
