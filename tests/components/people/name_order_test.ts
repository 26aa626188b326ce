/** The order of names in the lists of a class. */
import assert from "node:assert/strict";
import { compareNames } from "../../../components/people/name_order.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { studentsOfGroup } from "../../../components/groups/group_members.ts";
import { studentsAmong } from "../../../components/people/students.ts";

const student = (name: string, joinedAt: number): Member => ({
  name,
  role: "student",
  joinedAt,
  room: "a",
});

Deno.test("Names with numbers stand in the order of the numbers, in every list", () => {
  const names = ["Student 10", "Student 2", "amy", "Student 1", "Ben"];
  const wanted = ["amy", "Ben", "Student 1", "Student 2", "Student 10"];
  assert.deepEqual(names.toSorted(compareNames), wanted);
  const members = Object.fromEntries(
    names.map((name, n) => [`m${n}`, student(name, n)]),
  );
  const listed = (all: readonly Member[]) => all.map(({ name }) => name);
  assert.deepEqual(listed(studentsAmong(members).present), wanted);
  assert.deepEqual(listed(studentsOfGroup(members, "a")), wanted);
});

Deno.test("Of two with one name, who came first stands first", () => {
  const members = { b: student("Student 2", 2), a: student("Student 2", 1) };
  assert.deepEqual(studentsAmong(members).present.map(({ id }) => id), [
    "a",
    "b",
  ]);
});
