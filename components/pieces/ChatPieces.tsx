/** The chat's panel for a teacher, a student, and offline. */
import { useMemo } from "preact/hooks";
import { signal, useSignal } from "@preact/signals";
import { sample as t } from "texts/pieces.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { Chat } from "../chat/chat.ts";
import { PanelDialog } from "../chat/panel/PanelDialog.tsx";
import { loadRefusals } from "../chat/messages/loaded.ts";
import type { Mode, PanelPosition } from "../chat/panel/panel_position.ts";
import { keepDraft } from "../client/drafts.ts";
import { useLoaded } from "../ui/use_loaded.ts";
import { Piece } from "./Piece.tsx";
import "../chat/chat.css";
import "../groups/groups.css";
import {
  idOf,
  madeUpRooms,
  minute,
  now,
  scene,
  type SceneOptions,
} from "./scene.ts";

type Said = Partial<Message> & { by: number; ago?: number };

const messages = (): object[] =>
  ([
    { by: 0, ago: 19, kind: "system", event: "session-started" },
    { by: 0, ago: 18, kind: "text", text: t.hello },
    { by: 0, ago: 18, kind: "text", text: t.second },
    { by: 4, ago: 9, kind: "text", text: t.answer, editedAt: now },
    { by: 2, ago: 8, kind: "deleted" },
    {
      by: 3,
      ago: 7,
      kind: "text",
      text: t.mention,
      writtenAt: now - 25 * 60_000,
    },
    { by: 1, ago: 6, kind: "text", text: t.own, replyTo: idOf(5, "said") },
    { by: 1, ago: 6, kind: "text", text: t.ownSecond },
    {
      by: 5,
      ago: 5,
      kind: "file",
      file: { id: idOf(0, "file"), name: "leaf.pdf", size: 482_913, type: "" },
    },
    { by: 0, ago: 4, kind: "broadcast", text: t.broadcast },
    {
      by: 0,
      ago: 3,
      kind: "assistant",
      text: t.partly,
      prompt: t.asked,
      model: "demonstration",
      student: idOf(1),
    },
    { by: 1, ago: 2, kind: "text", text: t.own },
    { by: 6, ago: 1, kind: "text", text: t.askedLong },
  ] as Said[]).map(({ by, ago = 0, ...rest }, n) => ({
    ...rest,
    id: idOf(n, "said"),
    from: idOf(by),
    at: now - ago * minute,
  }));

const main = () => ({
  maps: {
    reactions: {
      [idOf(3, "said")]: {
        [`👍 ${idOf(1)}`]: true,
        [`👍 ${idOf(2)}`]: true,
        [`🎉 ${idOf(5)}`]: true,
      },
    },
    pins: { [idOf(2, "said")]: { by: idOf(0), at: now } },
  },
  lists: { messages: messages() },
});

const groups = (count: number): SceneOptions["session"] => ({
  maps: {
    rooms: madeUpRooms(count),
    breakouts: {
      auto: true,
      open: true,
      endsAt: now + 8 * minute,
      instructions: t.quiz,
    },
  },
});

const teacher = (): SceneOptions => ({
  name: "chat-teacher",
  member: (n) => ({ room: idOf(n % 8, "room") }),
  session: groups(8),
  rooms: { main: main() },
  own: { maps: { read: { main: idOf(12, "said") } } },
  staff: {
    maps: {
      held: {
        [idOf(0, "held")]: {
          room: "main",
          at: now,
          words: [t.word],
          message: {
            id: idOf(0, "held"),
            from: idOf(2),
            at: now,
            kind: "text",
            text: t.blocked,
          },
        },
      },
    },
    lists: {
      help: [{ member: idOf(3), room: idOf(3, "room"), at: now }],
    },
  },
});

const say = (n: number, text: string) => ({
  id: idOf(n, "say"),
  kind: "say",
  room: "main",
  text,
});

const refusedOf = (n: number, refused: string, text: string) => ({
  [say(n, text).id]: { at: n, refused, detail: refused, command: say(n, text) },
});

const student = (): SceneOptions => ({
  name: "chat-student",
  as: 1,
  member: (n) => ({ room: idOf(n % 3, "room") }),
  session: groups(3),
  rooms: { main: main(), [idOf(1, "room")]: {} },
  own: {
    maps: {
      read: { main: idOf(12, "said") },
      receipts: {
        ...refusedOf(1, "too-fast", t.own),
        ...refusedOf(2, "held", t.blocked),
      },
      help: { at: now, note: t.note },
    },
  },
});

const away = (): SceneOptions => ({
  name: "chat-away",
  as: 1,
  status: { state: "offline" },
  rooms: { main: { lists: { messages: messages().slice(0, 3) } } },
  own: {
    maps: { read: { main: idOf(2, "said") } },
    lists: { outbox: [say(3, t.own), say(4, t.ownSecond)] },
  },
});

const silenced = (): SceneOptions => ({
  name: "chat-silenced",
  as: 1,
  info: { chatPaused: true },
  rooms: { main: {} },
});

/** As a teacher; offline; and while the chat is paused. */
export function ChatPieces() {
  const [ours, offline, paused] = useMemo(() => {
    const chats = [teacher(), away(), silenced()]
      .map((it) => scene(it).part(Chat));
    keepDraft(chats[1].session.seat, "main", t.askedLong.repeat(3));
    return chats;
  }, []);
  const tools = useLoaded(
    true,
    () => import("../groups/desk/StaffTools.tsx"),
  );
  return (
    <Piece of="PanelDialog">
      <Panel chat={ours} tools={tools} />
      <Panel chat={offline} tools={null} />
      <Panel chat={paused} tools={null} />
    </Piece>
  );
}

/**
 * As a student, with refused messages and a draft of another group. Separate,
 * because a page has one row of room tabs.
 */
export function ChatOfStudent() {
  const chat = useMemo(() => {
    void loadRefusals();
    const chat = scene(student()).part(Chat);
    chat.show("main");
    // Set again for later visits, when the move would not be new.
    chat.arrival.value = {
      kind: "moved",
      room: idOf(1, "room"),
      follow: true,
    };
    keepDraft(chat.session.seat, idOf(2, "room"), t.own);
    chat.main.doing.replyingTo.value = idOf(3, "said");
    return chat;
  }, []);
  return (
    <Piece of="PanelDialog">
      <Panel chat={chat} tools={null} />
    </Piece>
  );
}

function Panel({ chat, tools }: {
  chat: Chat;
  tools: typeof import("../groups/desk/StaffTools.tsx") | null;
}) {
  const reading = useSignal(false);
  const position = useMemo((): PanelPosition => ({
    open: signal(true),
    box: signal(undefined),
    mode: signal<Mode>("pinned"),
    ready: signal(true),
    asked: { current: false },
    setOpen() {},
    setBox() {},
    reset() {},
    togglePin() {},
    markHistory() {},
  }), []);
  return (
    <div class="piece-chat">
      <PanelDialog
        chat={chat}
        position={position}
        reading={reading}
        close={() => {}}
        tools={tools}
      />
    </div>
  );
}
