/** The reactions in a room's document, read again only where they change (C-10). */
import { signal } from "@preact/signals";
import type * as Y from "yjs";
import { type Change, type Reaction, reactionsOf } from "./changes.ts";

/** By the message's id, as they are with own changes that are on their way. */
export function followReactions(doc: Y.Doc, me: string) {
  const map = doc.getMap<Y.Map<true>>("reactions");
  const read = (message: string, changes: readonly Change[] = []) =>
    reactionsOf(map.get(message)?.keys() ?? [], changes, me);
  const all = signal<ReadonlyMap<string, readonly Reaction[]>>(
    new Map([...map.keys()].map((message) => [message, read(message)])),
  );
  map.observeDeep((events) => {
    const now = new Map(all.peek());
    for (const { target, path, keys } of events) {
      const messages = target === map ? keys.keys() : [String(path[0])];
      for (const message of messages) {
        if (map.has(message)) now.set(message, read(message));
        else now.delete(message);
      }
    }
    all.value = now;
  });
  return {
    with(changes: readonly Change[]): ReadonlyMap<string, readonly Reaction[]> {
      const mine = changes.filter(({ kind }) => kind === "react");
      if (mine.length === 0) return all.value;
      const now = new Map(all.value);
      for (const { message } of mine) {
        const those = mine.filter((change) => change.message === message);
        now.set(message, read(message, those));
      }
      return now;
    },
  };
}
