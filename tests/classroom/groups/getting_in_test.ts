/** B-1 to B-6, G2, S5: who gets into which group, when they join, come back, or choose one. */
import assert from "node:assert/strict";
import { members } from "../../../classroom/model/layout.ts";
import { changeBreakoutsBody } from "../../../classroom/groups/opening.ts";
import { faultsOf } from "../../../classroom/model/faults.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { refuses } from "../school.ts";
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

Deno.test("automatic groups need a size within bounds, and none is made by hand among them (B-4, B-5)", async () => {
  const { school, act } = await classOf(["Amy"], automatic);
  await using _ = school;
  await refuses(
    act("POST /breakouts/rooms", { names: ["Red"] }),
    "auto-breakouts",
  );
  await refuses(act("PATCH /breakouts", { capacity: null }), "malformed");
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

Deno.test("rooms by hand have unique names, and a choice of room is refused with its reason (B-6)", async () => {
  const { school, roomOf, who, act, view } = await classOf([
    "Amy",
    "Ben",
    "Cem",
  ]);
  await using _ = school;
  await refuses(act("POST /breakouts/start"), "conflict");
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
  ) await refuses(act("POST /breakouts/rooms", { names: [...list] }), why);
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
    school.command(who[name], { kind: "choose-room", room });
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
