/** System lines in a room (C-12): events for everyone there, never joining or leaving. */
import type * as Y from "yjs";
import { messages } from "./layout.ts";
import { newId } from "./ids.ts";
import type { SystemEvent } from "./messages.ts";

/** @param by the member who caused the event */
export function addSystemLine(
  room: Y.Doc,
  event: SystemEvent,
  by: string,
  now: number,
): void {
  messages(room).push([
    { id: newId(), from: by, at: now, kind: "system", event },
  ]);
}
