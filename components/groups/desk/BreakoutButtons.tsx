import { type Signal, useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { ahead } from "texts/groups_ahead.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { SettingSwitch } from "../../ui/SettingSwitch.tsx";
import { Button, Form } from "../../ui/Button.tsx";
import type { ActionNotice } from "../../people/student_actions.ts";
import { Checkbox } from "../../ui/Checkbox.tsx";
import { InputField } from "../../ui/InputField.tsx";
import { TimerIcon } from "../../ui/icons.tsx";
import { CountdownClock } from "../../ui/CountdownClock.tsx";
import { type CountdownView, roomsEndSoonMs } from "../countdown.ts";
import { roomsInOrder } from "../../client/group_marks.ts";
import { useCountdown } from "../BreakoutTimer.tsx";
import type { GroupsApi } from "./groups_api.ts";
import "../../ui/popovers/popovers.ts";
import "./groups_desk.css";

/** Seconds in which students return. */
const graceSeconds = 30;

/** Buttons that run breakout sessions (B-7, B-13); `short`: the label is for screen readers. */
export function BreakoutButtons({ session, api, short = false, told }: {
  session: ClassSession;
  api: GroupsApi;
  short?: boolean;
  /** Shows what was done, with **Undo**. */
  told?: Signal<ActionNotice | null>;
}) {
  const { breakouts } = session.facts;
  const hint = useId();
  const why = whyNotRunnable(session);
  if (breakouts.value.open) {
    return <RunningButtons {...{ session, api, short, told }} />;
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

/** Why they cannot start, or null. */
function whyNotRunnable({ facts }: ClassSession): string | null {
  const auto = facts.breakouts.value.auto === true;
  if (!facts.isLive.value) return auto ? ahead.opens : ahead.notBegun;
  if (roomsInOrder(facts.rooms.value).length > 0) return null;
  return auto ? ahead.fill : ahead.noRooms;
}

function RunningButtons({ session, api, short, told }: {
  session: ClassSession;
  api: GroupsApi;
  short: boolean;
  told?: Signal<ActionNotice | null>;
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
        {/* In the place of **End**: a double press must not end anything. */}
        <Button onClick={() => ending.value = false}>{frame.cancel}</Button>
        <Button look="stop" onClick={() => stop(graceSeconds)}>
          {t.endIn({ seconds: graceSeconds })}
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

/** Default minutes of the timer. */
const usualMinutes = 10;

interface TimerProps {
  session: ClassSession;
  api: GroupsApi;
  /** Not `useId`, which starts over in each island. */
  id: string;
  /** Shows that it was stopped, with **Undo**. */
  told?: Signal<ActionNotice | null>;
}

function RunTimer(props: TimerProps) {
  const { session, id } = props;
  const countdown = useCountdown(session);
  const isOpen = useSignal(false);
  // The open popover does not change if a colleague starts or stops the timer.
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
              <CountdownClock left={countdown.left} />
            </>
          )
          : groupsBoard.startTimer}
      </Button>
      {countdown && (
        <p class="grow run-timer-zero quiet small" id={`${id}-zero`}>
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
          ? <RunOptions {...props} onDone={close} />
          : <StartButton {...props} onDone={close} />}
      </div>
    </div>
  );
}

/** Minutes, whether groups end then, and **Start timer** (B-13). */
function StartButton(
  { session, api, id, told, onDone }: TimerProps & { onDone: () => void },
) {
  const { minutes: kept = usualMinutes, stopAtZero = true } =
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
    // Closed after the request, so that a double press hits the same button.
    onDone();
  };
  return (
    <Form class="stack" noValidate onSubmit={start}>
      <InputField
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
      <Checkbox
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

/** More time, **Stop timer**, and whether groups end at zero. */
function RunOptions(
  { session, api, id, told, onDone }: TimerProps & { onDone: () => void },
) {
  const countdown = useCountdown(session);
  // A colleague has stopped it: adding time would start a new countdown.
  const isOver = countdown === null;
  const { stopAtZero = true } = session.facts.breakouts.value;
  const stop = async () => {
    const done = await api.act("DELETE /breakouts/timer");
    // The groups may have ended at the same time.
    if (done?.breakouts.open) {
      const text = groupsBoard.timerStopped;
      const undo = countdown?.left
        ? () => canContinue(session, api, countdown)
        : undefined;
      if (told) told.value = { text, undo };
      else api.announcement.value = text;
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
      <SettingSwitch
        id={`${id}-ends-then`}
        label={t.stopAtZero}
        hint={t.stopAtZeroHint}
        on={stopAtZero}
        // At zero this press would end them; in the grace period they end anyway.
        disabled={!countdown || countdown.left === 0 || countdown.stops}
        onChange={async (on) =>
          await api.act("PATCH /breakouts", { stopAtZero: on }) !== null}
      />
    </div>
  );
}

/** Continues the countdown, unless there is a new one. */
async function canContinue(
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
