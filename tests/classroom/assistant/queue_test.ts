import assert from "node:assert/strict";
import { makeApp } from "../../../classroom/app.ts";
import { ModelFailure } from "../../../classroom/assistant/model.ts";
import { ModelQueue } from "../../../classroom/assistant/model_queue.ts";
import type {
  ClassUsage,
  TokenReservation,
} from "../../../classroom/model/assistant.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { readTurns } from "../../../classroom/model/turns.ts";
import { estimateTokens } from "../../../classroom/model/usage.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { kvKeys } from "../../../classroom/storage/kv_keys.ts";
import { Refusal } from "../../../sync/refusal.ts";
import { isLastTurn, Lesson } from "../lesson.ts";
import { assertRefused, makeTempFolder } from "../school.ts";
import { Instances } from "./instances.ts";
import { type Puppet, PuppetModel } from "./puppet_model.ts";

const few = (concurrency: number) => ({
  OPENAI_CONCURRENCY: `${concurrency}`,
});
const quiet = { report: () => {} };

const wordsOf = ({ question }: Puppet) => question.words.at(-1)!.text;

function answer(puppet: Puppet): void {
  puppet.say("It is so.");
  puppet.end();
}

async function used(lesson: Lesson): Promise<number> {
  return (await lesson.readStaffEntry<ClassUsage>("assistant", "used"))
    ?.tokens ?? 0;
}

async function eventually(good: () => boolean | Promise<boolean>) {
  while (!await good()) await new Promise((go) => setTimeout(go, 10));
}

Deno.test("a question stopped in the queue costs nothing and frees its place (A-1, A-5)", async () => {
  await using lesson = await Lesson.begin({
    settings: few(1),
    students: ["Amy", "Ben", "Chloe"],
  });
  const [amy, ben, chloe] = lesson.students;
  await lesson.ask(amy, "first");
  const puppet = await lesson.model.next();
  const { conversation } = await lesson.ask(ben, "stopped");
  await lesson.ask(chloe, "last");
  const activity = () =>
    lesson.readStaffEntry<StudentActivity>("students", ben.member);
  assert.equal((await activity())?.queued, true);
  const stop = { kind: "stop", conversation };
  assert.equal(await lesson.school.runCommand(ben, stop), null);
  const [, stopped] = await lesson.waitForTurns(
    conversation,
    isLastTurn("stopped"),
  );
  assert.equal(stopped?.text, "");
  assert.equal((await activity())?.queued, undefined);
  assert.equal(await used(lesson), 0);
  answer(puppet);
  const next = await lesson.model.next();
  assert.equal(wordsOf(next), "last");
});

Deno.test("a pause ends queued questions, Eyes on me holds them, neither stops an answer (S-12, A-5)", async () => {
  await using lesson = await Lesson.begin({
    settings: few(1),
    students: ["Amy", "Ben"],
  });
  const [amy, ben] = lesson.students;
  const { teacher, model } = lesson;
  const written = await lesson.ask(amy, "written");
  const puppet = await model.next();
  puppet.say("It ");
  const waits = await lesson.ask(ben, "waits");
  const mine = await lesson.ask(teacher, "mine");
  await lesson.changeSession({ eyesOnMe: { text: "Look" } });
  answer(puppet);
  await lesson.waitForTurns(written.conversation, isLastTurn("done"));
  const other = await model.next();
  assert.equal(wordsOf(other), "mine", "S-12: students wait");
  answer(other);
  await lesson.waitForTurns(mine.conversation, isLastTurn("done"));
  assert.equal((await lesson.turns(waits.conversation))[1]?.state, "streaming");
  await lesson.changeSession({ eyesOnMe: null });
  const again = await model.next();
  assert.equal(wordsOf(again), "waits");

  const paused = await lesson.ask(amy, "paused");
  await lesson.changeSession({ assistantPaused: true });
  const [, turn] = await lesson.waitForTurns(
    paused.conversation,
    isLastTurn("failed"),
  );
  assert.equal(turn?.failure, "not-begun");
  answer(again);
  await lesson.waitForTurns(waits.conversation, isLastTurn("done"));
  assert.equal(model.asked.length, 3);
});

