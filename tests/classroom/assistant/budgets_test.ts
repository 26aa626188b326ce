/** Cost limits of the assistant: for a class, an address and the server. */
import assert from "node:assert/strict";
import type { Identity } from "../../../classroom/model/members.ts";
import { ModelFailure } from "../../../classroom/assistant/model.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { estimateTokens } from "../../../classroom/model/usage.ts";
import { last, Lesson } from "../lesson.ts";
import { refuses, tempFolder } from "../school.ts";

/** Settings that limit nothing, to which a test adds its own limit. */
const plenty = {
  OPENAI_MAX_TOKENS: "100",
  ASSISTANT_CLASS_PACE: "100000",
  ASSISTANT_ADDRESS_PACE: "100000",
  ASSISTANT_SERVER_PACE: "100000",
};
const begin = (settings: Record<string, string>, path?: string) =>
  Lesson.begin({ path, settings: { ...plenty, ...settings } });

async function names(lesson: Lesson, count: number): Promise<Identity[]> {
  const all: Identity[] = [];
  for (let n = 0; n < count; n++) all.push(await lesson.student(`Name ${n}`));
  return all;
}

const used = (lesson: Lesson) =>
  lesson.school.app.monitor.assistantUsage(lesson.teacher);

Deno.test("twenty students asking ten times at once share the class's tokens (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_CLASS_TOKENS: "30000" });
  const all = await names(lesson, 20);
  const text = "word ".repeat(799);
  const asked = await Promise.all(
    all.flatMap((who) =>
      Array.from({ length: 10 }, () => lesson.ask(who, text))
    ),
  );
  const taken = asked.filter(({ refused }) => refused === null);
  // Each question reserves its longest answer, so one more may fit.
  const each = estimateTokens(text) + 100;
  assert.ok(taken.length <= Math.ceil(30_000 / each), `${taken.length} calls`);
  assert.ok(taken.length >= 30_000 / each - 1, `${taken.length} calls`);
  const kinds = new Set(asked.map(({ refused }) => refused));
  assert.deepEqual(kinds, new Set([null, "too-often"]));
  for (const _ of taken) await lesson.model.next();
  assert.equal(lesson.model.asked.length, taken.length);
});

Deno.test("removal of a crowd returns its tokens, and allowing it back takes them (A-5, J-9)", async () => {
  await using lesson = await begin({ ASSISTANT_CLASS_TOKENS: "3000" });
  const { school, teacher } = lesson;
  const amy = await lesson.student("Amy");
  school.time.now += 60_000;
  const since = new Date(school.time.now).toISOString();
  const crowd = await names(lesson, 10);
  const words = "word ".repeat(300);
  for (const who of crowd) {
    if ((await used(lesson)).tokens >= 3000) break;
    await lesson.answered(who, words, "Because.");
  }
  const { tokens } = await used(lesson);
  assert.ok(tokens >= 3000, `${tokens}`);
  assert.equal((await lesson.ask(amy, "Why?")).refused, "too-often");

  const { membership } = school.app;
  const { members } = await membership.removeJoinedSince(teacher, {
    joinedSince: since,
    keep: [],
    messages: false,
  });
  assert.equal((await used(lesson)).tokens, 0);
  await lesson.answered(amy, "Why?", "Because.");
  const hers = (await used(lesson)).tokens;
  assert.equal(hers, estimateTokens("Why?") + estimateTokens("Because."));

  for (const { id } of members) await membership.allowMember(teacher, id);
  assert.equal((await used(lesson)).tokens, tokens + hers);
  assert.equal((await lesson.ask(amy, "Why?")).refused, "too-often");
});

Deno.test("prompts a minute are limited for a class (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_CLASS_PACE: "30" });
  const all = await names(lesson, 20);
  const round = async () => {
    const asked = [];
    for (const who of all) {
      for (let n = 0; n < 3; n++) asked.push(await lesson.ask(who, "Why?"));
    }
    return asked.filter(({ refused }) => refused === null).length;
  };
  assert.equal(await round(), 30);
  lesson.school.time.now += 30_000;
  assert.equal(await round(), 0);
  lesson.school.time.now += 90_000;
  assert.equal(await round(), 30);
});

