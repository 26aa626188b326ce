import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Distribution,
  type DistributionOptions,
  type DistributionState,
  planDistribution,
} from "../../../classroom/groups/distribution.ts";
import { countMeetings } from "../../../classroom/groups/partners.ts";
import type {
  ActiveGroup,
  GroupRules,
} from "../../../classroom/model/allocator.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import {
  listGroupStays,
  listOpenTimes,
} from "../../../classroom/model/group_stays.ts";
import type { PlacementEvent } from "../../../classroom/model/groups.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import { makeSeededRandom } from "../../../classroom/model/seeded_random.ts";
import { bringBackEntries, messages } from "../../../classroom/model/roots.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { propertyOptions } from "../../random.ts";
import { assertRefused } from "../school.ts";
import {
  makeClassOf,
  makeRedAndBlue,
  sayCommandFor,
} from "./class_with_groups.ts";

// Distribution over groups, compared with a model that tries every way (B-8, GROUP-1, GROUP-4).

type Student = DistributionState["students"][number];

const usual: DistributionOptions = {
  mode: "shuffle",
  onlineOnly: false,
  locked: new Set(),
  apart: [],
  met: new Map(),
};

const groups = (count: number): ActiveGroup[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `g${i}`,
    name: `Room ${i}`,
    order: i,
  }));

function spread(
  room: DistributionState,
  options: Partial<DistributionOptions> = {},
  seed = 1,
): Distribution {
  let ids = 0;
  const makeId = () => `new${ids++}`;
  return planDistribution(
    room,
    { ...usual, ...options },
    makeId,
    makeSeededRandom(seed),
  );
}

function after({ students }: DistributionState, { moves }: Distribution) {
  return new Map(students.map(({ id, room }) => [id, moves.get(id) ?? room]));
}

function sizes(students: Iterable<string | null>): Map<string, number> {
  const found = new Map<string, number>();
  for (const room of students) {
    if (room !== null) found.set(room, (found.get(room) ?? 0) + 1);
  }
  return found;
}

const rules = (auto: boolean, capacity: number | null): GroupRules => ({
  auto,
  capacity,
  entry: "assigned",
});

const students = (most: number, rooms: number) =>
  fc.array(
    fc.record({
      room: fc.option(fc.integer({ min: 0, max: Math.max(0, rooms - 1) })),
      online: fc.boolean(),
    }),
    { minLength: 1, maxLength: most },
  ).map((all) =>
    all.map(({ room, online }, i): Student => ({
      id: `s${i}`,
      room: room === null || rooms === 0 ? null : `g${room}`,
      isOnline: online,
    }))
  );

const classes = (most: number, mostRooms: number) =>
  fc.integer({ min: 0, max: mostRooms }).chain((count) =>
    fc.record({
      groups: fc.constant(groups(count)),
      students: students(most, count),
      auto: fc.boolean(),
      capacity: fc.integer({ min: 2, max: 5 }),
    })
  ).filter((it) => it.auto || it.groups.length > 0)
    .map(({ auto, capacity, ...it }) => ({
      ...it,
      rules: rules(auto, capacity),
    }));

const ways = fc.constantFrom("shuffle", "even", "new-partners") as fc.Arbitrary<
  DistributionOptions["mode"]
>;