Deno.test("removal and the end of a class end queued questions (J-4, S-4, A-5)", async () => {
  await using lesson = await Lesson.begin({
    settings: few(1),
    students: ["Amy", "Ben", "Chloe"],
  });
  const [amy, ben, chloe] = lesson.students;
  const { app } = lesson.school;
  await lesson.ask(amy, "first");
  const puppet = await lesson.model.next();
  const removed = await lesson.ask(ben, "removed");
  const over = await lesson.ask(chloe, "over");
  await app.membership.removeMember(lesson.teacher, ben.member);
  const [, one] = await lesson.waitForTurns(
    removed.conversation,
    isLastTurn("failed"),
  );
  assert.equal(one?.failure, "not-begun");
  await lesson.endClass();
  const [, two] = await lesson.waitForTurns(
    over.conversation,
    isLastTurn("failed"),
  );
  assert.equal(two?.failure, "not-begun");
  answer(puppet);
  assert.equal(lesson.model.asked.length, 1);
});

Deno.test("leaving ends a queued question unless another device is in (J-6, A-5)", async () => {
  await using lesson = await Lesson.begin({
    settings: few(1),
    students: ["Amy"],
  });
  const { school, session, model } = lesson;
  await lesson.ask(lesson.students[0], "first");
  const puppet = await model.next();
  const browsers = [school.newBrowser(), school.newBrowser()];
  const [ben, chloe] = [
    await lesson.addStudent("Ben", browsers[0]),
    await lesson.addStudent("Chloe", browsers[1]),
  ];
  const gone = await lesson.ask(ben, "gone");
  const here = await lesson.ask(chloe, "here");
  const other = await school.connectMember(chloe);
  assert.ok(await other.registered);
  for (const browser of browsers) {
    await school.app.leaving.leave(session.id, browser.from);
  }
  const [, turn] = await lesson.waitForTurns(
    gone.conversation,
    isLastTurn("stopped"),
  );
  assert.equal(turn?.failure, undefined);
  answer(puppet);
  const next = await model.next();
  assert.equal(wordsOf(next), "here");
  answer(next);
  await lesson.waitForTurns(here.conversation, isLastTurn("done"));
});

Deno.test("a device by name that leaves ends its own queued question, and none of the student's (J-2, J-6)", async () => {
  await using lesson = await Lesson.begin({
    settings: few(1),
    students: ["Ben", "Amy"],
  });
  const { school, session, model, students: [ben, amy] } = lesson;
  await lesson.ask(ben, "first");
  const puppet = await model.next();
  const browser = school.newBrowser();
  const device = await lesson.addStudent("Amy", browser);
  assert.notEqual(device.own, undefined);
  const theirs = await lesson.ask(device, "theirs");
  const hers = await lesson.ask(amy, "hers");
  await school.app.leaving.leave(session.id, browser.from);
  await lesson.waitForTurns(theirs.conversation, isLastTurn("stopped"));
  const [, turn] = await lesson.turns(hers.conversation);
  assert.equal(turn?.state, "streaming");
  answer(puppet);
  const next = await model.next();
  assert.equal(wordsOf(next), "hers");
  answer(next);
  await lesson.waitForTurns(hers.conversation, isLastTurn("done"));
});

Deno.test("with collection off, only the student sees their place in the queue (ACCESS-2, M-2)", async () => {
  const queue = new ModelQueue(new PuppetModel(), null, {
    concurrency: 1,
    patienceMs: 1,
  });
  const s = newId(), told: string[] = [];
  const tickets = [true, true, false].map((isCollected, n) => ({
    group: s,
    member: `m${n}`,
    answer: { conversation: newId(), turn: newId(), isCollected },
  }));
  const { promise, resolve } = Promise.withResolvers<void>();
  queue.start((document) => {
    told.push(document);
    if (told.length === 3) resolve();
  });
  for (const ticket of tickets) void queue.enter(ticket);
  await promise;
  const placeOf = (n: number) =>
    queue.ephemeralState(names.conversation(s, tickets[n].answer.conversation));
  assert.equal(placeOf(0), null);
  assert.deepEqual(placeOf(2), {
    queue: { turn: tickets[2].answer.turn, ahead: 1 },
  });
  assert.deepEqual(queue.ephemeralState(names.staff(s)), { queues: { m1: 0 } });
  queue.close();
});

