import assert from "node:assert/strict";
import fc from "fast-check";
import { type App, makeApp } from "../../../classroom/app.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { sessionInfo } from "../../../classroom/model/layout.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import { messages } from "../../../classroom/model/roots.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { ScheduleCapacity } from "../../../classroom/sessions/schedule_capacity.ts";
import { changeSessionBody } from "../../../classroom/sessions/session_changes.ts";
import { endUndoMs } from "../../../classroom/sessions/sessions.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { kvKeys } from "../../../classroom/storage/kv_keys.ts";
import { KvWatch } from "../../../sync/kv/kv_watch.ts";
import { isRefusal, Refusal } from "../../../sync/refusal.ts";
import { eventually } from "../../people.ts";
import { propertyOptions } from "../../random.ts";
import { runAct } from "../asking.ts";
import {
  assertRefused,
  makeTempFolder,
  refusalNameOf,
  School,
} from "../school.ts";
import { expectedState, isoTimeIn, listedState } from "./standing.ts";

const minute = 60_000;

const hour = 60 * minute;

async function keysOf(school: School, prefix: Deno.KvKey): Promise<unknown[]> {
  return (await Array.fromAsync(school.app.kv.list({ prefix })))
    .map(({ key }) => key);
}

Deno.test("a scheduled class has its code at once and begins at its time (S-7)", async () => {
  await using school = await School.open();
  const view = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  assert.equal(view.state, "scheduled");
  assert.match(view.code, /^\d{6}$/);
  assert.equal(view.hours, 3);
  const planned = Date.parse(view.startsAt);
  assert.equal(Date.parse(view.endsAt) - planned, 3 * hour);
  assert.equal(await school.app.sessions.findRunning(school.teacher), null);
  const before = await school.createSession({ name: "Before" });
  await school.app.sessions.end(school.teacher, before.id, { now: true });
  assert.deepEqual(await listedState(school, view), expectedState("scheduled"));
  school.time.now = planned;
  assert.deepEqual(await listedState(school, view), expectedState("active"));
  const running = await school.app.sessions.findRunning(school.teacher);
  assert.equal(running?.id, view.id);
  assert.deepEqual(await keysOf(school, kvKeys.starts()), []);
  const main = names.room(view.id, "main");
  const lines = await school.app.sync.read(
    view.id,
    [main],
    ({ doc }) => messages(doc(main)).toArray().map((it) => [it.at, it.kind]),
  );
  assert.deepEqual(lines, [[planned, "system"]]);
});

Deno.test("a scheduled class begins by itself, without any request (S-7)", async () => {
  await using school = await School.open();
  const view = await school.createSession({ startsAt: isoTimeIn(school, 50) });
  school.time.now = Date.parse(view.startsAt);
  const name = names.session(view.id);
  await eventually(
    () =>
      school.app.sync.read(
        view.id,
        [name],
        ({ doc }) => sessionInfo(doc(name), "state"),
      ),
    (state) => state === "active",
    "its alarm rang",
    // A look every half a minute would begin it too.
    20_000,
  );
});

Deno.test("a check begins and ends classes without timers (S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const view = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  sessions.stop();
  const stands = async () => (await sessions.readRecord(view.id))?.state;
  await sessions.settleDue();
  assert.equal(await stands(), "scheduled");
  school.time.now = Date.parse(view.startsAt);
  await sessions.settleDue();
  assert.equal(await stands(), "active");
  school.time.now = Date.parse(view.endsAt);
  await sessions.settleDue();
  assert.equal(await stands(), "ended");
});

Deno.test("a class's name and times change only before its start (S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const view = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  const change = (ask: Record<string, unknown>) =>
    sessions.change(school.teacher, view.id, changeSessionBody.parse(ask));
  const changed = await change({
    name: " Maths ",
    rejoin: false,
    collect: false,
    hours: 1,
    startsAt: isoTimeIn(school, 2 * hour),
    prompt: "Be brief.",
  });
  const { name, rejoin, collect, hours, startsAt, endsAt, prompt } = changed;
  assert.deepEqual(
    [name, rejoin, collect, hours, startsAt, endsAt, prompt],
    [
      "Maths",
      false,
      false,
      1,
      isoTimeIn(school, 2 * hour),
      isoTimeIn(school, 3 * hour),
      "Be brief.",
    ],
  );
  const moved = Date.parse(startsAt);
  assert.deepEqual(await keysOf(school, kvKeys.starts()), [
    kvKeys.starts(moved, view.id),
  ]);
  const refused = (ms: number) =>
    refusalNameOf(change({ startsAt: isoTimeIn(school, ms) }));
  assert.equal(await refused(-2 * minute), "malformed");
  assert.equal(await refused(400 * 24 * hour), "malformed");
  await assertRefused(change({ name: " " }), "empty");
  school.time.now += hour;
  assert.deepEqual(await listedState(school, view), expectedState("scheduled"));
  school.time.now += hour;
  assert.deepEqual(await listedState(school, view), expectedState("active"));
  await assertRefused(change({ name: "Physics" }), "conflict");
  assert.equal((await change({ prompt: "" })).prompt, "");
});

