/** S-6, S-7: a class that is held again at a time; until then the class before goes on. */
import assert from "node:assert/strict";
import { classList, returning } from "../../../classroom/model/layout.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import { School } from "../school.ts";

const hour = 60 * 60_000;

/** Schedules a class that holds another one again. */
function again(school: School, { id }: SessionView, hours = 3) {
  const startsAt = new Date(school.time.now + hour).toISOString();
  return school.session({ name: undefined, restartOf: id, startsAt, hours });
}

async function join(school: School, { code }: SessionView, name: string) {
  const browser = school.browser();
  const entry = await browser.join(code, name);
  assert(entry.kind === "in");
  return { browser, id: entry.member.id };
}

/** As whom a browser comes in; a number says that nobody knew them. */
async function comesAs(
  browser: Awaited<ReturnType<typeof join>>["browser"],
  { code }: SessionView,
  name: string,
): Promise<string> {
  const entry = await browser.join(code, name);
  assert(entry.kind === "in");
  return `${entry.member.name}${entry.rejoined ? ", back" : ""}`;
}

function knownTo(school: School, { id }: SessionView): Promise<string[]> {
  const staff = names.staff(id);
  return school.app.sync.read(
    id,
    [staff],
    ({ doc }) =>
      [...returning(doc(staff)).values()].map(({ name }) => name).sort(),
  );
}

Deno.test("S-6, S-7: who comes back is read when the class begins, not when it was scheduled", async () => {
  await using school = await School.open();
  const { membership, sessions } = school.app;
  const before = await school.session();
  const teacher = await school.owner(before.id);
  const amy = await join(school, before, "Amy");
  const cem = await join(school, before, "Cem");
  const next = await again(school, before);
  const ben = await join(school, before, "Ben");
  await membership.change(teacher, amy.id, { name: "Amelie" });
  await membership.remove(teacher, cem.id);
  assert.deepEqual(await knownTo(school, next), ["Amy", "Cem"]);
  await sessions.begin(school.teacher, next.id, { endActive: true });
  assert.deepEqual(await knownTo(school, next), ["Amelie", "Ben"]);
  assert.equal(await comesAs(ben.browser, next, "Ben"), "Ben, back");
  assert.equal(await comesAs(amy.browser, next, "Amelie"), "Amelie, back");
});

Deno.test("S-6, O-3: of a student who is erased nothing is left in a class that is still to come", async () => {
  await using school = await School.open();
  const { erasure, kv } = school.app;
  const before = await school.session();
  const teacher = await school.owner(before.id);
  const amy = await join(school, before, "Amy");
  await join(school, before, "Ben");
  const next = await again(school, before);
  const staff = names.staff(next.id);
  await school.app.sync.decide(next.id, [staff], (tx) => {
    classList(tx.doc(staff)).set("one", { name: "Amy", order: 1 });
  });
  await erasure.erase(teacher, amy.id);
  assert.deepEqual(await knownTo(school, next), ["Ben"]);
  const stored = await Array.fromAsync(kv.list({ prefix: ["space", next.id] }));
  const bytes = stored.map(({ value }) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : ""
  );
  assert(!bytes.join().includes("Amy"));
  assert(bytes.join().includes("Ben"));
});

Deno.test("S-6, S-7: over a class that was never held its students come back from the one before", async () => {
  for (const how of ["missed", "cancelled"] as const) {
    await using school = await School.open();
    const { sessions } = school.app;
    const first = await school.session();
    const amy = await join(school, first, "Amy");
    const never = await again(school, first, 1);
    const ben = await join(school, first, "Ben");
    await sessions.end(school.teacher, first.id, { now: true });
    if (how === "missed") school.time.now += 5 * hour;
    else await sessions.end(school.teacher, never.id, { now: true });
    assert.equal((await sessions.view(school.teacher, never.id))[how], true);
    const next = await school.session({
      name: undefined,
      restartOf: never.id,
    });
    assert.equal(next.restartOf, first.id);
    assert.equal(await comesAs(amy.browser, next, "Amy"), "Amy, back");
    assert.equal(await comesAs(ben.browser, next, "Ben"), "Ben, back");
  }
});
