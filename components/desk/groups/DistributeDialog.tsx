/** **Distribute Students** (B-8): by drag and drop, **Move here** or **Move to…**. Each move applies at once. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { groups } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { makeDropTarget } from "../../ui/drag.ts";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import { dialogRequest } from "../../chat/panel_requests.ts";
import { Button } from "../../ui/Button.tsx";
import { ShuffleIcon } from "../../page/desk_icons.tsx";
import { CloseIcon, LockIcon } from "../../ui/icons.tsx";
import { UnlockIcon } from "../../ui/later_icons.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import {
  roomsInOrder,
  type RoomWithEmblem,
} from "../../client/group_emblems.ts";
import type { OpenMenu } from "../../ui/Menu.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { MoveMenu } from "../../groups/distribute/MoveMenu.tsx";
import type { ClassSession } from "../../client/class_session.ts";
import type {
  GroupsApi,
  GroupsDialogProps,
} from "../../groups/desk/groups_api.ts";
import {
  StudentCard,
  type StudentInGroup,
} from "../../groups/distribute/StudentCard.tsx";
import { DistributionConstraints } from "../../groups/distribute/constraints.ts";
import {
  type DistributionMethod,
  distributionSummary,
  requestDistribution,
  studentsInGroups,
} from "../../groups/distribute/distribution.ts";
import { DialogQueuesStrip } from "../StaffQueuesStrip.tsx";
import "../../groups/desk/groups_desk.css";
import { formatList } from "../../../formats/format_list.ts";
import { removeDoubledStops } from "../../../locales/doubled_stops.ts";
import { UndoButton } from "../../ui/UndoButton.tsx";

export function DistributeDialog({ session, api, onClose }: GroupsDialogProps) {
  const state = useDistribution(session, api);
  const { constraints, selected, menu, rooms, students, picked } = state;
  const { hasNoGroups, move, select, openMenu } = state;
  const cards = useFocusOnCard();

  return (
    <Modal title={t.distribute} kind="distribute" onClose={onClose}>
      <DialogQueuesStrip session={session} api={api} onClose={onClose} />
      <p class="visually-hidden" role="status">{api.announcement}</p>
      <DistributionTools api={api} state={state} />
      <RefusedRequestNotice api={api} />
      {hasNoGroups && (
        <Notice tone="warn">
          <span>{t.noRooms}</span>
          <Button onClick={() => dialogRequest.value = "setup"}>
            {t.setUp}
          </Button>
        </Notice>
      )}
      <SelectionBar state={state} />
      {constraints.separatedPairs.value.length > 0 && (
        <SeparatedPairs state={state} />
      )}
      {students.length === 0 && <p class="quiet">{t.noStudents}</p>}
      <div class="distribute-body">
        <ul
          class="stack tight scroll distribute-rooms"
          aria-label={groups.rooms}
          tabIndex={0}
        >
          {[null, ...rooms].map((room) => {
            const id = room?.id ?? null;
            const { capacity } = session.facts.breakouts.value;
            return (
              <GroupTarget
                key={id ?? "none"}
                room={room}
                names={students.filter((it) => it.room === id)
                  .map(({ name }) => name)}
                capacity={room === null ? null : capacity ?? null}
                picked={picked}
                onMove={(members) => move(members, id)}
              />
            );
          })}
        </ul>
        <ul class="grid tight scroll student-cards" {...cards}>
          {students.map((student) => (
            <StudentCard
              key={student.id}
              student={student}
              room={rooms.find(({ id }) => id === student.room) ?? null}
              isLocked={constraints.lockedMembers.value.includes(student.id)}
              isSelected={selected.value.has(student.id)}
              along={() =>
                selected.peek().has(student.id) ? picked : [student.id]}
              onSelect={select}
              onMenu={openMenu}
            />
          ))}
        </ul>
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

function useDistribution(session: ClassSession, api: GroupsApi) {
  const constraints = useMemo(
    () => new DistributionConstraints(session.seat.session),
    [
      session,
    ],
  );
  const onlineOnly = useSignal(true);
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const menu = useSignal<OpenMenu<readonly string[]> | null>(null);

  const rooms = roomsInOrder(session.facts.rooms.value);
  const students = studentsInGroups(session);
  const nameOf = (id: string) => session.facts.members.value[id]?.name ?? "";
  const roomName = (id: string | null) =>
    id === null ? t.none : session.facts.rooms.value[id]?.name ?? "";
  useArrivalAnnouncements(
    students,
    (announcement) => api.announcement.value = announcement,
  );
  const picked = students
    .filter(({ id }) => selected.value.has(id)).map(({ id }) => id);
  const hasNoGroups = rooms.length === 0 &&
    !session.facts.breakouts.value.auto;

  const move = async (members: readonly string[], room: string | null) => {
    const places = new Map(students.map((it) => [it.id, it.room]));
    if (members.every((id) => places.get(id) === room)) return;
    const moved = await api.moveMembers(members, room);
    if (!moved) return;
    selected.value = new Set();
    const names = formatList(members.map(nameOf));
    api.announcement.value = removeDoubledStops(
      t.movedTo({ names, room: roomName(room) }),
    );
  };
  const distribute = async (method: DistributionMethod) => {
    const options = { how: method, onlineOnly: onlineOnly.value };
    const moved = await requestDistribution(session, api, constraints, options);
    if (moved) api.announcement.value = distributionSummary(session, moved);
  };
  const select = (id: string, isSelected: boolean) => {
    const next = new Set(selected.value);
    if (isSelected) next.add(id);
    else next.delete(id);
    selected.value = next;
  };
  const openMenu = (memberIds: readonly string[], anchor: HTMLElement) =>
    menu.value = { item: memberIds, anchor };

  return {
    session,
    constraints,
    onlineOnly,
    selected,
    menu,
    rooms,
    students,
    nameOf,
    picked,
    hasNoGroups,
    move,
    distribute,
    select,
    openMenu,
  };
}

type Distribution = ReturnType<typeof useDistribution>;

function DistributionTools(
  { api, state }: { api: GroupsApi; state: Distribution },
) {
  const { session, hasNoGroups, distribute } = state;
  const undo = session.staff?.undoableAction.value;
  const takeBack = async () => {
    const result = await api.act("POST /breakouts/undo");
    if (result) api.announcement.value = t.undone;
  };

  return (
    <div class="distribute-tools cluster">
      <Button
        look="main"
        title={t.autoDistributeHint}
        disabled={hasNoGroups}
        onClick={() => distribute("shuffle")}
      >
        <ShuffleIcon />
        {t.autoDistribute}
      </Button>
      <Button
        title={t.evenOutHint}
        disabled={hasNoGroups}
        onClick={() => distribute("even")}
      >
        {t.evenOut}
      </Button>
      <Button
        title={t.newPartnersHint}
        disabled={hasNoGroups}
        onClick={() => distribute("new-partners")}
      >
        {t.newPartners}
      </Button>
      <p class="distribute-summary figures">
        {distributionSummary(session, undo && Object.keys(undo.moved).length)}
      </p>
      <UndoButton
        // `aria-disabled`, since a disabled button would lose the focus.
        aria-disabled={!undo}
        onClick={() => undo && takeBack()}
        look=""
      />
    </div>
  );
}

function SelectionBar({ state }: { state: Distribution }) {
  const { session, constraints, onlineOnly, selected, picked, openMenu } =
    state;
  const arePickedLocked = picked.every((id) =>
    constraints.lockedMembers.value.includes(id)
  );
  return (
    <div
      class="distribute-picked cluster"
      data-any={picked.length > 0}
    >
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
                  constraints.separatePairs(picked);
                  selected.value = new Set();
                }}
              >
                {t.keepApart}
              </Button>
            )}
            <Button
              look="small"
              onClick={() => constraints.setLocked(picked, !arePickedLocked)}
            >
              {arePickedLocked ? <UnlockIcon /> : <LockIcon />}
              {arePickedLocked ? t.unlock : t.lock}
            </Button>
            <Button
              look="small bare"
              onClick={() => selected.value = new Set()}
            >
              {t.clear}
            </Button>
          </>
        )}
      <label class="row inline distribute-online">
        <input
          type="checkbox"
          checked={onlineOnly}
          onChange={(event) => onlineOnly.value = event.currentTarget.checked}
        />
        {t.onlineOnly}
      </label>
    </div>
  );
}

function SeparatedPairs(
  { state: { constraints, nameOf } }: { state: Distribution },
) {
  return (
    <ul class="cluster">
      {constraints.separatedPairs.value.map((pair) => (
        <li class="badge" key={pair.join()}>
          {t.apart({ one: nameOf(pair[0]), other: nameOf(pair[1]) })}
          <button
            type="button"
            class="apart-off"
            aria-label={t.together(
              { one: nameOf(pair[0]), other: nameOf(pair[1]) },
            )}
            onClick={() =>
              constraints.rejoinPair(pair)}
          >
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Announces students who come; if none came, those who go. */
function useArrivalAnnouncements(
  students: readonly StudentInGroup[],
  say: (said: string) => void,
): void {
  const lastNameById = useRef<Map<string, string> | null>(null);
  useEffect(() => {
    const nameById = new Map(students.map(({ id, name }) => [id, name]));
    const previousNameById = lastNameById.current ?? nameById;
    lastNameById.current = nameById;
    const come = [...nameById].filter(([id]) => !previousNameById.has(id));
    const gone = [...previousNameById].filter(([id]) => !nameById.has(id));
    const names = (entries: [string, string][]) =>
      formatList(entries.map(([, name]) => name));
    if (come.length > 0) say(t.arrived({ names: names(come) }));
    else if (gone.length > 0) say(t.gone({ names: names(gone) }));
  });
}

