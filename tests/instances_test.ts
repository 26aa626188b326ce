/**
 * S5, A1: two instances over one KV behave as one, over the public interface. `KV_URL=http://… deno task test
 * --filter instances` runs two server processes over that `denokv` server; the names say which of the two was run.
 */
import assert from "node:assert/strict";
import { kindOfInstances, startInstances } from "./instances.ts";
import {
  createSession,
  join,
  Seat,
  signUp,
  teachersSeat,
  Visitor,
} from "./people.ts";

type Given = {
  /** The same class seen from each instance. */
  a: Visitor["place"];
  b: Visitor["place"];
  teacher: Visitor;
  code: string;
  session: string;
  /** The teacher's seat at the second instance, entered. */
  atB: Seat;
  keep(seat: Seat): Seat;
};

function test(name: string, prove: (given: Given) => Promise<void>): void {
  Deno.test({
    name: `${name} (instances: ${kindOfInstances})`,
    // The stock client leaves a timer behind that would reconnect.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const [a, b] = await startInstances();
      const open: Seat[] = [];
      const keep = (seat: Seat) => (open.push(seat), seat);
      try {
        const teacher = await signUp(a);
        const session = await createSession(teacher);
        const elsewhere = new Visitor(b);
        teacher.cookies.forEach((value, name) =>
          elsewhere.cookies.set(name, value)
        );
        const atB = keep(teachersSeat(elsewhere, session));
        await atB.enter();
        const { id, code } = session;
        await prove({ a, b, teacher, code, session: id, atB, keep });
      } finally {
        open.forEach((seat) => seat.close());
        await b.stop();
        await a.stop();
      }
    },
  });
}

test("S4, S5: what is said at one instance is read at the other, once, in one order", async ({ a, b, code, atB, keep }) => {
  const seats = await Promise.all(
    [a, b, a, b].map(async (place, n) =>
      await keep(await join(place, code, `Student ${n}`)).enter()
    ),
  );
  const written = seats.map((seat) =>
    Array.from({ length: 15 }, (_, n) => seat.say(`${n}`))
  );
  const all = written.flat().length;
  for (const seat of [atB, ...seats]) {
    await seat.room.until(() => seat.messages().length === all, "all came");
  }
  for (const seat of [atB, ...seats]) {
    assert.deepEqual(seat.messages(), seats[0].messages());
  }
  const ids = atB.messages().map(({ id, from }) => ({ id, from }));
  for (const [n, { member }] of seats.entries()) {
    const own = ids.filter(({ from }) => from === member);
    assert.deepEqual(own.map(({ id }) => id), written[n]);
  }
});

test("S5: joins are serial across both: no name and no place is given twice", async ({ a, b, session, code, teacher }) => {
  const names = ["Amy", "Ben", "Cat", "Dan", "Eve", "Fay", "Gus", "Hal"];
  const answers = await Promise.all(
    [a, b].flatMap((place) =>
      names.map((name) =>
        new Visitor(place).ask("POST", "/api/join", { code, name })
      )
    ),
  );
  // With rejoin on, whoever comes second from another browser is the same member.
  for (const { status } of answers) assert.ok(status === 200 || status === 201);
  const made = answers.filter(({ status }) => status === 201);
  assert.equal(made.length, names.length);
  const { body } = await teacher.get(
    200,
    "GET",
    `/api/sessions/${session}/members`,
  );
  const students = body.members.filter(({ role }: { role: string }) =>
    role === "student"
  );
  assert.deepEqual(
    students.map(({ name }: { name: string }) => name).sort(),
    names,
  );
});

test("A1: who is removed at one instance is out at the other at once", async ({ b, code, session, teacher, atB, keep }) => {
  const amy = await keep(await join(b, code, "Amy")).enter();
  await amy.sayAndSee("hello");
  await teacher.get(
    204,
    "DELETE",
    `/api/sessions/${session}/members/${amy.member}`,
  );
  for (const open of [amy.sessionDocument, amy.room, amy.own]) {
    await open.until(() => open.permanent !== null, "it was closed");
    assert.deepEqual(open.permanent?.code, 4403);
  }
  await atB.sessionDocument.until(
    () => atB.members().get(amy.member)?.removed === true,
    "the teacher sees it there",
  );
});

test("S5: who is online at one instance is shown at the other, and goes when they go", async ({ a, code, atB, keep }) => {
  const amy = await keep(await join(a, code, "Amy")).enter();
  const isShown = () => atB.online().includes(amy.member);
  await atB.sessionDocument.until(isShown, "she is shown");
  await amy.sessionDocument.until(
    () => amy.online().includes(atB.member),
    "the teacher is shown to her",
  );
  amy.close();
  await atB.sessionDocument.until(() => !isShown(), "she is gone");
});

test("J-2: whoever is online at one instance keeps their name at the other", async ({ a, b, code, keep, atB }) => {
  const amy = await keep(await join(a, code, "Amy")).enter();
  await atB.sessionDocument.until(
    () => atB.online().includes(amy.member),
    "she is shown there",
  );
  const again = await new Visitor(b).ask("POST", "/api/join", {
    code,
    name: "amy",
  });
  assert.equal(again.status, 202);
  assert.equal(again.body.for, "teacher");
});
