/**
 * The grid of all students (M-1), the most urgent first or by name. Tiles keep their places while the pointer is over
 * them. In the lobby it lists only names (N-3).
 */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChild, ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Member } from "../../../classroom/model/members.ts";
import { deletion } from "texts/deletion.ts";
import { lobby as lobbyText } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import type { OverviewData } from "../../../classroom/model/monitoring/activity.ts";
import { board as t } from "texts/monitoring_board.ts";
import { expected as expectedText } from "texts/monitoring_expected.ts";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import { session as words } from "texts/sessions_live.ts";
import { nameKey } from "../../../classroom/model/name_keys.ts";
import { listMembersWaiting, type StaffQueueKind } from "../staff_queues.ts";
import { GroupMark } from "../../client/GroupMark.tsx";
import type { ListedStudent } from "../../../classroom/model/class_list.ts";
import { studentsOfGroup } from "../../groups/group_members.ts";
import { type MarkedRoom, roomsInOrder } from "../../client/group_marks.ts";
import type { Student } from "../../people/students.ts";
import type { ClassSession } from "../../client/class_session.ts";
import type { Seat } from "../../client/seat.ts";
import { Button } from "../../ui/Button.tsx";
import { makeDraggable, makeDropTarget } from "../../ui/drag.ts";
import { OfflineIcon, PeopleIcon } from "../../ui/icons.tsx";
import type { OpenMenu } from "../../ui/Menu.tsx";
import { ignorePressesAfterChange } from "../../ui/ignore_presses.ts";
import { ClassActivityPlot } from "../Sparkline.tsx";
import type { StudentGridView } from "./student_grid_view.ts";
import {
  minStudentsForSearch,
  nameIncludes,
  type SortableStudent,
  sortStudents,
  type StudentOnGrid,
} from "./students_on_grid.ts";
import { StudentTile } from "./StudentTile.tsx";
import { useWorkOnGrid } from "./last_work.ts";
import { useCurrentCheckAnswers } from "./use_current_check_answers.ts";
import { useMoveAnimation } from "./use_move_animation.ts";
import { useIsInUse } from "./use_is_in_use.ts";
import { useStudentsOnGrid } from "./use_students_on_grid.ts";
import { useOnlineGrace } from "../../people/use_online_grace.ts";
import { tileGridAttributes } from "../../ui/tile_grid.ts";
import "../../ui/tile_grid.css";
import "../monitoring.css";
import "../../ui/popovers/popovers.ts";

export interface StudentGridProps {
  readonly seat: Seat;
  readonly view: StudentGridView;
  readonly members: Record<string, Member>;
  readonly rendered?: OverviewData;
  readonly online: ReadonlySet<string>;
  /** While offline: when the data was last up to date; null: online. */
  readonly lastKnown: string | null;
  readonly collect: boolean;
  readonly startsAt: number;
  readonly now: number;
  readonly live: boolean;
  /** Lights up students with this kind of wait, and dims the others; null: none. */
  readonly waits?: Signal<StaffQueueKind | null>;
  /** Why a student waits, with buttons. */
  renderWait?: (kind: StaffQueueKind, student: StudentOnGrid) => ComponentChild;
  /** Nothing has happened in the class yet: shows names instead of tiles. */
  readonly lobby?: boolean;
  /** A tile's menu is open, so no tile may move. */
  readonly still?: boolean;
  onMenu?: (opened: OpenMenu<Student>) => void;
  onAllow?: (student: Student) => void;
  onErase?: (student: Student) => void;
  /** Moves a student to a group; absent: tiles cannot be dragged. */
  onMove?: (student: Student, room: string | null) => void;
  /** Shows places for students of the class list who have not come. */
  readonly expects?: boolean;
  readonly children?: ComponentChildren;
}