Deno.test("every student is in a group, and sizes differ by at most one (B-8)", () => {
  fc.assert(
    fc.property(
      classes(30, 8),
      ways,
      fc.boolean(),
      fc.nat(),
      (room, how, onlineOnly, seed) => {
        const done = spread(room, { mode: how, onlineOnly }, seed);
        const counted = room.students.filter((it) =>
          !onlineOnly || it.isOnline
        );
        const at = after(room, done);
        for (const { id, room: before } of room.students) {
          if (counted.some((it) => it.id === id)) assert(at.get(id));
          else assert.equal(at.get(id), before, "who is offline stays");
        }
        if (counted.length === 0) {
          return assert.deepEqual(
            [done.newGroups, done.archived, done.moves.size],
            [[], [], 0],
          );
        }
        const found = sizes(counted.map(({ id }) => at.get(id) ?? null));
        const kept = room.rules.auto
          ? Math.ceil(counted.length / room.rules.capacity!)
          : room.groups.length;
        const all = [...found.values()];
        while (all.length < kept) all.push(0);
        assert.equal(all.length, kept, "so many groups are used");
        assert(Math.max(...all) - Math.min(...all) <= 1, "sizes are even");
        if (room.rules.auto) {
          assert(
            Math.max(...all) <= room.rules.capacity!,
            "GROUP-1: none is too full",
          );
        }
        for (const [id, to] of done.moves) {
          const before = room.students.find((it) => it.id === id)?.room;
          assert.notEqual(before, to, "GROUP-4: who stays is not touched");
        }
        const living = new Set([
          ...room.groups.map(({ id }) => id),
          ...done.newGroups.map(({ id }) => id),
        ]);
        done.archived.forEach((id) => living.delete(id));
        for (const group of at.values()) {
          assert(group === null || living.has(group));
        }
        if (!room.rules.auto) {
          assert.deepEqual([done.newGroups, done.archived], [[], []]);
        } else {
          const inUse = new Set(at.values());
          for (const id of living) {
            assert(
              inUse.has(id),
              "surplus groups without anybody are archived",
            );
          }
        }
      },
    ),
    propertyOptions("distributions", 600),
  );
});

/** The fewest moves that make the sizes even, by trying all assignments. */
function fewestMoves(room: DistributionState, kept: number): number {
  const names = room.groups.map(({ id }) => id);
  while (names.length < kept) names.push(`extra${names.length}`);
  let least = Infinity;
  const counts = new Map<string, number>();
  const seat = (at: number, moves: number) => {
    if (moves >= least) return;
    if (at === room.students.length) {
      const used = [...counts.values()].filter((count) => count > 0);
      const all = room.rules.auto
        ? used
        : names.map((id) => counts.get(id) ?? 0);
      if (room.rules.auto && used.length !== kept) return;
      if (Math.max(...all) - Math.min(...all) > 1) return;
      least = moves;
      return;
    }
    for (const name of names) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      seat(at + 1, moves + (room.students[at].room === name ? 0 : 1));
      counts.set(name, counts.get(name)! - 1);
    }
  };
  seat(0, 0);
  return least;
}

Deno.test("Even out makes the fewest possible moves (B-8)", () => {
  fc.assert(
    fc.property(classes(7, 4), fc.nat(), (room, seed) => {
      const done = spread(room, { mode: "even" }, seed);
      const kept = room.rules.auto
        ? Math.ceil(room.students.length / room.rules.capacity!)
        : room.groups.length;
      assert.equal(done.moves.size, fewestMoves(room, kept));
    }),
    propertyOptions("Even out", 200),
  );
});

Deno.test("locked cards stay, and the others are as even as they allow (B-8)", () => {
  fc.assert(
    fc.property(
      classes(20, 6),
      ways,
      fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      fc.nat(),
      (room, how, marked, seed) => {
        const locked = new Set(
          room.students.filter((_, i) => marked[i]).map(({ id }) => id),
        );
        const done = spread(room, { mode: how, locked }, seed);
        for (const id of locked) assert(!done.moves.has(id));
        const free = room.students.filter(({ id }) => !locked.has(id));
        if (free.length === 0) return;
        const at = after(room, done);
        for (const { id } of free) assert(at.get(id));
        const fixed = sizes(
          room.students.filter(({ id }) => locked.has(id)).map((it) => it.room),
        );
        const all = sizes(at.values());
        // No free student could move to a group that is smaller by two.
        for (const { id } of free) {
          const here = at.get(id)!;
          for (const [there, size] of all) {
            assert(
              all.get(here)! - size <= 1,
              `${here} ${all.get(here)} ${there} ${size} ${[...fixed]}`,
            );
          }
        }
      },
    ),
    propertyOptions("locked cards", 400),
  );
});

Deno.test("pairs are kept apart where possible, else nothing changes and a reason is given (B-8)", () => {
  const room: DistributionState = {
    groups: groups(3),
    rules: rules(false, null),
    students: Array.from({ length: 9 }, (_, i) => ({
      id: `s${i}`,
      room: `g${Math.floor(i / 3)}`,
      isOnline: true,
    })),
  };
  const apart: [string, string][] = [["s0", "s1"], ["s1", "s2"], ["s0", "s2"]];
  for (const how of ["shuffle", "even", "new-partners"] as const) {
    for (let seed = 0; seed < 20; seed++) {
      const at = after(room, spread(room, { mode: how, apart }, seed));
      for (const [a, b] of apart) assert.notEqual(at.get(a), at.get(b));
      assert.deepEqual([...sizes(at.values()).values()], [3, 3, 3]);
    }
  }
  const four: [string, string][] = [0, 1, 2, 3].flatMap((a) =>
    [0, 1, 2, 3].filter((b) => b > a)
      .map((b): [string, string] => [`s${a}`, `s${b}`])
  );
  assert.throws(() => spread(room, { apart: four }), isConflict);
});

