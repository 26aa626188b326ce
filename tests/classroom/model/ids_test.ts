/** Ids that follow from others. */
import assert from "node:assert/strict";
import { idAfter, isId, newId } from "../../../classroom/model/ids.ts";

Deno.test("S3: two pages make the same new id of an old one, and never the old one", () => {
  const id = newId();
  assert.equal(idAfter(id), idAfter(id));
  const all = [...Array(57)].reduce<string[]>(
    (ids) => [...ids, idAfter(ids.at(-1)!)],
    [id],
  );
  assert(all.every(isId));
  assert.equal(new Set(all).size, 58);
});