for (const how of ["dies", "stops"] as const) {
  Deno.test(`when a server ${how}, the next one asks the queued questions once, in order (SYNC-2, SYNC-3)`, async () => {
    await using folder = await makeTempFolder();
    const path = folder.kv;
    const first = await Lesson.begin({
      path,
      settings: few(1),
      students: ["Amy", "Ben", "Chloe", "Dan"],
    });
    const { session } = first;
    const asked: string[] = [];
    for (const [n, who] of first.students.entries()) {
      const { conversation } = await first.ask(who, `question ${n}`);
      asked.push(conversation);
    }
    const puppet = await first.model.next();
    puppet.say("Once upon");
    await first.waitForTurns(asked[0], ([, it]) => it?.text !== "");
    if (how === "stops") await first.school.app.assistant.close();
    const model = new PuppetModel();
    const kv = await Deno.openKv(path);
    const settings = readSettings(few(1));
    const app = await makeApp(settings, kv, Date.now, undefined, {
      ...quiet,
      model,
    });
    const turn = (conversation: string) => {
      const name = names.conversation(session.id, conversation);
      const read = ({ doc }: { doc: (name: string) => never }) =>
        readTurns(doc(name))[1];
      return app.sync.read(session.id, [name], read as never) as Promise<
        ReturnType<typeof readTurns>[0]
      >;
    };
    assert.equal((await turn(asked[0]))?.failure, "interrupted");
    for (let n = 1; n < 4; n++) {
      const next = await model.next();
      assert.equal(wordsOf(next), `question ${n}`);
      assert.equal(model.asked.length, n, "one at a time");
      answer(next);
    }
    for (const one of asked.slice(1)) {
      await eventually(async () => (await turn(one))?.state === "done");
    }
    assert.equal(model.asked.length, 3);
    assert.equal(first.model.asked.length, 1);
    const claims = await Array.fromAsync(
      kv.list({ prefix: kvKeys.answering() }),
    );
    assert.deepEqual(claims, []);
    await app.close();
    await first[Symbol.asyncDispose]();
  });
}

Deno.test("a stopping server begins no queued question (SYNC-2, A-5)", async () => {
  await using lesson = await Lesson.begin({
    settings: few(1),
    students: ["Amy", "Ben"],
  });
  const [amy, ben] = lesson.students;
  const { assistant, sync } = lesson.school.app;
  await lesson.ask(amy, "first");
  const puppet = await lesson.model.next();
  const { conversation } = await lesson.ask(ben, "second");
  const [, turn] = await lesson.turns(conversation);
  const storing = Promise.withResolvers<void>();
  const stored = Promise.withResolvers<void>();
  const decide = sync.decide.bind(sync);
  sync.decide = async (...given) => {
    storing.resolve();
    await stored.promise;
    return await decide(...given) as never;
  };
  puppet.say("It ");
  await storing.promise;
  const stopped = assistant.close();
  puppet.end();
  await new Promise((go) => setTimeout(go, 0));
  stored.resolve();
  await stopped;
  const asking = await lesson.readStaffEntry<TokenReservation>(
    "asking",
    String(turn?.id),
  );
  assert.equal(asking?.waits, true);
  assert.equal(lesson.model.asked.length, 1);
});

Deno.test("a queued question whose turn comes without storage waits, and is asked once (SYNC-7, A-5)", async () => {
  await using lesson = await Lesson.begin({
    settings: few(1),
    students: ["Amy", "Ben"],
  });
  const [amy, ben] = lesson.students;
  const { sync } = lesson.school.app;
  const first = await lesson.ask(amy, "first");
  const puppet = await lesson.model.next();
  const { conversation } = await lesson.ask(ben, "second");
  const decide = sync.decide.bind(sync);
  const needs = names.conversation(lesson.session.id, conversation);
  let tries = 0;
  sync.decide = async (...given) => {
    const isItsTurn = given[1].includes(needs);
    if (isItsTurn && ++tries === 1) throw new Refusal("storage-unavailable");
    return await decide(...given);
  };
  answer(puppet);
  await lesson.waitForTurns(first.conversation, isLastTurn("done"));
  await eventually(async () =>
    lesson.model.asked.length === 2 ||
    isLastTurn("failed")(await lesson.turns(conversation))
  );
  assert.equal(lesson.model.asked.length, 2);
  answer(await lesson.model.next());
  await lesson.waitForTurns(conversation, isLastTurn("done"));
  assert.equal(lesson.model.asked.length, 2);
});

