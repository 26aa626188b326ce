/** B-1 to B-6, G2, S5: who gets into which group, when they join, come back, or choose one. */
import assert from "node:assert/strict";
import { members } from "../../../classroom/model/layout.ts";
import { changeBreakoutsBody } from "../../../classroom/groups/opening.ts";
import { faultsOf } from "../../../classroom/model/faults.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { refusalOf } from "../school.ts";
import { automatic, classOf } from "./class_with_groups.ts";

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

Deno.test("the undo of a removal brings a student back into a group that is full by now (V4)", async () => {
  const { school, teacher, who, roomOf, membership, join } = await classOf(
    ["Amy", "Ben", "Cem", "Dan"],
    automatic,
  );
  await using _ = school;
  const { Ben: ben } = who;
  const group = await roomOf(ben);
  await membership.remove(teacher, ben.member);
  assert.equal(await roomOf(await join("Eve")), group, "it is full again");
  const back = await membership.allow(teacher, ben.member, { undo: true });
  assert.equal(back.room, group);
});

Deno.test("G3, B-4: capacity and toggle move nobody; who joined while it was off waits to be distributed", async () => {
  const { school, who, join, roomOf, isOpen, act } = await classOf(
    ["Amy", "Ben", "Cem"],
    { breakouts: { auto: true, capacity: 3 } },
  );
  await using _ = school;
  const change = (ask: Record<string, unknown>) => act("PATCH /breakouts", ask);
  const first = await roomOf(who.Amy);
  await change({ capacity: 2 });
  assert.equal(await roomOf(who.Cem), first);
  const dan = await join("Dan");
  assert.notEqual(await roomOf(dan), first);
  await change({ auto: false });
  assert.equal(await isOpen(), true);
  const eve = await join("Eve");
  assert.equal(await roomOf(eve), null);
  const { breakouts: on } = await change({ auto: true });
  assert.deepEqual([on.auto, on.open, on.capacity], [true, true, 2]);
  assert.equal(await roomOf(eve), null);
  const moved =
    (await act("POST /breakouts/distribute", { how: "even" })).moved;
  assert(moved.some(({ member }) => member === eve.member));
  assert.equal(moved.length, 2, "Eve, and one of the three that are too many");
  assert.equal(
    await refusalOf(act("POST /breakouts/rooms", { names: ["Red"] })),
    "auto-breakouts",
  );
  assert.equal(await refusalOf(change({ capacity: null })), "malformed");
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

Deno.test("B-6: rooms by hand have unique names, and people get in as the teacher has set", async () => {
  const { school, join, roomOf, who, act, view } = await classOf([
    "Amy",
    "Ben",
    "Cem",
  ]);
  await using _ = school;
  const change = (ask: Record<string, unknown>) => act("PATCH /breakouts", ask);
  assert.equal(await refusalOf(act("POST /breakouts/start")), "conflict");
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
    const names = [...list];
    assert.equal(await refusalOf(act("POST /breakouts/rooms", { names })), why);
  }
  assert.equal((await view()).rooms.length, 2);
  // Assigned: who comes late waits in the main room.
  await act("POST /breakouts/moves", {
    moves: [{ member: who.Amy.member, room: red }],
  });
  assert.equal(await roomOf(await join("Dan")), null);
  // Automatic: all get a room at the start, the smallest first; late ones too.
  await change({ entry: "automatic", capacity: null });
  await act("POST /breakouts/start");
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
  await act("POST /breakouts/moves", {
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
  await act("POST /breakouts/stop");
  assert.equal(await choose("Ben", blue), "rooms-closed");
  await change({ entry: "assigned" });
  assert.equal(await choose("Ben", blue), "not-allowed");
  await change({ auto: true });
  assert.equal(await choose("Ben", blue), "auto-breakouts");
});

Deno.test("B-6: of those who choose the last place at once one gets it, the others hear that it is full", async () => {
  const { school, who, act } = await classOf(["Amy", "Ben", "Cem", "Dan"]);
  await using _ = school;
  await act("PATCH /breakouts", { entry: "free", capacity: 2 });
  const [{ id: room }] = (await act("POST /breakouts/rooms", {
    names: ["Red"],
  })).rooms;
  await act("POST /breakouts/start");
  const came = await Promise.all(
    Object.values(who).map((it) =>
      school.command(it, { kind: "choose-room", room })
    ),
  );
  assert.deepEqual(came.sort(), [null, null, "room-full", "room-full"]);
});
