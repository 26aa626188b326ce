import assert from "node:assert/strict";
import { ModelFailure } from "../../../classroom/assistant/model.ts";
import { trialBody } from "../../../classroom/assistant/trials.ts";
import {
  importLimits,
  type ImportReply,
  type ImportRequest,
  Imports,
  type ReadInWorker,
} from "../../../classroom/library/imports.ts";
import { rateLimits } from "../../../classroom/limits/rate_limiter.ts";
import type { ConversationEntry } from "../../../classroom/model/conversations.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { estimateTokens } from "../../../classroom/model/usage.ts";
import { runInWorker } from "../../../server/imports/worker_jobs.ts";
import { isRefusal, type Refusal } from "../../../sync/refusal.ts";
import { PuppetModel } from "../assistant/puppet_model.ts";
import { isLastTurn, Lesson } from "../lesson.ts";
import { assertRefused, School } from "../school.ts";

const tutor = {
  name: "Tutor",
  description: "Asks back",
  instructions: "SECRET: never give the answer, ask back.",
  firstMessage: "Hello! What are you **working** on?",
};

async function templateLesson(ask: { rooms?: string[] } = {}) {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school: { app }, teacher } = lesson;
  const kept = await app.library.add("template", teacher.teacher!, tutor);
  const { id } = await app.resources.share(teacher, {
    template: kept.id,
    ...ask,
  });
  const begin = async (who: Identity, template = id, text = "Fractions") => {
    const conversation = newId();
    const command = { kind: "ask", conversation, text, template };
    const refused = await lesson.school.runCommand(who, command);
    return { refused, conversation };
  };
  return { lesson, app, teacher, id, begin };
}

Deno.test("a conversation from a template has its first message, name and instructions (R-1)", async () => {
  const { lesson, id, begin } = await templateLesson();
  await using _ = lesson;
  await lesson.changeSession({ prompt: "Answer in English." });
  const [amy] = lesson.students;
  const { refused, conversation } = await begin(amy);
  assert.equal(refused, null);
  const puppet = await lesson.model.next();
  assert.equal(
    puppet.question.system,
    `Answer in English.\n\n${tutor.instructions}`,
  );
  assert.deepEqual(puppet.question.words, [
    { role: "assistant", text: tutor.firstMessage },
    { role: "user", text: "Fractions" },
  ]);
  const [opening, prompt, answer] = await lesson.turns(conversation);
  const { id: turn, at: _at, ...opens } = opening;
  assert.deepEqual(opens, {
    role: "assistant",
    text: tutor.firstMessage,
    state: "done",
  });
  assert.equal(prompt.role, "user");
  assert.equal(answer.prompt, prompt.id);
  const fields = await lesson.read(
    names.conversation(lesson.session.id, conversation),
    (doc) => doc.getMap("info").toJSON(),
  );
  assert.equal(fields.template, id);
  const own = await lesson.readOwnEntry<ConversationEntry>(
    amy,
    "conversations",
    conversation,
  );
  const staff = await lesson.readStaffEntry<ConversationEntry>(
    "conversations",
    conversation,
  );
  assert.equal(own?.template, "Tutor");
  assert.equal(staff?.template, "Tutor");
  puppet.say("What do you know?");
  puppet.end();
  await lesson.waitForTurns(conversation, isLastTurn("done"));
  for (const kind of ["retry", "share", "submit"]) {
    const command = { kind, conversation, message: turn };
    const room = kind === "share" ? { room: "main" } : {};
    assert.equal(
      await lesson.school.runCommand(amy, { ...command, ...room }),
      "not-found",
      kind,
    );
  }
});

Deno.test("a conversation continues when its template is taken back (R-1)", async () => {
  const { lesson, app, teacher, id, begin } = await templateLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const { conversation } = await begin(amy);
  (await lesson.model.next()).say("What do you know?");
  await lesson.school.runCommand(amy, { kind: "stop", conversation });
  await app.resources.takeBack(teacher, id);
  assert.equal((await begin(ben)).refused, "not-found");
  assert.equal((await begin(ben, newId())).refused, "not-found");
  assert.equal((await lesson.ask(amy, "Halves", conversation)).refused, null);
  const puppet = await lesson.model.next();
  assert.equal(puppet.question.system, tutor.instructions);
  const own = await lesson.readOwnEntry<ConversationEntry>(
    amy,
    "conversations",
    conversation,
  );
  assert.equal(own?.template, "Tutor");
});

