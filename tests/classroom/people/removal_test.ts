import assert from "node:assert/strict";
import { nextGroupName } from "../../../classroom/model/allocator.ts";
import {
  listActiveRooms,
  listStudents,
} from "../../../classroom/model/breakouts_layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Member } from "../../../classroom/model/members.ts";
import { automaticGroupNumber } from "../../../formats/name_keys.ts";
import { members } from "../../../classroom/model/roots.ts";
import { maxMembers } from "../../../classroom/people/join_rule.ts";
import type { JoinResult } from "../../../classroom/people/join_result.ts";
import { type Browser, refusalNameOf, School } from "../school.ts";

const minute = 60_000;

function inside(entry: JoinResult) {
  assert(entry.kind === "in", "they wait");
  return entry.member;
}

/** A class with pupils, then a crowd one minute later. */
async function attacked(
  pupils: readonly string[],
  fakes: readonly string[],
  ask: Record<string, unknown> = {},
) {
  const school = await School.open();
  const session = await school.createSession(ask);
  const { code, id } = session;
  const teacher = await school.ownerIdentity(id);
  const real: Browser[] = [];
  for (const name of pupils) {
    real.push(school.newBrowser());
    inside(await real.at(-1)!.join(code, name));
  }
  school.time.now += minute;
  const since = new Date(school.time.now).toISOString();
  const fake: Browser[] = [];
  for (const name of fakes) {
    fake.push(school.newBrowser("192.0.2.66"));
    inside(await fake.at(-1)!.join(code, name));
  }
  const { membership } = school.app;
  return {
    school,
    session,
    teacher,
    real,
    fake,
    since,
    remove: async (keep: string[] = []) => {
      const ask = { joinedSince: since, keep, messages: false };
      return (await membership.removeJoinedSince(teacher, ask)).members;
    },
    allow: async (all: readonly { id: string }[]) => {
      for (const { id } of all) await membership.allowMember(teacher, id);
    },
    people: () =>
      school.app.sync.read(
        id,
        [names.session(id)],
        ({ doc }) => new Map(members(doc(names.session(id)))),
      ),
    groups: () =>
      school.app.sync.read(id, [names.session(id)], ({ doc }) => {
        const root = doc(names.session(id));
        return listActiveRooms(root).map(({ id, name }) =>
          `${name}: ${
            listStudents(root).filter(({ room }) => room === id)
              .map((it) => members(root).get(it.id)!.name).sort().join(", ")
          }`
        );
      }),
  };
}

const present = (people: ReadonlyMap<string, Member>) =>
  [...people.values()].filter(({ role, removed }) =>
    role === "student" && !removed
  ).map(({ name }) => name);

