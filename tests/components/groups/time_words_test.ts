/** What is said of the time that the breakout sessions have left: true at every moment at which it is said. */
import assert from "node:assert/strict";
import { atZero, timeWords } from "../../../components/groups/time_words.ts";
import { groups as t } from "texts/groups.ts";

const says = (left: number, stops = false, isStudent = true) =>
  timeWords({ left, stops, ends: true }, isStudent);

Deno.test("B-13: notices come a minute and ten seconds before the end, and the end is said as such", () => {
  assert.deepEqual(
    [61_000, 60_000, 11_000, 10_000, 1_000].map((it) => says(it)),
    [
      "",
      t.lastMinuteThenBack,
      t.lastMinuteThenBack,
      t.left({ seconds: 10 }),
      t.left({ seconds: 10 }),
    ],
  );
  assert.equal(says(0), t.timeIsUp);
  assert.equal(says(0, true), t.timeIsUp);
});

Deno.test("B-13: a minute before zero it is said what happens then, and the clock says it all the time", () => {
  const ends = { left: 60_000, stops: false, ends: true };
  const stays = { ...ends, ends: false };
  assert.equal(timeWords(ends, false), t.staff.lastMinuteThenBack);
  for (const isStudent of [true, false]) {
    assert.equal(timeWords(stays, isStudent), t.lastMinuteStays);
    assert.equal(atZero(stays, isStudent), t.staysAtZero);
  }
  assert.equal(atZero(ends, true), t.backAtZero);
  assert.equal(atZero(ends, false), t.staff.backAtZero);
});

Deno.test("B-7: students are told that they go back, staff that everyone does", () => {
  // An end can be announced up to ten minutes ahead.
  assert.equal(says(600_000, true), t.backLater);
  assert.equal(says(30_000, true), t.backSoon);
  assert.equal(says(10_000, true), t.backNow);
  assert.equal(says(31_000, true, false), t.staff.backLater);
  assert.equal(says(30_000, true, false), t.staff.backSoon);
  assert.equal(says(10_000, true, false), t.staff.backNow);
});