export function StudentGrid(props: StudentGridProps) {
  const { view, members, online, collect, live, now } = props;
  const { lobby = false, onMove } = props;
  const students = useStudentsOnGrid(props.seat, members, props.rendered);
  const { session, facts, present, removed } = students;
  const asks = useCurrentCheckAnswers(live ? session : null);
  const work = useWorkOnGrid(session, live);
  const isKnown = props.lastKnown === null;
  const isConnected = isKnown && session?.status.value.state === "online";
  // Not followed: typing changes it, and `online` changes with every silence.
  const connected = session?.facts.connected.peek() ?? online;
  const shownOnline = useOnlineGrace(online, connected, isConnected);
  const list = useRef<HTMLUListElement>(null);
  const held = useIsInUse();
  const rooms = session?.facts.rooms.value ?? {};
  const viewed = view.openStudent.value;
  const { dragged, targets, drag } = useDragToGroup();
  const rest = useOrderRest();
  // In the lobby no name moves: new ones go to the end, or to their place in the class list.
  const kind = props.waits?.value ?? null;
  const isStill = lobby || kind !== null || rest.value || held.value ||
    viewed !== null || props.still === true || dragged.value !== null;
  const shownStudents = useShownStudents(props, students, isStill);
  const { all, expected, shown, tiles, sought: query } = shownStudents;
  const order = shown.map(({ id }) => id);
  // The number of columns depends on the count, but does not change under a pointer or open menu.
  const tileCount = useRef(order.length);
  if (!isStill) tileCount.current = order.length;
  rest.stands(order.join());
  useMoveAnimation(list, order, tileCount.current);
  useNarrowing(list, viewed !== null);
  const lit = waitingStudents(session, props, tiles);
  useWaitingInSight(list, kind);
  const canMove = onMove && roomsInOrder(rooms).length > 0;
  return (
    <section class="board-section" aria-labelledby="people-heading">
      {live && (
        <h2 id="people-heading" class="visually-hidden">{words.people}</h2>
      )}
      {lobby
        ? (
          <div class="cluster baseline apart lobby-head">
            <LobbyCount count={present.length} of={all.length} />
            {present.length > 0 && <TryWifi />}
          </div>
        )
        : present.length === 0 && (
          <NobodyPresent
            live={live}
            expected={expected.length}
            removed={removed.length}
          />
        )}
      <ul
        ref={list}
        class={lobby ? "cluster" : "tile-grid board-tiles"}
        data-dims={!lobby && lit !== null}
        {...tileGridAttributes(tileCount.current)}
        {...held.on}
      >
        {shown.map((student) => {
          const isThere = shownOnline.has(student.id);
          const isOnline = isKnown && isThere;
          if (lobby) {
            return (
              <LobbyName
                key={student.id}
                of={student}
                online={isOnline}
                onMenu={props.onMenu}
              />
            );
          }
          if ("isEarly" in student) {
            return <ExpectedTile key={student.id} student={student} />;
          }
          return (
            <StudentTile
              key={student.id}
              {...{ collect, now, asks, work }}
              student={student}
              isOffline={live && isKnown && !isThere}
              room={student.room === null ? undefined : rooms[student.room]}
              online={live ? isOnline : undefined}
              open={viewed === student.id}
              onView={() => {
                view.openStudent.value = student.id;
                if (props.waits) props.waits.value = null;
              }}
              onMenu={props.onMenu}
              drag={canMove && drag(student)}
              wait={kind && lit?.has(student.id) &&
                props.renderWait?.(kind, student)}
            />
          );
        })}
      </ul>
      <HiddenCount
        count={present.length - tiles.length}
        isNobodyFound={shown.length === 0 && query !== ""}
        onShowAll={() => view.searchText.value = ""}
      />
      {canMove && (
        <GroupTargets
          row={targets}
          rooms={rooms}
          members={members}
          dragged={dragged.value}
          onMove={(id, room) => onMove({ ...members[id], id }, room)}
        />
      )}
      <GridFooter
        {...props}
        facts={facts}
        present={present}
        removed={removed}
      />
    </section>
  );
}

/**
 * The students to show, in the grid's order.
 *
 * @param isStill those already shown keep their places
 */
function useShownStudents(
  props: StudentGridProps,
  { facts, present }: ReturnType<typeof useStudentsOnGrid>,
  isStill: boolean,
) {
  const { view, lobby = false } = props;
  const before = useRef<string[]>([]);
  const { expected, entryOf } = expectedStudentsOf(
    props.expects ? facts?.listed : undefined,
    present,
  );
  const all = sortStudents<StudentOnGrid | ExpectedStudent>(
    [...present, ...expected],
    view.order.value,
    isStill ? before.current : undefined,
    entryOf,
  );
  before.current = all.map(({ id }) => id);
  useEffect(() => view.restoreOrder(), []);
  // A newly chosen order applies even while tiles must not move.
  useEffect(() => view.order.subscribe(() => before.current = []), []);
  const query = !lobby && present.length >= minStudentsForSearch
    ? view.searchText.value
    : "";
  const shown = all.filter(({ name }) => nameIncludes(name, query));
  const tiles = shown.filter((one): one is StudentOnGrid =>
    !("isEarly" in one)
  );
  const ids = tiles.map(({ id }) => id);
  useLayoutEffect(() => {
    view.visibleIds.value = ids;
  }, [shown.map(({ id }) => id).join()]);
  return { all, expected, shown, tiles, sought: query };
}

/** When a panel opens or closes next to the grid, scrolls to the open student and ignores presses for a moment. */
function useNarrowing(list: RefObject<HTMLElement>, isNarrow: boolean): void {
  const was = useRef(isNarrow);
  useLayoutEffect(() => {
    if (was.current === isNarrow) return;
    was.current = isNarrow;
    list.current!.querySelector('[aria-current="true"]')
      ?.scrollIntoView({ block: "nearest" });
    return ignorePressesAfterChange(list.current!);
  }, [isNarrow]);
}

