import type { Placed } from "../../classroom/model/listed.ts";
import type { Member } from "../../classroom/model/members.ts";
import { type Student, studentsAmong } from "../people/students.ts";

/** The students of a group, sorted; null: those without one. Pure. */
export function studentsOfGroup(
  members: Readonly<Record<string, Member & Placed>>,
  room: string | null,
): Student[] {
  return studentsAmong(members).present.filter((one) => one.room === room);
}
