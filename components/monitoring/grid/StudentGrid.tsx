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
import { nameKey } from "../../../formats/name_keys.ts";
import { listMembersWaiting, type StaffQueueKind } from "../staff_queues.ts";
import { GroupEmblem } from "../../client/GroupEmblem.tsx";
import type { ListedStudent } from "../../../classroom/model/class_list.ts";
import { studentsOfGroup } from "../../groups/group_members.ts";
import {
  roomsInOrder,
  type RoomWithEmblem,
} from "../../client/group_emblems.ts";
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
  readonly isCollected: boolean;
  readonly startsAt: number;
  readonly now: number;
  readonly isLive: boolean;
  /** Lights up students with this kind of wait, and dims the others; null: none. */
  readonly waits?: Signal<StaffQueueKind | null>;
  /** Why a student waits, with buttons. */
  renderWait?: (kind: StaffQueueKind, student: StudentOnGrid) => ComponentChild;
  /** Nothing has happened in the class yet: shows names instead of tiles. */
  readonly isLobby?: boolean;
  /** A tile's menu is open, so no tile may move. */
  readonly isMenuOpen?: boolean;
  onMenu?: (opened: OpenMenu<Student>) => void;
  onAllow?: (student: Student) => void;
  onErase?: (student: Student) => void;
  /** Moves a student to a group; absent: tiles cannot be dragged. */
  onMove?: (student: Student, room: string | null) => void;
  /** Shows places for students of the class list who have not come. */
  readonly showsExpected?: boolean;
  readonly children?: ComponentChildren;
}

