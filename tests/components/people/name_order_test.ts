/** The order of names in the lists of a class. */
import assert from "node:assert/strict";
import {
  compareMembers,
  compareNames,
} from "../../../components/people/name_order.ts";
import { addListPlaces } from "../../../classroom/model/class_list.ts";
import { sortStudents } from "../../../components/monitoring/grid/students_on_grid.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { studentsOfGroup } from "../../../components/groups/group_members.ts";
import { presentAndRemoved } from "../../../components/people/students.ts";

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
  assert.deepEqual(listed(presentAndRemoved(members).present), wanted);
  assert.deepEqual(listed(studentsOfGroup(members, "a")), wanted);
});

Deno.test("Of two with one name, who came first stands first", () => {
  const members = { b: student("Student 2", 2), a: student("Student 2", 1) };
  assert.deepEqual(presentAndRemoved(members).present.map(({ id }) => id), [
    "a",
    "b",
  ]);
});

const seat = (name: string, order: number, member?: string) => ({
  name,
  order,
  ...(member && { member }),
});

const inSeats: [
  about: string,
  list: ReturnType<typeof seat>[],
  wanted: string[],
][] = [
  ["no class list: by name", [], ["Amy", "Ben", "Cem"]],
  [
    "the list has all",
    [seat("Cem", 0, "c"), seat("Amy", 1, "a"), seat("Ben", 2, "b")],
    ["Cem", "Amy", "Ben"],
  ],
  [
    "a renamed student keeps the place",
    [seat("Zoe", 0, "b"), seat("Amy", 1, "a"), seat("Cem", 2, "c")],
    ["Ben", "Amy", "Cem"],
  ],
  ["who is not on the list comes last", [seat("Cem", 3, "c")], [
    "Cem",
    "Amy",
    "Ben",
  ]],
  ["who is missing takes no place", [
    seat("Dan", 0),
    seat("Ben", 1, "b"),
  ], ["Ben", "Amy", "Cem"]],
  [
    "who was merged has the place of the other member",
    [seat("Ben", 0, "old"), seat("Amy", 1, "a"), seat("Cem", 2, "c")],
    ["Ben", "Amy", "Cem"],
  ],
];

for (const [about, list, wanted] of inSeats) {
  Deno.test(`the order of the class list in every list of members: ${about} (X10)`, () => {
    const members = addListPlaces({
      c: student("Cem", 1),
      b: student("Ben", 2),
      a: student("Amy", 3),
      old: { ...student("Ben", 4), removed: true, mergedInto: "b" },
      t: { ...student("Ms Lin", 0), role: "teacher" },
    }, Object.fromEntries(list.map((it, n) => [`l${n}`, it])));
    const names = (all: readonly Member[]) => all.map(({ name }) => name);
    const { present } = presentAndRemoved(members);
    assert.deepEqual(names(present), wanted, "students");
    assert.deepEqual(names(studentsOfGroup(members, "a")), wanted, "a group");
    assert.deepEqual(
      sortStudents(present.toReversed(), "name").map(({ name }) => name),
      wanted,
      "the board",
    );
    const isThere = Object.values(members).filter(({ removed }) => !removed);
    if (list.length > 0) {
      assert.deepEqual(names(isThere.toSorted(compareMembers)), [
        "Ms Lin",
        ...wanted,
      ]);
    }
  });
}
