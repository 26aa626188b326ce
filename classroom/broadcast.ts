/** **Broadcast** (B-11): a message of the teacher in all groups or some, kept in each for those who come later. */
import { z } from "zod";
import type * as Y from "yjs";
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
  const missing = all.find((id) => id !== "main" && !livingRoom(session, id));
  if (missing) {
    throw new Refusal("not-found", "One of these rooms is not there any more.");
  }
  return all;
}

/** Says it in one room. */
export function broadcastIn(
  room: Y.Doc,
  words: { from: string; text: string; broadcast: string },
  now: number,
): void {
  const message: Message = {
    id: newId(),
    at: now,
    kind: "broadcast",
    ...words,
  };
  messages(room).push([message]);
}
