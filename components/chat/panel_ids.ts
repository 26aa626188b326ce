/** An id within the panel. Prefixed, since `useId` starts over in each island. */
import { useId } from "preact/hooks";

export function useChatPanelId(): string {
  return `chat-${useId()}`;
}

export const roomPanelId = "chat-room";
