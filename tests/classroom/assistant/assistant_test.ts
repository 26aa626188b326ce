/** A-1, S1, S2, S6: answers gather, go on whoever looks, and are never left hanging. */
import assert from "node:assert/strict";
import type { App } from "../../../classroom/app.ts";
import { keys } from "../../../classroom/storage/session_keys.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readTurns } from "../../../classroom/model/turns.ts";
import { failureOf } from "../../../classroom/assistant/openai_model.ts";
import { School } from "../school.ts";
import { last, Lesson } from "../lesson.ts";
import { Instances } from "./instances.ts";
import { PuppetModel } from "./puppet_model.ts";
import type { Kv } from "../../../sync/kv/kv.ts";

async function claims(kv: Kv): Promise<unknown[]> {
  return await Array.fromAsync(kv.list({ prefix: keys.answering() }));
}

/** Holds back what the assistant has put off, until it is let go; the clock stands meanwhile. */
function heldFlushes() {
  const { setTimeout: later } = globalThis, { now } = Date;
  let time = now(), held: (() => void)[] = [];
  /** How long each was to wait (ms). */
  const waits: number[] = [];
  const hold = (run: () => void, ms = 0, ...given: unknown[]) => {
    const isFlush = new Error().stack?.includes("/assistant/assistant.ts");
    if (!isFlush) return later(run, ms, ...given);
    waits.push(ms);
    return held.push(run);
  };
  globalThis.setTimeout = hold as unknown as typeof setTimeout;
  Date.now = () => time;
  return {
    waits,
    /** Until what is on its way has been heard. */
    settle: () => new Promise<void>((resolve) => later(resolve)),
    letGo() {
      const due = held;
      held = [];
      if (due.length > 0) time += 100;
      for (const run of due) run();
    },
    [Symbol.dispose]() {
      globalThis.setTimeout = later;
      Date.now = now;
    },
  };
}

Deno.test("S6: thirty answers that stream at once are about ten commits a second, however fast the model is", async () => {
  await using lesson = await Lesson.begin();
  const { sync } = lesson.school.app;
  const conversations: string[] = [];
  const puppets = [];
  for (let i = 0; i < 30; i++) {
    const who = await lesson.student(`Student ${i}`);
    const { conversation } = await lesson.ask(who, "Tell me");
    conversations.push(conversation);
    puppets.push(await lesson.model.next());
  }
  let decisions = 0;
  const decide = sync.decide.bind(sync);
  sync.decide = (...given: Parameters<typeof decide>) => {
    decisions++;
    return decide(...given) as never;
  };
  using flushes = heldFlushes();
  for (let round = 1; round <= 40; round++) {
    for (const puppet of puppets) puppet.say("word ");
    await flushes.settle();
    // Every tenth round the time has come.
    if (round % 10 === 0) flushes.letGo();
  }
  for (const puppet of puppets) puppet.end();
  let done = false;
  const all = Promise.all(conversations.map(async (conversation) => {
    const turns = await lesson.until(conversation, last("done"));
    assert.equal(turns[1]?.text, "word ".repeat(40));
  })).then(() => done = true);
  while (!done) {
    await flushes.settle();
    flushes.letGo();
  }
  await all;
  // 1,200 pieces: a commit each time, and each a tenth of a second after the one before it.
  const { waits } = flushes;
  assert.ok(decisions <= waits.length, `${decisions} of ${waits.length}`);
  assert.ok(waits.length <= 10, `${waits.length} times`);
  assert.deepEqual(new Set(waits.slice(1)), new Set([100]));
  assert.deepEqual(await claims(lesson.school.app.kv), []);
});

Deno.test("Why a model failed is told by the provider's codes, and in nobody's words", async () => {
  const model = new PuppetModel();
  const told: unknown[] = [];
  const report = (_what: string, error: unknown) => told.push(error);
  const school = await School.open(undefined, undefined, { model, report });
  await using _ = school;
  const session = await school.session();
  const browser = school.browser();
  await browser.join(session.code, "Amy");
  const amy = await browser.who(session.id);
  assert(amy);
  const ask = { kind: "ask", conversation: newId(), text: "Why?" };
  assert.equal(await school.command(amy, ask), null);
  const words = "Incorrect API key provided: sk-secret";
  const error = { status: 401, code: "invalid_api_key", type: words };
  (await model.next()).fail(failureOf({ ...error, message: words }));
  while (told.length === 0) await new Promise((go) => setTimeout(go));
  assert(told[0] instanceof Error);
  assert.equal(told[0].message, "401 invalid_api_key");
});

Deno.test("A-1: a letter that the model sends in two halves arrives whole", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy");
  const { conversation } = await lesson.ask(amy, "A smile, please");
  const puppet = await lesson.model.next();
  const [high = "", low = ""] = "😀".split("");
  puppet.say("a" + high);
  await lesson.until(conversation, ([, it]) => it?.text === "a");
  puppet.say(low + "b" + high);
  puppet.end();
  const turns = await lesson.until(conversation, last("done"));
  assert.equal(turns[1]?.text, "a😀b\ufffd");
});

Deno.test("S15: a server that stops ends its answers itself", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy");
  const { conversation } = await lesson.ask(amy, "Tell me");
  (await lesson.model.next()).say("Once upon a time");
  await lesson.until(conversation, ([, it]) => it?.text !== "");
  await lesson.school.app.assistant.close();
  const turns = await lesson.turns(conversation);
  assert.deepEqual(
    [turns[1]?.text, turns[1]?.state, turns[1]?.failure],
    ["Once upon a time", "failed", "interrupted"],
  );
  assert.deepEqual(await claims(lesson.school.app.kv), []);
});

Deno.test("S2: of several instances one asks the model, and leaves what a living one writes alone", async () => {
  await using house = await Instances.begin();
  const one = new PuppetModel(), other = new PuppetModel();
  const here = await house.open(one);
  const { s, asks } = await house.beginClass(here);
  const name = await asks("Well?");
  const puppet = await one.next();
  puppet.say("Half");
  const turn = async (app: App) =>
    await app.sync.read(s, [name], ({ doc }) => readTurns(doc(name))[1]);
  while ((await turn(here))?.text !== "Half") {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const there = await house.open(other);
  assert.equal((await turn(there))?.state, "streaming");
  assert.equal((await claims(there.kv)).length, 1);
  // The first one's lease runs out: it is dead to the others, who mark what it left.
  house.time.now += 60_000;
  const third = await house.open(new PuppetModel());
  assert.equal((await turn(third))?.state, "failed");
  assert.equal((await turn(third))?.failure, "interrupted");
  assert.equal((await turn(third))?.text, "Half");
  assert.deepEqual(await claims(third.kv), []);
  // It was only slow: what it says now is not taken any more, and it notices.
  puppet.say(" more");
  while (!puppet.question.signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal((await turn(third))?.text, "Half");
  assert.equal(other.asked.length, 0);
});
