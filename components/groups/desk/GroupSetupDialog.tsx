/**
 * **Set up breakout rooms**: automatic groups or groups made by hand (B-1, B-4 to B-7, GROUP-3). Changes apply at once;
 * those of settings move no student.
 */
import { groups } from "texts/groups.ts";
import type { ActInput } from "../../../classroom/acts.ts";
import { signal, useSignal } from "@preact/signals";
import { bounds } from "../../../classroom/model/bounds.ts";
import type {
  BreakoutsState,
  RoomEntryMode,
} from "../../../classroom/model/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { automaticGroupName } from "../../../formats/group_names.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Seat } from "../../client/seat.ts";
import { Button, Form, IconButton } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Checkbox.tsx";
import { TextAreaField } from "../../ui/TextAreaField.tsx";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { PlusIcon } from "../../ui/icons.tsx";
import { TrashIcon } from "../../ui/later_icons.tsx";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import { studentsOfGroup } from "../group_members.ts";
import {
  roomsInOrder,
  type RoomWithEmblem,
} from "../../client/group_emblems.ts";
import { AutoBreakoutFields } from "./AutoBreakoutFields.tsx";
import { InstructionFileField } from "./InstructionFileField.tsx";
import { NumberField, useHeldValue } from "./NumberField.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { BreakoutSessionButtons } from "./BreakoutSessionButtons.tsx";
import type { GroupsApi, GroupsDialogProps } from "./groups_api.ts";
import "./groups_desk.css";
import { UndoButton } from "../../ui/UndoButton.tsx";

const entries: readonly RoomEntryMode[] = ["automatic", "assigned", "free"];

export function GroupSetupDialog({ session, api, onClose }: GroupsDialogProps) {
  const breakouts = session.facts.breakouts.value;
  const auto = breakouts.auto === true;
  const change = (ask: ActInput<"PATCH /breakouts">) =>
    api.act("PATCH /breakouts", ask);
  return (
    <Modal title={t.setUp} kind="setup" onClose={onClose}>
      <div class="stack wide">
        <RefusedRequestNotice api={api} />
        <p class="visually-hidden" role="status">{api.announcement}</p>
        <BreakoutSessionButtons session={session} api={api} />
        <AutoBreakoutFields session={session} api={api} />
        <StudentsWithoutGroup session={session} />
        {!auto && (
          <EntryChoice
            entry={breakouts.entry ?? "assigned"}
            onChange={(entry) => change({ entry })}
          />
        )}
        <RoomList session={session} api={api} />
        <TimeLimitFields breakouts={breakouts} onChange={change} />
        <div>
          <InstructionsField
            id="group-instructions"
            label={t.instructionsForAll}
            hint={t.instructionsHint}
            value={breakouts.instructions ?? ""}
            onKeep={(instructions) => change({ instructions })}
          />
          <InstructionFileField
            seat={session.seat}
            label={t.instructionsFileAll}
            file={breakouts.file}
            onKeep={(file) => change({ file })}
          />
        </div>
      </div>
    </Modal>
  );
}

function TimeLimitFields({ breakouts, onChange }: {
  breakouts: Partial<BreakoutsState>;
  onChange: (ask: ActInput<"PATCH /breakouts">) => unknown;
}) {
  const { open, minutes, stopAtZero } = breakouts;
  return (
    <div>
      {/* Open groups have the class's timer instead. */}
      {!open && (
        <NumberField
          id="group-minutes"
          label={t.minutes}
          hint={t.minutesHint}
          value={minutes ?? null}
          min={1}
          max={bounds.breakoutMinutes}
          error={t.minutesBounds({ hours: bounds.breakoutMinutes / 60 })}
          mayBeEmpty
          onChange={(minutes) => onChange({ minutes })}
        />
      )}
      <Checkbox
        id="stop-at-zero"
        label={t.stopAtZero}
        hint={t.stopAtZeroHint}
        checked={stopAtZero ?? true}
        onChange={(event) =>
          onChange({ stopAtZero: event.currentTarget.checked })}
      />
    </div>
  );
}

