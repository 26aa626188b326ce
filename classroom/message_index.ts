/**
 * Finds a message in its room by its id, so that no commit walks through all that was ever said. Messages are only
 * appended, or replaced in their place with the same id: where one stands it stays.
 */
import type * as Y from "yjs";
import { messages } from "./layout.ts";
import type { Message } from "./schema.ts";

/** A message, and its place in the room. */
export interface Found<M extends Message = Message> {
  at: number;
  message: M;
}

/** The message with this id; undefined: the room has none. */
export function findMessage(room: Y.Doc, id: string): Found | undefined {
  const at = placesIn(room).get(id);
  return at === undefined ? undefined : { at, message: messages(room).get(at) };
}

/** Puts another message, with the same id, in a message's place. */
export function replaceMessage(
  room: Y.Doc,
  { at }: Found,
  message: Message,
): void {
  const list = messages(room);
  list.delete(at, 1);
  list.insert(at, [message]);
}

const placesByRoom = new WeakMap<Y.Doc, Map<string, number>>();

function placesIn(room: Y.Doc): ReadonlyMap<string, number> {
  const list = messages(room);
  let places = placesByRoom.get(room);
  if (!places) {
    places = new Map();
    placesByRoom.set(room, places);
    follow(list, places, () => placesByRoom.delete(room));
  }
  // Also what this very transaction has appended, which no event has told of yet.
  for (let at = places.size; at < list.length; at++) {
    places.set(list.get(at).id, at);
  }
  return places;
}

/** Looks again from the beginning where something else than replacing and appending was done. */
function follow(
  list: Y.Array<Message>,
  places: ReadonlyMap<string, number>,
  forget: () => void,
): void {
  const look = ({ changes }: Y.YArrayEvent<Message>) => {
    let at = 0;
    const isUsual = changes.delta.every(({ insert, retain = 0 }) => {
      at += retain;
      return ((insert ?? []) as Message[]).every(({ id }) => {
        const place = places.get(id);
        return (place ?? at) === at++;
      });
    });
    if (isUsual && places.size <= list.length) return;
    forget();
    list.unobserve(look);
  };
  list.observe(look);
}
