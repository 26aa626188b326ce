import type * as Y from "yjs";
import { bounds } from "./bounds.ts";
import { newId } from "./ids.ts";
import type { Message, Pin, SystemEvent } from "./messages.ts";
import { refusal } from "./refuse.ts";
import { messages, pins } from "./roots.ts";

export interface FoundMessage<M extends Message = Message> {
  index: number;
  message: M;
}

/**
 * Finds a message by id without a scan of the room. Messages never leave their room: they are appended, inserted (a
 * late broadcast), or replaced in place with the same id.
 */
export function findMessage(room: Y.Doc, id: string): FoundMessage | undefined {
  const index = indicesIn(room).get(id);
  return index === undefined
    ? undefined
    : { index, message: messages(room).get(index) };
}

export function replaceMessage(
  room: Y.Doc,
  { index }: FoundMessage,
  message: Message,
): void {
  const list = messages(room);
  list.delete(index, 1);
  list.insert(index, [message]);
}

const indicesByRoom = new WeakMap<Y.Doc, Map<string, number>>();

/** Indices of all messages, including those added in this transaction. */
function indicesIn(room: Y.Doc): ReadonlyMap<string, number> {
  const list = messages(room);
  const indices = indicesByRoom.get(room) ?? new Map<string, number>();
  indicesByRoom.set(room, indices);
  if (indices.size === list.length) return indices;
  // An insertion between known messages has moved the last of them.
  const last = indices.size - 1;
  const hasMoved = last >= 0 && (last >= list.length ||
    indices.get(list.get(last).id) !== last);
  if (hasMoved) indices.clear();
  let index = indices.size;
  for (const { id } of list.slice(index)) indices.set(id, index++);
  return indices;
}

/**
 * Adds a system line (C-12), which everyone in the room sees. Joining and leaving have none.
 * @param member the member who caused the event
 */
export function addSystemLine(
  room: Y.Doc,
  event: SystemEvent,
  member: string,
  now: number,
): void {
  messages(room).push([
    { id: newId(), from: member, at: now, kind: "system", event },
  ]);
}

/** Pins a message; returns the pin that it has if it is pinned already. */
export function pinMessage(
  room: Y.Doc,
  id: string,
  member: string,
  now: number,
): Pin {
  const message = findMessage(room, id)?.message;
  if (!message || message.kind === "deleted" || message.kind === "system") {
    throw refusal("no-such-message");
  }
  const existing = pins(room).get(id);
  if (existing) return existing;
  if (pins(room).size >= bounds.pins) {
    throw refusal("pins-full", { most: bounds.pins });
  }
  const added: Pin = { by: member, at: now };
  pins(room).set(id, added);
  return added;
}

export function unpinMessage(room: Y.Doc, id: string): void {
  if (pins(room).has(id)) pins(room).delete(id);
}

/** Trims a message; refuses an empty or too long one. */
export function cleanMessageText(typed: string, max: number): string {
  const text = typed.trim();
  if (text === "") {
    throw refusal("no-words-in-message");
  }
  if (text.length > max) {
    throw refusal("message-too-long", { most: max, length: text.length });
  }
  return text;
}
