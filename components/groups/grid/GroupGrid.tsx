import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { live as liveTexts } from "texts/sharing_live.ts";
import { automaticGroupName } from "../../../formats/group_names.ts";
import { dialogRequest } from "../../chat/panel_requests.ts";
import {
  BroadcastIcon,
  GroupsIcon,
  ShuffleIcon,
} from "../../page/desk_icons.tsx";
import type { ActionNotice } from "../../people/student_actions.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { RefusedRequestNotice } from "../../client/RefusedRequestNotice.tsx";
import { keepShownOrder } from "../../ui/steady_order.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { BringBackIcon, MoreIcon } from "../../ui/icons.tsx";
import { PresentIcon, TrashIcon } from "../../ui/later_icons.tsx";
import { formatList } from "../../../formats/format_list.ts";
import { takesFocusAttribute } from "../../ui/takes_focus.ts";
import type { OpenMenu } from "../../ui/Menu.tsx";
import { removeDoubledStops } from "../../../locales/doubled_stops.ts";
import { BreakoutButtons } from "../desk/BreakoutButtons.tsx";
import { bringMessagesBack } from "../desk/BreakoutSessionButtons.tsx";
import { GroupsApi } from "../desk/groups_api.ts";
import { MoveMenu } from "../distribute/MoveMenu.tsx";
import { DistributionConstraints } from "../distribute/constraints.ts";
import {
  distributionSummary,
  requestDistribution,
  studentsInGroups,
} from "../distribute/distribution.ts";
import {
  areGroupsOnPresent,
  DeskResources,
} from "../../resources/live/desk_resources.ts";
import { roomsInOrder } from "../../client/group_emblems.ts";
import { tileGridAttributes } from "../../ui/tile_grid.ts";
import { studentsOfGroup } from "../group_members.ts";
import { GroupTile, type GroupTileProps, NoGroupTile } from "./GroupTile.tsx";
import { QuickGroups, requestUndoMoves } from "./QuickGroups.tsx";
import "../../ui/tile_grid.css";
import "../desk/groups_desk.css";
import "../../ui/popovers/popovers.ts";

export function GroupGrid({ id, session, lastKnown, told, Work }: {
  id: string;
  /** Null until the page's script has opened it. */
  session: ClassSession | null;
  /** While offline: when the data was last up to date; null: online. */
  lastKnown: string | null;
  /** Shows what was done; absent for observers (S-8). */
  told?: Signal<ActionNotice | null>;
  readonly Work: GroupTileProps["Work"];
}) {
  const api = useMemo(() => new GroupsApi(id), [id]);
  const rooms = session ? roomsInOrder(session.facts.rooms.value) : [];
  const { open, auto } = session?.facts.breakouts.value ?? {};
  const hasRooms = rooms.length > 0;
  // Words about earlier groups no longer apply.
  useEffect(() => {
    api.announcement.value = "";
  }, [open, hasRooms]);
  return (
    <section
      class="stack groups-board"
      aria-labelledby="board-heading"
      // Takes the focus when the form that creates groups disappears.
      tabIndex={-1}
      {...takesFocusAttribute}
    >
      <h2 id="board-heading" class="visually-hidden">{t.board}</h2>
      {session && told && (
        <GroupsToolbar session={session} api={api} told={told} />
      )}
      <RefusedRequestNotice api={api} />
      <p class="quiet small board-said" role="status">{api.announcement}</p>
      {!hasRooms && (
        <div class="card stack tight middle board-empty">
          <p>
            <strong>{t.boardEmpty}</strong>
          </p>
          {session && told && (
            <>
              <p class="quiet">
                {auto
                  ? t.noneYet({ name: automaticGroupName(1) })
                  : t.boardEmptyText}
              </p>
              {session.facts.isLive.value && (
                <QuickGroups session={session} api={api} told={told} />
              )}
            </>
          )}
        </div>
      )}
      {session && (hasRooms || auto === true) && (
        <GroupTiles
          session={session}
          lastKnown={lastKnown}
          api={api}
          told={told}
          Work={Work}
        />
      )}
    </section>
  );
}

