/** Goes to whoever has a hand up: their room is in the chat, and the focus where one writes to them. */
import { roomRequest } from "../../chat/panel_requests.ts";
import { Taking } from "../../monitoring/taking/taking.ts";
import type { ClassSession } from "../../session/class_session.ts";

/** The chat may have to be opened first: so many frames it is waited for. */
const frames = 60;

/** Takes the hand, and goes. */
export function joinHand(
  session: ClassSession,
  { member, room }: { member: string; room: string },
): void {
  session.part(Taking).take(`hand-${member}`);
  roomRequest.value = room;
  focusWhenThere(frames);
}

function focusWhenThere(left: number): void {
  requestAnimationFrame(() => {
    const box = document.querySelector<HTMLElement>(
      ".chat-panel[open] .composer textarea",
    );
    // A frame more, in which the room that is wanted has come.
    if (roomRequest.peek() === null && box) {
      requestAnimationFrame(() => {
        document.querySelector<HTMLElement>(
          ".chat-panel[open] .composer textarea",
        )?.focus();
      });
    } else if (left > 0) focusWhenThere(left - 1);
  });
}
