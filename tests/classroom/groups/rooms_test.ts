import assert from "node:assert/strict";
import type { ActInput, ActName } from "../../../classroom/acts.ts";
import { readGroupHistory } from "../../../classroom/groups/group_history.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import {
  breakoutSetting,
  listStudents,
} from "../../../classroom/model/breakouts_layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readClassDocuments } from "../../../classroom/model/layout.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { messages } from "../../../classroom/model/roots.ts";
import {
  pickEntries,
  presentChoice,
} from "../../../classroom/model/staff_roots.ts";
import { searchHistory } from "../../../classroom/record/history_search.ts";
import { runAct } from "../asking.ts";
import {
  assertRefused,
  makeTempFolder,
  refusalNameOf,
  School,
} from "../school.ts";
import {
  makeClassOf,
  makeRedAndBlue,
  sayCommandFor,
  waitUntil,
} from "./class_with_groups.ts";

Deno.test("deleting groups brings everyone back, and the teacher finds the messages (B-15)", async () => {
  const { school, session, teacher, who, red, roomOf, read, act, view } =
    await makeRedAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const { Amy: amy } = who;
  await school.runCommand(amy, sayCommandFor(red, "our secret"));
  const socket = await school.connect(amy, names.room(session.id, red));
  const at = school.time.now += 1000;
  await act("DELETE /breakouts/rooms");
  assert.equal((await socket.closed).reason, "not-in-room");
  for (const it of Object.values(who)) assert.equal(await roomOf(it), null);
  assert.deepEqual(await view().then((it) => it.rooms), []);
  assert.equal(await read((doc) => breakoutSetting(doc, "open")), false);
  await assertRefused(act("POST /breakouts/undo"), "conflict");
  const { rooms: [main, first] } = await searchHistory(school.app, teacher, {});
  assert.deepEqual(
    [main.id, first.id, first.name, first.archivedAt],
    ["main", red, "Red", at],
  );
  assert.deepEqual(
    first.entries.map((it) => [it.name, it.kind === "text" && it.text]),
    [["Amy", "our secret"]],
  );
  assert.equal(
    await school.runCommand(teacher, sayCommandFor(red)),
    "rooms-closed",
  );
  const readable = await school.connect(teacher, names.room(session.id, red));
  assert.equal(await readable.registered, true);
  await act("POST /breakouts/rooms", { names: ["Red", "Blue"] });
  await assertRefused(searchHistory(school.app, amy, {}), "not-allowed");
});

Deno.test("open groups are put on Present by a choice, which takes away a picked name (R-6)", async () => {
  const { school, teacher, who: { Amy: amy }, session } =
    await makeRedAndBlue();
  await using _ = school;
  const { app } = school;
  const act = <At extends ActName>(at: At, given: Partial<ActInput<At>> = {}) =>
    runAct(app, teacher, at, given);
  const chosen = () =>
    readClassDocuments(
      app.sync,
      session.id,
      ({ staff }) => ({
        ...presentChoice(staff).get("chosen"),
        names: [...pickEntries(staff).values()].filter(({ shown }) => shown)
          .length,
      }),
    );
  await assertRefused(
    act("PATCH /breakouts/present", { shown: true }),
    "rooms-closed",
  );
  await act("POST /breakouts/start");
  await school.connect(amy, names.session(session.id));
  await act("POST /pick", {});
  await act("PATCH /pick", { show: amy.member });
  assert.deepEqual(await chosen(), { names: 1 });
  await act("PATCH /breakouts/present", { shown: true });
  const { at } = await chosen();
  assert.deepEqual(await chosen(), {
    resource: null,
    groups: true,
    at,
    names: 0,
  });
  await act("PATCH /breakouts/present", { shown: false });
  assert.deepEqual(await chosen(), { resource: null, at, names: 0 });
});

