import assert from "node:assert/strict";
import { makeApp } from "../../../classroom/app.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { kvKeys } from "../../../classroom/storage/kv_keys.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { makeFailingKv } from "../storage/failing_kv.ts";
import { assertRefused, School } from "../school.ts";
import type { Kv } from "../../../sync/kv/kv.ts";
import { isExpired, Retention } from "../../../classroom/deletion/retention.ts";

const teacher = {
  id: newId(),
  name: "Ms Lin",
  email: "lin@example.org",
  plan: true,
};

/** An app over a KV that stays open. */
const appOver = (kv: Kv, report: (what: string) => void = () => {}) => {
  const kept = new Proxy(kv, {
    get: (target, name) =>
      name === "close" ? () => {} : Reflect.get(target, name).bind?.(target) ??
        Reflect.get(target, name),
  });
  return makeApp(readSettings({}), kept, undefined, undefined, { report });
};

const keysIn = async (kv: Kv) =>
  (await Array.fromAsync(kv.list({ prefix: [] }))).map(({ key }) =>
    key.join(" ")
  ).filter((key) => key !== "retention");

Deno.test("a deletion stopped at any step is completed by the next round (O-3)", async () => {
  const kv = await Deno.openKv(":memory:");
  const from = {
    address: "192.0.2.1",
    member: () => undefined,
    waiting: () => undefined,
    browser: undefined,
  };
  const make = async (name: string) => {
    const app = await appOver(kv);
    const ask = createSessionBody.parse({ name, endActive: true });
    const session = await app.sessions.create(teacher, ask);
    for (const student of ["Amy", "Ben"]) {
      await app.roster.join({ code: session.code, name: student }, from);
    }
    const room = names.room(session.id, "main");
    for (const word of ["one", "two"]) {
      await app.sync.decide(
        session.id,
        [room],
        (tx) => tx.doc(room).getArray("messages").push([{ word }]),
      );
    }
    // An anonymous poll stores its counts outside the documents.
    await app.kv.set(kvKeys.voteBatch(session.id, newId()), { yes: 1 });
    await app.sync.purge(session.id);
    await app.sessions.end(teacher, session.id, { now: true });
    await app.close();
    return session.id;
  };
  await kv.set(["account", teacher.id], { id: teacher.id });
  const other = await make("stays");
  const stays = await keysIn(kv);
  let steps = 0;
  for (let isDone = false; !isDone; steps++) {
    const s = await make(`goes ${steps}`);
    let left = Infinity;
    const dying = await appOver(makeFailingKv(kv, () => left-- <= 0));
    left = steps;
    isDone = await dying.deletion.deleteSession(s).catch(() => false);
    left = Infinity;
    await dying.close();
    const begun = (await keysIn(kv)).includes(`deleting ${s}`);
    const next = await appOver(kv);
    if (begun) {
      assert.equal(await next.retention.runRound(), 1, `step ${steps}`);
    } else if (!isDone) {
      assert.equal(
        (await next.sessions.readRecord(s))?.id,
        s,
        "it has not begun",
      );
      await next.deletion.deleteSession(s);
    }
    assert.notEqual(await next.sessions.readRecord(other), null);
    await next.close();
    // Browser tokens belong to no class.
    const rest = (await keysIn(kv)).filter((key) =>
      !key.startsWith("token browser")
    );
    const before = stays.filter((key) => !key.startsWith("token browser"));
    assert.deepEqual(rest.sort(), before.sort(), `step ${steps}`);
  }
  assert.ok(steps > 10, `it has ${steps} steps`);
  kv.close();
});

Deno.test("an account's deletion stopped at any step leaves no library (O-3, R-1, R-2)", async () => {
  const kv = await Deno.openKv(":memory:");
  const other = { ...teacher, id: newId() };
  const fill = async (owner: typeof teacher) => {
    const app = await appOver(kv);
    await kv.set(["account", owner.id], { id: owner.id });
    for (const name of ["Tutor", "Debate partner"]) {
      const instructions = "Ask back. ".repeat(800);
      await app.library.add("template", owner.id, { name, instructions });
    }
    const question = { kind: "text", text: "Why?" };
    const quiz = { name: "Rivers", questions: [question] };
    const { id } = await app.library.add(
      "quiz",
      owner.id,
      quizBody.parse(quiz),
    );
    await app.library.remove("quiz", owner.id, id);
    await kv.delete(["account", owner.id]);
    await app.close();
  };
  await fill(other);
  const stays = await keysIn(kv);
  let steps = 0;
  for (let isDone = false; !isDone; steps++) {
    await fill(teacher);
    await kv.set(["leaving", teacher.id], Date.now());
    let left = Infinity;
    const dying = await appOver(makeFailingKv(kv, () => left-- <= 0));
    left = steps;
    isDone = await dying.deletion.deleteAccount(teacher.id)
      .then(() => true, () => false);
    left = Infinity;
    await dying.close();
    const next = await appOver(kv);
    await next.deletion.resume();
    await next.close();
    assert.deepEqual(await keysIn(kv), stays, `step ${steps}`);
  }
  assert.ok(steps > 5, `it has ${steps} steps`);
  kv.close();
});

