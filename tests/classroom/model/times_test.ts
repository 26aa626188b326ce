import assert from "node:assert/strict";
import {
  toInstant,
  toWallTime,
  weeklyOccurrences,
  zoneOffsetMs,
} from "../../../classroom/model/times.ts";

const week = 7 * 24 * 3_600_000;
const zones = [
  "Asia/Taipei",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "America/St_Johns",
  "UTC",
];

/** Days on which some zone changes its clocks, and others. */
const days = "01-01 03-14 03-28 04-04 07-15 10-03 10-31 11-07 12-31".split(" ");

Deno.test("a wall time is when Temporal says, also where clocks are changed over it (S-7)", () => {
  for (const zone of zones) {
    for (const day of days) {
      for (const time of ["00:00", "01:45", "02:30", "09:10", "23:59"]) {
        const date = `2027-${day}`;
        const at = toInstant({ date, time }, zone);
        const wanted = Temporal.PlainDateTime.from(`${date}T${time}`)
          .toZonedDateTime(zone).epochMilliseconds;
        assert.equal(at, wanted, `${date} ${time} ${zone}`);
      }
    }
  }
});

Deno.test("a moment is shown by the zone's clocks, and no time is none (S-7)", () => {
  const at = Date.UTC(2027, 2, 28, 0, 30);
  assert.deepEqual(toWallTime(at, "Europe/Berlin"), {
    date: "2027-03-28",
    time: "01:30",
  });
  assert.deepEqual(toWallTime(at, "America/New_York"), {
    date: "2027-03-27",
    time: "20:30",
  });
  for (const date of ["", "2027-13-01", "tomorrow", "99999-01-01"]) {
    assert.equal(toInstant({ date, time: "09:10" }, "UTC"), null);
  }
});

Deno.test("every week it is the same time, whatever the clocks do (S-7)", () => {
  const zone = "Europe/Berlin";
  const first = toInstant({ date: "2027-03-23", time: "09:10" }, zone)!;
  const all = weeklyOccurrences(first, 3, zone);
  assert.deepEqual(
    all.map((at) => toWallTime(at, zone).date),
    ["2027-03-23", "2027-03-30", "2027-04-06"],
  );
  assert.deepEqual(
    all.map((at) => zoneOffsetMs(at, zone) / 3_600_000),
    [1, 2, 2],
  );
});

Deno.test("a class in a skipped hour is shown an hour later, every week (S-7)", () => {
  const zone = "Europe/Berlin";
  const first = toInstant({ date: "2027-03-28", time: "02:30" }, zone)!;
  const times = weeklyOccurrences(first, 3, zone)
    .map((at) => toWallTime(at, zone).time);
  assert.deepEqual(times, ["03:30", "03:30", "03:30"]);
});

Deno.test("where clocks change, a class keeps its time of day (S-7)", () => {
  const table: [zone: string, first: string, then: string[]][] = [
    ["Asia/Taipei", "2026-03-02T08:10+08:00", [
      "2026-03-09T00:10:00Z",
      "2026-03-16T00:10:00Z",
    ]],
    ["Europe/Berlin", "2026-03-23T08:00+01:00", [
      "2026-03-30T06:00:00Z",
      "2026-04-06T06:00:00Z",
    ]],
    ["Europe/Berlin", "2026-10-19T08:00+02:00", ["2026-10-26T07:00:00Z"]],
    // A skipped hour moves to the next one, in that week alone.
    ["Europe/Berlin", "2026-03-22T02:30+01:00", [
      "2026-03-29T01:30:00Z",
      "2026-04-05T00:30:00Z",
    ]],
    // A repeated hour means its first.
    ["America/New_York", "2026-10-25T01:30-04:00", ["2026-11-01T05:30:00Z"]],
    ["Australia/Lord_Howe", "2026-03-30T09:00+11:00", ["2026-04-05T22:30:00Z"]],
    ["America/New_York", "2026-12-28T09:00-05:00", ["2027-01-04T14:00:00Z"]],
  ];
  for (const [zone, first, then] of table) {
    const begins = Date.parse(first);
    assert.deepEqual(
      weeklyOccurrences(begins, then.length + 1, zone),
      [begins, ...then.map((text) => Date.parse(text))],
      `${zone} ${first}`,
    );
  }
});

Deno.test("the second of an hour that there is twice is the first one of those that follow (S-7)", () => {
  // The chosen moment stays.
  const begins = Date.parse("2026-10-25T02:30+01:00");
  const all = weeklyOccurrences(begins, 20, "Europe/Berlin");
  assert.equal(all.length, 20);
  assert.equal(all[0], begins);
  assert.equal(all[1], begins + week);
});
