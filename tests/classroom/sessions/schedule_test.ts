/** S-7: scheduled classes, from the form to their start; what is prepared, what is missed, what is cancelled. */
import assert from "node:assert/strict";
import { info, messages } from "../../../classroom/layout.ts";
import { keys } from "../../../classroom/sessions/session_keys.ts";
import { undoLasts } from "../../../classroom/sessions/sessions.ts";
import { changeSessionBody } from "../../../classroom/sessions/session_changes.ts";
import { documents as names } from "../../../classroom/schema/documents.ts";
import type { SessionView } from "../../../classroom/schema/views.ts";
import { refusalOf, School } from "../school.ts";

const minute = 60_000;
const hour = 60 * minute;

function at(school: School, ms: number): string {
  return new Date(school.time.now + ms).toISOString();
}

async function stateOf(school: School, { id }: SessionView) {
  const all = await school.app.sessions.list(school.teacher);
  const view = all.find((it) => it.id === id);
  assert(view);
  const { state, late = false, missed = false, cancelled = false } = view;
  return { state, late, missed, cancelled };
}

const as = (state: string, more: Record<string, true> = {}) => ({
  state,
  late: false,
  missed: false,
  cancelled: false,
  ...more,
});

async function keysOf(school: School, prefix: Deno.KvKey): Promise<unknown[]> {
  return (await Array.fromAsync(school.app.kv.list({ prefix })))
    .map(({ key }) => key);
}

Deno.test("S-7: a scheduled class has its code at once and begins at its time, in the place of the active one", async () => {
  await using school = await School.open();
  const view = await school.session({ startsAt: at(school, hour) });
  assert.equal(view.state, "scheduled");
  assert.match(view.code, /^\d{6}$/);
  assert.equal(view.hours, 3);
  const planned = Date.parse(view.startsAt);
  assert.equal(Date.parse(view.endsAt) - planned, 3 * hour);
  assert.equal(await school.app.sessions.running(school.teacher), null);
  // Another class is held meanwhile.
  const before = await school.session({ name: "Before" });
  await school.app.sessions.end(school.teacher, before.id, { now: true });
  assert.deepEqual(await stateOf(school, view), as("scheduled"));
  school.time.now = planned;
  assert.deepEqual(await stateOf(school, view), as("active"));
  const running = await school.app.sessions.running(school.teacher);
  assert.equal(running?.id, view.id);
  assert.deepEqual(await keysOf(school, keys.starts()), []);
  const main = names.room(view.id, "main");
  const lines = await school.app.sync.read(
    view.id,
    [main],
    ({ doc }) => messages(doc(main)).toArray().map((it) => [it.at, it.kind]),
  );
  assert.deepEqual(lines, [[planned, "system"]]);
});

Deno.test("S-7: it is before its time that a class can be changed; then its name and times stay", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const view = await school.session({ startsAt: at(school, hour) });
  const change = (ask: Record<string, unknown>) =>
    sessions.change(school.teacher, view.id, changeSessionBody.parse(ask));
  const changed = await change({
    name: " Maths ",
    rejoin: false,
    collect: false,
    hours: 1,
    startsAt: at(school, 2 * hour),
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
      at(school, 2 * hour),
      at(school, 3 * hour),
      "Be brief.",
    ],
  );
  const moved = Date.parse(startsAt);
  assert.deepEqual(await keysOf(school, keys.starts()), [
    keys.starts(moved, view.id),
  ]);
  const refused = (ms: number) =>
    refusalOf(change({ startsAt: at(school, ms) }));
  assert.equal(await refused(-2 * minute), "malformed");
  assert.equal(await refused(400 * 24 * hour), "malformed");
  assert.equal(await refusalOf(change({ name: " " })), "empty");
  school.time.now += hour;
  assert.deepEqual(await stateOf(school, view), as("scheduled"));
  school.time.now += hour;
  assert.deepEqual(await stateOf(school, view), as("active"));
  assert.equal(await refusalOf(change({ name: "Physics" })), "conflict");
  assert.equal((await change({ prompt: "" })).prompt, "");
});