Deno.test("a cancellation has Undo for ten seconds, then frees the code and allows deletion (S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const view = await school.createSession({
    startsAt: isoTimeIn(school, 5000),
  });
  const begun = school.time.now;
  const ending = await sessions.end(school.teacher, view.id);
  assert.equal(ending.state, "scheduled");
  assert.equal(ending.undoUntil, isoTimeIn(school, endUndoMs));
  school.time.now += 6000;
  assert.deepEqual(await listedState(school, view), expectedState("scheduled"));
  const undone = await sessions.undoEnd(school.teacher, view.id);
  assert.equal(undone.state, "active");
  await sessions.end(school.teacher, view.id, { now: true });

  const next = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  const other = await school.createSession({ name: "Other" });
  await sessions.end(school.teacher, next.id, { now: true });
  assert.deepEqual(
    await listedState(school, next),
    expectedState("ended", { cancelled: true }),
  );
  assert.equal((await sessions.findRunning(school.teacher))?.id, other.id);
  assert.equal(await sessions.findByCode(next.code), null);
  const record = await sessions.readRecord(next.id);
  assert.equal(record?.endsAt, begun + 6000);
  await assertRefused(sessions.undoEnd(school.teacher, next.id), "ended");
  assert.deepEqual(await keysOf(school, kvKeys.starts()), []);
  assert.equal(await school.app.deletion.deleteSession(next.id), true);
});

Deno.test("a class that cannot begin does not block its teacher's others (S-7)", async () => {
  await using school = await School.open();
  const { sessions, sync } = school.app;
  const one = await school.createSession({
    startsAt: isoTimeIn(school, minute),
  });
  const two = await school.createSession({
    startsAt: isoTimeIn(school, 2 * minute),
  });
  const decide = sync.decide.bind(sync);
  sync.decide = (space, ...rest) => {
    if (space === one.id) throw new Refusal("storage-unavailable");
    return decide(space, ...rest);
  };
  school.time.now += hour;
  assert.deepEqual(await listedState(school, one), expectedState("scheduled"));
  assert.equal(await sessions.findRunning(school.teacher), null);
  await assertRefused(
    sessions.begin(school.teacher, two.id),
    "active-session-exists",
  );
  sync.decide = decide;
  assert.deepEqual(await listedState(school, one), expectedState("active"));
});

Deno.test("a waiting class cannot be set to end before now (S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  await school.createSession({ name: "Other" });
  const view = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  school.time.now += 2.5 * hour;
  const late = expectedState("scheduled", { late: true });
  assert.deepEqual(await listedState(school, view), late);
  const change = (hours: number) =>
    sessions.change(
      school.teacher,
      view.id,
      changeSessionBody.parse({ hours }),
    );
  await assertRefused(change(1), "malformed");
  assert.deepEqual(await listedState(school, view), late);
  assert.equal((await change(2)).hours, 2);
});

Deno.test("a class whose time passed is missed (S-7)", async () => {
  await using school = await School.open();
  const view = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  school.time.now += 5 * hour;
  assert.deepEqual(
    await listedState(school, view),
    expectedState("ended", { missed: true }),
  );
  assert.equal(await school.app.sessions.findByCode(view.code), null);
  const record = await school.app.sessions.readRecord(view.id);
  assert.equal(record?.endsAt, Date.parse(view.endsAt));
});

