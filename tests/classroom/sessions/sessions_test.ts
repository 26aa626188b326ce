import assert from "node:assert/strict";
import { readMemberPageData } from "../../../classroom/people/member_page.ts";
import { kvKeys } from "../../../classroom/storage/kv_keys.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { endUndoMs } from "../../../classroom/sessions/sessions.ts";
import { isRefusal, Refusal } from "../../../sync/refusal.ts";
import {
  assertRefused,
  makeTempFolder,
  refusalNameOf,
  School,
} from "../school.ts";
import {
  generateCode,
  parseCode,
} from "../../../classroom/sessions/join_codes.ts";
import { Alarms } from "../../../classroom/alarms.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { isLastTurn, Lesson } from "../lesson.ts";

const hour = 3_600_000;

Deno.test("a session runs at once, with a code, and both settings on (S-1)", async () => {
  await using school = await School.open();
  const session = await school.createSession({ name: "  Biology  Period 3 " });
  assert.match(session.code, /^\d{6}$/);
  assert.equal(session.name, "Biology Period 3");
  assert.equal(session.state, "active");
  assert.deepEqual([session.rejoin, session.collect], [true, true]);
  const lasts = Date.parse(session.endsAt) - Date.parse(session.startsAt);
  assert.equal(lasts, 3 * hour);
  assert.equal(session.link, `/join?sessionCode=${session.code}`);
  const members = await school.app.membership.listMembers(
    await school.ownerIdentity(session.id),
  );
  assert.deepEqual(
    members.map(({ id, name, role }) => ({ id, name, role })),
    [{ id: session.member, name: "Ms Lin", role: "teacher" }],
  );
});

Deno.test("a session's document has the epoch under which clients cache it (SYNC-17)", async () => {
  await using school = await School.open();
  const { id } = await school.createSession();
  const root = names.session(id);
  await school.app.sync.read(id, [root], ({ doc, epoch }) => {
    assert.equal(doc(root).getMap("info").get("epoch"), epoch);
  });
});

Deno.test("an invalid class is refused at the API (S-1)", () => {
  const table: [Record<string, unknown>, boolean][] = [
    [{ name: "B" }, true],
    [{ name: "B", hours: 24 }, true],
    [{ name: "B", hours: 24.1 }, false],
    [{ name: "B", hours: 0 }, false],
    [{ name: "B", hours: "3" }, false],
    [{}, false],
    [{ name: 5 }, false],
    [{ name: "B", rejoin: "yes" }, false],
    [{ name: "B", breakouts: { auto: false, capacity: 30 } }, true],
    [{ name: "B", breakouts: { capacity: 31 } }, false],
    [{ name: "B", breakouts: { capacity: 1 } }, false],
    [{ name: "B", startsAt: "2030-01-01T00:00:00Z" }, true],
    [{ name: "B", startsAt: "2030-01-01T08:00:00+08:00" }, true],
    [{ name: "B", startsAt: "2030-01-01T00:00:00" }, false],
    [{ name: "B", startsAt: 1893456000000 }, false],
    [{ name: "B", repeat: 2 }, false],
    [{ name: "B", startsAt: "2030-01-01T00:00:00Z", repeat: 2 }, false],
    [{
      name: "B",
      startsAt: "2030-01-01T00:00:00Z",
      repeat: 20,
      zone: "Asia/Taipei",
    }, true],
    [{
      name: "B",
      startsAt: "2030-01-01T00:00:00Z",
      repeat: 21,
      zone: "Asia/Taipei",
    }, false],
    [{
      name: "B",
      startsAt: "2030-01-01T00:00:00Z",
      repeat: 2,
      zone: "Middle/Earth",
    }, false],
  ];
  for (const [ask, fits] of table) {
    const given = createSessionBody.safeParse(ask).success;
    assert.equal(given, fits, JSON.stringify(ask));
  }
});

Deno.test("an empty name or one of over eighty characters is refused (S-1)", async () => {
  await using school = await School.open();
  await assertRefused(school.createSession({ name: " " }), "empty");
  await assertRefused(
    school.createSession({ name: "x".repeat(81) }),
    "too-long",
  );
  await school.createSession({ name: "x".repeat(80) });
});

