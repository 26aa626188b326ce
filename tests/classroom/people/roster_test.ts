import assert from "node:assert/strict";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { readClassActivity } from "../../../classroom/monitoring/activity_record.ts";
import type { JoinResult } from "../../../classroom/people/join_result.ts";
import {
  readMemberPageData,
  readOwnMemberships,
  readRunningSeat,
} from "../../../classroom/people/member_page.ts";
import {
  awayAfterMs,
  joinAsNewAfterMs,
} from "../../../classroom/people/waiting_room.ts";
import { readAttendance } from "../../../classroom/record/session_record.ts";
import type { Refusal } from "../../../sync/refusal.ts";
import { runAct } from "../asking.ts";
import { type Browser, refusalNameOf, School } from "../school.ts";

function inside(entry: JoinResult): Extract<JoinResult, { kind: "in" }> {
  assert(entry.kind === "in");
  return entry;
}

function waits(entry: JoinResult): string {
  assert(entry.kind === "waiting");
  return entry.waiting;
}

async function whoIs(browser: Browser, session: string) {
  const who = await browser.identityIn(session);
  assert(who);
  return who;
}

/** Amy is online, and a second browser waits for her name. */
async function amyAndAnother(ask: Record<string, unknown> = {}) {
  const school = await School.open();
  const session = await school.createSession(ask);
  const first = school.newBrowser();
  const { member } = inside(await first.join(session.code, "Amy"));
  const amy = await whoIs(first, session.id);
  const socket = await school.connectMember(amy);
  const second = school.newBrowser();
  const id = waits(await second.join(session.code, "AMY"));
  const teacher = await school.ownerIdentity(session.id);
  const look = async () =>
    second.storeCookies(await school.app.roster.waitStatus(id, second.from));
  return {
    school,
    session,
    first,
    member,
    amy,
    socket,
    second,
    id,
    teacher,
    look,
  };
}

const nobodyWaits = async (school: School, session: string) => {
  const staff = names.staff(session);
  const size = await school.app.sync.read(
    session,
    [staff],
    ({ doc }) => doc(staff).getMap("waiting").size,
  );
  assert.equal(size, 0);
};

Deno.test("a code and a name are enough to join, and the same browser gets straight in (J-1)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const amy = school.newBrowser();
  const { member, rejoined } = inside(await amy.join(session.code, "Amy"));
  assert.deepEqual([member.name, member.role, rejoined], [
    "Amy",
    "student",
    false,
  ]);
  await school.connectMember(await whoIs(amy, session.id));
  const again = inside(await amy.join(session.code, "Somebody else"));
  assert.deepEqual([again.member, again.rejoined], [member, true]);
});

Deno.test("an online member's name waits, and Let in makes the browser that member (J-2)", async () => {
  const { school, session, member, id, teacher, look, second } =
    await amyAndAnother();
  await using _ = school;
  assert.equal(waits(await look()), id);
  assert.equal(waits(await second.join(session.code, "Amy")), id, "once");
  assert.equal(await second.identityIn(session.id), null);
  await school.app.roster.decideWaiting(teacher, id, "let-in");
  const { member: it, rejoined } = inside(await look());
  assert.deepEqual([it, rejoined], [member, true]);
  assert.equal((await whoIs(second, session.id)).member, member.id);
  await nobodyWaits(school, session.id);
});

Deno.test("a lost reply of being let in can be fetched again (J-2)", async () => {
  const { school, id, member, second, teacher } = await amyAndAnother();
  await using _ = school;
  await school.app.roster.decideWaiting(teacher, id, "let-in");
  const { from } = second;
  for (let i = 0; i < 2; i++) {
    const entry = await school.app.roster.waitStatus(id, from);
    assert.equal(inside(entry).member.id, member.id);
  }
});

Deno.test("Make new creates a numbered member (J-2)", async () => {
  const { school, session, id, member, teacher, look } = await amyAndAnother();
  await using _ = school;
  await school.app.roster.decideWaiting(teacher, id, "make-new");
  const entry = inside(await look());
  assert.deepEqual([entry.member.name, entry.rejoined], ["AMY (2)", false]);
  assert.notEqual(entry.member.id, member.id);
  await nobodyWaits(school, session.id);
});