Deno.test("prepared groups and quizzes begin with the class (S-7)", async () => {
  await using school = await School.open();
  const { resources, breakouts, library, exitTickets } = school.app;
  const view = await school.createSession({
    startsAt: isoTimeIn(school, hour),
    breakouts: { auto: true },
  });
  const who = await school.ownerIdentity(view.id);
  const quiz = await library.add("quiz", school.teacher.id, {
    name: "Cells",
    questions: [{ kind: "number", text: "How many?", correct: 4 }],
  } as never);
  await resources.share(
    who,
    { quiz: quiz.id, pace: "own", minutes: 5 } as never,
  );
  await exitTickets.prepare(who, { question: "What was new?" });
  const say = { kind: "say", room: "main", text: "too soon" };
  assert.equal(await school.runCommand(who, say), "not-started");
  await assertRefused(
    runAct({ breakouts }, who, "POST /breakouts/start"),
    "not-started",
  );
  assert.equal((await breakouts.view(who)).breakouts.open, false);
  const [before] = await resources.list(who);
  assert(before.kind === "quiz" && before.endsAt === undefined);
  school.time.now += hour;
  assert.deepEqual(await listedState(school, view), expectedState("active"));
  const [after] = await resources.list(who);
  assert(after.kind === "quiz");
  assert.deepEqual(
    [after.at, after.endsAt],
    [school.time.now, school.time.now + 5 * minute],
  );
  assert.equal((await breakouts.view(who)).breakouts.open, true);
  const root = names.session(view.id);
  await school.app.sync.read(view.id, [root], ({ doc }) => {
    assert.equal(sessionInfo(doc(root), "startsAt"), school.time.now);
  });
});

Deno.test("a full class begins and is held again, in any script (S-6, S-7)", async () => {
  await using school = await School.open();
  const { resources, library, sessions } = school.app;
  const view = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  const who = await school.ownerIdentity(view.id);
  const quiz = await library.add("quiz", school.teacher.id, {
    name: "Cells",
    questions: Array.from({ length: 10 }, () => ({
      kind: "number",
      text: "細".repeat(2000),
    })),
  } as never);
  const share = { quiz: quiz.id, pace: "own", minutes: 5 } as never;
  const shared: string[] = [];
  const refused = await refusalNameOf((async () => {
    for (;;) shared.push((await resources.share(who, share)).id);
  })());
  assert.equal(refused, "too-large");
  assert(shared.length >= 4);
  school.time.now += hour;
  assert.deepEqual(await listedState(school, view), expectedState("active"));
  const begins = school.time.now;
  assert.deepEqual(
    (await resources.list(who)).map((it) => [it.id, it.at, "endsAt" in it]),
    shared.map((id) => [id, begins, true]),
  );
  await sessions.end(school.teacher, view.id, { now: true });
  const again = await school.createSession({ restartOf: view.id });
  const given = await resources.list(await school.ownerIdentity(again.id));
  assert.equal(given.length, shared.length);
});

Deno.test("a class due while no server ran begins by itself when one is back (S-7)", async () => {
  await using folder = await makeTempFolder();
  const first = await School.open(folder.kv);
  const view = await first.createSession({
    startsAt: isoTimeIn(first, hour),
    hours: 1,
  });
  const begins = Date.parse(view.startsAt);
  await first[Symbol.asyncDispose]();
  const second = await School.open(folder.kv, begins + 10 * minute);
  const record = () => second.app.sessions.readRecord(view.id);
  while ((await record())?.state !== "active") {
    await new Promise((resolve) => setTimeout(resolve));
  }
  const now = await record();
  assert.deepEqual(
    [now?.startsAt, now?.endsAt],
    [begins + 10 * minute, begins + hour],
  );
  await second[Symbol.asyncDispose]();
});

Deno.test("a scheduled class is not kept longer, and is deleted whole (S-7, O-3)", async () => {
  await using school = await School.open();
  const { app, teacher } = school;
  const day = 24 * hour;
  const one = await school.createSession({
    startsAt: isoTimeIn(school, 300 * day),
  });
  const two = await school.createSession({ startsAt: isoTimeIn(school, hour) });
  const early = school.newBrowser();
  assert.equal((await early.join(two.code, "Amy")).kind, "waiting");
  const { RETENTION_DAYS } = app.settings;
  await app.sessions.end(teacher, two.id, { now: true });
  school.time.now += (RETENTION_DAYS - 1) * day;
  assert.equal(await app.retention.runRound(), 0);
  school.time.now += 2 * day;
  assert.equal(await app.retention.runRound(), 1);
  assert.equal(await app.sessions.readRecord(two.id), null);
  if (RETENTION_DAYS + 1 < 300) {
    assert.equal((await app.sessions.readRecord(one.id))?.state, "scheduled");
  }
  await app.deletion.deleteAccount(teacher.id);
  const left = (await Array.fromAsync(app.kv.list({ prefix: [] })))
    .map(({ key }) => String(key[0]));
  const own = /^(starts|code|session|owned|active|waiting.*|space)$/;
  assert.deepEqual(left.filter((name) => own.test(name)), []);
});

