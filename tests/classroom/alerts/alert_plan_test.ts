/** Which alerts are due, as tables (T-2). */
import assert from "node:assert/strict";
import {
  type AlertSituation,
  noStaffDelayMs,
  planAlerts,
  repeatAfterMs,
  takeWithinMs,
} from "../../../classroom/alerts/alert_plan.ts";
import type { OpenCause } from "../../../classroom/model/alerts.ts";
import type {
  Alert,
  AlertCause,
} from "../../../classroom/model/alert_entries.ts";

const minute = 60_000;
const start = 1_000 * minute;

const note = (member: string, of = start, lastAt = of): OpenCause => ({
  key: `note-${member}`,
  of,
  lastAt,
});
const words = (member: string, of = start, lastAt = of): OpenCause => ({
  key: `words-${member}`,
  of,
  lastAt,
});

function look(more: Partial<AlertSituation>) {
  const { due, nextAt } = planAlerts({
    causes: [note("amy")],
    alerts: [],
    claimOf: () => null,
    seatOf: (member) => member,
    isStaffOnline: true,
    now: start,
    ...more,
  });
  return {
    due: due.map(({ because, causes, summary }) =>
      `${because}: ${causes.map(({ key }) => key).join(" ")}${
        summary ? " (summary)" : ""
      }`
    ),
    next: nextAt === null ? null : nextAt - start,
  };
}

function alertAbout(causes: AlertCause[], at: number): Alert {
  return { at, because: "not-taken", causes, via: ["mail"] };
}

Deno.test("the sentences on the pages say five minutes, and so does the rule (T-2)", () => {
  assert.equal(takeWithinMs, 5 * minute);
});

Deno.test("an alert is due after five minutes, or soon if no staff is there (T-2)", () => {
  const soon = noStaffDelayMs, late = takeWithinMs;
  const rows: [string, Partial<AlertSituation>, string[], number | null][] = [
    ["nothing waits", { causes: [] }, [], null],
    ["it has just come", {}, [], soon],
    ["staff is there", { now: start + soon }, [], late],
    ["almost late", { now: start + late - 1 }, [], late],
    ["late", { now: start + late }, ["not-taken: note-amy"], null],
    ["nobody is there yet", { isStaffOnline: false }, [], soon],
    [
      "nobody came",
      { isStaffOnline: false, now: start + soon },
      ["no-staff: note-amy"],
      null,
    ],
    [
      "the server was down meanwhile",
      { now: start + 10 * late },
      ["not-taken: note-amy"],
      null,
    ],
    [
      "somebody has it",
      { claimOf: () => "held", now: start + late, isStaffOnline: false },
      [],
      null,
    ],
    [
      "given back: five minutes anew",
      { claimOf: () => ({ endedAt: start + minute }), now: start + late },
      [],
      late + minute,
    ],
    [
      "given back, and the teacher has gone: no less",
      {
        claimOf: () => ({ endedAt: start + minute }),
        isStaffOnline: false,
        now: start + 2 * minute,
      },
      [],
      late + minute,
    ],
    [
      "given back, and taken by nobody",
      { claimOf: () => ({ endedAt: start }), now: start + late },
      ["not-taken: note-amy"],
      null,
    ],
    [
      "an alert was about it",
      { alerts: [alertAbout([note("amy")], start)], now: start + late },
      [],
      null,
    ],
    [
      "the student has gone on since an alert",
      {
        alerts: [alertAbout([words("amy")], start)],
        causes: [words("amy", start, start + repeatAfterMs)],
        now: start + repeatAfterMs + late,
      },
      ["not-taken: words-amy"],
      null,
    ],
    [
      "the student has gone on soon after an alert, and no staff is there",
      {
        alerts: [alertAbout([words("amy")], start)],
        causes: [words("amy", start, start + minute)],
        isStaffOnline: false,
        now: start + late,
      },
      [],
      repeatAfterMs,
    ],
    [
      "an alert was about all of it",
      {
        alerts: [
          alertAbout([words("amy")], start),
          alertAbout([words("amy")], start + repeatAfterMs),
        ],
        causes: [words("amy", start, start + minute)],
        now: start + 10 * late,
      },
      [],
      null,
    ],
    [
      "an alert was about the one before",
      { alerts: [alertAbout([note("amy", 1)], 1)], now: start + late },
      ["not-taken: note-amy"],
      null,
    ],
    [
      "an alert was about the same on a device merged since",
      {
        alerts: [alertAbout([note("phone")], start)],
        seatOf: () => "amy",
        now: start + late,
      },
      [],
      null,
    ],
    [
      "a note and words of one student, and another's",
      {
        causes: [note("amy"), words("amy", start + 1), note("ben", start - 1)],
        now: start + late,
      },
      ["not-taken: note-ben", "not-taken: note-amy"],
      late + 1,
    ],
  ];
  for (const [state, situation, due, next] of rows) {
    assert.deepEqual(look(situation), { due, next }, state);
  }
});

Deno.test("a student's flood becomes summaries, and another's note has a message of its own (T-2)", () => {
  const now = start + takeWithinMs;
  const flood = [1, 2, 3].map((n) =>
    alertAbout([note("amy", n)], now - n * minute)
  );
  const causes = [note("amy"), note("ben", start)];
  assert.deepEqual(look({ causes, alerts: flood, now }), {
    due: ["not-taken: note-ben", "not-taken: note-amy (summary)"],
    next: null,
  });
  const summary: Alert = {
    ...alertAbout([note("amy", 4)], now - minute),
    summary: true,
  };
  assert.deepEqual(look({ causes, alerts: [...flood, summary], now }), {
    due: ["not-taken: note-ben"],
    next: takeWithinMs + 9 * minute,
  }, "one summary in ten minutes");
  const hourLater = now + 60 * minute;
  assert.deepEqual(
    look({ causes, alerts: [...flood, summary], now: hourLater }).due,
    ["not-taken: note-amy", "not-taken: note-ben"],
    "an hour later it counts no more",
  );
});

Deno.test("a stranger under another's name takes nothing of their share (T-2, J-2)", () => {
  const now = start + takeWithinMs;
  // The device came by Amy's name alone: its seat is its own.
  const alerts = [1, 2, 3].map((n) => alertAbout([note("device", n)], now - n));
  const causes = [note("amy"), note("device")];
  assert.deepEqual(look({ causes, alerts, now }).due, [
    "not-taken: note-amy",
    "not-taken: note-device (summary)",
  ]);
});

Deno.test("however many names flood a class, an hour has at most 26 messages, and all causes are in one (T-2)", () => {
  const causes = Array.from(
    { length: 1000 },
    (_, n) => note(`student${n}`, start + n),
  );
  const alerts: Alert[] = [];
  let now = start + takeWithinMs + 1000;
  const end = now + 60 * minute;
  while (now < end) {
    const { due, nextAt } = planAlerts({
      causes,
      alerts,
      claimOf: () => null,
      seatOf: (member) => member,
      isStaffOnline: true,
      now,
    });
    alerts.push(...due.map((it) => ({ ...it, at: now, via: [] })));
    assert(nextAt === null || nextAt > now, "it never looks again at once");
    now = nextAt ?? end;
  }
  assert.equal(alerts.filter(({ summary }) => !summary).length, 20);
  assert.equal(alerts.filter(({ summary }) => summary).length, 6);
  const about = alerts.flatMap((it) => it.causes.map(({ key }) => key));
  assert.equal(new Set(about).size, about.length, "each once");
  assert.equal(about.length, 620, "the rest goes on after the hour");
});
