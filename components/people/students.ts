/** The students among a session's members, as the teacher's pages list them. Pure. */
import type { Placed } from "../../classroom/model/listed.ts";
import { compareMembers } from "./name_order.ts";
import { type Member, personOf } from "../../classroom/model/members.ts";

export type Student = Member & Placed & { id: string };

/** The students among the members: those in the class, and those removed from it. */
export function studentsAmong(
  members: Readonly<Record<string, Member & Placed>>,
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

/** The members that are this student: themselves, and those merged into them, however often (J-7). */
export function selvesOf(
  members: Readonly<Record<string, Member>>,
  student: string,
): string[] {
  const merged = Object.keys(members).filter((id) =>
    id !== student && personOf((it) => members[it], id) === student
  );
  return [student, ...merged];
}

/** The members that are aliases of a student: who turned out to be them (J-7), and devices that came by their name (J-2). */
export function aliasesOf(
  members: Readonly<Record<string, Member>>,
  student: string,
): Student[] {
  return Object.entries(members)
    .filter(([, { mergedInto }]) => mergedInto === student)
    .map(([id, member]) => ({ id, ...member }));
}
