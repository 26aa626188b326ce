/** S-8, S-9: moderators and observers come by invitation or are let in, see, and are gone, each in one commit. */
import assert from "node:assert/strict";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import { members } from "../../../classroom/layout.ts";
import { documents as names } from "../../../classroom/schema/documents.ts";
import { newId } from "../../../classroom/schema/ids.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { Lesson } from "../lesson.ts";

/** A colleague with an account. */
async function colleague(
  { school: { app } }: Lesson,
  name: string,
): Promise<Teacher> {
  const id = newId();
  const email = `${name.toLowerCase().replace(/\W/g, "")}@example.org`;
  const account = { id, name, email, createdAt: 0, granted: true };
  await app.kv.set(["account", id], account);
  await app.kv.set(["account-by-email", email], id);
  return { id, name, email, plan: true };
}

const refused = async (doing: Promise<unknown>) => {
  try {
    await doing;
    return null;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error.kind;
  }
};

Deno.test("S-8: who knocks sees nothing until they are let observe, then all that the owner reads, and nothing once it is ended", async () => {
  const lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  await using _ = school;
  const lin = await colleague(lesson, "Ms Wu");
  const from = school.browser().from;
  const knock = () => app.knocks.knock(lin, { code: session.code }, from);
  const first = await knock();
  assert(first.kind === "waiting");
  assert.deepEqual(await knock(), first, "they knock once");
  assert.equal(await app.identities.staff(session.id, lin), null);
  assert.equal(await refused(app.sessions.view(lin, session.id)), "not-found");
  const stranger = await colleague(lesson, "Mr Ho");
  const asking = app.knocks.look(stranger, first.waiting);
  assert.equal(await refused(asking), "not-found");

  await app.roster.decideWaiting(teacher, first.waiting, "let-in");
  assert.equal((await app.knocks.look(lin, first.waiting))?.kind, "in");
  const who = await app.identities.staff(session.id, lin);
  assert(who?.role === "observer");
  const view = await app.sessions.view(lin, session.id);
  assert.deepEqual([view.seat, view.member], ["observer", who.member]);
  const all = await app.membership.members(who);
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
  assert.equal(await refused(end), "not-allowed");

  await app.colleagues.stopObserving(teacher, lin.id);
  assert.equal((await staff.closed).reason, "not-allowed");
  const again = await school.connect(who, names.session(session.id));
  assert.deepEqual(await again.closed.then(({ code }) => code), 4403);
  assert.equal(
    await refused(app.colleagues.stopObserving(teacher, lin.id)),
    null,
    "twice is once",
  );
});

Deno.test("S-8: an address that is invited looks on by the code alone, whether or not it had an account then", async () => {
  const lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  await using _ = school;
  await app.colleagues.invite(teacher, "mswu@example.org", "observer");
  const wu = await colleague(lesson, "Ms Wu");
  const from = school.browser().from;
  const knock = () => app.knocks.knock(wu, { code: session.code }, from);
  assert.equal(await app.identities.staff(session.id, wu), null);
  assert.equal((await knock()).kind, "in");
  const who = await app.identities.staff(session.id, wu);
  assert.equal(who?.role, "observer");
  // Who leaves by themselves may come again, as the same member; who is sent away knocks.
  await app.colleagues.stopObserving(who!, wu.id);
  assert.equal((await knock()).kind, "in");
  const back = await app.identities.staff(session.id, wu);
  assert.deepEqual(back, who);
  await app.colleagues.stopObserving(teacher, wu.id);
  assert.equal((await knock()).kind, "waiting");
});

Deno.test("S-9: a moderator comes by the invitation, does what the owner does but for what is the owner's, and is gone at once", async () => {
  const lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  await using _ = school;
  const wu = await colleague(lesson, "Ms Wu");
  await app.colleagues.invite(teacher, wu.email, "moderator");
  const helping = () => app.colleagues.helping(wu);
  assert.deepEqual(await helping(), [{ session: session.id, role: "teacher" }]);
  const [who, same] = await Promise.all([
    app.identities.staff(session.id, wu),
    app.identities.staff(session.id, wu),
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
  const { email } = await colleague(lesson, "Mr Ho");
  const inviting = app.colleagues.invite(who, email, "observer");
  assert.equal(await refused(inviting), "not-allowed");
  const again = app.sessions.create(wu, {
    restartOf: session.id,
    endActive: true,
    keepGroups: false,
    breakouts: {},
  });
  assert.equal(await refused(again), "not-allowed");

  const socket = await school.connect(who, names.staff(session.id));
  await app.colleagues.withdraw(teacher, email, "moderator");
  await app.colleagues.withdraw(teacher, wu.email, "moderator");
  assert.equal((await socket.closed).reason, "not-allowed");
  const late = app.sessions.end(wu, session.id, { now: true });
  assert.equal(await refused(late), "not-allowed");
  assert.deepEqual(await helping(), []);
});

Deno.test("S-8, S-9: who looks on helps from the moment they are asked to, and their account's deletion frees the seat", async () => {
  const lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  await using _ = school;
  const wu = await colleague(lesson, "Ms Wu");
  await app.colleagues.invite(teacher, wu.email, "observer");
  await app.knocks.knock(wu, { code: session.code }, school.browser().from);
  const before = await app.identities.staff(session.id, wu);
  await app.colleagues.invite(teacher, wu.email, "moderator");
  const now = await app.identities.staff(session.id, wu);
  assert.equal(now?.role, "teacher");
  assert.equal(now?.member, before?.member);
  await app.deletion.account(wu.id);
  assert.equal(await app.identities.staff(session.id, wu), null);
  const entry = await lesson.read(
    names.session(session.id),
    (doc) => members(doc).get(now!.member),
  );
  assert.equal(entry?.removed, true);
  await app.deletion.session(session.id);
  const left = await Array.fromAsync(app.kv.list({ prefix: [] }));
  const own = new Set(["seat", "helps", "invited", "invited-to", "waiting"]);
  assert.deepEqual(left.filter(({ key }) => own.has(String(key[0]))), []);
});

Deno.test("S-8, S-9: a teacher’s list has the classes that they help or look on in, with whose they are, and an observed one until it ends", async () => {
  const lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  await using _ = school;
  const wu = await colleague(lesson, "Ms Wu");
  const ho = await colleague(lesson, "Mr Ho");
  await app.kv.set(["account", school.teacher.id], school.teacher);
  await app.colleagues.invite(teacher, wu.email, "observer");
  await app.colleagues.invite(teacher, ho.email, "moderator");
  const listed = async (who: Teacher) =>
    (await app.colleagues.classes(who)).map(({ id, role, of, state }) =>
      [id, role, of, state].join()
    );
  assert.deepEqual(await listed(wu), [], "who is invited to observe knocks");
  const before = [session.id, "teacher", "Ms Lin", "active"].join();
  assert.deepEqual(await listed(ho), [before]);
  assert.deepEqual(await app.colleagues.helpsNow(ho), [session.id]);
  const from = school.browser().from;
  await app.knocks.knock(wu, { code: session.code }, from);
  const observed = [session.id, "observer", "Ms Lin", "active"].join();
  assert.deepEqual(await listed(wu), [observed]);
  assert.deepEqual(await app.colleagues.helpsNow(wu), [], "they keep nothing");
  await app.sessions.end(school.teacher, session.id, { now: true });
  assert.deepEqual(await listed(wu), []);
  assert.deepEqual(await app.colleagues.helpsNow(ho), []);
});
