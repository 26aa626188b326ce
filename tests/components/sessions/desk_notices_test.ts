/** Two notices at most float over the desk, and keep their places. */
import assert from "node:assert/strict";
import { twoOf } from "../../../components/desk/use_two.ts";

Deno.test("the two most urgent lines are shown, the others wait", () => {
  assert.deepEqual(twoOf(["ending", "eyes", "deed"], []), ["ending", "eyes"]);
  assert.deepEqual(twoOf(["deed"], []), ["deed"]);
  assert.deepEqual(twoOf([], ["deed"]), []);
});

Deno.test("a line that is shown stays where it is when another comes or goes", () => {
  assert.deepEqual(twoOf(["ending", "deed"], ["deed"]), ["deed", "ending"]);
  assert.deepEqual(
    twoOf(["ending", "eyes", "deed"], ["deed", "eyes"]),
    ["eyes", "ending"],
  );
  assert.deepEqual(twoOf(["eyes", "deed"], ["eyes", "ending"]), [
    "eyes",
    "deed",
  ]);
});
