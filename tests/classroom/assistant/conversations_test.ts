/** S3: what is asked, what is answered, and what is refused. */
import assert from "node:assert/strict";
import { ModelFailure } from "../../../classroom/assistant/model.ts";
import { members, setInfo } from "../../../classroom/model/layout.ts";
import type {
  ConversationEntry,
  Turn,
} from "../../../classroom/model/conversations.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { conversationTitleOf } from "../../../classroom/model/turns.ts";
import { last, Lesson } from "../lesson.ts";

Deno.test("A-1: an answer stands in the conversation as it is written, and the conversation in the member's list", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy");
  const { conversation, id, refused } = await lesson.ask(amy, "  Why is it?\n");
  assert.equal(refused, null);
  const puppet = await lesson.model.next();
  const [prompt, answer] = await lesson.turns(conversation);
  const at = lesson.school.time.now;
  assert.deepEqual(prompt, {
    id,
    role: "user",
    text: "Why is it?",
    at,
    state: "done",
  });
  const { id: turn, ...begun } = answer as Turn;
  assert.deepEqual(begun, {
    role: "assistant",
    text: "",
    at,
    state: "streaming",
    model: "puppet",
    prompt: id,
  });
  puppet.say("Because ");
  await lesson.until(conversation, ([, it]) => it?.text === "Because ");
  puppet.say("it ");
  puppet.say("is. 👍");
  puppet.end();
  const turns = await lesson.until(conversation, last("done"));
  assert.equal(turns[1]?.text, "Because it is. 👍");
  assert.equal(turns[1]?.id, turn);
  assert.deepEqual(
    await lesson.own<ConversationEntry>(amy, "conversations", conversation),
    { title: "Why is it?", at, lastAt: at },
  );
  const name = names.conversation(lesson.session.id, conversation);
  assert.deepEqual(
    await lesson.read(name, (doc) => doc.getMap("info").toJSON()),
    { member: amy.member, title: "Why is it?" },
  );
});

Deno.test("S3: a prompt counts once, whatever is retried; in another's conversation it is a conflict", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy"), ben = await lesson.student("Ben");
  const { conversation, id } = await lesson.ask(amy, "One");
  assert.equal(
    (await lesson.ask(amy, "Again", conversation, id)).refused,
    null,
  );
  assert.equal((await lesson.turns(conversation)).length, 2);
  assert.equal(
    (await lesson.ask(ben, "Mine", conversation)).refused,
    "conflict",
  );
  for (
    const command of [
      { kind: "stop", conversation },
      { kind: "retry", conversation, message: id },
      { kind: "submit", conversation, message: id },
      { kind: "share", conversation, message: id, room: "main" },
    ]
  ) {
    assert.equal(await lesson.school.command(ben, command), "not-found");
  }
  assert.equal(lesson.model.asked.length, 1);
});

Deno.test("A-1: Stop ends an answer, what has come of it stays, and Try again gives another", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy");
  const { conversation, id } = await lesson.ask(amy, "Tell me");
  const first = await lesson.model.next();
  first.say("Once upon");
  await lesson.until(conversation, ([, it]) => it?.text === "Once upon");
  const stop = { kind: "stop", conversation };
  assert.equal(await lesson.school.command(amy, stop), null);
  assert.equal(first.question.signal.aborted, true);
  first.say(" a time");
  const [, stopped] = await lesson.turns(conversation);
  assert.deepEqual([stopped?.text, stopped?.state], ["Once upon", "stopped"]);

  const retry = {
    id: newId(),
    kind: "retry",
    conversation,
    message: stopped?.id,
  };
  assert.equal(await lesson.school.command(amy, retry), null);
  assert.equal(await lesson.school.command(amy, retry), null);
  const second = await lesson.model.next();
  assert.deepEqual(second.question.words, [{ role: "user", text: "Tell me" }]);
  const early = { kind: "retry", conversation, message: stopped?.id };
  assert.equal(await lesson.school.command(amy, early), "conflict");
  second.say("Long ago");
  second.end();
  const turns = await lesson.until(conversation, last("done"));
  assert.deepEqual(
    turns.map(({ text, prompt }) => [text, prompt]),
    [["Tell me", undefined], ["Once upon", id], ["Long ago", id]],
  );
  assert.equal(turns[2]?.id, retry.id);
});

Deno.test("A-1: two prompts at once are answered in turn, the second with the first answer before it", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy");
  const { conversation } = await lesson.ask(amy, "One");
  await lesson.ask(amy, "Two", conversation);
  const first = await lesson.model.next();
  first.say("1");
  first.end();
  const second = await lesson.model.next();
  assert.deepEqual(second.question.words, [
    { role: "user", text: "One" },
    { role: "assistant", text: "1" },
    { role: "user", text: "Two" },
  ]);
  second.say("2");
  second.end();
  await lesson.until(conversation, last("done"));
});

Deno.test("A-6: the model is given the teacher's prompt and the words, and nothing that names a student", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy Anderson");
  const { app, teacher } = lesson.school;
  await app.sessions.change(teacher, lesson.session.id, {
    prompt: "  Answer in rhymes. ",
  });
  await lesson.ask(amy, "Who am I?");
  const { question } = await lesson.model.next();
  const { signal: _, onUsage: __, ...given } = question;
  assert.deepEqual(given, {
    maxTokens: 4000,
    system: "Answer in rhymes.",
    words: [{ role: "user", text: "Who am I?" }],
  });
});