Deno.test("tokens are the provider's count, else an estimate of what was written (A-5)", async () => {
  await using lesson = await begin({});
  const [amy] = await names(lesson, 1);
  const { school, model } = lesson;
  const ask = async () => {
    const { conversation } = await lesson.ask(amy, "one two");
    return { conversation, puppet: await model.next() };
  };
  const once = estimateTokens("one two three four");
  let before = 0;
  const counts = async (more: number) => {
    const { tokens } = await used(lesson);
    assert.equal(tokens - before, more);
    before = tokens;
  };

  const first = await ask();
  first.puppet.say("Because.");
  first.puppet.question.onUsage?.({ prompt: 700, completion: 50 });
  first.puppet.end();
  await lesson.until(first.conversation, last("done"));
  await counts(750);

  await lesson.answered(amy, "one two", "three four");
  await counts(once);

  const failed = await ask();
  failed.puppet.fail(new ModelFailure("unreachable"));
  await lesson.until(failed.conversation, last("failed"));
  await counts(0);
  assert.equal((await used(lesson)).requests, 3);

  const { conversation, puppet } = await ask();
  puppet.say("three four");
  const [, answer] = await lesson.until(
    conversation,
    ([, it]) => it?.text === "three four",
  );
  await school.command(amy, { kind: "stop", conversation });
  await counts(once);
  const retry = { kind: "retry", conversation, message: answer.id };
  assert.equal(await school.command(amy, retry), null);
  const again = await model.next();
  again.say("three four");
  again.end();
  await lesson.until(
    conversation,
    (turns) => turns.filter(({ state }) => state === "done").length === 2,
  );
  await counts(once);
});

Deno.test("a running answer reserves its tokens until it ends (A-5)", async () => {
  await using lesson = await begin({});
  const [amy] = await names(lesson, 1);
  const { app, teacher } = lesson.school;
  const limits = { tokens: 1000, perMinute: null };
  await app.sessions.change(teacher, lesson.session.id, { limits });
  let asked = 0;
  while ((await lesson.ask(amy, "Why?")).refused === null) asked++;
  assert.equal(asked, 10, "each with a hundred tokens");
  for (let n = 0; n < asked; n++) (await lesson.model.next()).end();
  for (;;) {
    const { refused } = await lesson.ask(amy, "Why?");
    if (refused === null) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
});

Deno.test("erasure frees a student's reserved tokens (A-5, O-3)", async () => {
  await using lesson = await begin({ ASSISTANT_CLASS_TOKENS: "1000" });
  const [amy, ben] = await names(lesson, 2);
  while ((await lesson.ask(amy, "word ".repeat(100))).refused === null);
  assert.equal((await lesson.ask(ben, "Why?")).refused, "too-often");
  await lesson.school.app.erasure.erase(lesson.teacher, amy.member);
  assert.equal((await lesson.ask(ben, "Why?")).refused, null);
});

Deno.test("the teacher sees the class's tokens, and sets limits below the operator's (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_CLASS_TOKENS: "50000" });
  const [amy] = await names(lesson, 1);
  await lesson.answered(amy, "one two", "three four");
  const { app, teacher } = lesson.school;
  const change = (limits: Record<string, number | null>) =>
    app.sessions.change(teacher, lesson.session.id, { limits });
  const most = { perMinute: 100_000, tokens: 50_000 };
  assert.deepEqual(await used(lesson), {
    requests: 1,
    tokens: estimateTokens("one two three four"),
    limits: most,
    most,
  });
  await refuses(change({ classTokens: 50_001 }), "malformed");
  await change({ classTokens: 1000, classPerMinute: 2 });
  const { limits } = await used(lesson);
  assert.deepEqual(limits, { perMinute: 2, tokens: 1000 });
  assert.equal((await lesson.ask(amy, "x")).refused, null);
  assert.equal((await lesson.ask(amy, "x")).refused, "too-often");
  await change({ classPerMinute: null });
  assert.equal((await lesson.ask(amy, "x")).refused, null);
  const { monitor } = app;
  await refuses(monitor.assistantUsage(amy), "not-allowed");
});

Deno.test("an address has a budget per day over all classes (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_ADDRESS_TOKENS: "1000" });
  const all = await names(lesson, 20);
  const { spending } = lesson.school.app;
  for (const who of all) {
    spending.noteAddress(who.session, who.member, "192.0.2.7");
  }
  const other = await lesson.student("Other");
  spending.noteAddress(other.session, other.member, "192.0.2.8");
  const asked = [];
  for (const who of all) asked.push(await lesson.ask(who, "Why?"));
  const taken = asked.filter(({ refused }) => refused === null).length;
  assert.equal(taken, 10, "each with a hundred tokens");
  assert.equal((await lesson.ask(other, "Why?")).refused, null);
  lesson.school.time.now += 24 * 60 * 60_000;
  await lesson.school.tamper(
    lesson.session.id,
    (doc) => doc.getMap("info").set("endsAt", lesson.school.time.now + 60_000),
  );
  assert.equal((await lesson.ask(all[19], "Why?")).refused, null);
});

