/**
 * What was said. It sticks to its end unless one has scrolled up, shows the last messages and the
 * earlier ones on request, and reads out new ones without flooding.
 */
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { en as t } from "../../locales/en.ts";
import { ChevronDownIcon } from "../icons.tsx";
import type { Chat } from "./chat.ts";
import { announcement, entries } from "./entries.ts";
import { MessageItem, PendingItem, RefusedItem } from "./MessageItem.tsx";
import "./MessageList.css";

/** So many messages are shown at first, and so many more on each request. */
const step = 200;
/** So near the end one is at it (px). */
const near = 48;

/** The messages of a room, and what of one's own is on its way. */
export function MessageList(
  { chat, atEnd }: { chat: Chat; atEnd: Signal<boolean> },
) {
  const scroller = useRef<HTMLDivElement>(null);
  const most = useSignal(step);
  const fromEnd = useRef<number | null>(null);
  const messages = chat.messages.value;
  const sending = chat.sending.value;
  const shown = entries(
    messages,
    chat.members.value,
    chat.seat.member,
    most.value,
  );

  const toEnd = () => {
    const { current } = scroller;
    if (current) current.scrollTop = current.scrollHeight;
    atEnd.value = true;
  };
  // What one says oneself is looked at.
  const lastSent = sending.at(-1)?.id;
  useLayoutEffect(() => {
    if (lastSent) toEnd();
  }, [lastSent]);
  useLayoutEffect(() => {
    const { current } = scroller;
    if (!current) return;
    if (fromEnd.current !== null) {
      current.scrollTop = current.scrollHeight - fromEnd.current;
      fromEnd.current = null;
    } else if (atEnd.peek()) current.scrollTop = current.scrollHeight;
  });
  useEffect(() => {
    const { current } = scroller;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.peek()) current.scrollTop = current.scrollHeight;
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const { current } = scroller;
    // Hidden, it has no height, and stays where it was.
    if (!current || current.clientHeight === 0) return;
    const left = current.scrollHeight - current.scrollTop -
      current.clientHeight;
    atEnd.value = left < near;
  };
  const showEarlier = () => {
    const { current } = scroller;
    if (current) fromEnd.current = current.scrollHeight - current.scrollTop;
    most.value += step;
  };

  return (
    <div class="chat-middle">
      <div
        ref={scroller}
        class="chat-scroll"
        role="log"
        aria-label={t.chat.messages}
        aria-live="off"
        tabIndex={0}
        onScroll={onScroll}
      >
        {messages.length > shown.length && (
          <button
            type="button"
            class="button small chat-earlier"
            onClick={showEarlier}
          >
            {t.chat.earlier}
          </button>
        )}
        <ol class="chat-messages">
          {shown.map((entry) => (
            <MessageItem key={entry.message.id} entry={entry} />
          ))}
          {chat.refused.value.map((refused) => (
            <RefusedItem
              key={refused.id}
              refused={refused}
              onTryAgain={() => chat.tryAgain(refused.id)}
              onDiscard={() => chat.outbox.discard(refused.id)}
            />
          ))}
          {sending.map((command, i) => (
            <PendingItem
              key={command.id}
              command={command}
              follows={i > 0 || shown.at(-1)?.isMine === true}
            />
          ))}
        </ol>
        {shown.length + sending.length + chat.refused.value.length === 0 &&
          <Nothing chat={chat} />}
      </div>
      {!atEnd.value && (
        <button
          type="button"
          class="button small chat-latest"
          onClick={toEnd}
        >
          <ChevronDownIcon />
          {t.chat.latest}
        </button>
      )}
      <Announcer chat={chat} />
    </div>
  );
}

/** Why there is nothing to read: it is not here yet, or nobody has spoken. */
function Nothing({ chat }: { chat: Chat }) {
  if (!chat.filled.value) {
    return (
      <div class="chat-skeleton" role="img" aria-label={t.chat.loading}>
        <span />
        <span />
        <span />
      </div>
    );
  }
  return (
    <div class="chat-empty">
      <p>{t.chat.empty}</p>
      <p class="quiet small">{t.chat.emptyHint}</p>
    </div>
  );
}

/** So long new messages are gathered before they are read out (ms). */
const gather = 1_500;

/** Reads out what has come since the page was there: one message whole, more as a number. */
function Announcer({ chat }: { chat: Chat }) {
  const text = useSignal("");
  const told = useRef<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useSignalEffect(() => {
    const count = chat.messages.value.length;
    if (!chat.filled.value) return;
    told.current ??= count;
    if (timer.current || count === told.current) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const all = chat.messages.peek();
      const fresh = all.length - (told.current ?? all.length);
      told.current = all.length;
      const { member } = chat.seat;
      text.value = announcement(
        fresh > 0 ? entries(all, chat.members.peek(), member, fresh) : [],
        {
          says: t.chat.says,
          many: t.chat.unread,
          someone: t.chat.someone,
        },
      ) || text.peek();
    }, gather);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return <p class="visually-hidden" aria-live="polite">{text}</p>;
}
