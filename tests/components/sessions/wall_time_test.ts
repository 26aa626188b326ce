/** Wall times of a zone, against those that Temporal has. */
import assert from "node:assert/strict";
import {
  instantOf,
  offsetOf,
  wallTimeOf,
  weekly,
} from "../../../components/sessions/scheduled/wall_time.ts";

const zones = [
  "Asia/Taipei",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "America/St_Johns",
  "UTC",
];

/** Where clocks are changed in one of them, and some others. */
const days = "01-01 03-14 03-28 04-04 07-15 10-03 10-31 11-07 12-31".split(" ");

Deno.test("S-7: a wall time is when Temporal says, also where clocks are changed over it", () => {
  for (const zone of zones) {
    for (const day of days) {
      for (const time of ["00:00", "01:45", "02:30", "09:10", "23:59"]) {
        const date = `2027-${day}`;
        const at = instantOf({ date, time }, zone);
        const wanted = Temporal.PlainDateTime.from(`${date}T${time}`)
          .toZonedDateTime(zone).epochMilliseconds;
        assert.equal(at, wanted, `${date} ${time} ${zone}`);
      }
    }
  }
});

Deno.test("S-7: a moment is shown as the clocks there show it, and what is no time is none", () => {
  const at = Date.UTC(2027, 2, 28, 0, 30);
  assert.deepEqual(wallTimeOf(at, "Europe/Berlin"), {
    date: "2027-03-28",
    time: "01:30",
  });
  assert.deepEqual(wallTimeOf(at, "America/New_York"), {
    date: "2027-03-27",
    time: "20:30",
  });
  for (const date of ["", "2027-13-01", "tomorrow", "99999-01-01"]) {
    assert.equal(instantOf({ date, time: "09:10" }, "UTC"), null);
  }
});

Deno.test("S-7: every week it is the same time, whatever the clocks do", () => {
  const wall = { date: "2027-03-23", time: "09:10" };
  const zone = "Europe/Berlin";
  const all = weekly(wall, 3).map((one) => instantOf(one, zone)!);
  assert.deepEqual(
    all.map((at) => wallTimeOf(at, zone).date),
    ["2027-03-23", "2027-03-30", "2027-04-06"],
  );
  assert.deepEqual(
    all.map((at) => offsetOf(at, zone) / 3_600_000),
    [1, 2, 2],
  );
});
