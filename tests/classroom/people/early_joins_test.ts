import { runAct } from "../asking.ts";
import assert from "node:assert/strict";
import { networkNumber } from "../../../classroom/limits/waiting_networks.ts";
import {
  renameIntervalMs,
  statusKeptMs,
} from "../../../classroom/people/waiting_list.ts";
import { readOwnWait } from "../../../classroom/people/member_page.ts";
import {
  earlyTurnsMs,
  waitAgainAfterMs,
} from "../../../classroom/people/joining/decide_join.ts";
import { joinAsNewAfterMs } from "../../../classroom/people/waiting_room.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import type { JoinResult } from "../../../classroom/people/join_result.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { waitingEntries } from "../../../classroom/model/staff_roots.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { type Browser, refusalNameOf, School } from "../school.ts";

const hour = 3_600_000;
const day = 24 * hour;

async function scheduled(
  school: School,
  more: Record<string, unknown> = {},
  ahead = hour,
) {
  const startsAt = new Date(school.time.now + ahead).toISOString();
  return await school.createSession({ startsAt, ...more });
}

type Waits = Extract<JoinResult, { kind: "waiting" }>;

async function waits(browser: Browser, code: string, name: string) {
  const entry = await browser.join(code, name);
  assert(entry.kind === "waiting", entry.kind);
  return entry;
}

async function look(browser: Browser, { waiting }: Waits): Promise<JoinResult> {
  const { roster } = browser.school.app;
  return browser.storeCookies(await roster.waitStatus(waiting, browser.from));
}

async function listOf(school: School, session: string) {
  const staff = names.staff(session);
  return await school.app.sync.read(
    session,
    [staff],
    ({ doc }) =>
      [...waitingEntries(doc(staff)).values()].map((
        { kind, name },
      ) => [kind, name]),
  );
}

Deno.test("an early student waits for the start, even if moved, and then asks to get in (S-7)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const view = await scheduled(school);
  const amy = school.newBrowser();
  const entry = await waits(amy, view.code, " Amy ");
  assert.deepEqual(
    [entry.for, entry.as, entry.startsAt],
    ["start", "start", Date.parse(view.startsAt)],
  );
  assert.deepEqual(await listOf(school, view.id), [["start", "Amy"]]);
  assert.equal((await waits(amy, view.code, "amy")).waiting, entry.waiting);
  const startsAt = school.time.now + 2 * hour;
  await sessions.change(school.teacher, view.id, { startsAt });
  const still = await look(amy, entry);
  assert(still.kind === "waiting" && still.startsAt === startsAt);
  // Her device sleeps and has long stopped polling.
  await school.app.roster.sweep();
  school.time.now = startsAt + 600_000;
  await school.app.roster.sweep();
  const inside = await look(amy, entry);
  assert(inside.kind === "in");
  assert.deepEqual([inside.member.name, inside.rejoined], ["Amy", false]);
  assert.deepEqual(await listOf(school, view.id), []);
  const who = await amy.identityIn(view.id);
  assert.equal(who?.member, inside.member.id);
});

Deno.test("two early students under one name are two, though neither is online yet (S-7, J-2)", async () => {
  await using school = await School.open();
  const view = await scheduled(school);
  const amy = school.newBrowser(), other = school.newBrowser();
  const first = await waits(amy, view.code, "Amy");
  const second = await waits(other, view.code, "amy");
  await school.app.sessions.begin(school.teacher, view.id);
  const inside = await look(amy, first);
  const beside = await look(other, second);
  assert(inside.kind === "in" && beside.kind === "in");
  assert.notEqual(beside.member.id, inside.member.id);
  assert.deepEqual(
    [beside.member.name, beside.rejoined, beside.byName],
    ["amy (2)", false, false],
  );
  // A third browser may be hers, so it waits for the teacher.
  const owner = await amy.identityIn(view.id);
  await school.connectMember(owner!, amy);
  const third = await school.newBrowser().join(view.code, "Amy");
  assert(third.kind === "waiting" && third.as === "rejoin");
});