Deno.test("a second session names the running one, and endActive ends that at once (S-3)", async () => {
  await using school = await School.open();
  const first = await school.createSession({ name: "First" });
  try {
    await school.createSession({ name: "Second" });
    assert.fail();
  } catch (thrown) {
    assert(isRefusal(thrown));
    assert.equal(thrown.kind, "active-session-exists");
    assert.equal(thrown.more.session, first.id);
  }
  const second = await school.createSession({
    name: "Second",
    endActive: true,
  });
  const list = await school.app.sessions.list(school.teacher);
  assert.deepEqual(
    list.map(({ id, state }) => [id, state]),
    [[second.id, "active"], [first.id, "ended"]],
  );
});

Deno.test("of concurrent new sessions of one teacher, one is created (S-3)", async () => {
  await using school = await School.open();
  const all = await Promise.allSettled(
    Array.from({ length: 8 }, () => school.createSession()),
  );
  const made = all.filter(({ status }) => status === "fulfilled");
  assert.equal(made.length, 1);
  assert.equal((await school.app.sessions.list(school.teacher)).length, 1);
});

Deno.test("without the Teacher plan no session starts (S-10)", async () => {
  await using school = await School.open();
  const without = { ...school.teacher, plan: false };
  const ask = createSessionBody.parse({ name: "Biology" });
  const refused = refusalNameOf(school.app.sessions.create(without, ask));
  assert.equal(await refused, "not-allowed");
});

Deno.test("another teacher's session is not found (ACCESS-5)", async () => {
  await using school = await School.open();
  const { id } = await school.createSession();
  const other = { ...school.teacher, id: "somebody else's" };
  const { sessions, identities } = school.app;
  await assertRefused(sessions.view(other, id), "not-found");
  await assertRefused(sessions.end(other, id), "not-found");
  assert.equal(await identities.findOwner(id, other.id), null);
  assert.deepEqual(await sessions.list(other), []);
});

Deno.test("while an end can be undone, everything continues (S-4)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const { sessions } = school.app;
  const ending = await sessions.end(school.teacher, session.id);
  assert.equal(ending.state, "ending");
  assert.equal(Date.parse(ending.undoUntil ?? ""), school.time.now + endUndoMs);
  const amy = school.newBrowser();
  const entry = await amy.join(session.code, "Amy");
  assert.equal(entry.kind, "in");
  const who = await amy.identityIn(session.id);
  assert(who);
  const say = { kind: "say", room: "main", text: "still here" };
  assert.equal(await school.runCommand(who, say), null);
  school.time.now += 4000;
  const again = await sessions.end(school.teacher, session.id);
  assert.equal(again.undoUntil, ending.undoUntil);
  const undone = await sessions.undoEnd(school.teacher, session.id);
  assert.equal(undone.state, "active");
  assert.equal(undone.undoUntil, undefined);
  assert.equal(undone.endsAt, session.endsAt);
});

Deno.test("the list has the number of students of a past class (S-5)", async () => {
  await using school = await School.open();
  const { app, teacher } = school;
  const session = await school.createSession();
  for (const name of ["Amy", "Ben"]) {
    await school.newBrowser().join(session.code, name);
  }
  assert.equal(await app.sessions.countStudents(session.id), 2);
  const counts = async () =>
    (await app.sessions.list(teacher)).map(({ students }) => students);
  assert.deepEqual(await counts(), [undefined]);
  await app.sessions.end(teacher, session.id, { now: true });
  assert.deepEqual(await counts(), [2]);
});

Deno.test("at the end students' connections close, the code is free, the teacher reads on (ACCESS-3)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const amy = school.newBrowser();
  await amy.join(session.code, "Amy");
  const student = await amy.identityIn(session.id);
  const teacher = await school.ownerIdentity(session.id);
  assert(student);
  const theirs = [
    names.session(session.id),
    names.room(session.id, "main"),
    names.member(session.id, student.member),
  ];
  const sockets = await Promise.all(
    theirs.map((name) => school.connect(student, name)),
  );
  const teachers = await school.connect(
    teacher,
    names.room(session.id, "main"),
  );
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  for (const socket of sockets) {
    const { code, reason } = await socket.closed;
    assert.deepEqual([code, reason], [4403, "ended"]);
  }
  const back = await school.connect(student, names.session(session.id));
  assert.equal(await back.registered, false);
  assert.deepEqual((await back.closed).reason, "ended");
  assert.equal(await teachers.registered, true);
  const own = names.member(session.id, teacher.member);
  for (const name of [...theirs.slice(0, 2), own, names.staff(session.id)]) {
    const socket = await school.connect(teacher, name);
    assert.equal(await socket.registered, true, name);
  }
  await assertRefused(amy.join(session.code, "Amy"), "no-such-code");
  await assertRefused(readMemberPageData(school.app.sync, student), "ended");
  const say = { kind: "say", room: "main", text: "late" };
  assert.equal(await school.runCommand(student, say), "ended");
  const { sessions } = school.app;
  const { teacher: owner } = school;
  await assertRefused(sessions.end(owner, session.id), "ended");
  await assertRefused(sessions.undoEnd(owner, session.id), "ended");
  const change = sessions.change(owner, session.id, { chatPaused: true });
  await assertRefused(change, "ended");
});