function GroupTiles(
  { session, api, told, ...tileProps }: {
    session: ClassSession;
    lastKnown: string | null;
    api: GroupsApi;
    told?: Signal<ActionNotice | null>;
    Work: GroupTileProps["Work"];
  },
) {
  const menu = useSignal<OpenMenu<readonly string[]> | null>(null);
  const rooms = roomsInOrder(session.facts.rooms.value);
  const help = session.staff?.helpRequests.value ?? [];
  const asksForHelp = (room: string) => help.some((flag) => flag.room === room);
  const sortedIds = rooms
    .toSorted((a, b) => Number(asksForHelp(b.id)) - Number(asksForHelp(a.id)))
    .map(({ id }) => id);
  const { order, list } = useStableOrder(sortedIds);
  const chipOf = (member?: string) =>
    list.ref.current?.querySelector<HTMLElement>(`[data-member="${member}"]`);
  /** The focused chip of a student who is about to move. It takes the focus along. */
  const leaving = useRef<HTMLElement | null>();
  // A layout effect, so that it runs before the code that keeps the focus in the old tile.
  useLayoutEffect(() => {
    const { activeElement, body } = globalThis.document;
    // Only if the chip was removed: between two controls, too, nothing has the focus.
    if (leaving.current?.isConnected !== false) return;
    const arrived = chipOf(leaving.current.dataset.member);
    if (!arrived) return;
    leaving.current = null;
    if (activeElement === body) arrived.focus();
  });
  const students = studentsInGroups(session);
  const isAnyoneLoose =
    studentsOfGroup(session.facts.members.value, null).length > 0;
  const nameOf = (room: string | null) =>
    rooms.find(({ id }) => id === room)?.name ?? t.none;
  const move = async (members: readonly string[], room: string | null) => {
    const moved = await api.moveMembers(members, room);
    if (!moved || moved.length === 0 || !told) return;
    const names = students.filter(({ id }) => members.includes(id))
      .map(({ name }) => name);
    told.value = {
      text: removeDoubledStops(
        t.movedTo({ names: formatList(names), room: nameOf(room) }),
      ),
      undo: () => requestUndoMoves(api, told),
    };
  };
  const props: GroupTileProps = {
    ...tileProps,
    session,
    isReadOnly: !told,
    onMenu: (member, anchor) => menu.value = { item: [member], anchor },
    onMove: move,
  };
  return (
    <>
      <ul
        class="tile-grid tiles"
        {...list}
        {...tileGridAttributes(order.length + (isAnyoneLoose ? 1 : 0))}
      >
        {order.map((id) => {
          const room = rooms.find((it) => it.id === id);
          return room && <GroupTile key={id} room={room} {...props} />;
        })}
        <NoGroupTile key="none" {...props} />
      </ul>
      {told && (
        <MoveMenu
          opened={menu}
          rooms={rooms}
          students={students}
          onMove={(members, room) => {
            leaving.current = chipOf(members[0]);
            return move(members, room);
          }}
        />
      )}
    </>
  );
}

const animationMs = 150;

/** Keeps an order while the pointer or focus is over the list. Animates children (`data-room`) to their new places. */
function useStableOrder(ids: readonly string[]) {
  const isHeld = useSignal(false);
  const shownOrder = useRef<readonly string[]>(ids);
  const list = useRef<HTMLUListElement>(null);
  const places = useRef(new Map<string, DOMRect>());
  if (isHeld.value) {
    // While the order is kept, new items come last.
    shownOrder.current = keepShownOrder(shownOrder.current, ids);
  } else shownOrder.current = ids;
  const order = shownOrder.current.join();
  useLayoutEffect(() => {
    const previousPlaces = places.current;
    places.current = new Map();
    const isMotionReduced =
      matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const child of list.current?.children ?? []) {
      const { room } = (child as HTMLElement).dataset;
      if (room === undefined) continue;
      const place = child.getBoundingClientRect();
      places.current.set(room, place);
      const previousPlace = previousPlaces.get(room);
      if (!previousPlace || isMotionReduced) continue;
      const [x, y] = [previousPlace.x - place.x, previousPlace.y - place.y];
      if (x === 0 && y === 0) continue;
      const from = { transform: `translate(${x}px, ${y}px)` };
      child.animate([from, { transform: "none" }], animationMs);
    }
  }, [order]);
  return {
    order: shownOrder.current,
    list: {
      ref: list,
      onPointerEnter: () => isHeld.value = true,
      onPointerLeave: ({ currentTarget }: PointerEvent) =>
        isHeld.value = hasFocus(currentTarget as HTMLElement),
      onFocusIn: ({ currentTarget }: FocusEvent) =>
        isHeld.value = isPointerOver(currentTarget),
      onFocusOut: ({ currentTarget, relatedTarget }: FocusEvent) =>
        isHeld.value = isPointerOver(currentTarget) ||
          (currentTarget as HTMLElement).contains(relatedTarget as Node | null),
    },
  };
}

function isPointerOver(target: EventTarget | null): boolean {
  const box = target as HTMLElement;
  return box.matches(":hover") || hasFocus(box);
}

/** Whether the keyboard focus is in the box; the focus after a click does not count. */
function hasFocus(box: HTMLElement): boolean {
  return box.querySelector(":focus-visible") !== null;
}

/** Fixed, since `useId` starts over in each island. */
const id = "groups-more";
/** After a shuffle, presses are ignored for this time (ms): a double press must not shuffle twice. */
const pressIgnoredMs = 400;

