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
  });
  assert.deepEqual(countdownAt({ open: true, endsAt }, 70_000), {
    left: 0,
    stops: false,
  });
});

Deno.test("B-7: once the end is announced it is what is counted down to", () => {
  const open = { open: true, endsAt: 600_000, stopsAt: 30_000 };
  assert.deepEqual(countdownAt(open, 10_000), { left: 20_000, stops: true });
});