Deno.test("to keep a pair apart, Even out swaps only two students (B-8)", () => {
  const room: DistributionState = {
    groups: groups(2),
    rules: rules(false, null),
    students: Array.from({ length: 8 }, (_, i) => ({
      id: `s${i}`,
      room: `g${i % 2}`,
      isOnline: true,
    })),
  };
  const { moves } = spread(room, { mode: "even", apart: [["s0", "s2"]] });
  assert.equal(moves.size, 2);
});

Deno.test("New partners repeats no meeting where that is possible (B-8)", () => {
  // 16 students in fours have five rounds without a second meeting; three must be found.
  const room = (at: ReadonlyMap<string, string | null>): DistributionState => ({
    groups: groups(4),
    rules: rules(false, null),
    students: Array.from({ length: 16 }, (_, i) => ({
      id: `s${i}`,
      room: at.get(`s${i}`) ?? null,
      isOnline: true,
    })),
  });
  for (let seed = 0; seed < 10; seed++) {
    const met = new Map<string, Map<string, number>>();
    let at = new Map<string, string | null>();
    for (let round = 0; round < 3; round++) {
      const now = room(at);
      at = after(now, spread(now, { mode: "new-partners", met }, seed));
      for (const [a, here] of at) {
        for (const [b, there] of at) {
          if (a >= b || here !== there) continue;
          assert(!met.get(a)?.has(b), `${a} and ${b} met in round ${round}`);
          met.set(a, (met.get(a) ?? new Map()).set(b, 1));
        }
      }
    }
  }
});

Deno.test("without rooms by hand no student is distributed (B-8)", () => {
  const room: DistributionState = {
    groups: [],
    rules: rules(false, 4),
    students: [{ id: "s", room: null, isOnline: true }],
  };
  assert.throws(() => spread(room), isConflict);
});

function isConflict(thrown: unknown): boolean {
  return isRefusal(thrown) && thrown.kind === "conflict";
}

const placed = (
  at: number,
  rooms: Record<string, string | null>,
): PlacementEvent => ({ at, kind: "placed", how: "move", rooms });

const record: PlacementEvent[] = [
  placed(1, { amy: "r1", ben: "r1" }),
  placed(2, { ben: "r2", cem: "r1" }),
  { at: 3, kind: "opened" },
  placed(4, { dan: "r2" }),
  { at: 5, kind: "closed" },
  placed(6, { amy: "r2", cem: null }),
];

Deno.test("two students met if they shared an open group, or share one now (B-8)", () => {
  const now = [{ id: "amy", room: "r2" }, { id: "ben", room: "r2" }, {
    id: "dan",
    room: "r2",
  }, { id: "cem", room: null }];
  const met = countMeetings(record, now);
  const pairs = [...met].flatMap(([a, others]) =>
    [...others].map(([b, times]) => `${a} ${b} ${times}`)
  ).sort();
  assert.deepEqual(pairs, ["amy ben 1", "amy cem 1", "amy dan 1", "ben dan 2"]);
});

Deno.test("a stay lasts from one placement to the next (B-16)", () => {
  assert.deepEqual(
    listGroupStays(record).map(({ member, room, from, until }) =>
      [member, room, from, until].join(" ")
    ),
    [
      "amy r1 1 6",
      "ben r1 1 2",
      "ben r2 2 ",
      "cem r1 2 6",
      "dan r2 4 ",
      "amy r2 6 ",
    ],
  );
  assert.deepEqual(listOpenTimes(record), [{ from: 3, until: 5 }]);
});

