import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { questions as t } from "texts/checks_questions.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { TimerIcon } from "../../ui/later_icons.tsx";
import { CountdownClock } from "../../ui/CountdownClock.tsx";
import {
  answerTimeLeft,
  findDueTimeNotice,
  timeUpSoonMs,
} from "./time_left.ts";
import "./questions.css";

/**
 * Whether a time has come by the server's clock.
 *
 * @param offset server's clock minus the device's (ms)
 */
export function useIsOver(endsAt: number | undefined, offset: number): boolean {
  const isOver = () => endsAt !== undefined && Date.now() + offset >= endsAt;
  const over = useSignal(isOver());
  useEffect(() => {
    const tick = () => over.value = isOver();
    tick();
    if (endsAt === undefined || over.peek()) return;
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [endsAt, offset]);
  return over.value;
}

/** The time left, at most until the class ends, as "4:12"; announced 60 s and 10 s before the end, and at the end. */
export function AnswerCountdown(
  { endsAt, session }: { endsAt: number; session: ClassSession },
) {
  const { info, clockOffset } = session.facts;
  const classEndsAt = info.value.endsAt;
  const offset = clockOffset.value;
  const left = useSignal<number | null>(null);
  useEffect(() => {
    const tick = () =>
      left.value = answerTimeLeft(endsAt, classEndsAt, Date.now() + offset);
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [endsAt, classEndsAt, offset]);
  if (left.value === null) return null;
  const due = findDueTimeNotice(left.value);
  return (
    <>
      <p
        class="row snug inline quiz-clock figures"
        role="timer"
        data-soon={left.value <= timeUpSoonMs}
        title={t.timeLeft}
      >
        <TimerIcon />
        <span class="visually-hidden">{t.timeLeft}</span>
        <CountdownClock left={left.value} />
      </p>
      <p class="visually-hidden" aria-live="polite">
        {due === null
          ? ""
          : due === 0
          ? t.timeIsUp
          : t.secondsLeft({ seconds: due / 1000 })}
      </p>
    </>
  );
}
