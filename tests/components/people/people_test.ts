/** Lists of people, initials, and requests to join (M-1, J-9). */
import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { addListPlaces } from "../../../classroom/model/class_list.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Member } from "../../../classroom/model/members.ts";
import type { ClassSession } from "../../../components/client/class_session.ts";
import {
  hueOf,
  huesOf,
  initialsOf,
  personHueCount,
} from "../../../components/client/person_avatar.ts";
import {
  pollPauseMs,
  pollUntilDone,
} from "../../../components/client/use_polling.ts";
import { studentsOfGroup } from "../../../components/groups/group_members.ts";
import { sortStudents } from "../../../components/monitoring/grid/students_on_grid.ts";
import {
  findJoinRush,
  joinsOfLastMinute,
  removalChoices,
} from "../../../components/people/join_rush.ts";
import { letIn } from "../../../components/people/let_in.ts";
import { compareMembers } from "../../../classroom/model/member_order.ts";
import { compareNames } from "../../../formats/name_order.ts";
import {
  splitByRemoval,
  type Student,
} from "../../../components/people/students.ts";

const student = (name: string, joinedAt: number): Member => ({
  name,
  role: "student",
  joinedAt,
  room: "a",
});

Deno.test("numbered names are sorted by number, in every list", () => {
  const names = ["Student 10", "Student 2", "amy", "Student 1", "Ben"];
  const wanted = ["amy", "Ben", "Student 1", "Student 2", "Student 10"];
  assert.deepEqual(names.toSorted(compareNames), wanted);
  const members = Object.fromEntries(
    names.map((name, n) => [`m${n}`, student(name, n)]),
  );
  const listed = (all: readonly Member[]) => all.map(({ name }) => name);
  assert.deepEqual(listed(splitByRemoval(members).present), wanted);
  assert.deepEqual(listed(studentsOfGroup(members, "a")), wanted);
});