Deno.test("the record has the stays in a group under its new name (B-16)", async () => {
  const { school, teacher, who, red, blue, session, act } =
    await makeRedAndBlue();
  await using _ = school;
  const began = school.time.now;
  const { Amy: amy } = who;
  school.time.now += 1000;
  await act("POST /breakouts/start");
  await act("PATCH /breakouts/rooms/:r", { r: red, name: "Crimson" });
  await assertRefused(
    act("PATCH /breakouts/rooms/:r", { r: red, name: "BLUE" }),
    "name-taken",
  );
  await assertRefused(
    act("PATCH /breakouts/rooms/:r", { r: newId(), name: "X" }),
    "not-found",
  );
  school.time.now += 1000;
  await act("POST /breakouts/moves", {
    moves: [{ member: amy.member, room: blue }],
  });
  const isSaid = async (until: number | null) => {
    const { now } = school.time;
    const record = await readGroupHistory(school.app.sync, teacher, now);
    const hers = record.stays.filter((it) => it.member === amy.member);
    assert.deepEqual(
      hers.map((it) => [it.name, it.roomName, it.from, it.until]),
      [
        ["Amy", "Crimson", began, began + 2000],
        ["Amy", "Blue", began + 2000, until],
      ],
    );
    assert.deepEqual(record.openings, [{ from: began + 1000, until }]);
  };
  await isSaid(null);
  school.time.now = Date.parse(session.endsAt) + 1;
  await isSaid(Date.parse(session.endsAt));
});

Deno.test("a merged student's stays keep both names (B-16, J-7)", async () => {
  const { school, teacher, who, red, blue, act } = await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  await act("POST /breakouts/moves", {
    moves: [
      { member: amy.member, room: red },
      { member: ben.member, room: blue },
    ],
  });
  const { membership, sync } = school.app;
  await membership.mergeMember(teacher, ben.member, { member: amy.member });
  const { stays } = await readGroupHistory(sync, teacher, school.time.now);
  assert.deepEqual(
    stays.map(({ name, roomName, until }) => [name, roomName, until === null])
      .filter(([name]) => name === "Amy" || name === "Ben").sort(),
    [["Amy", "Red", true], ["Ben", "Blue", false], ["Ben", "Red", false]],
  );
});

Deno.test("instructions are for all groups or for one (B-18)", async () => {
  const { school, red, act } = await makeRedAndBlue();
  await using _ = school;
  const all = { instructions: " Read page 4 " };
  assert.equal(
    (await act("PATCH /breakouts", all))
      .breakouts.instructions,
    "Read page 4",
  );
  const one = { instructions: "Read page 5" };
  assert.equal(
    (await act("PATCH /breakouts/rooms/:r", {
      r: red,
      ...one,
    })).room.instructions,
    "Read page 5",
  );
  const none = (await act("PATCH /breakouts/rooms/:r", {
    r: red,
    instructions: null,
  })).room;
  assert.equal(none.instructions, null);
  const long = { instructions: "x".repeat(4001) };
  await assertRefused(
    act("PATCH /breakouts/rooms/:r", { r: red, ...long }),
    "too-long",
  );
});

Deno.test("one room is deleted and restored by Undo (B-15)", async () => {
  const { school, who, roomOf, help, red, blue, act, view } =
    await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  await act("POST /breakouts/start");
  await school.runCommand(amy, { kind: "help", on: true });
  await act("DELETE /breakouts/rooms/:r", { r: red });
  const where = () => Promise.all([amy, ben, cem].map(roomOf));
  assert.deepEqual(await where(), [null, null, blue]);
  const { breakouts, rooms: left } = await view();
  assert.deepEqual([breakouts.open, left.map(({ id }) => id)], [true, [blue]]);
  assert.deepEqual(await help(), [], "nobody is to come to it any more");
  await assertRefused(
    act("DELETE /breakouts/rooms/:r", { r: red }),
    "not-found",
  );
  await act("POST /breakouts/undo");
  assert.deepEqual(await where(), [red, red, blue]);
  assert.equal((await view()).rooms.length, 2);
  for (const r of [red, blue]) await act("DELETE /breakouts/rooms/:r", { r });
  assert.equal((await view()).breakouts.open, false, "no room is left");
});

const twentyEight = Array.from({ length: 28 }, (_, i) => `Student ${i}`);

Deno.test("28 students get 7 open groups of 4 by hand, and Undo closes them (B-8)", async () => {
  const { school, who, roomOf, act, view } = await makeClassOf(twentyEight);
  await using _ = school;
  const moved = (await act("POST /breakouts/groups", {
    of: 4,
    onlineOnly: false,
  })).moved;
  assert.equal(moved.length, 28);
  const all = Object.values(who);
  const sizes = Map.groupBy(await Promise.all(all.map(roomOf)), (room) => room);
  assert.deepEqual([...sizes.values()].map(({ length }) => length), [
    ...Array(7).fill(4),
  ]);
  const { breakouts, rooms: made } = await view();
  assert.deepEqual(
    [breakouts.open, breakouts.auto, breakouts.capacity, breakouts.endsAt],
    [true, false, 4, null],
  );
  assert.deepEqual(made.map(({ name }) => name.at(-1)).join(""), "ABCDEFG");
  await assertRefused(act("POST /breakouts/groups", { of: 3 }), "conflict");
  await act("POST /breakouts/undo");
  const after = await view();
  assert.deepEqual([after.breakouts.open, after.rooms.length], [false, 0]);
  assert.deepEqual(
    new Set(await Promise.all(all.map(roomOf))),
    new Set([null]),
  );
});

