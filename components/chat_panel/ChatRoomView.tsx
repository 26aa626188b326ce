import { useSignal } from "@preact/signals";
import type { ComponentChild, ComponentType, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { UploadItems } from "../chat/messages/UploadItems.tsx";
import { Uploads } from "../files/uploads.ts";
import { AskForHelp } from "../groups/AskForHelp.tsx";
import { GroupArrivalPlace } from "../groups/GroupArrivalPlace.tsx";
import { NoteAnswerPlace } from "../notes/NoteAnswerPlace.tsx";
import { TellTeacherButton } from "../notes/TellTeacherButton.tsx";
import { Button } from "../ui/Button.tsx";
import { ChevronDownIcon } from "../ui/icons.tsx";
import { isEnter } from "../ui/keys.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { listChangingIds } from "../chat/message_changes.ts";
import type { Chat } from "../chat/chat.ts";
import { MessageComposer } from "../chat/MessageComposer.tsx";
import {
  buildChatEntries,
  type ChatEntry,
  isSameEntry,
} from "../chat/chat_entries.ts";
import { MessageItem } from "../chat/messages/MessageItem.tsx";
import { PendingMessage } from "../chat/messages/PendingMessage.tsx";
import {
  loadedMessageTools,
  loadedRefusals,
  loadMessageTools,
  loadRefusals,
} from "../chat/messages/lazy_parts.ts";
import type { MessageScroller } from "../chat/messages/message_scroller.ts";
import type { RoomChat } from "../chat/room_chat.ts";
import { roomPanelId, useChatPanelId } from "../chat/panel_ids.ts";
import "../chat/chat.css";

/**
 * Notices and a teacher's call are below the messages, which shrink for them, so that no button moves.
 *
 * @param foot replaces the box, for those who cannot write
 */
export function ChatRoomView(
  { chat, room, scrolling, Above, Draft, call, foot }: {
    chat: Chat;
    room: RoomChat;
    scrolling: MessageScroller;
    Above?: ComponentType<{ room: RoomChat }>;
    Draft?: ComponentType<{ chat: Chat; room: RoomChat }>;
    call?: ComponentChild;
    foot?: ComponentChild;
  },
) {
  const pinned = useLazyPart(
    Object.keys(room.pins.value).length > 0,
    () => import("../chat/messages/PinnedMessages.tsx"),
  );
  const { cookieRole, role } = chat.session.seat;
  const isStudent = role === "student" && cookieRole === "member";
  return (
    <>
      <div class="chat-room" {...panelRole(room)}>
        {Above && <Above room={room} />}
        {pinned && <pinned.PinnedMessages room={room} scrolling={scrolling} />}
        {chat.isRoomKnown.value
          ? <MessageList key={room.id} room={room} scrolling={scrolling} />
          : <PlacingNotice />}
      </div>
      {call}
      <GroupArrivalPlace chat={chat} onFollow={() => {}} />
      {isStudent && chat.isOpen.value && chat.arrival.value === null && (
        <NoteAnswerPlace session={chat.session} />
      )}
      {Draft && <Draft chat={chat} room={room} />}
      <div class="cluster flush chat-row">
        <Typing room={room} />
        {isStudent && <TellTeacherButton session={chat.session} />}
        {chat.session.seat.role === "student" && (
          <AskForHelp chat={chat} room={room} />
        )}
      </div>
      {}
      <div class="composer-place">
        {foot ?? <MessageComposer room={room} />}
      </div>
    </>
  );
}

function PlacingNotice() {
  return (
    <div class="fill chat-middle">
      <div class="chat-scroll" role="log" aria-label={t.messages}>
        <Skeleton />
      </div>
    </div>
  );
}

/** With several rooms, the shown room is a tab panel. */
function panelRole({ rooms, session, id }: RoomChat) {
  if (Object.keys(session.facts.rooms.value).length === 0) return {};
  if (rooms.groupRooms.value.length === 0) return { id: roomPanelId };
  const label = session.facts.rooms.value[id]?.name ?? groups.main;
  return { id: roomPanelId, role: "tabpanel", "aria-label": label } as const;
}

function Typing({ room }: { room: RoomChat }) {
  const names = room.typingNames.value;
  return (
    <p class="grow truncate chat-typing quiet small" aria-hidden="true">
      {names.length > 0 && t.typing({
        count: names.length,
        one: names[0],
        other: names[1] ?? "",
      })}
    </p>
  );
}

function MessageList(
  { room, scrolling }: { room: RoomChat; scrolling: MessageScroller },
) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const hint = useChatPanelId();
  const Tools = loadedMessageTools.value?.MessageTools;
  useLayoutEffect(
    () => scrolling.attach(scroller.current!, list.current!),
    [scrolling],
  );
  return (
    <div class="fill chat-middle">
      <div
        ref={scroller}
        class="chat-scroll"
        role="log"
        aria-label={t.messages}
        aria-describedby={hint}
        aria-live="off"
        tabIndex={0}
        onScroll={() => scrolling.onScroll()}
        onKeyDown={(event) => {
          if (step(event, scroller.current!)) scrolling.onScroll();
          else if (!scrollByKey(event, scrolling)) {
            void askForTools(event, room);
          }
        }}
        onPointerEnter={loadMessageTools}
        onFocusIn={loadMessageTools}
      >
        <ol class="stack flush" ref={list}>
          <MessageRows room={room} scrolling={scrolling} />
        </ol>
        <ol class="stack flush">
          <OwnUnsentMessages
            room={room}
            toEnd={() => scrolling.scrollToEnd()}
          />
          <UploadItems room={room} toEnd={() => scrolling.scrollToEnd()} />
        </ol>
        <DelayNotice room={room} />
        <EmptyRoom room={room} />
      </div>
      <p class="visually-hidden" id={hint}>{t.messagesHint}</p>
      <LatestButton room={room} scrolling={scrolling} />
      {Tools && <Tools room={room} />}
    </div>
  );
}

