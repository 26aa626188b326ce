/** The exit ticket and the picked student on the projector. */
import { untranslatedAttribute } from "../../ui/untranslated.ts";
import { exit } from "texts/checks_exit.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { formatClock } from "../../../formats/format_time.ts";
import { RunningExitTicket, timeLeftMs } from "../exit/running_exit_ticket.ts";
import { useMemo } from "preact/hooks";
import { pick } from "texts/checks_pick.ts";
import { SessionApi } from "../../client/session_api.ts";
import { CloseButton } from "../../ui/Button.tsx";
import { QuestionText } from "../questions/QuestionText.tsx";
import { StudentPicks } from "../pick/student_picks.ts";
import "../exit/exit.css";

export function ExitTicketOnPresent(
  { session, endsAt, now }: {
    session: ClassSession;
    endsAt: number;
    now: number;
  },
) {
  const running = session.part(RunningExitTicket).running.value;
  if (!running) return null;
  const { quiz, doneCount, studentCount } = running;
  const left = timeLeftMs(quiz, endsAt, now);
  return (
    <section
      class="present-exit"
      aria-labelledby="present-exit-heading"
      data-holds
    >
      <h2 id="present-exit-heading">{exit.name}</h2>
      {quiz.of === 1
        ? <QuestionText question={quiz.questions[0]} />
        : <p>{exit.onPresent}</p>}
      <strong class="figures" role="timer" {...untranslatedAttribute}>
        {formatClock(left)}
      </strong>
      <p class="figures">{exit.done({ done: doneCount, of: studentCount })}</p>
    </section>
  );
}

export function PickOnPresent({ session }: { session: ClassSession }) {
  const api = useMemo(() => new SessionApi(session.seat.session), [session]);
  const shownPick = session.part(StudentPicks).shownPick.value;
  return (
    <div role="status" class={shownPick ? "present-pick" : undefined}>
      {shownPick && (
        <>
          <p>{pick.isNext}</p>
          <strong dir="auto" data-long={shownPick.name.length > 14}>
            {shownPick.name}
          </strong>
          <CloseButton
            label={pick.hide}
            onClick={() => api.act("PATCH /pick", { show: null })}
          />
        </>
      )}
    </div>
  );
}