Deno.test("a broadcast reaches all groups or some (B-11)", async () => {
  const { school, session, teacher, red, blue, act } = await makeRedAndBlue();
  await using _ = school;
  const broadcast = (ask: Record<string, unknown>) =>
    act("POST /breakouts/broadcast", ask);
  const { broadcast: { id, rooms: to } } = await broadcast({
    text: " Five minutes left ",
  });
  assert.deepEqual(to, [red, blue]);
  for (const room of [red, blue]) {
    const [message] = await school.readMessages(session.id, room);
    assert(message.kind === "broadcast");
    assert.deepEqual(
      [message.from, message.text, message.broadcast],
      [teacher.member, "Five minutes left", id],
    );
  }
  await broadcast({ text: "Blue only", rooms: [blue] });
  assert.equal((await school.readMessages(session.id, red)).length, 1);
  assert.equal((await school.readMessages(session.id, blue)).length, 2);
  assert.equal((await school.readMessages(session.id)).length, 0);
  await assertRefused(broadcast({ text: " " }), "empty");
  await assertRefused(broadcast({ text: "x".repeat(4001) }), "too-long");
  await assertRefused(broadcast({ text: "x", rooms: [newId()] }), "not-found");
  await act("DELETE /breakouts/rooms");
  await assertRefused(broadcast({ text: "x" }), "conflict");
});

Deno.test("a broadcast to all reaches groups that are made later in the same run (B-11)", async () => {
  const { school, session, teacher, membership, join, who, red, act, view } =
    await makeRedAndBlue();
  await using _ = school;
  const broadcast = (ask: Record<string, unknown>) =>
    act("POST /breakouts/broadcast", ask);
  const said = async (room: string) =>
    (await school.readMessages(session.id, room)).map((it) =>
      it.kind === "broadcast" || it.kind === "text" ? it.text : it.kind
    );
  await broadcast({ text: "before the start" });
  await act("POST /breakouts/start");
  await broadcast({ text: "one" });
  await broadcast({ text: "red only", rooms: [red] });
  await school.runCommand(who.Amy, sayCommandFor(red, "we begin"));
  school.time.now += 1000;
  await broadcast({ text: "two" });
  assert.deepEqual(
    await said(red),
    ["before the start", "one", "red only", "we begin", "two"],
  );
  const [green] = (await act("POST /breakouts/rooms", {
    names: ["Green"],
  })).rooms;
  assert.deepEqual(await said(green.id), ["one", "two"]);
  const [first] = await school.readMessages(session.id, green.id);
  assert.equal(first.at, school.time.now - 1000, "when it was said");

  // Groups made by a class list, a join, an allowed student and a distribution.
  await school.app.classLists.replaceList(teacher, {
    names: [{ name: "Zoe", room: "Yellow" }],
  });
  const named = async (name: string) => {
    const { rooms: all } = await view();
    const found = all.find((it) => it.name === name);
    assert(found, name);
    return found.id;
  };
  assert.deepEqual(await said(await named("Yellow")), ["one", "two"]);
  await act("PATCH /breakouts", { auto: true, capacity: 2 });
  for (const name of ["Dan", "Eva", "Finn", "Gil", "Hao", "Kim"]) {
    await join(name);
  }
  assert.deepEqual(await said(await named("Group A")), ["one", "two"]);
  await membership.removeMember(teacher, who.Hao.member);
  await join("Ines");
  await join("Jon");
  await membership.allowMember(teacher, who.Hao.member);
  await act("POST /breakouts/distribute", { how: "shuffle" });
  await broadcast({ text: "three" });
  const { rooms: all } = await view();
  for (const { id } of all) {
    const heard = await said(id);
    assert.equal(
      heard.filter((text) => text === "one").length,
      1,
      heard.join(),
    );
    assert.deepEqual(heard.slice(-2), ["two", "three"]);
  }

  await act("POST /breakouts/stop");
  await act("POST /breakouts/start");
  await act("PATCH /breakouts", { auto: false });
  const [late] = (await act("POST /breakouts/rooms", {
    names: ["Late"],
  })).rooms;
  assert.deepEqual(await said(late.id), []);
  await broadcast({ text: "four" });
  await act("DELETE /breakouts/rooms");
  const [anew] = (await act("POST /breakouts/rooms", {
    names: ["Late"],
  })).rooms;
  await act("POST /breakouts/start");
  assert.deepEqual(await said(anew.id), []);
});