export function StudentGrid(props: StudentGridProps) {
  const { view, members, online, isCollected, isLive, now } = props;
  const { isLobby = false, onMove } = props;
  const students = useStudentsOnGrid(props.seat, members, props.rendered);
  const { session, facts, present, removed } = students;
  const openCheck = useCurrentCheckAnswers(isLive ? session : null);
  const work = useWorkOnGrid(session, isLive);
  const isKnown = props.lastKnown === null;
  const isConnected = isKnown && session?.status.value.state === "online";
  // Not followed: typing changes it, and `online` changes with every silence.
  const connected = session?.facts.connected.peek() ?? online;
  const shownOnline = useOnlineGrace(online, connected, isConnected);
  const list = useRef<HTMLUListElement>(null);
  const isInUse = useIsInUse();
  const rooms = session?.facts.rooms.value ?? {};
  const viewed = view.openStudent.value;
  const { dragged, targets, drag } = useDragToGroup();
  const orderRest = useOrderRest();
  // In the lobby no name moves: new ones go to the end, or to their place in the class list.
  const kind = props.waits?.value ?? null;
  const isStill = isLobby || kind !== null || orderRest.isResting ||
    isInUse.value ||
    viewed !== null || props.isMenuOpen === true || dragged.value !== null;
  const shownStudents = useShownStudents(props, students, isStill);
  const { sorted, expected, matches, tiles, query } = shownStudents;
  const order = matches.map(({ id }) => id);
  // The number of columns depends on the count, but does not change under a pointer or open menu.
  const tileCount = useRef(order.length);
  if (!isStill) tileCount.current = order.length;
  orderRest.stands(order.join());
  useMoveAnimation(list, order, tileCount.current);
  useNarrowing(list, viewed !== null);
  const lit = waitingStudents(session, props, tiles);
  useWaitingInSight(list, kind);
  const canMove = onMove && roomsInOrder(rooms).length > 0;
  return (
    <section class="board-section" aria-labelledby="people-heading">
      {isLive && (
        <h2 id="people-heading" class="visually-hidden">{words.people}</h2>
      )}
      {isLobby
        ? (
          <div class="cluster baseline apart lobby-head">
            <LobbyCount count={present.length} total={sorted.length} />
            {present.length > 0 && <TryWifi />}
          </div>
        )
        : present.length === 0 && (
          <NobodyPresent
            isLive={isLive}
            expected={expected.length}
            removed={removed.length}
          />
        )}
      <ul
        ref={list}
        class={isLobby ? "cluster" : "tile-grid board-tiles"}
        data-dims={!isLobby && lit !== null}
        {...tileGridAttributes(tileCount.current)}
        {...isInUse.handlers}
      >
        {matches.map((student) => {
          const isThere = shownOnline.has(student.id);
          const isOnline = isKnown && isThere;
          if (isLobby) {
            return (
              <LobbyName
                key={student.id}
                student={student}
                isOnline={isOnline}
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
              {...{ isCollected, now, openCheck, work }}
              student={student}
              isOffline={isLive && isKnown && !isThere}
              room={student.room === null ? undefined : rooms[student.room]}
              isOnline={isLive ? isOnline : undefined}
              isOpen={viewed === student.id}
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
        isNobodyFound={matches.length === 0 && query !== ""}
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
  const { view, isLobby = false } = props;
  const previousIds = useRef<string[]>([]);
  const { expected, entryOf } = expectedStudentsOf(
    props.showsExpected ? facts?.listed : undefined,
    present,
  );
  const sorted = sortStudents<StudentOnGrid | ExpectedStudent>(
    [...present, ...expected],
    view.order.value,
    isStill ? previousIds.current : undefined,
    entryOf,
  );
  previousIds.current = sorted.map(({ id }) => id);
  useEffect(() => view.restoreOrder(), []);
  // A newly chosen order applies even while tiles must not move.
  useEffect(() => view.order.subscribe(() => previousIds.current = []), []);
  const query = !isLobby && present.length >= minStudentsForSearch
    ? view.searchText.value
    : "";
  const matches = sorted.filter(({ name }) => nameIncludes(name, query));
  const tiles = matches.filter((student): student is StudentOnGrid =>
    !("isEarly" in student)
  );
  const ids = tiles.map(({ id }) => id);
  useLayoutEffect(() => {
    view.visibleIds.value = ids;
  }, [matches.map(({ id }) => id).join()]);
  return { sorted, expected, matches, tiles, query };
}

/** When a panel opens or closes next to the grid, scrolls to the open student and ignores presses for a moment. */
function useNarrowing(list: RefObject<HTMLElement>, isNarrow: boolean): void {
  const wasNarrow = useRef(isNarrow);
  useLayoutEffect(() => {
    if (wasNarrow.current === isNarrow) return;
    wasNarrow.current = isNarrow;
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

function NobodyPresent({ isLive, expected, removed }: {
  isLive: boolean;
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
    <div class={`stack snug middle people-empty ${isLive ? "" : "card"}`}>
      <PeopleIcon />
      <p>
        <strong>
          {!isLive
            ? words.nobodyCame
            : removed > 0
            ? words.nobodyNow
            : words.nobody}
        </strong>
      </p>
      {isLive && (
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
  const hasActivity = props.isLive
    ? present.length > 0
    : present.some(({ activity }) => (activity?.turns ?? 0) > 0);
  return (
    <div
      class="board-foot"
      data-known={!props.showsExpected || facts !== null}
    >
      {!props.isCollected && (
        <p class="small quiet">{review.board.notCollected}</p>
      )}
      <RemovedStudents
        removed={removed}
        view={props.view}
        onAllow={props.onAllow}
        onErase={props.onErase}
      />
      {props.children}
      {facts && !props.isLobby && hasActivity && (
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

function LobbyCount({ count, total }: { count: number; total: number }) {
  return (
    <p class="lobby-count">
      {total === 0
        ? <span class="quiet">{words.nobody}</span>
        : count === 0
        ? <span class="quiet">{expectedText.none({ all: total })}</span>
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
function LobbyName({ student, isOnline, onMenu }: {
  student: StudentOnGrid | ExpectedStudent;
  isOnline: boolean;
  onMenu?: (opened: OpenMenu<Student>) => void;
}) {
  if ("isEarly" in student) {
    return (
      <li
        class="lobby-name"
        data-id={student.id}
        data-is="expected"
        title={student.name}
      >
        {student.name}
        <span class="visually-hidden">
          {student.isEarly ? expectedText.waits : expectedText.notHere}
        </span>
      </li>
    );
  }
  const id = `lobby-${student.id}`;
  return (
    <li
      class="lobby-name"
      data-id={student.id}
      data-is={isOnline ? "in" : "away"}
    >
      <button
        type="button"
        title={student.name}
        aria-label={people.menu({ name: student.name })}
        aria-describedby={isOnline ? undefined : id}
        aria-haspopup="menu"
        onClick={({ currentTarget: anchor }) =>
          onMenu?.({ item: student, anchor })}
      >
        <span>{student.name}</span>
      </button>
      {!isOnline && <span id={id} class="visually-hidden">{frame.offline}
      </span>}
    </li>
  );
}

/** The students on the board who wait; null: none. */
function waitingStudents(
  session: ClassSession | null,
  { members, waits }: StudentGridProps,
  tiles: readonly { id: string }[],
): ReadonlySet<string> | null {
  const kind = waits?.value ?? null;
  if (!session?.staff || kind === null) return null;
  const waiting = new Set(
    listMembersWaiting(session, members, kind)
      .map((member) => session.facts.personOf(member)),
  );
  return tiles.some(({ id }) => waiting.has(id)) ? waiting : null;
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

/** Call `stands` with each rendered order. `isResting`: the order must stay for now. */
function useOrderRest(): { isResting: boolean; stands(order: string): void } {
  const isResting = useSignal(false);
  const order = useRef<string>();
  const shownOrder = useRef("");
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useLayoutEffect(() => {
    if (order.current === shownOrder.current) return;
    order.current = shownOrder.current;
    isResting.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      requestAnimationFrame(() =>
        requestAnimationFrame(() => isResting.value = false)
      );
    }, orderStaysMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    isResting: isResting.value,
    stands: (order) => shownOrder.current = order,
  };
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
    const memberId = is === "in" ? member : byName.get(nameKey(name));
    if (memberId) entryOf.set(memberId, id);
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
  rooms: Readonly<Record<string, RoomWithEmblem>>;
  members: Readonly<Record<string, Member>>;
  dragged: string | null;
  onMove: (student: string, room: string | null) => void;
}) {
  const currentRoom = dragged === null ? undefined : members[dragged]?.room;
  return (
    <ul
      ref={row}
      popover="manual"
      class="popover group-targets"
      aria-hidden="true"
    >
      {[...roomsInOrder(rooms), null].map((room) => {
        const id = room?.id ?? null;
        const dropTarget = currentRoom !== id &&
          makeDropTarget(([student]) => onMove(student, id));
        return (
          <li key={`${id} ${dropTarget !== false}`} {...dropTarget}>
            {room && <GroupEmblem room={room} />}
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