Deno.test("a template for some groups begins only their conversations, and its teacher's trials (R-1)", async () => {
  const { lesson, app, teacher, begin } = await templateLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const room = await lesson.makeGroup(amy);
  const kept = await app.library.add("template", teacher.teacher!, {
    name: "Plain",
    instructions: "Be plain.",
  });
  const { id } = await app.resources.share(teacher, {
    template: kept.id,
    rooms: [room],
  });
  assert.equal((await begin(ben, id)).refused, "not-in-room");
  const { refused, conversation } = await begin(amy, id);
  assert.equal(refused, null);
  assert.deepEqual(
    (await lesson.turns(conversation)).map(({ role }) => role),
    ["user", "assistant"],
  );
  assert.equal((await begin(teacher, id)).refused, null);
});

const tried = trialBody.parse({
  instructions: " Ask back. ",
  firstMessage: "Hello!",
  turns: [
    { role: "user", text: "Fractions" },
    { role: "assistant", text: "What of them?" },
    { role: "user", text: "Halves" },
  ],
});

async function trying(settings: Record<string, string> = {}) {
  const model = new PuppetModel();
  const school = await School.open(
    undefined,
    undefined,
    { model, report: () => {} },
    { OPENAI_MAX_TOKENS: "100", ...settings },
  );
  const { trials } = school.app;
  const trier = { teacher: school.teacher.id, address: "192.0.2.1" };
  const ask = (signal = new AbortController().signal) =>
    Promise.try(() => trials.ask(trier, tried, signal));
  const answered = async (words: string) => {
    const pieces = Array.fromAsync(await ask());
    const puppet = await model.next();
    puppet.say(words);
    puppet.end();
    return await pieces;
  };
  return { model, school, ask, answered };
}

Deno.test("a trial is answered as for a student, and stores nothing (R-1)", async () => {
  const { school, model, ask } = await trying();
  await using _ = school;
  const { kv } = school.app;
  const before = await Array.fromAsync(kv.list({ prefix: [] }));
  const pieces = Array.fromAsync(await ask());
  const puppet = await model.next();
  assert.equal(puppet.question.system, "Ask back.");
  assert.deepEqual(puppet.question.words, [
    { role: "assistant", text: "Hello!" },
    ...tried.turns,
  ]);
  puppet.say("Half of ");
  puppet.say("what?");
  puppet.end();
  assert.deepEqual(await pieces, [{ text: "Half of " }, { text: "what?" }]);
  const next = Array.fromAsync(await ask());
  (await model.next()).fail(new ModelFailure("no-quota"));
  assert.deepEqual(await next, [{ failure: "no-quota" }]);
  await school.app.spending.close();
  const after = await Array.fromAsync(kv.list({ prefix: [] }));
  const added = after.filter(({ key }) =>
    !before.some((it) => JSON.stringify(it.key) === JSON.stringify(key))
  );
  for (const { key } of added) assert.equal(key[0], "spent");
  const took = [
    tried.instructions,
    "Hello!",
    ...tried.turns.map((it) => it.text),
    "Half of what?",
  ].reduce((sum, it) => sum + estimateTokens(it), 0);
  const [{ value }] = await Array.fromAsync(
    kv.list<number>({ prefix: ["spent"] }),
    (it) => it,
  ).then((all) => all.filter(({ key }) => key[2] === "server"));
  // The second trial failed before it began, and cost nothing.
  assert.equal(value, took);
});

Deno.test("trials count for address and server, and end with the reader (R-1, A-5)", async () => {
  const { school, ask, answered, model } = await trying({
    ASSISTANT_ADDRESS_TOKENS: "400",
    ASSISTANT_ADDRESS_PACE: "100000",
    ASSISTANT_SERVER_PACE: "100000",
  });
  await using _ = school;
  const words = "word ".repeat(90);
  // Each trial takes about 95 tokens and reserves 105.
  for (let n = 0; n < 4; n++) await answered(words);
  await assertRefused(answered(words), "too-often");
  school.time.now += 24 * 60 * 60_000;
  const abort = new AbortController();
  const pieces = Array.fromAsync(await ask(abort.signal));
  const puppet = await model.next();
  puppet.say("one");
  abort.abort();
  assert.ok((await pieces).length <= 1);
  assert.equal(puppet.question.signal.aborted, true);
});

