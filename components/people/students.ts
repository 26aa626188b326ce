import type { WithListPlace } from "../../classroom/model/class_list.ts";
import { compareMembers } from "../../classroom/model/member_order.ts";
import { type Member, resolvePerson } from "../../classroom/model/members.ts";

export type Student = Member & WithListPlace & { id: string };

export function splitByRemoval(
  members: Readonly<Record<string, Member & WithListPlace>>,
): {
  present: Student[];
  removed: Student[];
} {
  const students = Object.entries(members)
    .map(([id, member]) => ({ id, ...member }))
    .filter(({ role }) => role === "student")
    .sort(compareMembers);
  return {
    present: students.filter(({ removed }) => !removed),
    removed: students.filter(({ removed, mergedInto }) =>
      removed && mergedInto === undefined
    ),
  };
}

/** The ids of a student and of all aliases merged into them (J-7). */
export function memberIdsOf(
  members: Readonly<Record<string, Member>>,
  student: string,
): string[] {
  const merged = Object.keys(members).filter((id) =>
    id !== student && resolvePerson((it) => members[it], id) === student
  );
  return [student, ...merged];
}

/** A student's aliases, merged (J-7) or unconfirmed (J-2). */
export function aliasesOf(
  members: Readonly<Record<string, Member>>,
  student: string,
): Student[] {
  return Object.entries(members)
    .filter(([, { mergedInto }]) => mergedInto === student)
    .map(([id, member]) => ({ id, ...member }));
}
