/**
 * The record of a session, for its teacher: what was said in the main room and in every group, archived
 * ones too (C-9, B-15), and who was in which group when (B-16).
 */
import type { Sync } from "../sync/sync.ts";
import { mustTeach } from "./acting.ts";
import { inOrder } from "./allocator.ts";
import { placements, rooms } from "./breakouts_layout.ts";
import type { Who } from "./identity.ts";
import { members, messages } from "./layout.ts";
import { documents as names, type Message, type Role } from "./schema.ts";
import { type Opening, openingsOf, type Stay, staysOf } from "./stays.ts";

/** A room of the record. */
export interface RoomHistory {
  id: "main" | string;
  /** Null for the main room. */
  name: string | null;
  /** When it was archived, in ms; null: it is not. Two that are archived can have one name. */
  archivedAt: number | null;
  messages: Said[];
}

/** A message with the name and role of who said it. */
export type Said = Message & { name: string; role: Role };

/** Who was in which group when. */
export interface GroupHistory {
  rooms: { id: string; name: string; archivedAt: number | null }[];
  stays: (Stay & { name: string; roomName: string })[];
  openings: Opening[];
}

/** The whole chat of a session, room by room, each in its own order. Teachers only. */
export async function history(
  sync: Sync<Who>,
  who: Who,
): Promise<RoomHistory[]> {
  const groups = await groupsOf(sync, who);
  const { session } = who;
  const root = names.session(session);
  const all = [{ id: "main", name: null, archivedAt: null }, ...groups];
  const needs = [root, ...all.map(({ id }) => names.room(session, id))];
  return await sync.read(session, needs, ({ doc }) => {
    const people = members(doc(root));
    return all.map((room) => ({
      ...room,
      messages: messages(doc(names.room(session, room.id))).map((message) => {
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

/** Who was in which group when, and when the groups were open. Teachers only. */
export async function groupHistory(
  sync: Sync<Who>,
  who: Who,
): Promise<GroupHistory> {
  const groups = await groupsOf(sync, who);
  const root = names.session(who.session), staff = names.staff(who.session);
  return await sync.read(who.session, [root, staff], ({ doc }) => {
    const record = placements(doc(staff)).toArray();
    const people = members(doc(root)), all = rooms(doc(root));
    const stays = staysOf(record).map((stay) => ({
      ...stay,
      name: people.get(stay.member)?.name ?? "",
      roomName: all.get(stay.room)?.name ?? "",
    }));
    return { rooms: groups, stays, openings: openingsOf(record) };
  });
}

/** The groups of a session in their order, archived ones too. Teachers only. */
export async function groupsOf(
  sync: Sync<Who>,
  who: Who,
): Promise<GroupHistory["rooms"]> {
  mustTeach(who);
  const root = names.session(who.session);
  return await sync.read(who.session, [root], ({ doc }) => {
    const all = [...rooms(doc(root))].map(([id, room]) => ({ id, ...room }));
    return inOrder(all).map(({ id, name, archivedAt }) => ({
      id,
      name,
      archivedAt: archivedAt ?? null,
    }));
  });
}