Deno.test("all of several waiting tabs get in (S-7)", async () => {
  await using school = await School.open();
  const view = await scheduled(school);
  const amy = school.newBrowser();
  const entry = await waits(amy, view.code, "Amy");
  await school.app.sessions.begin(school.teacher, view.id);
  const inside = await look(amy, entry);
  assert.equal(amy.cookies.has(`waiting_${view.id}`), false);
  const again = await look(amy, entry);
  assert(inside.kind === "in" && again.kind === "in");
  assert.equal(again.member.id, inside.member.id);
  assert.equal(
    await refusalNameOf(look(school.newBrowser(), entry)),
    "not-found",
  );
});

Deno.test("a lost reply makes nobody join twice (S-7)", async () => {
  await using school = await School.open();
  const view = await scheduled(school, { rejoin: false });
  const amy = school.newBrowser();
  const entry = await waits(amy, view.code, "Amy");
  await school.app.sessions.begin(school.teacher, view.id);
  const { roster, membership } = school.app;
  const lost = await roster.waitStatus(entry.waiting, amy.from);
  const again = await look(amy, entry);
  assert(lost.kind === "in" && again.kind === "in");
  assert.equal(again.member.id, lost.member.id);
  const all = await membership.listMembers(await school.ownerIdentity(view.id));
  assert.deepEqual(all.map(({ name }) => name), ["Ms Lin", "Amy"]);
});

/** The results of simultaneous requests: the member, or the refusal. */
async function heard(asking: readonly Promise<JoinResult>[]) {
  return await Promise.all(asking.map(async (it) => {
    try {
      const entry = await it;
      return entry.kind === "in" ? entry.member.id : entry.for;
    } catch (thrown) {
      if (isRefusal(thrown)) return thrown.kind;
      throw thrown;
    }
  }));
}

for (const rejoin of [true, false]) {
  Deno.test(`one early place becomes one member, though two instances ask at once, rejoin ${rejoin} (S-7)`, async () => {
    const dir = await Deno.makeTempDir();
    const now = Date.now();
    const open = () => School.open(`${dir}/kv`, now, {}, {}, true);
    await using school = await open();
    await using other = await open();
    const view = await scheduled(school, { rejoin });
    const amy = school.newBrowser();
    const entry = await waits(amy, view.code, "Amy");
    await school.app.sessions.begin(school.teacher, view.id);
    const ask = ({ app }: School) =>
      app.roster.waitStatus(entry.waiting, amy.from);
    const join = ({ app }: School) =>
      app.roster.join({ code: view.code, name: "amy" }, amy.from);
    const asking = Array.from({ length: 8 }, () => [
      ask(school),
      ask(other),
      join(school),
      join(other),
    ]).flat();
    const came = new Set(await heard(asking));
    // An instance that lags makes the page ask again.
    came.delete("start");
    assert.equal(came.size, 1, [...came].join());
    const who = await school.ownerIdentity(view.id);
    const all = await school.app.membership.listMembers(who);
    assert.deepEqual(all.map(({ name }) => name), ["Ms Lin", "Amy"]);
    assert(came.has(all[1].id));
  });
}

Deno.test("an early student refused while asking has one outcome for the teacher and for them (S-7)", async () => {
  await using school = await School.open();
  const { membership, roster, sessions } = school.app;
  for (let round = 0; round < 12; round++) {
    const view = await scheduled(school, { rejoin: false });
    const amy = school.newBrowser();
    const { waiting } = await waits(amy, view.code, "Amy");
    await sessions.begin(school.teacher, view.id, { endActive: true });
    const who = await school.ownerIdentity(view.id);
    const ask = () => roster.waitStatus(waiting, amy.from);
    const before = Array.from({ length: round % 4 }, ask);
    // Gives them a head start in some rounds.
    for (let step = 0; step < round; step++) await Promise.resolve();
    const refused = roster.decideWaiting(who, waiting, "refuse")
      .then(() => true, () => false);
    const came = new Set(await heard([...before, ask(), ask()]));
    const all = await membership.listMembers(who);
    const isIn = all.some(({ name }) => name === "Amy");
    assert.equal(isIn, !await refused);
    if (isIn) assert.deepEqual([...came], [all[1].id]);
    assert.equal(
      (await heard([ask()]))[0],
      isIn ? all[1].id : "not-allowed",
    );
  }
});

