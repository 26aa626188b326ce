/** Who is in a group. Pure. */
import type { Member } from "../../classroom/model/members.ts";
import { type Student, studentsAmong } from "../people/students.ts";

/** The students of a group, by name; null: of none. */
export function studentsOfGroup(
  members: Readonly<Record<string, Member>>,
  room: string | null,
): Student[] {
  return studentsAmong(members).present.filter((one) => one.room === room);
}