Deno.test("a teacher tries twenty times a minute (R-1)", async () => {
  const { school, answered } = await trying();
  await using _ = school;
  for (let n = 0; n < 20; n++) await answered("Yes.");
  await assertRefused(answered("Yes."), "too-often");
  school.time.now += 120_000;
  assert.equal((await answered("Yes.")).length, 1);
});

Deno.test("a trial is bounded and ends with a question (R-1)", () => {
  const wrong: unknown[] = [
    { instructions: "", turns: tried.turns },
    { instructions: "x", turns: [] },
    { instructions: "x".repeat(8001), turns: tried.turns },
    { instructions: "x", turns: [{ role: "assistant", text: "Hi" }] },
    { instructions: "x", turns: [{ role: "user", text: " " }] },
    { instructions: "x", turns: [{ role: "system", text: "Hi" }] },
    {
      instructions: "x",
      turns: Array.from({ length: 41 }, () => ({ role: "user", text: "Hi" })),
    },
    { instructions: "x", turns: tried.turns, model: "other" },
  ];
  for (const body of wrong) {
    assert.equal(trialBody.safeParse(body).success, false);
  }
});

const nothing: ImportReply = { format: "text", keep: false, names: [] };
const brought = (what = ""): ImportRequest => ({
  what: "quiz",
  bytes: new TextEncoder().encode(what),
  type: "application/json",
  words: { yes: "True", no: "False" },
});
const whole = new AbortController().signal;

/** Imports whose reading a test ends one by one. */
function held() {
  const begun: { text: string; end: () => void }[] = [];
  const readInWorker: ReadInWorker = ({ bytes }) =>
    new Promise((resolve) =>
      begun.push({
        text: new TextDecoder().decode(bytes),
        end: () => resolve({ result: nothing }),
      })
    );
  const imports = new Imports({
    readInWorker,
    report: () => {},
    clock: () => 0,
  });
  const read = (teacher: string, text: string, gone = whole) =>
    imports.read(teacher, () => Promise.resolve(brought(text)), gone);
  return { begun, read, imports };
}

async function settled() {
  for (let n = 0; n < 20; n++) await Promise.resolve();
}

function isRefused(kind: string, reason?: string) {
  return (thrown: unknown) =>
    isRefusal(thrown) && thrown.kind === kind &&
    (!reason || (thrown as Refusal).reason === reason);
}

Deno.test("imports are read one at a time, with teachers taking turns", async () => {
  const { begun, read } = held();
  const all = ["a1", "a2", "a3", "b1"].map((text) => read(text[0], text));
  const order: string[] = [];
  for (let n = 0; n < 4; n++) {
    await settled();
    assert.equal(begun.length, n + 1, "one at a time");
    order.push(begun[n].text);
    begun[n].end();
  }
  await Promise.all(all);
  assert.deepEqual(order, ["a1", "a2", "b1", "a3"]);
});

Deno.test("an import is dropped when its reader leaves, and a teacher may queue only a few", async () => {
  const { begun, read } = held();
  const first = read("a", "1");
  const gone = new AbortController();
  const left = read("a", "2", gone.signal);
  const others = [read("a", "3"), read("a", "4")];
  await assert.rejects(read("a", "5"), isRefused("too-often"));
  gone.abort();
  await assert.rejects(left, isRefused("malformed", "body-too-slow"));
  for (let n = 0; n < 3; n++) {
    await settled();
    begun[n].end();
  }
  await Promise.all([first, ...others]);
  assert.deepEqual(begun.map(({ text }) => text), ["1", "3", "4"]);
});

