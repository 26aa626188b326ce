/** The lines of the system in a room (C-12): for what matters to all who are in it, never for who comes and goes. */
import type * as Y from "yjs";
import { messages } from "./layout.ts";
import { newId } from "./ids.ts";
import type { SystemEvent } from "./messages.ts";

/**
 * Writes a line into a room.
 *
 * @param by whose doing it tells of
 */
export function announce(
  room: Y.Doc,
  event: SystemEvent,
  by: string,
  now: number,
): void {
  messages(room).push([
    { id: newId(), from: by, at: now, kind: "system", event },
  ]);
}
