/** Who was in which group of a session when, archived ones too, for its teacher (B-15, B-16). */
import type { Sync } from "../sync/sync.ts";
import { mustTeach } from "./acting.ts";
import { inOrder } from "./allocator.ts";
import { placements, rooms } from "./breakouts_layout.ts";
import type { Who } from "./identity.ts";
import { info, isRunning, members } from "./layout.ts";
import { documents as names, type Member } from "./schema.ts";
import { type Opening, openingsOf, type Stay, staysOf } from "./stays.ts";

/** Who was in which group when. */
export interface GroupHistory {
  rooms: { id: string; name: string; archivedAt: number | null }[];
  stays: (Stay & { name: string; roomName: string })[];
  openings: Opening[];
}

/** Who was in which group when, and when the groups were open; both end with the session. Teachers only. */
export async function groupHistory(
  sync: Sync<Who>,
  who: Who,
  now: number,
): Promise<GroupHistory> {
  const groups = await groupsOf(sync, who);
  const root = names.session(who.session), staff = names.staff(who.session);
  return await sync.read(who.session, [root, staff], ({ doc }) => {
    const record = placements(doc(staff)).toArray();
    const people = members(doc(root)), all = rooms(doc(root));
    const end = isRunning(doc(root), now) ? null : info(doc(root), "endsAt");
    const ended = <T extends Opening>(it: T) => ({
      ...it,
      until: it.until ?? end,
    });
    const stays = staysOf(record).map(ended).map((stay) => ({
      ...stay,
      name: nameThen(people.get(stay.member)),
      roomName: all.get(stay.room)?.name ?? "",
    }));
    return { rooms: groups, stays, openings: openingsOf(record).map(ended) };
  });
}

/** One child who joined twice was in two groups at once until they were merged: each is told under the name it had. */
function nameThen(member: Member | undefined): string {
  if (!member) return "";
  return member.mergedInto === undefined
    ? member.name
    : member.joinedAs ?? member.name;
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
