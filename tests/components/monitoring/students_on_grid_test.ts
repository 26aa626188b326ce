/** The order of students on the board, and the search by name (M-1, J-7). */
import assert from "node:assert/strict";
import type { HelpRequest } from "../../../classroom/model/groups.ts";
import type {
  SignalKind,
  StudentActivity,
} from "../../../classroom/model/monitoring/activity.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { lastMessages } from "../../../components/monitoring/grid/last_messages.ts";
import {
  mergeActivities,
  nameIncludes,
  sortStudents,
  type StudentGridOrder,
  studentsOnGrid,
} from "../../../components/monitoring/grid/students_on_grid.ts";
import { presentAndRemoved } from "../../../components/people/students.ts";

const student = (name: string, more: Partial<Member> = {}): Member => ({
  name,
  role: "student",
  joinedAt: 0,
  room: null,
  ...more,
});
const members = {
  a: student("Amy"),
  b: student("Ben"),
  c: student("Chloe"),
  d: student("Student 10"),
  e: student("Student 2"),
  x: student("Ben", { mergedInto: "b", removed: true }),
};
const did = (lastAt: number, ...worries: "worrying"[]): StudentActivity => ({
  lastAt,
  turns: 1,
  signals: worries.map((kind) => ({ kind, at: 0 })),
});
const students = { a: did(1), c: did(3), x: did(2, "worrying") };
const pupils = studentsOnGrid(
  presentAndRemoved(members).present,
  members,
  students,
);
const standing = (by: StudentGridOrder, still?: string[]) =>
  sortStudents(pupils, by, still).map(({ id }) => id).join("");

Deno.test("worrying signals come first, then the latest questions, then names (M-1, J-7)", () => {
  assert.equal(standing("activity"), "bcaed");
  assert.equal(standing("name"), "abced");
  assert.deepEqual(pupils.find(({ id }) => id === "b")?.attention, ["words-x"]);
});

Deno.test("after worrying signals come waits, the longest first, then the others (M-1, M-4, B-12)", () => {
  const signal = (kind: SignalKind, at: number) => ({ kind, at });
  const having = (
    lastAt: number,
    ...signals: StudentActivity["signals"]
  ): StudentActivity => ({ lastAt, turns: 1, signals });
  const class28 = Object.fromEntries(
    ["hand", "busy", "idle", "off", "stuck", "worry", "answer", "both"]
      .map((name) => [name, student(name)]),
  );
  const activity = {
    busy: having(90),
    idle: having(10, signal("idle", 10)),
    off: having(80, signal("off-task", 80)),
    stuck: having(40, signal("stuck", 40)),
    worry: having(5, signal("worrying", 5)),
    answer: having(60, signal("waiting", 60)),
    both: having(70, signal("stuck", 70), signal("waiting", 55)),
  };
  const hands = new Map<string, HelpRequest>([
    ["hand", { member: "hand", room: "main", at: 50 }],
    ["both", { member: "both", room: "g", at: 30 }],
  ]);
  const order = (hands?: ReadonlyMap<string, HelpRequest>) =>
    sortStudents(
      studentsOnGrid(
        presentAndRemoved(class28).present,
        class28,
        activity,
        hands,
      ),
      "activity",
    ).map(({ id }) => id);
  assert.deepEqual(order(hands), [
    "worry",
    "both",
    "stuck",
    "hand",
    "answer",
    "busy",
    "off",
    "idle",
  ]);
  assert.deepEqual(order().slice(0, 3), ["worry", "busy", "off"]);
});

Deno.test("while the order is kept everybody stays in their place, and who is new comes last (M-1)", () => {
  assert.equal(standing("activity", ["e", "a", "b"]), "eabcd");
  assert.equal(standing("name", ["c", "gone", "d", "e", "b"]), "cdeba");
});

Deno.test("a name is found by any part of it, large or small, wide or narrow (M-1)", () => {
  assert.ok(nameIncludes("Maximiliane-Sophie", " SOPH"));
  assert.ok(nameIncludes("Ａmy", "am"));
  assert.ok(nameIncludes("王小明", "小明"));
  assert.ok(nameIncludes("Ben", ""));
  assert.ok(!nameIncludes("Ben", "Amy"));
});

Deno.test("the board shows all of a student who joined twice (J-7)", () => {
  const worrying = { kind: "worrying" as const, at: 5 };
  const one = {
    lastAt: 5,
    turns: 2,
    minutes: { 0: 2 },
    conversation: "a",
    signals: [worrying],
  };
  const other = {
    lastAt: 9,
    turns: 3,
    minutes: { 0: 1, 4: 2 },
    conversation: "b",
    signals: [],
  };
  assert.equal(mergeActivities([]), undefined);
  assert.equal(mergeActivities([one]), one);
  assert.deepEqual(mergeActivities([one, other]), {
    lastAt: 9,
    turns: 5,
    minutes: { 0: 3, 4: 2 },
    conversation: "b",
    signals: [worrying],
  });
});

Deno.test("a tile shows a student's latest message of all open rooms, as one plain line (M-1)", () => {
  const text = (from: string, at: number, text: string) =>
    ({ id: `${at}`, kind: "text", from, at, text }) as const;
  const last = lastMessages([
    [
      text("a", 1, "first"),
      text("b", 2, "from **Ben**,\n\nin two lines"),
      { id: "3", kind: "deleted", by: "a", from: "a", at: 3 },
    ],
    [text("a", 4, "in the group"), text("x", 5, "later, as Ben")],
  ], (member) => member === "x" ? "b" : member);
  assert.deepEqual([...last], [
    ["a", { text: "in the group", at: 4 }],
    ["b", { text: "later, as Ben", at: 5 }],
  ]);
  assert.deepEqual(
    lastMessages([[text("b", 2, "from **Ben**,\n\nin two lines")]], String)
      .get("b"),
    { text: "from Ben, in two lines", at: 2 },
  );
});
