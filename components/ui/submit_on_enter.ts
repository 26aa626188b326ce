import { isEnter } from "./keys.ts";

/** As in the chat, Enter sends the form of the field, and Shift+Enter breaks the line. */
export function submitOnEnter(event: KeyboardEvent): void {
  if (!isEnter(event)) return;
  event.preventDefault();
  (event.currentTarget as HTMLInputElement | HTMLTextAreaElement).form
    ?.requestSubmit();
}