/** The tools above the groups: open, shuffle, and rarer ones (B-7, B-8, B-11, B-13). */
function GroupsToolbar({ session, api, told }: {
  session: ClassSession;
  api: GroupsApi;
  told: Signal<ActionNotice | null>;
}) {
  const { rooms, breakouts, isLive } = session.facts;
  const hasRooms = roomsInOrder(rooms.value).length > 0;
  const { open, auto } = breakouts.value;
  const spreadAt = useRef(-Infinity);
  const constraints = useMemo(
    () => new DistributionConstraints(session.seat.session),
    [session],
  );
  const spreadAll = async () => {
    if (performance.now() < spreadAt.current + pressIgnoredMs) return;
    const moved = await requestDistribution(session, api, constraints, {
      how: "shuffle",
      onlineOnly: true,
    });
    spreadAt.current = performance.now();
    if (!moved) return;
    told.value = {
      text: distributionSummary(session, moved),
      undo: moved.length > 0 ? () => requestUndoMoves(api, told) : undefined,
    };
  };
  return (
    <div
      class="groups-toolbar cluster"
      role="group"
      aria-label={groupsBoard.toolbar}
    >
      {(hasRooms || auto === true) && (
        <div class="groups-run cluster">
          <BreakoutButtons session={session} api={api} isShort />
        </div>
      )}
      {(hasRooms || auto === true) && (
        <Button title={t.autoDistributeHint} onClick={spreadAll}>
          <ShuffleIcon />
          {t.autoDistribute}
        </Button>
      )}
      <Button
        aria-label={t.distribute}
        title={t.distributeHint}
        onClick={() => dialogRequest.value = "distribute"}
      >
        <span class="groups-wide">{t.distribute}</span>
        <span class="groups-narrow">{groupsBoard.distribute}</span>
      </Button>
      <Button
        aria-label={t.setUp}
        title={t.setUp}
        onClick={() => dialogRequest.value = "setup"}
      >
        <GroupsIcon />
        {groupsBoard.setUp}
      </Button>
      {hasRooms && isLive.value && (
        <Button
          onClick={() => dialogRequest.value = "broadcast"}
        >
          <BroadcastIcon />
          {t.broadcast}
        </Button>
      )}
      {hasRooms && (
        <MoreTools api={api} isLive={isLive.value} isOpen={open}>
          {open && (
            <>
              <ShowGroupsButton session={session} api={api} />
              <hr />
            </>
          )}
        </MoreTools>
      )}
      <p class="groups-summary quiet small figures">
        {hasRooms && (open ? t.openNow : t.closedNow)}
        {hasRooms && " · "}
        {hasRooms && distributionSummary(session)}
      </p>
    </div>
  );
}

/** Puts who is in which group on **Present**, with names, or takes it away. */
function ShowGroupsButton(
  { session, api }: { session: ClassSession; api: GroupsApi },
) {
  const { shared, presentChoice } = session.part(DeskResources);
  const isShown = areGroupsOnPresent(
    shared.value,
    presentChoice.value,
    session.facts.breakouts.value,
  );
  return (
    <Button
      look="bare"
      title={isShown ? undefined : groupsBoard.presentHint}
      onClick={() => api.act("PATCH /breakouts/present", { shown: !isShown })}
    >
      <PresentIcon />
      {isShown ? liveTexts.unpresent : liveTexts.present}
    </Button>
  );
}

function MoreTools({ api, isLive, isOpen, children }: {
  api: GroupsApi;
  isLive: boolean;
  isOpen: boolean | undefined;
  /** First in the list. */
  children: ComponentChildren;
}) {
  const list = useRef<HTMLDivElement>(null);
  return (
    <>
      <IconButton
        label={groupsBoard.moreTools}
        Icon={MoreIcon}
        look="groups-more"
        popoverTarget={id}
      />
      <div
        id={id}
        ref={list}
        popover="auto"
        class="popover popover-list groups-more-list"
        onClick={() => list.current?.hidePopover()}
      >
        {children}
        {/* Explained, since it brings back messages, not students. */}
        {isLive && (
          <>
            <p class="hint" id={`${id}-hint`}>
              {isOpen ? groupsBoard.endFirst : t.bringBackHint}
            </p>
            <Button
              look="bare"
              disabled={isOpen}
              aria-describedby={`${id}-hint`}
              onClick={() => bringMessagesBack(api)}
            >
              <BringBackIcon />
              {t.bringBack}
            </Button>
            <hr />
          </>
        )}
        <Button
          look="bare erases"
          onClick={() => dialogRequest.value = "delete"}
        >
          <TrashIcon />
          {t.delete}
        </Button>
        <p class="hint">{groupsBoard.otherSize}</p>
      </div>
    </>
  );
}
