/** A room in the panel: its messages, who is typing, and the box to write in. */
import type { ComponentChild, ComponentType } from "preact";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { AskForHelp } from "../../groups/AskForHelp.tsx";
import { ArrivalNotice } from "../../people/joining/ArrivalNotice.tsx";
import { useLoaded } from "../../ui/use_loaded.ts";
import type { Chat } from "../chat.ts";
import { Composer } from "../Composer.tsx";
import { MessageList, Skeleton } from "../messages/MessageList.tsx";
import type { Scrolling } from "../messages/scrolling.ts";
import type { RoomChat } from "../room.ts";
import { roomPanel } from "./ids.ts";

/**
 * The room; `Above` stands above its messages, `foot` in place of the box where one cannot write. What comes and goes
 * by itself stands below the messages, which alone give way to it: no button moves.
 */
export function RoomView({ chat, room, scrolling, Above, Draft, foot }: {
  chat: Chat;
  room: RoomChat;
  scrolling: Scrolling;
  Above?: ComponentType<{ room: RoomChat }>;
  /** Says that another room's draft is left. */
  Draft?: ComponentType<{ chat: Chat; room: RoomChat }>;
  foot?: ComponentChild;
}) {
  const pinned = useLoaded(
    Object.keys(room.pins.value).length > 0,
    () => import("../messages/Pinned.tsx"),
  );
  return (
    <>
      <div class="chat-room" {...panelRole(room)}>
        {Above && <Above room={room} />}
        {pinned && <pinned.Pinned room={room} scrolling={scrolling} />}
        {chat.placed.value
          ? <MessageList key={room.id} room={room} scrolling={scrolling} />
          : <Unplaced />}
      </div>
      <ArrivalNotice chat={chat} onFollow={() => {}} />
      {Draft && <Draft chat={chat} room={room} />}
      <div class="chat-row">
        <Typing room={room} />
        {chat.session.seat.role === "student" && (
          <AskForHelp chat={chat} room={room} />
        )}
      </div>
      {foot ?? <Composer room={room} />}
    </>
  );
}

/** In place of the messages while it is not known in which room one is. */
function Unplaced() {
  return (
    <div class="chat-middle">
      <div class="chat-scroll" role="log" aria-label={t.messages}>
        <Skeleton />
      </div>
    </div>
  );
}

/** Of several rooms, the one that is shown belongs to its tab. */
function panelRole({ rooms, session, id }: RoomChat) {
  if (Object.keys(session.facts.rooms.value).length === 0) return {};
  if (rooms.groups.value.length === 0) return { id: roomPanel };
  const label = session.facts.rooms.value[id]?.name ?? groups.main;
  return { id: roomPanel, role: "tabpanel", "aria-label": label } as const;
}

function Typing({ room }: { room: RoomChat }) {
  const names = room.typing.value;
  return (
    <p class="chat-typing quiet small" aria-hidden="true">
      {names.length > 0 && t.typing({
        count: names.length,
        one: names[0],
        other: names[1] ?? "",
      })}
    </p>
  );
}
