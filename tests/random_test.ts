/** What the environment says of the seeded tests, and what it may not say. */
import assert from "node:assert/strict";
import { readSeeding } from "./random.ts";

const draw = () => 77;

Deno.test("Without a word from the environment a run is the usual one, with seed 1", () => {
  const { seed, factor, fuzz } = readSeeding({}, draw);
  assert.deepEqual([seed, factor], [1, 1]);
  assert.deepEqual(fuzz, { seconds: undefined, rounds: undefined });
});

Deno.test("A seed is a number, or drawn", () => {
  assert.equal(readSeeding({ SEED: "42" }, draw).seed, 42);
  assert.equal(readSeeding({ SEED: "random" }, draw).seed, 77);
});

Deno.test("Rounds are a factor: nothing that has a seed gets shorter by it", () => {
  assert.equal(readSeeding({ ROUNDS: "10" }, draw).factor, 10);
});

Deno.test("What is none stops the tests with a sentence that names it", () => {
  for (const wrong of ["abc", "", "-1", "1.5", "1e3", "4294967296", "0x1"]) {
    for (const name of ["SEED", "ROUNDS", "FUZZ_SECONDS", "FUZZ_ROUNDS"]) {
      assert.throws(
        () => readSeeding({ [name]: wrong }, draw),
        new RegExp(`^Error: ${name} is a whole number from .*"${wrong}"\\.$`),
      );
    }
  }
  assert.throws(() => readSeeding({ ROUNDS: "0" }, draw), /ROUNDS/);
});
