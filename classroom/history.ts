/** What was said in a session, in the main room and in every group, for its teacher (C-9). */
import { Refusal } from "../sync/refusal.ts";
import type { Sync } from "../sync/sync.ts";
import type { Who } from "./identity.ts";
import { members, messages } from "./layout.ts";
import { documents as names, type Message, type Role } from "./schema.ts";

/** A room of the record. */
export interface RoomHistory {
  id: "main" | string;
  /** Null for the main room. */
  name: string | null;
  messages: Said[];
}

/** A message with the name and role of who said it. */
export type Said = Message & { name: string; role: Role };

/** The whole chat of a session, room by room, each in its own order. Teachers only. */
export async function history(
  sync: Sync<Who>,
  who: Who,
): Promise<RoomHistory[]> {
  if (who.role !== "teacher") throw new Refusal("not-allowed");
  const { session } = who;
  const root = names.session(session);
  const groups = await sync.read(session, [root], ({ doc }) => {
    const rooms = doc(root).getMap<{ name: string; order: number }>("rooms");
    return [...rooms].sort(([, a], [, b]) => a.order - b.order)
      .map(([id, { name }]) => ({ id, name }));
  });
  const rooms = [{ id: "main", name: null }, ...groups];
  const needs = [root, ...rooms.map(({ id }) => names.room(session, id))];
  return await sync.read(session, needs, ({ doc }) => {
    const people = members(doc(root));
    return rooms.map(({ id, name }) => ({
      id,
      name,
      messages: messages(doc(names.room(session, id))).map((message) => {
        const from = people.get(message.from);
        return {
          ...message,
          name: from?.name ?? "",
          role: from?.role ?? "student",
        };
      }),
    }));
  });
}