Deno.test("new groups replace closed ones, and Undo brings those back with their names (B-8, GROUP-5)", async () => {
  const { school, who, join, roomOf, act, view } = await makeClassOf(
    twentyEight.slice(0, 4),
  );
  await using _ = school;
  const names = async () => (await view()).rooms.map(({ name }) => name);
  const where = () => Promise.all(Object.values(who).map(roomOf));
  await act("POST /breakouts/groups", { of: 2 });
  const before = await where(), earlier = (await view()).rooms;
  await assertRefused(act("POST /breakouts/groups", { of: 2 }), "conflict");
  await act("POST /breakouts/stop", { grace: 0 });
  await join("Late");
  const { moved } = await act("POST /breakouts/groups", { of: 5 });
  assert.equal(moved.length, 5);
  assert.deepEqual(await names(), ["Group A"]);
  assert(earlier.every(({ id }) => id !== moved[0].to));
  await act("POST /breakouts/undo");
  assert.deepEqual((await view()).rooms, earlier);
  assert.deepEqual(await where(), [...before, null], "Late came after them");
  assert.equal((await view()).breakouts.open, false);
});

Deno.test("an automatic class continues with its size, and Undo restores the one before (B-2, B-8)", async () => {
  const { school, join, roomOf, act, view } = await makeClassOf(
    twentyEight.slice(0, 7),
  );
  await using _ = school;
  const ask = { auto: true, capacity: 5 };
  await act("PATCH /breakouts", ask);
  await act("POST /breakouts/groups", { of: 3 });
  const { breakouts, rooms: made } = await view();
  assert.deepEqual([breakouts.capacity, made.length], [3, 3]);
  assert(await roomOf(await join("Late")));
  await act("POST /breakouts/timer", { minutes: 5 });
  await act("POST /breakouts/undo");
  const after = await view();
  assert.deepEqual(
    [after.breakouts.capacity, after.breakouts.open, after.rooms.length],
    [5, true, 1],
  );
  assert.equal(after.breakouts.endsAt, null, "nor does a countdown go on");
});

Deno.test("Undo reverts only the later of two distributions (B-8)", async () => {
  const { school, act, view } = await makeClassOf(twentyEight.slice(0, 8));
  await using _ = school;
  assert.equal(
    (await act("POST /breakouts/groups", {
      of: 30,
      onlineOnly: false,
    })).moved.length,
    8,
    "all in one",
  );
  await act("POST /breakouts/rooms", { count: 1 });
  await act("POST /breakouts/distribute", { how: "even" });
  await act("POST /breakouts/undo");
  const { breakouts, rooms: left } = await view();
  assert.deepEqual([breakouts.open, left.length], [true, 2]);
});

Deno.test("groups without students are refused (B-8)", async () => {
  const { school, act } = await makeClassOf([]);
  await using _ = school;
  await assertRefused(act("POST /breakouts/groups", { of: 4 }), "conflict");
});

Deno.test("Undo of quick groups keeps a size that was chosen since (B-8, GROUP-4)", async () => {
  const { school, act, view } = await makeClassOf(twentyEight.slice(0, 8));
  await using _ = school;
  const change = (ask: ActInput<"PATCH /breakouts">) =>
    act("PATCH /breakouts", ask);
  await change({ capacity: null });
  const sizeAfter = async (ask: ActInput<"PATCH /breakouts">) => {
    await act("POST /breakouts/groups", { of: 3 });
    await change(ask);
    await act("POST /breakouts/undo");
    return (await view()).breakouts.capacity;
  };
  assert.equal(await sizeAfter({}), null, "no limit before, none after");
  assert.equal(await sizeAfter({ auto: true }), bounds.capacity.default);
  await change({ auto: false, capacity: 5 });
  assert.equal(await sizeAfter({ capacity: 6 }), 6);
  assert.equal(await sizeAfter({}), 6);
});

