/** The rooms that one can look into: the main room and the own group; staff see all groups (B-10, B-14). */
import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { chat as chatText } from "texts/chat.ts";
import { groups as t } from "texts/groups.ts";
import { GroupMark } from "../../groups/GroupMark.tsx";
import { type MarkedRoom, roomsInOrder } from "../../groups/marks.ts";
import { HandIcon } from "../../ui/icons.tsx";
import { writeList } from "../../ui/list.ts";
import type { Chat } from "../chat.ts";
import { roomPanel } from "./ids.ts";
import { Timer } from "../../groups/Timer.tsx";
import { alongRow } from "../../ui/keys.ts";
import "../chat.css";

interface Tab {
  id: string;
  room: MarkedRoom | null;
  unread: number;
  notSent: number;
  help: number;
}

/** The tabs and the countdown; nothing while there is only the main room. */
export function Tabs({ chat }: { chat: Chat }) {
  const list = useRef<HTMLDivElement>(null);
  const all = tabsOf(chat);
  const isFull = useFit(list, all.map(({ room }) => room?.name).join());
  const left = useSignal(0);
  const tabs = useOrder(list, all, isFull);
  void left.value;
  const current = chat.current.value.id;
  const { open, endsAt, stopsAt } = chat.session.facts.breakouts.value;
  const isTimed = open === true && (stopsAt ?? endsAt) !== undefined;
  useEffect(() => {
    const tab = list.current?.querySelector('[aria-selected="true"]');
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current, tabs.length, isTimed]);
  if (tabs.length < 2) return <span hidden />;
  const onKeyDown = (event: KeyboardEvent) => {
    const way = alongRow(event);
    if (!way) return;
    event.preventDefault();
    const at = tabs.findIndex(({ id }) => id === current) + way;
    const next = tabs[(at + tabs.length) % tabs.length];
    chat.show(next.id);
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
            aria-controls={roomPanel}
            tabIndex={id === current ? 0 : -1}
            onClick={() => chat.show(id)}
          >
            {room && <GroupMark room={room} />}
            <span class="chat-tab-name">
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
                <span class="chat-tab-dot" />
                <span class="visually-hidden">
                  {writeList([
                    ...unread > 0 ? [chatText.unread({ count: unread })] : [],
                    ...notSent > 0
                      ? [chatText.notSentCount({ count: notSent })]
                      : [],
                  ])}
                </span>
              </>
            )}
          </button>
        ))}
      </div>
      <Timer session={chat.session} isShown={chat.isOpen.value} />
    </div>
  );
}

/** Shows the groups by name where two rows have room for that, else by mark; whether even the marks have no room. */
function useFit(list: RefObject<HTMLElement>, names: string): boolean {
  const isFull = useSignal(false);
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return;
    const fits = () => box.scrollHeight <= box.clientHeight + 1;
    let width = -1;
    const measure = () => {
      if (box.clientWidth === width) return;
      width = box.clientWidth;
      box.dataset.named = "true";
      box.dataset.full = "false";
      if (!fits()) box.dataset.named = "false";
      isFull.value = !fits();
      box.dataset.full = String(isFull.value);
    };
    measure();
    const observer = new ResizeObserver(() => requestAnimationFrame(measure));
    observer.observe(box);
    return () => observer.disconnect();
  }, [names]);
  return isFull.value;
}

/** The groups in their own order; where not all are in sight, those that ask or are unread come first, but not under a cursor. */
function useOrder(
  list: RefObject<HTMLElement>,
  tabs: readonly Tab[],
  isFull: boolean,
): Tab[] {
  const shown = useRef<string[]>([]);
  const rank = ({ room, help, unread }: Tab) =>
    !room ? 0 : !isFull ? 1 : help ? 1 : unread ? 2 : 3;
  const wanted = tabs.toSorted((a, b) => rank(a) - rank(b));
  if (list.current?.matches(":hover, :has(:focus-visible)")) {
    const at = (tab: Tab) => {
      const before = shown.current.indexOf(tab.id);
      return before < 0 ? Infinity : before;
    };
    wanted.sort((a, b) => at(a) - at(b) || 0);
  }
  shown.current = wanted.map(({ id }) => id);
  return wanted;
}

function tabsOf(chat: Chat): Tab[] {
  const rooms = chat.session.facts.rooms.value;
  const open = chat.groups.value;
  const flags = chat.session.staff?.help.value ?? [];
  const tab = (id: string, room: MarkedRoom | null): Tab => {
    const here = id === "main" ? chat.main : open.find((one) => one.id === id);
    return {
      id,
      room,
      unread: here?.unread.value ?? 0,
      notSent: here?.notSent.value ?? 0,
      help: flags.filter((flag) => flag.room === id).length,
    };
  };
  const groups = chat.session.staff
    ? roomsInOrder(rooms)
    : open.flatMap(({ id }) => rooms[id] ? [{ ...rooms[id], id }] : []);
  return [tab("main", null), ...groups.map((room) => tab(room.id, room))];
}
