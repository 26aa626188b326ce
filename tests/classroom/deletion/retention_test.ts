import assert from "node:assert/strict";
import { keys } from "../../../classroom/storage/session_keys.ts";
import { isExpired, Retention } from "../../../classroom/deletion/retention.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { School } from "../school.ts";

const day = 24 * 60 * 60_000;

Deno.test("O-3: a session is over so many days after its end, and never while it runs", () => {
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

Deno.test("O-3: a round deletes what has been kept long enough, and leaves the rest", async () => {
  await using school = await School.open();
  const { app, teacher, time } = school;
  const end = async (name: string) => {
    const { id } = await school.session({ name });
    await school.browser().join((await app.sessions.record(id))!.code, "Amy");
    await app.sessions.end(teacher, id, { now: true });
    return id;
  };
  const old = await end("old");
  time.now += 100 * day;
  await end("young");
  await school.session({ name: "runs", hours: 24 });
  time.now += 265 * day;
  assert.equal(await app.retention.round(), 1);
  assert.deepEqual(await listed(school), ["runs", "young"]);
  const left = await Array.fromAsync(app.kv.list({ prefix: [] }));
  assert.ok(!JSON.stringify(left.map(({ key }) => key)).includes(old));
  assert.equal(await app.retention.round(), 0);
  time.now += 100 * day;
  assert.equal(await app.retention.round(), 1, "the young one; not what runs");
  assert.deepEqual(await listed(school), ["runs"]);
});

/** A school with a session that is due, while another instance has its turn for a second. */
async function whileAnother(): Promise<School> {
  const school = await School.open();
  const { app, teacher, time } = school;
  const { id } = await school.session();
  await app.sessions.end(teacher, id, { now: true });
  time.now += 366 * day;
  const other = { instance: newId(), until: time.now + 1000 };
  await app.kv.set(["retention"], other);
  return school;
}

Deno.test("O-3: while one instance looks, another one does not; a dead one's turn passes on", async () => {
  await using school = await whileAnother();
  const { app, time } = school;
  const instance = new Retention({
    ...app,
    clock: () => time.now,
    shared: true,
  });
  assert.equal(await instance.round(), 0);
  time.now += 1001;
  assert.equal(await instance.round(), 1);
});

Deno.test("O-3: where there is one server, the next one does not wait for the turn of one that was killed", async () => {
  await using school = await whileAnother();
  assert.equal(await school.app.retention.round(), 1);
});

Deno.test("O-3: a deletion that was interrupted after its first commit is gone on with, whoever begins", async () => {
  await using school = await School.open();
  const { app } = school;
  const { id, code } = await school.session();
  await school.browser().join(code, "Amy");
  // As a crash leaves it: the head has gone with the record, and nothing else.
  await app.kv.atomic().delete(["space", id, "head"])
    .delete(["space", id, "floor"]).delete(keys.session(id))
    .set(keys.deleting(id), 1).commit();
  assert.equal(await app.retention.round(), 1);
  const left = await Array.fromAsync(app.kv.list({ prefix: [] }));
  const names = left.map(({ key }) => key[0]);
  assert.ok(!names.includes("space") && !names.includes("tie"), `${names}`);
  assert.equal(await app.retention.round(), 0);
});