Deno.test("the bytes of large imports are limited, small bodies always pass", async () => {
  const { imports, begun, read } = held();
  const stop = Promise.withResolvers<ImportRequest>();
  const large = (teacher: string, size: number) =>
    imports.read(
      teacher,
      (holds) => {
        holds(size);
        return stop.promise;
      },
      whole,
    );
  const eight = 8 * 1024 * 1024;
  const coming = ["a", "b", "c"].map((teacher) => large(teacher, eight));
  await assert.rejects(large("d", eight), isRefused("too-often"));
  const small = read("d", "small");
  await settled();
  assert.deepEqual(begun.map(({ text }) => text), ["small"]);
  begun[0].end();
  await small;
  stop.reject(new Error("gone"));
  await Promise.allSettled(coming);
  const again = large("d", importLimits.held);
  await assert.rejects(again, /gone/);
});

Deno.test("a teacher's imports are rate-limited (R-3)", async () => {
  const imports = new Imports({
    readInWorker: () => Promise.resolve({ result: nothing }),
    report: () => {},
    clock: () => at,
  });
  let at = 0;
  const read = (now: number) => {
    at = now;
    return imports.read("ruth", () => Promise.resolve(brought()), whole);
  };
  for (let n = 0; n < rateLimits.importOfTeacher.free; n++) await read(0);
  await assert.rejects(read(1), isRefused("too-often"));
  await read(6000);
});

/** A program for the reading process. */
function program(work: string): URL {
  const apart = new URL(
    "../../../server/imports/worker_jobs.ts",
    import.meta.url,
  );
  const text =
    `import { checkedSteps as steps, runWithinTime as withinTime, serveJobs } from ${
      JSON.stringify(apart.href)
    };
    serveJobs(async ({ job, ceiling }) => ({ result: await (async () => { ${work} })() }));`;
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}
const ceiling = { time: 300, patience: 60_000, memory: 64 * 1024 * 1024 };
const run = (work: string, over = {}) =>
  runInWorker<string>(program(work), brought(), { ...ceiling, ...over });

Deno.test("an endless import is ended, and the next is read", async () => {
  for (
    const work of [
      "return withinTime(ceiling, () => { for (;;); })",
      "return withinTime(ceiling, () => { for (;;) try { for (;;); } catch {} })",
      "return withinTime(ceiling, () => /^(a|a)*b$/.test('a'.repeat(60)))",
    ]
  ) {
    const ended = await run(work);
    assert("ended" in ended && /timed out/.test(ended.ended), work);
  }
  const grown = await run(
    `function* grow() { for (const all = [];;) { all.push({ it: [1] }); yield; } }
    return withinTime({ time: 60_000 }, () => [...steps(ceiling, grow())].length)`,
  );
  assert("ended" in grown && /heap/.test(grown.ended));
  const thrown = await run("throw new Error('broken')");
  assert("ended" in thrown && /broken/.test(thrown.ended));
  const never = await run("await new Promise(() => {})", { patience: 500 });
  assert.deepEqual(never, { ended: "late" });
  assert.deepEqual(await run("return 'read'"), { result: "read" });
});

Deno.test("a computing program does not block the thread of the classes", async () => {
  let turns = 0, isOver = false;
  const ended = run("return withinTime(ceiling, () => { for (;;); })")
    .finally(() => isOver = true);
  while (!isOver) {
    await new Promise((go) => setTimeout(go));
    turns++;
  }
  assert("ended" in await ended);
  // On one thread there would be two turns.
  assert(turns > 2, `${turns} turns`);
});

Deno.test("the reading process has no permissions, and its end is a refusal", async () => {
  const tried = await run(
    `const tries = {
      read: () => Deno.readTextFileSync("deno.json"),
      env: () => Deno.env.get("HOME"),
      run: () => new Deno.Command("true").outputSync(),
      write: () => Deno.writeTextFileSync("x", ""),
      sys: () => Deno.hostname(),
    };
    return Object.entries(tries).map(([name, it]) => {
      try { it(); return name; } catch (error) { return error.name; }
    }).join();`,
  );
  assert.deepEqual(tried, { result: Array(5).fill("NotCapable").join() });
  const reports: unknown[] = [];
  const imports = new Imports({
    readInWorker: () => Promise.resolve({ ended: "late" }),
    report: (_, error) => reports.push(error),
    clock: () => 0,
  });
  await assert.rejects(
    imports.read("a", () => Promise.resolve(brought()), whole),
    isRefused("too-large", "import-too-heavy"),
  );
  assert.equal(reports.length, 1);
});
