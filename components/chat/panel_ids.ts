/** An id within the panel. Prefixed, since `useId` starts over in each island. */
import { useId } from "preact/hooks";

export function useChatPanelId(): string {
  return `chat-${useId()}`;
}

/** Id of the element that shows a room, to which the room's tab refers. */
export const roomPanelId = "chat-room";
