import assert from "node:assert/strict";
import { readClassDocuments } from "../../../classroom/model/layout.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import { members } from "../../../classroom/model/roots.ts";
import {
  attendanceOf,
  classList,
  returningMembers,
} from "../../../classroom/model/staff_roots.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { runAct } from "../asking.ts";
import { type Browser, School } from "../school.ts";

/** The browser's student, as the page of a link to this class learns. */
async function youIn({ id }: SessionView, { school, from }: Browser) {
  return await school.app.roster.findKnownStudent(id, from);
}

async function enter({ code }: SessionView, browser: Browser, name: string) {
  const entry = await browser.join(code, name);
  assert(entry.kind === "in", entry.kind);
  return entry;
}

/** Leaves, as the cookies that the page deletes. */
async function undo({ id }: SessionView, browser: Browser) {
  const { leaving } = browser.school.app;
  for (const session of await leaving.undoJoin(id, browser.from)) {
    browser.cookies.delete(`member_${session}`);
  }
}

const end = ({ app, teacher }: School, { id }: SessionView) =>
  app.sessions.end(teacher, id, { now: true });

/** Dan has a browser from Monday's class, which is over. */
async function afterMonday(next: Record<string, unknown> = {}) {
  const school = await School.open();
  const monday = await school.createSession();
  const dan = school.newBrowser();
  await enter(monday, dan, "Dan");
  await end(school, monday);
  const session = await school.createSession({
    name: "Tuesday",
    ...next.restart === true && { restartOf: monday.id },
  });
  const look = <T>(
    read: Parameters<typeof readClassDocuments<T>>[2],
  ) => readClassDocuments(school.app.sync, session.id, read);
  const names = () =>
    look((docs) =>
      [...members(docs.session).values()]
        .filter(({ role }) => role === "student").map(({ name }) => name)
    );
  return { school, monday, dan, session, look, names };
}

Deno.test("a browser is known in the teacher's next class by its one student, a new one is not (J-1)", async () => {
  const { school, dan, session } = await afterMonday();
  await using _ = school;
  assert.equal(await youIn(session, dan), "Dan");
  assert.equal(await youIn(session, school.newBrowser()), null);
  const { rejoined } = await enter(session, dan, "Dan");
  assert.equal(rejoined, false);
  assert.equal(await youIn(session, dan), null, "it is in already");
});

Deno.test("asking who a browser is makes no member (J-1)", async () => {
  const { school, dan, session, names } = await afterMonday();
  await using _ = school;
  await youIn(session, dan);
  assert.deepEqual(await names(), []);
});

Deno.test("a browser is known in a repeated class, and is that student there (S-6)", async () => {
  const { school, dan, session } = await afterMonday({ restart: true });
  await using _ = school;
  assert.equal(await youIn(session, dan), "Dan");
  assert.equal((await enter(session, dan, "Dan")).rejoined, true);
});

Deno.test("a computer of several students, or one that was left, is nobody's (J-1, J-6)", async () => {
  const school = await School.open();
  await using _ = school;
  const shared = school.newBrowser(), left = school.newBrowser();
  const monday = await school.createSession();
  await enter(monday, shared, "Dan");
  await enter(monday, left, "Eva");
  await end(school, monday);
  const tuesday = await school.createSession();
  assert.equal(await youIn(tuesday, left), "Eva");
  await school.app.leaving.leave(monday.id, left.from);
  assert.equal(await youIn(tuesday, left), null);
  await enter(tuesday, shared, "Amy");
  await end(school, tuesday);
  const wednesday = await school.createSession();
  assert.equal(await youIn(wednesday, shared), null);
});

Deno.test("another teacher's class does not learn whose a browser is (J-1)", async () => {
  const { school, dan } = await afterMonday();
  await using _ = school;
  const other = { ...school.teacher, id: newId(), name: "Mr Wu" };
  await school.app.kv.set(["account", other.id], {
    id: other.id,
    createdAt: 0,
  });
  const theirs = await school.app.sessions.create(
    other,
    createSessionBody.parse({ name: "Art" }),
  );
  assert.equal(await youIn(theirs, dan), null);
});

