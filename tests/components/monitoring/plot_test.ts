/** Questions over time in small plots. */
import assert from "node:assert/strict";
import {
  byMinute,
  lately,
  together,
  wholly,
} from "../../../components/monitoring/plot.ts";

const minute = 60_000, start = 1_000;

Deno.test("while a class runs its plot has the last 20 minutes, up to the one that runs (M-4)", () => {
  const asked = { minutes: { 0: 2, 13: 1, 30: 4 } };
  const young = lately(asked, start, start + 13.5 * minute);
  assert.equal(young.length, 20);
  assert.deepEqual([young[6], young[19]], [2, 1]);
  const later = lately(asked, start, start + 32 * minute);
  assert.deepEqual([later[0], later[17], later.at(-1)], [1, 4, 0]);
});

Deno.test("of a class that is over the plot has everything, in a few pieces (M-4)", () => {
  const asked = { minutes: { 0: 9, 44: 4 } };
  const short = wholly(asked, start, start + 45 * minute);
  assert.deepEqual([short.length, short[0], short.at(-1)], [23, 9, 4]);
  const long = wholly({ minutes: { 1439: 3 } }, start, start + 1440 * minute);
  assert.deepEqual([long.length, long.at(-1)], [36, 3]);
  assert.deepEqual(wholly({ minutes: { 9: 1 } }, start, start), [1]);
});

Deno.test("the class is the sum of its students, whose older counts are of five minutes (M-4)", () => {
  const one = { turns: 3, minutes: { 0: 1, 10: 2 } };
  const other = { turns: 1, slots: { 2: 1 } };
  const silent = { turns: 0, minutes: {} };
  assert.deepEqual(together([one, other, silent]), { 0: 1, 10: 3 });
});

Deno.test("moments are counted by the minute of the class (M-4)", () => {
  const moments = [start, start + minute - 1, start + minute, start - 1];
  assert.deepEqual(byMinute(moments, start), { "-1": 1, 0: 2, 1: 1 });
});
