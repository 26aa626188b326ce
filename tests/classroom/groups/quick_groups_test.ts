/** Groups at one press (B-6 to B-8). */
import assert from "node:assert/strict";
import type { ActInput } from "../../../classroom/acts.ts";
import { students } from "../../../classroom/model/breakouts_layout.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { refusalOf, refuses } from "../school.ts";
import { classOf } from "./class_with_groups.ts";

const names = Array.from({ length: 28 }, (_, i) => `Student ${i}`);

Deno.test("28 students are in 7 groups of 4 that are open, by hand; Undo leaves none and closes them (B-8)", async () => {
  const { school, who, roomOf, act, view } = await classOf(names);
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
  await refuses(act("POST /breakouts/groups", { of: 3 }), "conflict");
  await act("POST /breakouts/undo");
  const after = await view();
  assert.deepEqual([after.breakouts.open, after.rooms.length], [false, 0]);
  assert.deepEqual(
    new Set(await Promise.all(all.map(roomOf))),
    new Set([null]),
  );
});

Deno.test("an automatic class goes on with the size; Undo gives the one before back (B-2, B-8)", async () => {
  const { school, join, roomOf, act, view } = await classOf(names.slice(0, 7));
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

Deno.test("Undo takes back a later distribution alone (B-8)", async () => {
  const { school, act, view } = await classOf(names.slice(0, 8));
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
  const { school, act } = await classOf([]);
  await using _ = school;
  await refuses(act("POST /breakouts/groups", { of: 4 }), "conflict");
});

Deno.test("Undo of quick groups keeps a size that was chosen since (B-8, G4)", async () => {
  const { school, act, view } = await classOf(names.slice(0, 8));
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
  assert.equal(await sizeAfter({ auto: true }), bounds.capacity.usual);
  await change({ auto: false, capacity: 5 });
  assert.equal(await sizeAfter({ capacity: 6 }), 6);
  assert.equal(await sizeAfter({}), 6);
});

Deno.test("of two presses at once one makes groups, within a class's bound (B-6, S5)", async () => {
  const { school, session, read, act, view } = await classOf([]);
  await using _ = school;
  await school.app.sessions.change(school.teacher, session.id, {
    limits: { perMinute: null, tokens: null, students: 200 },
  });
  for (let i = 0; i < 2 * (bounds.rooms + 1); i++) {
    const browser = school.browser(`192.0.2.${i}`);
    await browser.join(session.code, `Student ${i}`);
    school.time.now += 1_000;
  }
  const make = (of: number) => refusalOf(act("POST /breakouts/groups", { of }));
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
  const used = await read((doc) => new Set(students(doc).map((it) => it.room)));
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

Deno.test("quick groups leave out absent students where that is wanted (U33, B-8)", async () => {
  const { school, who, roomOf, act, view } = await classOf(names.slice(0, 6));
  await using _ = school;
  const all = Object.values(who);
  const make = () => act("POST /breakouts/groups", { of: 2, onlineOnly: true });
  await act("PATCH /breakouts", { entry: "automatic" });
  await refuses(make(), "conflict", "nobody is online");
  for (const one of all.slice(0, 4)) await school.online(one);
  assert.equal((await make()).moved.length, 4);
  const placed = await Promise.all(all.map(roomOf));
  assert.deepEqual(placed.map((room) => room !== null), [
    ...Array(4).fill(true),
    false,
    false,
  ]);
  assert.equal((await view()).rooms.length, 2);
});