Deno.test("a browser that came by a name alone is not known by it (J-2)", async () => {
  const school = await School.open();
  await using _ = school;
  const monday = await school.createSession();
  await enter(monday, school.newBrowser(), "Dan");
  const another = school.newBrowser();
  assert.equal((await enter(monday, another, "Dan")).byName, true);
  await end(school, monday);
  assert.equal(await youIn(await school.createSession(), another), null);
});

Deno.test("a removed student's browser, and one whose name is taken, are asked for a name (J-1, J-4)", async () => {
  const { school, dan, session } = await afterMonday();
  await using _ = school;
  await enter(session, school.newBrowser(), "dan");
  assert.equal(await youIn(session, dan), null);
  await end(school, session);
  const third = await school.createSession();
  const eva = school.newBrowser();
  const { member } = await enter(third, eva, "Eva");
  const who = await school.ownerIdentity(third.id);
  await school.app.membership.removeMember(who, member.id);
  assert.equal(await youIn(third, eva), null);
  await end(school, third);
  assert.equal(await youIn(await school.createSession(), eva), null);
});

Deno.test("Not Dan? leaves nothing of a student who came at once, and asks for a name (J-1)", async () => {
  const { school, dan, session, look, names } = await afterMonday();
  await using _ = school;
  const who = await school.ownerIdentity(session.id);
  await runAct({ classLists: school.app.classLists }, who, "PUT /class-list", {
    names: [{ name: "Dan" }],
  });
  const { member } = await enter(session, dan, "Dan");
  await undo(session, dan);
  assert.deepEqual(await names(), []);
  const left = await look(({ staff }) => [
    [...classList(staff).values()].map((entry) => entry.member),
    attendanceOf(staff).has(member.id),
  ]);
  assert.deepEqual(left, [[undefined], false]);
  assert.equal(await youIn(session, dan), null);

  const ben = await enter(session, dan, "Ben");
  assert.equal(ben.rejoined, false);
  const real = school.newBrowser();
  assert.equal((await enter(session, real, "Dan")).member.name, "Dan");
  assert.deepEqual(await names(), ["Ben", "Dan"]);
});

Deno.test("Not Dan? in a repeated class leaves his place to him (S-6)", async () => {
  const { school, dan, session, look, names } = await afterMonday({
    restart: true,
  });
  await using _ = school;
  await enter(session, dan, "Dan");
  await undo(session, dan);
  assert.deepEqual(await names(), []);
  const places = await look(({ staff }) =>
    [...returningMembers(staff).values()].map(({ member }) => member)
  );
  assert.deepEqual(places, [undefined]);
  assert.equal(
    (await school.newBrowser().join(session.code, "Dan")).kind,
    "waiting",
  );
});

Deno.test("a student who wrote, or came more than a minute ago, is left but not deleted (J-1, J-6)", async () => {
  for (const how of ["wrote", "late"]) {
    const { school, dan, session, names } = await afterMonday();
    await using _ = school;
    await enter(session, dan, "Dan");
    const who = await dan.identityIn(session.id);
    assert(who);
    if (how === "late") school.time.now += 61_000;
    else {
      assert.equal(
        await school.runCommand(who, { kind: "say", room: "main", text: "hi" }),
        null,
      );
    }
    await undo(session, dan);
    assert.deepEqual(await names(), ["Dan"], how);
    assert.equal(await dan.identityIn(session.id), null, how);
  }
});

Deno.test("a member who typed the name stays after an undo, so that undoing is no way to join often (J-9)", async () => {
  const school = await School.open();
  await using _ = school;
  const session = await school.createSession();
  const amy = school.newBrowser();
  await enter(session, amy, "Amy");
  await undo(session, amy);
  await enter(session, amy, "Amy");
  const people = await readClassDocuments(
    school.app.sync,
    session.id,
    (docs) =>
      [...members(docs.session).values()]
        .filter(({ role }) => role === "student").length,
  );
  assert.equal(people, 2, "one by the name alone");
});