Deno.test("of two concurrent presses one makes groups, within a class's limit (B-6, SYNC-5)", async () => {
  const { school, session, read, act, view } = await makeClassOf([]);
  await using _ = school;
  await school.app.sessions.change(school.teacher, session.id, {
    limits: { perMinute: null, tokens: null, students: 200 },
  });
  for (let i = 0; i < 2 * (bounds.rooms + 1); i++) {
    const browser = school.newBrowser(`192.0.2.${i}`);
    await browser.join(session.code, `Student ${i}`);
    school.time.now += 1_000;
  }
  const make = (of: number) =>
    refusalNameOf(act("POST /breakouts/groups", { of }));
  assert.equal(await make(2), "conflict");
  assert.equal((await view()).rooms.length, 0);
  const both = await Promise.allSettled([
    act("POST /breakouts/groups", { of: 3 }),
    act("POST /breakouts/groups", { of: 30 }),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [
    "fulfilled",
    "rejected",
  ]);
  const used = await read((doc) =>
    new Set(listStudents(doc).map((it) => it.room))
  );
  assert.equal(used.size, (await view()).rooms.length);
  assert.deepEqual(
    (await Promise.allSettled([
      act("POST /breakouts/undo"),
      act("POST /breakouts/undo"),
    ]))
      .map(({ status }) => status).sort(),
    ["fulfilled", "rejected"],
  );
  assert.equal((await view()).rooms.length, 0);
});

Deno.test("quick groups leave out absent students on request (B-8)", async () => {
  const { school, who, roomOf, act, view } = await makeClassOf(
    twentyEight.slice(0, 6),
  );
  await using _ = school;
  const all = Object.values(who);
  const make = () => act("POST /breakouts/groups", { of: 2, onlineOnly: true });
  await act("PATCH /breakouts", { entry: "automatic" });
  await assertRefused(make(), "conflict", "nobody is online");
  for (const one of all.slice(0, 4)) await school.connectMember(one);
  assert.equal((await make()).moved.length, 4);
  const placed = await Promise.all(all.map(roomOf));
  assert.deepEqual(placed.map((room) => room !== null), [
    ...Array(4).fill(true),
    false,
    false,
  ]);
  assert.equal((await view()).rooms.length, 2);
});

Deno.test("flags are in order with their room, and either side lowers them (B-12)", async () => {
  const { school, teacher, who, help, ownHelp, red, membership, act } =
    await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const ask = (it: Identity, more = {}) =>
    school.runCommand(it, { kind: "help", on: true, ...more });
  const flags = async () =>
    (await help()).map(({ member, room, note }) => [member, room, note]);
  assert.equal(await ask(amy), null);
  assert.deepEqual(await flags(), [[amy.member, "main", undefined]]);
  assert.deepEqual(await ownHelp(amy), { at: school.time.now });
  await act("POST /breakouts/start");
  await ask(ben, { note: " stuck at 3 " });
  await ask(amy, { note: "still" });
  assert.deepEqual(await flags(), [
    [amy.member, red, "still"],
    [ben.member, red, "stuck at 3"],
  ]);
  assert.equal(await ask(amy, { note: "x".repeat(201) }), "too-long");
  assert.equal(await ask(teacher), "not-allowed");
  await act("POST /breakouts/moves", {
    moves: [{ member: ben.member, room: null }],
  });
  assert.equal((await help())[1].room, "main", "it goes where they go");
  await act("POST /breakouts/stop");
  assert.deepEqual((await help()).map(({ room }) => room), ["main", "main"]);
  await act("POST /breakouts/start");
  assert.deepEqual((await help()).map(({ room }) => room), [red, "main"]);
  await act("DELETE /help/:m", { m: amy.member });
  assert.deepEqual(await ownHelp(amy), {});
  await school.runCommand(ben, { kind: "help", on: false });
  assert.deepEqual([await flags(), await ownHelp(ben)], [[], {}]);
  await ask(cem);
  await membership.removeMember(teacher, cem.member);
  assert.deepEqual(await flags(), []);
  assert.equal(await ask(cem), "removed");
  await assertRefused(act("DELETE /help/:m", { m: newId() }), "not-found");
});

Deno.test("a teacher can put a lowered flag back for ten seconds (B-12)", async () => {
  const { school, teacher, who, help, ownHelp, red, membership, act } =
    await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const ask = (it: Identity, more = {}) =>
    school.runCommand(it, { kind: "help", on: true, ...more });
  const undo = (it: Identity) => act("POST /help/:m/undo", { m: it.member });
  for (const it of [amy, ben, cem]) {
    await ask(it, it === amy && { note: "stuck at 3" });
    school.time.now += 1_000;
  }
  const before = await help();
  const [mine] = [await ownHelp(amy)];
  for (const it of [amy, ben]) {
    await act("DELETE /help/:m", { m: it.member });
  }
  assert.deepEqual((await help()).map(({ member }) => member), [cem.member]);
  await undo(ben);
  await undo(amy);
  assert.deepEqual(await help(), before);
  assert.deepEqual(await ownHelp(amy), mine);
  await undo(amy);
  assert.deepEqual(await help(), before, "a second press does nothing else");

  await act("DELETE /help/:m", { m: amy.member });
  await act("POST /breakouts/start");
  await undo(amy);
  assert.equal((await help())[0].room, red, "it goes where they went");

  await act("DELETE /help/:m", { m: amy.member });
  school.time.now += 10_001;
  await assertRefused(undo(amy), "conflict");
  await school.runCommand(ben, { kind: "help", on: false });
  await assertRefused(undo(ben), "conflict");
  await act("DELETE /help/:m", { m: cem.member });
  await membership.removeMember(teacher, cem.member);
  await assertRefused(undo(cem), "conflict");
  assert.deepEqual(await help(), []);
});

Deno.test("a flag lowered twice at once can be restored, but not after a removal (B-12)", async () => {
  const { school, teacher, who, help, membership, act } =
    await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  const other: Identity = { ...teacher, member: newId() };
  for (const it of [amy, ben]) {
    await school.runCommand(it, { kind: "help", on: true });
    school.time.now += 1_000;
  }
  const before = await help();
  const lower = (by: Identity) => act("DELETE /help/:m", { m: amy.member }, by);
  const undo = (by: Identity) =>
    act("POST /help/:m/undo", { m: amy.member }, by);
  await Promise.all([lower(teacher), lower(teacher)]);
  await lower(other);
  await assertRefused(undo(other), "conflict");
  await Promise.all([undo(teacher), undo(teacher)]);
  assert.deepEqual(await help(), before);
  await assertRefused(undo(amy), "not-allowed");

  await lower(teacher);
  await membership.removeJoinedSince(teacher, {
    joinedSince: new Date(0).toISOString(),
    keep: [ben.member],
    messages: false,
  });
  await assertRefused(undo(teacher), "conflict");
  assert.deepEqual((await help()).map(({ member }) => member), [ben.member]);
});

Deno.test("a flag goes down when a teacher writes in the group or answers the hand (B-12)", async () => {
  const { school, teacher, who, help, ownHelp, red, act } =
    await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const up = async () => (await help()).map(({ member }) => member);
  const ask = (it: Identity) =>
    school.runCommand(it, { kind: "help", on: true });
  const say = (it: Identity, room: string, text: string, more = {}) =>
    school.runCommand(it, { kind: "say", room, text, ...more });
  await act("POST /breakouts/start");
  for (const it of [amy, ben, cem]) {
    await ask(it);
    school.time.now += 1_000;
  }
  assert.equal(await say(ben, red, "I know it"), null);
  assert.equal(await say(teacher, "main", "listen, all"), null);
  assert.equal(await say(teacher, red, "Try line 3"), null);
  await waitUntil(async () => (await help()).length === 1);
  assert.deepEqual(await up(), [cem.member]);
  assert.deepEqual(await ownHelp(amy), {}, "their own page knows");
  await act("POST /help/:m/undo", { m: amy.member });
  assert.deepEqual(await up(), [amy.member, cem.member]);

  await act("POST /breakouts/stop");
  const id = newId();
  assert.equal(await say(cem, "main", "how long?", { id }), null);
  assert.equal(await say(teacher, "main", "@Amy look at line 3"), null);
  await waitUntil(async () => (await help()).length === 1);
  assert.deepEqual(await up(), [cem.member]);
  assert.equal(
    await say(teacher, "main", "ten minutes", { replyTo: id }),
    null,
  );
  await waitUntil(async () => (await help()).length === 0);
});

Deno.test("a flag of a group goes down with the groups, one of the main room stays (B-12, B-15)", async () => {
  const { school, who, help, ownHelp, act } = await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Cem: cem } = who;
  const ask = (it: Identity) =>
    school.runCommand(it, { kind: "help", on: true });
  await ask(cem);
  await act("POST /breakouts/start");
  await ask(amy);
  await act("POST /breakouts/stop");
  await act("DELETE /breakouts/rooms");
  assert.deepEqual((await help()).map(({ member }) => member), [cem.member]);
  assert.deepEqual(await ownHelp(amy), {});
});

