/** Start, timer, end: what runs the breakout sessions (B-7, B-13). */
import { type Signal, useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { ahead } from "texts/groups_ahead.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { Switch } from "../../desk/Switch.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import type { Done } from "../../people/student_actions.ts";
import { Check } from "../../ui/Check.tsx";
import { Field } from "../../ui/Field.tsx";
import { TimerIcon } from "../../ui/icons.tsx";
import { Clock } from "../../ui/Clock.tsx";
import { type CountdownView, roomsEndSoonMs } from "../countdown.ts";
import { roomsInOrder } from "../marks.ts";
import { useCountdown } from "../Timer.tsx";
import type { GroupsApi } from "./groups_api.ts";
import "../../ui/popovers/popovers.ts";
import "./groups_desk.css";

/** How long students have to come back (s). */
const grace = 30;

/** The buttons that make sense now; `short` ones have their name for who reads it aloud. */
export function RunButtons({ session, api, short = false, told }: {
  session: ClassSession;
  api: GroupsApi;
  short?: boolean;
  /** Where it is said what was done, with **Undo**. */
  told?: Signal<Done | null>;
}) {
  const { breakouts } = session.facts;
  const hint = useId();
  const why = whyNot(session);
  if (breakouts.value.open) {
    return <Running {...{ session, api, short, told }} />;
  }
  return (
    <>
      <Button
        look="main"
        disabled={why !== null}
        aria-label={short ? t.start : undefined}
        aria-describedby={why === null ? undefined : hint}
        onClick={() => api.act("POST /breakouts/start")}
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
  if (roomsInOrder(facts.rooms.value).length > 0) return null;
  return auto ? ahead.fill : ahead.noRooms;
}

function Running({ session, api, short, told }: {
  session: ClassSession;
  api: GroupsApi;
  short: boolean;
  told?: Signal<Done | null>;
}) {
  const countdown = useCountdown(session);
  const ending = useSignal(false);
  const stops = countdown?.stops === true;
  const stop = async (seconds: number) => {
    ending.value = false;
    await api.act("POST /breakouts/stop", { grace: seconds });
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
      <RunTimer
        session={session}
        api={api}
        id={short ? "groups-timer" : "setup-timer"}
        told={told}
      />
    </>
  );
}

// The timer of the groups (B-13): **Start timer** with the minutes; while it runs the time left, which opens more time and
// **Stop timer**. A line beside it says what happens at zero.

/** What the timer offers where no minutes are set. */
const usual = 10;

interface TimerProps {
  session: ClassSession;
  api: GroupsApi;
  /** Not `useId`, which counts anew in every island. */
  id: string;
  /** Where it is said that it was stopped, with **Undo**. */
  told?: Signal<Done | null>;
}

function RunTimer(props: TimerProps) {
  const { session, id } = props;
  const countdown = useCountdown(session);
  const isOpen = useSignal(false);
  // What is open stays as it is under the hand, also where somebody else starts or stops it meanwhile.
  const opened = useRef<CountdownView | null>(null);
  if (!isOpen.value) opened.current = countdown;
  const list = useRef<HTMLDivElement>(null);
  const close = () => list.current?.hidePopover();
  return (
    <div class="run-timer row" data-runs={countdown !== null}>
      <Button
        look="run-timer-button figures"
        popoverTarget={id}
        aria-describedby={countdown ? `${id}-zero` : undefined}
        data-soon={countdown !== null &&
          (countdown.stops || countdown.left <= roomsEndSoonMs)}
      >
        <TimerIcon />
        {countdown
          ? (
            <>
              <span class="visually-hidden">
                {countdown.stops ? groups.backIn : groups.timeLeft}
              </span>
              <Clock left={countdown.left} />
            </>
          )
          : groupsBoard.startTimer}
      </Button>
      {countdown && (
        <p class="run-timer-zero quiet small" id={`${id}-zero`}>
          {countdown.ends ? groupsBoard.endsAtZero : groupsBoard.staysAtZero}
        </p>
      )}
      <div
        id={id}
        ref={list}
        popover="auto"
        class="popover run-timer-list"
        role="group"
        aria-label={groupsBoard.timer}
        onToggle={({ newState }) => isOpen.value = newState === "open"}
      >
        {opened.current
          ? <Runs {...props} onDone={close} />
          : <Starts {...props} onDone={close} />}
      </div>
    </div>
  );
}

/** How many minutes, whether the groups end then, and **Start timer**. */
function Starts(
  { session, api, id, told, onDone }: TimerProps & { onDone: () => void },
) {
  const { minutes: kept = usual, stopAtZero = true } =
    session.facts.breakouts.value;
  const typed = useSignal<number | null>(null);
  const ends = useSignal<boolean | null>(null);
  const wrong = useSignal(false);
  const minutes = typed.value ?? kept;
  const start = async () => {
    wrong.value = !(minutes > 0 && minutes <= bounds.breakoutMinutes);
    if (wrong.value) return;
    const ask = { minutes, stopAtZero: ends.value ?? stopAtZero };
    if (!await api.act("POST /breakouts/timer", ask)) return;
    if (told) told.value = null;
    // Only then: the second half of a double press falls on what was pressed.
    onDone();
  };
  return (
    <Form class="stack" noValidate onSubmit={start}>
      <Field
        id={`${id}-minutes`}
        label={t.minutes}
        type="number"
        inputMode="numeric"
        min={1}
        max={bounds.breakoutMinutes}
        value={Number.isNaN(minutes) ? "" : minutes}
        error={wrong.value
          ? t.minutesBounds({ hours: bounds.breakoutMinutes / 60 })
          : undefined}
        onInput={({ currentTarget }) =>
          typed.value = currentTarget.valueAsNumber}
      />
      <Check
        id={`${id}-ends`}
        label={t.stopAtZero}
        hint={t.stopAtZeroHint}
        checked={ends.value ?? stopAtZero}
        onChange={({ currentTarget }) => ends.value = currentTarget.checked}
      />
      <Button type="submit" look="main">{groupsBoard.startTimer}</Button>
    </Form>
  );
}

/** More time, **Stop timer**, and whether the groups end at zero. */
function Runs(
  { session, api, id, told, onDone }: TimerProps & { onDone: () => void },
) {
  const countdown = useCountdown(session);
  // A colleague has stopped it meanwhile: more time would begin a countdown anew, and end the groups.
  const isOver = countdown === null;
  const { stopAtZero = true } = session.facts.breakouts.value;
  const stop = async () => {
    const done = await api.act("DELETE /breakouts/timer");
    // They may have ended at that moment.
    if (done?.breakouts.open) {
      const text = groupsBoard.timerStopped;
      const undo = countdown?.left
        ? () => goOn(session, api, countdown)
        : undefined;
      if (told) told.value = { text, undo };
      else api.said.value = text;
    }
    onDone();
  };
  return (
    <div class="stack">
      <div class="actions">
        {[1, 5].map((minutes) => (
          <Button
            key={minutes}
            disabled={isOver}
            onClick={() => api.add("POST /breakouts/extend", { minutes })}
          >
            {t.plus({ minutes })}
          </Button>
        ))}
        <Button disabled={isOver} onClick={stop}>
          {groupsBoard.stopTimer}
        </Button>
      </div>
      {isOver && <p role="status">{groupsBoard.timerStopped}</p>}
      <Switch
        id={`${id}-ends-then`}
        label={t.stopAtZero}
        hint={t.stopAtZeroHint}
        on={stopAtZero}
        // At zero already it would end them at this press; in the grace they end whatever it says.
        disabled={!countdown || countdown.left === 0 || countdown.stops}
        onChange={async (on) =>
          await api.act("PATCH /breakouts", { stopAtZero: on }) !== null}
      />
    </div>
  );
}

/** Goes on from where it was stopped; nothing where there is a countdown again. */
async function goOn(
  { facts }: ClassSession,
  api: GroupsApi,
  { left, stops }: CountdownView,
): Promise<void> {
  const { endsAt, stopsAt } = facts.breakouts.peek();
  if (endsAt !== undefined || stopsAt !== undefined) return;
  await (stops
    ? api.act("POST /breakouts/stop", { grace: left / 1000 })
    : api.add("POST /breakouts/extend", { minutes: left / 60_000 }));
}
