/** What there is in the chat besides where there are groups: tabs, notices, the choice of a group, who is in it, drafts that are left. Loaded with the first group. */
import { ChooseRoom } from "../../groups/ChooseRoom.tsx";
import { Notices } from "../../groups/Timer.tsx";
import type { Chat } from "../chat.ts";
import type { RoomChat } from "../room.ts";

export { DraftLeft } from "./DraftLeft.tsx";
export { GroupBar } from "./GroupBar.tsx";
export { Tabs } from "./Tabs.tsx";

export function AboveRoom({ chat, room }: { chat: Chat; room: RoomChat }) {
  return (
    <>
      <Notices session={chat.session} />
      {/* Folded again wherever one has gone. */}
      <ChooseRoom key={room.id} chat={chat} />
    </>
  );
}
