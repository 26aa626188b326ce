/** My conversations on a shared computer (S-5). */
import assert from "node:assert/strict";
import { Lesson } from "../lesson.ts";
import { refuses } from "../school.ts";

/** A shared computer: Amy was in a class that is over, Ben is in the next; each has asked something. */
async function sharedComputer() {
  const lesson = await Lesson.begin();
  const { school, session } = lesson;
  const { app } = school;
  const computer = school.browser();
  const amy = await lesson.student("Amy", computer);
  const asked = (await lesson.ask(amy, "a secret of Amy")).conversation;
  await app.sessions.end(school.teacher, session.id, { now: true });
  school.time.now += 60_000;
  const next = await school.session();
  const join = async (name: string) => {
    school.time.now += 1000;
    await computer.join(next.code, name);
    return (await computer.who(next.id))!;
  };
  const titles = async () =>
    (await app.myWork.listAll(computer.from)).conversations.map(({ title }) =>
      title
    );
  const unlock = (code: string) =>
    app.myWork.unlock(
      { session: session.id, member: amy.member, code },
      computer.from,
    );
  return {
    lesson,
    app,
    school,
    session,
    next,
    computer,
    amy,
    asked,
    join,
    titles,
    unlock,
  };
}

Deno.test("on a shared computer each name sees its own, by no way another's (S-5)", async () => {
  const { lesson, app, school, computer, asked, join, titles } =
    await sharedComputer();
  await using _ = lesson;
  assert.deepEqual(await titles(), ["a secret of Amy"]);
  const ben = await join("Ben");
  await school.command(ben, {
    kind: "ask",
    conversation: "1".repeat(16),
    text: "Ben asks",
  });
  assert.deepEqual(await titles(), ["Ben asks"]);
  const { others, submissions } = await app.myWork.listAll(computer.from);
  assert.deepEqual(others.map(({ member }) => member.name), ["Amy"]);
  assert.deepEqual(submissions, []);
  await refuses(app.myWork.conversation(computer.from, asked), "not-found");
  const all = await Array.fromAsync(app.myWork.transcripts(computer.from));
  assert.deepEqual(all.map(({ title }) => title), ["Ben asks"]);
});

Deno.test("the code of their class shows another name's, and hides the one before; a wrong one is a guess (S-5)", async () => {
  const { lesson, session, next, join, titles, unlock } =
    await sharedComputer();
  await using _ = lesson;
  await join("Ben");
  for (const code of [next.code, "000000", ""]) {
    if (code === session.code) continue;
    await refuses(unlock(code), "no-such-code");
  }
  for (let i = 0; i < 30; i++) {
    await unlock("x").catch(() => {});
  }
  await refuses(unlock("x"), "too-often");
  lesson.school.time.now += 11 * 60_000;
  await unlock(` ${session.code.slice(0, 3)} ${session.code.slice(3)}`);
  assert.deepEqual(await titles(), ["a secret of Amy"]);
});

Deno.test("unlocking needs a browser that was in the class (S-5)", async () => {
  const { lesson, app, session, amy } = await sharedComputer();
  await using _ = lesson;
  const ask = { session: session.id, member: amy.member, code: session.code };
  const other = lesson.school.browser();
  await refuses(app.myWork.unlock(ask, other.from), "not-found");
});

Deno.test("after the last student leaves, the browser shows nothing (J-6)", async () => {
  const { lesson, app, next, computer, join, titles, unlock, session } =
    await sharedComputer();
  await using _ = lesson;
  await join("Ben");
  await app.leaving.leave(next.id, computer.from);
  computer.cookies.delete(`member_${next.id}`);
  assert.deepEqual(await titles(), []);
  await unlock(session.code);
  assert.deepEqual(await titles(), ["a secret of Amy"]);
});