Deno.test("a code and a teacher that another session has meanwhile stay with it (O-3)", async () => {
  await using school = await School.open();
  const { app } = school;
  const old = await school.createSession();
  await app.sessions.end(school.teacher, old.id, { now: true });
  const next = await school.createSession();
  // Another class has the same code.
  await app.kv.set(["code", old.code], next.id);
  assert.equal(await app.deletion.deleteSession(old.id), true);
  assert.equal(await app.sessions.findByCode(old.code), next.id);
  assert.equal((await app.sessions.findRunning(school.teacher))?.id, next.id);
  assert.equal(await app.deletion.deleteSession(old.id), false, "it is gone");
});

Deno.test("two deletions of a class at once both succeed (O-3)", async () => {
  await using school = await School.open();
  const { app, teacher } = school;
  const { id, code } = await school.createSession();
  await school.newBrowser().join(code, "Amy");
  const both = [app.deletion.deleteSession(id), app.deletion.deleteSession(id)];
  assert.deepEqual(await Promise.all(both), [true, true]);
  assert.ok(!(await keysIn(app.kv)).some((key) => key.includes(id)));
  await assertRefused(app.sessions.view(teacher, id), "not-found");
});

Deno.test("a join during a deletion leaves nothing (O-3)", async () => {
  for (let round = 0; round < 10; round++) {
    await using school = await School.open();
    const { app } = school;
    const { id, code } = await school.createSession();
    await school.newBrowser().join(code, "Amy");
    const joins = ["Ben", "Cem", "Dan"].map((name) =>
      school.newBrowser().join(code, name).catch(() => null)
    );
    for (let turn = 0; turn < 5 * round; turn++) await Promise.resolve();
    await app.deletion.deleteSession(id);
    await Promise.all(joins);
    assert.ok(!(await keysIn(app.kv)).some((key) => key.includes(id)));
  }
});

const day = 24 * 60 * 60_000;

Deno.test("a class expires some days after its end, never while it runs (O-3)", () => {
  const endsAt = 1_000 * day;
  const cases = [
    ["ended", 365 * day - 1, false],
    ["ended", 365 * day, true],
    ["ended", 900 * day, true],
    ["active", 900 * day, false],
    ["ending", 900 * day, false],
    ["scheduled", 900 * day, false],
  ] as const;
  for (const [state, passed, over] of cases) {
    const now = endsAt + passed;
    assert.equal(
      isExpired({ state, endsAt }, 365, now),
      over,
      `${state} ${now}`,
    );
  }
});

const listed = async ({ app, teacher }: School) =>
  (await app.sessions.list(teacher)).map(({ name }) => name).sort();

Deno.test("a round deletes expired classes alone (O-3)", async () => {
  await using school = await School.open();
  const { app, teacher, time } = school;
  const end = async (name: string) => {
    const { id } = await school.createSession({ name });
    await school.newBrowser().join(
      (await app.sessions.readRecord(id))!.code,
      "Amy",
    );
    await app.sessions.end(teacher, id, { now: true });
    return id;
  };
  const old = await end("old");
  time.now += 100 * day;
  await end("young");
  await school.createSession({ name: "runs", hours: 24 });
  time.now += 265 * day;
  assert.equal(await app.retention.runRound(), 1);
  assert.deepEqual(await listed(school), ["runs", "young"]);
  const left = await Array.fromAsync(app.kv.list({ prefix: [] }));
  assert.ok(!JSON.stringify(left.map(({ key }) => key)).includes(old));
  assert.equal(await app.retention.runRound(), 0);
  time.now += 100 * day;
  assert.equal(
    await app.retention.runRound(),
    1,
    "the young one; not what runs",
  );
  assert.deepEqual(await listed(school), ["runs"]);
});

/** A school with an expired class, while another instance holds the lease for a second. */
async function whileAnother(): Promise<School> {
  const school = await School.open();
  const { app, teacher, time } = school;
  const { id } = await school.createSession();
  await app.sessions.end(teacher, id, { now: true });
  time.now += 366 * day;
  const other = { instance: newId(), until: time.now + 1000 };
  await app.kv.set(["retention"], other);
  return school;
}

Deno.test("only one instance looks for expired classes, and a dead one's turn passes on (O-3)", async () => {
  await using school = await whileAnother();
  const { app, time } = school;
  const instance = new Retention({
    ...app,
    clock: () => time.now,
    isKvShared: true,
  });
  assert.equal(await instance.runRound(), 0);
  time.now += 1001;
  assert.equal(await instance.runRound(), 1);
});

Deno.test("on a single server, the next start does not wait for a killed one's turn (O-3)", async () => {
  await using school = await whileAnother();
  assert.equal(await school.app.retention.runRound(), 1);
});