Deno.test("students speak in their room between start and end, and all is kept (B-7)", async () => {
  const { school, session, teacher, who, red, blue, isOpen, roomOf, act } =
    await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy, Cem: cem } = who;
  assert.equal(
    await school.runCommand(amy, sayCommandFor(red)),
    "rooms-closed",
  );
  assert.equal(
    await school.runCommand(teacher, sayCommandFor(red, "read this")),
    null,
  );
  const reading = await school.connect(amy, names.room(session.id, red));
  assert.equal(await reading.registered, true, "readable while closed");
  assert.equal((await act("POST /breakouts/start")).breakouts.open, true);
  assert.equal(await school.runCommand(amy, sayCommandFor(red)), null);
  assert.equal(await school.runCommand(cem, sayCommandFor(red)), "not-in-room");
  assert.equal(
    await school.runCommand(amy, sayCommandFor("main")),
    null,
    "B-10",
  );
  assert.equal((await act("POST /breakouts/stop")).breakouts.open, false);
  assert.equal(await isOpen(), false);
  assert.equal(
    await school.runCommand(amy, sayCommandFor(red)),
    "rooms-closed",
  );
  assert.equal(await roomOf(amy), red);
  await act("POST /breakouts/start");
  assert.equal((await school.readMessages(session.id, red)).length, 2);
  assert.equal(await school.runCommand(cem, sayCommandFor(blue)), null);
});

