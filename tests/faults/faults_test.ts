import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { faults } from "./faults.ts";

const root = new URL("../../", import.meta.url);

Deno.test("the source text of each planted fault occurs once in its file", () => {
  for (const { id, file, from, to } of faults) {
    const pieces = readFileSync(new URL(file, root), "utf8").split(from);
    assert.equal(pieces.length - 1, 1, `${id}: in ${file}`);
    assert.notEqual(from, to, id);
  }
});

Deno.test("each planted fault has an id of its own", () => {
  assert.equal(new Set(faults.map(({ id }) => id)).size, faults.length);
});
