/** The rooms in the setup: making the first ones, adding, renaming, instructions for one (B-5, B-6, B-16, B-18). */
import { useSignal } from "@preact/signals";
import { bounds } from "../../../classroom/model/bounds.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import type { ClassSession } from "../../session/class_session.ts";
import type { Seat } from "../../session/seat.ts";
import { automaticGroup } from "../../../locales/group_names.ts";
import { membersOf } from "../group_members.ts";
import { Button, Form, IconButton } from "../../ui/Button.tsx";
import { PlusIcon, TrashIcon, UndoIcon } from "../../ui/icons.tsx";
import { isEnter } from "../../ui/keys.ts";
import type { GroupsApi } from "./groups_api.ts";
import { GroupMark } from "../GroupMark.tsx";
import { activeRooms, type MarkedRoom } from "../marks.ts";
import { InstructionFile } from "./InstructionFile.tsx";
import { InstructionsField } from "./InstructionsField.tsx";
import "./RoomList.css";

/** The list, or how to make one. */
export function RoomList(
  { session, api }: { session: ClassSession; api: GroupsApi },
) {
  const rooms = activeRooms(session.facts.rooms.value);
  const auto = session.facts.breakouts.value.auto === true;
  const count = useSignal(4);
  const wrong = useSignal(false);
  const make = (count: number) => api.add("/breakouts/rooms", { count });
  const full = rooms.length >= bounds.rooms;
  const deleted = useSignal<string | null>(null);
  // A move or another thing that was done since is what Undo would take back.
  const undo = session.staff?.undo.value;
  const canUndo = deleted.value !== null &&
    undo?.archived.length === 1 && undo.archived[0] === deleted.value;
  return (
    <section class="stack tight" aria-labelledby="rooms-heading">
      <h3 id="rooms-heading">{groups.rooms}</h3>
      {rooms.length === 0 && auto && (
        <p class="quiet">{t.noneYet({ name: automaticGroup(1) })}</p>
      )}
      {rooms.length === 0 && !auto && (
        <Form
          class="room-make"
          noValidate
          onSubmit={() => {
            wrong.value = !(count.value >= 1 && count.value <= bounds.rooms);
            if (!wrong.value) return make(count.value);
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
              aria-invalid={wrong.value}
              aria-describedby="room-count-error"
              onInput={(event) =>
                count.value = event.currentTarget.valueAsNumber}
            />
          </div>
          <Button type="submit" look="main">{t.make}</Button>
          <p class="field-error" id="room-count-error" role="alert">
            {wrong.value && t.howManyBounds}
          </p>
        </Form>
      )}
      <ul class="room-list">
        {rooms.map((room) => (
          <Row
            key={room.id}
            room={room}
            size={membersOf(session.facts.members.value, room.id).length}
            api={api}
            seat={session.seat}
            onDelete={async () => {
              const path = `/breakouts/rooms/${room.id}`;
              if (await api.act("DELETE", path)) deleted.value = room.id;
            }}
          />
        ))}
      </ul>
      <div role="status">
        {canUndo && (
          <p class="row wraps">
            <span>
              {t.roomDeleted({
                name: session.facts.rooms.value[deleted.value!]?.name ?? "",
              })}
            </span>
            <Button
              look="small"
              onClick={() => api.act("POST", "/breakouts/undo")}
            >
              <UndoIcon />
              {t.undo}
            </Button>
          </p>
        )}
      </div>
      {(rooms.length > 0 || auto) && (
        <div class="actions">
          <Button
            disabled={auto || full}
            aria-describedby={auto || full ? "add-room-why" : undefined}
            onClick={() => make(1)}
          >
            <PlusIcon />
            {t.addRoom}
          </Button>
          {(auto || full) && (
            <p class="hint" id="add-room-why">
              {auto ? t.noAddRoom : t.howManyBounds}
            </p>
          )}
        </div>
      )}
    </section>
  );
}

function Row(
  { room, size, api, seat, onDelete }: {
    room: MarkedRoom & { id: string };
    onDelete: () => unknown;
    size: number;
    api: GroupsApi;
    seat: Seat;
  },
) {
  const change = (ask: Record<string, unknown>) =>
    api.act("PATCH", `/breakouts/rooms/${room.id}`, ask);
  return (
    <li>
      <div class="room-row row">
        <GroupMark room={room} />
        <input
          key={room.name}
          class="input"
          defaultValue={room.name}
          maxLength={bounds.roomName}
          aria-label={t.nameOf({ name: room.name })}
          autocomplete="off"
          onKeyDown={(event) => {
            if (isEnter(event)) event.currentTarget.blur();
          }}
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
        <InstructionFile
          seat={seat}
          label={t.instructionsFileFor({ name: room.name })}
          file={room.file}
          onKeep={(file) => change({ file })}
        />
      </details>
    </li>
  );
}
