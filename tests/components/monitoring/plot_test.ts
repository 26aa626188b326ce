/** When how many questions were asked, as the plots show it. */
import assert from "node:assert/strict";
import { slotLength } from "../../../classroom/schema/monitoring.ts";
import { counts, together } from "../../../components/monitoring/plot.ts";

Deno.test("M-4: a plot begins with the class and ends now", () => {
  const shown = counts({ 0: 2, 13: 1 }, 1_000, 1_000 + 13.5 * slotLength);
  assert.equal(shown.length, 14);
  assert.equal(shown[0], 2);
  assert.equal(shown[13], 1);
  assert.equal(shown.reduce((a, b) => a + b), 3);
});

Deno.test("M-4: of a long class the last three hours are shown, of a young one a whole hour", () => {
  const long = counts({ 0: 9, 60: 4 }, 0, 60 * slotLength);
  assert.equal(long.length, 36);
  assert.equal(long.at(-1), 4);
  assert.ok(!long.includes(9));
  assert.equal(counts(undefined, 0, 0).length, 12);
});

Deno.test("M-4: the class is the sum of its students", () => {
  const one = { lastAt: 0, turns: 3, slots: { 0: 1, 2: 2 }, signals: [] };
  const other = { lastAt: 0, turns: 1, slots: { 2: 1 }, signals: [] };
  const silent = { lastAt: 0, turns: 0, signals: [] };
  assert.deepEqual(together([one, other, silent]), { 0: 1, 2: 3 });
});
