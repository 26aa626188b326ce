/**
 * Shown to the teacher while students answer the exit ticket: how many are done, **End now**,
 * **Keep going**.
 */
import { untranslatedAttribute } from "../../ui/untranslated.ts";
import { exit as t } from "texts/checks_exit.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Button } from "../../ui/Button.tsx";
import { TicketIcon } from "../../ui/later_icons.tsx";
import { formatClock } from "../../../formats/format_time.ts";
import { RunningExitTicket, timeLeftMs } from "./running_exit_ticket.ts";
import "./exit.css";

export function RunningTicketNotice({ session, endsAt, now, onEnd, onUndo }: {
  session: ClassSession;
  endsAt: number;
  now: number;
  onEnd: () => void;
  onUndo: () => void;
}) {
  const running = session.part(RunningExitTicket).running.value;
  if (!running) return null;
  const { quiz, doneCount, studentCount, isEverybodyDone } = running;
  const left = timeLeftMs(quiz, endsAt, now);
  return (
    <section class="cluster exit-running box" aria-label={t.name}>
      <TicketIcon />
      <p class="exit-running-words">
        <strong role="status">
          {isEverybodyDone ? t.everybody : t.running}
        </strong>
        <span class="figures">
          <span>{t.done({ done: doneCount, of: studentCount })}</span>
          {" · "}
          <span role="timer" {...untranslatedAttribute}>
            {t.endsIn({ time: formatClock(left) })}
          </span>
        </span>
      </p>
      <div class="actions">
        <Button look={isEverybodyDone ? "main" : "stop"} onClick={onEnd}>
          {t.endNow}
        </Button>
        <Button onClick={onUndo}>{t.keepGoing}</Button>
      </div>
    </section>
  );
}
