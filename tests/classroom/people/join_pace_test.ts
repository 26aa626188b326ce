import assert from "node:assert/strict";
import {
  computeJoinPace,
  countFreeJoins,
} from "../../../classroom/people/join_pace.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { WaitingEntry } from "../../../classroom/model/members.ts";
import type { JoinResult } from "../../../classroom/people/join_result.ts";
import {
  awayAfterMs,
  joinAsNewAfterMs,
} from "../../../classroom/people/waiting_room.ts";
import { renameIntervalMs } from "../../../classroom/people/waiting_list.ts";
import {
  listActiveRooms,
  listStudents,
} from "../../../classroom/model/breakouts_layout.ts";
import { networkNumber } from "../../../classroom/limits/waiting_networks.ts";
import { type Browser, refusalNameOf, School } from "../school.ts";

const { default: usual } = bounds.students;

/** Each of the crowd has its own browser. `asks`: with pages that ask for the status of their wait. */
async function crowd(
  school: School,
  code: string,
  count: number,
  { name = "Fake", address = "192.0.2.66", asks = false } = {},
): Promise<{ browsers: Browser[]; came: ("new" | "waits" | "refused")[] }> {
  const browsers: Browser[] = [];
  const came: ("new" | "waits" | "refused")[] = [];
  for (let n = 0; n < count; n++) {
    const browser = school.newBrowser(address);
    browsers.push(browser);
    came.push(await arrives(browser, code, `${name} ${n}`, asks));
  }
  return { browsers, came };
}

async function arrives(
  browser: Browser,
  code: string,
  name: string,
  asks = false,
): Promise<"new" | "waits" | "refused"> {
  const joined = browser.join(code, name);
  const entry = await joined.catch(() => null);
  if (!entry) {
    assert.equal(await refusalNameOf(joined), "too-often");
    return "refused";
  }
  if (asks && entry.kind === "waiting") await askAgain(browser, entry.waiting);
  return entry.kind === "in" ? "new" : "waits";
}

/** Asks for the status of a wait, as its page does. */
async function askAgain(browser: Browser, id: string): Promise<JoinResult> {
  const { roster } = browser.school.app;
  return browser.storeCookies(await roster.waitStatus(id, browser.from));
}

function count(came: readonly string[], what: string): number {
  return came.filter((it) => it === what).length;
}

async function waitingIn(school: School, s: string): Promise<WaitingEntry[]> {
  const staff = names.staff(s);
  return await school.app.sync.read(
    s,
    [staff],
    ({ doc }) => [...doc(staff).getMap<WaitingEntry>("waiting").values()],
  );
}

async function present(school: School, s: string): Promise<number> {
  const root = names.session(s);
  return await school.app.sync.read(
    s,
    [root],
    ({ doc }) => listStudents(doc(root)).length,
  );
}

function inside(entry: JoinResult) {
  assert(entry.kind === "in");
  return entry;
}

function waits(entry: JoinResult) {
  assert(entry.kind === "waiting");
  return entry;
}

Deno.test("thirty new names get in at once, and then one a second (J-9)", () => {
  const at = (seconds: number, joined: number[]) =>
    countFreeJoins(joined, usual, seconds * 1000);
  const thirty = Array.from({ length: 30 }, () => 1000);
  assert.equal(at(1, []), 30);
  assert.equal(at(1, thirty), 0);
  assert.equal(at(2, thirty), 1);
  assert.equal(at(11, thirty), 10);
  assert.equal(at(31, thirty), 30);
  assert.equal(at(3600, thirty), 30, "no more are saved up");
  const steady = Array.from({ length: 200 }, (_, n) => 1000 * n);
  assert.equal(at(200, [...thirty, ...steady].sort()), 1, "in any order");
});

Deno.test("the pace grows with a raised ceiling, and never falls below the default (J-9)", () => {
  assert.deepEqual(computeJoinPace(usual), { atOnce: 30, perMinute: 60 });
  assert.deepEqual(computeJoinPace(1000), { atOnce: 300, perMinute: 600 });
  assert.deepEqual(computeJoinPace(5), { atOnce: 30, perMinute: 60 });
});