Deno.test("a refused person is notified, and may ask again (J-2)", async () => {
  const { school, session, id, teacher, look, second } = await amyAndAnother();
  await using _ = school;
  await school.app.roster.decideWaiting(teacher, id, "refuse");
  assert.equal(await refusalNameOf(look()), "not-allowed");
  assert.notEqual(waits(await second.join(session.code, "Amy")), id);
});

Deno.test("a waiting person gets in by themselves when the other goes offline (J-2)", async () => {
  const { school, amy, socket, member, look, session } = await amyAndAnother();
  await using _ = school;
  await school.disconnectMember(amy, socket);
  const entry = inside(await look());
  assert.deepEqual([entry.member.id, entry.rejoined], [member.id, true]);
  await nobodyWaits(school, session.id);
});

Deno.test("Join as new is possible after a minute, not before (J-2)", async () => {
  const { school, id, second } = await amyAndAnother();
  await using _ = school;
  const ask = () => school.app.roster.joinAsNew(id, second.from);
  assert.equal(await refusalNameOf(ask()), "conflict");
  school.time.now += joinAsNewAfterMs - 1;
  assert.equal(await refusalNameOf(ask()), "conflict");
  school.time.now += 1;
  const entry = inside(await ask());
  assert.deepEqual([entry.member.name, entry.rejoined], ["AMY (2)", false]);
});

Deno.test("in a locked class a waiting person cannot join as new, but the teacher can make them new (S-11)", async () => {
  const { school, session, id, second, teacher } = await amyAndAnother();
  await using _ = school;
  await school.app.sessions.change(school.teacher, session.id, {
    joinLocked: true,
  });
  school.time.now += joinAsNewAfterMs;
  const ask = () => school.app.roster.joinAsNew(id, second.from);
  assert.equal(await refusalNameOf(ask()), "join-locked");
  await school.app.roster.decideWaiting(teacher, id, "make-new");
  assert.equal(inside(await ask()).rejoined, false);
});

Deno.test("a person may wait as long as the class lasts (J-2)", async () => {
  const { school, session, id, look, second, teacher } = await amyAndAnother();
  await using _ = school;
  await school.app.sessions.extend(school.teacher, session.id, {
    minutes: 21 * 60,
  });
  const ends = school.time.now + 24 * 60 * 60_000;
  const third = await school.newBrowser().join(session.code, "Amy");
  const cookie = third.cookies.find(({ kind }) => kind === "waiting");
  assert(cookie && cookie.expiresAt >= ends - 1000);
  school.time.now = ends - 60_000;
  assert.equal(waits(await look()), id);
  await school.app.roster.sweep();
  assert.equal(waits(await look()), id);
  await school.app.roster.decideWaiting(teacher, id, "make-new");
  assert.equal(inside(await second.join(session.code, "Amy")).rejoined, false);
});

Deno.test("a page that stops asking leaves the waiting list, and returns by asking (J-2)", async () => {
  const { school, session, id, look, teacher } = await amyAndAnother();
  await using _ = school;
  const { roster } = school.app;
  school.time.now += awayAfterMs - 1;
  await roster.sweep();
  assert.equal(waits(await look()), id);
  school.time.now += awayAfterMs - 1;
  await roster.sweep();
  await roster.decideWaiting(teacher, id, "refuse");
  const third = school.newBrowser();
  const other = waits(await third.join(session.code, "Amy"));
  school.time.now += awayAfterMs;
  await roster.sweep();
  await nobodyWaits(school, session.id);
  assert.equal(
    await refusalNameOf(roster.decideWaiting(teacher, other, "let-in")),
    "conflict",
  );
  assert.equal(waits(await roster.waitStatus(other, third.from)), other);
  await roster.decideWaiting(teacher, other, "let-in");
  assert.equal(
    inside(await roster.waitStatus(other, third.from)).rejoined,
    true,
  );
});

Deno.test("the id of a waiting person opens nothing (J-2)", async () => {
  const { school, id } = await amyAndAnother();
  await using _ = school;
  const { roster } = school.app;
  const stranger = school.newBrowser().from;
  assert.equal(
    await refusalNameOf(roster.waitStatus(id, stranger)),
    "not-found",
  );
  assert.equal(
    await refusalNameOf(roster.joinAsNew(id, stranger)),
    "not-found",
  );
});

