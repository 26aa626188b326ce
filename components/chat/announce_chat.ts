/** Announces news of all rooms to screen readers (see `docs/announcements.md`). */
import { effect } from "@preact/signals";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { isMentioned } from "../../classroom/model/mentions.ts";
import { announce } from "../ui/announce.ts";
import { countHiddenNews } from "../ui/tab_title.ts";
import type { Chat } from "./chat.ts";
import {
  buildChatEntries,
  type ChatEntry,
  readMessageText,
} from "./chat_entries.ts";
import type { MutedReason, RoomChat } from "./room_chat.ts";
import {
  composeMessageAnnouncement,
  describeMutedReason,
} from "./message_announcement.ts";

/** New messages are collected for this time (ms), and announced together. */
const gatherMs = 1_500;
/** Shortest time between two announcements of new messages in a room that is not shown (ms). */
const countEveryMs = 10_000;
export function announceChat(chat: Chat): () => void {
  const stops = [
    announceMessages(chat),
    announceConnection(chat),
    announceSilence(chat),
    announceHelp(chat),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Reads out broadcasts, and a single new message in the shown room or that mentions the member; counts the others. */
function announceMessages(chat: Chat): () => void {
  const messageCounts = new WeakMap<RoomChat, number>();
  return effect(() => {
    for (const room of [chat.mainRoom, ...chat.groupRooms.value]) {
      const messages = room.messages.value;
      if (!room.isLoaded.value) continue;
      // Messages that arrived while this module was loading count as new.
      const from = messageCounts.get(room) ?? room.initialMessageCount ??
        messages.length;
      messageCounts.set(room, messages.length);
      if (messages.length > from) tell(chat, room, messages, from);
    }
  });
}

const gathered = new WeakMap<RoomChat, ChatEntry[]>();

function tell(
  chat: Chat,
  room: RoomChat,
  messages: readonly Message[],
  from: number,
): void {
  const { seat, facts } = chat.session;
  const context = { members: facts.members.peek(), ownMemberId: seat.member };
  const newEntries = buildChatEntries(
    messages,
    { from, to: messages.length },
    context,
  )
    .filter((it) => !it.isMine && readMessageText(it.message) !== "");
  countHiddenNews(
    // Every open room has a broadcast, under one id.
    ...newEntries.map(({ message }) =>
      "broadcast" in message ? message.broadcast : message.id
    ),
  );
  for (const entry of newEntries) {
    if (entry.message.kind !== "broadcast") continue;
    // Every open room has the broadcast: with one topic it is announced once.
    const topic = `broadcast ${entry.message.from} ${
      readMessageText(entry.message)
    }`;
    announce(composeMessageAnnouncement(entry, false), { topic });
  }
  const roomEntries = newEntries.filter(({ message }) =>
    message.kind !== "broadcast"
  );
  if (roomEntries.length === 0) return;
  gathered.set(room, [...gathered.get(room) ?? [], ...roomEntries]);
  const { people } = facts.people.peek();
  const isSeen = () => chat.isOpen.peek() && chat.currentRoom.peek() === room;
  const say = () => {
    const entries = gathered.get(room) ?? [];
    gathered.delete(room);
    const isMeant = (entry: ChatEntry) =>
      isMentioned(seat.member, readMessageText(entry.message), people);
    if (entries.length === 1 && (isSeen() || isMeant(entries[0]))) {
      return composeMessageAnnouncement(entries[0], isMeant(entries[0]));
    }
    if (isSeen()) return t.unread({ count: entries.length });
    const count = room.unreadCount.peek();
    if (count === 0) return null;
    const name = facts.rooms.peek()[room.id]?.name;
    return name ? t.unreadIn({ count, room: name }) : t.unreadInChat({ count });
  };
  announce(say, {
    topic: `room ${room.id}`,
    delayMs: gatherMs,
    every: isSeen() ? 0 : countEveryMs,
  });
}

/** Announces that the connection is back, and how many messages were sent then. The banner announces its loss. */
function announceConnection(chat: Chat): () => void {
  let unsentCount: number | null = null;
  const countUnsent = () =>
    chat.session.outbox.pending.peek()
      .filter(({ kind }) => kind === "say").length;
  return effect(() => {
    const { state } = chat.status.value;
    if (state === "offline" || (unsentCount !== null && state !== "online")) {
      // Depends on the outbox, so that messages written meanwhile count too.
      void chat.session.outbox.pending.value;
      unsentCount = Math.max(unsentCount ?? 0, countUnsent());
    }
    if (state !== "online" || unsentCount === null) return;
    const previousCount = unsentCount;
    unsentCount = null;
    announce(() => {
      const count = previousCount - countUnsent();
      return count > 0 ? t.backAndSent({ count }) : t.back;
    }, { topic: "connection", delayMs: gatherMs });
  });
}

/** Announces when the member may not, or may again, write in the shown room. */
function announceSilence(chat: Chat): () => void {
  let previousReason: MutedReason | null | undefined;
  return effect(() => {
    const room = chat.currentRoom.value;
    const reason = room.mutedReason.value;
    if (!room.isLoaded.value || !chat.session.facts.isLive.value) return;
    if (previousReason !== undefined && reason !== previousReason) {
      announce(reason ? describeMutedReason(reason) : t.youCanWrite, {
        topic: "silence",
      });
    }
    previousReason = reason;
  });
}

function announceHelp(chat: Chat): () => void {
  const { seat, facts, outbox } = chat.session;
  let placeOfFlag: string | null = null, lowers = false;
  return effect(() => {
    const isUp = chat.ownHelp.value.at !== undefined;
    const isLowering = outbox.pending.value
      .some((it) => it.kind === "help" && !it.on);
    // A change of group, or the member's own command, also lowers the flag.
    const { room } = facts.members.value[seat.member] ?? {};
    const place = `${facts.breakouts.value.open} ${room}`;
    if (isLowering) lowers = true;
    else if (isUp) lowers = false;
    if (!isUp && placeOfFlag === place && !lowers) announce(groups.helpSeen);
    placeOfFlag = isUp ? place : null;
  });
}