Deno.test("a class started by two moderators at once starts alone among its owner's classes (S-7, S-9)", async () => {
  await using school = await School.open();
  const { colleagues, kv, sessions } = school.app;
  const view = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  const owner = await school.ownerIdentity(view.id);
  const helpers = await Promise.all(["Wu", "Ho"].map(async (name) => {
    const helper = {
      id: newId(),
      name: `Ms ${name}`,
      email: `${name.toLowerCase()}@example.org`,
      plan: true,
    };
    await kv.set(kvKeys.account(helper.id), { ...helper, createdAt: 0 });
    await colleagues.invite(owner, helper.email, "moderator");
    return helper;
  }));
  const other = await school.createSession({ name: "Secret" });
  for (const endActive of [false, true]) {
    const refused = await sessions.begin(helpers[0], view.id, { endActive })
      .then(() => assert.fail(), (thrown) => thrown);
    assert.equal(refused.kind, "active-session-exists");
    assert(!JSON.stringify(refused).includes("Secret"));
  }
  assert.deepEqual(await listedState(school, view), expectedState("scheduled"));
  await sessions.end(school.teacher, other.id, { now: true });
  const begun = await Promise.all(
    helpers.map((helper) => sessions.begin(helper, view.id)),
  );
  assert.deepEqual(begun.map(({ state }) => state), ["active", "active"]);
  assert.equal(new Set(begun.map(({ startsAt }) => startsAt)).size, 1);
});

Deno.test("the list has running, scheduled, then past classes (S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const over = await school.createSession({ name: "over" });
  await sessions.end(school.teacher, over.id, { now: true });
  school.time.now += minute;
  await school.createSession({
    name: "later",
    startsAt: isoTimeIn(school, 3 * hour),
  });
  await school.createSession({
    name: "next",
    startsAt: isoTimeIn(school, 2 * hour),
  });
  const far = await school.createSession({
    name: "cancelled",
    startsAt: isoTimeIn(school, 9 * hour),
  });
  await sessions.end(school.teacher, far.id, { now: true });
  await school.createSession({ name: "runs" });
  const list = await sessions.list(school.teacher);
  assert.deepEqual(
    list.map(({ name }) => name),
    ["runs", "next", "later", "cancelled", "over"],
  );
});

Deno.test("rejoin can be switched off until a class held again begins (S-6, S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const before = await school.createSession({ name: "Before" });
  const amy = school.newBrowser();
  await amy.join(before.code, "Amy");
  const view = await school.createSession({
    name: undefined,
    restartOf: before.id,
    startsAt: isoTimeIn(school, hour),
  });
  await sessions.change(school.teacher, view.id, { rejoin: false });
  await sessions.begin(school.teacher, view.id, { endActive: true });
  const entry = await school.newBrowser().join(view.code, "Amy");
  assert(entry.kind === "in" && !entry.rejoined);
  assert.equal(entry.member.name, "Amy");
});

Deno.test("a repeated form schedules its classes once, and completes after a crash (S-7)", async () => {
  await using school = await School.open();
  const { deletion, sessions } = school.app;
  const ask = {
    startsAt: isoTimeIn(school, hour),
    repeat: 4,
    zone: "Asia/Taipei",
    form: newId(),
  };
  const [one, two] = await Promise.all([
    school.createSession(ask),
    school.createSession(ask),
  ]);
  assert.equal(two.id, one.id);
  const all = await sessions.listSeries(school.teacher, one.id);
  assert.equal(all.length, 4);
  const list = () => sessions.list(school.teacher);
  assert.equal((await list()).length, 4);
  await deletion.deleteSession(all[2].id);
  assert.equal((await school.createSession(ask)).id, one.id);
  assert.deepEqual(
    (await sessions.listSeries(school.teacher, one.id))
      .map(({ startsAt }) => startsAt),
    all.map(({ startsAt }) => startsAt),
  );
  // A new form id, or a changed form, makes other classes.
  await school.createSession({ ...ask, name: "Maths" });
  await school.createSession({ ...ask, form: newId() });
  assert.equal((await list()).length, 12);
});

