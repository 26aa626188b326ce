/** B-1 to B-16, B-18, A1: breakout rooms through the engine, with members, sockets and a clock. */
import assert from "node:assert/strict";
import type * as Y from "yjs";
import {
  breakouts,
  marks,
} from "../../../classroom/groups/breakouts_layout.ts";
import { Figures } from "../../../classroom/monitoring/figures.ts";
import { groupHistory } from "../../../classroom/groups/group_history.ts";
import { searchHistory } from "../../../classroom/record/history_search.ts";
import type { Who } from "../../../classroom/identity.ts";
import { members, messages } from "../../../classroom/layout.ts";
import { broadcastBody } from "../../../classroom/groups/broadcast.ts";
import { distributeBody } from "../../../classroom/groups/moves.ts";
import { changeBreakoutsBody } from "../../../classroom/groups/opening.ts";
import { documents as names } from "../../../classroom/schema/documents.ts";
import type { Help, RoomFigures } from "../../../classroom/schema/groups.ts";
import { newId } from "../../../classroom/schema/ids.ts";
import type { Member } from "../../../classroom/schema/members.ts";
import { type Browser, refusalOf, School } from "../school.ts";

/** A class: its teacher, its students by name, and what one looks up in it. */
async function classOf(
  students: readonly string[],
  ask: Record<string, unknown> = {},
  path?: string,
) {
  const school = await School.open(path);
  const session = await school.session(ask);
  const teacher = await school.owner(session.id);
  const who: Record<string, Who> = {};
  const browsers: Record<string, Browser> = {};
  const join = async (name: string) => {
    const browser = browsers[name] = school.browser();
    await browser.join(session.code, name);
    const it = await browser.who(session.id);
    assert(it);
    return who[name] = it;
  };
  for (const name of students) await join(name);
  const root = names.session(session.id), staff = names.staff(session.id);
  const read = <T>(look: (session: Y.Doc, staff: Y.Doc) => T) =>
    school.app.sync.read(
      session.id,
      [root, staff],
      ({ doc }) => look(doc(root), doc(staff)),
    );
  const member = (it: Who) =>
    read((doc) => members(doc).get(it.member)) as Promise<Member>;
  const roomOf = async (it: Who) => (await member(it)).room;
  const help = () =>
    read((_, doc) => doc.getArray<Help>("help").toArray()) as Promise<Help[]>;
  const isOpen = () => read((doc) => breakouts(doc, "open"));
  const { breakouts: rooms, membership } = school.app;
  return {
    school,
    session,
    teacher,
    who,
    browsers,
    join,
    read,
    member,
    roomOf,
    help,
    isOpen,
    rooms,
    membership,
  };
}

const automatic = { breakouts: { auto: true, capacity: 4 } };
const distribution = (how: string, more = {}) =>
  distributeBody.parse({ how, ...more });
const say = (room: string, text = "hello") => ({ kind: "say", room, text });

/** By hand: two rooms, Amy and Ben in Red, Cem in Blue. */
async function redAndBlue(path?: string) {
  const all = await classOf(["Amy", "Ben", "Cem"], {}, path);
  const { rooms, teacher, who } = all;
  const [red, blue] =
    (await rooms.addRooms(teacher, { names: ["Red", "Blue"] }))
      .map(({ id }) => id);
  await rooms.move(teacher, {
    moves: [
      { member: who.Amy.member, room: red },
      { member: who.Ben.member, room: red },
      { member: who.Cem.member, room: blue },
    ],
  });
  return { ...all, red, blue };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!await condition()) await new Promise((done) => setTimeout(done));
}