Deno.test("the session's facts outside its documents end with it (ACCESS-3)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const { kv, sessions } = school.app;
  const there = async () => {
    const all = [
      kvKeys.code(session.code),
      kvKeys.active(school.teacher.id),
      kvKeys.running(session.id),
    ];
    const found = await Promise.all(all.map((key) => kv.get(key)));
    return found.filter(({ value }) => value !== null).length;
  };
  assert.equal(await there(), 3);
  await sessions.end(school.teacher, session.id, { now: true });
  assert.equal(await there(), 0);
  await school.createSession();
});

Deno.test("a member's cookie ends a day after its session", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const amy = school.newBrowser();
  await amy.join(session.code, "Amy");
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  assert(await amy.identityIn(session.id));
  school.time.now += 24 * hour + 1;
  assert.equal(await amy.identityIn(session.id), null);
});

Deno.test("a session ends by itself at its set time, also after a restart (S-4)", async () => {
  await using folder = await makeTempFolder();
  const first = await School.open(folder.kv);
  const session = await first.createSession({ hours: 1 });
  const endsAt = Date.parse(session.endsAt);
  await first[Symbol.asyncDispose]();
  // The second process starts after the end.
  const second = await School.open(folder.kv, endsAt + 5);
  const root = names.session(session.id);
  const state = () =>
    second.app.sync.read(
      session.id,
      [root],
      ({ doc }) => doc(root).getMap("info").toJSON(),
    );
  while ((await state()).state !== "ended") {
    await new Promise((resolve) => setTimeout(resolve));
  }
  assert.equal((await state()).endsAt, endsAt);
  assert.deepEqual(
    (await second.app.kv.get(kvKeys.running(session.id))).value,
    null,
  );
  await second[Symbol.asyncDispose]();
});

Deno.test("a code is six digits, with leading zeros (S-2)", () => {
  assert.equal(generateCode(() => 42), "000042");
  assert.equal(generateCode(() => 999_999), "999999");
  assert.match(generateCode(), /^\d{6}$/);
});

Deno.test("a draw that favours low codes is repeated (S-2)", () => {
  const draws = [4_294_967_295, 4_294_000_000, 4_293_999_999];
  assert.equal(generateCode(() => draws.shift() ?? 0), "999999");
  assert.equal(draws.length, 0);
});

Deno.test("spaces, dashes and width are ignored in a code (S-2)", () => {
  const table = [
    ["482913", "482913"],
    [" 482 913\n", "482913"],
    ["482-913", "482913"],
    ["４８２９１３", "482913"],
    ["48291", null],
    ["4829130", null],
    ["48291a", null],
    ["", null],
    ["٤٨٢٩١٣", null],
  ] as const;
  for (const [typed, code] of table) assert.equal(parseCode(typed), code);
});

const day = 24 * 60 * 60_000;

async function withAlarms(
  ring: (session: string) => void,
  test: (alarms: Alarms, told: unknown[]) => Promise<void>,
) {
  using kv = await Deno.openKv(":memory:");
  const told: unknown[] = [];
  const report = (_what: string, error: unknown) => told.push(error);
  const alarms = new Alarms(
    { kv, clock: () => 0, report },
    ["due"],
    (session) => Promise.try(ring, session),
  );
  try {
    await test(alarms, told);
  } finally {
    alarms.stop();
  }
}

