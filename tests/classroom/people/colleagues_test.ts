/** S-8, S-9: moderators and observers arrive by invitation or admission and leave, each in one commit. */
import assert from "node:assert/strict";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import { members } from "../../../classroom/model/layout.ts";
import { invitationsOf } from "../../../classroom/people/staff/seats.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { Lesson } from "../lesson.ts";
import { refusalOf } from "../school.ts";

Deno.test("S-8: who knocks sees nothing until they are let observe, then all that the owner reads, and nothing once it is ended", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  const lin = await lesson.colleague("Ms Wu");
  const from = school.browser().from;
  const knock = () => app.knocks.requestJoin(lin, { code: session.code }, from);
  const first = await knock();
  assert(first.kind === "waiting");
  assert.deepEqual(await knock(), first, "they knock once");
  assert.equal(await app.identities.findStaff(session.id, lin), null);
  assert.equal(
    await refusalOf(app.sessions.view(lin, session.id)),
    "not-found",
  );
  const stranger = await lesson.colleague("Mr Ho");
  const asking = app.knocks.status(stranger, first.waiting);
  assert.equal(await refusalOf(asking), "not-found");

  await app.roster.decideWaiting(teacher, first.waiting, "let-in");
  assert.equal((await app.knocks.status(lin, first.waiting))?.kind, "in");
  const who = await app.identities.findStaff(session.id, lin);
  assert(who?.role === "observer");
  const view = await app.sessions.view(lin, session.id);
  assert.deepEqual([view.seat, view.member], ["observer", who.member]);
  const all = await app.membership.listMembers(who);
  assert.deepEqual(all.map(({ name, role }) => `${name}, ${role}`), [
    "Ms Lin, teacher",
    "Amy, student",
    "Ms Wu, observer",
  ]);
  const staff = await school.connect(who, names.staff(session.id));
  assert(await staff.registered);
  const own = await lesson.does(who, { kind: "say", text: "Hello" });
  assert.notEqual(own, null, "an observer writes nothing");
  const end = app.sessions.end(lin, session.id, { now: true });
  assert.equal(await refusalOf(end), "not-allowed");

  await app.colleagues.stopObserving(teacher, lin.id);
  assert.equal((await staff.closed).reason, "not-allowed");
  const again = await school.connect(who, names.session(session.id));
  assert.deepEqual(await again.closed.then(({ code }) => code), 4403);
  // Repeating changes nothing.
  await app.colleagues.stopObserving(teacher, lin.id);
});

Deno.test("S-8: an address that is invited looks on by the code alone, whether or not it had an account then", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  await app.colleagues.invite(teacher, "mswu@example.org", "observer");
  const wu = await lesson.colleague("Ms Wu");
  const from = school.browser().from;
  const knock = () => app.knocks.requestJoin(wu, { code: session.code }, from);
  assert.equal(await app.identities.findStaff(session.id, wu), null);
  assert.equal((await knock()).kind, "in");
  const who = await app.identities.findStaff(session.id, wu);
  assert.equal(who?.role, "observer");
  // An observer who leaves may return as the same member; a removed one must ask again, later.
  await app.colleagues.stopObserving(who!, wu.id);
  assert.equal((await knock()).kind, "in");
  const back = await app.identities.findStaff(session.id, wu);
  assert.deepEqual(back, who);
  await app.colleagues.stopObserving(teacher, wu.id);
  assert.equal(await refusalOf(knock()), "not-allowed");
  school.time.now += 5 * 60_000;
  assert.equal((await knock()).kind, "waiting");
});

