/**
 * The first line of a student's page: the teacher's last message to the class,
 * with a button to reply (N-6).
 */
import { chat as chatText } from "texts/chat.ts";
import {
  type ClassPageHeader,
  findClassPageHeader,
} from "../../classroom/model/class_page_header.ts";
import type { Chat } from "../chat/chat.ts";
import { messageRequest, roomRequest } from "../chat/panel_requests.ts";
import type { RoomChat } from "../chat/room_chat.ts";
import { detectLang } from "../ui/detect_lang.ts";
import { useRenderAfter } from "../ui/use_render_after.ts";
import { Button } from "../ui/Button.tsx";

export function TeacherMessageLine(
  { chat, head }: { chat: Chat | null; head: ClassPageHeader },
) {
  const { line } = useClassHeader(chat, head);
  if (!line) return null;
  const toLine = (shouldReply: boolean) => {
    if (!chat) return;
    const room = roomOf(chat, line.id);
    if (shouldReply) room.uiState.replyingTo.value = line.id;
    messageRequest.value = line.id;
    roomRequest.value = room.id;
  };
  return (
    <div class="class-line">
      <button
        type="button"
        class="class-line-text"
        title={line.text}
        onClick={() => toLine(false)}
      >
        <strong>{line.name}</strong>{" "}
        <span lang={detectLang(line.text)}>{line.text}</span>
      </button>
      <Button
        look="small"
        aria-label={chatText.replyTo({ name: line.name })}
        onClick={() => toLine(true)}
      >
        {chatText.reply}
      </Button>
    </div>
  );
}

/** The page's header without messages whose time is over: from the server until the chat is open, then live. */
function useClassHeader(
  chat: Chat | null,
  head: ClassPageHeader,
): ClassPageHeader {
  const now = Date.now() + (chat?.session.facts.clockOffset.value ?? 0);
  const header = headAt(chat, head, now);
  const until = header.line?.until;
  useRenderAfter(until === undefined ? null : until - now);
  return header;
}

function headAt(
  chat: Chat | null,
  head: ClassPageHeader,
  now: number,
): ClassPageHeader {
  if (!chat?.mainRoom.isUnreadKnown.value) return head;
  const { session: { facts }, mainRoom, groupRooms } = chat;
  const rooms = facts.breakouts.value.open ? groupRooms.value : [];
  const messages = {
    main: mainRoom.messages.value,
    groups: rooms.map(({ messages }) => messages.value),
  };
  return findClassPageHeader(facts.members.value, messages, now);
}

function roomOf(
  { mainRoom, groupRooms }: Chat,
  message: string,
): RoomChat {
  return groupRooms.value.find(({ messages }) =>
    messages.value.some(({ id }) => id === message)
  ) ?? mainRoom;
}