Deno.test("S5, G2: two hundred who join at once with capacity 4 are fifty groups of four", async () => {
  const { school, session, read } = await classOf([], automatic);
  await using _ = school;
  await school.app.sessions.change(school.teacher, session.id, {
    limits: { students: 1000 },
  });
  await Promise.all(
    Array.from(
      { length: 200 },
      (_, i) => school.browser().join(session.code, `Pupil ${i}`),
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

Deno.test("B-2: who returns keeps their group, who is removed leaves it, who is allowed back gets it again", async () => {
  const { school, session, teacher, who, roomOf, member, membership, join } =
    await classOf(["Amy", "Ben", "Cem", "Dan"], automatic);
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  const group = await roomOf(amy);
  assert(group);
  const back = await school.browser().join(session.code, "amy");
  assert(back.kind === "in" && back.rejoined);
  assert.equal(await roomOf(amy), group);

  const socket = await school.connect(ben, names.room(session.id, group));
  await membership.remove(teacher, ben.member);
  assert.deepEqual(
    [(await member(ben)).room, (await member(ben)).was],
    [null, group],
  );
  assert.equal((await socket.closed).reason, "removed");
  const eve = await join("Eve");
  assert.equal(await roomOf(eve), group, "the place is free");
  const allowed = await membership.allow(teacher, ben.member);
  assert(allowed.room && allowed.room !== group, "their group is full by now");
  await membership.remove(teacher, ben.member);
  await membership.remove(teacher, eve.member);
  assert.equal(
    (await membership.allow(teacher, eve.member)).room,
    group,
    "and here it has room",
  );
  assert.equal((await member(eve)).was, undefined);
});

Deno.test("B-4: capacity and toggle move nobody; who joined while it was off waits to be distributed", async () => {
  const { school, teacher, who, join, roomOf, rooms, isOpen } = await classOf(
    ["Amy", "Ben", "Cem"],
    { breakouts: { auto: true, capacity: 3 } },
  );
  await using _ = school;
  const change = (ask: Record<string, unknown>) =>
    rooms.change(teacher, changeBreakoutsBody.parse(ask));
  const first = await roomOf(who.Amy);
  await change({ capacity: 2 });
  assert.equal(await roomOf(who.Cem), first);
  const dan = await join("Dan");
  assert.notEqual(await roomOf(dan), first);
  await change({ auto: false });
  assert.equal(await isOpen(), true);
  const eve = await join("Eve");
  assert.equal(await roomOf(eve), null);
  const on = await change({ auto: true });
  assert.deepEqual([on.auto, on.open, on.capacity], [true, true, 2]);
  assert.equal(await roomOf(eve), null);
  const moved = await rooms.distribute(teacher, distribution("even"));
  assert(moved.some(({ member }) => member === eve.member));
  assert.equal(moved.length, 2, "Eve, and one of the three that are too many");
  assert.equal(
    await refusalOf(rooms.addRooms(teacher, { names: ["Red"] })),
    "auto-breakouts",
  );
  assert.equal(await refusalOf(change({ capacity: null })), "malformed");
  for (const capacity of [1, 31, 2.5, "4"]) {
    const read = changeBreakoutsBody.safeParse({ capacity });
    assert(!read.success);
    assert(
      typeof capacity === "string" ||
        /from 2 to 30/.test(read.error.issues[0].message),
    );
  }
});

Deno.test("B-6: rooms by hand have unique names, and people get in as the teacher has set", async () => {
  const { school, teacher, join, roomOf, rooms, who } = await classOf([
    "Amy",
    "Ben",
    "Cem",
  ]);
  await using _ = school;
  const change = (ask: Record<string, unknown>) =>
    rooms.change(teacher, changeBreakoutsBody.parse(ask));
  assert.equal(await refusalOf(rooms.start(teacher)), "conflict");
  const made = await rooms.addRooms(teacher, { names: [" Red ", "Blue"] });
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
    const names = [...list];
    assert.equal(await refusalOf(rooms.addRooms(teacher, { names })), why);
  }
  assert.equal((await rooms.view(teacher)).rooms.length, 2);
  // Assigned: who comes late waits in the main room.
  await rooms.move(teacher, {
    moves: [{ member: who.Amy.member, room: red }],
  });
  assert.equal(await roomOf(await join("Dan")), null);
  // Automatic: all get a room at the start, the smallest first; late ones too.
  await change({ entry: "automatic", capacity: null });
  await rooms.start(teacher);
  const at = await Promise.all(
    ["Amy", "Ben", "Cem", "Dan"].map((name) => roomOf(who[name])),
  );
  assert.equal(at[0], red);
  assert.deepEqual(at.slice(1).sort(), [red, blue, blue].sort());
  assert.equal(await roomOf(await join("Eve")), red);
  // Free: by their own choice, as long as there is room.
  await change({ entry: "free", capacity: 3 });
  const choose = (name: string, room: string | null) =>
    school.command(who[name], { kind: "choose-room", room });
  await rooms.move(teacher, {
    moves: ["Ben", "Cem", "Dan"].map((name, i) => ({
      member: who[name].member,
      room: i === 1 ? red : blue,
    })),
  });
  assert.equal(await choose("Ben", red), "room-full");
  assert.equal(await roomOf(who.Ben), blue);
  assert.equal(await choose("Amy", null), null);
  assert.equal(await choose("Ben", red), null);
  assert.equal(await choose("Ben", red), null);
  assert.equal(await choose("Amy", newId()), "not-found");
  assert.equal(await roomOf(who.Ben), red);
  await rooms.stop(teacher, {});
  assert.equal(await choose("Ben", blue), "rooms-closed");
  await change({ entry: "assigned" });
  assert.equal(await choose("Ben", blue), "not-allowed");
  await change({ auto: true });
  assert.equal(await choose("Ben", blue), "auto-breakouts");
});

Deno.test("B-6: of those who choose the last place at once one gets it, the others hear that it is full", async () => {
  const { school, teacher, who, rooms } = await classOf([
    "Amy",
    "Ben",
    "Cem",
    "Dan",
  ]);
  await using _ = school;
  const ask = changeBreakoutsBody.parse({ entry: "free", capacity: 2 });
  await rooms.change(teacher, ask);
  const [{ id: room }] = await rooms.addRooms(teacher, { names: ["Red"] });
  await rooms.start(teacher);
  const came = await Promise.all(
    Object.values(who).map((it) =>
      school.command(it, { kind: "choose-room", room })
    ),
  );
  assert.deepEqual(came.sort(), [null, null, "room-full", "room-full"]);
});

Deno.test("B-7: start and end; in between each speaks in their room, and after it all is kept", async () => {
  const { school, session, teacher, who, red, blue, rooms, isOpen, roomOf } =
    await redAndBlue();
  await using _ = school;
  const { Amy: amy, Cem: cem } = who;
  assert.equal(await school.command(amy, say(red)), "rooms-closed");
  assert.equal(await school.command(teacher, say(red, "read this")), null);
  const reading = await school.connect(amy, names.room(session.id, red));
  assert.equal(await reading.registered, true, "readable while closed");
  assert.equal((await rooms.start(teacher)).open, true);
  assert.equal(await school.command(amy, say(red)), null);
  assert.equal(await school.command(cem, say(red)), "not-in-room");
  assert.equal(await school.command(amy, say("main")), null, "B-10");
  assert.equal((await rooms.stop(teacher, {})).open, false);
  assert.equal(await isOpen(), false);
  assert.equal(await school.command(amy, say(red)), "rooms-closed");
  assert.equal(await roomOf(amy), red);
  await rooms.start(teacher);
  assert.equal((await school.messages(session.id, red)).length, 2);
  assert.equal(await school.command(cem, say(blue)), null);
});

Deno.test("B-7, B-13: with a grace rooms close later; more time or a start takes the end back", async () => {
  const { school, session, teacher, rooms, isOpen } = await redAndBlue();
  await using _ = school;
  await rooms.start(teacher);
  const stopping = await rooms.stop(teacher, { grace: 30 });
  assert.equal(
    stopping.stopsAt,
    new Date(school.time.now + 30_000).toISOString(),
  );
  assert.equal(stopping.open, true);
  const more = await rooms.extend(teacher, { minutes: 5 });
  assert.equal(more.stopsAt, null);
  assert.equal(more.endsAt, new Date(school.time.now + 300_000).toISOString());
  // Never longer than a class can last, however often it is asked for.
  const most = 24 * 60;
  assert.equal(
    await refusalOf(rooms.extend(teacher, { minutes: most - 4 })),
    "conflict",
  );
  const all = await rooms.extend(teacher, { minutes: most - 5 });
  assert.equal(
    all.endsAt,
    new Date(school.time.now + most * 60_000).toISOString(),
  );
  await rooms.stop(teacher, { grace: 30 });
  assert.equal((await rooms.start(teacher)).stopsAt, null);
  await rooms.stop(teacher, { grace: 0.05 });
  school.time.now += 60;
  await until(async () => !await isOpen());
  assert.equal(
    await refusalOf(rooms.extend(teacher, { minutes: 1 })),
    "rooms-closed",
  );
  const due = await school.app.kv.get(["rooms-due", session.id]);
  assert.equal(due.value, null);
});

Deno.test("B-13: at zero rooms close by themselves, also after a restart; not where that is off", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/kv`;
  const first = await redAndBlue(path);
  const { teacher, session, rooms } = first;
  const minutes = changeBreakoutsBody.parse({ minutes: 10 });
  await rooms.change(teacher, minutes);
  const { endsAt, stopAtZero } = await rooms.start(teacher);
  const zero = first.school.time.now + 600_000;
  assert.deepEqual([endsAt, stopAtZero], [new Date(zero).toISOString(), true]);
  const later = await rooms.extend(teacher, { minutes: 1 });
  assert.equal(later.endsAt, new Date(zero + 60_000).toISOString());
  await first.school[Symbol.asyncDispose]();
  // A restart, after which the time is over.
  {
    await using again = await School.open(path, zero + 60_001);
    const name = names.session(session.id);
    await until(() =>
      again.app.sync.read(
        session.id,
        [name],
        ({ doc }) => breakouts(doc(name), "open") === false,
      )
    );
    const { breakouts: rooms } = again.app;
    const off = changeBreakoutsBody.parse({
      stopAtZero: false,
      minutes: 0.001,
    });
    await rooms.change(teacher, off);
    await rooms.start(teacher);
    assert.equal(
      (await again.app.kv.get(["rooms-due", session.id])).value,
      null,
    );
    again.time.now += 60_000;
    assert.equal((await rooms.view(teacher)).breakouts.open, true);
    const on = changeBreakoutsBody.parse({ stopAtZero: true });
    await rooms.change(teacher, on);
    await until(async () => !(await rooms.view(teacher)).breakouts.open);
  }
  await Deno.remove(dir, { recursive: true });
});

Deno.test("A1, G4: a move closes the old room for who moved, and nobody else notices", async () => {
  const { school, session, teacher, who, red, blue, rooms } =
    await redAndBlue();
  await using _ = school;
  await rooms.start(teacher);
  const { Amy: amy, Ben: ben } = who;
  const document = names.room(session.id, red);
  const [hers, his] = [
    await school.connect(amy, document),
    await school.connect(ben, document),
  ];
  const moves = [{ member: amy.member, room: blue }];
  assert.deepEqual(await rooms.move(teacher, { moves }), [
    { member: amy.member, from: red, to: blue },
  ]);
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
  assert.equal(await school.command(amy, say(red)), "not-in-room");
});

Deno.test("B-8: moves are all or nothing", async () => {
  const { school, teacher, who, red, blue, rooms, roomOf } = await redAndBlue();
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
    assert.equal(await refusalOf(rooms.move(teacher, { moves })), "not-found");
  }
  assert.equal(await roomOf(amy), red);
});

Deno.test("B-8: Undo restores exactly, once; joins since then stand", async () => {
  const { school, teacher, who, join, roomOf, rooms } = await classOf(
    ["Amy", "Ben", "Cem", "Dan", "Eve"],
    { breakouts: { auto: true, capacity: 2 } },
  );
  await using _ = school;
  const all = Object.values(who);
  const before = await Promise.all(all.map(roomOf));
  const change = changeBreakoutsBody.parse({ capacity: 5 });
  await rooms.change(teacher, change);
  const moved = await rooms.distribute(teacher, distribution("shuffle"));
  assert.equal(moved.length, 3);
  assert.equal((await rooms.view(teacher)).rooms.length, 1);
  const fay = await join("Fay");
  const hers = await roomOf(fay);
  const back = await rooms.undo(teacher);
  assert.equal(back.length, 3);
  assert.deepEqual(await Promise.all(all.map(roomOf)), before);
  assert.equal(await roomOf(fay), hers);
  const views = (await rooms.view(teacher)).rooms.map(({ name }) => name);
  // Fay's own group was made meanwhile and took the name; the one that comes back has the next.
  assert.deepEqual(views.sort(), [
    "Group A",
    "Group B",
    "Group C",
    "Group D",
  ]);
  assert.equal(await refusalOf(rooms.undo(teacher)), "conflict");
});

Deno.test("S5: joins, moves and distributions at once leave everybody in one group that there is", async () => {
  const { school, session, teacher, who, rooms, read } = await classOf(
    ["Amy", "Ben", "Cem", "Dan"],
    automatic,
  );
  await using _ = school;
  const [{ id: room }] = (await rooms.view(teacher)).rooms;
  const work: Promise<unknown>[] = [];
  for (let i = 0; i < 20; i++) {
    work.push(school.browser().join(session.code, `Pupil ${i}`));
    const moves = [{ member: who.Amy.member, room: i % 2 ? room : null }];
    work.push(rooms.move(teacher, { moves }).catch(() => {}));
    work.push(rooms.distribute(teacher, distribution("shuffle")));
  }
  await Promise.all(work);
  await rooms.distribute(teacher, distribution("even"));
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

Deno.test("B-8: two students of one name are two; who is offline stays with onlineOnly", async () => {
  const { school, session, teacher, rooms, who, roomOf } = await classOf([], {
    rejoin: false,
  });
  await using _ = school;
  const twins: Who[] = [];
  for (let i = 0; i < 2; i++) {
    const browser = school.browser();
    await browser.join(session.code, "Amy");
    const it = await browser.who(session.id);
    assert(it);
    twins.push(it);
  }
  await school.online(twins[0]);
  await rooms.addRooms(teacher, { names: ["Red"] });
  const online = distribution("shuffle", { onlineOnly: true });
  const moved = await rooms.distribute(teacher, online);
  assert.deepEqual(moved.map(({ member }) => member), [twins[0].member]);
  assert.equal(await roomOf(twins[1]), null);
  assert.deepEqual(who, {});
});

Deno.test("B-11: a broadcast stands in all groups or some, for those who come later too", async () => {
  const { school, session, teacher, rooms, red, blue } = await redAndBlue();
  await using _ = school;
  const broadcast = (ask: Record<string, unknown>) =>
    rooms.broadcast(teacher, broadcastBody.parse(ask));
  const { id, rooms: to } = await broadcast({ text: " Five minutes left " });
  assert.deepEqual(to, [red, blue]);
  for (const room of [red, blue]) {
    const [message] = await school.messages(session.id, room);
    assert(message.kind === "broadcast");
    assert.deepEqual(
      [message.from, message.text, message.broadcast],
      [teacher.member, "Five minutes left", id],
    );
  }
  await broadcast({ text: "Blue only", rooms: [blue] });
  assert.equal((await school.messages(session.id, red)).length, 1);
  assert.equal((await school.messages(session.id, blue)).length, 2);
  assert.equal((await school.messages(session.id)).length, 0);
  assert.equal(await refusalOf(broadcast({ text: " " })), "empty");
  assert.equal(
    await refusalOf(broadcast({ text: "x".repeat(4001) })),
    "too-long",
  );
  assert.equal(
    await refusalOf(broadcast({ text: "x", rooms: [newId()] })),
    "not-found",
  );
  await rooms.deleteRooms(teacher);
  assert.equal(await refusalOf(broadcast({ text: "x" })), "conflict");
});

Deno.test("B-11: what is said to all is said in groups that are made later in the same run, however they are made", async () => {
  const { school, session, teacher, rooms, membership, join, who, red } =
    await redAndBlue();
  await using _ = school;
  const broadcast = (ask: Record<string, unknown>) =>
    rooms.broadcast(teacher, broadcastBody.parse(ask));
  const said = async (room: string) =>
    (await school.messages(session.id, room)).map((it) =>
      it.kind === "broadcast" || it.kind === "text" ? it.text : it.kind
    );
  await broadcast({ text: "before the start" });
  await rooms.start(teacher);
  await broadcast({ text: "one" });
  await broadcast({ text: "red only", rooms: [red] });
  await school.command(who.Amy, say(red, "we begin"));
  school.time.now += 1000;
  await broadcast({ text: "two" });
  assert.deepEqual(
    await said(red),
    ["before the start", "one", "red only", "we begin", "two"],
  );
  const [green] = await rooms.addRooms(teacher, { names: ["Green"] });
  assert.deepEqual(await said(green.id), ["one", "two"]);
  const [first] = await school.messages(session.id, green.id);
  assert.equal(first.at, school.time.now - 1000, "when it was said");

  // By a class list, by a join, by who is allowed back, by a distribution.
  await school.app.classLists.put(teacher, {
    names: [{ name: "Zoe", room: "Yellow" }],
  });
  const named = async (name: string) => {
    const { rooms: all } = await rooms.view(teacher);
    const found = all.find((it) => it.name === name);
    assert(found, name);
    return found.id;
  };
  assert.deepEqual(await said(await named("Yellow")), ["one", "two"]);
  await rooms.change(teacher, { auto: true, capacity: 2 });
  for (const name of ["Dan", "Eva", "Finn", "Gil", "Hao", "Kim"]) {
    await join(name);
  }
  assert.deepEqual(await said(await named("Group A")), ["one", "two"]);
  await membership.remove(teacher, who.Hao.member);
  await join("Ines");
  await join("Jon");
  await membership.allow(teacher, who.Hao.member);
  await rooms.distribute(teacher, distribution("shuffle"));
  await broadcast({ text: "three" });
  const { rooms: all } = await rooms.view(teacher);
  for (const { id } of all) {
    const heard = await said(id);
    assert.equal(
      heard.filter((text) => text === "one").length,
      1,
      heard.join(),
    );
    assert.deepEqual(heard.slice(-2), ["two", "three"]);
  }

  // Another run, or other groups: what was said is over.
  await rooms.stop(teacher, {});
  await rooms.start(teacher);
  await rooms.change(teacher, { auto: false });
  const [late] = await rooms.addRooms(teacher, { names: ["Late"] });
  assert.deepEqual(await said(late.id), []);
  await broadcast({ text: "four" });
  await rooms.deleteRooms(teacher);
  const [anew] = await rooms.addRooms(teacher, { names: ["Late"] });
  await rooms.start(teacher);
  assert.deepEqual(await said(anew.id), []);
});

Deno.test("C3, B-11: what was said to all is said in later groups as it stands by then, and not once it was deleted", async () => {
  const { school, session, teacher, rooms, red } = await redAndBlue();
  await using _ = school;
  await rooms.start(teacher);
  for (const text of ["one", "two", "three"]) {
    await rooms.broadcast(teacher, broadcastBody.parse({ text }));
  }
  const [one, two] = await school.messages(session.id, red);
  assert.equal(
    await school.command(teacher, {
      kind: "edit",
      room: red,
      message: two.id,
      text: "second",
    }),
    null,
  );
  await school.app.moderation.delete(teacher, red, one.id);
  const [green] = await rooms.addRooms(teacher, { names: ["Green"] });
  assert.deepEqual(
    (await school.messages(session.id, green.id))
      .map((it) => it.kind === "broadcast" && it.text),
    ["second", "three"],
  );
});

Deno.test("C-12: the main room hears when groups open and close, by whomever, and once", async () => {
  const { school, session, teacher, rooms, isOpen } = await redAndBlue();
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
  await rooms.start(teacher);
  await rooms.start(teacher);
  await rooms.stop(teacher, { grace: 0.02 });
  assert.deepEqual(await lines(), [["groups-opened", by]]);
  school.time.now += 20;
  await until(async () => !await isOpen());
  await rooms.stop(teacher, {});
  const closed = [["groups-opened", by], ["groups-closed", by]];
  assert.deepEqual(await lines(), closed);
  await rooms.change(teacher, { auto: true });
  await rooms.deleteRooms(teacher);
  assert.deepEqual(await lines(), [...closed, ["groups-opened", by]]);
});

Deno.test("B-12: flags stand in order with their room, and either side lowers them", async () => {
  const { school, session, teacher, who, rooms, help, red, membership } =
    await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const ask = (it: Who, more = {}) =>
    school.command(it, { kind: "help", on: true, ...more });
  const own = (it: Who) => {
    const name = names.member(session.id, it.member);
    return school.app.sync.read(
      session.id,
      [name],
      ({ doc }) => doc(name).getMap("help").toJSON(),
    );
  };
  const flags = async () =>
    (await help()).map(({ member, room, note }) => [member, room, note]);
  assert.equal(await ask(amy), null);
  assert.deepEqual(await flags(), [[amy.member, "main", undefined]]);
  assert.deepEqual(await own(amy), { at: school.time.now });
  await rooms.start(teacher);
  await ask(ben, { note: " stuck at 3 " });
  await ask(amy, { note: "still" });
  assert.deepEqual(await flags(), [
    [amy.member, red, "still"],
    [ben.member, red, "stuck at 3"],
  ]);
  assert.equal(await ask(amy, { note: "x".repeat(201) }), "too-long");
  assert.equal(await ask(teacher), "not-allowed");
  await rooms.move(teacher, { moves: [{ member: ben.member, room: null }] });
  assert.equal((await help())[1].room, "main", "it goes where they go");
  await rooms.stop(teacher, {});
  assert.deepEqual((await help()).map(({ room }) => room), ["main", "main"]);
  await rooms.start(teacher);
  assert.deepEqual((await help()).map(({ room }) => room), [red, "main"]);
  await rooms.lowerHelp(teacher, amy.member);
  assert.deepEqual(await own(amy), {});
  await school.command(ben, { kind: "help", on: false });
  assert.deepEqual([await flags(), await own(ben)], [[], {}]);
  await ask(cem);
  await membership.remove(teacher, cem.member);
  assert.deepEqual(await flags(), []);
  assert.equal(await ask(cem), "removed");
  assert.equal(
    await refusalOf(rooms.lowerHelp(teacher, newId())),
    "not-found",
  );
});

Deno.test("B-15: deleting brings everyone back, strands nobody, and the teacher finds what was said", async () => {
  const { school, session, teacher, who, rooms, red, roomOf, read } =
    await redAndBlue();
  await using _ = school;
  await rooms.start(teacher);
  const { Amy: amy } = who;
  await school.command(amy, say(red, "our secret"));
  const socket = await school.connect(amy, names.room(session.id, red));
  const at = school.time.now += 1000;
  await rooms.deleteRooms(teacher);
  assert.equal((await socket.closed).reason, "not-in-room");
  for (const it of Object.values(who)) assert.equal(await roomOf(it), null);
  assert.deepEqual(await rooms.view(teacher).then((it) => it.rooms), []);
  assert.equal(await read((doc) => breakouts(doc, "open")), false);
  assert.equal(await refusalOf(rooms.undo(teacher)), "conflict");
  const { rooms: [main, first] } = await searchHistory(school.app, teacher, {});
  assert.deepEqual(
    [main.id, first.id, first.name, first.archivedAt],
    ["main", red, "Red", at],
  );
  assert.deepEqual(
    first.entries.map((it) => [it.name, it.kind === "text" && it.text]),
    [["Amy", "our secret"]],
  );
  assert.equal(await school.command(teacher, say(red)), "rooms-closed");
  const readable = await school.connect(teacher, names.room(session.id, red));
  assert.equal(await readable.registered, true);
  // The names are free again.
  await rooms.addRooms(teacher, { names: ["Red", "Blue"] });
  assert.equal(
    await refusalOf(searchHistory(school.app, amy, {})),
    "not-allowed",
  );
});

Deno.test("B-16: rooms are renamed, and the record says who was where when", async () => {
  const { school, teacher, who, rooms, red, blue, session } =
    await redAndBlue();
  await using _ = school;
  const began = school.time.now;
  const { Amy: amy } = who;
  school.time.now += 1000;
  await rooms.start(teacher);
  await rooms.changeRoom(teacher, red, { name: "Crimson" });
  assert.equal(
    await refusalOf(rooms.changeRoom(teacher, red, { name: "BLUE" })),
    "name-taken",
  );
  assert.equal(
    await refusalOf(rooms.changeRoom(teacher, newId(), { name: "X" })),
    "not-found",
  );
  school.time.now += 1000;
  await rooms.move(teacher, { moves: [{ member: amy.member, room: blue }] });
  const isSaid = async (until: number | null) => {
    const { now } = school.time;
    const record = await groupHistory(school.app.sync, teacher, now);
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
  // Nobody is still there when the class is over.
  school.time.now = Date.parse(session.endsAt) + 1;
  await isSaid(Date.parse(session.endsAt));
});

Deno.test("B-16, J-7: a child who had joined twice was in two groups under two names, not in both as one", async () => {
  const { school, teacher, who, rooms, red, blue } = await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  await rooms.move(teacher, {
    moves: [
      { member: amy.member, room: red },
      { member: ben.member, room: blue },
    ],
  });
  const { membership, sync } = school.app;
  await membership.merge(teacher, ben.member, { into: amy.member });
  const { stays } = await groupHistory(sync, teacher, school.time.now);
  assert.deepEqual(
    stays.map(({ name, roomName, until }) => [name, roomName, until === null])
      .filter(([name]) => name === "Amy" || name === "Ben").sort(),
    [["Amy", "Red", true], ["Ben", "Blue", false], ["Ben", "Red", false]],
  );
});

Deno.test("B-18: instructions for all or for one", async () => {
  const { school, teacher, rooms, red } = await redAndBlue();
  await using _ = school;
  const all = changeBreakoutsBody.parse({ instructions: " Read page 4 " });
  assert.equal((await rooms.change(teacher, all)).instructions, "Read page 4");
  const one = { instructions: "Read page 5" };
  assert.equal(
    (await rooms.changeRoom(teacher, red, one)).instructions,
    "Read page 5",
  );
  const none = await rooms.changeRoom(teacher, red, { instructions: null });
  assert.equal(none.instructions, null);
  const long = { instructions: "x".repeat(4001) };
  assert.equal(
    await refusalOf(rooms.changeRoom(teacher, red, long)),
    "too-long",
  );
});

Deno.test("B-18: what groups mark is posted to the main room once, in the words and the name of who said it", async () => {
  const { school, session, teacher, who, rooms, red, blue } =
    await redAndBlue();
  await using _ = school;
  await rooms.start(teacher);
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const [first, second] = [newId(), newId()];
  await school.command(amy, { ...say(red, "one"), id: first });
  await school.command(ben, { ...say(red, "two"), id: second });
  const mark = (it: Who, message: string, on = true, room = red) =>
    school.command(it, { kind: "bring-back", room, message, on });
  assert.equal(await mark(amy, second), null);
  assert.equal(await mark(ben, first), null);
  assert.equal(await mark(amy, first, false), null);
  assert.equal(await mark(cem, first), "not-in-room");
  assert.equal(await mark(cem, first, true, blue), "not-found");
  await rooms.stop(teacher, {});
  assert.equal(await mark(ben, first), null, "also when the rooms are closed");
  const posted = await rooms.bringBack(teacher);
  assert.equal(posted.length, 2);
  const main = await school.messages(session.id);
  assert.deepEqual(
    main.map((it) => it.kind === "text" && [it.from, it.text, it.brought]),
    [
      [amy.member, "one", {
        room: red,
        message: first,
        by: teacher.member,
      }],
      [ben.member, "two", {
        room: red,
        message: second,
        by: teacher.member,
      }],
    ],
  );
  assert.deepEqual(await rooms.bringBack(teacher), []);
});

Deno.test("B-14: the board's figures follow what is said, and go down by themselves", async () => {
  const { school, session, teacher, who, rooms, red, read } =
    await redAndBlue();
  await using _ = school;
  await rooms.start(teacher);
  const at = school.time.now;
  await school.command(who.Amy, say(red, "one"));
  await school.command(
    who.Ben,
    say(red, "**two**\n- lines " + "x".repeat(200)),
  );
  const figures = new Figures(school.app.sync);
  const look = () =>
    read((_, staff) => staff.getMap<RoomFigures>("rooms").get(red));
  assert.deepEqual(await figures.refresh(session.id, [red]), [red]);
  const now = await look();
  assert.equal(now?.perMinute, 2);
  assert.deepEqual([now.last?.from, now.last?.at], [who.Ben.member, at]);
  assert.match(now.last?.text ?? "", /^two lines x+…$/);
  assert.equal(now.last?.text.length, 140);
  school.time.now += 61_000;
  assert.deepEqual(await figures.refresh(session.id, [red]), []);
  assert.equal((await look())?.perMinute, 0);
  // Said again, it is looked at without being asked.
  const quick = new Figures(school.app.sync, 1);
  await school.command(who.Amy, say(red, "three"));
  quick.roomChanged(session.id, red);
  await until(async () => (await look())?.perMinute === 1);
  quick.stop();
});

Deno.test("B-7: who is offline at start, move and end is in the right place on return", async () => {
  const { school, session, teacher, who, rooms, red, blue } =
    await redAndBlue();
  await using _ = school;
  const { Amy: amy } = who;
  const socket = await school.online(amy);
  await school.offline(amy, socket);
  await rooms.start(teacher);
  await rooms.move(teacher, { moves: [{ member: amy.member, room: blue }] });
  const old = await (await school.connect(amy, names.room(session.id, red)))
    .closed;
  assert.equal(old.reason, "not-in-room");
  const now = await school.connect(amy, names.room(session.id, blue));
  assert.equal(await now.registered, true);
  // What was written for the old group meanwhile is refused, and not lost.
  assert.equal(
    await school.command(amy, say(red, "late words")),
    "not-in-room",
  );
  await rooms.stop(teacher, {});
  assert.equal(await school.command(amy, say(blue)), "rooms-closed");
});

Deno.test("A3: after the end nothing of the rooms can be changed, and only teachers can before", async () => {
  const { school, session, teacher, who, rooms, red } = await redAndBlue();
  await using _ = school;
  const { Amy: amy } = who;
  const all = (it: Who): Promise<unknown>[] => [
    rooms.change(it, { stopAtZero: false }),
    rooms.addRooms(it, { names: ["X"] }),
    rooms.changeRoom(it, red, { name: "X" }),
    rooms.deleteRooms(it),
    rooms.move(it, { moves: [{ member: amy.member, room: null }] }),
    rooms.distribute(it, distribution("shuffle")),
    rooms.undo(it),
    rooms.start(it),
    rooms.stop(it, {}),
    rooms.extend(it, { minutes: 1 }),
    rooms.broadcast(it, { text: "x" }),
    rooms.bringBack(it),
    rooms.lowerHelp(it, amy.member),
    school.app.classLists.put(it, { names: [] }),
  ];
  const kinds = async (it: Who) =>
    new Set(await Promise.all(all(it).map(refusalOf)));
  assert.deepEqual(await kinds(amy), new Set(["not-allowed"]));
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  assert.deepEqual(await kinds(teacher), new Set(["ended"]));
  assert.equal(
    await school.command(amy, { kind: "help", on: true }),
    "ended",
  );
});

Deno.test("S6: what is broadcast, or brought back, is all there, however many commits it takes", async () => {
  for (const open of [false, true]) await broadcastToMany(open);
});

async function broadcastToMany(open: boolean) {
  const { school, session, teacher, who, rooms } = await classOf(["Amy"]);
  await using _ = school;
  const groups = Array.from({ length: 100 }, newId);
  await school.tamper(session.id, (doc) => {
    doc.getMap("breakouts").set("open", open);
    groups.forEach((id, order) =>
      doc.getMap("rooms").set(id, { name: `Group ${order}`, order })
    );
  });
  // Three bytes a character, and over a hundred rooms more than the KV takes at once.
  const text = "課".repeat(4000);
  const told = await rooms.broadcast(teacher, broadcastBody.parse({ text }));
  assert.deepEqual(told.rooms, groups);
  for (const group of groups) {
    const said = await school.messages(session.id, group);
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
        marks(room).set(id, { by: who.Amy.member, at: tx.now });
      }
    });
  }
  const posted = await rooms.bringBack(teacher);
  const main = await school.messages(session.id);
  const brought = (all: typeof main) =>
    all.map((it) => it.kind === "text" && it.brought?.message);
  assert.deepEqual(brought(main), expected, "once, and in order");
  assert.deepEqual(brought(posted), expected);
  assert.deepEqual(await rooms.bringBack(teacher), []);
}