/** Handles Home and End, since the browser would only scroll within the rendered messages. Returns whether it did. */
function scrollByKey(
  event: KeyboardEvent,
  scrolling: MessageScroller,
): boolean {
  const { key, target, currentTarget } = event;
  if (key !== "Home" && key !== "End") return false;
  if (target !== currentTarget && !(target as Element).matches(".message")) {
    return false;
  }
  event.preventDefault();
  if (key === "End") scrolling.scrollToEnd();
  else scrolling.scrollToStart();
  return true;
}

/** Handles the arrow keys, which go from message to message. Returns whether it did. */
function step(event: KeyboardEvent, scroller: HTMLElement): boolean {
  const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const { target } = event;
  const onItem = (target as Element).matches(".message");
  if (!way || !(onItem || target === scroller)) return false;
  const items = [...scroller.querySelectorAll<HTMLElement>(".message")];
  const { bottom } = scroller.getBoundingClientRect();
  const from = onItem
    ? items.indexOf(target as HTMLElement) + way
    : items.findLastIndex((item) =>
      item.getBoundingClientRect().top < bottom - 8
    );
  event.preventDefault();
  items[from]?.focus({ preventScroll: true });
  items[from]?.scrollIntoView({ block: "nearest" });
  return true;
}

async function askForTools(event: KeyboardEvent, { uiState }: RoomChat) {
  const item = event.target as HTMLElement;
  if (!isEnter(event) || !item.matches(".message[data-tools]")) return;
  event.preventDefault();
  await loadMessageTools();
  uiState.openTools.value = { id: item.dataset.id!, anchor: item };
}

function LatestButton(
  { room, scrolling }: { room: RoomChat; scrolling: MessageScroller },
) {
  if (scrolling.isAtEnd.value) return null;
  const newCount = room.unreadCount.value;
  return (
    <Button
      look="small chat-latest"
      onClick={() => scrolling.scrollToEnd()}
    >
      <ChevronDownIcon />
      {t.latest}
      {newCount > 0 && (
        <span class="badge active">{t.fresh({ count: newCount })}</span>
      )}
    </Button>
  );
}