Deno.test("a series is cancelled and restored whole (S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const [one, two, three, four] = await sessions.listSeries(
    school.teacher,
    (await school.createSession({
      startsAt: isoTimeIn(school, minute),
      repeat: 4,
      zone: "UTC",
    })).id,
  );
  const apart = await school.createSession({
    startsAt: isoTimeIn(school, hour),
  });
  const states = async () =>
    (await sessions.list(school.teacher)).filter(({ id }) => id !== apart.id)
      .map(({ state, undoUntil }) => undoUntil ? "undo" : state);
  await sessions.end(school.teacher, four.id);
  school.time.now += 1000;
  await sessions.end(school.teacher, two.id, { series: true });
  assert.deepEqual(await states(), ["undo", "undo", "undo", "undo"]);
  await sessions.undoEnd(school.teacher, two.id);
  assert.deepEqual(
    await states(),
    ["scheduled", "scheduled", "scheduled", "undo"],
  );
  school.time.now += minute;
  assert.deepEqual(await listedState(school, one), expectedState("active"));
  await sessions.end(school.teacher, three.id, { series: true });
  school.time.now += endUndoMs;
  for (const { id } of [two, three, four]) await sessions.beginIfDue(id);
  const cancelled = expectedState("ended", { cancelled: true });
  assert.deepEqual(await listedState(school, two), cancelled);
  assert.deepEqual(await listedState(school, three), cancelled);
  assert.deepEqual(await listedState(school, one), expectedState("active"));
  assert.deepEqual(
    await listedState(school, apart),
    expectedState("scheduled"),
  );
});

const day = 24 * 3_600_000;

const { max: most, ofNew, ofCodes } = bounds.scheduled;

function series(school: School, repeat: number = bounds.repeats.max) {
  return createSessionBody.parse({
    name: "Maths",
    startsAt: new Date(school.time.now + day).toISOString(),
    repeat,
    zone: "UTC",
  });
}

/** The number of classes made, and the reasons of the refusals. */
async function outcomes(all: Promise<unknown>[]) {
  const reasons = new Map<string, number>();
  for (const it of await Promise.allSettled(all)) {
    const { reason } = it.status === "rejected" && isRefusal(it.reason)
      ? it.reason
      : { reason: it.status };
    reasons.set(reason ?? "", (reasons.get(reason ?? "") ?? 0) + 1);
  }
  return Object.fromEntries(reasons);
}

async function scheduledBy(school: School): Promise<number> {
  const all = await school.app.sessions.list(school.teacher);
  return all.filter(({ state }) => state === "scheduled").length;
}

Deno.test("scheduled classes are limited over two instances (S-7)", async () => {
  await using folder = await makeTempFolder();
  {
    await using school = await School.open(folder.kv);
    await using beside = await School.open(folder.kv, school.time.now);
    const series20 = series(school);
    const { fulfilled, "scheduled-full": full } = await outcomes(
      Array.from(
        { length: 12 },
        (_, at) =>
          (at % 2 ? beside : school).app.sessions
            .create(school.teacher, series20),
      ),
    );
    // Two instances that fill the last places may both be refused.
    assert(fulfilled >= most / 20 - 1 && fulfilled <= most / 20);
    assert.equal(fulfilled + full, 12);
    assert.equal(await scheduledBy(school), fulfilled * 20);
  }
});

Deno.test("a cancelled, started or deleted class makes room (S-7)", async () => {
  await using school = await School.open();
  const { app, teacher } = school;
  const fill = () =>
    outcomes(
      Array.from(
        { length: most / 20 + 1 },
        () => app.sessions.create(teacher, series(school)),
      ),
    );
  assert.deepEqual(await fill(), {
    fulfilled: most / 20,
    "scheduled-full": 1,
  });
  const one = () => outcomes([app.sessions.create(teacher, series(school, 1))]);
  const list = await app.sessions.list(teacher);
  const [first, second, third] = list;
  for (
    const makesRoom of [
      () => app.sessions.end(teacher, first.id, { now: true }),
      () => app.sessions.begin(teacher, second.id),
      () => app.deletion.deleteSession(third.id),
    ]
  ) {
    assert.deepEqual(await one(), { "scheduled-full": 1 });
    await makesRoom();
    assert.deepEqual(await one(), { fulfilled: 1 });
  }
  await app.sessions.change(teacher, list[4].id, {
    startsAt: school.time.now + 9 * day,
  });
  assert.deepEqual(await one(), { "scheduled-full": 1 });
});

