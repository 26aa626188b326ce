/**
 * **Set up breakout rooms**: groups that fill themselves, or rooms made by hand; every change takes effect at
 * once and moves nobody (B-1, B-4 to B-7, G3).
 */
import { useSignal } from "@preact/signals";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { RoomEntry } from "../../../classroom/model/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { Check } from "../../ui/Check.tsx";
import { Field } from "../../ui/Field.tsx";
import { RefusedNotice } from "../../session/RefusedNotice.tsx";
import { InstructionFile } from "./InstructionFile.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { NotInGroup } from "../distribute/NotInGroup.tsx";
import { RoomList } from "./RoomList.tsx";
import { SessionButtons } from "./SessionButtons.tsx";
import type { DialogProps } from "./groups_api.ts";
import { InstructionsField } from "./InstructionsField.tsx";
import "./Setup.css";

const entries: readonly RoomEntry[] = ["automatic", "assigned", "free"];

/** The dialog. */
export function Setup({ session, api, onClose }: DialogProps) {
  const now = session.facts.breakouts.value;
  const auto = now.auto === true;
  const { info, members, rooms } = session.facts;
  const isRunning = info.value.state === "active";
  const placed =
    Object.values(members.value).filter(({ role, removed, room }) =>
      role === "student" && !removed && room !== null &&
      rooms.value[room]?.archived === undefined
    ).length;
  const change = (ask: Record<string, unknown>) =>
    api.act("PATCH", "/breakouts", ask);
  return (
    <Modal title={t.setUp} kind="setup" onClose={onClose}>
      <div class="stack wide">
        <RefusedNotice api={api} />
        <p class="visually-hidden" role="status">{api.said}</p>
        <SessionButtons session={session} api={api} />
        <div>
          <Check
            id="auto-breakouts"
            role="switch"
            label={t.auto}
            hint={t.autoHint}
            checked={auto}
            onChange={async (event) => {
              const box = event.currentTarget;
              if (!await change({ auto: box.checked })) box.checked = auto;
            }}
          />
          {isRunning && auto && !now.open && (
            <p class="hint">{t.autoClosed({ start: t.start })}</p>
          )}
          {isRunning && !auto && !now.open && now.openedAt === undefined &&
            placed > 0 && <p class="hint">{t.autoOpens({ count: placed })}</p>}
          <NumberField
            id="group-capacity"
            label={t.capacity}
            hint={auto ? t.capacityHint : t.capacityByHand}
            value={now.capacity ?? null}
            min={bounds.capacity.least}
            max={bounds.capacity.most}
            error={t.capacityBounds}
            mayBeEmpty={!auto}
            onChange={(capacity) => change({ capacity })}
          />
        </div>
        <NotInGroup session={session} />
        {!auto && (
          <fieldset class="setup-entry">
            <legend>{t.entry}</legend>
            {entries.map((entry) => (
              <label key={entry}>
                <input
                  type="radio"
                  name="entry"
                  checked={(now.entry ?? "assigned") === entry}
                  onChange={() => change({ entry })}
                />
                <span>
                  {t.entries[entry].name}
                  <span class="hint">{t.entries[entry].hint}</span>
                </span>
              </label>
            ))}
          </fieldset>
        )}
        <RoomList session={session} api={api} />
        <div>
          {
            /* While they are open the timer has a field of its own: minutes that are set here then begin it. */
          }
          {!now.open && (
            <NumberField
              id="group-minutes"
              label={t.minutes}
              hint={t.minutesHint}
              value={now.minutes ?? null}
              min={1}
              max={bounds.breakoutMinutes}
              error={t.minutesBounds}
              mayBeEmpty
              onChange={(minutes) => change({ minutes })}
            />
          )}
          <Check
            id="stop-at-zero"
            label={t.stopAtZero}
            hint={t.stopAtZeroHint}
            checked={now.stopAtZero ?? true}
            onChange={(event) =>
              change({ stopAtZero: event.currentTarget.checked })}
          />
        </div>
        <div>
          <InstructionsField
            id="group-instructions"
            label={t.instructionsForAll}
            hint={t.instructionsHint}
            value={now.instructions ?? ""}
            onKeep={(instructions) => change({ instructions })}
          />
          <InstructionFile
            seat={session.seat}
            label={t.instructionsFileAll}
            file={now.file}
            onKeep={(file) => change({ file })}
          />
        </div>
      </div>
    </Modal>
  );
}

/** A whole number within bounds, sent when one leaves it; out of bounds it says so and sends nothing. */
function NumberField(
  { value, min, max, error, mayBeEmpty, onChange, ...field }: {
    id: string;
    label: string;
    hint: string;
    value: number | null;
    min: number;
    max: number;
    error: string;
    mayBeEmpty: boolean;
    onChange: (value: number | null) => void;
  },
) {
  const wrong = useSignal(false);
  return (
    <div class="setup-number">
      <Field
        {...field}
        key={value}
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        step={1}
        defaultValue={value ?? undefined}
        error={wrong.value ? error : ""}
        onChange={(event) => {
          const { value: typed } = event.currentTarget;
          const number = Number(typed);
          const empty = typed.trim() === "";
          wrong.value = empty
            ? !mayBeEmpty
            : !Number.isInteger(number) || number < min || number > max;
          if (!wrong.value) onChange(empty ? null : number);
        }}
      />
    </div>
  );
}
