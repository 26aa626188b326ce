/** Answers that wait for their turn at a model (A-1, A-5, SYNC-2, SYNC-3). */
import assert from "node:assert/strict";
import { makeApp } from "../../../classroom/app.ts";
import { ModelFailure } from "../../../classroom/assistant/model.ts";
import { ModelQueue } from "../../../classroom/assistant/model_queue.ts";
import { readTurns } from "../../../classroom/model/turns.ts";
import type {
  ClassUsage,
  TokenReservation,
} from "../../../classroom/model/assistant.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { kvKeys } from "../../../classroom/storage/session_keys.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { Refusal } from "../../../sync/refusal.ts";
import { last, Lesson } from "../lesson.ts";
import { Instances } from "./instances.ts";
import { type Puppet, PuppetModel } from "./puppet_model.ts";
import { tempFolder } from "../school.ts";

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
  return (await lesson.staff<ClassUsage>("assistant", "used"))?.tokens ?? 0;
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
  const activity = () => lesson.staff<StudentActivity>("students", ben.member);
  assert.equal((await activity())?.queued, true);
  const stop = { kind: "stop", conversation };
  assert.equal(await lesson.school.command(ben, stop), null);
  const [, stopped] = await lesson.until(conversation, last("stopped"));
  assert.equal(stopped?.text, "");
  assert.equal((await activity())?.queued, undefined);
  assert.equal(await used(lesson), 0);
  answer(puppet);
  const next = await lesson.model.next();
  assert.equal(wordsOf(next), "last");
});

Deno.test("a pause ends queued questions, eyes on me holds them, neither stops an answer (S-12, A-5)", async () => {
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
  await lesson.change({ eyesOnMe: { text: "Look" } });
  answer(puppet);
  await lesson.until(written.conversation, last("done"));
  const other = await model.next();
  assert.equal(wordsOf(other), "mine", "S-12: students wait");
  answer(other);
  await lesson.until(mine.conversation, last("done"));
  assert.equal((await lesson.turns(waits.conversation))[1]?.state, "streaming");
  await lesson.change({ eyesOnMe: null });
  const again = await model.next();
  assert.equal(wordsOf(again), "waits");

  const paused = await lesson.ask(amy, "paused");
  await lesson.change({ assistantPaused: true });
  const [, turn] = await lesson.until(paused.conversation, last("failed"));
  assert.equal(turn?.failure, "not-begun");
  answer(again);
  await lesson.until(waits.conversation, last("done"));
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
  const [, one] = await lesson.until(removed.conversation, last("failed"));
  assert.equal(one?.failure, "not-begun");
  await lesson.end();
  const [, two] = await lesson.until(over.conversation, last("failed"));
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
  const browsers = [school.browser(), school.browser()];
  const [ben, chloe] = [
    await lesson.student("Ben", browsers[0]),
    await lesson.student("Chloe", browsers[1]),
  ];
  const gone = await lesson.ask(ben, "gone");
  const here = await lesson.ask(chloe, "here");
  const other = await school.online(chloe);
  assert.ok(await other.registered);
  for (const browser of browsers) {
    await school.app.leaving.leave(session.id, browser.from);
  }
  const [, turn] = await lesson.until(gone.conversation, last("stopped"));
  assert.equal(turn?.failure, undefined);
  answer(puppet);
  const next = await model.next();
  assert.equal(wordsOf(next), "here");
  answer(next);
  await lesson.until(here.conversation, last("done"));
});

Deno.test("with collection off, only the student sees their place in the queue (ACCESS-2, M-2)", async () => {
  const queue = new ModelQueue({ concurrency: 1, patienceMs: 1 });
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
    await using folder = await tempFolder();
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
    await first.until(asked[0], ([, it]) => it?.text !== "");
    // The second server starts while the first is still alive.
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
  const asking = await lesson.staff<TokenReservation>(
    "asking",
    String(turn?.id),
  );
  assert.equal(asking?.waits, true);
  assert.equal(lesson.model.asked.length, 1);
});

Deno.test("a question whose turn comes without storage waits, and is asked once (SYNC-7, A-5)", async () => {
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
  await lesson.until(first.conversation, last("done"));
  await eventually(async () =>
    lesson.model.asked.length === 2 ||
    last("failed")(await lesson.turns(conversation))
  );
  assert.equal(lesson.model.asked.length, 2);
  answer(await lesson.model.next());
  await lesson.until(conversation, last("done"));
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
    lesson.staff<TokenReservation>("asking", String(turn?.id));
  const reserved = await asking();
  assert.equal(reserved?.waits, true);
  answer(await lesson.model.next());
  const puppet = await lesson.model.next();
  const { waits: _, ...begun } = reserved;
  assert.deepEqual(await asking(), begun);
  puppet.question.onUsage?.({ prompt: 70, completion: 30 });
  answer(puppet);
  await lesson.until(conversation, last("done"));
  assert.equal(await asking(), undefined);
  const students = await lesson.staff<{ tokens: number }>("usage", ben.member);
  assert.equal(students?.tokens, 100);
});

Deno.test("a busy endpoint is asked again for a while, then fails at once (A-4)", async () => {
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
  const patient = new ModelQueue({
    concurrency: 1,
    patienceMs: 60_000,
    minPauseMs: 2,
  });
  const words = await Array.fromAsync(patient.answer(model, asked));
  assert.deepEqual([words, tries], [["well"], 3]);

  busy = Infinity;
  tries = 0;
  const queue = new ModelQueue({
    concurrency: 1,
    patienceMs: 1000,
    minPauseMs: 2,
  });
  const fails = () =>
    assert.rejects(
      Array.fromAsync(queue.answer(model, asked)),
      { failure: "overloaded" },
    );
  await fails();
  assert.ok(tries > 1);
  tries = 0;
  await fails();
  assert.equal(tries, 1, "nobody behind waits as long again");

  tries = 0;
  const paid = new ModelQueue({ patienceMs: 200 });
  await assert.rejects(Array.fromAsync(paid.answer(model, asked)));
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