Deno.test("an early name is checked when given, and changed by joining again (S-7)", async () => {
  await using school = await School.open();
  const view = await scheduled(school);
  const amy = school.newBrowser();
  assert.equal(
    await refusalNameOf(amy.join(view.code, "Ms Lin")),
    "name-refused",
  );
  assert.equal(await refusalNameOf(amy.join(view.code, " ")), "empty");
  await waits(amy, view.code, "Amyy");
  school.time.now += renameIntervalMs;
  const entry = await waits(amy, view.code, "Amy");
  assert.deepEqual(await listOf(school, view.id), [["start", "Amy"]]);
  await school.app.sessions.begin(school.teacher, view.id);
  assert.equal((await look(amy, entry)).kind, "in");
});

Deno.test("a locked class admits no new early students, but returning ones wait (S-7, S-11)", async () => {
  await using school = await School.open();
  const { sessions } = school.app;
  const before = await school.createSession();
  const [amy, ben] = [school.newBrowser(), school.newBrowser()];
  await amy.join(before.code, "Amy");
  await sessions.end(school.teacher, before.id, { now: true });
  const view = await scheduled(school, { restartOf: before.id });
  const waiter = await waits(ben, view.code, "Ben");
  await sessions.change(school.teacher, view.id, { joinLocked: true });
  const cem = school.newBrowser();
  assert.equal(await refusalNameOf(cem.join(view.code, "Cem")), "join-locked");
  const entry = await waits(amy, view.code, "Amy");
  assert.equal((await look(ben, waiter)).kind, "waiting");
  assert.deepEqual(await listOf(school, view.id), [["start", "Ben"], [
    "start",
    "Amy",
  ]]);
  await sessions.change(school.teacher, view.id, { joinLocked: false });
  await waits(cem, view.code, "Cem");
  await sessions.change(school.teacher, view.id, { joinLocked: true });
  await sessions.begin(school.teacher, view.id);
  assert.equal((await look(amy, entry)).kind, "in");
  assert.equal(await refusalNameOf(look(ben, waiter)), "join-locked");
});

Deno.test("an early student who leaves is off the list at once, and may join under another name (S-7)", async () => {
  await using school = await School.open();
  const view = await scheduled(school);
  const amy = school.newBrowser();
  const { leaving, roster } = school.app;
  const entry = await waits(amy, view.code, "Amyy");
  school.time.now += renameIntervalMs;
  await leaving.leave(view.id, amy.from);
  assert.deepEqual(await listOf(school, view.id), []);
  assert.equal(await refusalNameOf(look(amy, entry)), "not-found");
  // The next sweep drops faster arrivals and departures.
  await waits(amy, view.code, "Amy");
  await leaving.leave(view.id, amy.from);
  assert.deepEqual(await listOf(school, view.id), [["start", "Amy"]]);
  await roster.sweep();
  assert.deepEqual(await listOf(school, view.id), []);
  await school.app.sessions.begin(school.teacher, view.id);
  const inside = await amy.join(view.code, "Amy");
  assert(inside.kind === "in" && inside.member.name === "Amy");
});

Deno.test("a waiting browser is known by the code, until it leaves or is refused (S-7)", async () => {
  await using school = await School.open();
  const { app } = school;
  const view = await scheduled(school);
  const amy = school.newBrowser(), ben = school.newBrowser();
  const found = (browser: Browser, code = view.code) =>
    readOwnWait(app, browser.cookies, code);
  assert.equal(await found(amy), null);
  const since = school.time.now;
  const { waiting } = await waits(amy, view.code, "Amy");
  assert.deepEqual(await found(amy), { waiting, name: "Amy", since });
  assert.equal(await found(amy, "000000"), null);
  assert.equal(await found(ben), null);
  const entry = await waits(ben, view.code, "Ben");
  const owner = await school.ownerIdentity(view.id);
  await app.roster.decideWaiting(owner, entry.waiting, "refuse");
  assert.equal(await found(ben), null);
  // The page was closed before the start.
  await app.sessions.begin(school.teacher, view.id);
  assert.deepEqual(await found(amy), { waiting, name: "Amy", since });
  await app.leaving.leave(view.id, amy.from);
  assert.equal(await found(amy), null);
});

