/** Group membership over time, with archived groups, for the teacher (B-15, B-16). */
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { requireTeacherRole } from "../model/permissions.ts";
import type { Identity, Member } from "../model/members.ts";
import {
  type ClassDocuments,
  isClassRunning,
  readClassDocuments,
  readDocument,
  sessionInfo,
} from "../model/layout.ts";
import { documentNames as names } from "../model/documents.ts";
import {
  type GroupStay,
  listGroupStays,
  listOpenTimes,
  type TimeRange,
} from "../model/group_stays.ts";
import { automaticGroupNumber } from "../../formats/name_keys.ts";
import { sortGroups } from "../model/groups.ts";
import { members, messages, rooms } from "../model/roots.ts";
import { heldMessages, placementHistory } from "../model/staff_roots.ts";

export interface GroupHistory {
  rooms: { id: string; name: string; archivedAt: number | null }[];
  stays: (GroupStay & { name: string; roomName: string })[];
  openings: TimeRange[];
}

/** Stays of students in groups, and times of open groups, up to the end of the session. Teachers only. */
export async function readGroupHistory(
  sync: SyncEngine<Identity>,
  who: Identity,
  now: number,
): Promise<GroupHistory> {
  const groups = await listGroups(sync, who);
  const listed = new Set(groups.map(({ id }) => id));
  return await readClassDocuments(sync, who.session, ({ session, staff }) => {
    const record = placementHistory(staff).toArray();
    const people = members(session), storedRooms = rooms(session);
    const end = isClassRunning(session, now)
      ? null
      : sessionInfo(session, "endsAt");
    const withEnd = <T extends TimeRange>(range: T) => ({
      ...range,
      until: range.until ?? end,
    });
    const stays = listGroupStays(record).map(withEnd).map((stay) => ({
      ...stay,
      name: joinedName(people.get(stay.member)),
      roomName: storedRooms.get(stay.room)?.name ?? "",
    })).filter(({ room }) => listed.has(room));
    return {
      rooms: groups,
      stays,
      openings: listOpenTimes(record).map(withEnd),
    };
  });
}

/** The name under which a member was in groups. A student who joined twice was in two groups under two names. */
function joinedName(member: Member | undefined): string {
  if (!member) return "";
  return member.mergedInto === undefined
    ? member.name
    : member.joinedAs ?? member.name;
}

/**
 * All groups in order, without archived automatic ones that only had removed members and have no messages. Teachers
 * only.
 */
export async function listGroups(
  sync: SyncEngine<Identity>,
  who: Identity,
): Promise<GroupHistory["rooms"]> {
  requireTeacherRole(who);
  const s = who.session;
  const { groups, left } = await readClassDocuments(sync, s, (docs) => {
    const storedRooms = [...rooms(docs.session)].map(([id, room]) => ({
      id,
      ...room,
    }));
    const groups = sortGroups(storedRooms).map(({ id, name, archivedAt }) => ({
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

/** Automatic groups that had only removed members and have no held messages. */
function leftByRemoved({ session, staff }: ClassDocuments): Set<string> {
  const isOut = ({ member }: GroupStay) => {
    const entry = members(session).get(member);
    return entry?.removed === true && entry.mergedInto === undefined;
  };
  const stays = listGroupStays(placementHistory(staff).toArray());
  // A group with a name of its own was made by a teacher, so it is listed.
  const isAutomatic = ({ room }: GroupStay) =>
    automaticGroupNumber(rooms(session).get(room)?.name ?? "") !== null;
  const left = new Set(
    stays.filter((it) => isOut(it) && isAutomatic(it)).map(({ room }) => room),
  );
  for (const stay of stays) if (!isOut(stay)) left.delete(stay.room);
  for (const { room } of heldMessages(staff).values()) left.delete(room);
  return left;
}