Deno.test("a new account may schedule fewer classes, for a day (S-7)", async () => {
  for (const SIGN_UP of ["open", "closed"]) {
    await using school = await School.open(":memory:", Date.now(), {}, {
      SIGN_UP,
    });
    const { app, teacher } = school;
    const account = { id: teacher.id, createdAt: school.time.now };
    await app.kv.set(kvKeys.account(teacher.id), account);
    const make = (count: number) =>
      outcomes(
        Array.from(
          { length: count },
          () => app.sessions.create(teacher, series(school)),
        ),
      );
    const fits = ofNew / 20;
    if (SIGN_UP === "closed") {
      assert.deepEqual(await make(fits + 1), { fulfilled: fits + 1 });
      continue;
    }
    assert.deepEqual(await make(fits + 1), {
      fulfilled: fits,
      "scheduled-full-new": 1,
    });
    await app.kv.set(kvKeys.account(teacher.id), { ...account, granted: true });
    assert.deepEqual(await make(1), { fulfilled: 1 });
    await app.kv.set(kvKeys.account(teacher.id), account);
    assert.deepEqual(await make(1), { "scheduled-full-new": 1 });
    school.time.now += day;
    assert.deepEqual(await make(1), { fulfilled: 1 });
  }
});

Deno.test("scheduled classes have a limited share of the codes with a common beginning (S-2)", async () => {
  await using school = await School.open();
  const { kv } = school.app;
  const room = new ScheduleCapacity({
    kv,
    clock: () => school.time.now,
    accounts: school.app.accounts,
  });
  const take = (code: number) =>
    kv.set(kvKeys.code(String(code).padStart(6, "0")), "a class");
  const share = 1000 * ofCodes;
  for (let at = 0; at < share - 1; at++) await take(123_000 + 3 * at);
  assert(await room.mayUseCode("123999"));
  await take(123_999);
  assert(!await room.mayUseCode("123999"));
  assert(!await room.mayUseCode("123000"));
  for (const other of ["122999", "124000", "000000", "999999"]) {
    assert(await room.mayUseCode(other), other);
  }
});

/* Random schedules of a teacher on two instances, compared with a model of the rules (S-3, S-7). */

type Step =
  | { do: "schedule"; in: number; hours: number }
  | { do: "create"; endActive: boolean }
  | { do: "begin" | "twice"; at: number; endActive: boolean }
  | { do: "cancel"; at: number; now: boolean }
  | { do: "undo" | "end" | "crash"; at: number }
  | { do: "move"; at: number; in: number }
  | { do: "wait"; minutes: number };

const index = fc.nat(9);
const minutes = fc.constantFrom(0.1, 1, 20, 61, 200);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("schedule" as const),
    in: minutes,
    hours: fc.constantFrom(0.5, 2),
  }),
  fc.record({ do: fc.constant("create" as const), endActive: fc.boolean() }),
  fc.record({
    do: fc.constantFrom("begin" as const, "twice" as const),
    at: index,
    endActive: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("cancel" as const),
    at: index,
    now: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom("undo", "end", "crash"), at: index }),
  fc.record({ do: fc.constant("move" as const), at: index, in: minutes }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), minutes }),
  },
);

interface Class {
  id: string;
  is: "scheduled" | "runs" | "over" | "missed" | "cancelled";
  startsAt: number;
  endsAt: number;
  hours: number;
  /** Time until which its cancellation can be undone (ms). */
  undo?: number;
}

class Pair {
  readonly #classes: Class[] = [];
  readonly #began: string[] = [];
  #now = Date.UTC(2027, 0, 11, 8);

  private constructor(
    readonly kv: Deno.Kv,
    readonly apps: App[],
    readonly open: () => Promise<App>,
    readonly teacher: { id: string; name: string; email: string; plan: true },
    time: { now: () => number },
    began: string[],
  ) {
    time.now = () => this.#now;
    this.#began = began;
  }

  static async open(): Promise<Pair> {
    const kv = await Deno.openKv(":memory:");
    const unclosed = new Proxy(kv, {
      get: (target, name) =>
        name === "close" ? () => {} : Reflect.get(target, name).bind(target),
    });
    const time = { now: () => 0 };
    const began: string[] = [];
    const none = () => {};
    const meter = new Proxy({}, {
      get: (_, name) =>
        name === "recordClassStart"
          ? (session: string) => began.push(session)
          : none,
    });
    const open = () =>
      makeApp(
        readSettings({}),
        unclosed,
        () => time.now(),
        new KvWatch(unclosed, none),
        { meter: meter as never, report: none },
      );
    const apps = [await open(), await open()];
    const teacher = {
      id: newId(),
      name: "Ms Lin",
      email: "lin@example.org",
      plan: true as const,
    };
    await kv.set(kvKeys.account(teacher.id), { id: teacher.id, createdAt: 0 });
    return new Pair(kv, apps, open, teacher, time, began);
  }

