/** Group membership over time, with archived groups, for the teacher (B-15, B-16). */
import type { Sync } from "../../sync/sync.ts";
import { requireTeacher } from "../model/acting.ts";
import { inOrder } from "../model/allocator.ts";
import { placements, rooms } from "../model/breakouts_layout.ts";
import { heldOf } from "../model/holding.ts";
import type { Who } from "../model/who.ts";
import {
  type ClassDocuments,
  info,
  isRunning,
  members,
  messages,
  readClass,
  readDocument,
} from "../model/layout.ts";
import { documents as names } from "../model/documents.ts";
import type { Member } from "../model/members.ts";
import {
  openingsOf,
  type OpenRange,
  type Stay,
  staysOf,
} from "../model/stays.ts";
import { automaticNumber } from "../model/names.ts";

export interface GroupHistory {
  rooms: { id: string; name: string; archivedAt: number | null }[];
  stays: (Stay & { name: string; roomName: string })[];
  openings: OpenRange[];
}

/** Stays and open periods, which end with the session. Teachers only. */
export async function groupHistory(
  sync: Sync<Who>,
  who: Who,
  now: number,
): Promise<GroupHistory> {
  const groups = await groupsOf(sync, who);
  const listed = new Set(groups.map(({ id }) => id));
  return await readClass(sync, who.session, ({ session, staff }) => {
    const record = placements(staff).toArray();
    const people = members(session), all = rooms(session);
    const end = isRunning(session, now) ? null : info(session, "endsAt");
    const ended = <T extends OpenRange>(it: T) => ({
      ...it,
      until: it.until ?? end,
    });
    const stays = staysOf(record).map(ended).map((stay) => ({
      ...stay,
      name: nameThen(people.get(stay.member)),
      roomName: all.get(stay.room)?.name ?? "",
    })).filter(({ room }) => listed.has(room));
    return { rooms: groups, stays, openings: openingsOf(record).map(ended) };
  });
}

/** The member's name at the time. A student who joined twice was in two groups until the merge. */
function nameThen(member: Member | undefined): string {
  if (!member) return "";
  return member.mergedInto === undefined
    ? member.name
    : member.joinedAs ?? member.name;
}

/**
 * All groups in order, without those of a removed crowd: archived groups with only removed members and no
 * messages. Teachers only.
 */
export async function groupsOf(
  sync: Sync<Who>,
  who: Who,
): Promise<GroupHistory["rooms"]> {
  requireTeacher(who);
  const s = who.session;
  const { groups, left } = await readClass(sync, s, (docs) => {
    const all = [...rooms(docs.session)].map(([id, room]) => ({ id, ...room }));
    const groups = inOrder(all).map(({ id, name, archivedAt }) => ({
      id,
      name,
      archivedAt: archivedAt ?? null,
    }));
    return { groups, left: leftByRemoved(docs) };
  });
  const silent = new Set<string>();
  for (const { id, archivedAt } of groups) {
    if (archivedAt === null || !left.has(id)) continue;
    const name = names.room(s, id);
    const wrote = await readDocument(
      sync,
      name,
      (room) => messages(room).toArray().some(({ kind }) => kind !== "system"),
    );
    if (!wrote) silent.add(id);
  }
  return groups.filter(({ id }) => !silent.has(id));
}

/** Groups with only removed members, and without held messages. */
function leftByRemoved({ session, staff }: ClassDocuments): Set<string> {
  const isOut = ({ member }: Stay) => {
    const one = members(session).get(member);
    return one?.removed === true && one.mergedInto === undefined;
  };
  const stays = staysOf(placements(staff).toArray());
  // A group that the teacher named was not made for a crowd.
  const isAutomatic = ({ room }: Stay) =>
    automaticNumber(rooms(session).get(room)?.name ?? "") !== null;
  const left = new Set(
    stays.filter((it) => isOut(it) && isAutomatic(it)).map(({ room }) => room),
  );
  for (const stay of stays) if (!isOut(stay)) left.delete(stay.room);
  for (const { room } of heldOf(staff).values()) left.delete(room);
  return left;
}
