/** Slowing down guesses: what is free, how it goes on, and that nothing grows without end. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  Throttle,
  type TryAllowance,
} from "../../../classroom/limits/throttle.ts";
import { property } from "../../random.ts";

const three: TryAllowance = { free: 3, window: 1000, pace: 100 };

Deno.test("Past what is free one try is let through every pace", () => {
  const throttle = new Throttle();
  const at = (now: number) => throttle.take([["a", three]], now);
  assert.deepEqual([at(0), at(0), at(0)], [0, 0, 0]);
  assert.equal(at(0), 100);
  assert.equal(at(60), 40);
  assert.equal(at(100), 0);
  assert.equal(at(101), 99);
  assert.equal(at(1000), 0, "a new window");
});

Deno.test("What is given back is free again", () => {
  const throttle = new Throttle();
  for (let i = 0; i < 50; i++) {
    assert.equal(throttle.take([["a", three]], i), 0);
    throttle.giveBack([["a", three]]);
  }
});

Deno.test("A try is taken of every key or of none", () => {
  const throttle = new Throttle();
  for (let i = 0; i < 3; i++) throttle.take([["a", three]], 0);
  for (let i = 0; i < 9; i++) {
    assert.ok(throttle.take([["a", three], ["b", three]], 0) > 0);
  }
  assert.equal(throttle.take([["b", three]], 0), 0);
});

Deno.test("Whatever comes when, wrong tries let through keep to the allowance", () => {
  const times = fc.array(fc.nat(5000), { maxLength: 300 });
  fc.assert(
    fc.property(times, (given) => {
      const throttle = new Throttle();
      const through = given.sort((a, b) => a - b)
        .filter((now) => throttle.take([["a", three]], now) === 0);
      for (const start of through) {
        const within = through.filter((at) => at >= start && at < start + 1000);
        // Two windows may touch: what is free in each, and the pace besides.
        assert.ok(within.length <= 2 * 3 + 1000 / 100 + 1);
      }
    }),
    property("tries at any time", 100),
  );
});

Deno.test("A flood of keys does not grow the memory, and costs the one in use nothing", () => {
  const throttle = new Throttle(100);
  for (let i = 0; i < 3; i++) throttle.take([["used", three]], 0);
  for (let i = 0; i < 50; i++) throttle.take([[`other ${i}`, three]], 0);
  assert.ok(throttle.take([["used", three]], 1) > 0);
});
