import { useMemo } from "preact/hooks";
import { signal, useSignal } from "@preact/signals";
import { sample as t } from "texts/pieces.ts";
import type { Message } from "../../classroom/model/messages.ts";
import { Chat } from "../chat/chat.ts";
import { ChatPanelDialog } from "../chat_panel/ChatPanelDialog.tsx";
import { loadRefusals } from "../chat/messages/lazy_parts.ts";
import type { PanelMode, PanelPosition } from "../chat_panel/panel_position.ts";
import { storeDraft } from "../client/drafts.ts";
import { useLazyPart } from "../ui/use_lazy_part.ts";
import { Piece } from "./Piece.tsx";
import "../chat/chat.css";
import "../groups/groups.css";
import {
  madeUpRooms,
  makeScene,
  minuteMs,
  sceneId,
  type SceneOptions,
  sceneTimeMs,
} from "./scene.ts";

type Said = Partial<Message> & { author: number; ago?: number };

const messages = (): object[] =>
  ([
    { author: 0, ago: 19, kind: "system", event: "session-started" },
    { author: 0, ago: 18, kind: "text", text: t.hello },
    { author: 0, ago: 18, kind: "text", text: t.second },
    { author: 4, ago: 9, kind: "text", text: t.answer, editedAt: sceneTimeMs },
    { author: 2, ago: 8, kind: "deleted" },
    {
      author: 3,
      ago: 7,
      kind: "text",
      text: t.mention,
      writtenAt: sceneTimeMs - 25 * 60_000,
    },
    {
      author: 1,
      ago: 6,
      kind: "text",
      text: t.own,
      replyTo: sceneId(5, "said"),
    },
    { author: 1, ago: 6, kind: "text", text: t.ownSecond },
    {
      author: 5,
      ago: 5,
      kind: "file",
      file: {
        id: sceneId(0, "file"),
        name: "leaf.pdf",
        size: 482_913,
        type: "",
      },
    },
    { author: 0, ago: 4, kind: "broadcast", text: t.broadcast },
    {
      author: 0,
      ago: 3,
      kind: "assistant",
      text: t.partly,
      prompt: t.asked,
      model: "demonstration",
      student: sceneId(1),
    },
    { author: 1, ago: 2, kind: "text", text: t.own },
    { author: 6, ago: 1, kind: "text", text: t.askedLong },
  ] as Said[]).map(({ author, ago = 0, ...rest }, n) => ({
    ...rest,
    id: sceneId(n, "said"),
    from: sceneId(author),
    at: sceneTimeMs - ago * minuteMs,
  }));

const main = () => ({
  maps: {
    reactions: {
      [sceneId(3, "said")]: {
        [`👍 ${sceneId(1)}`]: true,
        [`👍 ${sceneId(2)}`]: true,
        [`🎉 ${sceneId(5)}`]: true,
      },
    },
    pins: { [sceneId(2, "said")]: { by: sceneId(0), at: sceneTimeMs } },
  },
  lists: { messages: messages() },
});

const groups = (count: number): SceneOptions["session"] => ({
  maps: {
    rooms: madeUpRooms(count),
    breakouts: {
      auto: true,
      open: true,
      endsAt: sceneTimeMs + 8 * minuteMs,
      instructions: t.quiz,
    },
  },
});

const teacher = (): SceneOptions => ({
  name: "chat-teacher",
  member: (n) => ({ room: sceneId(n % 8, "room") }),
  session: groups(8),
  rooms: { main: main() },
  own: { maps: { read: { main: sceneId(12, "said") } } },
  staff: {
    maps: {
      held: {
        [sceneId(0, "held")]: {
          room: "main",
          at: sceneTimeMs,
          words: [t.word],
          message: {
            id: sceneId(0, "held"),
            from: sceneId(2),
            at: sceneTimeMs,
            kind: "text",
            text: t.blocked,
          },
        },
      },
    },
    lists: {
      help: [{ member: sceneId(3), room: sceneId(3, "room"), at: sceneTimeMs }],
    },
  },
});

const say = (n: number, text: string) => ({
  id: sceneId(n, "say"),
  kind: "say",
  room: "main",
  text,
});

const refusedOf = (n: number, refused: string, text: string) => ({
  [say(n, text).id]: { at: n, refused, detail: refused, command: say(n, text) },
});

const student = (): SceneOptions => ({
  name: "chat-student",
  viewer: 1,
  member: (n) => ({ room: sceneId(n % 3, "room") }),
  session: groups(3),
  rooms: { main: main(), [sceneId(1, "room")]: {} },
  own: {
    maps: {
      read: { main: sceneId(12, "said") },
      receipts: {
        ...refusedOf(1, "too-fast", t.own),
        ...refusedOf(2, "held", t.blocked),
      },
      help: { at: sceneTimeMs, note: t.note },
    },
  },
});

const offlineStudent = (): SceneOptions => ({
  name: "chat-away",
  viewer: 1,
  status: { state: "offline" },
  rooms: { main: { lists: { messages: messages().slice(0, 3) } } },
  own: {
    maps: { read: { main: sceneId(2, "said") } },
    lists: { outbox: [say(3, t.own), say(4, t.ownSecond)] },
  },
});

const silenced = (): SceneOptions => ({
  name: "chat-silenced",
  viewer: 1,
  info: { chatPaused: true },
  rooms: { main: {} },
});

export function ChatPieces() {
  const [ours, offline, paused] = useMemo(() => {
    const chats = [teacher(), offlineStudent(), silenced()]
      .map((it) => makeScene(it).part(Chat));
    storeDraft(chats[1].session.seat, "main", t.askedLong.repeat(3));
    return chats;
  }, []);
  const tools = useLazyPart(
    true,
    () => import("../desk/groups/GroupsMenu.tsx"),
  );
  return (
    <Piece name="PanelDialog">
      <Panel chat={ours} tools={tools} />
      <Panel chat={offline} tools={null} />
      <Panel chat={paused} tools={null} />
    </Piece>
  );
}

/**
 * The chat of a student, with refused messages and a draft of another group. Separate, since a page has one row of
 * tabs.
 */
export function StudentChatPieces() {
  const chat = useMemo(() => {
    void loadRefusals();
    const chat = makeScene(student()).part(Chat);
    chat.showRoom("main");
    // Set here, because on a later visit the chat takes the move for an old one.
    chat.arrival.value = {
      kind: "moved",
      room: sceneId(1, "room"),
      shouldFollow: true,
    };
    storeDraft(chat.session.seat, sceneId(2, "room"), t.own);
    chat.mainRoom.uiState.replyingTo.value = sceneId(3, "said");
    return chat;
  }, []);
  return (
    <Piece name="PanelDialog">
      <Panel chat={chat} tools={null} />
    </Piece>
  );
}

function Panel({ chat, tools }: {
  chat: Chat;
  tools: typeof import("../desk/groups/GroupsMenu.tsx") | null;
}) {
  const reading = useSignal(false);
  const position = useMemo((): PanelPosition => ({
    open: signal(true),
    box: signal(undefined),
    isStudent: signal(true),
    mode: signal<PanelMode>("pinned"),
    ready: signal(true),
    isOpenedByUser: { current: false },
    setOpen() {},
    setBox() {},
    reset() {},
    togglePin() {},
    markHistory() {},
  }), []);
  return (
    <div class="piece-chat">
      <ChatPanelDialog
        chat={chat}
        position={position}
        reading={reading}
        close={() => {}}
        tools={tools}
      />
    </div>
  );
}