Deno.test("S-9: a moderator comes by the invitation, does what the owner does but for what is the owner's, and is gone at once", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.colleague("Ms Wu");
  await app.colleagues.invite(teacher, wu.email, "moderator");
  const helping = async () =>
    (await app.colleagues.listClasses(wu)).map(({ id, role }) => [id, role]);
  assert.deepEqual(await helping(), [[session.id, "teacher"]]);
  const [who, same] = await Promise.all([
    app.identities.findStaff(session.id, wu),
    app.identities.findStaff(session.id, wu),
  ]);
  assert(who?.role === "teacher" && !who.owner);
  assert.deepEqual(same, who, "two requests at once take one seat");
  assert.equal(
    await lesson.does(who, { id: newId(), kind: "say", text: "Good morning" }),
    null,
  );
  const badge = await lesson.read(
    names.session(session.id),
    (doc) => members(doc).get(who.member)?.role,
  );
  assert.equal(badge, "teacher");
  const extended = await app.sessions.extend(wu, session.id, { minutes: 5 });
  assert.deepEqual([extended.seat, extended.member], ["moderator", who.member]);
  const { email } = await lesson.colleague("Mr Ho");
  const inviting = app.colleagues.invite(who, email, "observer");
  assert.equal(await refusalOf(inviting), "not-allowed");
  const again = app.sessions.create(wu, {
    restartOf: session.id,
    endActive: true,
    keepGroups: false,
    breakouts: {},
  });
  assert.equal(await refusalOf(again), "not-allowed");

  const socket = await school.connect(who, names.staff(session.id));
  await app.colleagues.withdraw(teacher, email, "moderator");
  await app.colleagues.withdraw(teacher, wu.email, "moderator");
  assert.equal((await socket.closed).reason, "not-allowed");
  const late = app.sessions.end(wu, session.id, { now: true });
  assert.equal(await refusalOf(late), "not-allowed");
  assert.deepEqual(await helping(), []);
});

Deno.test("S-8, S-9: who looks on helps from the moment they are asked to, and their account's deletion frees the seat", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.colleague("Ms Wu");
  await app.colleagues.invite(teacher, wu.email, "observer");
  await app.knocks.requestJoin(
    wu,
    { code: session.code },
    school.browser().from,
  );
  const before = await app.identities.findStaff(session.id, wu);
  await app.colleagues.invite(teacher, wu.email, "moderator");
  const now = await app.identities.findStaff(session.id, wu);
  assert.equal(now?.role, "teacher");
  assert.equal(now?.member, before?.member);
  await app.deletion.deleteAccount(wu.id);
  assert.equal(await app.identities.findStaff(session.id, wu), null);
  const entry = await lesson.read(
    names.session(session.id),
    (doc) => members(doc).get(now!.member),
  );
  assert.equal(entry?.removed, true);
  await app.deletion.deleteSession(session.id);
  const left = await Array.fromAsync(app.kv.list({ prefix: [] }));
  const own = new Set([
    "seat",
    "helps",
    "helps-now",
    "invited",
    "invited-to",
    "waiting",
  ]);
  assert.deepEqual(left.filter(({ key }) => own.has(String(key[0]))), []);
});

Deno.test("S-8, S-9: a teacher’s list has the classes that they help or look on in, with whose they are, and an observed one until it ends", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.colleague("Ms Wu");
  const ho = await lesson.colleague("Mr Ho");
  await app.kv.set(["account", school.teacher.id], school.teacher);
  await app.colleagues.invite(teacher, wu.email, "observer");
  await app.colleagues.invite(teacher, ho.email, "moderator");
  const listed = async (who: Teacher) =>
    (await app.colleagues.listClasses(who)).map(({ id, role, of, state }) =>
      [id, role, of, state].join()
    );
  const [asked] = await app.colleagues.listClasses(wu);
  assert.deepEqual(
    [asked.id, asked.role, asked.invited, asked.code],
    [session.id, "observer", true, session.code],
    "who is invited to observe comes by the code",
  );
  const before = [session.id, "teacher", "Ms Lin", "active"].join();
  assert.deepEqual(await listed(ho), [before]);
  assert.deepEqual(
    await app.colleagues.runningModerated(ho),
    [],
    "nor have they come",
  );
  await app.identities.findStaff(session.id, ho);
  assert.deepEqual(await listed(ho), [before]);
  assert.deepEqual(await app.colleagues.runningModerated(ho), [session.id]);
  const from = school.browser().from;
  await app.knocks.requestJoin(wu, { code: session.code }, from);
  const observed = [session.id, "observer", "Ms Lin", "active"].join();
  assert.deepEqual(await listed(wu), [observed]);
  assert.deepEqual(
    await app.colleagues.runningModerated(wu),
    [],
    "they keep nothing",
  );
  await app.sessions.end(school.teacher, session.id, { now: true });
  assert.deepEqual(await listed(wu), []);
  assert.deepEqual(await listed(ho), [before.replace("active", "ended")]);
  assert.deepEqual(await app.colleagues.runningModerated(ho), []);
});

