/**
 * Finds a message in its room by its id, so that no commit walks through all that was ever said. It relies on this:
 * no message leaves its room. One is appended, put between others (a broadcast that comes late), or replaced in its
 * place with the same id.
 */
import type * as Y from "yjs";
import { messages } from "./layout.ts";
import type { Message } from "./messages.ts";

/** A message, and its place in the room. */
export interface FoundMessage<M extends Message = Message> {
  at: number;
  message: M;
}

/** The message with this id; undefined: the room has none. */
export function findMessage(room: Y.Doc, id: string): FoundMessage | undefined {
  const at = placesIn(room).get(id);
  return at === undefined ? undefined : { at, message: messages(room).get(at) };
}

/** Puts another message, with the same id, in a message's place. */
export function replaceMessage(
  room: Y.Doc,
  { at }: FoundMessage,
  message: Message,
): void {
  const list = messages(room);
  list.delete(at, 1);
  list.insert(at, [message]);
}

const placesByRoom = new WeakMap<Y.Doc, Map<string, number>>();

/** Where every message stands, also what this very transaction has added. */
function placesIn(room: Y.Doc): ReadonlyMap<string, number> {
  const list = messages(room);
  const places = placesByRoom.get(room) ?? new Map<string, number>();
  placesByRoom.set(room, places);
  if (places.size === list.length) return places;
  // Whatever was put between those that are known has moved the last of them.
  const last = places.size - 1;
  const hasMoved = last >= 0 && (last >= list.length ||
    places.get(list.get(last).id) !== last);
  if (hasMoved) places.clear();
  let at = places.size;
  for (const { id } of list.slice(at)) places.set(id, at++);
  return places;
}
