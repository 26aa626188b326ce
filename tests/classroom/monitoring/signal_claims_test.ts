/** S-9: what calls the teachers of a class calls all of them until one takes it, and again when that one is gone. */
import assert from "node:assert/strict";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import type { Taken } from "../../../classroom/model/monitoring/attention.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { Lesson } from "../lesson.ts";
import { refuses } from "../school.ts";

/** A class with a co-teacher, and somebody who looks on. */
async function begin() {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  const come = async (name: string, as: "moderator" | "observer") => {
    const id = newId();
    const email = `${id}@example.org`;
    await app.kv.set(["account", id], {
      id,
      name,
      email,
      createdAt: 0,
      granted: true,
    });
    await app.kv.set(["account-by-email", email], id);
    await app.colleagues.invite(teacher, email, as);
    const account: Teacher = { id, name, email, plan: true };
    if (as === "observer") {
      const { from } = school.browser();
      await app.knocks.knock(account, { code: session.code }, from);
    }
    const who = await app.identities.staff(session.id, account);
    assert(who);
    return Object.assign(who, { email });
  };
  const holder = async (key: string) =>
    (await lesson.staff<Taken>("taken", key))?.by;
  return { lesson, come, holder };
}

Deno.test("S-9: of two who take it at the same moment one has it, and both hear who; it can be given back", async () => {
  const { lesson, come, holder } = await begin();
  await using _ = lesson;
  const { school, teacher, students: [amy, ben] } = lesson;
  const { taking } = school.app;
  const wu = await come("Ms Wu", "moderator");
  const ho = await come("Mr Ho", "observer");
  const key = `hand-${amy.member}`;
  await refuses(taking.take(wu, key), "not-found");
  await school.command(amy, { kind: "help", on: true });
  const [one, other] = await Promise.all([
    taking.take(wu, key),
    taking.take(teacher, key),
  ]);
  assert.deepEqual(one, other);
  assert.equal(one.by, wu.member);
  assert.equal(one.name, "Ms Wu");
  for (const who of [ho, ben, amy]) {
    await refuses(taking.take(who, key), "not-allowed");
    await refuses(taking.giveBack(who, key), "not-allowed");
  }
  await refuses(taking.giveBack(teacher, key), "not-allowed");
  await taking.giveBack(wu, key);
  await taking.giveBack(wu, key);
  assert.equal(await holder(key), undefined);
  assert.equal((await taking.take(teacher, key)).by, teacher.member);

  // Another hand of the same student is nobody's.
  await school.command(amy, { kind: "help", on: false });
  school.time.now += 1000;
  await school.command(amy, { kind: "help", on: true });
  assert.equal((await taking.take(wu, key)).by, wu.member);
});

Deno.test("S-9: it comes back when who took it is offline for two minutes, and when their seat is taken back", async () => {
  const { lesson, come, holder } = await begin();
  await using _ = lesson;
  const { school, teacher, students: [amy] } = lesson;
  const { colleagues, monitor, taking } = school.app;
  const wu = await come("Ms Wu", "moderator");
  const key = `words-${amy.member}`;
  const mine = await school.online(teacher);
  let theirs = await school.online(wu);
  await lesson.ask(amy, "I hate my life");
  await taking.take(wu, key);
  const look = async (after: number) => {
    school.time.now += after;
    await monitor.look();
    return await holder(key);
  };
  assert.equal(await look(10 * 60_000), wu.member, "who is here keeps it");
  await school.offline(wu, theirs);
  assert.equal(await look(0), wu.member);
  assert.equal(await look(119_000), wu.member);
  theirs = await school.online(wu);
  assert.equal(await look(60_000), wu.member, "they are back");
  await school.offline(wu, theirs);
  assert.equal(await look(0), wu.member);
  assert.equal(await look(120_000), undefined);

  // Seat taken back: the next one has it at once.
  await taking.take(wu, key);
  await colleagues.withdraw(teacher, wu.email, "moderator");
  assert.equal((await taking.take(teacher, key)).by, teacher.member);
  assert.equal(await look(0), teacher.member);
  // Dealt with: nothing is left of it.
  await monitor.settle(teacher, amy.member);
  assert.equal(await look(0), undefined);
  await school.offline(teacher, mine);
});
