/** **Broadcast** (B-11): a message of the teacher in all groups or some, kept in each for those who come later. */
import { z } from "zod";
import type * as Y from "yjs";
import type { Tx } from "../sync/authority.ts";
import { Refusal } from "../sync/refusal.ts";
import { living, livingRoom } from "./breakouts_layout.ts";
import { roomId } from "./id_schemas.ts";
import { messages } from "./layout.ts";
import { type Message, newId } from "./schema.ts";

/** Body of `POST /api/sessions/:s/breakouts/broadcast`; without `rooms`: every room that is not archived. */
export const broadcastAsk = z.strictObject({
  text: z.string().max(100_000),
  rooms: z.array(roomId).min(1).max(2_000).optional(),
});

/** What was said to whom, in answers. */
export interface BroadcastView {
  id: string;
  text: string;
  rooms: string[];
}

/** The rooms that a broadcast goes to; refused where there is none, or one of them is not there. */
export function audienceOf(
  session: Y.Doc,
  wanted: readonly string[] | undefined,
): string[] {
  const all = [...new Set(wanted ?? living(session).map(({ id }) => id))];
  if (all.length === 0) {
    throw new Refusal("conflict", "There are no rooms to broadcast to.");
  }
  if (!all.every((room) => isThere(session, room))) {
    throw new Refusal("not-found", "One of these rooms is not there any more.");
  }
  return all;
}

/** Whether something can be said in a room. */
export function isThere(session: Y.Doc, room: string): boolean {
  return room === "main" || livingRoom(session, room) !== undefined;
}

/** Says it in as many of the rooms as the commit has room for (S6); gives the others. */
export function broadcastIn(
  rooms: readonly string[],
  doc: (room: string) => Y.Doc,
  words: { from: string; text: string; broadcast: string },
  tx: Tx,
): string[] {
  const bytes = weightOf(words.text);
  for (const [at, room] of rooms.entries()) {
    if (bytes > tx.room) return rooms.slice(at);
    tx.weigh(bytes);
    const message: Message = {
      id: newId(),
      at: tx.now,
      kind: "broadcast",
      ...words,
    };
    messages(doc(room)).push([message]);
  }
  return [];
}

/** How much of a commit a message takes at most, in bytes, with all that is written beside it. */
export function weightOf(text: string): number {
  return 3 * text.length + 300;
}
