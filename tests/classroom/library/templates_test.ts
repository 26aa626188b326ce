/** Conversations from a prompt template, and **Try it** (R-1). */
import assert from "node:assert/strict";
import type { Identity } from "../../../classroom/model/members.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { ConversationEntry } from "../../../classroom/model/conversations.ts";
import { last, Lesson } from "../lesson.ts";
import { ModelFailure } from "../../../classroom/assistant/model.ts";
import { trialBody } from "../../../classroom/assistant/trials.ts";
import { estimateTokens } from "../../../classroom/model/usage.ts";
import { PuppetModel } from "../assistant/puppet_model.ts";
import { refuses, School } from "../school.ts";

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
    const refused = await lesson.school.command(who, command);
    return { refused, conversation };
  };
  return { lesson, app, teacher, id, begin };
}

Deno.test("a conversation from a template has its first message, name and instructions (R-1)", async () => {
  const { lesson, id, begin } = await templateLesson();
  await using _ = lesson;
  await lesson.change({ prompt: "Answer in English." });
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
  const own = await lesson.own<ConversationEntry>(
    amy,
    "conversations",
    conversation,
  );
  const staff = await lesson.staff<ConversationEntry>(
    "conversations",
    conversation,
  );
  assert.equal(own?.template, "Tutor");
  assert.equal(staff?.template, "Tutor");
  puppet.say("What do you know?");
  puppet.end();
  await lesson.until(conversation, last("done"));
  for (const kind of ["retry", "share", "submit"]) {
    const command = { kind, conversation, message: turn };
    const room = kind === "share" ? { room: "main" } : {};
    assert.equal(
      await lesson.school.command(amy, { ...command, ...room }),
      "not-found",
      kind,
    );
  }
});

Deno.test("a conversation goes on when its template is taken back (R-1)", async () => {
  const { lesson, app, teacher, id, begin } = await templateLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const { conversation } = await begin(amy);
  (await lesson.model.next()).say("What do you know?");
  await lesson.school.command(amy, { kind: "stop", conversation });
  await app.resources.takeBack(teacher, id);
  assert.equal((await begin(ben)).refused, "not-found");
  assert.equal((await begin(ben, newId())).refused, "not-found");
  assert.equal((await lesson.ask(amy, "Halves", conversation)).refused, null);
  const puppet = await lesson.model.next();
  assert.equal(puppet.question.system, tutor.instructions);
  const own = await lesson.own<ConversationEntry>(
    amy,
    "conversations",
    conversation,
  );
  assert.equal(own?.template, "Tutor");
});

Deno.test("a template for some groups begins conversations of those alone; its teacher tries it anyhow (R-1)", async () => {
  const { lesson, app, teacher, begin } = await templateLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const room = await lesson.group(amy);
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
  await refuses(answered(words), "too-often");
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
  await refuses(answered("Yes."), "too-often");
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