Deno.test("beyond the pace new names wait for the teacher, and returning ones get in (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession({
    breakouts: { auto: true, capacity: 4 },
  });
  const amy = school.newBrowser();
  const her = inside(await amy.join(code, "Amy")).member;
  school.time.now += 3600_000;
  const { browsers, came } = await crowd(school, code, 40);
  assert.equal(count(came, "new"), 30);
  assert.equal(count(came, "waits"), 10);
  assert.deepEqual([
    ...new Set((await waitingIn(school, id)).map((it) => it.kind)),
  ], ["new"]);
  assert.equal(waits(await browsers[39].join(code, "Fake 39")).as, "new");

  assert.deepEqual(inside(await amy.join(code, "Amy")).member, her);
  assert.deepEqual(
    inside(await school.newBrowser().join(code, "amy")).member,
    her,
  );
  const root = names.session(id);
  const groups = await school.app.sync.read(
    id,
    [root],
    ({ doc }) => listActiveRooms(doc(root)).length,
  );
  assert.equal(groups, 8, "who waits has no group");
});

Deno.test("names on the class list get in freely, and do not count towards the pace (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const who = await school.ownerIdentity(id);
  await school.app.classLists.replaceList(who, {
    names: Array.from({ length: 60 }, (_, n) => ({ name: `Pupil ${n}` })),
  });
  const listed = await crowd(school, code, 60, { name: "Pupil" });
  assert.equal(count(listed.came, "new"), 60);
  const others = await crowd(school, code, 31, { name: "Guest" });
  assert.equal(count(others.came, "new"), 30);
});

Deno.test("the teacher lets in or refuses all who wait (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const who = await school.ownerIdentity(id);
  const { browsers } = await crowd(school, code, 90);
  const { roster } = school.app;
  assert.deepEqual(await roster.decideAllWaiting(who, { decision: "let-in" }), {
    decided: 60,
    waiting: 0,
  });
  assert.equal(await present(school, id), 90);
  const last = inside(await browsers[89].join(code, "Fake 89"));
  assert.deepEqual([last.member.name, last.rejoined], ["Fake 89", false]);

  const more = await crowd(school, code, 5, { name: "More" });
  assert.equal(count(more.came, "waits"), 5);
  assert.deepEqual(await roster.decideAllWaiting(who, { decision: "refuse" }), {
    decided: 5,
    waiting: 0,
  });
  const { from } = more.browsers[0];
  const held = await school.app.roster.join({ code, name: "More 0" }, from);
  assert.equal(held.kind, "waiting", "they can ask again");
  assert.equal(await present(school, id), 90);
});

Deno.test("a decision on all skips people who ask for another's place (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const who = await school.ownerIdentity(id);
  const amy = school.newBrowser();
  await amy.join(code, "Amy");
  await school.connectMember((await amy.identityIn(id))!);
  const other = school.newBrowser();
  const asked = waits(await other.join(code, "Amy"));
  assert.equal(asked.as, "rejoin");
  await crowd(school, code, 40);
  await school.app.roster.decideAllWaiting(who, { decision: "refuse" });
  assert.deepEqual((await waitingIn(school, id)).map((it) => it.name), ["Amy"]);
});

Deno.test("people let in by the teacher are limited only by the class's ceiling, and the rest waits (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const who = await school.ownerIdentity(id);
  const { sessions, roster } = school.app;
  const limit = async (students: number) =>
    (await sessions.change(school.teacher, id, { limits: { students } }))
      .limits;
  assert.equal((await limit(35)).students, 35);
  const { came } = await crowd(school, code, 45);
  assert.equal(count(came, "waits"), 15);
  const letIn = () => roster.decideAllWaiting(who, { decision: "let-in" });
  assert.deepEqual(await letIn(), { decided: 5, waiting: 10 });
  assert.equal(await refusalNameOf(letIn()), "room-full");
  assert.equal(
    await refusalNameOf(school.newBrowser().join(code, "Amy")),
    "room-full",
  );
  await limit(100);
  assert.deepEqual(await letIn(), { decided: 10, waiting: 0 });
});

Deno.test("removed and merged members do not count towards the ceiling (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const who = await school.ownerIdentity(id);
  await school.app.sessions.change(school.teacher, id, {
    limits: { students: 3 },
  });
  const ids: string[] = [];
  for (const name of ["Amy", "Ben", "Cleo"]) {
    ids.push(inside(await school.newBrowser().join(code, name)).member.id);
  }
  const joins = (name: string) => school.newBrowser().join(code, name);
  assert.equal(await refusalNameOf(joins("Dan")), "room-full");
  await school.app.membership.removeMember(who, ids[0]);
  inside(await joins("Dan"));
  assert.equal(await refusalNameOf(joins("Eve")), "room-full");
  await school.app.membership.mergeMember(who, ids[1], { member: ids[2] });
  inside(await joins("Eve"));
});

