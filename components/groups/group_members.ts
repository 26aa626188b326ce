/** Who is in a group, and how a sentence names them. Pure. */
import { compareNames } from "../people/name_order.ts";
import type { Member } from "../../classroom/model/members.ts";

/** The students of a group, by name. */
export function studentsOfGroup(
  members: Readonly<Record<string, Member>>,
  room: string | null,
): (Member & { id: string })[] {
  return Object.entries(members)
    .filter(([, one]) =>
      one.role === "student" && !one.removed && one.room === room
    )
    .map(([id, one]) => ({ ...one, id }))
    .sort((a, b) => compareNames(a.name, b.name) || a.joinedAt - b.joinedAt);
}