Deno.test("the teacher writes in a group before and while it is open, but not after its end", async () => {
  const { school, session, teacher, red, act } = await makeRedAndBlue();
  await using _ = school;
  const teacherSays = () => school.runCommand(teacher, sayCommandFor(red));
  assert.equal(await teacherSays(), null);
  await act("POST /breakouts/start");
  assert.equal(await teacherSays(), null);
  await act("POST /breakouts/stop");
  assert.equal(await teacherSays(), "rooms-closed");
  assert.equal((await school.readMessages(session.id, red)).length, 2);
  await act("POST /breakouts/start");
  assert.equal(await teacherSays(), null);
});

Deno.test("a grace delays the closing of rooms, and more time or a start cancels it (B-7, B-13)", async () => {
  const { school, session, isOpen, act } = await makeRedAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const stopping = (await act("POST /breakouts/stop", { grace: 30 })).breakouts;
  assert.equal(
    stopping.stopsAt,
    new Date(school.time.now + 30_000).toISOString(),
  );
  assert.equal(stopping.open, true);
  const more = (await act("POST /breakouts/extend", { minutes: 5 })).breakouts;
  assert.equal(more.stopsAt, null);
  assert.equal(more.endsAt, new Date(school.time.now + 300_000).toISOString());
  // A countdown is never longer than a class.
  const most = 24 * 60;
  await assertRefused(
    act("POST /breakouts/extend", { minutes: most - 4 }),
    "conflict",
  );
  const all = (await act("POST /breakouts/extend", {
    minutes: most - 5,
  })).breakouts;
  assert.equal(
    all.endsAt,
    new Date(school.time.now + most * 60_000).toISOString(),
  );
  await act("POST /breakouts/stop", { grace: 30 });
  assert.equal((await act("POST /breakouts/start")).breakouts.stopsAt, null);
  await act("POST /breakouts/stop", { grace: 0.05 });
  school.time.now += 60;
  await waitUntil(async () => !await isOpen());
  await assertRefused(
    act("POST /breakouts/extend", { minutes: 1 }),
    "rooms-closed",
  );
  const due = await school.app.kv.get(["rooms-due", session.id]);
  assert.equal(due.value, null);
});