const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name} ${n}`);

Deno.test("removing all who joined since a moment separates them from those who stay (J-4)", async () => {
  const at = await attacked(["Amy", "Ben"], many("Fake", 20));
  await using school = at.school;
  const fakeOne = (await at.fake[0].identityIn(at.session.id))!;
  const socket = await school.connectMember(fakeOne);
  const friend = (await at.fake[7].identityIn(at.session.id))!.member;
  const removed = await at.remove([friend]);
  assert.equal(removed.length, 19);
  assert.equal((await socket.closed).reason, "removed");
  assert.deepEqual(present(await at.people()), ["Amy", "Ben", "Fake 7"]);
  assert.deepEqual(await at.remove([friend]), [], "there is nobody left");
});

Deno.test("a student allowed back after a crowd's removal gets a group (J-4)", async () => {
  const at = await attacked(["Amy", "Ben", "Cleo"], many("Fake", 10), {
    breakouts: { auto: true, capacity: 4 },
  });
  await using school = at.school;
  await at.remove();
  assert.deepEqual(await at.groups(), ["Group A: Amy, Ben, Cleo"]);
  const { member } = (await at.fake[3].identityIn(at.session.id))!;
  await school.app.membership.allowMember(at.teacher, member);
  assert.deepEqual(await at.groups(), ["Group A: Amy, Ben, Cleo, Fake 3"]);
  assert.equal(
    await refusalNameOf(at.fake[4].join(at.session.code, "Fake 4")),
    "removed",
  );
});

Deno.test("one of a removed crowd can be erased, and the others allowed back (J-4, O-3)", async () => {
  const at = await attacked(["Amy"], ["Ben", "Cleo"]);
  await using school = at.school;
  const { classLists, erasure, membership } = school.app;
  const listed = ["Ben", "Cleo"].map((name) => ({ name }));
  await classLists.replaceList(at.teacher, { names: listed });
  const [ben, cleo] = await Promise.all(
    at.fake.map(async (it) => (await it.identityIn(at.session.id))!.member),
  );
  await at.remove();
  await erasure.erase(at.teacher, ben);
  await membership.allowMember(at.teacher, cleo);
  assert.deepEqual(present(await at.people()), ["Amy", "Cleo"]);
  assert.deepEqual(
    (await classLists.view(at.teacher)).map((it) => [it.name, it.member]),
    [["Cleo", cleo]],
    "their place in the list is theirs again",
  );
  const allowed = membership.allowMember(at.teacher, ben);
  assert.equal(await refusalNameOf(allowed), "not-found");
});

Deno.test("a newcomer after a crowd's removal is grouped with the others, not alone (J-4, B-2)", async () => {
  const at = await attacked(["Amy", "Ben"], many("Fake", 24), {
    breakouts: { auto: true, capacity: 4 },
  });
  await using school = at.school;
  await at.remove();
  for (const name of ["Cleo", "Dan", "Eve"]) {
    inside(await school.newBrowser().join(at.session.code, name));
  }
  assert.deepEqual(await at.groups(), [
    "Group A: Amy, Ben, Cleo, Dan",
    "Group B: Eve",
  ]);
});

Deno.test("a removed crowd under students' names keeps none of the students out (J-4)", async () => {
  const pupils = ["Amy", "Ben", "Cleo"];
  const at = await attacked([], pupils);
  await using school = at.school;
  const { code, id } = at.session;
  await school.app.classLists.replaceList(at.teacher, {
    names: pupils.map((name) => ({ name })),
  });
  const removed = await at.remove();
  for (const name of pupils) {
    const member = inside(
      await school.newBrowser().join(code, name.toLowerCase()),
    );
    assert.equal(
      member.name,
      name.toLowerCase(),
      "it is theirs, and no number",
    );
  }
  const list = await school.app.classLists.view(at.teacher);
  assert(list.every(({ member }) => member !== null));

  for (const [n, browser] of at.fake.entries()) {
    assert.equal(await refusalNameOf(browser.join(code, "Other")), "removed");
    browser.cookies.delete(`member_${id}`);
    assert.equal(await refusalNameOf(browser.join(code, pupils[n])), "removed");
  }

  await at.allow(removed);
  const all = present(await at.people());
  assert.deepEqual(all.sort(), [
    "Amy (2)",
    "Ben (2)",
    "Cleo (2)",
    "amy",
    "ben",
    "cleo",
  ]);
  const again = await school.app.classLists.view(at.teacher);
  assert.deepEqual(again, list, "the list is the pupils'");
});

Deno.test("an individually removed student keeps their name, and nobody else gets in by it (J-4)", async () => {
  const at = await attacked([], ["Amy"]);
  await using school = at.school;
  const { member } = (await at.fake[0].identityIn(at.session.id))!;
  await school.app.membership.removeMember(at.teacher, member);
  const joins = school.newBrowser().join(at.session.code, "Amy");
  assert.equal(await refusalNameOf(joins), "removed");
});

Deno.test("a student merged into a member of a removed crowd is out and back with them (J-4)", async () => {
  const at = await attacked(["Zoe"], ["Amy", "Amy at home"]);
  await using school = at.school;
  const { id, code } = at.session;
  const [amy, home] = await Promise.all(
    at.fake.map(async (it) => (await it.identityIn(id))!.member),
  );
  await school.app.membership.mergeMember(at.teacher, home, { member: amy });
  const removed = await at.remove();
  assert.deepEqual(present(await at.people()), ["Zoe"]);
  const other = inside(await school.newBrowser().join(code, "Amy at home"));
  assert.equal(other.name, "Amy at home");
  await at.allow(removed);
  const people = await at.people();
  assert.equal(people.get(home)?.mergedInto, amy);
  assert.deepEqual(present(people), ["Zoe", "Amy", "Amy at home"]);
});

Deno.test("a removed crowd's hands go down, and people who wait for one of them are refused (J-4)", async () => {
  const at = await attacked(["Zoe"], ["Amy", "Ben"]);
  await using school = at.school;
  const { id, code } = at.session;
  const amy = (await at.fake[0].identityIn(id))!;
  await school.connectMember(amy);
  assert.equal(await school.runCommand(amy, { kind: "help", on: true }), null);
  const other = school.newBrowser();
  const asked = await other.join(code, "Amy");
  assert(asked.kind === "waiting");
  await at.remove();
  const staff = names.staff(id), own = names.member(id, amy.member);
  const left = await school.app.sync.read(id, [staff, own], ({ doc }) => [
    doc(staff).getArray("help").length,
    doc(staff).getMap("waiting").size,
    doc(own).getMap("help").size,
  ]);
  assert.deepEqual(left, [0, 0, 0]);
});

Deno.test("a large crowd is removed in several commits (J-4)", async () => {
  const at = await attacked(["Amy"], []);
  await using school = at.school;
  await school.app.sessions.change(school.teacher, at.session.id, {
    limits: { students: 1000 },
  });
  await Promise.all(
    many("Fake", 250).map((name) =>
      school.newBrowser().join(at.session.code, name)
    ),
  );
  assert.equal((await at.remove()).length, 250);
  assert.deepEqual(present(await at.people()), ["Amy"]);
});

Deno.test("repeatedly removed crowds do not fill a class for good (J-9)", async () => {
  const at = await attacked(["Amy"], ["Fake"]);
  await using school = at.school;
  const { id, code } = at.session;
  await at.remove();
  // Simulates a thousand such rounds.
  await school.changeDirectly(id, (doc) => {
    const entry: Member = {
      name: "Fake",
      role: "student",
      joinedAt: school.time.now - minute,
      room: null,
      removed: true,
      removedWith: newId(),
    };
    while (members(doc).size < maxMembers) {
      const n = members(doc).size;
      members(doc).set(newId(), { ...entry, name: `Fake ${n}` });
    }
  });
  for (const name of many("Pupil", 20)) {
    inside(await school.newBrowser().join(code, name));
  }
  const people = await at.people();
  assert.equal(people.size, maxMembers);
  assert.equal(present(people).length, 21);
  assert.equal(
    await refusalNameOf(at.fake[0].join(code, "Fake again")),
    "removed",
  );
});

Deno.test("only the teacher removes many students, while the class runs (J-4)", async () => {
  const at = await attacked(["Amy"], ["Ben"]);
  await using school = at.school;
  const { membership, sessions } = school.app;
  const amy = (await at.real[0].identityIn(at.session.id))!;
  const joinedSince = at.since;
  const ask = { joinedSince, keep: [], messages: true };
  const removes = membership.removeJoinedSince(amy, ask);
  assert.equal(await refusalNameOf(removes), "not-allowed");
  await sessions.end(school.teacher, at.session.id, { now: true });
  assert.equal(await refusalNameOf(at.remove()), "ended");
});

Deno.test("a name is automatic if the rule gives it (B-3)", () => {
  const given: string[] = [];
  for (let n = 0; n < 40; n++) given.push(nextGroupName(given));
  assert.deepEqual(given.map(automaticGroupNumber), given.map((_, n) => n + 1));
  for (const name of ["Group a", "Group 7", "Group 027", "Red", "Group AB"]) {
    assert.equal(automaticGroupNumber(name), null, name);
  }
});

/** A shared computer with two ended classes of Amy's and one of Ben's. */
async function shared() {
  const school = await School.open();
  const computer = school.newBrowser();
  const over: Record<string, string> = {};
  for (const [what, name] of [["first", "Amy"], ["bens", "Ben"]]) {
    over[what] = await attend(school, computer, name);
    await school.app.sessions.end(school.teacher, over[what], { now: true });
  }
  const now = await attend(school, computer, "amy");
  return { school, computer, over, now };
}

async function attend(school: School, browser: Browser, name: string) {
  const session = await school.createSession();
  const entry = await browser.join(session.code, name);
  assert(entry.kind === "in");
  return session.id;
}

/** Sessions linked to a browser. */
async function tied(school: School): Promise<Set<unknown>> {
  const found = new Set();
  for await (const { key } of school.app.kv.list({ prefix: ["browser"] })) {
    found.add(key[2]);
  }
  return found;
}

Deno.test("leaving a class forgets the student's earlier classes of that name, and nobody else's (J-6)", async () => {
  const { school, computer, over, now } = await shared();
  await using _ = school;
  const left = await school.app.leaving.leave(now, computer.from);
  assert.deepEqual(left, [now, over.first]);
  assert.deepEqual(await tied(school), new Set([over.bens]));
  assert.equal(await computer.identityIn(over.first), null);
  assert((await computer.identityIn(over.bens)) !== null);
});

Deno.test("a past class can be left with an expired cookie, and the running one stays (J-6)", async () => {
  const { school, computer, over, now } = await shared();
  await using _ = school;
  school.time.now += 26 * 60 * 60 * 1000;
  computer.cookies.delete(`member_${over.first}`);
  await school.app.leaving.leave(over.first, computer.from);
  assert.deepEqual(await tied(school), new Set([over.bens, now]));
});

Deno.test("leaving everywhere clears all past classes from a shared computer (J-6)", async () => {
  const { school, computer, over, now } = await shared();
  await using _ = school;
  const left = await school.app.leaving.leaveEverywhere(computer.from);
  assert.deepEqual(new Set(left), new Set([over.first, over.bens]));
  assert.deepEqual(await tied(school), new Set([now]));
  assert.deepEqual(await school.app.leaving.leaveEverywhere(computer.from), []);
});

Deno.test("leaving a class that one was never in changes nothing (ACCESS-5)", async () => {
  const { school, computer, over, now } = await shared();
  await using _ = school;
  await school.app.leaving.leave(over.first, school.newBrowser().from);
  assert.deepEqual(
    await tied(school),
    new Set([over.first, over.bens, now]),
  );
  assert((await computer.identityIn(now)) !== null);
});
