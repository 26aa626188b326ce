/** The part of the panel for classes with groups (B-9, B-10, B-14, B-18). */
import { areBreakoutsOver } from "../../classroom/model/groups.ts";
import { ChooseRoom } from "../groups/ChooseRoom.tsx";
import { BreakoutTimer, CountdownNotice } from "../groups/BreakoutTimer.tsx";
import type { Chat } from "../chat/chat.ts";
import type { RoomChat } from "../chat/room_chat.ts";
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { chat as chatText } from "texts/chat.ts";
import { groups as t } from "texts/groups.ts";
import { GroupEmblem } from "../client/GroupEmblem.tsx";
import { roomsInOrder, type RoomWithEmblem } from "../client/group_emblems.ts";
import { HandIcon, PeopleIcon } from "../ui/icons.tsx";
import { formatList } from "../../formats/format_list.ts";
import { describeChatNews } from "../chat/chat_news.ts";
import { UnreadBadge } from "../ui/UnreadBadge.tsx";
import { roomPanelId, useChatPanelId } from "../chat/panel_ids.ts";
import { arrowStep } from "../ui/keys.ts";
import "../chat/chat.css";
import { frame } from "texts/everywhere.ts";
import { Button, CloseButton } from "../ui/Button.tsx";
import { Markdown } from "../markdown/Markdown.tsx";
import { GroupPageButtons } from "../pages/GroupPageButtons.tsx";
import { FileMessage } from "../files/FileMessage.tsx";
import { studentsOfGroup } from "../groups/group_members.ts";
import "../ui/popovers/popovers.ts";
import {
  listLeftDrafts,
  markDraftLeft,
  moveDraftToRoom,
  readDraft,
} from "../client/drafts.ts";
import { ignorePressesAfterChange } from "../ui/ignore_presses.ts";

export function RoomHeader({ chat, room }: { chat: Chat; room: RoomChat }) {
  return (
    <>
      <CountdownNotice session={chat.session} />
      {/* The new key folds `ChooseRoom` when the room changes. */}
      <ChooseRoom key={room.id} chat={chat} />
    </>
  );
}

interface Tab {
  id: string;
  room: RoomWithEmblem | null;
  unread: number;
  notSent: number;
  help: number;
}

export function RoomTabs({ chat }: { chat: Chat }) {
  const list = useRef<HTMLDivElement>(null);
  const unorderedTabs = tabsOf(chat);
  const isFull = useFit(
    list,
    unorderedTabs.map(({ room }) => room?.name).join(),
  );
  const left = useSignal(0);
  const tabs = useOrder(list, unorderedTabs, isFull);
  void left.value;
  const current = chat.currentRoom.value.id;
  const { open, endsAt, stopsAt } = chat.session.facts.breakouts.value;
  const isTimed = open === true && (stopsAt ?? endsAt) !== undefined;
  useEffect(() => {
    const tab = list.current?.querySelector('[aria-selected="true"]');
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current, tabs.length, isTimed]);
  if (tabs.length < 2) return <span hidden />;
  const onKeyDown = (event: KeyboardEvent) => {
    const way = arrowStep(event);
    if (!way) return;
    event.preventDefault();
    const index = tabs.findIndex(({ id }) => id === current) + way;
    const next = tabs[(index + tabs.length) % tabs.length];
    chat.showRoom(next.id);
    list.current?.querySelector<HTMLElement>(`[data-room="${next.id}"]`)
      ?.focus();
  };
  return (
    <div class="chat-tabs">
      <div
        ref={list}
        role="tablist"
        aria-label={t.rooms}
        class="chat-tablist"
        data-full={isFull}
        onPointerLeave={() => left.value++}
        onKeyDown={onKeyDown}
      >
        {tabs.map(({ id, room, unread, notSent, help }) => (
          <button
            key={id}
            type="button"
            role="tab"
            class="chat-tab"
            data-room={id}
            title={room?.name}
            aria-selected={id === current}
            aria-controls={roomPanelId}
            tabIndex={id === current ? 0 : -1}
            onClick={() => chat.showRoom(id)}
          >
            {room && <GroupEmblem room={room} />}
            <span class="truncate chat-tab-name">
              {room ? room.name : t.main}
            </span>
            {help > 0 && (
              <>
                <HandIcon />
                <span class="visually-hidden">{t.asks({ count: help })}</span>
              </>
            )}
            {unread + notSent > 0 && id !== current && (
              <>
                <UnreadBadge look="chat-tab-dot" count={unread + notSent} />
                <span class="visually-hidden">
                  {formatList(describeChatNews({ unread, notSent }))}
                </span>
              </>
            )}
          </button>
        ))}
      </div>
      <BreakoutTimer session={chat.session} isShown={chat.isOpen.value} />
    </div>
  );
}

