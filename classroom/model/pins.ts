/** Pinned messages (C-11): `pins` of a room's document. */
import type * as Y from "yjs";
import { refusal } from "./refuse.ts";
import { findMessage } from "./message_index.ts";
import { bounds } from "./bounds.ts";
import type { Pin } from "./messages.ts";

export function pins(room: Y.Doc): Y.Map<Pin> {
  return room.getMap<Pin>("pins");
}

/** Pins a message; a pinned one keeps its pin. */
export function pinMessage(
  room: Y.Doc,
  id: string,
  by: string,
  now: number,
): Pin {
  const message = findMessage(room, id)?.message;
  if (!message || message.kind === "deleted" || message.kind === "system") {
    throw refusal("no-such-message");
  }
  const there = pins(room).get(id);
  if (there) return there;
  if (pins(room).size >= bounds.pins) {
    throw refusal("pins-full", { most: bounds.pins });
  }
  const made: Pin = { by, at: now };
  pins(room).set(id, made);
  return made;
}

export function unpinMessage(room: Y.Doc, id: string): void {
  if (pins(room).has(id)) pins(room).delete(id);
}
