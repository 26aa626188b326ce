/** Ids in the chat panel. Preact counts them anew in each island, and a page has the panel beside others. */
import { useId } from "preact/hooks";

/** An id that nothing outside of the panel has. */
export function useChatId(): string {
  return `chat-${useId()}`;
}

/** Of the element in which a room is shown: its tab names it. */
export const roomPanel = "chat-room";