  async close(): Promise<void> {
    for (const app of this.apps) await app.close();
    this.kv.close();
  }

  async take(step: Step, turn: number): Promise<void> {
    await this.#look();
    const { sessions } = this.apps[turn % 2];
    const other = this.apps[(turn + 1) % 2].sessions;
    const { teacher } = this;
    const now = this.#now;
    const it = "at" in step
      ? this.#classes[step.at % Math.max(1, this.#classes.length)]
      : undefined;
    if ("at" in step && !it) return;
    const runs = this.#classes.find(({ is }) => is === "runs");
    switch (step.do) {
      case "wait":
        this.#now += step.minutes * minute;
        break;
      case "schedule": {
        const startsAt = now + step.in * minute;
        const ask = createSessionBody.parse({
          name: "Class",
          startsAt: new Date(startsAt).toISOString(),
          hours: step.hours,
        });
        const { id } = await sessions.create(teacher, ask);
        const endsAt = startsAt + step.hours * hour;
        const { hours } = step;
        this.#classes.push({ id, is: "scheduled", startsAt, endsAt, hours });
        break;
      }
      case "create": {
        const { endActive } = step;
        const ask = createSessionBody.parse({ name: "Now", endActive });
        const made = await orRefused(() => sessions.create(teacher, ask));
        if (typeof made === "string") {
          assert.equal(made, "active-session-exists");
          // A waiting class may have come first.
          const waits = this.#classes.some((it) => this.#isDue(it));
          assert(runs && (!endActive || waits));
          if (endActive) runs.is = "over";
          break;
        }
        assert(!runs || endActive);
        if (runs) runs.is = "over";
        const endsAt = now + 3 * hour;
        const { id } = made;
        this.#classes.push({ id, is: "runs", startsAt: now, endsAt, hours: 3 });
        break;
      }
      case "begin":
      case "twice": {
        const { endActive } = step;
        const begin = (by: typeof sessions) =>
          orRefused(() => by.begin(teacher, it!.id, { endActive }));
        const [one, two] = await Promise.all(
          step.do === "twice"
            ? [begin(sessions), begin(other)]
            : [begin(sessions)],
        );
        if (two !== undefined) {
          const state = (it: SessionView | string) =>
            typeof it === "string" ? it : it.state;
          assert.equal(state(one), state(two));
        }
        if (it!.is === "runs") return void assert(typeof one !== "string");
        if (it!.is !== "scheduled") return assert.equal(one, "ended");
        const isFirst = !runs || endActive;
        if (!isFirst) return assert.equal(one, "active-session-exists");
        if (runs) runs.is = "over";
        it!.startsAt = now;
        it!.endsAt = now + it!.hours * hour;
        delete it!.undo;
        assert(typeof one !== "string", "another one began");
        assert.equal(one.state, "active");
        it!.is = "runs";
        break;
      }
      case "cancel":
      case "end": {
        const atOnce = !("now" in step) || step.now;
        if (step.do === "end" && it!.is !== "runs") return;
        if (step.do === "cancel" && it!.is === "runs") return;
        const done = await orRefused(() =>
          sessions.end(teacher, it!.id, { now: atOnce })
        );
        if (it!.is !== "scheduled" && it!.is !== "runs") {
          return assert.equal(done, "ended");
        }
        if (atOnce) it!.is = it!.is === "runs" ? "over" : "cancelled";
        else it!.undo ??= now + endUndoMs;
        break;
      }
      case "undo": {
        const done = await orRefused(() => sessions.undoEnd(teacher, it!.id));
        const isOver = it!.is !== "scheduled" && it!.is !== "runs";
        if (isOver) return assert.equal(done, "ended");
        delete it!.undo;
        break;
      }
      case "move": {
        if (it!.is !== "scheduled") return;
        const startsAt = now + step.in * minute;
        await sessions.change(teacher, it!.id, { startsAt });
        it!.startsAt = startsAt;
        it!.endsAt = startsAt + it!.hours * hour;
        break;
      }
      case "crash": {
        // A process took the lease of the class and died.
        if (it!.is !== "scheduled" || runs) return;
        const active = await this.kv.get(kvKeys.active(teacher.id));
        if (active.value === null) await this.kv.set(active.key, it!.id);
        break;
      }
      default:
        step satisfies never;
    }
    await this.#look();
  }

