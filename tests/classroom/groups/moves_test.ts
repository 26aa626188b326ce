/** How students come into groups and are moved, also by two instances at once (B-2 to B-8, SYNC-5). */
import assert from "node:assert/strict";
import type { Identity } from "../../../classroom/model/members.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { assertRefused, makeTempFolder, School } from "../school.ts";
import {
  automaticGroups,
  makeClassOf,
  makeRedAndBlue,
  sayCommandFor,
} from "./class_with_groups.ts";
import { changeBreakoutsBody } from "../../../classroom/groups/breakout_opening.ts";
import { faultsOf } from "../../../classroom/model/faults.ts";
import { runAct } from "../asking.ts";
import {
  breakoutSetting,
  listStudents,
} from "../../../classroom/model/breakouts_layout.ts";
import type { HelpRequest } from "../../../classroom/model/groups.ts";
import { members } from "../../../classroom/model/roots.ts";

Deno.test("a move closes the old room for the moved student alone (ACCESS-1, GROUP-4)", async () => {
  const { school, session, who, red, blue, act } = await makeRedAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const { Amy: amy, Ben: ben } = who;
  const document = names.room(session.id, red);
  const [hers, his] = [
    await school.connect(amy, document),
    await school.connect(ben, document),
  ];
  const moves = [{ member: amy.member, room: blue }];
  assert.deepEqual(
    (await act("POST /breakouts/moves", { moves })).moved,
    [{ member: amy.member, from: red, to: blue }],
  );
  const { code, reason } = await hers.closed;
  assert.deepEqual([code, reason], [4403, "not-in-room"]);
  const again = await (await school.connect(amy, document)).closed;
  assert.deepEqual([again.code, again.reason], [4403, "not-in-room"]);
  const never = await (await school.connect(ben, names.room(session.id, blue)))
    .closed;
  assert.deepEqual([never.code, never.reason], [4404, "not-found"]);
  const now = await school.connect(amy, names.room(session.id, blue));
  assert.equal(await now.registered, true);
  assert.equal(
    await Promise.race([his.closed, Promise.resolve("open")]),
    "open",
  );
  assert.equal(await school.runCommand(amy, sayCommandFor(red)), "not-in-room");
});

Deno.test("moves are all or nothing (B-8)", async () => {
  const { school, teacher, who, red, blue, roomOf, act } =
    await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  for (
    const wrong of [
      { member: newId(), room: red },
      { member: teacher.member, room: red },
      { member: ben.member, room: newId() },
    ]
  ) {
    const moves = [{ member: amy.member, room: blue }, wrong];
    await assertRefused(act("POST /breakouts/moves", { moves }), "not-found");
  }
  assert.equal(await roomOf(amy), red);
});

Deno.test("Undo skips a student who has changed groups since (GROUP-4)", async () => {
  const { school, who, red, blue, roomOf, act } = await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  await act("PATCH /breakouts", { entry: "free" });
  await act("POST /breakouts/start");
  const moves = [amy, ben].map(({ member }) => ({ member, room: blue }));
  await act("POST /breakouts/moves", { moves });
  const choice = { kind: "choose-room", room: null };
  assert.equal(await school.runCommand(amy, choice), null);
  await act("POST /breakouts/undo");
  const where = await Promise.all([amy, ben, cem].map(roomOf));
  assert.deepEqual(where, [null, red, blue]);
});

Deno.test("concurrent joins, moves and distributions leave every student in one existing group (SYNC-5)", async () => {
  const { school, session, who, read, act, view } = await makeClassOf(
    ["Amy", "Ben", "Cem", "Dan"],
    automaticGroups,
  );
  await using _ = school;
  const [{ id: room }] = (await view()).rooms;
  const work: Promise<unknown>[] = [];
  for (let i = 0; i < 20; i++) {
    work.push(school.newBrowser().join(session.code, `Pupil ${i}`));
    const moves = [{ member: who.Amy.member, room: i % 2 ? room : null }];
    work.push(act("POST /breakouts/moves", { moves }).catch(() => {}));
    work.push(act("POST /breakouts/distribute", { how: "shuffle" }));
  }
  await Promise.all(work);
  await act("POST /breakouts/distribute", { how: "even" });
  const sizes = await read((doc) => {
    const found = new Map<string, number>();
    for (const { role, room } of members(doc).values()) {
      if (role !== "student") continue;
      assert(room);
      assert(!doc.getMap<{ archived?: true }>("rooms").get(room)?.archived);
      found.set(room, (found.get(room) ?? 0) + 1);
    }
    return [...found.values()];
  });
  assert.deepEqual(sizes, [4, 4, 4, 4, 4, 4]);
});