Deno.test("only a teacher decides about a waiting person, and only once (J-2)", async () => {
  const { school, session, id, amy, teacher } = await amyAndAnother();
  await using _ = school;
  const { membership, roster } = school.app;
  assert.equal(
    await refusalNameOf(roster.decideWaiting(amy, id, "let-in")),
    "not-allowed",
  );
  await roster.decideWaiting(teacher, id, "make-new");
  assert.equal(
    await refusalNameOf(roster.decideWaiting(teacher, id, "make-new")),
    "conflict",
  );
  const all = await membership.listMembers(
    await school.ownerIdentity(session.id),
  );
  assert.equal(all.length, 3);
});

Deno.test("a waiting person learns of the end of the class (ACCESS-3)", async () => {
  const { school, session, look } = await amyAndAnother();
  await using _ = school;
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  assert.equal(await refusalNameOf(look()), "ended");
});

Deno.test("with rejoin off each join makes a new member, a reload is not (J-3)", async () => {
  await using school = await School.open();
  const session = await school.createSession({ rejoin: false });
  const first = school.newBrowser();
  const amy = inside(await first.join(session.code, "Amy"));
  const other = inside(await school.newBrowser().join(session.code, "amy"));
  assert.deepEqual([other.member.name, other.rejoined], ["amy (2)", false]);
  const reload = inside(await first.join(session.code, "Amy"));
  assert.deepEqual([reload.member, reload.rejoined], [amy.member, true]);
});

Deno.test("a removed student is out at once, by cookie and by name, until allowed back (J-4)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const browser = school.newBrowser();
  const { member } = inside(await browser.join(session.code, "Amy"));
  const amy = await whoIs(browser, session.id);
  const teacher = await school.ownerIdentity(session.id);
  const { membership } = school.app;
  const open = await Promise.all(
    [
      names.session(session.id),
      names.room(session.id, "main"),
      names.member(session.id, member.id),
    ].map((name) => school.connect(amy, name)),
  );
  await school.runCommand(amy, { kind: "say", room: "main", text: "stays" });
  assert.equal(
    (await membership.removeMember(teacher, member.id)).removed,
    true,
  );
  for (const socket of open) {
    const { code, reason } = await socket.closed;
    assert.deepEqual([code, reason], [4403, "removed"]);
  }
  assert.equal(
    (await (await school.connectMember(amy)).closed).reason,
    "removed",
  );
  assert.equal(
    await refusalNameOf(browser.join(session.code, "Amy")),
    "removed",
  );
  assert.equal(
    await refusalNameOf(browser.join(session.code, "Other")),
    "removed",
  );
  const elsewhere = school.newBrowser().join(session.code, "amy");
  assert.equal(await refusalNameOf(elsewhere), "removed");
  assert.equal(
    await refusalNameOf(readMemberPageData(school.app.sync, amy)),
    "removed",
  );
  assert.equal((await school.readMessages(session.id)).length, 1);
  assert.equal(
    (await membership.allowMember(teacher, member.id)).removed,
    undefined,
  );
  const back = inside(await browser.join(session.code, "Amy"));
  assert.deepEqual([back.member, back.rejoined], [member, true]);
  assert.equal(await (await school.connectMember(amy)).registered, true);
});

async function amyAlone() {
  const school = await School.open();
  const session = await school.createSession();
  const browser = school.newBrowser();
  const { member } = inside(await browser.join(session.code, "Amy"));
  const teacher = await school.ownerIdentity(session.id);
  const { leaving, membership } = school.app;
  return {
    school,
    session,
    browser,
    member,
    leave: async (runs = true) => {
      if (!runs) {
        await school.app.sessions.end(school.teacher, session.id, {
          now: true,
        });
      }
      await leaving.leave(session.id, browser.from);
      browser.cookies.delete(`member_${session.id}`);
      browser.cookies.delete(`waiting_${session.id}`);
    },
    remove: () => membership.removeMember(teacher, member.id),
    allow: () => membership.allowMember(teacher, member.id),
  };
}

