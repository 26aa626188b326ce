/** The exit ticket on the projector: how long there is for it, and how many are done. */
import { exit as t } from "texts/checks_exit.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { writeClock } from "../../ui/time.ts";
import { ExitDesk, leftOf } from "./exit_desk.ts";
import "./exit.css";

/** It; nothing while no ticket is answered. */
export function ExitOnPresent(
  { session, endsAt, now }: {
    session: ClassSession;
    endsAt: number;
    now: number;
  },
) {
  const running = session.part(ExitDesk).running.value;
  if (!running) return null;
  const { quiz, done, of } = running;
  const left = leftOf(quiz, endsAt, now);
  return (
    <section class="present-exit" aria-labelledby="present-exit-heading">
      <h2 id="present-exit-heading">{t.name}</h2>
      <p>{t.onPresent}</p>
      <strong class="figures" role="timer">{writeClock(left)}</strong>
      <p class="figures">{t.done({ done, of })}</p>
    </section>
  );
}
