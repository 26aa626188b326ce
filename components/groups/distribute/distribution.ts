import { groupsDesk as t } from "texts/groups_desk.ts";
import type { MovedMember } from "../../../classroom/model/views.ts";
import type { ClassSession } from "../../client/class_session.ts";
import { compareNames } from "../../../formats/name_order.ts";
import type { GroupsApi } from "../desk/groups_api.ts";
import { splitByRemoval } from "../../people/students.ts";
import type { DistributionConstraints } from "./constraints.ts";
import type { StudentInGroup } from "./StudentCard.tsx";

export type DistributionMethod = "shuffle" | "even" | "new-partners";

/** Distributes students (B-8), with those constraints that concern present students. Resolves to null if refused. */
export async function requestDistribution(
  session: ClassSession,
  api: GroupsApi,
  { lockedMembers, separatedPairs }: DistributionConstraints,
  options: { how: DistributionMethod; onlineOnly: boolean },
): Promise<readonly MovedMember[] | null> {
  const presentIds = new Set(studentsInGroups(session).map(({ id }) => id));
  const ask = {
    ...options,
    locked: lockedMembers.value.filter((id) => presentIds.has(id)),
    apart: separatedPairs.value.filter((pair) =>
      pair.every((id) => presentIds.has(id))
    ),
  };
  const result = await api.act("POST /breakouts/distribute", ask);
  return result?.moved ?? null;
}

/**
 * A summary such as "31 in 8 groups, 22 moved".
 *
 * @param moved their number, or the moves, if the documents may not have them yet
 */
export function distributionSummary(
  session: ClassSession,
  moved?: readonly MovedMember[] | number,
): string {
  const moves = typeof moved === "object" ? moved : [];
  const targetRooms = new Map(moves.map((it) => [it.member, it.to]));
  const rooms = studentsInGroups(session)
    .map(({ id, room }) => targetRooms.has(id) ? targetRooms.get(id)! : room)
    .filter((room) => room !== null);
  const counts = { students: rooms.length, groups: new Set(rooms).size };
  const expectedMembers = Object.values(
    session.staff?.returningMembers.value ?? {},
  )
    .filter(({ member, room }) => member === undefined && room !== undefined);
  if (counts.students === 0 && expectedMembers.length > 0) {
    const groups = new Set(expectedMembers.map(({ room }) => room)).size;
    return t.summaryExpected({ students: expectedMembers.length, groups });
  }
  return moved === undefined ? t.summary(counts) : t.summaryMoved({
    ...counts,
    moved: typeof moved === "number" ? moved : moved.length,
  });
}

/** Names of students of the repeated class who are expected in a group (S-6). */
export function expectedNamesIn(
  { staff }: ClassSession,
  group: string,
): string[] {
  return Object.values(staff?.returningMembers.value ?? {})
    .filter(({ member, room }) => member === undefined && room === group)
    .map(({ name }) => name).sort(compareNames);
}

export function studentsInGroups({ facts }: ClassSession): StudentInGroup[] {
  return splitByRemoval(facts.members.value).present.map((student) => ({
    ...student,
    isOnline: facts.online.value.has(student.id),
  }));
}