function EntryChoice({ entry, onChange }: {
  entry: RoomEntryMode;
  onChange: (entry: RoomEntryMode) => void;
}) {
  return (
    <fieldset class="stack tight setup-entry">
      <legend>{t.entry}</legend>
      {entries.map((mode) => (
        <label key={mode}>
          <input
            type="radio"
            name="entry"
            checked={entry === mode}
            onChange={() => onChange(mode)}
          />
          <span>
            {t.entries[mode].name}
            <span class="hint">{t.entries[mode].hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function StudentsWithoutGroup({ session }: { session: ClassSession }) {
  const count = studentsOfGroup(session.facts.members.value, null).length;
  const auto = session.facts.breakouts.value.auto === true;
  if (count === 0) return null;
  if (!auto && roomsInOrder(session.facts.rooms.value).length === 0) {
    return null;
  }
  return (
    <Notice tone="warn">
      <span>{t.notInGroup({ count })}</span>
      <Button onClick={() => dialogRequest.value = "distribute"}>
        {t.distribute}
      </Button>
    </Notice>
  );
}

/** Creates, renames and deletes groups, and edits their instructions (B-5, B-6, B-16, B-18). */
function RoomList(
  { session, api }: { session: ClassSession; api: GroupsApi },
) {
  const rooms = roomsInOrder(session.facts.rooms.value);
  const auto = session.facts.breakouts.value.auto === true;
  const make = (count: number) => api.add("POST /breakouts/rooms", { count });
  const isFull = rooms.length >= bounds.rooms;
  const deletedRoom = useSignal<string | null>(null);
  // Only while the deletion is the last action: otherwise **Undo** would undo a later one.
  const undoableAction = session.staff?.undoableAction.value;
  const canUndo = deletedRoom.value !== null &&
    undoableAction?.archived.length === 1 &&
    undoableAction.archived[0] === deletedRoom.value;
  return (
    <section class="stack tight" aria-labelledby="rooms-heading">
      <h3 id="rooms-heading">{groups.rooms}</h3>
      {rooms.length === 0 && auto && (
        <p class="quiet">{t.noneYet({ name: automaticGroupName(1) })}</p>
      )}
      {rooms.length === 0 && !auto && <MakeRoomsForm onMake={make} />}
      <ul class="stack snug room-list">
        {rooms.map((room) => (
          <RoomRow
            key={room.id}
            room={room}
            size={studentsOfGroup(session.facts.members.value, room.id).length}
            api={api}
            seat={session.seat}
            onDelete={async () => {
              const r = room.id;
              if (await api.act("DELETE /breakouts/rooms/:r", { r })) {
                deletedRoom.value = r;
              }
            }}
          />
        ))}
      </ul>
      <div role="status">
        {canUndo && (
          <p class="cluster">
            <span>
              {t.roomDeleted({
                name: session.facts.rooms.value[deletedRoom.value!]?.name ?? "",
              })}
            </span>
            <UndoButton
              onClick={() => api.act("POST /breakouts/undo")}
            />
          </p>
        )}
      </div>
      {(rooms.length > 0 || auto) && (
        <div class="actions">
          <Button
            disabled={auto || isFull}
            aria-describedby={auto || isFull ? "add-room-why" : undefined}
            onClick={() => make(1)}
          >
            <PlusIcon />
            {t.addRoom}
          </Button>
          {(auto || isFull) && (
            <p class="hint" id="add-room-why">
              {auto ? t.noAddRoom : t.howManyBounds({ most: bounds.rooms })}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

/** The number of groups to create. Kept while the page is open, for after a deletion of all. */
const roomCount = signal(4);

function MakeRoomsForm({ onMake }: { onMake: (count: number) => unknown }) {
  const count = roomCount;
  const isWrong = useSignal(false);
  return (
    <Form
      class="cluster room-make"
      noValidate
      onSubmit={() => {
        isWrong.value = !(count.value >= 1 && count.value <= bounds.rooms);
        if (!isWrong.value) return onMake(count.value);
      }}
    >
      <div class="field">
        <label for="room-count">{t.howMany}</label>
        <input
          id="room-count"
          class="input"
          type="number"
          inputMode="numeric"
          min={1}
          max={bounds.rooms}
          value={count}
          aria-invalid={isWrong.value}
          aria-describedby="room-count-error"
          onInput={(event) => count.value = event.currentTarget.valueAsNumber}
        />
      </div>
      <Button type="submit" look="main">{t.make}</Button>
      <p class="field-error" id="room-count-error" role="alert">
        {isWrong.value && t.howManyBounds({ most: bounds.rooms })}
      </p>
    </Form>
  );
}

function RoomRow(
  { room, size, api, seat, onDelete }: {
    room: RoomWithEmblem & { id: string };
    onDelete: () => unknown;
    size: number;
    api: GroupsApi;
    seat: Seat;
  },
) {
  const change = (ask: Omit<ActInput<"PATCH /breakouts/rooms/:r">, "r">) =>
    api.act("PATCH /breakouts/rooms/:r", { r: room.id, ...ask });
  const { shownValue, ...holding } = useHeldValue(room.name);
  return (
    <li>
      <div class="room-row row">
        <GroupEmblem room={room} />
        <input
          {...holding}
          key={shownValue}
          class="grow input"
          defaultValue={shownValue}
          maxLength={bounds.roomName}
          aria-label={t.nameOf({ name: room.name })}
          autocomplete="off"
          onChange={async (event) => {
            const box = event.currentTarget;
            const name = box.value.trim();
            if (name === "" || !await change({ name })) box.value = room.name;
          }}
        />
        <span class="quiet small figures">{t.students({ count: size })}</span>
        <IconButton
          label={t.deleteRoom({ name: room.name })}
          Icon={TrashIcon}
          look="small"
          onClick={onDelete}
        />
      </div>
      <details>
        <summary class="small">
          {room.instructions || room.file
            ? t.instructionsOwn
            : t.instructionsAdd}
        </summary>
        <InstructionsField
          id={`instructions-${room.id}`}
          label={t.instructionsFor({ name: room.name })}
          value={room.instructions ?? ""}
          onKeep={(instructions) => change({ instructions })}
        />
        <InstructionFileField
          seat={seat}
          label={t.instructionsFileFor({ name: room.name })}
          file={room.file}
          onKeep={(file) => change({ file })}
        />
      </details>
    </li>
  );
}

/** Instructions, saved when the field is left (B-18). */
function InstructionsField({ value, onKeep, ...field }: {
  id: string;
  label: string;
  hint?: string;
  value: string;
  onKeep: (words: string | null) => void;
}) {
  const { shownValue, ...holding } = useHeldValue(value);
  return (
    <TextAreaField
      {...field}
      {...holding}
      key={shownValue}
      rows={2}
      maxLength={bounds.instructions}
      defaultValue={shownValue}
      onChange={(event) => onKeep(event.currentTarget.value.trim() || null)}
    />
  );
}
