/**
 * What was said. It sticks to its end unless one has scrolled up, shows the last messages and the
 * earlier ones on request, and reads out new ones without flooding.
 */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { chat as t } from "../../locales/en_chat.ts";
import { groups } from "../../locales/en_groups.ts";
import { ChevronDownIcon } from "../icons.tsx";
import { announcement, entries, type Entry, sameEntry } from "./entries.ts";
import { MessageItem, PendingItem, RefusedItem } from "./MessageItem.tsx";
import type { RoomChat } from "./room.ts";
import { UploadItems } from "./UploadItem.tsx";
import "./MessageList.css";

/** So many messages are shown at first, soon thereafter, and more on each request. */
const first = 40, step = 200;
/** So near the end one is at it (px). */
const near = 48;

/** The messages of a room, and what of one's own is on its way. */
export function MessageList(
  { room, atEnd }: { room: RoomChat; atEnd: Signal<boolean> },
) {
  const scroller = useRef<HTMLDivElement>(null);
  const most = useSignal(first);
  /** Where one was, from the end, before earlier messages came in above. */
  const fromEnd = useRef<number | null>(null);

  /** How high it was when it last stood right. */
  const height = useRef(0);

  const settle = () => {
    const { current } = scroller;
    if (!current) return;
    height.current = current.clientHeight;
    if (fromEnd.current !== null) {
      current.scrollTop = current.scrollHeight - fromEnd.current;
      fromEnd.current = null;
    } else if (atEnd.peek()) current.scrollTop = current.scrollHeight;
  };
  const toEnd = () => {
    atEnd.value = true;
    settle();
  };
  const showMore = () => {
    const { current } = scroller;
    if (current) fromEnd.current = current.scrollHeight - current.scrollTop;
    most.value += step;
  };
  useEffect(() => {
    const { current } = scroller;
    if (!current) return;
    const observer = new ResizeObserver(settle);
    observer.observe(current);
    // What is in it grows, too: a picture that has come, a long answer.
    const content = current.querySelector("ol");
    if (content) observer.observe(content);
    return () => observer.disconnect();
  }, []);
  // The last few are there at once, the rest when there is time.
  useSignalEffect(() => {
    if (most.value > first || room.messages.value.length <= first) return;
    const timer = setTimeout(showMore, 300);
    return () => clearTimeout(timer);
  });

  const onScroll = () => {
    const { current } = scroller;
    // Hidden, it has no height, and stays where it was.
    if (!current || current.clientHeight === 0) return;
    // The box below has grown: nobody has scrolled.
    if (current.clientHeight !== height.current) return settle();
    const left = current.scrollHeight - current.scrollTop -
      current.clientHeight;
    atEnd.value = left < near;
  };

  return (
    <div class="chat-middle">
      <div
        ref={scroller}
        class="chat-scroll"
        role="log"
        aria-label={t.messages}
        aria-live="off"
        tabIndex={0}
        onScroll={onScroll}
      >
        <Earlier room={room} most={most} onPress={showMore} />
        <ol class="chat-messages">
          <Said room={room} most={most} settle={settle} />
          <Unsaid room={room} toEnd={toEnd} />
          <UploadItems room={room} toEnd={toEnd} />
        </ol>
        <Nothing room={room} />
      </div>
      {!atEnd.value && (
        <button
          type="button"
          class="button small chat-latest"
          onClick={toEnd}
        >
          <ChevronDownIcon />
          {t.latest}
        </button>
      )}
      <Announcer room={room} />
    </div>
  );
}

function Earlier(
  props: { room: RoomChat; most: Signal<number>; onPress: () => void },
) {
  const { room, most } = props;
  if (room.messages.value.length <= most.value || most.value === first) {
    return null;
  }
  return (
    <button
      type="button"
      class="button small chat-earlier"
      onClick={props.onPress}
    >
      {t.earlier}
    </button>
  );
}

/** What is in the room. An entry that is as it was is not rendered again. */
function Said(
  { room, most, settle }: {
    room: RoomChat;
    most: Signal<number>;
    settle: () => void;
  },
) {
  const known = useRef(new Map<string, [Entry, VNode]>());
  const rendered = new Map<string, [Entry, VNode]>();
  const items = entries(
    room.messages.value,
    room.chat.members.value,
    room.chat.seat.member,
    most.value,
    room.id === "main" ? null : room.marks.value,
  ).map((entry) => {
    const { id } = entry.message;
    const before = known.current.get(id);
    const now: [Entry, VNode] = before && sameEntry(before[0], entry)
      ? before
      : [entry, <MessageItem key={id} entry={entry} room={room} />];
    rendered.set(id, now);
    return now[1];
  });
  known.current = rendered;
  useLayoutEffect(settle);
  return <>{items}</>;
}

/** What of one's own is not in the room: refused, or on its way. */
function Unsaid({ room, toEnd }: { room: RoomChat; toEnd: () => void }) {
  const sending = room.sending.value;
  const refused = room.refused.value;
  // What one says oneself is looked at.
  const last = sending.at(-1)?.id ?? refused.at(-1)?.id;
  useLayoutEffect(() => {
    if (last) toEnd();
  }, [last]);
  const mineLast = room.messages.value.at(-1)?.from === room.chat.seat.member &&
    !refused.length;
  return (
    <>
      {refused.map((one) => (
        <RefusedItem
          key={one.id}
          refused={one}
          room={room}
        />
      ))}
      {sending.map((command, i) => (
        <PendingItem
          key={command.id}
          command={command}
          room={room}
          follows={i > 0 || mineLast}
        />
      ))}
    </>
  );
}

/** Why there is nothing to read: it is not here yet, or nobody has spoken. */
function Nothing({ room }: { room: RoomChat }) {
  const { messages, sending, refused, chat } = room;
  const own = [sending, refused, chat.uploads.items];
  if (own.some(({ value }) => value.length > 0)) return null;
  if (messages.value.some(({ kind }) => kind !== "system")) return null;
  if (!room.filled.value) {
    return (
      <div class="chat-skeleton" role="img" aria-label={t.loading}>
        <span />
        <span />
        <span />
      </div>
    );
  }
  return (
    <div class="chat-empty">
      <p>{t.empty}</p>
      <p class="quiet small">
        {room.id === "main" ? t.emptyHint : groups.emptyHint}
      </p>
    </div>
  );
}

/** So long new messages are gathered before they are read out (ms). */
const gather = 1_500;

/** Reads out what has come since the page was there: one message whole, more as a number. */
function Announcer({ room }: { room: RoomChat }) {
  const text = useSignal("");
  const told = useRef<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useSignalEffect(() => {
    const count = room.messages.value.length;
    if (!room.filled.value) return;
    told.current ??= count;
    if (timer.current || count === told.current) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const all = room.messages.peek();
      const fresh = all.length - (told.current ?? all.length);
      told.current = all.length;
      const { member } = room.chat.seat;
      text.value = announcement(
        fresh > 0
          ? entries(all, room.chat.members.peek(), member, fresh, null)
          : [],
        {
          says: t.says,
          many: t.unread,
          someone: t.someone,
        },
      ) || text.peek();
    }, gather);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return <p class="visually-hidden" aria-live="polite">{text}</p>;
}
