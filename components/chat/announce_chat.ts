/** What is said aloud of the chat, whatever room is on screen, and where none is (see `docs/announcements.md`). */
import { effect } from "@preact/signals";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { isMentioned } from "../../classroom/model/mentions.ts";
import { announce } from "../ui/announce.ts";
import type { Chat } from "./chat.ts";
import { type ChatEntry, entries, entryWords } from "./entries.ts";
import type { RoomChat, WhyMuted } from "./room.ts";
import { silenceWords, spoken } from "./spoken.ts";

/** So long new messages are gathered before they are read out (ms). */
const gatherMs = 1_500;
/** How often it is said at most that there is something new in a room that one does not look at (ms). */
const countEveryMs = 10_000;
/** Says what comes from now on; gives what stops that. */
export function announceChat(chat: Chat): () => void {
  const stops = [
    announceMessages(chat),
    announceConnection(chat),
    announceSilence(chat),
    announceHelp(chat),
  ];
  return () => stops.forEach((stop) => stop());
}

/** One message whole, more as a number; of a room that one does not look at, how many there are. */
function announceMessages(chat: Chat): () => void {
  const known = new WeakMap<RoomChat, number>();
  return effect(() => {
    for (const room of [chat.main, ...chat.groups.value]) {
      const all = room.messages.value;
      if (!room.filled.value) continue;
      // This part is loaded later: what came meanwhile is new, too.
      const from = known.get(room) ?? room.filledWith ?? all.length;
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
  const fresh = entries(all, { from, to: all.length }, around)
    .filter((it) => !it.isMine && entryWords(it.message) !== "");
  for (const it of fresh) {
    if (it.message.kind !== "broadcast") continue;
    // It is in each room that one has open, and is one.
    const topic = `broadcast ${it.message.from} ${entryWords(it.message)}`;
    announce(spoken(it, false), { topic });
  }
  const rest = fresh.filter(({ message }) => message.kind !== "broadcast");
  if (rest.length === 0) return;
  gathered.set(room, [...gathered.get(room) ?? [], ...rest]);
  const people = facts.people.peek().all;
  const isSeen = () => chat.isOpen.peek() && chat.current.peek() === room;
  const say = () => {
    const now = gathered.get(room) ?? [];
    gathered.delete(room);
    const isMeant = (it: ChatEntry) =>
      isMentioned(seat.member, entryWords(it.message), people);
    if (now.length === 1 && (isSeen() || isMeant(now[0]))) {
      return spoken(now[0], isMeant(now[0]));
    }
    if (isSeen()) return t.unread({ count: now.length });
    const count = room.unread.peek();
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

/** That the connection is back, and what went out with it; that it is gone says the line above the messages. */
function announceConnection(chat: Chat): () => void {
  let waiting: number | null = null;
  const saying = () =>
    chat.session.outbox.pending.peek()
      .filter(({ kind }) => kind === "say").length;
  return effect(() => {
    const { state } = chat.status.value;
    if (state === "offline" || (waiting !== null && state !== "online")) {
      // Also what is written meanwhile; of several connections one may be back before the others.
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

/** That one cannot write where one is, and that one can again. */
function announceSilence(chat: Chat): () => void {
  let before: WhyMuted | null | undefined;
  return effect(() => {
    const room = chat.current.value;
    const why = room.silence.value;
    if (!room.filled.value || !chat.session.facts.live.value) return;
    if (before !== undefined && why !== before) {
      announce(why ? silenceWords(why) : t.youCanWrite, { topic: "silence" });
    }
    before = why;
  });
}

/** That the teacher has taken down the flag that one has raised. */
function announceHelp(chat: Chat): () => void {
  const { seat, facts, outbox } = chat.session;
  let upIn: string | null = null, lowers = false;
  return effect(() => {
    const isUp = chat.help.value.at !== undefined;
    const isLowering = outbox.pending.value
      .some((it) => it.kind === "help" && !it.on);
    // It goes with the group, too, and by one's own hand.
    const { room } = facts.members.value[seat.member] ?? {};
    const where = `${facts.breakouts.value.open} ${room}`;
    if (isLowering) lowers = true;
    else if (isUp) lowers = false;
    if (!isUp && upIn === where && !lowers) announce(groups.helpSeen);
    upIn = isUp ? where : null;
  });
}