Deno.test("a crowd of one address leaves room in the waiting room for others (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const fakes = await crowd(school, code, 300, { asks: true });
  assert.equal(count(fakes.came, "new"), 30);
  assert.equal(count(fakes.came, "refused"), 170);
  // Addresses are hashed into few networks, so some share one.
  const others = await Promise.all(
    ["198.51.100.7", "198.51.100.8", "198.51.100.9"].map((address) =>
      arrives(school.newBrowser(address), code, `From ${address}`)
    ),
  );
  assert(count(others, "waits") >= 2, others.join());
  assert((await waitingIn(school, id)).every((it) => !("address" in it)));
});

const address = "192.0.2.66";

/** A whole class joins, and then each page that waits asks once. */
async function classArrives(
  school: School,
  code: string,
): Promise<[Browser, JoinResult][]> {
  const pupils: [Browser, JoinResult][] = [];
  for (let n = 0; n < 30; n++) {
    const browser = school.newBrowser(address);
    pupils.push([browser, await browser.join(code, `Pupil ${n}`)]);
  }
  for (const [browser, entry] of pupils) {
    if (entry.kind === "waiting") await askAgain(browser, entry.waiting);
  }
  return pupils;
}

for (
  const [what, isKept] of [
    ["drops its cookies", false],
    ["keeps its browser's cookie", true],
  ] as const
) {
  Deno.test(`a client that ${what} leaves waiting places to a class behind its address (J-9)`, async () => {
    await using school = await School.open();
    const { code, id } = await school.createSession();
    const client = school.newBrowser(address);
    for (let n = 0; n < 260; n++) {
      await arrives(client, code, `Fake ${n}`);
      for (const name of client.cookies.keys()) {
        if (!isKept || name !== "browser") client.cookies.delete(name);
      }
    }
    assert.equal((await waitingIn(school, id)).length, 100);
    const pupils = await classArrives(school, code);
    const listed = await waitingIn(school, id);
    assert.equal(listed.length, 100, "the list does not grow");
    assert.equal(
      listed.filter(({ name }) => name.startsWith("Pupil")).length,
      30,
    );

    const who = await school.ownerIdentity(id);
    const { roster } = school.app;
    await roster.decideAllWaiting(who, { decision: "let-in" });
    assert.equal(await present(school, id), 100);
    for (const [browser, entry] of pupils) {
      const { kind } = await askAgain(browser, waits(entry).waiting);
      assert.equal(kind, "in", "pages that ask are let in before the others");
    }
  });
}

Deno.test("requests alone do not change a full waiting list, and leave nothing for long (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  await crowd(school, code, 130);
  const full = await waitingIn(school, id);
  const late = await crowd(school, code, 50, { name: "Late" });
  assert.equal(count(late.came, "waits"), 50);
  assert.deepEqual(await waitingIn(school, id), full);
  const stored = async () =>
    (await Array.fromAsync(school.app.kv.list({ prefix: ["waiting"] }))).length;
  const before = await stored();
  const [asking] = late.browsers;
  waits(await asking.join(code, "Late 0"));
  assert.equal((await waitingIn(school, id)).at(-1)!.name, "Late 0");
  school.time.now += awayAfterMs + 1;
  await school.app.roster.sweep();
  assert.equal(await stored(), before - 49);
});

Deno.test("a wait that never had a place is kept while its page asks (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const { browsers } = await crowd(school, code, 130);
  const late = school.newBrowser("192.0.2.66");
  const { waiting } = waits(await late.join(code, "Late"));
  const pages: [Browser, string][] = [];
  for (const [n, browser] of browsers.entries()) {
    const entry = await browser.join(code, `Fake ${n}`);
    if (entry.kind === "waiting") pages.push([browser, entry.waiting]);
  }
  assert.equal(pages.length, 100);
  const stored = async () =>
    (await school.app.kv.get(["waiting", waiting])).value !== null;
  for (let n = 0; n < 3; n++) {
    for (const page of pages) await askAgain(...page);
    await askAgain(late, waiting);
    school.time.now += awayAfterMs - 1;
    await school.app.roster.sweep();
    assert.ok(await stored(), "its page asks");
  }
  const listed = await waitingIn(school, id);
  assert.ok(
    listed.length === 100 && listed.every(({ name }) => name !== "Late"),
  );
  school.time.now += 1;
  await school.app.roster.sweep();
  assert.ok(!await stored());
});

Deno.test("waits without a place are stored at a bounded rate (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const { came } = await crowd(school, code, 1_200, { address });
  assert.equal(count(came, "refused"), 1_200 - 30 - 100 - 1_000);
  // Two addresses may hash to the same network.
  const elsewhere = ["203.0.113.8", "203.0.113.9"].find((it) =>
    networkNumber(id, it) !== networkNumber(id, address)
  );
  assert.equal(
    await arrives(school.newBrowser(elsewhere), code, "Amy"),
    "waits",
  );
});

