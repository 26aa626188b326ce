/** What stands above the messages where there are groups: tabs, notices, the choice of a group, who is in it. Loaded with the first group. */
import type { Chat } from "../chat.ts";
import { ChooseRoom } from "../../groups/ChooseRoom.tsx";
import { GroupBar } from "./GroupBar.tsx";
import type { RoomChat } from "../room.ts";
import { Tabs as RoomTabs } from "./Tabs.tsx";
import { Notices } from "../../groups/Timer.tsx";

/** The rooms that one can look into. */
export function Tabs({ chat }: { chat: Chat }) {
  return <RoomTabs chat={chat} />;
}

/** Above any room. */
export function AboveRoom({ chat, room }: { chat: Chat; room: RoomChat }) {
  return (
    <>
      <Notices session={chat.session} />
      {room.id === "main" && <ChooseRoom chat={chat} />}
    </>
  );
}

/** Above the messages of a group. */
export function InRoom({ room }: { room: RoomChat }) {
  return <GroupBar room={room} />;
}
