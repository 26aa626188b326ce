/** Slowing down guesses: what is free, how it goes on, and that nothing grows without end. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  RateLimiter,
  rateLimits,
  type Try,
} from "../../../classroom/limits/rate_limiter.ts";
import { property } from "../../random.ts";

const limits = {
  three: { free: 3, window: 1000, pace: 100 },
  noPace: { free: 2, window: 1000 },
};

/** A limiter, and what takes tries of it at a moment. */
function limited(most?: number) {
  let at = 0;
  const limiter = new RateLimiter<keyof typeof limits>(() => at, most, limits);
  const take = (tries: readonly Try<keyof typeof limits>[], now: number) => {
    at = now;
    return limiter.take(...tries);
  };
  return { limiter, take };
}

Deno.test("Past what is free one try is let through every pace", () => {
  const { take } = limited();
  const at = (now: number) => take([["three", "a"]], now);
  assert.deepEqual([at(0), at(0), at(0)], [0, 0, 0]);
  assert.equal(at(0), 100);
  assert.equal(at(60), 40);
  assert.equal(at(100), 0);
  assert.equal(at(101), 99);
  assert.equal(at(1000), 0, "a new window");
});

Deno.test("What is given back is free again", () => {
  const { limiter, take } = limited();
  for (let i = 0; i < 50; i++) {
    assert.equal(take([["three", "a"]], i), 0);
    limiter.giveBack(["three", "a"]);
  }
});

Deno.test("A try is taken of every key or of none", () => {
  const { take } = limited();
  for (let i = 0; i < 3; i++) take([["three", "a"]], 0);
  for (let i = 0; i < 9; i++) {
    assert.ok(take([["three", "a"], ["three", "b"]], 0) > 0);
  }
  assert.equal(take([["three", "b"]], 0), 0);
});

Deno.test("Whatever comes when, wrong tries let through keep to the limit", () => {
  const times = fc.array(fc.nat(5000), { maxLength: 300 });
  fc.assert(
    fc.property(times, (given) => {
      const { take } = limited();
      const through = given.sort((a, b) => a - b)
        .filter((now) => take([["three", "a"]], now) === 0);
      for (const start of through) {
        const within = through.filter((at) => at >= start && at < start + 1000);
        assert.ok(within.length <= 3 + 1000 / 100 + 1);
      }
    }),
    property("tries at any time", 100),
  );
});

Deno.test("A flood of keys does not grow the memory, and costs the one in use nothing", () => {
  const { take } = limited(100);
  for (let i = 0; i < 3; i++) take([["three", "used"]], 0);
  for (let i = 0; i < 50; i++) take([["three", `other ${i}`]], 0);
  assert.ok(take([["three", "used"]], 1) > 0);
});

Deno.test("Without a pace the next try is let through when the oldest is out of the window", () => {
  const { take } = limited();
  const at = (now: number) => take([["noPace", "a"]], now);
  assert.deepEqual([at(0), at(300), at(400), at(999)], [0, 0, 600, 1]);
  assert.deepEqual([at(1000), at(1000)], [0, 300]);
});

Deno.test("How many are free can come with each try", () => {
  const { take } = limited();
  const at = (free: number) => take([["noPace", "a", free]], 0) === 0;
  assert.deepEqual([1, 1, 2, 2, 3].map(at), [true, false, true, false, true]);
});

Deno.test("A little late does not delay the next one, and turns that nobody took are not saved up", () => {
  const { take } = limited();
  const at = (now: number) => take([["three", "a"]], now);
  for (let n = 0; n < 3; n++) at(0);
  assert.deepEqual([at(140), at(141)], [0, 59], "40 late");
  assert.deepEqual([at(900), at(901)], [0, 99], "700 late");
});

Deno.test("A flood of keys of one limit makes no key of another forgotten", () => {
  const { limiter, take } = limited(10);
  for (let n = 0; n < 2; n++) take([["noPace", "a"]], 0);
  for (let n = 0; n < 50; n++) take([["three", `${n}`]], 0);
  assert.equal(limiter.size("three"), 10);
  assert.ok(take([["noPace", "a"]], 0) > 0);
});

Deno.test("No pace of the table is longer than its window, past which a key is forgotten", () => {
  for (const [name, { window, pace = 0 }] of Object.entries(rateLimits)) {
    assert.ok(pace <= window, name);
  }
});
