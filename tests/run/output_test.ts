import assert from "node:assert/strict";
import { OutputReader } from "./output.ts";

const output = `running 3 tests from ./tests/a_test.ts
fine ... ok (449µs)
with steps ...
  one ... ok (0ms)
  two ... FAILED (0ms)
with steps ... FAILED (1ms)
prints ...
------- output -------
person 0 was at /class
----- output end -----
prints ... FAILED (1ms)
running 1 test from ./tests/b_test.ts
------- output -------
not run without xvfb: a lesson
----- output end -----
skipped ... ignored (0ms)
Uncaught error from ./tests/c_test.ts FAILED

 ERRORS 

with steps ... two => ./tests/steps.ts:2:79
error: Error: bad
more
    at file:///tests/a_test.ts:2:105

with steps => ./tests/a_test.ts:2:6
error: Error: 1 test step failed.

prints => ./tests/a_test.ts:3:6
error: TypeError: nope
    at file:///tests/a_test.ts:3:53

./tests/c_test.ts (uncaught error)
error: (in promise) Error: load

 FAILURES 

with steps ... two => ./tests/a_test.ts:2:79
prints => ./tests/a_test.ts:3:6

FAILED | 1 passed (1 step) | 3 failed (1 step) | 1 ignored (554ms)
`;

function read(text: string) {
  const files: [path: string, tests: number][] = [];
  const reader = new OutputReader((path, tests) => files.push([path, tests]));
  for (const line of text.split("\n")) reader.read(line);
  return { files, result: reader.result };
}

Deno.test("a file is reported once the next one begins or the run ends", () => {
  assert.deepEqual(read(output).files, [
    ["tests/a_test.ts", 3],
    ["tests/b_test.ts", 1],
  ]);
});

Deno.test("passed, failed and ignored tests are counted without their steps", () => {
  const { passed, failed, ignored } = read(output).result;
  assert.deepEqual([passed, failed, ignored], [1, 3, 1]);
});

Deno.test("a failed test is named once, with the error of its step", () => {
  const { failures } = read(output).result;
  assert.deepEqual(
    failures.map(({ file, test, step, reason }) => [file, test, step, reason]),
    [
      ["tests/a_test.ts", "with steps", "two", "Error: bad"],
      ["tests/a_test.ts", "prints", null, "TypeError: nope"],
      ["tests/c_test.ts", "(the file itself)", null, "Error: load"],
    ],
  );
});

Deno.test("a failure has what its test printed", () => {
  const [steps, prints] = read(output).result.failures;
  assert.match(prints.text, /^person 0 was at \/class\nprints => /);
  assert.doesNotMatch(steps.text, /person/);
});

const nested = `running 2 tests from ./tests/d_test.ts
fine ...
------- output -------
of another test
----- output end -----
fine ... ok (1ms)
deep ...
  one ...
------- output -------
on stage
----- output end -----
  one ... ok (1ms)
  two (R-2) ...
------- output -------
in the step
----- output end -----
    three ... FAILED (2ms)
  two (R-2) ... FAILED (due to 1 failed step) (2ms)
------- output -------
person 0 was at /class
----- output end -----
deep ... FAILED (5ms)

 ERRORS 

deep ... two (R-2) ... three => ./tests/steps.ts:5:94
error: Error: bad

deep => ./tests/d_test.ts:1:6
error: AssertionError: “two (R-2)” failed

 FAILURES 

deep ... two (R-2) ... three => ./tests/steps.ts:5:94
deep => ./tests/d_test.ts:1:6

FAILED | 1 passed (1 step) | 1 failed (2 steps) (29ms)
`;

Deno.test("a step that failed inside another is named with both, and its output is kept", () => {
  const { passed, failed, failures } = read(nested).result;
  assert.deepEqual([passed, failed, failures.length], [1, 1, 1]);
  const [{ file, test, step, reason, text }] = failures;
  assert.deepEqual([file, test, step, reason], [
    "tests/d_test.ts",
    "deep",
    "two (R-2): three",
    "Error: bad",
  ]);
  assert.match(text, /^on stage\n[^]*\nin the step\n[^]*\nperson 0 was at /);
  assert.doesNotMatch(text, /of another test/);
});

Deno.test("what a machine lacks is noted", () => {
  assert.deepEqual(read(output).result.notes, [
    "not run without xvfb: a lesson",
  ]);
});
