import assert from "node:assert/strict";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { changeSessionBody } from "../../../classroom/sessions/session_changes.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import { School } from "../school.ts";
import { expectedState, isoTimeIn, listedState } from "./standing.ts";

const hour = 3_600_000;

Deno.test("a class started in place of another runs, whatever waits (S-3, S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const other = await school.createSession({ name: "Other" });
  const late = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  const next = await school.createSession({
    startsAt: isoTimeIn(school, 3 * hour),
  });
  school.time.now += 2 * hour;
  assert.deepEqual(
    await listedState(school, late),
    expectedState("scheduled", { late: true }),
  );
  const made = await school.createSession({ name: "Now", endActive: true });
  assert.equal(made.state, "active");
  assert.equal(made.endsAt, isoTimeIn(school, 3 * hour));
  assert.deepEqual(await listedState(school, other), expectedState("ended"));
  assert.deepEqual(
    await listedState(school, late),
    expectedState("scheduled", { late: true }),
  );
  const begun = await sessions.begin(school.teacher, next.id, {
    endActive: true,
  });
  assert.equal(begun.state, "active");
  assert.deepEqual(await listedState(school, made), expectedState("ended"));
  assert.deepEqual(
    await listedState(school, late),
    expectedState("scheduled", { late: true }),
  );
  await sessions.end(school.teacher, next.id, { now: true });
  assert.deepEqual(await listedState(school, late), expectedState("active"));
});

Deno.test("waiting classes cost no reads, and one begins when the other ends (S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const other = await school.createSession({ name: "Other" });
  const waiting: SessionView[] = [];
  for (let n = 0; n < 12; n++) {
    waiting.push(
      await school.createSession({ startsAt: isoTimeIn(school, hour + n) }),
    );
  }
  school.time.now += 2 * hour;
  await sessions.list(school.teacher);
  let asked = 0;
  const { get } = Deno.Kv.prototype;
  Deno.Kv.prototype.get = function (this: Deno.Kv, ...args: never[]) {
    asked++;
    return Reflect.apply(get, this, args);
  };
  try {
    // Pending timers ring once.
    do {
      asked = 0;
      await sessions.list(school.teacher);
    } while (asked >= waiting.length);
  } finally {
    Deno.Kv.prototype.get = get;
  }
  await sessions.end(school.teacher, other.id, { now: true });
  const now = async () =>
    (await sessions.list(school.teacher)).filter(({ id }) => id !== other.id)
      .map(({ state, late, missed }) => state + (late ?? missed ?? ""))
      .sort();
  const others = Array.from({ length: 11 });
  assert.deepEqual(await now(), [
    "active",
    ...others.map(() => "scheduledtrue"),
  ]);
});

Deno.test("a zone is a name, and a class lasts at least three minutes (S-7)", () => {
  const fits = (ask: Record<string, unknown>) =>
    createSessionBody.safeParse({
      name: "Maths",
      startsAt: "2026-11-23T08:00:00Z",
      ...ask,
    }).success;
  const zones = ["UTC", "Asia/Taipei", "Etc/GMT+8", "America/Port-au-Prince"];
  for (const zone of [...zones, "+05:30"]) assert(fits({ zone }), zone);
  for (
    const zone of [
      "2020-01-01T00:00[Asia/Taipei]",
      "2020-01-01T00:00Z",
      "Asia/Nowhere",
      "",
    ]
  ) {
    assert(!fits({ zone }), zone);
  }
  for (const hours of [0.05, 3, 24]) assert(fits({ hours }));
  for (const hours of [1e-320, 0.04, 0, -1, 24.1, "3"]) {
    assert(!fits({ hours }), String(hours));
    assert(!changeSessionBody.safeParse({ hours }).success);
  }
});