Deno.test("A-1: a failure is said by its name, and what had come stays", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy");
  const table: [unknown, string, string, Turn["state"], Turn["failure"]][] = [
    [new ModelFailure("no-quota"), "", "", "failed", "no-quota"],
    [new ModelFailure("cut-off"), "Half", "Half", "failed", "cut-off"],
    [new Error("a bug"), "Half", "Half", "failed", "unknown"],
    [null, "", "", "failed", "unknown"],
    [null, "x".repeat(50_000), "x".repeat(40_000), "stopped", "too-long"],
  ];
  for (const [error, says, text, state, failure] of table) {
    const { conversation } = await lesson.ask(amy, "Well?");
    const puppet = await lesson.model.next();
    if (says) puppet.say(says);
    if (error) puppet.fail(error);
    else puppet.end();
    const turns = await lesson.until(
      conversation,
      (turns) => turns[1]?.state !== "streaming",
    );
    const { text: came, state: is, failure: why } = turns[1] as Turn;
    assert.deepEqual([came, is, why], [text, state, failure]);
  }
});

Deno.test("A-1: what cannot be asked is refused, and opens nothing", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy");
  const { school, session, teacher } = lesson;
  const asks: [string, string | null][] = [
    ["", "empty"],
    [" \n", "empty"],
    ["x".repeat(4001), "too-long"],
    ["x".repeat(4000), null],
  ];
  for (const [text, comes] of asks) {
    const { refused, conversation } = await lesson.ask(amy, text);
    assert.equal(refused, comes);
    const turns = await lesson.turns(conversation);
    assert.equal(turns.length, comes === null ? 2 : 0);
  }
  assert.equal(
    await school.command(amy, { kind: "ask", conversation: "x", text: "x" }),
    "malformed",
  );
  await school.app.sessions.change(school.teacher, session.id, {
    assistantPaused: true,
  });
  assert.equal((await lesson.ask(amy, "x")).refused, "assistant-paused");
  assert.equal((await lesson.ask(teacher, "x")).refused, null);
  await school.app.sessions.change(school.teacher, session.id, {
    assistantPaused: false,
  });
  await school.tamper(session.id, (doc) => {
    const entry = members(doc).get(amy.member);
    assert(entry);
    members(doc).set(amy.member, { ...entry, removed: true });
  });
  assert.equal((await lesson.ask(amy, "x")).refused, "removed");
  await school.tamper(session.id, (doc) => setInfo(doc, { state: "ended" }));
  assert.equal((await lesson.ask(teacher, "x")).refused, "ended");
});

Deno.test("A-5: past the prompts a minute and the tokens a session a student is told when to go on, the teacher past twenty a minute", async () => {
  const settings = { OPENAI_MAX_TOKENS: "100" };
  await using lesson = await Lesson.begin({ settings });
  const amy = await lesson.student("Amy"), ben = await lesson.student("Ben");
  const { school, session, teacher } = lesson;
  const change = (limits: Record<string, number | null>) =>
    school.app.sessions.change(school.teacher, session.id, { limits });
  const view = await change({ perMinute: 2 });
  assert.deepEqual(view.limits, {
    perMinute: 2,
    tokens: 100_000,
    students: 100,
  });
  for (const comes of [null, null, "too-often"]) {
    assert.equal((await lesson.ask(amy, "x")).refused, comes);
  }
  assert.equal((await lesson.ask(ben, "x")).refused, null);
  for (let i = 0; i < 20; i++) {
    assert.equal((await lesson.ask(teacher, "x")).refused, null);
  }
  assert.equal((await lesson.ask(teacher, "x")).refused, "too-often");
  school.time.now += 60_001;
  assert.equal((await lesson.ask(amy, "x".repeat(4000))).refused, null);
  await change({ perMinute: null, tokens: 1000 });
  assert.equal((await lesson.ask(amy, "x")).refused, "too-often");
  assert.equal((await lesson.ask(ben, "x")).refused, null);
  await change({ tokens: null });
  assert.equal((await lesson.ask(amy, "x")).refused, null);
});

Deno.test("A title is the first line of the first prompt, cut where a word ends", () => {
  assert.equal(conversationTitleOf("  Why?\nBecause.", 60), "Why?");
  assert.equal(
    conversationTitleOf("## **Why** is `x` so?", 60),
    "Why is x so?",
  );
  assert.equal(conversationTitleOf("```js\nlet a;", 60), "let a;");
  assert.equal(conversationTitleOf("one two  three", 10), "one two…");
  assert.equal(conversationTitleOf("x".repeat(80), 60), "x".repeat(59) + "…");
  assert.equal(conversationTitleOf("𝕏".repeat(40), 60), "𝕏".repeat(29) + "…");
});

Deno.test("A5, S12: looking for conversations that are not there finds nothing, and not without end", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.student("Amy");
  const codes = new Map<number, number>();
  for (let i = 0; i < 250; i++) {
    const name = names.conversation(lesson.session.id, newId());
    const { code } = await (await lesson.school.connect(amy, name)).closed;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  assert.deepEqual([...codes.keys()].sort(), [4404, 4429]);
  assert.equal(codes.get(4404), 128);
});

Deno.test("A-1: a conversation that has become too long asks for a new one", async () => {
  const settings = { OPENAI_MAX_TOKENS: "40000" };
  await using lesson = await Lesson.begin({ settings });
  const { teacher } = lesson;
  const { conversation } = await lesson.ask(teacher, "Go on");
  for (let i = 0; i < 10; i++) {
    const puppet = await lesson.model.next();
    puppet.say("x".repeat(40_000));
    puppet.end();
    const turns = await lesson.until(conversation, last("done"));
    const { refused } = await lesson.ask(teacher, "Go on", conversation);
    assert.equal(refused, turns.length < 20 ? null : "too-long");
  }
});