Deno.test("a queued question's reservation counts once (A-5)", async () => {
  await using lesson = await Lesson.begin({
    settings: few(1),
    students: ["Amy", "Ben"],
  });
  const [amy, ben] = lesson.students;
  await lesson.ask(amy, "first");
  const { conversation } = await lesson.ask(ben, "second");
  const [, turn] = await lesson.turns(conversation);
  const asking = () =>
    lesson.readStaffEntry<TokenReservation>("asking", String(turn?.id));
  const reserved = await asking();
  assert.equal(reserved?.waits, true);
  answer(await lesson.model.next());
  const puppet = await lesson.model.next();
  const { waits: _, ...begun } = reserved;
  assert.deepEqual(await asking(), begun);
  puppet.question.onUsage?.({ prompt: 70, completion: 30 });
  answer(puppet);
  await lesson.waitForTurns(conversation, isLastTurn("done"));
  assert.equal(await asking(), undefined);
  const students = await lesson.readStaffEntry<{ tokens: number }>(
    "usage",
    ben.member,
  );
  assert.equal(students?.tokens, 100);
});

Deno.test("a busy endpoint is retried for a while, then fails at once (A-4)", async () => {
  let busy = 2, tries = 0;
  const model = {
    name: "busy",
    async *answer() {
      tries++;
      if (busy-- > 0) throw new ModelFailure("overloaded", "503", 1);
      yield await Promise.resolve("well");
    },
  };
  const asked = {
    system: "",
    words: [],
    maxTokens: 10,
    signal: new AbortController().signal,
  };
  const caller = { turn: { group: "class", member: "Amy" } };
  const patient = new ModelQueue(model, null, {
    concurrency: 1,
    patienceMs: 60_000,
    minPauseMs: 2,
  });
  const words = await Array.fromAsync(patient.answer(asked, caller));
  assert.deepEqual([words, tries], [["well"], 3]);

  busy = Infinity;
  tries = 0;
  const queue = new ModelQueue(model, null, {
    concurrency: 1,
    patienceMs: 1000,
    minPauseMs: 2,
  });
  const fails = () =>
    assert.rejects(
      Array.fromAsync(queue.answer(asked, caller)),
      { failure: "overloaded" },
    );
  await fails();
  assert.ok(tries > 1);
  tries = 0;
  await fails();
  assert.equal(tries, 1, "nobody behind waits as long again");

  tries = 0;
  const paid = new ModelQueue(model, null, { patienceMs: 200 });
  await assert.rejects(Array.fromAsync(paid.answer(asked, caller)));
  assert.equal(tries, 1, "an endpoint without a bound is asked once, as ever");
});

Deno.test("of several instances one takes over a dead one's queue, once (SYNC-2, SYNC-3)", async () => {
  await using house = await Instances.begin(few(1));
  const models = Array.from({ length: 3 }, () => new PuppetModel());
  const here = await house.open(models[0]);
  const { asks } = await house.beginClass(here);
  for (const text of ["first", "second", "third"]) await asks(text);
  await models[0].next();
  // The lease ends, and both other instances look at once.
  house.time.now += 60_000;
  await Promise.all(models.slice(1).map((model) => house.open(model)));
  const asked = () => models.slice(1).flatMap((model) => model.asked);
  await eventually(() => asked().length > 0);
  const answered = new Set<Puppet>();
  await eventually(() => {
    for (const puppet of asked()) {
      if (!answered.has(puppet)) answer(puppet);
      answered.add(puppet);
    }
    return answered.size === 2;
  });
  assert.deepEqual(asked().map(wordsOf).sort(), ["second", "third"]);
  await house.close();
  assert.equal(asked().length + models[0].asked.length, 3);
});

/** Settings that limit nothing, to which a test adds its own limit. */
const plenty = {
  OPENAI_MAX_TOKENS: "100",
  ASSISTANT_CLASS_PACE: "100000",
  ASSISTANT_ADDRESS_PACE: "100000",
  ASSISTANT_SERVER_PACE: "100000",
};
const begin = (settings: Record<string, string>, path?: string) =>
  Lesson.begin({ path, settings: { ...plenty, ...settings } });

async function manyStudents(
  lesson: Lesson,
  count: number,
): Promise<Identity[]> {
  const all: Identity[] = [];
  for (let n = 0; n < count; n++) {
    all.push(await lesson.addStudent(`Name ${n}`));
  }
  return all;
}

