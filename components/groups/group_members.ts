import type { WithListPlace } from "../../classroom/model/class_list.ts";
import type { Member } from "../../classroom/model/members.ts";
import { splitByRemoval, type Student } from "../people/students.ts";

/**
 * The students of a group, in the class's order. Pure.
 *
 * @param room null: students without a group
 */
export function studentsOfGroup(
  members: Readonly<Record<string, Member & WithListPlace>>,
  room: string | null,
): Student[] {
  return splitByRemoval(members).present.filter((student) =>
    student.room === room
  );
}