Deno.test("early students learn that a class is cancelled, and its code opens nothing (S-7)", async () => {
  await using school = await School.open();
  const view = await scheduled(school);
  const amy = school.newBrowser();
  const entry = await waits(amy, view.code, "Amy");
  await school.app.sessions.end(school.teacher, view.id);
  assert.equal((await look(amy, entry)).kind, "waiting");
  await school.app.sessions.end(school.teacher, view.id, { now: true });
  assert.equal(await refusalNameOf(look(amy, entry)), "ended");
  assert.equal(await refusalNameOf(amy.join(view.code, "Amy")), "no-such-code");
});

Deno.test("a student who comes days early and reopens the laptop during the class gets in (S-7)", async () => {
  await using school = await School.open();
  const view = await scheduled(school, {}, 5 * day);
  const amy = school.newBrowser();
  const entry = await waits(amy, view.code, "Amy");
  school.time.now += statusKeptMs + hour;
  await school.app.roster.sweep();
  school.time.now = Date.parse(view.startsAt) + hour;
  await school.app.roster.sweep();
  assert.equal((await look(amy, entry)).kind, "in");
});

Deno.test("early students enter at the pace of a crowd, and after a minute wait for the teacher (S-7, J-9)", async () => {
  await using school = await School.open();
  const { atOnce } = bounds.students;
  const view = await scheduled(school);
  const early: [Browser, Waits][] = [];
  for (let n = 0; n < atOnce + 3; n++) {
    const browser = school.newBrowser();
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
  school.time.now += earlyTurnsMs;
  for (let n = 0; n < atOnce; n++) {
    await school.newBrowser().join(view.code, `Other ${n}`);
  }
  const asked = await look(...early[atOnce + 1]);
  assert(asked.kind === "waiting");
  assert.deepEqual(
    [asked.for, asked.as, asked.waiting],
    ["teacher", "new", last.waiting],
  );
  const who = await school.ownerIdentity(view.id);
  await school.app.roster.decideWaiting(who, asked.waiting, "let-in");
  assert.equal((await look(...early[atOnce + 1])).kind, "in");
});

Deno.test("no network takes all early places, and a reader of the list learns of none (S-7)", async () => {
  const dir = await Deno.makeTempDir();
  const first = await School.open(`${dir}/kv`);
  const view = await scheduled(first);
  const { default: usual } = bounds.students;
  // Two addresses may hash to the same network.
  const elsewhere = ["198.51.100.7", "198.51.100.8"].find((it) =>
    networkNumber(view.id, it) !==
      networkNumber(view.id, first.newBrowser().address)
  );
  for (let n = 0; n < usual; n++) {
    const browser = first.newBrowser();
    await look(browser, await waits(browser, view.code, `Fake ${n}`));
  }
  const amy = first.newBrowser();
  assert.equal(await refusalNameOf(amy.join(view.code, "Amy")), "too-often");
  await waits(first.newBrowser(elsewhere), view.code, "Zoe");
  const now = first.time.now;
  await first[Symbol.asyncDispose]();
  // Another process counts the waiting entries.
  const second = await School.open(`${dir}/kv`, now);
  const ben = second.newBrowser();
  assert.equal(await refusalNameOf(ben.join(view.code, "Ben")), "too-often");
  await waits(second.newBrowser(elsewhere), view.code, "Yan");
  await second.app.roster.sweep();
  assert.equal(await refusalNameOf(ben.join(view.code, "Ben")), "too-often");
  const staff = names.staff(view.id);
  const fields = await second.app.sync.read(
    view.id,
    [staff],
    ({ doc }) => [...waitingEntries(doc(staff)).values()].flatMap(Object.keys),
  );
  assert.deepEqual(new Set(fields), new Set(["kind", "name", "at", "asked"]));
  await second[Symbol.asyncDispose]();
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a crowd takes neither places nor turns of students known to the class (S-7, J-8)", async () => {
  await using school = await School.open();
  const { classLists, roster, sessions } = school.app;
  const first = await school.createSession({ name: "First" });
  const ben = school.newBrowser();
  await ben.join(first.code, "Ben");
  await sessions.end(school.teacher, first.id, { now: true });
  for (const rejoin of [true, false]) {
    const view = await scheduled(school, { restartOf: first.id, rejoin });
    const who = await school.ownerIdentity(view.id);
    const names = ["Amy", "Cleo"].map((name) => ({ name }));
    await classLists.replaceList(who, { names });
    const fakes: [Browser, Waits][] = [];
    for (let n = 0; n < bounds.students.default; n++) {
      const browser = school.newBrowser();
      fakes.push([browser, await waits(browser, view.code, `Fake ${n}`)]);
    }
    for (const fake of fakes) await look(...fake);
    const zoe = school.newBrowser();
    assert.equal(await refusalNameOf(zoe.join(view.code, "Zoe")), "too-often");
    const amy = school.newBrowser();
    const known: [Browser, Waits][] = [
      [amy, await waits(amy, view.code, "amy")],
      [ben, await waits(ben, view.code, "Ben")],
    ];
    // The number of waiting entries per name is bounded.
    const others = [school.newBrowser(), school.newBrowser()];
    for (const other of others) {
      await look(other, await waits(other, view.code, "Amy"));
    }
    for (const pupil of known) await look(...pupil);
    const more = school.newBrowser().join(view.code, "Amy");
    assert.equal(await refusalNameOf(more), "too-often");
    await sessions.begin(school.teacher, view.id);
    for (const fake of fakes.slice(0, bounds.students.atOnce)) {
      assert.equal((await look(...fake)).kind, "in");
    }
    const turn = await look(...fakes.at(-1)!);
    assert(turn.kind === "waiting" && turn.for === "start");
    for (const pupil of known) assert.equal((await look(...pupil)).kind, "in");
    await sessions.end(school.teacher, view.id, { now: true });
    await roster.sweep();
  }
});

Deno.test("before the start a teacher refuses all early students, or all unknown ones (S-7)", async () => {
  await using school = await School.open();
  const { roster } = school.app;
  const view = await scheduled(school);
  const who = await school.ownerIdentity(view.id);
  const fakes: [Browser, Waits][] = [];
  for (let n = 0; n < bounds.students.default; n++) {
    const browser = school.newBrowser();
    fakes.push([browser, await waits(browser, view.code, `Fake ${n}`)]);
  }
  await school.app.classLists.replaceList(who, { names: [{ name: "Zoe" }] });
  const zoe = school.newBrowser();
  const hers = await waits(zoe, view.code, "Zoe");
  assert.equal(
    await refusalNameOf(roster.decideAllWaiting(who, { decision: "let-in" })),
    "not-started",
  );
  assert.deepEqual(
    await roster.decideAllWaiting(who, { decision: "refuse", strangers: true }),
    { decided: bounds.students.default, waiting: 0 },
  );
  assert.deepEqual(await listOf(school, view.id), [["start", "Zoe"]]);
  assert.equal(await refusalNameOf(look(...fakes[0])), "not-allowed");
  assert.equal((await look(zoe, hers)).kind, "waiting");
  const amy = school.newBrowser();
  await waits(amy, view.code, "Amy");
  assert.deepEqual(
    await roster.decideAllWaiting(who, { decision: "refuse" }),
    { decided: 2, waiting: 0 },
  );
  assert.deepEqual(await listOf(school, view.id), []);
});

Deno.test("a refused early student may wait again after five minutes, and needs the teacher (S-7)", async () => {
  await using school = await School.open();
  const { roster, sessions } = school.app;
  const view = await scheduled(school);
  const who = await school.ownerIdentity(view.id);
  const rude = school.newBrowser();
  const never = school.newBrowser();
  const entry = await waits(rude, view.code, "Rude");
  const other = await waits(never, view.code, "Never");
  await roster.decideWaiting(who, entry.waiting, "refuse");
  await roster.decideWaiting(who, other.waiting, "refuse");
  for (const name of ["Rude", "Kind"]) {
    const join = rude.join(view.code, name);
    assert.equal(await refusalNameOf(join), "not-allowed");
  }
  school.time.now += waitAgainAfterMs;
  const again = await waits(rude, view.code, "Rude");
  assert.equal(again.for, "start");
  await sessions.begin(school.teacher, view.id);
  const came: [Browser, Waits][] = [];
  for (
    const [browser, asked] of [
      [rude, await look(rude, again)],
      [never, await never.join(view.code, "Never")],
    ] as const
  ) {
    assert(asked.kind === "waiting");
    assert.deepEqual([asked.for, asked.as], ["teacher", "new"]);
    came.push([browser, asked]);
  }
  school.time.now += joinAsNewAfterMs;
  for (const [browser, { waiting }] of came) {
    const asked = await roster.joinAsNew(waiting, browser.from);
    assert.equal(asked.kind, "waiting");
  }
  const [[, first], [, second]] = came;
  await roster.decideWaiting(who, second.waiting, "refuse");
  const third = await waits(never, view.code, "Nobody");
  assert.equal(third.as, "new");
  await roster.decideWaiting(who, first.waiting, "let-in");
  assert.equal((await look(rude, first)).kind, "in");
});

Deno.test("an early student's other name leaves nothing, and a decision is forgotten (S-7)", async () => {
  await using school = await School.open();
  const { kv, roster, sessions } = school.app;
  const view = await scheduled(school, {}, 5 * day);
  const amy = school.newBrowser();
  const { waiting } = await waits(amy, view.code, "Amy 0");
  const traces = async () => {
    let count = 0;
    for (const prefix of [["waiting"], ["waiting-of"], ["token", "waiting"]]) {
      for await (const _ of kv.list({ prefix })) count++;
    }
    return count;
  };
  assert.equal(await traces(), 3);
  for (let n = 1; n < 20; n++) {
    school.time.now += renameIntervalMs;
    const entry = await waits(amy, view.code, `Amy ${n}`);
    assert.equal(entry.waiting, waiting);
  }
  assert.equal(await traces(), 3);
  assert.deepEqual(await listOf(school, view.id), [["start", "Amy 19"]]);
  const bob = school.newBrowser();
  const his = await waits(bob, view.code, "Bob");
  const who = await school.ownerIdentity(view.id);
  await roster.decideWaiting(who, his.waiting, "refuse");
  school.time.now += statusKeptMs + hour;
  await roster.sweep();
  assert.equal(await traces(), 3);
  // Amy's device sleeps; she can return.
  await sessions.begin(school.teacher, view.id);
  const entry = { waiting } as Waits;
  const inside = await look(amy, entry);
  assert(inside.kind === "in" && inside.member.name === "Amy 19");
});

Deno.test("a class scheduled again has everything of the one before (S-6, S-7)", async () => {
  await using school = await School.open();
  const { sessions, resources, breakouts } = school.app;
  const first = await school.createSession({ name: "First", hours: 2 });
  const who = await school.ownerIdentity(first.id);
  const amy = school.newBrowser();
  await amy.join(first.code, "Amy");
  await sessions.change(school.teacher, first.id, {
    blockedWords: ["drat"],
    prompt: "Be brief.",
    limits: { perMinute: 3, students: 50 },
  });
  await runAct({ breakouts }, who, "POST /breakouts/rooms", { names: ["Red"] });
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
  const next = await school.ownerIdentity(again.id);
  assert.deepEqual(
    (await breakouts.view(next)).rooms.map(({ name }) => name),
    ["Red"],
  );
  assert.deepEqual(
    (await resources.list(next)).map(({ kind }) => kind),
    ["wall"],
  );
  // The previous class may run until then.
  assert.equal((await sessions.readRecord(first.id))?.state, "active");
  const entry = await waits(amy, again.code, "Amy");
  const zoe = school.newBrowser();
  await waits(zoe, again.code, "Zoe");
  await sessions.begin(school.teacher, again.id, { endActive: true });
  const inside = await look(amy, entry);
  assert(inside.kind === "in" && inside.rejoined);
});
