/** The first line of a student's page: what who teaches has last said to the class, and the way to answer it (N-6). */
import { chat as chatText } from "texts/chat.ts";
import { classPage as t } from "texts/sessions_class.ts";
import { type ClassHead, classHead } from "../../classroom/model/class_head.ts";
import type { Message } from "../../classroom/model/messages.ts";
import type { Chat } from "../chat/chat.ts";
import { messageRequest, roomRequest } from "../chat/panel_requests.ts";
import type { RoomChat } from "../chat/room.ts";
import { langOf } from "../markdown/lang_of.ts";
import { Button } from "../ui/Button.tsx";

/** The line; what the server said of it stands until the class is there. */
export function ClassLine(
  { chat, head }: { chat: Chat | null; head: ClassHead },
) {
  const { teacher, line } = headNow(chat, head);
  const toLine = (replies: boolean) => {
    if (!chat || !line) return;
    const room = roomOf(chat, line.id);
    if (replies) room.doing.replyingTo.value = line.id;
    messageRequest.value = line.id;
    roomRequest.value = room.id;
  };
  return (
    <div class="class-line">
      {line
        ? (
          <>
            <button
              type="button"
              class="class-line-text"
              title={line.text}
              onClick={() => toLine(false)}
            >
              <strong>{line.name}</strong>{" "}
              <span lang={langOf(line.text)}>{line.text}</span>
            </button>
            <Button
              look="small"
              aria-label={chatText.replyTo({ name: line.name })}
              onClick={() => toLine(true)}
            >
              {chatText.reply}
            </Button>
          </>
        )
        : teacher && (
          <p class="class-line-text quiet">{t.quiet({ name: teacher })}</p>
        )}
    </div>
  );
}

function headNow(chat: Chat | null, head: ClassHead): ClassHead {
  if (!chat?.main.known.value) return head;
  const { session, main, groups } = chat;
  const members = session.facts.members.value;
  const now = classHead(members, main.messages.value);
  // While groups are open, a broadcast is said there alone.
  const said = groups.value.flatMap((room) =>
    classHead(members, room.messages.value.filter(isBroadcast)).line ?? []
  );
  const [newest] = said.filter(({ at }) => at > (now.line?.at ?? 0));
  return { ...now, line: newest ?? now.line };
}

/** In which of the open rooms a message stands. */
function roomOf({ main, groups }: Chat, message: string): RoomChat {
  return groups.value.find(({ messages }) =>
    messages.value.some(({ id }) => id === message)
  ) ?? main;
}

const isBroadcast = ({ kind }: Message) => kind === "broadcast";
