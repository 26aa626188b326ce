/** Fixed ids, because `useId` starts over in each island and the panel is an island among others. */
import { useId } from "preact/hooks";

export function useChatPanelId(): string {
  return `chat-${useId()}`;
}

/** The element that shows a room; its tab refers to it. */
export const roomPanelId = "chat-room";
