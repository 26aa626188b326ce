/** Start, timer, end: what runs the breakout sessions (B-7, B-13). Minutes run from **Start timer** alone. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { bounds } from "../../../classroom/schema/bounds.ts";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { ahead } from "texts/groups_ahead.ts";
import type { ClassSession } from "../../session/class_session.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { TimerIcon } from "../../ui/icons.tsx";
import { writeClock } from "../../ui/time.ts";
import type { Countdown } from "../countdown.ts";
import { activeRooms } from "../marks.ts";
import { useCountdown } from "../Timer.tsx";
import type { GroupsApi } from "./groups_api.ts";
import "./RunButtons.css";

/** How long students have to come back (s). */
const grace = 30;
/** What the timer offers where no minutes are set. */
const usual = 10;

/** The buttons that make sense now; `short` ones have their name for who reads it aloud. */
export function RunButtons({ session, api, short = false }: {
  session: ClassSession;
  api: GroupsApi;
  short?: boolean;
}) {
  const { breakouts } = session.facts;
  const hint = useId();
  const why = whyNot(session);
  if (breakouts.value.open) {
    return <Running session={session} api={api} short={short} />;
  }
  return (
    <>
      <Button
        look="main"
        disabled={why !== null}
        aria-label={short ? t.start : undefined}
        aria-describedby={why === null ? undefined : hint}
        onClick={() => api.act("POST", "/breakouts/start")}
      >
        {short ? groupsBoard.start : t.start}
      </Button>
      {why !== null && <p class="hint" id={hint}>{why}</p>}
    </>
  );
}

/** Why they cannot be started; null: they can. */
function whyNot({ facts }: ClassSession): string | null {
  const auto = facts.breakouts.value.auto === true;
  if (!facts.live.value) return auto ? ahead.opens : ahead.notBegun;
  if (activeRooms(facts.rooms.value).length > 0) return null;
  return auto ? ahead.fill : ahead.noRooms;
}

function Running({ session, api, short }: {
  session: ClassSession;
  api: GroupsApi;
  short: boolean;
}) {
  const countdown = useCountdown(session);
  const ending = useSignal(false);
  const stops = countdown?.stops === true;
  const stop = async (seconds: number) => {
    ending.value = false;
    await api.act("POST", "/breakouts/stop", { grace: seconds });
  };
  if (ending.value && !stops) {
    return (
      <>
        {/* First, where **End** was: a second press there ends nothing. */}
        <Button onClick={() => ending.value = false}>{frame.cancel}</Button>
        <Button look="stop" onClick={() => stop(grace)}>
          {t.endIn({ seconds: grace })}
        </Button>
        <Button look="stop" onClick={() => stop(0)}>{t.endNow}</Button>
      </>
    );
  }
  return (
    <>
      {stops
        ? <Button look="stop" onClick={() => stop(0)}>{t.endNow}</Button>
        : (
          <Button
            aria-label={short ? t.end : undefined}
            onClick={() => ending.value = true}
          >
            {short ? groupsBoard.end : t.end}
          </Button>
        )}
      <div class="run-timer">
        {countdown
          ? (
            <>
              <TimeLeft countdown={countdown} />
              {[1, 5].map((minutes) => (
                <Button
                  look="small"
                  key={minutes}
                  onClick={() =>
                    api.act("POST", "/breakouts/extend", { minutes })}
                >
                  {t.plus({ minutes })}
                </Button>
              ))}
            </>
          )
          : <TimerForm session={session} api={api} />}
      </div>
    </>
  );
}

/** How many minutes, and **Start timer**. */
function TimerForm(
  { session, api }: { session: ClassSession; api: GroupsApi },
) {
  const field = useId();
  const kept = session.facts.breakouts.value.minutes ?? usual;
  const typed = useSignal<number | null>(null);
  const wrong = useSignal(false);
  const minutes = typed.value ?? kept;
  const start = async () => {
    wrong.value = !(minutes > 0 && minutes <= bounds.breakoutMinutes);
    if (wrong.value) return;
    await api.act("POST", "/breakouts/timer", { minutes });
  };
  return (
    <Form class="run-timer-form" noValidate onSubmit={start}>
      <label for={field} class="visually-hidden">{t.minutes}</label>
      <input
        id={field}
        class="input"
        type="number"
        inputMode="numeric"
        min={1}
        max={bounds.breakoutMinutes}
        value={Number.isNaN(minutes) ? "" : minutes}
        aria-invalid={wrong.value}
        aria-describedby={`${field}-error`}
        onInput={({ currentTarget }) =>
          typed.value = currentTarget.valueAsNumber}
      />
      <span class="quiet small" aria-hidden="true">{groupsBoard.min}</span>
      <Button type="submit" look="small">
        <TimerIcon />
        {groupsBoard.startTimer}
      </Button>
      <p class="field-error" id={`${field}-error`} role="alert">
        {wrong.value && t.minutesBounds}
      </p>
    </Form>
  );
}

/** How long still, large. */
function TimeLeft({ countdown }: { countdown: Countdown }) {
  return (
    <p
      class="session-left figures"
      role="timer"
      data-soon={countdown.stops || countdown.left <= 60_000}
    >
      <TimerIcon />
      <span class="visually-hidden">
        {countdown.stops ? groups.backIn : groups.timeLeft}
      </span>
      {writeClock(countdown.left)}
    </p>
  );
}
