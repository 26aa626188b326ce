/** J-7: what the board shows of a student who joined twice. */
import assert from "node:assert/strict";
import { asOne } from "../../../components/monitoring/as_one.ts";

Deno.test("J-7: of a student who joined twice the board shows all of it, and the conversation of the latest question", () => {
  const worrying = { kind: "worrying" as const, at: 5 };
  const one = {
    lastAt: 5,
    turns: 2,
    minutes: { 0: 2 },
    conversation: "a",
    signals: [worrying],
  };
  const other = {
    lastAt: 9,
    turns: 3,
    minutes: { 0: 1, 4: 2 },
    conversation: "b",
    signals: [],
  };
  assert.equal(asOne([]), undefined);
  assert.equal(asOne([one]), one);
  assert.deepEqual(asOne([one, other]), {
    lastAt: 9,
    turns: 5,
    minutes: { 0: 3, 4: 2 },
    conversation: "b",
    signals: [worrying],
  });
});