/** Dragging a student to a group. `targets`: the row of groups, shown meanwhile. */
function useDragToGroup() {
  const dragged = useSignal<string | null>(null);
  const targets = useRef<HTMLUListElement>(null);
  const drag = ({ id, name }: StudentOnGrid) =>
    makeDraggable(() => {
      dragged.value = id;
      // Shown before the drag image, which must be above it in the top layer.
      targets.current?.showPopover();
      return { ids: [id], label: name };
    }, () => {
      dragged.value = null;
      targets.current?.hidePopover();
    });
  return { dragged, targets, drag };
}

function NobodyPresent({ live, expected, removed }: {
  live: boolean;
  expected: number;
  removed: number;
}) {
  if (expected > 0) {
    return (
      <p>
        <strong class="figures">{expectedText.none({ all: expected })}</strong>
      </p>
    );
  }
  return (
    <div class={`stack snug middle people-empty ${live ? "" : "card"}`}>
      <PeopleIcon />
      <p>
        <strong>
          {!live
            ? words.nobodyCame
            : removed > 0
            ? words.nobodyNow
            : words.nobody}
        </strong>
      </p>
      {live && (
        <p class="quiet">
          {removed > 0 ? words.nobodyNowText : words.nobodyText}
        </p>
      )}
    </div>
  );
}

function GridFooter({ facts, present, removed, ...props }: {
  facts: OverviewData | null;
  present: readonly StudentOnGrid[];
  removed: readonly StudentOnGrid[];
} & StudentGridProps) {
  const hasActivity = props.live
    ? present.length > 0
    : present.some(({ activity }) => (activity?.turns ?? 0) > 0);
  return (
    <div
      class="board-foot"
      data-known={!props.expects || facts !== null}
    >
      {!props.collect && <p class="small quiet">{review.board.notCollected}</p>}
      <RemovedStudents
        removed={removed}
        view={props.view}
        onAllow={props.onAllow}
        onErase={props.onErase}
      />
      {props.children}
      {facts && !props.lobby && hasActivity && (
        <ClassActivityPlot {...props} facts={facts} />
      )}
    </div>
  );
}

function ExpectedTile({ student }: { student: ExpectedStudent }) {
  return (
    <li class="board-expected" data-id={student.id}>
      <p title={student.name}>{student.name}</p>
      <p class="small">
        {student.isEarly ? expectedText.waits : expectedText.notHere}
      </p>
    </li>
  );
}

function HiddenCount({ count, isNobodyFound, onShowAll }: {
  count: number;
  isNobodyFound: boolean;
  onShowAll: () => void;
}) {
  if (count <= 0) return null;
  return (
    <p class="cluster board-hidden">
      {isNobodyFound && <span>{t.nobodyCalled}</span>}
      <span>{t.notShown({ count })}</span>
      <Button look="small" onClick={onShowAll}>{t.all}</Button>
    </p>
  );
}

function LobbyCount({ count, of }: { count: number; of: number }) {
  return (
    <p class="lobby-count">
      {of === 0
        ? <span class="quiet">{words.nobody}</span>
        : count === 0
        ? <span class="quiet">{expectedText.none({ all: of })}</span>
        : <strong class="figures">{lobbyText.in({ count })}</strong>}
    </p>
  );
}

/** In the lobby: invites to switch off the Wi-Fi and see that nothing gets lost (V-6). */
function TryWifi() {
  return (
    <p class="lobby-try row quiet">
      <OfflineIcon />
      {lobbyText.tryWifi}
    </p>
  );
}

/** A name that opens the student's menu. Students who have not come have no menu. */
function LobbyName({ of, online, onMenu }: {
  of: StudentOnGrid | ExpectedStudent;
  online: boolean;
  onMenu?: (opened: OpenMenu<Student>) => void;
}) {
  if ("isEarly" in of) {
    return (
      <li class="lobby-name" data-id={of.id} data-is="expected" title={of.name}>
        {of.name}
        <span class="visually-hidden">
          {of.isEarly ? expectedText.waits : expectedText.notHere}
        </span>
      </li>
    );
  }
  const id = `lobby-${of.id}`;
  return (
    <li
      class="lobby-name"
      data-id={of.id}
      data-is={online ? "in" : "away"}
    >
      <button
        type="button"
        title={of.name}
        aria-label={people.menu({ name: of.name })}
        aria-describedby={online ? undefined : id}
        aria-haspopup="menu"
        onClick={({ currentTarget: anchor }) => onMenu?.({ of, anchor })}
      >
        <span>{of.name}</span>
      </button>
      {!online && <span id={id} class="visually-hidden">{frame.offline}</span>}
    </li>
  );
}