const usage = (lesson: Lesson) =>
  lesson.school.app.monitor.assistantUsage(lesson.teacher);

Deno.test("twenty students asking ten times at once share the class's tokens (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_CLASS_TOKENS: "30000" });
  const all = await manyStudents(lesson, 20);
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

Deno.test("removing a crowd returns its tokens, and allowing it back takes them (A-5, J-9)", async () => {
  await using lesson = await begin({ ASSISTANT_CLASS_TOKENS: "3000" });
  const { school, teacher } = lesson;
  const amy = await lesson.addStudent("Amy");
  school.time.now += 60_000;
  const since = new Date(school.time.now).toISOString();
  const crowd = await manyStudents(lesson, 10);
  const words = "word ".repeat(300);
  for (const who of crowd) {
    if ((await usage(lesson)).tokens >= 3000) break;
    await lesson.askAndAnswer(who, words, "Because.");
  }
  const { tokens } = await usage(lesson);
  assert.ok(tokens >= 3000, `${tokens}`);
  assert.equal((await lesson.ask(amy, "Why?")).refused, "too-often");

  const { membership } = school.app;
  const { members } = await membership.removeJoinedSince(teacher, {
    joinedSince: since,
    keep: [],
    messages: false,
  });
  assert.equal((await usage(lesson)).tokens, 0);
  await lesson.askAndAnswer(amy, "Why?", "Because.");
  const hers = (await usage(lesson)).tokens;
  assert.equal(hers, estimateTokens("Why?") + estimateTokens("Because."));

  for (const { id } of members) await membership.allowMember(teacher, id);
  assert.equal((await usage(lesson)).tokens, tokens + hers);
  assert.equal((await lesson.ask(amy, "Why?")).refused, "too-often");
});

Deno.test("prompts a minute are limited for a class (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_CLASS_PACE: "30" });
  const all = await manyStudents(lesson, 20);
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
  const [amy] = await manyStudents(lesson, 1);
  const { school, model } = lesson;
  const ask = async () => {
    const { conversation } = await lesson.ask(amy, "one two");
    return { conversation, puppet: await model.next() };
  };
  const once = estimateTokens("one two three four");
  let before = 0;
  const counts = async (more: number) => {
    const { tokens } = await usage(lesson);
    assert.equal(tokens - before, more);
    before = tokens;
  };

  const first = await ask();
  first.puppet.say("Because.");
  first.puppet.question.onUsage?.({ prompt: 700, completion: 50 });
  first.puppet.end();
  await lesson.waitForTurns(first.conversation, isLastTurn("done"));
  await counts(750);

  await lesson.askAndAnswer(amy, "one two", "three four");
  await counts(once);

  const failed = await ask();
  failed.puppet.fail(new ModelFailure("unreachable"));
  await lesson.waitForTurns(failed.conversation, isLastTurn("failed"));
  await counts(0);
  assert.equal((await usage(lesson)).requests, 3);

  const { conversation, puppet } = await ask();
  puppet.say("three four");
  const [, answer] = await lesson.waitForTurns(
    conversation,
    ([, it]) => it?.text === "three four",
  );
  await school.runCommand(amy, { kind: "stop", conversation });
  await counts(once);
  const retry = { kind: "retry", conversation, message: answer.id };
  assert.equal(await school.runCommand(amy, retry), null);
  const again = await model.next();
  again.say("three four");
  again.end();
  await lesson.waitForTurns(
    conversation,
    (turns) => turns.filter(({ state }) => state === "done").length === 2,
  );
  await counts(once);
});

Deno.test("a running answer reserves its tokens until it ends (A-5)", async () => {
  await using lesson = await begin({});
  const [amy] = await manyStudents(lesson, 1);
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
  const [amy, ben] = await manyStudents(lesson, 2);
  while ((await lesson.ask(amy, "word ".repeat(100))).refused === null);
  assert.equal((await lesson.ask(ben, "Why?")).refused, "too-often");
  await lesson.school.app.erasure.erase(lesson.teacher, amy.member);
  assert.equal((await lesson.ask(ben, "Why?")).refused, null);
});