Deno.test("S-7: a class is cancelled with Undo for ten seconds; then its code is free and it can be deleted", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const view = await school.session({ startsAt: at(school, 5000) });
  const begun = school.time.now;
  const ending = await sessions.end(school.teacher, view.id);
  assert.equal(ending.state, "scheduled");
  assert.equal(ending.undoUntil, at(school, undoLasts));
  // Its time comes while it can be undone: it does not begin.
  school.time.now += 6000;
  assert.deepEqual(await stateOf(school, view), as("scheduled"));
  const undone = await sessions.undoEnd(school.teacher, view.id);
  assert.equal(undone.state, "active");
  await sessions.end(school.teacher, view.id, { now: true });

  const next = await school.session({ startsAt: at(school, hour) });
  const other = await school.session({ name: "Other" });
  await sessions.end(school.teacher, next.id, { now: true });
  assert.deepEqual(
    await stateOf(school, next),
    as("ended", { cancelled: true }),
  );
  // The class that runs keeps its place.
  assert.equal((await sessions.running(school.teacher))?.id, other.id);
  assert.equal(await sessions.byCode(next.code), null);
  const record = await sessions.record(next.id);
  assert.equal(record?.endsAt, begun + 6000);
  assert.equal(
    await refusalOf(sessions.undoEnd(school.teacher, next.id)),
    "ended",
  );
  assert.deepEqual(await keysOf(school, keys.starts()), []);
  assert.equal(await school.app.deletion.session(next.id), true);
});

Deno.test("S-7: Start now moves the whole class; once more it changes nothing", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const view = await school.session({ startsAt: at(school, hour), hours: 2 });
  const [begun, again] = await Promise.all([
    sessions.begin(school.teacher, view.id),
    sessions.begin(school.teacher, view.id),
  ]);
  assert.deepEqual(
    [begun.state, begun.startsAt, begun.endsAt],
    ["active", at(school, 0), at(school, 2 * hour)],
  );
  assert.deepEqual(again, begun);
});

Deno.test("S-7: while another class of the teacher runs it waits and says so, and begins when that one ends", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const other = await school.session({ name: "Other" });
  const view = await school.session({ startsAt: at(school, hour) });
  school.time.now += hour + minute;
  assert.deepEqual(
    await stateOf(school, view),
    as("scheduled", { late: true }),
  );
  assert.equal(
    await refusalOf(sessions.begin(school.teacher, view.id)),
    "active-session-exists",
  );
  await sessions.end(school.teacher, other.id, { now: true });
  const begun = await sessions.view(school.teacher, view.id);
  assert.equal(begun.state, "active");
  assert.equal(begun.late, undefined);
  // It keeps its planned end.
  assert.equal(begun.endsAt, view.endsAt);
});

Deno.test("S-7: End the other and start ends that one, and the class lasts as long as it was to", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const other = await school.session({ name: "Other" });
  const view = await school.session({ startsAt: at(school, hour) });
  school.time.now += 2 * hour;
  const begun = await sessions.begin(school.teacher, view.id, {
    endActive: true,
  });
  assert.deepEqual(
    [begun.state, begun.endsAt],
    ["active", at(school, 3 * hour)],
  );
  assert.deepEqual(await stateOf(school, other), as("ended"));
});

Deno.test("S-7: whose time went by in vain is missed", async () => {
  await using school = await School.open();
  const view = await school.session({ startsAt: at(school, hour) });
  school.time.now += 5 * hour;
  assert.deepEqual(await stateOf(school, view), as("ended", { missed: true }));
  assert.equal(await school.app.sessions.byCode(view.code), null);
  const record = await school.app.sessions.record(view.id);
  assert.equal(record?.endsAt, Date.parse(view.endsAt));
});

Deno.test("S-7: prepared groups open and prepared quizzes begin with the class; nothing is said before", async () => {
  await using school = await School.open();
  const { resources, breakouts, library, exitTickets } = school.app;
  const view = await school.session({
    startsAt: at(school, hour),
    breakouts: { auto: true },
  });
  const who = await school.owner(view.id);
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
  assert.equal(await school.command(who, say), "not-started");
  assert.equal(await refusalOf(breakouts.start(who)), "not-started");
  assert.equal((await breakouts.view(who)).breakouts.open, false);
  const [before] = await resources.list(who);
  assert(before.kind === "quiz" && before.endsAt === undefined);
  school.time.now += hour;
  assert.deepEqual(await stateOf(school, view), as("active"));
  const [after] = await resources.list(who);
  assert(after.kind === "quiz");
  assert.deepEqual(
    [after.at, after.endsAt],
    [school.time.now, school.time.now + 5 * minute],
  );
  assert.equal((await breakouts.view(who)).breakouts.open, true);
  const root = names.session(view.id);
  await school.app.sync.read(view.id, [root], ({ doc }) => {
    assert.equal(info(doc(root), "startsAt"), school.time.now);
  });
});