/** Makes an account and a class whose student asks from an address. */
async function newClass({ school }: Lesson, n: number, address: string) {
  const { accounts, sessions, roster, spending } = school.app;
  const email = `pupil${n}@example.org`;
  const ask = { email, name: `Pupil ${n}`, password: "correct horse" };
  const { teacher } = await accounts.signUp(ask, { address });
  const { id, code } = await sessions.create(
    teacher,
    createSessionBody.parse({ name: "Mine" }),
  );
  const browser = school.browser(address);
  browser.keep(await roster.join({ code, name: "Amy" }, browser.from));
  const who = await browser.who(id);
  assert(who);
  spending.noteAddress(id, who.member, address);
  return { who, email };
}

async function takenOf(lesson: Lesson, who: Identity, count: number) {
  const asked = [];
  for (let n = 0; n < count; n++) asked.push(await lesson.ask(who, "Why?"));
  return asked.filter(({ refused }) => refused === null).length;
}

Deno.test("an address's use survives a restart and its account (A-5)", async () => {
  await using folder = await tempFolder();
  const settings = { ASSISTANT_ADDRESS_TOKENS: "4000" };

  const first = await begin(settings, folder.kv);
  const { who } = await newClass(first, 0, "192.0.2.7");
  const { spending, accounts } = first.school.app;
  spending.reserve("all", { ...who, tokens: 4000 });
  spending.confirmReservation("all");
  const owner = await accounts.signIn(
    { email: "pupil0@example.org", password: "correct horse" },
    { address: "192.0.2.7" },
  );
  await accounts.removeAccount(owner.teacher, {
    password: "correct horse",
    token: undefined,
  });
  await first[Symbol.asyncDispose]();

  await using again = await begin(settings, folder.kv);
  const { app } = again.school;
  const stored = await Array.fromAsync(app.kv.list({ prefix: ["spent"] }));
  assert(!JSON.stringify(stored).includes("192.0.2.7"));
  const next = await newClass(again, 1, "192.0.2.7");
  // The spending has read the address's use when it closes.
  await app.spending.close();
  assert.equal(await takenOf(again, next.who, 1), 0);
  const elsewhere = await newClass(again, 2, "192.0.2.8");
  assert.equal(await takenOf(again, elsewhere.who, 1), 1);
});

Deno.test("the server's budget survives a restart, and stores no address (A-5)", async () => {
  await using folder = await tempFolder();
  const settings = { ASSISTANT_SERVER_TOKENS: "1000" };

  const first = await begin(settings, folder.kv);
  const [amy] = await names(first, 1);
  first.school.app.spending.noteAddress(
    amy.session,
    amy.member,
    "192.0.2.7",
  );
  const { conversation } = await first.ask(amy, "Why?");
  const puppet = await first.model.next();
  puppet.question.onUsage?.({ prompt: 990, completion: 20 });
  puppet.say("So.");
  puppet.end();
  await first.until(conversation, last("done"));
  await first[Symbol.asyncDispose]();

  await using again = await begin(settings, folder.kv);
  const ben = await again.student("Ben");
  const { kv, spending } = again.school.app;
  assert.equal(spending.limits.server.tokens, 1000);
  assert.equal((await again.ask(ben, "Why?")).refused, "too-often");
  const stored = await Array.fromAsync(kv.list({ prefix: ["spent"] }));
  assert.equal(stored.length, 3);
  assert(!JSON.stringify(stored).includes("192.0.2.7"));
  again.school.time.now += 48 * 60 * 60_000;
  await spending.sweep();
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: ["spent"] })), []);
});

Deno.test("a repeated or lost question reserves its tokens once (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_SERVER_TOKENS: "1000" });
  const { app, time } = lesson.school;
  const given = { session: newId(), member: newId(), tokens: 999 };
  app.spending.reserve("vain", given);
  app.spending.reserve("vain", given);
  app.spending.reserve("last", given);
  assert.throws(
    () => app.spending.reserve("more", given),
    /server-budget-used/,
  );
  time.now += 61_000;
  app.spending.reserve("more", given);
});

Deno.test("a text without a count is as many tokens as it may be, in any alphabet", () => {
  assert.equal(estimateTokens(""), 0);
  assert.equal(estimateTokens("Why is the sky blue?"), 6);
  assert.equal(estimateTokens("1234567"), 3);
  assert.equal(estimateTokens("天空為什麼是藍的"), 8);
  assert.ok(estimateTokens("почему") >= 3);
  assert.ok(estimateTokens("👍👍") >= 4);
});
