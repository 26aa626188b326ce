/** J-6: what a browser forgets when a student leaves, also of ended classes, and what it keeps. */
import assert from "node:assert/strict";
import type { Browser } from "../school.ts";
import { School } from "../school.ts";

/** A shared computer with two ended classes of Amy's and one of Ben's. */
async function shared() {
  const school = await School.open();
  const computer = school.browser();
  const over: Record<string, string> = {};
  for (const [what, name] of [["first", "Amy"], ["bens", "Ben"]]) {
    over[what] = await attend(school, computer, name);
    await school.app.sessions.end(school.teacher, over[what], { now: true });
  }
  const now = await attend(school, computer, "amy");
  return { school, computer, over, now };
}

async function attend(school: School, browser: Browser, name: string) {
  const session = await school.session();
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

Deno.test("J-6: who leaves a class is forgotten with the earlier ones of that name, and nobody else is", async () => {
  const { school, computer, over, now } = await shared();
  await using _ = school;
  const left = await school.app.leaving.leave(now, computer.from);
  assert.deepEqual(left, [now, over.first]);
  assert.deepEqual(await tied(school), new Set([over.bens]));
  assert.equal(await computer.who(over.first), null);
  assert((await computer.who(over.bens)) !== null);
});

Deno.test("J-6: a class that is over can be left when its cookie is void long since, and one that runs stays", async () => {
  const { school, computer, over, now } = await shared();
  await using _ = school;
  school.time.now += 26 * 60 * 60 * 1000;
  computer.cookies.delete(`member_${over.first}`);
  await school.app.leaving.leave(over.first, computer.from);
  assert.deepEqual(await tied(school), new Set([over.bens, now]));
});

Deno.test("J-6: of all classes that are over nothing is left on a shared computer, whoever was in them", async () => {
  const { school, computer, over, now } = await shared();
  await using _ = school;
  const left = await school.app.leaving.leaveEverywhere(computer.from);
  assert.deepEqual(new Set(left), new Set([over.first, over.bens]));
  assert.deepEqual(await tied(school), new Set([now]));
  assert.deepEqual(await school.app.leaving.leaveEverywhere(computer.from), []);
});

Deno.test("ACCESS-5: who leaves a class that they were never in changes nothing", async () => {
  const { school, computer, over, now } = await shared();
  await using _ = school;
  await school.app.leaving.leave(over.first, school.browser().from);
  assert.deepEqual(
    await tied(school),
    new Set([over.first, over.bens, now]),
  );
  assert((await computer.who(now)) !== null);
});
