/**
 * **Broadcast** (B-11): a teacher's message to all groups or some, stored in each. A broadcast to all open groups also
 * reaches groups that are made later. Writes messages of the rooms, and `broadcasts` and `told` of the staff's
 * document.
 */
import { z } from "zod";
import type * as Y from "yjs";
import type { Tx } from "../../sync/authority.ts";
import { refusal } from "../model/refuse.ts";
import {
  breakoutSetting,
  findActiveRoom,
  listActiveRooms,
} from "../model/breakouts_layout.ts";
import {
  idempotencyKeySchema,
  roomIdSchema,
  typedTextSchema,
} from "../model/field_schemas.ts";
import { type ClassDocuments, isClassRunning } from "../model/layout.ts";
import { newId } from "../model/ids.ts";
import type { Message } from "../model/messages.ts";
import { messages } from "../model/roots.ts";
import { broadcasts, deliveredBroadcastCounts } from "../model/staff_roots.ts";
import { namedIdSchema } from "../model/result_schemas.ts";

/** Body of `POST /api/sessions/:s/breakouts/broadcast`; without `rooms`: all active rooms. */
export const broadcastBody = z.strictObject({
  text: typedTextSchema.max(100_000),
  rooms: z.array(roomIdSchema).min(1).max(2_000).optional(),
  press: idempotencyKeySchema,
});

export const broadcastViewSchema = z.object({
  id: z.string(),
  text: z.string(),
  rooms: z.array(namedIdSchema),
});
export type BroadcastView = z.output<typeof broadcastViewSchema>;

export function receivingGroups(
  session: Y.Doc,
  requestedRooms: readonly string[] | undefined,
): string[] {
  const rooms = [
    ...new Set(requestedRooms ?? listActiveRooms(session).map(({ id }) => id)),
  ];
  if (rooms.length === 0) {
    throw refusal("no-rooms-for-broadcast");
  }
  if (!rooms.every((room) => canReceive(session, room))) {
    throw refusal("no-such-rooms");
  }
  return rooms;
}

export function canReceive(session: Y.Doc, room: string): boolean {
  return room === "main" || findActiveRoom(session, room) !== undefined;
}

/** Broadcasts to as many rooms as the commit has room for (SYNC-6); returns the others. */
export function broadcastToRooms(
  rooms: readonly string[],
  doc: (room: string) => Y.Doc,
  words: { from: string; text: string; broadcast: string },
  tx: Tx,
): string[] {
  const bytes = maxMessageBytes(words.text);
  for (const [index, room] of rooms.entries()) {
    if (bytes > tx.bytesLeft) return rooms.slice(index);
    tx.reserveBytes(bytes);
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

export function areGroupsOpen(session: Y.Doc): boolean {
  return breakoutSetting(session, "open") === true;
}

/** Deletes stored broadcasts, when groups open again or are deleted. */
export function forgetBroadcasts(staff: Y.Doc): void {
  const storedBroadcasts = broadcasts(staff);
  if (storedBroadcasts.length > 0) {
    storedBroadcasts.delete(0, storedBroadcasts.length);
  }
  if (deliveredBroadcastCounts(staff).size > 0) {
    deliveredBroadcastCounts(staff).clear();
  }
}

/** Edits a broadcast for groups made later; null: they do not get it any more (CHAT-3). */
export function rewordBroadcast(
  staff: Y.Doc,
  broadcast: string,
  text: string | null,
): void {
  const storedBroadcasts = broadcasts(staff);
  const index = storedBroadcasts.toArray().findIndex((stored) =>
    stored.broadcast === broadcast
  );
  if (index < 0) return;
  const reworded = { ...storedBroadcasts.get(index), text: text ?? "" };
  // Keeps its index, as `told` counts broadcasts.
  storedBroadcasts.delete(index);
  storedBroadcasts.insert(index, [reworded]);
}

export function groupsMissingBroadcasts(
  { session, staff }: ClassDocuments,
  now: number,
): string[] {
  const { length } = broadcasts(staff);
  if (
    length === 0 || !areGroupsOpen(session) || !isClassRunning(session, now)
  ) {
    return [];
  }
  return listActiveRooms(session).map(({ id }) => id)
    .filter((id) => (deliveredBroadcastCounts(staff).get(id) ?? 0) < length);
}

/** Inserts missing broadcasts into a group by their time; false if the commit has no room for all (SYNC-6). */
export function deliverMissedTo(
  staff: Y.Doc,
  room: string,
  doc: Y.Doc,
  tx: Pick<Tx, "bytesLeft" | "reserveBytes">,
): boolean {
  const list = messages(doc);
  const allBroadcasts = broadcasts(staff).toArray();
  for (
    let n = deliveredBroadcastCounts(staff).get(room) ?? 0;
    n < allBroadcasts.length;
    n++
  ) {
    const bytes = maxMessageBytes(allBroadcasts[n].text);
    if (bytes > tx.bytesLeft) return false;
    deliveredBroadcastCounts(staff).set(room, n + 1);
    if (allBroadcasts[n].text === "") continue;
    tx.reserveBytes(bytes);
    let index = list.length;
    while (index > 0 && list.get(index - 1).at > allBroadcasts[n].at) index--;
    list.insert(index, [{
      id: newId(),
      kind: "broadcast",
      ...allBroadcasts[n],
    }]);
  }
  return true;
}

/** Maximum bytes that a message and what is written with it need in a commit. */
export function maxMessageBytes(text: string): number {
  return 3 * text.length + 300;
}