Deno.test("a removed student gets in under no other name in that browser, until allowed back (J-4)", async () => {
  const { school, session, browser, member, remove, allow } = await amyAlone();
  await using _ = school;
  browser.cookies.delete(`member_${session.id}`);
  await remove();
  for (const name of ["Ben", "Amy", "Zoe"]) {
    const join = browser.join(session.code, name);
    assert.equal(await refusalNameOf(join), "removed", name);
  }
  const other = inside(await school.newBrowser().join(session.code, "Ben"));
  assert.equal(other.rejoined, false);
  await allow();
  assert.equal(
    inside(await browser.join(session.code, "Amy")).member.id,
    member.id,
  );
});

for (
  const [what, leavesFirst] of [["then leaves", false], [
    "has left",
    true,
  ]] as const
) {
  Deno.test(`a removed student who ${what} gets in under no other name in that browser (J-4, J-6)`, async () => {
    const { school, session, browser, leave, remove, allow } = await amyAlone();
    await using _ = school;
    for (const step of leavesFirst ? [leave, remove] : [remove, leave]) {
      await step();
    }
    const join = () => browser.join(session.code, "Ben");
    assert.equal(await refusalNameOf(join()), "removed");
    assert.deepEqual(
      (await school.app.myWork.listAll(browser.from)).conversations,
      [],
    );
    await allow();
    assert.equal(inside(await join()).rejoined, false);
  });
}

Deno.test("a member merged with a removed one gets in under no other name either (J-4)", async () => {
  const { school, session, browser, member, remove, leave } = await amyAlone();
  await using _ = school;
  await leave();
  const { member: typo } = inside(await browser.join(session.code, "Ammy"));
  await leave();
  const teacher = await school.ownerIdentity(session.id);
  const third = inside(await school.newBrowser().join(session.code, "Amelie"));
  const { membership } = school.app;
  await membership.mergeMember(teacher, typo.id, { member: third.member.id });
  await membership.removeMember(teacher, third.member.id);
  assert.equal(
    await refusalNameOf(browser.join(session.code, "Ben")),
    "removed",
  );
  await membership.allowMember(teacher, third.member.id);
  await remove();
  assert.notEqual(member.id, typo.id);
  assert.equal(
    await refusalNameOf(browser.join(session.code, "Ben")),
    "removed",
  );
});

for (
  const way of ["let-in", "make-new", "joins as new", "the other goes"] as const
) {
  Deno.test(`waiting under another name is no way back for a removed student: ${way} (J-4)`, async () => {
    const { school, session, browser, leave, remove } = await amyAlone();
    await using _ = school;
    const { roster } = school.app;
    const bens = school.newBrowser();
    await bens.join(session.code, "Ben");
    const ben = await whoIs(bens, session.id);
    const socket = await school.connectMember(ben);
    await leave();
    const id = waits(await browser.join(session.code, "Ben"));
    await remove();
    const teacher = await school.ownerIdentity(session.id);
    school.time.now += joinAsNewAfterMs;
    if (way === "the other goes") await school.disconnectMember(ben, socket);
    else if (way !== "joins as new") {
      await roster.decideWaiting(teacher, id, way);
    }
    const enter = way === "joins as new"
      ? roster.joinAsNew(id, browser.from)
      : roster.waitStatus(id, browser.from);
    assert.equal(await refusalNameOf(enter), "removed");
    assert.equal(await browser.identityIn(session.id), null);
    assert.equal(
      await refusalNameOf(browser.join(session.code, "Ben")),
      "removed",
    );
    await nobodyWaits(school, session.id);
  });
}

Deno.test("a deleted class keeps nothing of a student who left it (O-3)", async () => {
  for (const runs of [true, false]) {
    const { school, session, leave } = await amyAlone();
    await using _ = school;
    const kept = async () => {
      const { kv } = school.app;
      const all = await Array.fromAsync(kv.list({ prefix: [] }));
      return all.filter(({ key }) =>
        ["left", "entered"].includes(String(key[0]))
      )
        .map(({ key }) => key[0]);
    };
    await leave(runs);
    assert.deepEqual(await kept(), runs ? ["entered", "left"] : []);
    if (runs) {
      await school.app.sessions.end(school.teacher, session.id, { now: true });
    }
    await school.app.deletion.deleteSession(session.id, () => true);
    assert.deepEqual(await kept(), []);
  }
});