Deno.test("two students of one name are distinct, and onlineOnly leaves the absent one (B-8)", async () => {
  const { school, session, who, roomOf, act } = await makeClassOf([], {
    rejoin: false,
  });
  await using _ = school;
  const twins: Identity[] = [];
  for (let i = 0; i < 2; i++) {
    const browser = school.newBrowser();
    await browser.join(session.code, "Amy");
    const it = await browser.identityIn(session.id);
    assert(it);
    twins.push(it);
  }
  await school.connectMember(twins[0]);
  await act("POST /breakouts/rooms", { names: ["Red"] });
  const { moved } = await act("POST /breakouts/distribute", {
    how: "shuffle",
    onlineOnly: true,
  });
  assert.deepEqual(moved.map(({ member }) => member), [twins[0].member]);
  assert.equal(await roomOf(twins[1]), null);
  assert.deepEqual(who, {});
});

Deno.test("200 students joining at once fill fifty groups of four (SYNC-5, GROUP-2)", async () => {
  const { school, session, read } = await makeClassOf([], automaticGroups);
  await using _ = school;
  await school.app.sessions.change(school.teacher, session.id, {
    limits: { students: 1000 },
  });
  await Promise.all(
    Array.from(
      { length: 200 },
      (_, i) => school.newBrowser().join(session.code, `Pupil ${i}`),
    ),
  );
  const sizes = await read((doc) => {
    const found = new Map<string, number>();
    for (const { role, room } of members(doc).values()) {
      if (role !== "student") continue;
      assert(room);
      const { name } = doc.getMap<{ name: string }>("rooms").get(room)!;
      found.set(name, (found.get(name) ?? 0) + 1);
    }
    return found;
  });
  assert.equal(sizes.size, 50);
  assert([...sizes.values()].every((size) => size === 4));
  assert(sizes.has("Group A") && sizes.has("Group Z") && sizes.has("Group 50"));
});

Deno.test("automatic groups need a size within bounds, and none is added by hand (B-4, B-5)", async () => {
  const { school, act } = await makeClassOf(["Amy"], automaticGroups);
  await using _ = school;
  await assertRefused(
    act("POST /breakouts/rooms", { names: ["Red"] }),
    "auto-breakouts",
  );
  await assertRefused(act("PATCH /breakouts", { capacity: null }), "malformed");
  for (
    const [capacity, reason, values] of [
      [1, "not-within", { least: 2, most: 30 }],
      [31, "not-within", { least: 2, most: 30 }],
      [2.5, "not-a", { what: "int" }],
      ["4", "not-a", { what: "number" }],
    ] as const
  ) {
    const { error } = changeBreakoutsBody.safeParse({ capacity });
    assert.deepEqual(faultsOf(error!), [{ path: "capacity", reason, values }]);
  }
});

Deno.test("rooms by hand have unique names, and a refused choice has its reason (B-6)", async () => {
  const { school, roomOf, who, act, view } = await makeClassOf([
    "Amy",
    "Ben",
    "Cem",
  ]);
  await using _ = school;
  await assertRefused(act("POST /breakouts/start"), "conflict");
  const made = (await act("POST /breakouts/rooms", {
    names: [" Red ", "Blue"],
  })).rooms;
  assert.deepEqual(
    made.map(({ name, order }) => [name, order]),
    [["Red", 0], ["Blue", 1]],
  );
  const [red, blue] = made.map(({ id }) => id);
  for (
    const [list, why] of [
      [["Green", "ｒｅｄ"], "name-taken"],
      [["Green", "green"], "name-taken"],
      [["Green", " "], "empty"],
      [["x".repeat(41)], "too-long"],
    ] as const
  ) {
    await assertRefused(
      act("POST /breakouts/rooms", { names: [...list] }),
      why,
    );
  }
  assert.equal((await view()).rooms.length, 2);
  await act("PATCH /breakouts", { entry: "automatic", capacity: null });
  await act("POST /breakouts/start");
  const at = await Promise.all(Object.values(who).map(roomOf));
  assert.deepEqual(at.toSorted(), [red, red, blue].toSorted());
  await act("POST /breakouts/moves", {
    moves: ["Amy", "Ben", "Cem"].map((name) => ({
      member: who[name].member,
      room: name === "Ben" ? blue : red,
    })),
  });
  const choose = (name: string, room: string | null) =>
    school.runCommand(who[name], { kind: "choose-room", room });
  await act("PATCH /breakouts", { entry: "free", capacity: 2 });
  assert.equal(await choose("Ben", red), "room-full");
  assert.equal(await choose("Amy", null), null);
  assert.equal(await choose("Ben", red), null);
  assert.equal(await choose("Ben", red), null);
  assert.equal(await choose("Amy", newId()), "not-found");
  await act("POST /breakouts/stop");
  assert.equal(await choose("Ben", blue), "rooms-closed");
  await act("PATCH /breakouts", { entry: "assigned" });
  assert.equal(await choose("Ben", blue), "not-allowed");
  await act("PATCH /breakouts", { auto: true });
  assert.equal(await choose("Ben", blue), "auto-breakouts");
});