/** Renders messages; reuses those that have not changed. */
function MessageRows(
  { room, scrolling }: { room: RoomChat; scrolling: MessageScroller },
) {
  const previousRows = useRef(new Map<string, [ChatEntry, VNode]>());
  const rows = new Map<string, [ChatEntry, VNode]>();
  const messages = room.shownMessages.value;
  const items = buildChatEntries(
    messages,
    scrolling.currentSpan(messages.length),
    {
      members: room.session.facts.members.value,
      ownMemberId: room.session.seat.member,
      bringBackEntries:
        room.id === "main" || room.session.seat.role === "observer"
          ? null
          : room.bringBackEntries.value,
      firstNew: room.firstNewId.value,
      reactions: room.reactions.value,
      pins: room.pins.value,
      changing: listChangingIds(room.pendingChanges.value),
      isLastContinued: continuesGroup(room),
      find: (id) => messages.findLast((message) => message.id === id),
    },
  ).map((entry) => {
    const { id } = entry.message;
    const previousRow = previousRows.current.get(id);
    const row: [ChatEntry, VNode] =
      previousRow && isSameEntry(previousRow[0], entry) ? previousRow : [
        entry,
        <MessageItem
          key={id}
          entry={entry}
          room={room}
          scrolling={scrolling}
        />,
      ];
    rows.set(id, row);
    return row[1];
  });
  previousRows.current = rows;
  useLayoutEffect(() => scrolling.settleScroll());
  return <>{items}</>;
}

function OwnUnsentMessages(
  { room, toEnd }: { room: RoomChat; toEnd: () => void },
) {
  const pendingMessages = room.pendingMessages.value;
  const refusedMessages = room.refusedMessages.value;
  const Refused = loadedRefusals.value?.RefusedMessages;
  const hasRefusals = refusedMessages.length > 0 ||
    room.refusedChanges.value.size > 0;
  useEffect(() => {
    if (hasRefusals) void loadRefusals();
  }, [hasRefusals, room]);
  const last = pendingMessages.at(-1)?.id ?? refusedMessages.at(-1)?.id;
  useLayoutEffect(() => {
    if (last) toEnd();
  }, [last]);
  const isUnderName = continuesGroup(room);
  return (
    <>
      {Refused && <Refused room={room} />}
      {pendingMessages.map((command, i) => (
        <PendingMessage
          key={command.id}
          command={command}
          room={room}
          isContinuation={i > 0 || isUnderName}
        />
      ))}
    </>
  );
}

function continuesGroup(
  { pendingMessages, refusedMessages, messages, session }: RoomChat,
): boolean {
  return pendingMessages.value.length > 0 &&
    refusedMessages.value.length === 0 &&
    session.facts.isOwn(messages.value.at(-1)?.from, session.seat);
}

/** An own message may be unsent for this long (ms) before the page says why. */
const explanationDelayMs = 4_000;

/** Explains why messages take long although online: they are sent one after the other. */
function DelayNotice({ room }: { room: RoomChat }) {
  const isLong = useSignal(false);
  const isGoing = room.pendingMessages.value.length > 0 &&
    room.status.value.state === "online" && room.mutedReason.value === null;
  useEffect(() => {
    if (!isGoing) return;
    const timer = setTimeout(() => isLong.value = true, explanationDelayMs);
    return () => {
      clearTimeout(timer);
      isLong.value = false;
    };
  }, [isGoing]);
  return (
    <p class="message-slowly quiet small" aria-live="polite">
      {isLong.value ? t.slowly : ""}
    </p>
  );
}

function EmptyRoom({ room }: { room: RoomChat }) {
  const {
    messages,
    pendingMessages,
    refusedMessages,
    session,
  } = room;
  const unsentLists = [
    pendingMessages,
    refusedMessages,
    session.part(Uploads).outgoingFiles,
  ];
  if (unsentLists.some(({ value }) => value.length > 0)) return null;
  if (messages.value.some(({ kind }) => kind !== "system")) return null;
  if (!room.isLoaded.value) return <Skeleton />;
  return (
    <div class="chat-empty">
      <p>{t.empty}</p>
      <p class="quiet small">
        {room.id === "main" ? t.emptyHint : groups.emptyHint}
      </p>
    </div>
  );
}

function Skeleton() {
  return (
    <div class="stack chat-skeleton" role="img" aria-label={t.loading}>
      <span />
      <span />
      <span />
    </div>
  );
}