Deno.test("a browser is known for 30 days after its last join (S-5)", async () => {
  const { lesson, app, school, computer, titles, next } =
    await sharedComputer();
  await using _ = lesson;
  const day = 24 * 60 * 60 * 1000;
  const token = computer.cookies.get("browser");
  school.time.now += 20 * 60_000;
  const entry = await computer.join(next.code, "Amy");
  const cookie = entry.cookies.find(({ kind }) => kind === "browser");
  assert.notEqual(cookie?.token, token, "it is known by a new one");
  assert.equal(cookie?.expiresAt, school.time.now + 30 * day);
  assert.deepEqual(await titles(), ["a secret of Amy"]);
  school.time.now += 30 * day - 1000;
  assert.equal((await app.myWork.listAll(computer.from)).others.length, 0);
  assert.deepEqual(await titles(), []);
});

Deno.test("a copied cookie shows nothing of the browser's next student (S-5)", async () => {
  const { lesson, app, school, next, computer, join } = await sharedComputer();
  await using _ = lesson;
  await join("Mallory");
  const elsewhere = school.browser();
  elsewhere.cookies.set("browser", computer.cookies.get("browser")!);
  const entry = await app.roster.join(
    { code: next.code, name: "Mallory" },
    elsewhere.from,
  );
  const spare = entry.cookies.find(({ kind }) => kind === "browser")!.token!;
  computer.cookies.delete(`member_${next.id}`);
  const ben = await join("Ben");
  await app.roster.voidEarlierCookies(computer.from);
  assert.equal(
    await lesson.school.command(ben, {
      kind: "ask",
      conversation: "2".repeat(16),
      text: "a secret of Ben",
    }),
    null,
  );
  const { conversations, others } = await app.myWork.listAll(elsewhere.from);
  assert.deepEqual([conversations, others], [[], []]);
  // An unused cookie that the copy was given shows nothing, either.
  elsewhere.cookies.set("browser", spare);
  assert.deepEqual(await app.myWork.listAll(elsewhere.from), {
    conversations: [],
    submissions: [],
    checks: [],
    pages: [],
    others: [],
  });
  await elsewhere.join(next.code, "Ben");
  const who = await elsewhere.who(next.id);
  assert.notEqual(who?.own ?? who?.member, ben.member);
  assert.deepEqual(
    (await app.myWork.listAll(computer.from)).conversations.map(({ title }) =>
      title
    ),
    ["a secret of Ben"],
  );
});

Deno.test("where the answer to joining was lost, the cookie before goes on being good (S-5)", async () => {
  const { lesson, app, school, next, computer, titles } =
    await sharedComputer();
  await using _ = lesson;
  await app.roster.join({ code: next.code, name: "Amy" }, computer.from);
  school.time.now += 1000;
  assert.deepEqual(await titles(), ["a secret of Amy"]);
  await computer.join(next.code, "Amy");
  await app.roster.voidEarlierCookies(computer.from);
  assert.deepEqual(await titles(), ["a secret of Amy"]);
});

Deno.test("one browser's requests for its work run in turn, others' do not wait (S-5, Y18)", async () => {
  const { lesson, app } = await sharedComputer();
  await using _ = lesson;
  const begun: string[] = [];
  const gates = new Map<string, () => void>();
  const show = (browser: string, name: string) =>
    app.myWork.runInTurn(browser, async () => {
      begun.push(name);
      await new Promise<void>((go) => gates.set(name, go));
      if (name === "a2") throw new Error("it failed");
    });
  const all = ["a1", "a2", "a3", "b1"].map((name) => show(name[0], name));
  const settled = Promise.allSettled(all);
  const turns = async () => {
    for (let n = 0; n < 20; n++) await Promise.resolve();
  };
  await turns();
  assert.deepEqual(begun, ["a1", "b1"]);
  for (const name of ["a1", "a2", "a3", "b1"]) {
    gates.get(name)!();
    await turns();
  }
  await settled;
  assert.deepEqual(begun, ["a1", "b1", "a2", "a3"]);
});
