/** S-7: students who come before their class begins wait for it, and get in by the ordinary rule. */
import assert from "node:assert/strict";
import {
  keptFor,
  renameAfter,
} from "../../../classroom/people/waiting_list.ts";
import { turnsLast } from "../../../classroom/people/early.ts";
import { bounds } from "../../../classroom/schema/bounds.ts";
import type { JoinResult } from "../../../classroom/people/join_result.ts";
import { waiting } from "../../../classroom/layout.ts";
import { documents as names } from "../../../classroom/schema/documents.ts";
import { type Browser, refusalOf, School } from "../school.ts";

const hour = 3_600_000;
const day = 24 * hour;

async function scheduled(
  school: School,
  more: Record<string, unknown> = {},
  ahead = hour,
) {
  const startsAt = new Date(school.time.now + ahead).toISOString();
  return await school.session({ startsAt, ...more });
}

type Waits = Extract<JoinResult, { kind: "waiting" }>;

async function waits(browser: Browser, code: string, name: string) {
  const entry = await browser.join(code, name);
  assert(entry.kind === "waiting", entry.kind);
  return entry;
}

async function look(browser: Browser, { waiting }: Waits): Promise<JoinResult> {
  const { roster } = browser.school.app;
  return browser.keep(await roster.waiting(waiting, browser.from));
}

async function listOf(school: School, session: string) {
  const staff = names.staff(session);
  return await school.app.sync.read(
    session,
    [staff],
    ({ doc }) =>
      [...waiting(doc(staff)).values()].map(({ kind, name }) => [kind, name]),
  );
}

Deno.test("S-7: an early student waits for the start, also when it is moved, and is in by asking", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const view = await scheduled(school);
  const amy = school.browser();
  const entry = await waits(amy, view.code, " Amy ");
  assert.deepEqual(
    [entry.for, entry.as, entry.startsAt],
    ["start", "start", Date.parse(view.startsAt)],
  );
  assert.deepEqual(await listOf(school, view.id), [["start", "Amy"]]);
  // A reload, and joining once more, is the same.
  assert.equal((await waits(amy, view.code, "amy")).waiting, entry.waiting);
  const startsAt = school.time.now + 2 * hour;
  await sessions.change(school.teacher, view.id, { startsAt });
  const still = await look(amy, entry);
  assert(still.kind === "waiting" && still.startsAt === startsAt);
  // She sleeps meanwhile, and her page has long stopped asking.
  await school.app.roster.sweep();
  school.time.now = startsAt + 600_000;
  await school.app.roster.sweep();
  const inside = await look(amy, entry);
  assert(inside.kind === "in");
  assert.deepEqual([inside.member.name, inside.rejoined], ["Amy", false]);
  assert.deepEqual(await listOf(school, view.id), []);
  const who = await amy.who(view.id);
  assert.equal(who?.member, inside.member.id);
});

Deno.test("S-7: an answer that was lost makes nobody twice", async () => {
  await using school = await School.open();
  const view = await scheduled(school, { rejoin: false });
  const amy = school.browser();
  const entry = await waits(amy, view.code, "Amy");
  await school.app.sessions.begin(school.teacher, view.id);
  const { roster, membership } = school.app;
  const lost = await roster.waiting(entry.waiting, amy.from);
  const again = await look(amy, entry);
  assert(lost.kind === "in" && again.kind === "in");
  assert.equal(again.member.id, lost.member.id);
  const all = await membership.members(await school.owner(view.id));
  assert.deepEqual(all.map(({ name }) => name), ["Ms Lin", "Amy"]);
});

Deno.test("S-7: a name is looked at when it is given, and another one is given by joining again", async () => {
  await using school = await School.open();
  const view = await scheduled(school);
  const amy = school.browser();
  assert.equal(await refusalOf(amy.join(view.code, "Ms Lin")), "name-refused");
  assert.equal(await refusalOf(amy.join(view.code, " ")), "empty");
  await waits(amy, view.code, "Amyy");
  school.time.now += renameAfter;
  const entry = await waits(amy, view.code, "Amy");
  assert.deepEqual(await listOf(school, view.id), [["start", "Amy"]]);
  await school.app.sessions.begin(school.teacher, view.id);
  assert.equal((await look(amy, entry)).kind, "in");
});

Deno.test("S-7: of a class that is cancelled early students hear it; its code opens nothing", async () => {
  await using school = await School.open();
  const view = await scheduled(school);
  const amy = school.browser();
  const entry = await waits(amy, view.code, "Amy");
  await school.app.sessions.end(school.teacher, view.id);
  assert.equal((await look(amy, entry)).kind, "waiting");
  await school.app.sessions.end(school.teacher, view.id, { now: true });
  assert.equal(await refusalOf(look(amy, entry)), "ended");
  assert.equal(await refusalOf(amy.join(view.code, "Amy")), "no-such-code");
});