Deno.test("of two with one name, the earlier one is first", () => {
  const members = { b: student("Student 2", 2), a: student("Student 2", 1) };
  assert.deepEqual(splitByRemoval(members).present.map(({ id }) => id), [
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
  Deno.test(`class-list order applies in every list of members: ${about}`, () => {
    const members = addListPlaces({
      c: student("Cem", 1),
      b: student("Ben", 2),
      a: student("Amy", 3),
      old: { ...student("Ben", 4), removed: true, mergedInto: "b" },
      t: { ...student("Ms Lin", 0), role: "teacher" },
    }, Object.fromEntries(list.map((it, n) => [`l${n}`, it])));
    const names = (all: readonly Member[]) => all.map(({ name }) => name);
    const { present } = splitByRemoval(members);
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

Deno.test("all are let in at once, one after another, until one is refused (J-2, S-6)", async () => {
  const asked: string[] = [];
  const joinRequests = signal<Record<string, unknown>>({ ben: {}, cem: {} });
  const session = {
    staff: { membersByName: signal({ amy: {} }), joinRequests },
    api: {
      act: (_: string, { id }: { id: string }) => {
        asked.push(id);
        // Cem goes away meanwhile.
        joinRequests.value = { ben: {} };
        return Promise.resolve(id !== "ben");
      },
    },
  } as unknown as ClassSession;
  await letIn(session, ["amy", "cem", "ben", "amy"]);
  assert.deepEqual(asked, ["amy", "ben"]);
});

Deno.test("initials are of first and last word, and of a Chinese name's given name", () => {
  const all = {
    "Amy": "A",
    "Amy Chen": "AC",
    "Mary Jane Watson": "MW",
    "Amy (2)": "A2",
    "王小明": "小明",
    "阿明": "阿明",
    "émile": "É",
    "🦊": "",
    "": "",
  };
  for (const [name, wanted] of Object.entries(all)) {
    assert.equal(initialsOf(name), wanted, name);
  }
});

Deno.test("a waiting person keeps their hue", () => {
  const ids = Array.from({ length: 200 }, () => newId());
  const first = ids.map(hueOf);
  assert.deepEqual(ids.map(hueOf), first);
  assert(first.every((hue) => Number.isInteger(hue) && hue < personHueCount));
});

const member = (joinedAt: number, more: Partial<Member> = {}): Member => ({
  name: "",
  role: "student",
  joinedAt,
  room: null,
  ...more,
});

Deno.test("twelve people have twelve hues, unchanged by later ones", () => {
  const ids = Array.from({ length: 12 }, () => newId());
  const members = Object.fromEntries(ids.map((id, n) => [id, member(n)]));
  const hues = huesOf(members);
  assert.equal(new Set(hues.values()).size, 12);
  const later = huesOf({
    ...members,
    [ids[3]]: member(3, { removed: true }),
    [newId()]: member(99),
  });
  for (const id of ids) assert.equal(later.get(id), hues.get(id));
});

Deno.test("a merged member has the hue of the person they are", () => {
  const [amy, other] = [newId(), newId()];
  const hues = huesOf({
    [amy]: member(1),
    [other]: member(2, { mergedInto: amy, removed: true }),
  });
  assert.equal(hues.get(other), hues.get(amy));
});

const minute = 60_000, hour = 60 * minute;

const joined = (count: number, from: number, every = 100): Student[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `${from}/${n}`,
    name: `S${n}`,
    role: "student",
    room: null,
    joinedAt: from + n * every,
  }));

const now = hour;
const rush = (...crowds: Student[][]) => findJoinRush(crowds.flat(), 100, now);

Deno.test("forty students at once are no surprise, forty-one are reported (J-9)", () => {
  assert.equal(rush(joined(40, now - 10_000)), null);
  assert.deepEqual(rush(joined(41, now - 10_000)), {
    count: 41,
    since: now - 10_000,
    isNow: true,
  });
});

Deno.test("once a class is there, half as many are reported (J-9)", () => {
  const there = joined(30, now - 20 * minute);
  assert.equal(rush(there, joined(15, now - 5000)), null);
  assert.equal(rush(there, joined(16, now - 5000))?.count, 16);
});

Deno.test("a crowd is reported for a while, with its first count (J-9)", () => {
  const then = now - 5 * minute;
  assert.deepEqual(rush(joined(60, then)), {
    count: 60,
    since: then,
    isNow: false,
  });
  assert.equal(rush(joined(60, now - 20 * minute)), null);
  assert.equal(
    findJoinRush(joined(60, then), 100, now, now - minute),
    null,
    "what was put aside is not told again",
  );
});

Deno.test("slowly arriving students are no crowd, and a large class needs a larger one (J-9)", () => {
  assert.equal(rush(joined(100, now - 9 * minute, 5000)), null);
  assert.equal(findJoinRush(joined(300, now - 20_000, 1), 1000, now), null);
  assert.equal(
    findJoinRush(joined(401, now - 20_000, 1), 1000, now)?.count,
    401,
  );
});

Deno.test("while more ask to be let in, their number is shown, however few (J-9)", () => {
  const people = [joined(20, now - 2 * minute), joined(9, now - 9000)].flat();
  assert.deepEqual(joinsOfLastMinute(people, now), {
    count: 9,
    since: now - 9000,
    isNow: true,
  });
  assert.equal(joinsOfLastMinute(people, now, now - 1), null);
});

Deno.test("a teacher chooses among moments with ever more students, the crowd's included (J-4)", () => {
  const people = [
    joined(3, now - 20 * minute),
    joined(50, now - 4 * minute),
    joined(2, now - 30_000),
  ].flat();
  const moments = removalChoices(people, rush(people), now);
  assert.deepEqual(
    moments.map(({ minutes, students }) => [minutes, students.length]),
    [[1, 2], [null, 52], [30, 55]],
  );
  assert.deepEqual(removalChoices(joined(5, 0), null, now), []);
});

/** A page that can be hidden. */
function page() {
  const document = Object.assign(new EventTarget(), {
    visibilityState: "visible",
  });
  const before = Reflect.get(globalThis, "document");
  Reflect.set(globalThis, "document", document);
  return {
    show(state: "visible" | "hidden") {
      document.visibilityState = state;
      document.dispatchEvent(new Event("visibilitychange"));
    },
    [Symbol.dispose]: () => Reflect.set(globalThis, "document", before),
  };
}

const never = () => 2 ** 30;
const settled = () => new Promise((done) => setTimeout(done));

Deno.test("the pauses between polls vary, and are longer in the background (S-7)", () => {
  const seen = [0, 0.5, 1].map((chance) => pollPauseMs(chance, true));
  const hidden = [0, 0.5, 1].map((chance) => pollPauseMs(chance, false));
  assert.equal(new Set([...seen, ...hidden]).size, 6);
  assert(Math.min(...hidden) > 2 * Math.max(...seen));
});

Deno.test("a page polls when its time is up, until it gets its result (S-7, J-2)", async () => {
  let asked = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  pollUntilDone(() => {
    asked++;
    if (asked === 3) resolve();
    return Promise.resolve(asked === 3);
  }, () => 0);
  await promise;
  await settled();
  await settled();
  assert.equal(asked, 3);
});

Deno.test("a page polls at once when it is visible or online again, one request at a time (S-7, S-8)", async () => {
  using tab = page();
  let asked = 0;
  let answer = Promise.withResolvers<boolean>();
  const stop = pollUntilDone(() => {
    asked++;
    return answer.promise;
  }, never);
  tab.show("hidden");
  assert.equal(asked, 0);
  tab.show("visible");
  assert.equal(asked, 1);
  dispatchEvent(new Event("online"));
  assert.equal(asked, 1, "the answer is still under way");
  answer.resolve(false);
  await settled();
  answer = Promise.withResolvers();
  dispatchEvent(new Event("online"));
  assert.equal(asked, 2);
  answer.resolve(false);
  await settled();
  stop();
  tab.show("visible");
  dispatchEvent(new Event("online"));
  assert.equal(asked, 2);
});