/** Focuses the last card again when the pressed button, such as **Move here**, is gone. */
function useFocusOnCard() {
  const cards = useRef<HTMLUListElement>(null);
  const last = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (last.current === null || document.activeElement !== document.body) {
      return;
    }
    cards.current?.querySelector<HTMLElement>(
      `[data-member="${last.current}"] input`,
    )?.focus();
  });
  return {
    ref: cards,
    onFocusIn: ({ target }: FocusEvent) => {
      const card = (target as Element).closest<HTMLElement>("[data-member]");
      last.current = card?.dataset.member ?? null;
    },
  };
}

/**
 * A group in the list, onto which cards can be dropped.
 *
 * @param room null: no group
 */
function GroupTarget({ room, names, capacity, picked, onMove }: {
  room: RoomWithEmblem | null;
  names: readonly string[];
  capacity: number | null;
  picked: readonly string[];
  onMove: (members: readonly string[]) => unknown;
}) {
  const name = room?.name ?? t.none;
  const { length: size } = names;
  return (
    <li
      class={`group-target ${room ? `hue-${room.looks.hue}` : "no-hue"}`}
      {...makeDropTarget(onMove)}
    >
      <div class="row group-target-head">
        {room && <GroupEmblem room={room} />}
        <h3 class="grow truncate" title={name}>{name}</h3>
        <span
          class="figures"
          data-over={capacity !== null && size > capacity}
        >
          {capacity === null ? size : `${size}/${capacity}`}
        </span>
        {picked.length > 0 && (
          <Button
            look="small"
            aria-label={t.moveHereTo({ name })}
            onClick={() => onMove(picked)}
          >
            {t.moveHere}
          </Button>
        )}
      </div>
      {room && (
        <p class="quiet small brief group-target-names">{formatList(names)}</p>
      )}
    </li>
  );
}