/** The students on the board who wait; null: none. */
function waitingStudents(
  session: ClassSession | null,
  { members, waits }: StudentGridProps,
  shown: readonly { id: string }[],
): ReadonlySet<string> | null {
  const kind = waits?.value ?? null;
  if (!session?.staff || kind === null) return null;
  const waiting = new Set(
    listMembersWaiting(session, members, kind)
      .map((member) => session.facts.personOf(member)),
  );
  return shown.some(({ id }) => waiting.has(id)) ? waiting : null;
}

/** Scrolls to the first student who waits, unless they are in sight. */
function useWaitingInSight(
  list: RefObject<HTMLElement>,
  kind: StaffQueueKind | null,
): void {
  useEffect(() => {
    list.current?.querySelector('[data-lit="true"]')
      ?.scrollIntoView({ block: "nearest" });
  }, [kind]);
}

/** A new order stays for this time (ms), so that the teacher can follow it and the animation can finish. */
const orderStaysMs = 600;

/** Call `stands` with each rendered order. `value`: the order must stay for now. */
function useOrderRest(): { value: boolean; stands(order: string): void } {
  const resting = useSignal(false);
  const order = useRef<string>();
  const shown = useRef("");
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useLayoutEffect(() => {
    if (order.current === shown.current) return;
    order.current = shown.current;
    resting.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      requestAnimationFrame(() =>
        requestAnimationFrame(() => resting.value = false)
      );
    }, orderStaysMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return { value: resting.value, stands: (order) => shown.current = order };
}

// The students of the class list who have not come (J-8).

interface ExpectedStudent extends SortableStudent {
  readonly isEarly: boolean;
}

function expectedStudentsOf(
  listed: readonly ListedStudent[] = [],
  present: readonly Student[],
): {
  expected: ExpectedStudent[];
  entryOf: ReadonlyMap<string, string>;
} {
  const expected: ExpectedStudent[] = [];
  const entryOf = new Map<string, string>();
  // The list shows a moment later who came; until then names are compared.
  const byName = new Map(present.map(({ id, name }) => [nameKey(name), id]));
  for (const { id, name, is, member, order } of listed) {
    const came = is === "in" ? member : byName.get(nameKey(name));
    if (came) entryOf.set(came, id);
    else {
      const isEarly = is === "early";
      expected.push({ id, name, joinedAt: 0, place: order, isEarly });
    }
  }
  return { expected, entryOf };
}

// The groups in a row, while a student is dragged; dropping there moves the student (B-8). By keyboard, the menu
// does it.

function GroupTargets({ row, rooms, members, dragged, onMove }: {
  row: RefObject<HTMLUListElement>;
  rooms: Readonly<Record<string, MarkedRoom>>;
  members: Readonly<Record<string, Member>>;
  dragged: string | null;
  onMove: (student: string, room: string | null) => void;
}) {
  const isIn = dragged === null ? undefined : members[dragged]?.room;
  return (
    <ul
      ref={row}
      popover="manual"
      class="popover group-targets"
      aria-hidden="true"
    >
      {[...roomsInOrder(rooms), null].map((room) => {
        const id = room?.id ?? null;
        const takes = isIn !== id &&
          makeDropTarget(([student]) => onMove(student, id));
        return (
          <li key={`${id} ${takes !== false}`} {...takes}>
            {room && <GroupMark room={room} />}
            <span class="grow truncate">{room?.name ?? t.noGroup}</span>
            <span class="quiet figures">
              {studentsOfGroup(members, id).length}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function RemovedStudents({ removed, view, onAllow, onErase }: {
  removed: readonly StudentOnGrid[];
  view: StudentGridView;
  onAllow?: (student: Student) => void;
  onErase?: (student: Student) => void;
}) {
  if (removed.length === 0) return null;
  return (
    <details class="board-out">
      <summary>{words.removedCount({ count: removed.length })}</summary>
      <ul>
        {removed.map((student) => {
          const { id, name, activity } = student;
          return (
            <li key={id} class="cluster">
              <span>{name}</span>
              {activity?.conversation && (
                <Button
                  look="small"
                  aria-label={review.board.viewOf({ name })}
                  onClick={() => view.openStudent.value = id}
                >
                  {review.board.view}
                </Button>
              )}
              {onAllow && (
                <Button
                  look="small"
                  aria-label={words.allowName({ name })}
                  onClick={() => onAllow(student)}
                >
                  {words.allow}
                </Button>
              )}
              {onErase && (
                <Button
                  look="small"
                  aria-label={deletion.eraseName({ name })}
                  onClick={() => onErase(student)}
                >
                  {deletion.erase}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