Deno.test("later groups get a broadcast as edited, and no deleted one (CHAT-3, B-11)", async () => {
  const { school, session, teacher, red, act } = await makeRedAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  for (const text of ["one", "two", "three"]) {
    await act("POST /breakouts/broadcast", { text });
  }
  const [one, two] = await school.readMessages(session.id, red);
  assert.equal(
    await school.runCommand(teacher, {
      kind: "edit",
      room: red,
      message: two.id,
      text: "second",
    }),
    null,
  );
  await school.app.moderation.delete(teacher, red, one.id);
  const [green] = (await act("POST /breakouts/rooms", {
    names: ["Green"],
  })).rooms;
  assert.deepEqual(
    (await school.readMessages(session.id, green.id))
      .map((it) => it.kind === "broadcast" && it.text),
    ["second", "three"],
  );
});

Deno.test("broadcasts and messages brought back arrive whole over many commits (SYNC-6)", async () => {
  for (const open of [false, true]) await broadcastToMany(open);
});

async function broadcastToMany(open: boolean) {
  const { school, session, who, act } = await makeClassOf(["Amy"]);
  await using _ = school;
  const groups = Array.from({ length: 100 }, newId);
  await school.changeDirectly(session.id, (doc) => {
    doc.getMap("breakouts").set("open", open);
    groups.forEach((id, order) =>
      doc.getMap("rooms").set(id, { name: `Group ${order}`, order })
    );
  });
  // 4,000 characters of three bytes in 100 rooms are more than one KV commit takes.
  const text = "課".repeat(4000);
  const told = (await act("POST /breakouts/broadcast", { text })).broadcast;
  assert.deepEqual(told.rooms, groups);
  for (const group of groups) {
    const said = await school.readMessages(session.id, group);
    assert.deepEqual(
      said.map((it) => it.kind === "broadcast" && [it.broadcast, it.text]),
      [[told.id, text]],
    );
  }
  const expected: string[] = [];
  for (const group of groups.slice(0, 3)) {
    const name = names.room(session.id, group);
    const ids = Array.from({ length: 30 }, newId);
    expected.push(...ids);
    await school.app.sync.decide(session.id, [name], (tx) => {
      const room = tx.doc(name);
      messages(room).push(ids.map((id) => ({
        id,
        from: who.Amy.member,
        at: tx.now,
        kind: "text" as const,
        text,
      })));
      for (const id of ids) {
        bringBackEntries(room).set(id, { by: who.Amy.member, at: tx.now });
      }
    });
  }
  const posted = (await act("POST /breakouts/bring-back"))
    .messages;
  const main = await school.readMessages(session.id);
  const brought = (all: readonly Pick<Message, "kind">[]) =>
    (all as Message[]).map((it) => it.kind === "text" && it.brought?.message);
  assert.deepEqual(brought(main), expected, "once, and in order");
  assert.deepEqual(brought(posted), expected);
  assert.deepEqual((await act("POST /breakouts/bring-back")).messages, []);
}

Deno.test("marked messages are posted to the main room once, under their author's name (B-18)", async () => {
  const { school, session, teacher, who, red, blue, act } =
    await makeRedAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const [first, second] = [newId(), newId()];
  await school.runCommand(amy, { ...sayCommandFor(red, "one"), id: first });
  await school.runCommand(ben, { ...sayCommandFor(red, "two"), id: second });
  const mark = (it: Identity, message: string, on = true, room = red) =>
    school.runCommand(it, { kind: "bring-back", room, message, on });
  assert.equal(await mark(amy, second), null);
  assert.equal(await mark(ben, first), null);
  assert.equal(await mark(amy, first, false), null);
  assert.equal(await mark(cem, first), "not-in-room");
  assert.equal(await mark(cem, first, true, blue), "not-found");
  await act("POST /breakouts/stop");
  assert.equal(await mark(ben, first), null, "also when the rooms are closed");
  const posted = (await act("POST /breakouts/bring-back"))
    .messages;
  assert.equal(posted.length, 2);
  const main = await school.readMessages(session.id);
  assert.deepEqual(
    main.map((it) => it.kind === "text" && [it.from, it.text, it.brought]),
    [
      [amy.member, "one", { room: red, message: first, by: teacher.member }],
      [ben.member, "two", { room: red, message: second, by: teacher.member }],
    ],
  );
  assert.deepEqual((await act("POST /breakouts/bring-back")).messages, []);
});