Deno.test("the teacher sees the class's tokens, and sets limits below the operator's (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_CLASS_TOKENS: "50000" });
  const [amy] = await manyStudents(lesson, 1);
  await lesson.askAndAnswer(amy, "one two", "three four");
  const { app, teacher } = lesson.school;
  const change = (limits: Record<string, number | null>) =>
    app.sessions.change(teacher, lesson.session.id, { limits });
  const most = { perMinute: 100_000, tokens: 50_000 };
  assert.deepEqual(await usage(lesson), {
    requests: 1,
    tokens: estimateTokens("one two three four"),
    limits: most,
    most,
  });
  await assertRefused(change({ classTokens: 50_001 }), "malformed");
  await change({ classTokens: 1000, classPerMinute: 2 });
  const { limits } = await usage(lesson);
  assert.deepEqual(limits, { perMinute: 2, tokens: 1000 });
  assert.equal((await lesson.ask(amy, "x")).refused, null);
  assert.equal((await lesson.ask(amy, "x")).refused, "too-often");
  await change({ classPerMinute: null });
  assert.equal((await lesson.ask(amy, "x")).refused, null);
  const { monitor } = app;
  await assertRefused(monitor.assistantUsage(amy), "not-allowed");
});

Deno.test("an address has a budget per day over all classes (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_ADDRESS_TOKENS: "1000" });
  const all = await manyStudents(lesson, 20);
  const { spending } = lesson.school.app;
  for (const who of all) {
    spending.noteAddress(who, "192.0.2.7");
  }
  const other = await lesson.addStudent("Other");
  spending.noteAddress(other, "192.0.2.8");
  const asked = [];
  for (const who of all) asked.push(await lesson.ask(who, "Why?"));
  const taken = asked.filter(({ refused }) => refused === null).length;
  assert.equal(taken, 10, "each with a hundred tokens");
  assert.equal((await lesson.ask(other, "Why?")).refused, null);
  lesson.school.time.now += 24 * 60 * 60_000;
  await lesson.school.changeDirectly(
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
  const browser = school.newBrowser(address);
  browser.storeCookies(await roster.join({ code, name: "Amy" }, browser.from));
  const who = await browser.identityIn(id);
  assert(who);
  spending.noteAddress(who, address);
  return { who, email };
}

async function takenOf(lesson: Lesson, who: Identity, count: number) {
  const asked = [];
  for (let n = 0; n < count; n++) asked.push(await lesson.ask(who, "Why?"));
  return asked.filter(({ refused }) => refused === null).length;
}

Deno.test("an address's use survives a restart and its account (A-5)", async () => {
  await using folder = await makeTempFolder();
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
  await using folder = await makeTempFolder();
  const settings = { ASSISTANT_SERVER_TOKENS: "1000" };

  const first = await begin(settings, folder.kv);
  const [amy] = await manyStudents(first, 1);
  first.school.app.spending.noteAddress(amy, "192.0.2.7");
  const { conversation } = await first.ask(amy, "Why?");
  const puppet = await first.model.next();
  puppet.question.onUsage?.({ prompt: 990, completion: 20 });
  puppet.say("So.");
  puppet.end();
  await first.waitForTurns(conversation, isLastTurn("done"));
  await first[Symbol.asyncDispose]();

  await using again = await begin(settings, folder.kv);
  const ben = await again.addStudent("Ben");
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

Deno.test("tokens still reserved at midnight count for that day alone (A-5)", async () => {
  await using lesson = await begin({ ASSISTANT_SERVER_TOKENS: "1000" });
  const { app: { spending }, time } = lesson.school;
  const dayMs = 24 * 60 * 60_000;
  time.now = Math.ceil(time.now / dayMs) * dayMs - 10_000;
  const given = { session: newId(), member: newId(), tokens: 1000 };
  spending.reserve("before", given);
  assert.throws(() => spending.reserve("more", given), /server-budget-used/);
  time.now += 20_000;
  spending.reserve("after", given);
  assert.throws(() => spending.reserve("more", given), /server-budget-used/);
});

Deno.test("a text without a token count is estimated at its maximum, in any alphabet", () => {
  assert.equal(estimateTokens(""), 0);
  assert.equal(estimateTokens("Why is the sky blue?"), 6);
  assert.equal(estimateTokens("1234567"), 3);
  assert.equal(estimateTokens("天空為什麼是藍的"), 8);
  assert.ok(estimateTokens("почему") >= 3);
  assert.ok(estimateTokens("👍👍") >= 4);
});
