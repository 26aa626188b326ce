/** The countdown of groups and its sentences (B-7, B-13). */
import assert from "node:assert/strict";
import {
  atZeroSentence,
  countdownAt,
  timeLeftSentence,
} from "../../../components/groups/countdown.ts";
import { groups as t } from "texts/groups.ts";

Deno.test("a countdown runs only while the rooms are open and have a limit, and stops at nothing (B-13)", () => {
  const endsAt = 60_000;
  assert.equal(countdownAt({}, 0), null);
  assert.equal(countdownAt({ open: true }, 0), null);
  assert.equal(countdownAt({ open: false, endsAt }, 0), null);
  assert.deepEqual(countdownAt({ open: true, endsAt }, 20_000), {
    left: 40_000,
    stops: false,
    ends: true,
  });
  assert.deepEqual(countdownAt({ open: true, endsAt }, 70_000), {
    left: 0,
    stops: false,
    ends: true,
  });
});

Deno.test("once the end is announced it is what is counted down to (B-7)", () => {
  const open = { open: true, endsAt: 600_000, stopsAt: 30_000 };
  const end = { left: 20_000, stops: true, ends: true };
  assert.deepEqual(countdownAt(open, 10_000), end);
  const announced = countdownAt({ ...open, stopAtZero: false }, 10_000);
  assert.deepEqual(announced, end);
});

Deno.test("a countdown says whether the rooms close at zero (B-13)", () => {
  const open = { open: true, endsAt: 60_000 };
  const ends = (stopAtZero: boolean) =>
    countdownAt({ ...open, stopAtZero }, 0)?.ends;
  assert.deepEqual([ends(true), ends(false)], [true, false]);
});

const says = (left: number, stops = false, isStudent = true) =>
  timeLeftSentence({ left, stops, ends: true }, isStudent);

Deno.test("notices come a minute and ten seconds before the end, and the end is said as such (B-13)", () => {
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

Deno.test("a minute before zero it is said what happens then, and the clock says it all the time (B-13)", () => {
  const ends = { left: 60_000, stops: false, ends: true };
  const stays = { ...ends, ends: false };
  assert.equal(timeLeftSentence(ends, false), t.staff.lastMinuteThenBack);
  for (const isStudent of [true, false]) {
    assert.equal(timeLeftSentence(stays, isStudent), t.lastMinuteStays);
    assert.equal(atZeroSentence(stays, isStudent), t.staysAtZero);
  }
  assert.equal(atZeroSentence(ends, true), t.backAtZero);
  assert.equal(atZeroSentence(ends, false), t.staff.backAtZero);
});

Deno.test("students are told that they go back, staff that everyone does (B-7)", () => {
  assert.equal(says(600_000, true), t.backLater);
  assert.equal(says(30_000, true), t.backSoon({ seconds: 30 }));
  assert.equal(says(10_000, true), t.backNow);
  assert.equal(says(31_000, true, false), t.staff.backLater);
  assert.equal(says(30_000, true, false), t.staff.backSoon({ seconds: 30 }));
  assert.equal(says(10_000, true, false), t.staff.backNow);
});
