/** S-7: a class that is repeated is at the same time of day, whatever the clocks do. */
import assert from "node:assert/strict";
import { occurrences } from "../../../classroom/sessions/occurrences.ts";

const week = 7 * 24 * 3_600_000;

Deno.test("S-7: where clocks change, a class keeps its time of day", () => {
  const table: [zone: string, first: string, then: string[]][] = [
    // No daylight saving time.
    ["Asia/Taipei", "2026-03-02T08:10+08:00", [
      "2026-03-09T00:10:00Z",
      "2026-03-16T00:10:00Z",
    ]],
    // Put forward on the 29th of March, back on the 25th of October.
    ["Europe/Berlin", "2026-03-23T08:00+01:00", [
      "2026-03-30T06:00:00Z",
      "2026-04-06T06:00:00Z",
    ]],
    ["Europe/Berlin", "2026-10-19T08:00+02:00", ["2026-10-26T07:00:00Z"]],
    // The hour that there is not is an hour later, and only in that week.
    ["Europe/Berlin", "2026-03-22T02:30+01:00", [
      "2026-03-29T01:30:00Z",
      "2026-04-05T00:30:00Z",
    ]],
    // Of the hour that there is twice, the first.
    ["America/New_York", "2026-10-25T01:30-04:00", ["2026-11-01T05:30:00Z"]],
    // Half an hour of daylight saving time.
    ["Australia/Lord_Howe", "2026-03-30T09:00+11:00", ["2026-04-05T22:30:00Z"]],
    // Over the end of a year.
    ["America/New_York", "2026-12-28T09:00-05:00", ["2027-01-04T14:00:00Z"]],
  ];
  for (const [zone, first, then] of table) {
    const begins = Date.parse(first);
    assert.deepEqual(
      occurrences(begins, then.length + 1, zone),
      [begins, ...then.map((text) => Date.parse(text))],
      `${zone} ${first}`,
    );
  }
});

Deno.test("S-7: the second of an hour that there is twice is the first one of those that follow", () => {
  // The moment that was chosen stays it.
  const begins = Date.parse("2026-10-25T02:30+01:00");
  const all = occurrences(begins, 20, "Europe/Berlin");
  assert.equal(all.length, 20);
  assert.equal(all[0], begins);
  assert.equal(all[1], begins + week);
});