/** Shows the groups' names on tabs if they fit, otherwise their emblems. Returns whether not even the emblems fit. */
function useFit(list: RefObject<HTMLElement>, names: string): boolean {
  const isFull = useSignal(false);
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return;
    const fits = () => box.scrollHeight <= box.clientHeight + 1;
    let width = -1;
    const measure = () => {
      const isSettled = isFull.peek() || fits();
      if (box.clientWidth === width && isSettled) return;
      width = box.clientWidth;
      box.dataset.named = "true";
      box.dataset.full = "false";
      if (!fits()) box.dataset.named = "false";
      isFull.value = !fits();
      box.dataset.full = String(isFull.value);
    };
    measure();
    const observer = new ResizeObserver(() => requestAnimationFrame(measure));
    // The tabs themselves grow if their styles arrive late.
    for (const element of [box, ...box.children]) observer.observe(element);
    return () => observer.disconnect();
  }, [names]);
  return isFull.value;
}

/**
 * The groups in their own order; if not all fit, those with a raised hand or unread messages first. Tabs do not
 * move under the pointer or focus.
 */
function useOrder(
  list: RefObject<HTMLElement>,
  tabs: readonly Tab[],
  isFull: boolean,
): Tab[] {
  const shownIds = useRef<string[]>([]);
  const rank = ({ room, help, unread }: Tab) =>
    !room ? 0 : !isFull ? 1 : help ? 1 : unread ? 2 : 3;
  const sortedTabs = tabs.toSorted((a, b) => rank(a) - rank(b));
  if (list.current?.matches(":hover, :has(:focus-visible)")) {
    const shownIndexOf = (tab: Tab) => {
      const index = shownIds.current.indexOf(tab.id);
      return index < 0 ? Infinity : index;
    };
    sortedTabs.sort((a, b) => shownIndexOf(a) - shownIndexOf(b) || 0);
  }
  shownIds.current = sortedTabs.map(({ id }) => id);
  return sortedTabs;
}

function tabsOf(chat: Chat): Tab[] {
  const rooms = chat.session.facts.rooms.value;
  const open = chat.groupRooms.value;
  const flags = chat.session.staff?.helpRequests.value ?? [];
  const tab = (id: string, room: RoomWithEmblem | null): Tab => {
    const chatRoom = id === "main"
      ? chat.mainRoom
      : open.find((it) => it.id === id);
    return {
      id,
      room,
      unread: chatRoom?.unreadCount.value ?? 0,
      notSent: chatRoom?.undecidedCount.value ?? 0,
      help: flags.filter((flag) => flag.room === id).length,
    };
  };
  const groups = chat.session.staff
    ? roomsInOrder(rooms)
    : open.flatMap(({ id }) => rooms[id] ? [{ ...rooms[id], id }] : []);
  return [tab("main", null), ...groups.map((room) => tab(room.id, room))];
}

