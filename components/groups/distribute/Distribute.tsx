/**
 * **Distribute Students** (B-8): groups on the left, a card a student; by drag and drop, by keyboard, or by
 * the menu **Move to…**. A move takes effect at once, and the dialog shows what the documents say.
 */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { dropTarget } from "../../ui/drag.ts";
import { GroupMark } from "../GroupMark.tsx";
import { dialogRequest } from "../../chat/panel_requests.ts";
import { Button } from "../../ui/Button.tsx";
import { ShuffleIcon } from "../../page/desk_icons.tsx";
import { CloseIcon, LockIcon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { RefusedNotice } from "../../client/RefusedNotice.tsx";
import { type MarkedRoom, roomsInOrder } from "../marks.ts";
import type { OpenMenu } from "../../ui/Menu.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { MoveMenu } from "./MoveMenu.tsx";
import type { DialogProps } from "../desk/groups_api.ts";
import { type Seated, StudentCard } from "./StudentCard.tsx";
import { Constraints } from "./constraints.ts";
import { type How, seatedIn, spread, summary } from "./spread.ts";
import { StripOver } from "../../desk/Strip.tsx";
import "../desk/groups_desk.css";
import { writeList } from "../../ui/list.ts";
import { sentence } from "../../../locales/sentence.ts";
import { UndoButton } from "../../ui/UndoButton.tsx";

export function Distribute({ session, api, onClose }: DialogProps) {
  const constraints = useMemo(() => new Constraints(session.seat.session), [
    session,
  ]);
  const onlineOnly = useSignal(true);
  const shown = useSignal<string | null | undefined>(undefined);
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const menu = useSignal<OpenMenu<readonly string[]> | null>(null);

  const rooms = roomsInOrder(session.facts.rooms.value);
  const students = seatedIn(session);
  const nameOf = (id: string) => session.facts.members.value[id]?.name ?? "";
  const roomName = (id: string | null) =>
    id === null ? t.none : session.facts.rooms.value[id]?.name ?? "";
  useArrivals(students, (said) => api.said.value = said);
  const picked = students
    .filter(({ id }) => selected.value.has(id)).map(({ id }) => id);
  const visible = students.filter(({ room }) =>
    shown.value === undefined || room === shown.value
  );
  // The group whose students were shown may be gone.
  const chosen = shown.value;
  const isGone = chosen != null && !rooms.some(({ id }) => id === chosen);
  useEffect(() => {
    if (isGone) shown.value = undefined;
  }, [isGone]);
  const undo = session.staff?.undo.value;
  const nothing = rooms.length === 0 &&
    !session.facts.breakouts.value.auto;

  const move = async (members: readonly string[], room: string | null) => {
    const moved = await api.move(members, room);
    if (!moved) return;
    selected.value = new Set();
    const names = writeList(members.map(nameOf));
    api.said.value = sentence(t.movedTo({ names, room: roomName(room) }));
  };
  const distribute = async (how: How) => {
    const wish = { how, onlineOnly: onlineOnly.value };
    const moved = await spread(session, api, constraints, wish);
    if (moved) api.said.value = summary(session, moved);
  };
  const takeBack = async () => {
    const done = await api.act("POST /breakouts/undo");
    if (done) api.said.value = t.undone;
  };
  const select = (id: string, on: boolean) => {
    const next = new Set(selected.value);
    if (on) next.add(id);
    else next.delete(id);
    selected.value = next;
  };
  const openMenu = (of: readonly string[], anchor: HTMLElement) =>
    menu.value = { of, anchor };

  return (
    <Modal title={t.distribute} kind="distribute" onClose={onClose}>
      <StripOver session={session} api={api} onClose={onClose} />
      <p class="visually-hidden" role="status">{api.said}</p>
      <div class="distribute-tools row wraps">
        <Button
          look="main"
          title={t.autoDistributeHint}
          disabled={nothing}
          onClick={() => distribute("shuffle")}
        >
          <ShuffleIcon />
          {t.autoDistribute}
        </Button>
        <Button
          title={t.evenOutHint}
          disabled={nothing}
          onClick={() => distribute("even")}
        >
          {t.evenOut}
        </Button>
        <Button
          title={t.newPartnersHint}
          disabled={nothing}
          onClick={() => distribute("new-partners")}
        >
          {t.newPartners}
        </Button>
        <label class="distribute-online">
          <input
            type="checkbox"
            checked={onlineOnly}
            onChange={(event) => onlineOnly.value = event.currentTarget.checked}
          />
          {t.onlineOnly}
        </label>
        <p class="distribute-summary figures">
          {summary(session, undo && Object.keys(undo.moved).length)}
        </p>
        <UndoButton
          // It keeps the focus: what is pressed there next does nothing.
          aria-disabled={!undo}
          onClick={() => undo && takeBack()}
          look=""
        />
      </div>
      <RefusedNotice api={api} />
      {nothing && (
        <Notice tone="warn">
          <span>{t.noRooms}</span>
          <Button onClick={() => dialogRequest.value = "setup"}>
            {t.setUp}
          </Button>
        </Notice>
      )}
      <div class="distribute-body">
        <GroupList
          rooms={rooms}
          students={students}
          capacity={session.facts.breakouts.value.capacity ?? null}
          shown={shown}
          onDrop={move}
        />
        <section class="distribute-students" aria-labelledby="students-heading">
          <h3 id="students-heading" class="visually-hidden">
            {t.studentsHeading}
          </h3>
          <div class="distribute-picked row wraps">
            {picked.length === 0
              ? (
                <p class="hint">
                  {t.dragHint({
                    told: session.facts.breakouts.value.open
                      ? t.toldAtOnce
                      : t.toldAtStart,
                  })}
                </p>
              )
              : (
                <>
                  <strong class="figures">
                    {t.selected({ count: picked.length })}
                  </strong>
                  <Button
                    look="small"
                    aria-haspopup="menu"
                    onClick={(event) => openMenu(picked, event.currentTarget)}
                  >
                    {t.moveTo}
                  </Button>
                  {picked.length > 1 && (
                    <Button
                      look="small"
                      onClick={() => {
                        constraints.separate(picked);
                        selected.value = new Set();
                      }}
                    >
                      {t.keepApart}
                    </Button>
                  )}
                  <Button
                    look="small"
                    onClick={() =>
                      picked.forEach((id) => constraints.toggle(id))}
                  >
                    <LockIcon />
                    {t.lock}
                  </Button>
                  <Button
                    look="small bare"
                    onClick={() => selected.value = new Set()}
                  >
                    {t.clear}
                  </Button>
                </>
              )}
          </div>
          {constraints.apart.value.length > 0 && (
            <ul class="row wraps">
              {constraints.apart.value.map((pair) => (
                <li class="badge" key={pair.join()}>
                  {t.apart({ one: nameOf(pair[0]), other: nameOf(pair[1]) })}
                  <button
                    type="button"
                    class="apart-off"
                    aria-label={t.together(
                      { one: nameOf(pair[0]), other: nameOf(pair[1]) },
                    )}
                    onClick={() =>
                      constraints.join(pair)}
                  >
                    <CloseIcon />
                  </button>
                </li>
              ))}
            </ul>
          )}
          {students.length === 0 && <p class="quiet">{t.noStudents}</p>}
          <ul class="student-cards">
            {visible.map((student) => (
              <StudentCard
                key={student.id}
                student={student}
                room={student.room === null
                  ? null
                  : session.facts.rooms.value[student.room] ?? null}
                locked={constraints.locked.value.includes(student.id)}
                selected={selected.value.has(student.id)}
                along={() =>
                  selected.peek().has(student.id) ? picked : [student.id]}
                onSelect={select}
                onLock={(id) => constraints.toggle(id)}
                onMenu={openMenu}
              />
            ))}
          </ul>
        </section>
      </div>
      <MoveMenu
        opened={menu}
        rooms={rooms}
        students={students}
        onMove={move}
      />
    </Modal>
  );
}

/** Says who has come and who has gone while the dialog is open. */
function useArrivals(
  students: readonly Seated[],
  say: (said: string) => void,
): void {
  const known = useRef<Map<string, string> | null>(null);
  useEffect(() => {
    const now = new Map(students.map(({ id, name }) => [id, name]));
    const before = known.current ?? now;
    known.current = now;
    const come = [...now].filter(([id]) => !before.has(id));
    const gone = [...before].filter(([id]) => !now.has(id));
    const names = (some: [string, string][]) =>
      writeList(some.map(([, name]) => name));
    if (come.length > 0) say(t.arrived({ names: names(come) }));
    else if (gone.length > 0) say(t.gone({ names: names(gone) }));
  });
}

// The groups in Distribute Students: how full each is; a card can be dropped there, a press shows who is in it.

/** The list. `shown`: the group whose students are shown; null: those in none; undefined: all. */
function GroupList(props: {
  rooms: readonly (MarkedRoom & { id: string })[];
  students: readonly Seated[];
  capacity: number | null;
  shown: Signal<string | null | undefined>;
  onDrop: (students: readonly string[], room: string | null) => void;
}) {
  const { rooms, students, capacity, shown, onDrop } = props;
  const size = (id: string | null) =>
    students.filter(({ room }) => room === id).length;
  return (
    <section class="distribute-groups" aria-labelledby="groups-heading">
      <h3 id="groups-heading">{t.board}</h3>
      <ul>
        <Target
          room={null}
          size={size(null)}
          capacity={null}
          shown={shown}
          onDrop={(dropped) => onDrop(dropped, null)}
        />
        {rooms.map((room) => (
          <Target
            key={room.id}
            room={room}
            size={size(room.id)}
            capacity={capacity}
            shown={shown}
            onDrop={(dropped) => onDrop(dropped, room.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function Target(props: {
  room: MarkedRoom & { id: string } | null;
  size: number;
  capacity: number | null;
  shown: Signal<string | null | undefined>;
  onDrop: (students: readonly string[]) => void;
}) {
  const { room, size, capacity, shown } = props;
  const id = room?.id ?? null;
  const on = shown.value === id;
  return (
    <li
      class="group-target"
      {...dropTarget(props.onDrop)}
    >
      <button
        type="button"
        aria-pressed={on}
        title={on ? t.showAll : t.show({ name: room?.name ?? t.none })}
        onClick={() => shown.value = on ? undefined : id}
      >
        {room && <GroupMark room={room} />}
        <span class="group-target-name">{room?.name ?? t.none}</span>
        <span
          class="figures"
          data-over={capacity !== null && size > capacity}
        >
          {capacity === null ? size : `${size}/${capacity}`}
        </span>
      </button>
    </li>
  );
}