Deno.test("a person who waits for a removed member's name is refused (J-4)", async () => {
  const { school, session, member, look, teacher } = await amyAndAnother();
  await using _ = school;
  await school.app.membership.removeMember(teacher, member.id);
  assert.equal(await refusalNameOf(look()), "removed");
  await nobodyWaits(school, session.id);
});

Deno.test("only students can be removed, and only by the teacher (J-4)", async () => {
  const { school, amy, member, teacher } = await amyAndAnother();
  await using _ = school;
  const { membership } = school.app;
  assert.equal(
    await refusalNameOf(membership.removeMember(teacher, teacher.member)),
    "not-allowed",
  );
  assert.equal(
    await refusalNameOf(membership.removeMember(amy, member.id)),
    "not-allowed",
  );
  assert.equal(
    await refusalNameOf(membership.removeMember(teacher, "nobody")),
    "not-found",
  );
  assert.equal(await refusalNameOf(membership.listMembers(amy)), "not-allowed");
});

Deno.test("leaving makes this browser forget the student, and the next child joins as themselves (J-6)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const browser = school.newBrowser();
  const amy = inside(await browser.join(session.code, "Amy"));
  const who = await whoIs(browser, session.id);
  const socket = await school.connectMember(who, browser);
  await school.connectMember(who);
  await school.app.leaving.leave(session.id, browser.from);
  assert.equal((await socket.closed).code, 4401);
  const { connections } = school.app.sync.figures();
  assert.equal(connections, 1, "their other device stays");
  assert.equal(await browser.identityIn(session.id), null);
  const ben = inside(await browser.join(session.code, "Ben"));
  assert.notEqual(ben.member.id, amy.member.id);
  const ties = school.app.kv.list({ prefix: ["browser"] });
  const tied = [];
  for await (const { key } of ties) tied.push(key.at(-1));
  assert.deepEqual(tied, [ben.member.id]);
});

Deno.test("a rename shows everywhere, and only to a free name (J-7)", async () => {
  const { school, session, member, teacher } = await amyAndAnother();
  await using _ = school;
  const { membership } = school.app;
  await school.newBrowser().join(session.code, "Ben");
  const taken = membership.changeMember(teacher, member.id, { name: "BEN" });
  assert.equal(await refusalNameOf(taken), "name-taken");
  assert.equal(
    (await membership.changeMember(teacher, member.id, { name: "amy" })).name,
    "amy",
  );
  const changed = await membership.changeMember(teacher, member.id, {
    name: "Amy L",
    muted: true,
  });
  assert.deepEqual([changed.name, changed.muted], ["Amy L", true]);
  assert.equal(
    (await membership.changeMember(teacher, member.id, { muted: false })).muted,
    undefined,
  );
});

Deno.test("only students can be muted, and a teacher can be renamed (J-7)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const teacher = await school.ownerIdentity(session.id);
  const change = (ask: { name?: string; muted?: boolean }) =>
    school.app.membership.changeMember(teacher, teacher.member, ask);
  const mute = change({ name: "Ms L", muted: true });
  assert.equal(await refusalNameOf(mute), "not-allowed");
  const [before] = await school.app.membership.listMembers(teacher);
  assert.notEqual(before.name, "Ms L");
  assert.equal((await change({ name: "Ms L" })).name, "Ms L");
  assert.equal((await change({ muted: false })).muted, undefined);
});

Deno.test("a browser learns its present members, and no removed one (Protocol)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const browser = school.newBrowser();
  const { member } = inside(await browser.join(session.code, "Amy"));
  const { membership } = school.app;
  assert.deepEqual(await readOwnMemberships(school.app, browser.cookies), [
    { session: session.id, member: member.id, name: "Amy" },
  ]);
  await membership.removeMember(
    await school.ownerIdentity(session.id),
    member.id,
  );
  assert.deepEqual(await readOwnMemberships(school.app, browser.cookies), []);
});

