/** The countdown of the breakout sessions by the server's clock, with notices at 60 s and 10 s (B-7, B-13). */
import { useSignal, useSignalEffect } from "@preact/signals";
import { groups as t } from "../../locales/en_groups.ts";
import { TimerIcon } from "../icons.tsx";
import { writeClock } from "../time.ts";
import type { Chat } from "./chat.ts";
import { type Countdown, countdownAt } from "./countdown.ts";
import "./Timer.css";

/** When notices come, in ms before the end; the nearest first. */
const notices = [10_000, 60_000];

/** The countdown as it runs; null: there is none. */
export function useCountdown(chat: Chat): Countdown | null {
  const now = useSignal<Countdown | null>(null);
  useSignalEffect(() => {
    const breakouts = chat.breakouts.value;
    const offset = chat.clockOffset.value;
    const tick = () => now.value = countdownAt(breakouts, Date.now() + offset);
    if (tick() === null) return;
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  });
  return now.value;
}

/** "4:12", with a word when it is the end that has been announced. */
export function Timer({ chat }: { chat: Chat }) {
  const countdown = useCountdown(chat);
  const said = countdown === null ? "" : sentence(countdown);
  return (
    <>
      {countdown && (
        <p
          class="chat-timer figures"
          role="timer"
          data-soon={countdown.stops || countdown.left <= notices[1]}
          title={countdown.stops ? t.backIn : t.timeLeft}
        >
          <TimerIcon />
          <span class="visually-hidden">
            {countdown.stops ? t.backIn : t.timeLeft}
          </span>
          {writeClock(countdown.left)}
        </p>
      )}
      <p class="visually-hidden" role="status">{said}</p>
    </>
  );
}

/** What is said of the time; null while there is plenty. */
export function Notices({ chat }: { chat: Chat }) {
  const countdown = useCountdown(chat);
  if (!countdown) return null;
  const said = sentence(countdown);
  return said
    ? <p class="chat-time-notice small" aria-hidden="true">{said}</p>
    : null;
}

function sentence({ left, stops }: Countdown): string {
  if (stops) return left > 10_000 ? t.backSoon : t.backNow;
  const due = notices.find((at) => left <= at);
  if (due === undefined) return "";
  return t.left(due / 1000);
}
