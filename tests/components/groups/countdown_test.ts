/** B-7, B-13: what the countdown of the breakout sessions says, on every page that has it. */
import assert from "node:assert/strict";
import { countdownAt } from "../../../components/groups/countdown.ts";

Deno.test("B-13: a countdown runs only while the rooms are open and have a limit, and stops at nothing", () => {
  const endsAt = 60_000;
  assert.equal(countdownAt({}, 0), null);
  assert.equal(countdownAt({ open: true }, 0), null);
  assert.equal(countdownAt({ open: false, endsAt }, 0), null);
  assert.deepEqual(countdownAt({ open: true, endsAt }, 20_000), {
    left: 40_000,
    stops: false,
    ends: true,
  });
  assert.deepEqual(countdownAt({ open: true, endsAt }, 70_000), {
    left: 0,
    stops: false,
    ends: true,
  });
});

Deno.test("B-7: once the end is announced it is what is counted down to", () => {
  const open = { open: true, endsAt: 600_000, stopsAt: 30_000 };
  const end = { left: 20_000, stops: true, ends: true };
  assert.deepEqual(countdownAt(open, 10_000), end);
  // An end that was announced is one, whatever happens at zero.
  const announced = countdownAt({ ...open, stopAtZero: false }, 10_000);
  assert.deepEqual(announced, end);
});

Deno.test("B-13: a countdown says whether the rooms close at zero", () => {
  const open = { open: true, endsAt: 60_000 };
  const ends = (stopAtZero: boolean) =>
    countdownAt({ ...open, stopAtZero }, 0)?.ends;
  assert.deepEqual([ends(true), ends(false)], [true, false]);
});