Deno.test("at zero rooms close by themselves unless that is off, also after a restart (B-13)", async () => {
  await using folder = await makeTempFolder();
  const path = folder.kv;
  const first = await makeRedAndBlue(path);
  const { teacher, session, act } = first;
  await act("POST /breakouts/start");
  const timer = await act("POST /breakouts/timer", { minutes: 10 });
  const zero = first.school.time.now + 600_000;
  assert.equal(timer.breakouts.endsAt, new Date(zero).toISOString());
  const later = await act("POST /breakouts/extend", { minutes: 1 });
  assert.equal(later.breakouts.endsAt, new Date(zero + 60_000).toISOString());
  await first.school[Symbol.asyncDispose]();
  // A restart after the countdown.
  {
    await using again = await School.open(path, zero + 60_001);
    const { breakouts } = again.app;
    const isOpen = async () => (await breakouts.view(teacher)).breakouts.open;
    const then = (at: ActName, given: Record<string, unknown> = {}) =>
      runAct({ breakouts }, teacher, at, given);
    await waitUntil(async () => !await isOpen());
    await then("PATCH /breakouts", { stopAtZero: false });
    await then("POST /breakouts/start");
    await then("POST /breakouts/timer", { minutes: 0.001 });
    const due = await again.app.kv.get(["rooms-due", session.id]);
    assert.equal(due.value, null);
    again.time.now += 60_000;
    assert.equal(await isOpen(), true);
    await then("PATCH /breakouts", { stopAtZero: true });
    await waitUntil(async () => !await isOpen());
  }
});

Deno.test("minutes begin the countdown of open groups, a start does not (B-13)", async () => {
  const { school, act, view } = await makeRedAndBlue();
  await using _ = school;
  const set = (minutes: number | null) => act("PATCH /breakouts", { minutes });
  const timer = (minutes: number) => act("POST /breakouts/timer", { minutes });
  const inMinutes = (minutes: number) =>
    new Date(school.time.now + minutes * 60_000).toISOString();
  await set(10);
  const open = (await act("POST /breakouts/start"))
    .breakouts;
  assert.deepEqual([open.endsAt, open.minutes], [null, 10]);
  assert.equal((await set(12)).breakouts.endsAt, inMinutes(12));
  assert.equal((await timer(11)).breakouts.endsAt, inMinutes(11));
  assert.equal((await set(6)).breakouts.endsAt, inMinutes(6));
  const far = 24 * 60;
  school.time.now += 1000;
  await assertRefused(set(far), "conflict");
  assert.equal((await view()).breakouts.minutes, 6, "refused whole");
  await act("POST /breakouts/stop", { grace: 30 });
  const { breakouts: anew } = await timer(5);
  assert.deepEqual([anew.endsAt, anew.stopsAt], [inMinutes(5), null]);
  assert.equal(
    (await set(null)).breakouts.endsAt,
    null,
    "no minutes, no countdown",
  );
  await timer(5);
  await act("POST /breakouts/stop");
  assert.equal((await act("POST /breakouts/start")).breakouts.endsAt, null);
});

Deno.test("a countdown runs without groups, closes nothing then, and goes on when groups open (B-13)", async () => {
  const { school, session, act, view } = await makeRedAndBlue();
  await using _ = school;
  const due = async () =>
    (await school.app.kv.get(["rooms-due", session.id])).value;
  const inMinutes = (minutes: number) =>
    new Date(school.time.now + minutes * 60_000).toISOString();
  const { breakouts: alone } = await act("POST /breakouts/timer", {
    minutes: 5,
  });
  assert.deepEqual([alone.open, alone.endsAt], [false, inMinutes(5)]);
  assert.equal(await due(), null, "nothing closes at zero");
  const { breakouts: longer } = await act("POST /breakouts/extend", {
    minutes: 1,
  });
  assert.equal(longer.endsAt, inMinutes(6));
  await act("DELETE /breakouts/rooms");
  assert.equal((await view()).breakouts.endsAt, inMinutes(6));
  await act("POST /breakouts/rooms", { names: ["Red"] });
  const { breakouts: open } = await act("POST /breakouts/start");
  assert.deepEqual([open.open, open.endsAt], [true, inMinutes(6)]);
  assert.notEqual(await due(), null, "now the groups end with it");
  await act("POST /breakouts/stop");
  await act("POST /breakouts/timer", { minutes: 1 });
  school.time.now += 61_000;
  const { breakouts: late } = await act("POST /breakouts/start");
  assert.deepEqual([late.open, late.endsAt], [true, null], "that one is over");
  await act("POST /breakouts/stop");
  await act("POST /breakouts/timer", { minutes: 1 });
  assert.equal(
    (await act("DELETE /breakouts/timer")).breakouts.endsAt,
    null,
  );
});