Deno.test("a browser has a place in a class while it runs with its member (C-2)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const browser = school.newBrowser(), other = school.newBrowser();
  const seat = ({ cookies }: Browser) => readRunningSeat(school.app, cookies);
  assert.equal(await seat(browser), null);
  const { member } = inside(await browser.join(session.code, "Amy"));
  const ben = inside(await other.join(session.code, "Ben"));
  const found = await seat(browser);
  assert.deepEqual(
    [found?.session.id, found?.member.id, found?.member.name],
    [session.id, member.id, "Amy"],
  );
  const teacher = await school.ownerIdentity(session.id);
  await school.app.membership.removeMember(teacher, ben.member.id);
  assert.equal(await seat(other), null);
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  assert.equal(await seat(browser), null);
});

Deno.test("a member's token opens no other session, and no teacher's (ACCESS-4)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const browser = school.newBrowser();
  await browser.join(session.code, "Amy");
  const next = await school.createSession({ endActive: true });
  const token = browser.cookies.get(`member_${session.id}`);
  const { identities } = school.app;
  assert.equal(await identities.identify(next.id, { member: token }), null);
  assert.equal(await identities.identify(session.id, { teacher: token }), null);
  assert.equal(
    await identities.identify(session.id, { member: token }, "teacher"),
    null,
  );
  assert.equal(
    (await identities.identify(session.id, { member: token }, "member"))?.role,
    "student",
  );
  assert.equal(await identities.hasValidCookie(browser.cookies), true);
  assert.equal(
    await identities.hasValidCookie(new Map([["member_x", "x"]])),
    false,
  );
});