Deno.test("an alarm in a month does not fire early, though no timer lasts that long", async () => {
  const rung: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const ring = (session: string) => {
    rung.push(session);
    if (session === "soon") resolve();
  };
  await withAlarms(ring, async (alarms) => {
    alarms.set("in a month", 30 * day);
    alarms.set("soon", 50);
    await promise;
    assert.deepEqual(rung, ["soon"]);
  });
});

Deno.test("an alarm reports a bug, but not a refusal", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const bug = new Error("a bug");
  const ring = (session: string) => {
    if (session === "last") return resolve();
    throw session === "bug" ? bug : new Refusal("storage-unavailable");
  };
  await withAlarms(ring, async (alarms, told) => {
    alarms.set("bug", 0);
    alarms.set("refused", 0);
    alarms.set("last", 50);
    await promise;
    assert.deepEqual(told, [bug]);
  });
});

const say = (text: string) => ({ kind: "say", room: "main", text });

Deno.test("Eyes on me pauses chat and new questions, not a running answer (S-12)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const amy = await lesson.addStudent("Amy");
  const { conversation } = await lesson.ask(amy, "Why?");
  const puppet = await lesson.model.next();
  puppet.say("Be");
  const change = (eyesOnMe: { text: string } | null) =>
    school.app.sessions.change(school.teacher, session.id, { eyesOnMe });
  const on = await change({ text: "  Look at the board, please. " });
  assert.deepEqual(on.eyesOnMe, { text: "Look at the board, please." });

  assert.equal(await school.runCommand(amy, say("psst")), "chat-paused");
  assert.equal((await lesson.ask(amy, "More?")).refused, "assistant-paused");
  puppet.say("cause.");
  puppet.end();
  const [, answer] = await lesson.waitForTurns(
    conversation,
    isLastTurn("done"),
  );
  assert.equal(answer?.text, "Because.");
  const retry = { kind: "retry", conversation, message: answer?.id };
  assert.equal(await school.runCommand(amy, retry), "assistant-paused");
  const share = { ...retry, kind: "share", room: "main" };
  assert.equal(await school.runCommand(amy, share), "chat-paused");
  assert.equal(await school.runCommand(teacher, say("Now listen.")), null);

  const off = await change(null);
  assert.equal(off.eyesOnMe, null);
  assert.equal(await school.runCommand(amy, say("psst")), null);
  assert.equal((await lesson.ask(amy, "More?", conversation)).refused, null);
});

Deno.test("Eyes on me leaves the other pauses unchanged, and is in the list of sessions (S-12)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session } = lesson;
  const amy = await lesson.addStudent("Amy");
  const { sessions } = school.app;
  await sessions.change(school.teacher, session.id, { chatPaused: true });
  await sessions.change(school.teacher, session.id, { eyesOnMe: { text: "" } });
  const [listed] = await sessions.list(school.teacher);
  assert.deepEqual(listed?.eyesOnMe, { text: "" });
  await sessions.change(school.teacher, session.id, { eyesOnMe: null });
  assert.equal(await school.runCommand(amy, say("psst")), "chat-paused");
  assert.equal((await lesson.ask(amy, "Why?")).refused, null);
});

Deno.test("a line of the screen has only visible characters, and may mix two scripts (S-12)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session } = lesson;
  const change = (text: string) =>
    school.app.sessions.change(school.teacher, session.id, {
      eyesOnMe: { text },
    });
  for (const text of ["a\u0000b", "a\u001b[2J", "a\nb", "a\u2028b", "\ud800"]) {
    await assertRefused(change(text), "malformed");
  }
  const now = await school.app.sessions.view(school.teacher, session.id);
  assert.equal(now.eyesOnMe, null);
  for (const text of ["Look, please 👩‍🏫", "שלום\u200e (Mr. Levi)\u200f!"]) {
    assert.deepEqual((await change(text)).eyesOnMe, { text });
  }
});

Deno.test("a line that is too long, or after the end, changes nothing (S-12)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session } = lesson;
  const { sessions } = school.app;
  const change = (text: string) =>
    sessions.change(school.teacher, session.id, { eyesOnMe: { text } });
  const long = "x".repeat(bounds.eyesOnMe + 1);
  await assertRefused(change(long), "too-long");
  const now = await sessions.view(school.teacher, session.id);
  assert.equal(now.eyesOnMe, null);
  await change("x".repeat(bounds.eyesOnMe));
  await sessions.end(school.teacher, session.id, { now: true });
  await assertRefused(change("Hello?"), "ended");
});