Deno.test("of students choosing the last place at once one gets it (B-6)", async () => {
  const { school, who, act } = await makeClassOf(["Amy", "Ben", "Cem", "Dan"]);
  await using _ = school;
  await act("PATCH /breakouts", { entry: "free", capacity: 2 });
  const [{ id: room }] = (await act("POST /breakouts/rooms", {
    names: ["Red"],
  })).rooms;
  await act("POST /breakouts/start");
  const came = await Promise.all(
    Object.values(who).map((it) =>
      school.runCommand(it, { kind: "choose-room", room })
    ),
  );
  assert.deepEqual(came.sort(), [null, null, "room-full", "room-full"]);
});

const outcomes = async (...all: Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map(({ status }) => status).sort();

const once = ["fulfilled", "rejected"];

Deno.test("two instances make groups, countdown, Undo and lowered hands once (SYNC-5, B-8, B-12)", async () => {
  await using folder = await makeTempFolder();
  const path = folder.kv;

  await using one = await School.open(path, undefined, {}, {}, true);
  await using other = await School.open(path, undefined, {}, {}, true);
  const session = await one.createSession();
  const teacher = await one.ownerIdentity(session.id);
  const apps = [one.app, other.app];
  for (let i = 0; i < 8; i++) {
    await one.newBrowser().join(session.code, `Student ${i}`);
  }
  const root = names.session(session.id), staff = names.staff(session.id);
  const seen = async ({ app: { sync } }: School) => {
    await sync.refresh(session.id);
    return await sync.read(session.id, [root, staff], ({ doc }) => ({
      open: breakoutSetting(doc(root), "open"),
      rooms: new Set(listStudents(doc(root)).map(({ room }) => room)).size,
      help: doc(staff).getArray<HelpRequest>("help").toArray(),
      ids: [...members(doc(root)).keys()],
    }));
  };
  const both = <T>(act: (app: typeof apps[number]) => Promise<T>) =>
    outcomes(...apps.map(act));
  for (let round = 0; round < 5; round++) {
    assert.deepEqual(
      await both(({ breakouts }) =>
        runAct({ breakouts }, teacher, "POST /breakouts/groups", {
          of: 4,
          onlineOnly: false,
        })
      ),
      once,
    );
    for (const school of [one, other]) {
      const { open, rooms } = await seen(school);
      assert.deepEqual([open, rooms], [true, 2]);
    }
    await both(({ breakouts }) =>
      runAct({ breakouts }, teacher, "POST /breakouts/timer", { minutes: 5 })
    );
    assert.deepEqual(
      await both(({ breakouts }) =>
        runAct({ breakouts }, teacher, "POST /breakouts/undo")
      ),
      once,
    );
    const { open, rooms } = await seen(other);
    assert.deepEqual([open, rooms], [false, 1]);
  }

  const amy = one.newBrowser();
  await amy.join(session.code, "Amy");
  const who = (await amy.identityIn(session.id))!;
  const raise = { id: newId(), kind: "help", on: true, note: "stuck" };
  assert.equal(await one.runCommand(who, raise), null);
  const { help: before } = await seen(other);
  for (let round = 0; round < 5; round++) {
    const lower = both(({ breakouts }) =>
      runAct({ breakouts }, teacher, "DELETE /help/:m", { m: who.member })
    );
    assert.deepEqual(await lower, ["fulfilled", "fulfilled"]);
    assert.deepEqual((await seen(one)).help, []);
    const undo = both(({ breakouts }) =>
      runAct({ breakouts }, teacher, "POST /help/:m/undo", { m: who.member })
    );
    assert.deepEqual(await undo, ["fulfilled", "fulfilled"]);
    for (const school of [one, other]) {
      assert.deepEqual((await seen(school)).help, before);
    }
  }
});