Deno.test("a stopped countdown keeps the rooms open (B-13)", async () => {
  const { school, session, act, view } = await makeRedAndBlue();
  await using _ = school;
  const due = async () =>
    (await school.app.kv.get(["rooms-due", session.id])).value;
  await act("POST /breakouts/start");
  const started = (await act("POST /breakouts/timer", {
    minutes: 5,
  })).breakouts;
  assert.equal(started.stopAtZero, true, "as it was set before");
  assert.notEqual(await due(), null);
  const stopped = (await act("DELETE /breakouts/timer"))
    .breakouts;
  assert.deepEqual(
    [stopped.open, stopped.endsAt, stopped.minutes],
    [true, null, 5],
  );
  assert.equal(await due(), null, "nothing is due any more");
  school.time.now += 6 * 60_000;
  assert.equal((await view()).breakouts.open, true);

  await act("POST /breakouts/stop", { grace: 30 });
  const goesOn = (await act("DELETE /breakouts/timer"))
    .breakouts;
  assert.deepEqual([goesOn.open, goesOn.stopsAt], [true, null]);

  const stays = (await act("POST /breakouts/timer", {
    minutes: 5,
    stopAtZero: false,
  })).breakouts;
  assert.equal(stays.stopAtZero, false);
  assert.equal(await due(), null);
  assert.equal(
    (await act("POST /breakouts/timer", { minutes: 1 })).breakouts.stopAtZero,
    false,
  );
  await act("POST /breakouts/timer", { minutes: 5, stopAtZero: true });
  assert.notEqual(await due(), null, "then they end by themselves");
  await act("POST /breakouts/stop");
  assert.equal(
    (await act("DELETE /breakouts/timer"))
      .breakouts.open,
    false,
    "too late",
  );
});

Deno.test("the main room has one line when groups open or close (C-12)", async () => {
  const { school, session, teacher, isOpen, act } = await makeRedAndBlue();
  await using _ = school;
  const name = names.room(session.id, "main");
  const lines = () =>
    school.app.sync.read(
      session.id,
      [name],
      ({ doc }) =>
        messages(doc(name)).toArray().flatMap((it) =>
          it.kind === "system" && it.event !== "session-started"
            ? [[it.event, it.from]]
            : []
        ),
    );
  const by = teacher.member;
  await act("POST /breakouts/start");
  await act("POST /breakouts/start");
  await act("POST /breakouts/stop", { grace: 0.02 });
  assert.deepEqual(await lines(), [["groups-opened", by]]);
  school.time.now += 20;
  await waitUntil(async () => !await isOpen());
  await act("POST /breakouts/stop");
  const closed = [["groups-opened", by], ["groups-closed", by]];
  assert.deepEqual(await lines(), closed);
  await act("PATCH /breakouts", { auto: true });
  assert.deepEqual(await lines(), closed, "ended is ended");
  await act("POST /breakouts/start");
  await act("DELETE /breakouts/rooms");
  assert.deepEqual(await lines(), [...closed, ...closed]);
});

Deno.test("only teachers change rooms before the end, and nobody after it (ACCESS-3)", async () => {
  const { school, session, teacher, who, red, act } = await makeRedAndBlue();
  await using _ = school;
  const { Amy: amy } = who;
  const m = amy.member;
  const all = (it: Identity): Promise<unknown>[] => [
    act("PATCH /breakouts", { stopAtZero: false }, it),
    act("POST /breakouts/rooms", { names: ["X"] }, it),
    act("PATCH /breakouts/rooms/:r", { r: red, name: "X" }, it),
    act("DELETE /breakouts/rooms", {}, it),
    act("POST /breakouts/moves", { moves: [{ member: m, room: null }] }, it),
    act("POST /breakouts/distribute", { how: "shuffle" }, it),
    act("POST /breakouts/undo", {}, it),
    act("POST /breakouts/start", {}, it),
    act("POST /breakouts/stop", {}, it),
    act("POST /breakouts/extend", { minutes: 1 }, it),
    act("POST /breakouts/timer", { minutes: 1 }, it),
    act("DELETE /breakouts/timer", {}, it),
    act("POST /breakouts/groups", { of: 4 }, it),
    act("POST /breakouts/broadcast", { text: "x" }, it),
    act("POST /breakouts/bring-back", {}, it),
    act("DELETE /help/:m", { m }, it),
    act("POST /help/:m/undo", { m }, it),
    school.app.classLists.replaceList(it, { names: [] }),
  ];
  const kinds = async (it: Identity) =>
    new Set(await Promise.all(all(it).map(refusalNameOf)));
  assert.deepEqual(await kinds(amy), new Set(["not-allowed"]));
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  assert.deepEqual(await kinds(teacher), new Set(["ended"]));
  assert.equal(
    await school.runCommand(amy, { kind: "help", on: true }),
    "ended",
  );
});
