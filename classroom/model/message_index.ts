/**
 * Finds a message by id without a scan of the room. Relies on this: a message never leaves its room. It is
 * appended, inserted (a late broadcast), or replaced in place with the same id.
 */
import type * as Y from "yjs";
import { messages } from "./layout.ts";
import type { Message } from "./messages.ts";

export interface FoundMessage<M extends Message = Message> {
  at: number;
  message: M;
}

export function findMessage(room: Y.Doc, id: string): FoundMessage | undefined {
  const at = indicesIn(room).get(id);
  return at === undefined ? undefined : { at, message: messages(room).get(at) };
}

export function replaceMessage(
  room: Y.Doc,
  { at }: FoundMessage,
  message: Message,
): void {
  const list = messages(room);
  list.delete(at, 1);
  list.insert(at, [message]);
}

const indicesByRoom = new WeakMap<Y.Doc, Map<string, number>>();

/** Indices of all messages, including those added in this transaction. */
function indicesIn(room: Y.Doc): ReadonlyMap<string, number> {
  const list = messages(room);
  const places = indicesByRoom.get(room) ?? new Map<string, number>();
  indicesByRoom.set(room, places);
  if (places.size === list.length) return places;
  // An insertion between known messages has moved the last of them.
  const last = places.size - 1;
  const hasMoved = last >= 0 && (last >= list.length ||
    places.get(list.get(last).id) !== last);
  if (hasMoved) places.clear();
  let at = places.size;
  for (const { id } of list.slice(at)) places.set(id, at++);
  return places;
}