  /** Advances the model, and compares it with both instances. */
  async #look(): Promise<void> {
    for (const it of this.#classes) {
      if (it.is === "scheduled" && it.undo && it.undo <= this.#now) {
        it.is = "cancelled";
        // A timer does this in production.
        await this.apps[0].sessions.beginIfDue(it.id);
      } else if (it.is === "runs" && it.endsAt <= this.#now) it.is = "over";
      else if (it.is === "scheduled" && !it.undo && it.endsAt <= this.#now) {
        it.is = "missed";
      }
    }
    const [a, b] = this.apps.map(({ sessions }) => sessions);
    await Promise.all([
      a.findRunning(this.teacher),
      b.findRunning(this.teacher),
    ]);
    const running = await a.findRunning(this.teacher);
    const [views, same] = [
      await a.list(this.teacher),
      await b.list(this.teacher),
    ];
    assert.deepEqual(views, same);
    if (!this.#classes.some(({ is }) => is === "runs")) {
      const next = this.#classes.find(({ id }) => id === running?.id);
      const due = this.#classes.filter((it) => this.#isDue(it));
      assert.equal(next === undefined, due.length === 0, "the place is taken");
      if (next) {
        assert(due.includes(next));
        next.is = "runs";
        next.startsAt = this.#now;
      }
    }
    const runs = this.#classes.find(({ is }) => is === "runs");
    assert.equal(running?.id, runs?.id);
    const active = await this.kv.get(kvKeys.active(this.teacher.id));
    assert.equal(active.value, runs?.id ?? null);
    assert.deepEqual(
      new Map(views.map((view) => [view.id, this.#told(view)])),
      new Map(
        this.#classes.map((it) => [it.id, {
          is: it.is,
          late: this.#isDue(it),
          ...(/^(scheduled|runs)$/.test(it.is) && {
            startsAt: it.startsAt,
            endsAt: it.endsAt,
          }),
        }]).toSorted(([a], [b]) =>
          order(views, String(a)) - order(views, String(b))
        ) as [string, unknown][],
      ),
    );
    const scheduled = views.filter(({ state }) => state === "scheduled");
    for (const prefix of [kvKeys.starts(), kvKeys.startsOf(this.teacher.id)]) {
      const starts = await Array.fromAsync(this.kv.list({ prefix }));
      assert.deepEqual(
        starts.map(({ key }) => key).sort(),
        scheduled.map(({ id, startsAt }) => [
          ...prefix,
          ...kvKeys.starts(Date.parse(startsAt), id).slice(1),
        ]).sort(),
      );
    }
  }

  /** Each class began once, in its room and in the meter. */
  async onceOnly(): Promise<void> {
    // Other instances may lag behind the store.
    const fresh = await this.open();
    this.apps.push(fresh);
    for (const { id, is } of this.#classes) {
      const main = names.room(id, "main");
      const lines = await fresh.sync.read(
        id,
        [main],
        ({ doc }) => messages(doc(main)).length,
      );
      const hasBegun = is === "runs" || is === "over";
      assert.equal(lines, hasBegun ? 1 : 0);
      const began = this.#began.filter((it) => it === id).length;
      assert.equal(began, hasBegun ? 1 : 0);
    }
  }

  #isDue({ is, startsAt, endsAt, undo }: Class): boolean {
    return is === "scheduled" && !undo && startsAt <= this.#now &&
      this.#now < endsAt;
  }

  #told(view: SessionView) {
    const isGone = view.state === "scheduled" && view.undoUntil &&
      Date.parse(view.undoUntil) <= this.#now;
    const is: Class["is"] = view.cancelled || isGone
      ? "cancelled"
      : view.missed
      ? "missed"
      : view.state === "scheduled"
      ? "scheduled"
      : view.state === "ended"
      ? "over"
      : "runs";
    return {
      is,
      late: is === "scheduled" && view.late === true && !view.undoUntil,
      ...(/^(scheduled|runs)$/.test(is) && {
        startsAt: Date.parse(view.startsAt),
        endsAt: Date.parse(view.endsAt),
      }),
    };
  }
}

function order(views: readonly SessionView[], id: string): number {
  return views.findIndex((it) => it.id === id);
}

async function orRefused<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown.kind;
    throw thrown;
  }
}

Deno.test("random schedules on two instances match a model of the rules (S-3, S-7)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 24, size: "max" }),
      async (steps) => {
        const pair = await Pair.open();
        try {
          for (const [turn, step] of steps.entries()) {
            await pair.take(step, turn);
          }
          await pair.onceOnly();
        } finally {
          await pair.close();
        }
      },
    ),
    propertyOptions("histories of schedules", 60),
  );
});