Deno.test("S-9: how often a teacher has helped costs a page nothing: of a class that is over, or left, it is read once at most", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.colleague("Ms Wu");
  const keysNow = async () =>
    (await Array.fromAsync(app.kv.list({ prefix: ["helps-now"] })))
      .map(({ key }) => key.slice(1));
  const helps = async (class_: string) => {
    await app.colleagues.invite(
      await school.owner(class_),
      wu.email,
      "moderator",
    );
    await app.identities.findStaff(class_, wu);
  };
  await helps(session.id);
  assert.deepEqual(await keysNow(), [[wu.id, session.id]]);
  await app.colleagues.withdraw(teacher, wu.email, "moderator");
  assert.deepEqual(await keysNow(), []);
  await helps(session.id);
  await app.sessions.end(school.teacher, session.id, { now: true });
  assert.deepEqual(await app.colleagues.runningModerated(wu), []);
  assert.deepEqual(await keysNow(), []);
  // Moderators also help before the class begins.
  const startsAt = new Date(school.time.now + 3_600_000).toISOString();
  const ahead = await school.session({ startsAt });
  await helps(ahead.id);
  assert.deepEqual(await app.colleagues.runningModerated(wu), [ahead.id]);
  await app.deletion.deleteSession(ahead.id);
  assert.deepEqual(await keysNow(), []);
});

Deno.test("S-8, S-9: however many invite at once, an address has one invitation and another one its own", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const others = ["a", "b", "c", "d"].map((it) => `${it}@example.org`);
  await Promise.all(
    ["wu@example.org", "wu@example.org", "wu@example.org", ...others]
      .map((it) => app.colleagues.invite(teacher, it, "observer")),
  );
  const held = () =>
    lesson.read(
      names.staff(session.id),
      (doc) => [...invitationsOf(doc).keys()],
    );
  const stored = (await Array.fromAsync(
    app.kv.list<{ id: string }>({ prefix: ["invited", session.id] }),
  )).map(({ value }) => value.id);
  assert.equal(stored.length, 5);
  assert.deepEqual((await held()).sort(), stored.sort());
  await app.colleagues.withdraw(teacher, "wu@example.org", "observer");
  assert.equal((await held()).length, 4);
});

Deno.test("J-9, S-8, S-9: a colleague who is called as somebody in the class has a number, and no student is called as any of the staff", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy Wu"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  const nameOf = async (who: Teacher) => {
    const { member } = (await app.identities.findStaff(session.id, who))!;
    return await lesson.read(
      names.session(session.id),
      (doc) => members(doc).get(member)?.name,
    );
  };
  const comes = async (name: string, as: "observer" | "moderator") => {
    const who = await lesson.colleague(name);
    const email = `${newId()}@example.org`;
    await app.kv.set(["account-by-email", email], who.id);
    const one = { ...who, email };
    await app.colleagues.invite(teacher, email, as);
    const from = school.browser().from;
    await app.knocks.requestJoin(one, { code: session.code }, from);
    return one;
  };
  const amy = await comes("AMY  WU", "observer");
  assert.equal(await nameOf(amy), "AMY WU (2)");
  assert.equal(await nameOf(await comes("Ms Lin", "observer")), "Ms Lin (2)");
  // A Cyrillic lookalike counts as the same name.
  const lin = await comes("Ms L\u0456n", "moderator");
  assert.equal(await nameOf(lin), "Ms L\u0456n (3)");
  const ho = await comes("Mr Ho", "observer");
  assert.equal(await nameOf(ho), "Mr Ho");
  for (const name of ["mr ho", "Mr Ho (2)", "Ms Lin 3", "Amy Wu (3)"]) {
    const joining = school.browser().join(session.code, name);
    assert.equal(await refusalOf(joining), "name-refused", name);
  }
  // A returning or promoted colleague keeps the name.
  await app.colleagues.invite(teacher, amy.email, "moderator");
  assert.equal(await nameOf(amy), "AMY WU (2)");
  await app.colleagues.withdraw(teacher, ho.email, "observer");
  await app.colleagues.invite(teacher, ho.email, "moderator");
  assert.equal(await nameOf(ho), "Mr Ho");
});