Deno.test("a browser waits once under any names, and not at every pace (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const browser = school.newBrowser();
  const ofIt = async () =>
    (await waitingIn(school, id)).filter(({ name }) => /^Name/.test(name));
  await crowd(school, code, 30);
  for (let n = 0; n < 5; n++) {
    waits(await browser.join(code, `Name ${n}`));
    const again = browser.join(code, "Name again");
    assert.equal(await refusalNameOf(again), "too-often");
    assert.deepEqual((await ofIt()).map(({ name }) => name), [`Name ${n}`]);
    school.time.now += renameIntervalMs;
    await crowd(school, code, 10, { name: `Crowd ${n}` });
  }
});

Deno.test("a person who gets in no longer waits, also under an earlier name (J-2, J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const ben = school.newBrowser();
  await ben.join(code, "Ben");
  await school.connectMember((await ben.identityIn(id))!);
  const other = school.newBrowser();
  waits(await other.join(code, "Ben"));
  inside(await other.join(code, "Benny"));
  assert.deepEqual(await waitingIn(school, id), []);
});

Deno.test("a full waiting room still admits returning students (J-9)", async () => {
  await using school = await School.open();
  const before = await school.createSession();
  for (const name of ["Amy", "Ben"]) {
    await school.newBrowser().join(before.code, name);
  }
  await school.app.sessions.end(school.teacher, before.id, { now: true });
  const { code, id } = await school.createSession({ restartOf: before.id });
  const ben = school.newBrowser();
  // Ben is admitted under his earlier name; Amy uses another browser.
  const asked = waits(await ben.join(code, "Ben"));
  const who = await school.ownerIdentity(id);
  await school.app.roster.decideWaiting(who, asked.waiting, "let-in");
  inside(
    ben.storeCookies(
      await school.app.roster.waitStatus(asked.waiting, ben.from),
    ),
  );
  await school.connectMember((await ben.identityIn(id))!);

  for (let n = 0; n < 3; n++) {
    await crowd(school, code, 150, {
      address: `203.0.113.${n}`,
      name: `F${n}`,
    });
  }
  assert.equal(waits(await school.newBrowser().join(code, "Ben")).as, "rejoin");
  assert.equal(waits(await school.newBrowser().join(code, "Amy")).as, "return");
});

Deno.test("nobody fills the waiting room under another's name from one address (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  for (const name of ["Amy", "Ben"]) {
    const browser = school.newBrowser();
    await browser.join(code, name);
    await school.connectMember((await browser.identityIn(id))!);
  }
  const came: string[] = [];
  for (let n = 0; n < 10; n++) {
    const browser = school.newBrowser("192.0.2.66");
    came.push(await arrives(browser, code, "Amy", true));
  }
  assert.equal(count(came, "waits"), 3);
  assert.equal(
    await arrives(school.newBrowser("192.0.2.66"), code, "Ben"),
    "waits",
  );
});

Deno.test("joining as new after a minute does not bypass the pace (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  const amy = school.newBrowser();
  await amy.join(code, "Amy");
  await school.connectMember((await amy.identityIn(id))!);
  const other = school.newBrowser();
  const asked = waits(await other.join(code, "Amy"));
  school.time.now += joinAsNewAfterMs;
  await crowd(school, code, 30);
  const { roster } = school.app;
  assert.equal(
    waits(await roster.joinAsNew(asked.waiting, other.from)).as,
    "new",
  );
  assert.equal(await present(school, id), 31);
  assert.equal(
    await refusalNameOf(roster.joinAsNew(asked.waiting, other.from)),
    "conflict",
  );
  school.time.now += joinAsNewAfterMs;
  const entry = inside(await roster.joinAsNew(asked.waiting, other.from));
  assert.equal(entry.member.name, "Amy (2)");
});

Deno.test("a person who returns to a full waiting room does not overfill it (J-9)", async () => {
  await using school = await School.open();
  const { code, id } = await school.createSession();
  await crowd(school, code, 30);
  const gone = await crowd(school, code, 100, { name: "Gone" });
  assert.equal(count(gone.came, "waits"), 100);
  // Stays within the pace, which would admit the others.
  school.time.now += awayAfterMs + 1;
  await school.app.roster.sweep();
  assert.deepEqual(await waitingIn(school, id), []);
  await crowd(school, code, 130, { name: "Now" });
  assert.equal((await waitingIn(school, id)).length, 100);
  for (const browser of gone.browsers.slice(0, 5)) {
    const waiting = waits(
      await browser.join(code, "Gone " + gone.browsers.indexOf(browser)),
    );
    assert.equal(waiting.as, "new");
  }
  assert.equal((await waitingIn(school, id)).length, 100);
});
