import { type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { ActionNotice } from "../../people/student_actions.ts";
import { Button, Form } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Checkbox.tsx";
import { InputField } from "../../ui/InputField.tsx";
import { SettingSwitch } from "../../ui/SettingSwitch.tsx";
import { formatTimeLeft } from "../../../formats/format_time.ts";
import { useCountdown } from "../BreakoutTimer.tsx";
import { countdownAt, type CountdownView } from "../countdown.ts";
import type { GroupsApi } from "./groups_api.ts";
import { GroupsPopover } from "./GroupsPopover.tsx";

const usualMinutes = 5;

/** Not `useId`, which starts over in each island. */
export const timerId = "class-timer";

interface TimerProps {
  session: ClassSession;
  api: GroupsApi;
  /** Shows that the timer was stopped, with **Undo**. */
  told: Signal<ActionNotice | null>;
}

export function TimerPopover({ session, told }: Omit<TimerProps, "api">) {
  return (
    <GroupsPopover
      id={timerId}
      kind="run-timer-list"
      label={groupsBoard.timer}
      session={session}
    >
      {(api, close) => (
        <OpenTimer session={session} api={api} told={told} onDone={close} />
      )}
    </GroupsPopover>
  );
}

/** The popover's content. It stays the same while open, even if another teacher starts or stops the timer. */
function OpenTimer(props: TimerProps & { onDone: () => void }) {
  const { breakouts, clockOffset } = props.session.facts;
  const isRunning = useMemo(() => {
    const now = Date.now() + clockOffset.peek();
    return countdownAt(breakouts.peek(), now) !== null;
  }, []);
  return isRunning ? <RunOptions {...props} /> : <StartTimer {...props} />;
}

/** Minutes, whether open groups end then, and **Start timer** (B-13). */
function StartTimer(
  { session, api, told, onDone }: TimerProps & { onDone: () => void },
) {
  const { open, minutes: defaultMinutes = usualMinutes, stopAtZero = true } =
    session.facts.breakouts.value;
  const typedMinutes = useSignal<number | null>(null);
  const chosenStopAtZero = useSignal<boolean | null>(null);
  const isWrong = useSignal(false);
  const minutes = typedMinutes.value ?? defaultMinutes;
  const { info, clockOffset } = session.facts;
  const { endsAt: classEndsAt = Infinity } = info.value;
  const classLeftMs = classEndsAt - Date.now() - clockOffset.value;
  const start = async () => {
    isWrong.value = !(minutes > 0 && minutes <= bounds.breakoutMinutes);
    if (isWrong.value) return;
    const ask = {
      minutes,
      ...open && { stopAtZero: chosenStopAtZero.value ?? stopAtZero },
    };
    if (!await api.act("POST /breakouts/timer", ask)) return;
    told.value = null;
    // Closes after the request, so that a double press hits the same button.
    onDone();
  };
  return (
    <Form class="stack" noValidate onSubmit={start}>
      <InputField
        id={`${timerId}-minutes`}
        label={t.minutes}
        type="number"
        inputMode="numeric"
        min={1}
        max={bounds.breakoutMinutes}
        hint={minutes * 60_000 > classLeftMs
          ? t.classEndsFirst({ time: formatTimeLeft(classLeftMs) })
          : undefined}
        value={Number.isNaN(minutes) ? "" : minutes}
        error={isWrong.value
          ? t.minutesBounds({ hours: bounds.breakoutMinutes / 60 })
          : undefined}
        onInput={({ currentTarget }) =>
          typedMinutes.value = currentTarget.valueAsNumber}
      />
      {open && (
        <Checkbox
          id={`${timerId}-ends`}
          label={t.stopAtZero}
          hint={t.stopAtZeroHint}
          checked={chosenStopAtZero.value ?? stopAtZero}
          onChange={({ currentTarget }) =>
            chosenStopAtZero.value = currentTarget.checked}
        />
      )}
      <Button type="submit" look="main">{groupsBoard.startTimer}</Button>
    </Form>
  );
}

function RunOptions(
  { session, api, told, onDone }: TimerProps & { onDone: () => void },
) {
  const countdown = useCountdown(session);
  // Another teacher has stopped it: adding time would start a new countdown.
  const isOver = countdown === null;
  const { open, stopAtZero = true } = session.facts.breakouts.value;
  const stoppedText = open
    ? groupsBoard.timerStopped
    : groupsBoard.timerIsStopped;
  const stop = async () => {
    const result = await api.act("DELETE /breakouts/timer");
    // Not if the groups have ended at the same time, and the countdown with them.
    if (result && result.breakouts.open === (open === true)) {
      const undo = countdown?.left
        ? () => continueCountdown(session, api, countdown)
        : undefined;
      told.value = { text: stoppedText, undo };
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
      {isOver && <p role="status">{stoppedText}</p>}
      {open && (
        <SettingSwitch
          id={`${timerId}-ends-then`}
          label={t.stopAtZero}
          hint={t.stopAtZeroHint}
          isOn={stopAtZero}
          // At zero, a press would end the groups; while they are closing, they end anyway.
          isDisabled={!countdown || countdown.left === 0 ||
            countdown.isStopping}
          onChange={async (isOn) =>
            await api.act("PATCH /breakouts", { stopAtZero: isOn }) !== null}
        />
      )}
    </div>
  );
}

/** Continues a stopped countdown, unless another was started. */
async function continueCountdown(
  { facts }: ClassSession,
  api: GroupsApi,
  { left, isStopping }: CountdownView,
): Promise<void> {
  const { endsAt, stopsAt } = facts.breakouts.peek();
  if (endsAt !== undefined || stopsAt !== undefined) return;
  await (isStopping
    ? api.act("POST /breakouts/stop", { grace: left / 1000 })
    : api.add("POST /breakouts/extend", { minutes: left / 60_000 }));
}