export function GroupBar({ room }: { room: RoomChat }) {
  const id = useChatPanelId();
  const { facts, seat } = room.session;
  const group = facts.rooms.value[room.id];
  if (!group) return <span hidden />;
  const { breakouts, members, online } = facts;
  const people = studentsOfGroup(members.value, room.id);
  const otherStudents = people.filter((it) => it.id !== seat.member);
  const words = group.instructions ?? breakouts.value.instructions;
  const file = group.file ?? breakouts.value.file;
  return (
    <div class="group-bar">
      <Button look="bare small group-with" popoverTarget={id}>
        <PeopleIcon />
        <span>
          {otherStudents.length === 0
            ? seat.role === "student" ? t.alone : t.empty
            : t.with({
              others: formatList(otherStudents.map(({ name }) => name)),
            })}
        </span>
      </Button>
      <div id={id} popover="auto" class="popover group-people">
        <h3>{t.whoIsIn({ name: group.name })}</h3>
        <ul class="stack tight">
          {people.map(({ id, name }) => (
            <li key={id} class="row">
              <span class={online.value.has(id) ? "dot on" : "dot"} />
              <span>{id === seat.member ? chatText.you({ name }) : name}</span>
              <span class="quiet small">
                {online.value.has(id) ? frame.online : frame.offline}
              </span>
            </li>
          ))}
        </ul>
      </div>
      {seat.role === "student" && <GroupPageButtons session={room.session} />}
      {(words || file) && (
        <details class="scroll group-instructions" open>
          <summary>{t.instructions}</summary>
          {words && <Markdown text={words} />}
          {file && <FileMessage file={file} />}
        </details>
      )}
    </div>
  );
}

/**
 * Offers a draft left in a group where the member can no longer write. It moves only by a press (C-3); one at a
 * time, against double presses.
 */
export function LeftDraftNotice(
  { chat, room }: { chat: Chat; room: RoomChat },
) {
  const place = useRef<HTMLDivElement>(null);
  const isDone = useSignal(false);
  const isOpen = chat.isOpen.value;
  useLayoutEffect(() => {
    isDone.value = false;
  }, [room.id, isOpen]);
  const { facts, seat } = room.session;
  const from = isDone.value ? undefined : roomOfDraft(chat, room);
  const group = from === undefined ? undefined : facts.rooms.value[from];
  const follows = chat.arrival.value === null;
  // The draft may appear where a notice was just pressed.
  useLayoutEffect(
    () =>
      place.current && from
        ? ignorePressesAfterChange(place.current)
        : undefined,
    [from, follows],
  );
  return (
    <div class="draft-place" role="status" ref={place}>
      {from !== undefined && group && (
        <div class="row snug draft-left small">
          <p title={readDraft(seat, from).slice(0, 200)}>
            <GroupEmblem room={group} />
            {t.draftLeft({ name: group.name })}
          </p>
          <Button
            look="small"
            onClick={() => {
              isDone.value = true;
              // Puts the older text first.
              moveDraftToRoom(seat, from, room.id, true);
              room.uiState.changedDraft.value = { shouldFocus: true };
            }}
          >
            {t.putHere}
          </Button>
          <CloseButton
            look="small"
            label={t.leaveThere}
            onClick={() => {
              isDone.value = true;
              markDraftLeft(seat, from);
            }}
          />
        </div>
      )}
    </div>
  );
}

/** The room with a left draft, if the member can write in the shown room; undefined: none. */
function roomOfDraft(chat: Chat, { session, mutedReason }: RoomChat) {
  const { facts, seat } = session;
  if (seat.role === "observer" || !chat.isRoomKnown.value) return undefined;
  if (mutedReason.value !== null) return undefined;
  const left = listLeftDrafts(seat);
  return Object.keys(facts.rooms.value).find((id) =>
    !mayWriteIn(chat, id) && !left.includes(id) && readDraft(seat, id).trim()
  );
}

function mayWriteIn(
  { groupRooms, session: { facts, seat } }: Chat,
  id: string,
) {
  const breakouts = facts.breakouts.value;
  if (seat.role === "student") {
    return breakouts.open === true &&
      groupRooms.value.some((room) => room.id === id);
  }
  return !areBreakoutsOver(breakouts) && !facts.rooms.value[id].archived;
}
