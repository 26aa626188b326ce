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
  const known = new WeakMap<RoomChat, number>();
  return effect(() => {
    for (const room of [chat.mainRoom, ...chat.groupRooms.value]) {
      const all = room.messages.value;
      if (!room.isLoaded.value) continue;
      // Messages that arrived while this module was loading count as new.
      const from = known.get(room) ?? room.initialMessageCount ?? all.length;
      known.set(room, all.length);
      if (all.length > from) tell(chat, room, all, from);
    }
  });
}

const gathered = new WeakMap<RoomChat, ChatEntry[]>();

function tell(
  chat: Chat,
  room: RoomChat,
  all: readonly Message[],
  from: number,
): void {
  const { seat, facts } = chat.session;
  const around = { members: facts.members.peek(), me: seat.member };
  const fresh = buildChatEntries(all, { from, to: all.length }, around)
    .filter((it) => !it.isMine && readMessageText(it.message) !== "");
  countHiddenNews(
    // Every open room has a broadcast, under one id.
    ...fresh.map(({ message }) =>
      "broadcast" in message ? message.broadcast : message.id
    ),
  );
  for (const it of fresh) {
    if (it.message.kind !== "broadcast") continue;
    // Every open room has the broadcast: with one topic it is announced once.
    const topic = `broadcast ${it.message.from} ${readMessageText(it.message)}`;
    announce(composeMessageAnnouncement(it, false), { topic });
  }
  const rest = fresh.filter(({ message }) => message.kind !== "broadcast");
  if (rest.length === 0) return;
  gathered.set(room, [...gathered.get(room) ?? [], ...rest]);
  const people = facts.people.peek().all;
  const isSeen = () => chat.isOpen.peek() && chat.currentRoom.peek() === room;
  const say = () => {
    const now = gathered.get(room) ?? [];
    gathered.delete(room);
    const isMeant = (it: ChatEntry) =>
      isMentioned(seat.member, readMessageText(it.message), people);
    if (now.length === 1 && (isSeen() || isMeant(now[0]))) {
      return composeMessageAnnouncement(now[0], isMeant(now[0]));
    }
    if (isSeen()) return t.unread({ count: now.length });
    const count = room.unreadCount.peek();
    if (count === 0) return null;
    const name = facts.rooms.peek()[room.id]?.name;
    return name ? t.unreadIn({ count, room: name }) : t.unreadInChat({ count });
  };
  announce(say, {
    topic: `room ${room.id}`,
    after: gatherMs,
    every: isSeen() ? 0 : countEveryMs,
  });
}

/** Announces that the connection is back, and how many messages were sent then. The banner announces its loss. */
function announceConnection(chat: Chat): () => void {
  let waiting: number | null = null;
  const saying = () =>
    chat.session.outbox.pending.peek()
      .filter(({ kind }) => kind === "say").length;
  return effect(() => {
    const { state } = chat.status.value;
    if (state === "offline" || (waiting !== null && state !== "online")) {
      // Depends on the outbox, so that messages written meanwhile count too.
      void chat.session.outbox.pending.value;
      waiting = Math.max(waiting ?? 0, saying());
    }
    if (state !== "online" || waiting === null) return;
    const before = waiting;
    waiting = null;
    announce(() => {
      const count = before - saying();
      return count > 0 ? t.backAndSent({ count }) : t.back;
    }, { topic: "connection", after: gatherMs });
  });
}

/** Announces when the member may not, or may again, write in the shown room. */
function announceSilence(chat: Chat): () => void {
  let before: MutedReason | null | undefined;
  return effect(() => {
    const room = chat.currentRoom.value;
    const why = room.mutedReason.value;
    if (!room.isLoaded.value || !chat.session.facts.isLive.value) return;
    if (before !== undefined && why !== before) {
      announce(why ? describeMutedReason(why) : t.youCanWrite, {
        topic: "silence",
      });
    }
    before = why;
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
    const where = `${facts.breakouts.value.open} ${room}`;
    if (isLowering) lowers = true;
    else if (isUp) lowers = false;
    if (!isUp && placeOfFlag === where && !lowers) announce(groups.helpSeen);
    placeOfFlag = isUp ? where : null;
  });
}