Deno.test("S-7: who comes days early, and opens the laptop again when the class runs, is in", async () => {
  await using school = await School.open();
  const view = await scheduled(school, {}, 5 * day);
  const amy = school.browser();
  const entry = await waits(amy, view.code, "Amy");
  school.time.now += keptFor + hour;
  await school.app.roster.sweep();
  school.time.now = Date.parse(view.startsAt) + hour;
  await school.app.roster.sweep();
  assert.equal((await look(amy, entry)).kind, "in");
});

Deno.test("S-7, J-9: early students go in at the pace of a crowd, and after a minute wait for the teacher", async () => {
  await using school = await School.open();
  const { atOnce } = bounds.students;
  const view = await scheduled(school);
  const early: [Browser, Waits][] = [];
  for (let n = 0; n < atOnce + 3; n++) {
    const browser = school.browser();
    early.push([browser, await waits(browser, view.code, `Pupil ${n}`)]);
  }
  await school.app.sessions.begin(school.teacher, view.id);
  const came: JoinResult[] = [];
  for (const [browser, entry] of early) came.push(await look(browser, entry));
  const later = came.filter(({ kind }) => kind === "waiting") as Waits[];
  assert.deepEqual(later.map((it) => it.for), ["start", "start", "start"]);
  school.time.now += 1000;
  assert.equal((await look(...early[atOnce])).kind, "in");
  const last = await look(...early[atOnce + 1]);
  assert(last.kind === "waiting" && last.for === "start");
  school.time.now += turnsLast;
  // Others were quicker.
  for (let n = 0; n < atOnce; n++) {
    await school.browser().join(view.code, `Other ${n}`);
  }
  const asked = await look(...early[atOnce + 1]);
  assert(asked.kind === "waiting");
  assert.deepEqual(
    [asked.for, asked.as, asked.waiting],
    ["teacher", "new", last.waiting],
  );
  const who = await school.owner(view.id);
  await school.app.roster.decideWaiting(who, asked.waiting, "let-in");
  assert.equal((await look(...early[atOnce + 1])).kind, "in");
});

Deno.test("S-7: no network takes all places of those who are early", async () => {
  await using school = await School.open();
  const view = await scheduled(school);
  const { usual } = bounds.students;
  for (let n = 0; n < usual; n++) {
    await waits(school.browser(), view.code, `Fake ${n}`);
  }
  const amy = school.browser();
  assert.equal(await refusalOf(amy.join(view.code, "Amy")), "too-often");
  const zoe = school.browser("198.51.100.7");
  await waits(zoe, view.code, "Zoe");
});

Deno.test("S-6, S-7: a class that is held again at a time has all that the one before had, but what was shared", async () => {
  await using school = await School.open();
  const { sessions, resources, breakouts } = school.app;
  const first = await school.session({ name: "First", hours: 2 });
  const who = await school.owner(first.id);
  const amy = school.browser();
  await amy.join(first.code, "Amy");
  await sessions.change(school.teacher, first.id, {
    blockedWords: ["drat"],
    prompt: "Be brief.",
    limits: { perMinute: 3, students: 50 },
  });
  await breakouts.addRooms(who, { names: ["Red"] });
  await resources.share(who, { wall: {} });
  const again = await scheduled(school, {
    name: undefined,
    restartOf: first.id,
    keepGroups: true,
  });
  assert.deepEqual(
    [again.state, again.name, again.hours, again.restartOf],
    ["scheduled", "First", 2, first.id],
  );
  assert.deepEqual(again.blockedWords, ["drat"]);
  assert.equal(again.prompt, "Be brief.");
  assert.deepEqual([again.limits.perMinute, again.limits.students], [3, 50]);
  const next = await school.owner(again.id);
  assert.deepEqual(
    (await breakouts.view(next)).rooms.map(({ name }) => name),
    ["Red"],
  );
  assert.deepEqual(await resources.list(next), []);
  // The class before may run until then.
  assert.equal((await sessions.record(first.id))?.state, "active");
  const entry = await waits(amy, again.code, "Amy");
  const zoe = school.browser();
  await waits(zoe, again.code, "Zoe");
  await sessions.begin(school.teacher, again.id, { endActive: true });
  const inside = await look(amy, entry);
  assert(inside.kind === "in" && inside.rejoined);
});
