import assert from "node:assert/strict";
import { oneAtATime } from "../../../components/ui/Button.tsx";

Deno.test("a second press does nothing while what the first one asked for is under way", async () => {
  const once = oneAtATime();
  const answer = Promise.withResolvers<void>();
  let asked = 0;
  const press = () => once(() => (asked++, answer.promise));
  press();
  press();
  assert.equal(asked, 1);
  answer.resolve();
  await answer.promise;
  await Promise.resolve();
  press();
  assert.equal(asked, 2);
});

Deno.test("what is done at once can be done again at once", () => {
  const once = oneAtATime();
  let done = 0;
  once(() => done++);
  once(() => done++);
  assert.equal(done, 2);
});
