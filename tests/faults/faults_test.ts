import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { faults } from "./faults.ts";

const root = new URL("../../", import.meta.url);

Deno.test("the source text of each planted fault occurs once in its file", () => {
  const wrong = faults.filter(({ file, from, to }) => {
    const pieces = readFileSync(new URL(file, root), "utf8").split(from);
    return pieces.length !== 2 || from === to;
  });
  assert.deepEqual(wrong.map(({ id, file }) => `${id}: in ${file}`), []);
});

Deno.test("each planted fault has an id of its own", () => {
  assert.equal(new Set(faults.map(({ id }) => id)).size, faults.length);
});