Deno.test("O-3, S-8, S-9: whose account is deleted leaves no seat and no knock, also where they were just coming", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const from = school.browser().from;
  const [wu, ho, ray] = [
    await lesson.colleague("Ms Wu"),
    await lesson.colleague("Mr Ho"),
    await lesson.colleague("Ms Ray"),
  ];
  const knock = (who: Teacher) =>
    app.knocks.requestJoin(who, { code: session.code }, from);
  await app.colleagues.invite(teacher, wu.email, "moderator");
  const first = await knock(ho), second = await knock(ray);
  assert(first.kind === "waiting" && second.kind === "waiting");
  await app.roster.decideWaiting(teacher, second.waiting, "refuse");
  for (const { id } of [wu, ho, ray]) {
    await app.kv.delete(["account", id]);
    await app.deletion.deleteAccount(id);
  }
  // Requests in progress fail, too.
  assert.equal(await app.colleagues.findSeat(session.id, wu), null);
  assert.equal(await refusalOf(knock(ho)), "not-signed-in");
  assert.equal(await app.knocks.status(ho, first.waiting), null);

  const left = await Array.fromAsync(app.kv.list({ prefix: [] }));
  const traces = left.filter(({ key, value }) =>
    [wu, ho, ray].some(({ id, email }) =>
      key.includes(id) || JSON.stringify(value ?? null)?.includes(email) &&
        key[0] !== "invited"
    )
  ).map(({ key }) => key.join(" "))
    .filter((key) => !key.startsWith("account-by-email"));
  assert.deepEqual(traces, []);
  const staff = await lesson.read(
    names.staff(session.id),
    (doc) =>
      JSON.stringify(
        [...doc.share.keys()].map((key) => [key, doc.getMap(key).toJSON()]),
      ),
  );
  for (const { id, email } of [wu, ho, ray]) {
    assert(!staff.includes(id) && !staff.includes(email), staff);
  }
});

Deno.test("S-7, S-9: whose class is in the way is said to those whose it is, and is nobody else’s", async () => {
  await using lesson = await Lesson.begin({ ask: { name: "Maths" } });
  const { school, session } = lesson;
  const { app } = school;
  const late = await school.session({
    name: "Biology",
    startsAt: new Date(school.time.now + 60_000).toISOString(),
  });
  const wu = await lesson.colleague("Ms Wu");
  await app.colleagues.invite(
    await school.owner(late.id),
    wu.email,
    "moderator",
  );
  const ask = createSessionBody.parse({ name: "Her own" });
  await app.sessions.create(wu, ask);
  const inTheWay = async (who: Teacher) =>
    (await app.sessions.findBlockingClass(who, late.id))?.name ?? null;
  assert.equal(await inTheWay(school.teacher), "Maths");
  assert.equal(await inTheWay(wu), null);
  await app.colleagues.invite(lesson.teacher, wu.email, "moderator");
  assert.equal(await inTheWay(wu), "Maths");
  await app.sessions.end(school.teacher, session.id, { now: true });
  assert.equal(await inTheWay(school.teacher), null);
});