Deno.test("guessing at one address does not keep thirty students at another out (S-2)", async () => {
  await using school = await School.open();
  const session = await school.createSession();
  const guess = (n: number) => {
    const code = String((Number(session.code) + n) % 1_000_000).padStart(
      6,
      "0",
    );
    return refusalNameOf(school.newBrowser("203.0.113.9").join(code, "Eve"));
  };
  const kinds = new Map<string, number>();
  for (let round = 0; round < 100; round++) {
    const wrong = Array.from(
      { length: 100 },
      (_, i) => guess(1 + round * 100 + i),
    );
    const pupil = round < 30
      ? school.newBrowser("192.0.2.7").join(session.code, `Pupil ${round}`)
      : null;
    for (const kind of await Promise.all(wrong)) {
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    if (pupil) assert.equal(inside(await pupil).rejoined, false);
  }
  assert.deepEqual(Object.fromEntries(kinds), {
    "no-such-code": 30,
    "too-often": 9_970,
  });
});

Deno.test("no way in lets a student have the teacher's name, in any letters (J-9)", async () => {
  const { school, session, id, second, teacher } = await amyAndAnother();
  await using _ = school;
  const { classLists, membership, roster, sessions } = school.app;
  const likes = [
    "Ms Lin",
    "Мs Lin",
    "Ms Lin.",
    "Ms\u3164Lin",
    "Teacher",
    "老師",
  ];
  const reasonOf = (asked: Promise<unknown>) =>
    asked.then(() => null, ({ reason }) => reason);
  const join = (name: string) => school.newBrowser().join(session.code, name);
  assert.equal(
    await reasonOf(join("Bot 1")),
    "name-like-badge",
  );
  assert.equal(
    await reasonOf(join("Miss Lin")),
    "name-like-teacher",
  );
  assert.equal(
    await reasonOf(
      classLists.replaceList(teacher, { names: [{ name: "Bot 1" }] }),
    ),
    "listed-like-badge",
  );
  for (const name of likes) {
    assert.equal(await refusalNameOf(join(name)), "name-refused", name);
    const put = classLists.replaceList(teacher, { names: [{ name }] });
    assert.equal(await refusalNameOf(put), "name-refused", name);
  }
  // A waiting student is not admitted under a name that the teacher has since taken.
  const member = teacher.member;
  const taken = membership.changeMember(teacher, member, { name: "Аmy" });
  assert.equal(await refusalNameOf(taken), "name-taken", "Amy is in the class");
  const bens = school.newBrowser();
  const ben = inside(await bens.join(session.code, "Benedict"));
  await school.connectMember(await whoIs(bens, session.id));
  const waits2 = waits(
    await school.newBrowser().join(session.code, "Benedict"),
  );
  await membership.changeMember(teacher, ben.member.id, { name: "Ben" });
  await membership.changeMember(teacher, member, { name: "Benedict" });
  assert.equal(
    await refusalNameOf(roster.decideWaiting(teacher, waits2, "make-new")),
    "name-refused",
  );
  await membership.changeMember(teacher, member, { name: "Ms Lin" });
  school.time.now += joinAsNewAfterMs;
  assert.equal(inside(await roster.joinAsNew(id, second.from)).rejoined, false);
  await membership.changeMember(teacher, ben.member.id, { name: "Teacher" });
  await sessions.end(school.teacher, session.id, { now: true });
  const next = await school.createSession({ restartOf: session.id });
  assert.equal(
    await refusalNameOf(bens.join(next.code, "Teacher")),
    "name-refused",
  );
});

async function listed(
  names: { name: string; room?: string }[],
  ask: Record<string, unknown> = {},
) {
  const school = await School.open();
  const session = await school.createSession(ask);
  const teacher = await school.ownerIdentity(session.id);
  const { classLists, breakouts } = school.app;
  const list = await classLists.replaceList(teacher, { names });
  return { school, session, teacher, classLists, breakouts, list };
}

Deno.test("a student who joins under a listed name is in, and the others are missing (J-8)", async () => {
  const { school, session, teacher, classLists, list } = await listed([
    { name: "Amy" },
    { name: " Ben " },
    { name: "Cem" },
  ]);
  await using _ = school;
  assert.deepEqual(
    list.map(({ name, member, online }) => [name, member, online]),
    [["Amy", null, false], ["Ben", null, false], ["Cem", null, false]],
  );
  const ben = school.newBrowser();
  const entry = await ben.join(session.code, "ｂｅｎ");
  assert(entry.kind === "in");
  const who = await ben.identityIn(session.id);
  assert(who);
  await school.connectMember(who);
  const now = await classLists.view(teacher);
  assert.deepEqual(
    now.map(({ member, online }) => [member, online]),
    [[null, false], [who.member, true], [null, false]],
  );
  await school.app.membership.changeMember(teacher, who.member, {
    name: "Benjamin",
  });
  assert.equal((await classLists.view(teacher))[1].member, who.member);
  await school.app.membership.removeMember(teacher, who.member);
  assert.equal((await classLists.view(teacher))[1].member, null);
});

Deno.test("a new list is matched with members already in (J-8)", async () => {
  const { school, session, teacher, classLists } = await listed([]);
  await using _ = school;
  const entry = await school.newBrowser().join(session.code, "Amy");
  assert(entry.kind === "in");
  const list = await classLists.replaceList(teacher, {
    names: [{ name: "AMY" }, { name: "Ben" }],
  });
  assert.deepEqual(
    list.map(({ member }) => member),
    [entry.member.id, null],
  );
});

Deno.test("a list with two equal names is refused, and the one before stays (J-8, J-2)", async () => {
  const { school, teacher, classLists } = await listed([{ name: "Amy" }]);
  await using _ = school;
  const names = [{ name: "Zoe" }, { name: "Ben" }, { name: " zoe" }];
  await assert.rejects(
    classLists.replaceList(teacher, { names }),
    ({ kind, more }: Refusal) =>
      kind === "name-taken" &&
      (more.errors as { path: string }[])[0].path === "names.2.name",
  );
  assert.equal((await classLists.view(teacher)).length, 1);
});

Deno.test("a list with groups makes rooms and places joining students, even if full (J-8)", async () => {
  const { school, session, teacher, breakouts, list } = await listed([
    { name: "Amy", room: "Red" },
    { name: "Ben", room: "Blue" },
    { name: "Cem", room: "red" },
    { name: "Dan" },
  ]);
  await using _ = school;
  const { rooms } = await breakouts.view(teacher);
  assert.deepEqual(rooms.map(({ name }) => name), ["Red", "Blue"]);
  const [red, blue] = rooms.map(({ id }) => id);
  assert.deepEqual(list.map(({ room }) => room), [red, blue, red, null]);
  await runAct({ breakouts }, teacher, "PATCH /breakouts", { capacity: 2 });
  for (const name of ["Cem", "Amy", "Ben", "Dan", "Eve"]) {
    await school.newBrowser().join(session.code, name);
  }
  const at = new Map(
    (await school.app.membership.listMembers(teacher)).map((
      it,
    ) => [it.name, it.room]),
  );
  assert.deepEqual(
    ["Amy", "Ben", "Cem", "Dan", "Eve"].map((name) => at.get(name)),
    [red, blue, red, null, null],
  );
});

Deno.test("with automatic groups a list with new groups is refused whole (J-8, B-5)", async () => {
  const { school, session, teacher, classLists } = await listed(
    [{ name: "Amy" }],
    { breakouts: { auto: true } },
  );
  await using _ = school;
  const names = [{ name: "Amy" }, { name: "Ben", room: "Red" }];
  assert.equal(
    await refusalNameOf(classLists.replaceList(teacher, { names })),
    "auto-breakouts",
  );
  assert.equal((await classLists.view(teacher)).length, 1);
  await school.newBrowser().join(session.code, "Amy");
  const { rooms } = await school.app.breakouts.view(teacher);
  assert.deepEqual(rooms.map(({ name }) => name), ["Group A"]);
});

Deno.test("the class's teacher and names need its code, and asking counts as a guess (J-8, S-2)", async () => {
  const { school, session, classLists } = await listed([
    { name: "Amy" },
    { name: "Ben" },
  ]);
  await using _ = school;
  await school.newBrowser().join(session.code, "Ben");
  const found = await classLists.findJoinable(session.code, {
    address: "192.0.2.9",
  });
  assert.equal(found, session.id);
  assert.deepEqual(
    await classLists.viewJoinable(found),
    {
      class: { name: session.name, teacher: "Ms Lin" },
      names: [
        { name: "Amy", taken: false },
        { name: "Ben", taken: true },
      ],
    },
  );
  const wrong = session.code === "000000" ? "000001" : "000000";
  const came = new Set<string>();
  for (let i = 0; i < 40; i++) {
    came.add(
      await refusalNameOf(
        classLists.findJoinable(wrong, { address: "192.0.2.9" }),
      ),
    );
  }
  assert.deepEqual([...came].sort(), ["no-such-code", "too-often"]);
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  assert.equal(
    await refusalNameOf(
      classLists.findJoinable(session.code, { address: "192.0.2.10" }),
    ),
    "no-such-code",
  );
});

Deno.test("the code of a distant class reveals no names until shortly before it begins (J-8, S-7)", async () => {
  const minute = 60_000;
  const startsAt = new Date(Date.now() + 360 * 24 * 60 * minute).toISOString();
  const { school, session, classLists } = await listed(
    [{ name: "Amy" }],
    { startsAt },
  );
  await using _ = school;
  const pickable = async () => {
    const guesser = { address: "192.0.2.9" };
    const found = await classLists.findJoinable(session.code, guesser);
    const { names } = await classLists.viewJoinable(found);
    return names.map(({ name }) => name);
  };
  assert.deepEqual(await pickable(), []);
  school.time.now = Date.parse(startsAt) - 31 * minute;
  assert.deepEqual(await pickable(), []);
  school.time.now += minute;
  assert.deepEqual(await pickable(), ["Amy"]);
  await school.app.sessions.begin(school.teacher, session.id);
  assert.deepEqual(await pickable(), ["Amy"]);
});

Deno.test("the record lists students in class-list order, whoever joined first", async () => {
  const { school, session, teacher } = await listed([
    { name: "陳美玲" },
    { name: "王小明" },
    { name: "Amy" },
  ]);
  await using _ = school;
  for (const name of ["Zoe", "Amy", "王小明", "陳美玲"]) {
    await school.newBrowser().join(session.code, name);
  }
  const wanted = ["陳美玲", "王小明", "Amy", "Zoe"];
  const { app, time: { now } } = school;
  const attended = await readAttendance(app.sync, teacher, now);
  const names = (all: readonly { name: string }[]) =>
    all.map(({ name }) => name);
  assert.deepEqual(names(attended.slice(1)), wanted);
  assert.equal(attended[0].role, "teacher");
  const { students } = await readClassActivity(app, teacher, now);
  assert.deepEqual(names(students), wanted);
});
