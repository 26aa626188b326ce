/** Warnings about unusually many joins, and the students to remove then (J-9, J-4). */
import assert from "node:assert/strict";
import {
  findJoinRush,
  joinsOfLastMinute,
  removalChoices,
} from "../../../components/people/join_rush.ts";
import type { Student } from "../../../components/people/students.ts";

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

Deno.test("J-9: a class of forty that comes in at once is no surprise, forty-one are told", () => {
  assert.equal(rush(joined(40, now - 10_000)), null);
  assert.deepEqual(rush(joined(41, now - 10_000)), {
    count: 41,
    since: now - 10_000,
    isNow: true,
  });
});

Deno.test("J-9: once a class is there, half as many are", () => {
  const there = joined(30, now - 20 * minute);
  assert.equal(rush(there, joined(15, now - 5000)), null);
  assert.equal(rush(there, joined(16, now - 5000))?.count, 16);
});

Deno.test("J-9: it is told for a while, as what it was", () => {
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

Deno.test("J-9: those who trickle in are no crowd, and a large class has larger ones", () => {
  assert.equal(rush(joined(100, now - 9 * minute, 5000)), null);
  assert.equal(findJoinRush(joined(300, now - 20_000, 1), 1000, now), null);
  assert.equal(
    findJoinRush(joined(401, now - 20_000, 1), 1000, now)?.count,
    401,
  );
});

Deno.test("J-9: while more ask to be let in, it is said how many came, however few", () => {
  const people = [joined(20, now - 2 * minute), joined(9, now - 9000)].flat();
  assert.deepEqual(joinsOfLastMinute(people, now), {
    count: 9,
    since: now - 9000,
    isNow: true,
  });
  assert.equal(joinsOfLastMinute(people, now, now - 1), null);
});

Deno.test("J-4: a teacher chooses among moments, each with more students, the rush's own among them", () => {
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
