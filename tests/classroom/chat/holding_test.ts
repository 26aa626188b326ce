import assert from "node:assert/strict";
import type { Identity } from "../../../classroom/model/members.ts";
import { setSessionInfo } from "../../../classroom/model/layout.ts";
import { kvKeys } from "../../../classroom/storage/kv_keys.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused, makeTempFolder } from "../school.ts";
import {
  blockedWordsSchema,
  findBlockedWords,
} from "../../../classroom/model/blocked_words.ts";
import {
  fileEntries,
  heldMessages,
} from "../../../classroom/model/staff_roots.ts";

const decide = (lesson: Lesson, id: string, allow: boolean) =>
  lesson.school.app.moderation.decideOnHeld(lesson.teacher, id, { allow });

Deno.test("muted students, and all in a paused chat, may only retract (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  const message = await lesson.postMessage(amy, "before");
  const react = { kind: "react", message, emoji: "👍", on: true };
  const edit = { kind: "edit", message, text: "after" };
  const all = [{ kind: "say", text: "x" }, react, edit];
  const pause = (chatPaused: boolean) => lesson.changeSession({ chatPaused });
  const mute = (muted: boolean) =>
    lesson.school.app.membership.changeMember(lesson.teacher, amy.member, {
      muted,
    });
  const ways: [string, (on: boolean) => Promise<unknown>, others: boolean][] = [
    ["muted", mute, true],
    ["chat-paused", pause, false],
  ];
  for (const [refused, set, othersMay] of ways) {
    await set(true);
    for (const command of all) {
      assert.equal(
        await lesson.runCommand(amy, command),
        refused,
        command.kind,
      );
    }
    const mine = { kind: "say", text: "mine" };
    assert.equal(await lesson.runCommand(ben, mine) === null, othersMay);
    assert.equal(await lesson.runCommand(lesson.teacher, mine), null);
    await set(false);
    assert.equal(await lesson.runCommand(amy, react), null);
  }
  await pause(true);
  await mute(true);
  assert.equal(
    await lesson.runCommand(amy, { kind: "retract", message }),
    null,
  );
});

Deno.test("a muted student asks the assistant and cannot share its answer (C-11)", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.addStudent("Amy");
  await lesson.school.app.membership.changeMember(lesson.teacher, amy.member, {
    muted: true,
  });
  const { refused, conversation } = await lesson.ask(amy, "Why?");
  assert.equal(refused, null);
  const share = { kind: "share", conversation, message: newId(), room: "main" };
  assert.equal(await lesson.school.runCommand(amy, share), "muted");
});

Deno.test("a message with a blocked word waits until a teacher allows it (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const [amy] = lesson.students;
  await lesson.changeSession({ blockedWords: ["Darn", "heck"] });
  const id = newId();
  const say = { id, kind: "say", room: "main", text: "well, D.a.r.n it" };
  assert.equal(await lesson.runCommand(amy, say), null);
  assert.deepEqual((await lesson.room()).messages, []);
  const saidAt = lesson.school.time.now;
  assert.deepEqual(await lesson.readHeldMessages(), {
    [id]: {
      room: "main",
      message: {
        id,
        from: amy.member,
        at: saidAt,
        kind: "text",
        text: say.text,
      },
      words: ["Darn"],
      at: saidAt,
    },
  });
  const receipt = (await lesson.readReceipts(amy))[id];
  assert.equal(receipt.refused, "held");
  assert.deepEqual(receipt.command, say);
  // SYNC-3: a repeated command waits once.
  assert.equal(await lesson.runCommand(amy, say), null);
  assert.equal(Object.keys(await lesson.readHeldMessages()).length, 1);

  lesson.school.time.now += 60_000;
  await lesson.postMessage(amy, "said meanwhile");
  await decide(lesson, id, true);
  const [, allowed] = (await lesson.room()).messages;
  assert.deepEqual(allowed, {
    id,
    from: amy.member,
    at: saidAt + 60_000,
    kind: "text",
    text: say.text,
  });
  assert.deepEqual(await lesson.readHeldMessages(), {});
  assert.deepEqual(await lesson.readReceipts(amy), {});
  assert.equal(await lesson.runCommand(amy, say), null);
  assert.equal((await lesson.room()).messages.length, 2);
  await assertRefused(decide(lesson, id, true), "not-found");
  await lesson.postMessage(lesson.teacher, "darn");
  assert.equal((await lesson.room()).messages.length, 3);
});

Deno.test("a rejected message is reported to its author, and decided once (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  await lesson.changeSession({ blockedWords: ["darn"] });
  const say = { id: newId(), kind: "say", text: "darn" };
  await lesson.runCommand(amy, say);
  await assertRefused(
    lesson.school.app.moderation.decideOnHeld(amy, say.id, { allow: true }),
    "not-allowed",
  );
  assert.equal(await lesson.runCommand(ben, say), "conflict");
  await decide(lesson, say.id, false);
  assert.equal((await lesson.readReceipts(amy))[say.id].refused, "not-allowed");
  assert.deepEqual((await lesson.readHeldMessages())[say.id].rejected, {
    by: lesson.teacher.member,
    at: lesson.school.time.now,
  });
  for (const allow of [true, false]) {
    await assertRefused(decide(lesson, say.id, allow), "conflict");
  }
  assert.equal(await lesson.runCommand(amy, say), "not-allowed");
  assert.deepEqual((await lesson.room()).messages, []);
  await assertRefused(decide(lesson, newId(), true), "not-found");
});

Deno.test("an edit with a blocked word waits, and the message stays (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const [amy] = lesson.students;
  await lesson.changeSession({ blockedWords: ["darn"] });
  const message = await lesson.postMessage(amy, "nice");
  const edit = (text: string, id: string = newId()) => ({
    id,
    kind: "edit",
    message,
    text,
  });
  const text = async () => {
    const found = await lesson.findMessage(message);
    return found?.kind === "text" ? found.text : found?.kind;
  };
  const first = edit("darn");
  assert.equal(await lesson.runCommand(amy, first), null);
  assert.equal(await text(), "nice");
  const { message: would, edits } = (await lesson.readHeldMessages())[first.id];
  assert.equal(would.kind === "text" && would.text, "darn");
  assert.deepEqual(edits, { before: "nice" });
  await decide(lesson, first.id, true);
  assert.equal(await text(), "darn");
  assert.equal(await lesson.runCommand(amy, first), null);
  assert.deepEqual(await lesson.readEarlierTexts(message), [[
    "nice",
    amy.member,
  ]]);
  assert.deepEqual(await lesson.readReceipts(amy), {});

  const second = edit("darn again");
  await lesson.runCommand(amy, second);
  await lesson.school.app.moderation.delete(lesson.teacher, "main", message);
  assert.equal(
    (await lesson.readReceipts(amy))[second.id].refused,
    "not-allowed",
  );
});

Deno.test("withdrawn edits count as edits, and the last one stays in the record (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const [amy] = lesson.students;
  const message = await lesson.postMessage(amy, "fine");
  await lesson.changeSession({ blockedWords: ["darn"] });
  const edit = (n: number) => ({
    id: newId(),
    kind: "edit",
    message,
    text: `darn ${n}`,
  });
  const all = Array.from({ length: bounds.edits }, (_, n) => edit(n));
  for (const one of all) assert.equal(await lesson.runCommand(amy, one), null);
  assert.equal(await lesson.runCommand(amy, edit(-1)), "too-often");
  // SYNC-3: a withdrawn edit is still known.
  assert.equal(await lesson.runCommand(amy, all[0]), null);
  const held = await lesson.readHeldMessages();
  const ids = all.slice(-2).map(({ id }) => id);
  assert.deepEqual(Object.keys(held).sort(), ids.toSorted());
  assert.equal(held[ids[0]].rejected?.by, amy.member);
  await decide(lesson, ids[1], true);
  assert.deepEqual(await lesson.readEarlierTexts(message), [[
    "fine",
    amy.member,
  ]]);
});

Deno.test("a held message of a merged member is decided for the person (C-11, J-7)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Amy too"] });
  const [amy, too] = lesson.students;
  const { membership, moderation } = lesson.school.app;
  const message = await lesson.postMessage(too, "fine");
  await lesson.changeSession({ blockedWords: ["darn"] });
  const [allowed, rejected, edit] = [newId(), newId(), newId()];
  for (const id of [allowed, rejected]) {
    await lesson.runCommand(too, { id, kind: "say", text: "darn" });
  }
  await lesson.runCommand(too, {
    id: edit,
    kind: "edit",
    message,
    text: "darn",
  });
  await membership.mergeMember(lesson.teacher, too.member, {
    member: amy.member,
  });
  await decide(lesson, allowed, true);
  await decide(lesson, rejected, false);
  await moderation.delete(lesson.teacher, "main", message);
  const told = async (who: Identity) =>
    Object.entries(await lesson.readReceipts(who))
      .map(([id, { refused }]) => [id, refused]).sort();
  const expected = [rejected, edit].map((id) => [id, "not-allowed"]).sort();
  assert.deepEqual(await told(amy), expected);
  await membership.separateMember(lesson.teacher, too.member);
  assert.deepEqual(await told(too), expected);
});

Deno.test("the held messages of a member are limited (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  await lesson.changeSession({ blockedWords: ["darn"] });
  const say = (who: Identity, id = newId()) =>
    lesson.runCommand(who, { id, kind: "say", text: "darn" });
  const first = newId();
  await say(amy, first);
  for (let n = 1; n < bounds.held; n++) assert.equal(await say(amy), null);
  assert.equal(await say(amy), "too-often");
  assert.equal(await say(ben), null);
  assert.equal(
    await lesson.runCommand(amy, { kind: "say", text: "fine" }),
    null,
  );
  await decide(lesson, first, false);
  assert.equal(await say(amy), null);
});

Deno.test("a file waits for its name to be allowed, and only staff read it meanwhile (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { app } = lesson.school;
  const [amy, ben] = lesson.students;
  const s = lesson.session.id, staff = names.staff(s);
  await lesson.changeSession({ blockedWords: ["darn"] });
  const upload = async (name: string) => {
    const id = newId();
    await app.sync.decide(s, [staff], (tx) => {
      fileEntries(tx.doc(staff)).set(id, {
        by: amy.member,
        name,
        size: 5,
        type: "text/plain",
        at: tx.now,
        done: true,
        rooms: [],
      });
      tx.addFact({ key: kvKeys.file(id), value: { session: s, size: 5 } });
    });
    return id;
  };
  const post = async (file: string) => {
    const id = newId();
    assert.equal(
      await lesson.runCommand(amy, { id, kind: "say", text: "", file }),
      null,
    );
    return id;
  };
  const file = await upload("darn.txt");
  const id = await post(file);
  assert.deepEqual((await lesson.room()).messages, []);
  const reads = (who: Identity) => app.files.read([who], file).then(() => true);
  assert.equal(await reads(lesson.teacher), true);
  await assertRefused(reads(ben), "not-found");
  await decide(lesson, id, true);
  assert.equal(await reads(ben), true);
  // CHAT-3: a deleted file is not served to students, its uploader included.
  await app.moderation.delete(lesson.teacher, "main", id);
  for (const who of [amy, ben]) {
    await assertRefused(reads(who), "not-found");
  }
  assert.equal(await reads(lesson.teacher), true);

  const gone = await post(await upload("darn it.txt"));
  await app.sync.decide(s, [staff], (tx) => fileEntries(tx.doc(staff)).clear());
  await assertRefused(decide(lesson, gone, true), "conflict");
  await decide(lesson, gone, false);

  const bad = await upload("darn.png");
  await decide(lesson, await post(bad), false);
  await assertRefused(app.files.cancelUpload(bad), "conflict");
  const badReads = (who: Identity) =>
    app.files.read([who], bad).then(() => true);
  assert.equal(await badReads(lesson.teacher), true);
  await assertRefused(badReads(ben), "not-found");
});

Deno.test("held messages survive a restart, and stay undecided after the end (C-11)", async () => {
  await using folder = await makeTempFolder();
  const first = await Lesson.begin({ students: ["Amy"], path: folder.kv });
  const [amy] = first.students;
  await first.changeSession({ blockedWords: ["darn"] });
  const [one, two] = [newId(), newId()];
  for (const id of [one, two]) {
    await first.runCommand(amy, { id, kind: "say", text: "darn" });
  }
  await first[Symbol.asyncDispose]();
  const { School } = await import("../school.ts");
  await using school = await School.open(folder.kv);
  const { moderation, sync } = school.app;
  await moderation.decideOnHeld(first.teacher, one, { allow: true });
  const said = await school.readMessages(first.session.id);
  assert.deepEqual(said.map(({ id }) => id), [one]);
  await school.changeDirectly(
    first.session.id,
    (doc) => setSessionInfo(doc, { state: "ended" }),
  );
  await assertRefused(
    moderation.decideOnHeld(first.teacher, two, { allow: true }),
    "ended",
  );
  const staff = names.staff(first.session.id);
  const held = await sync.read(
    first.session.id,
    [staff],
    ({ doc }) => [...heldMessages(doc(staff)).keys()],
  );
  assert.deepEqual(held, [two]);
});

Deno.test("a shared answer is held for its words and for its prompt's (C-11)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session } = lesson;
  const amy = await lesson.addStudent("Amy");
  await school.app.sessions.change(school.teacher, session.id, {
    blockedWords: ["darn"],
  });
  const { conversation } = await lesson.ask(amy, "Why, darn?");
  const puppet = await lesson.model.next();
  puppet.say("So.");
  puppet.end();
  const turns = await lesson.waitForTurns(
    conversation,
    (turns) => turns.at(-1)?.state === "done",
  );
  const id = newId();
  const message = turns.at(-1)?.id ?? "";
  const share = { id, kind: "share", conversation, message, room: "main" };
  assert.equal(await school.runCommand(amy, share), null);
  assert.deepEqual(await school.readMessages(session.id), []);
  await school.app.moderation.decideOnHeld(lesson.teacher, id, { allow: true });
  const [shared] = await school.readMessages(session.id);
  assert.equal(shared.kind === "assistant" && shared.text, "So.");
  const retract = { kind: "retract", message: id, room: "main" };
  assert.equal(await school.runCommand(amy, retract), null);
  const [gone] = await school.readMessages(session.id);
  assert.equal(gone.kind, "deleted");
});

Deno.test("only staff see and change the blocked words", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { app, teacher } = lesson.school;
  const s = lesson.session.id;
  assert.deepEqual(lesson.session.blockedWords, []);
  const blockedWords = ["Darn", "heck"];
  await lesson.changeSession({ blockedWords });
  assert.deepEqual(
    (await app.sessions.view(teacher, s)).blockedWords,
    blockedWords,
  );
  const shared = await lesson.read(names.session(s), (doc) => doc.toJSON());
  assert.doesNotMatch(JSON.stringify(shared), /darn/i);
  await lesson.changeSession({ blockedWords: [] });
  await lesson.postMessage(lesson.students[0], "darn");
});

const list = blockedWordsSchema.parse([
  "bad",
  " BÄD ",
  "Café",
  "go  home",
  "笨蛋",
  "c++",
  "ass",
  "",
]);

const table: [text: string, words: string[]][] = [
  ["", []],
  ["good", []],
  ["bad", ["bad"]],
  ["You are BAD!", ["bad"]],
  ["ｂａｄ", ["bad"]],
  ["bàd", ["bad"]],
  ["b\u0301a\u200bd", ["bad"]],
  ["b a d", ["bad"]],
  ["so b  a  d of you", ["bad"]],
  ["b.a.d b-a-d b_a_d", ["bad"]],
  ["b\na\nd", ["bad"]],
  ["b**ad**", ["bad"]],
  ["**b**ad", ["bad"]],
  ["badge, forbade, abadi", []],
  ["ba d", []],
  ["bad2", []],
  ["cafe CAFÉ", ["Café"]],
  ["go home", ["go home"]],
  ["Go, home", ["go home"]],
  ["go\nhome", ["go home"]],
  ["g o h o m e", ["go home"]],
  ["gohome go-home", ["go home"]],
  ["go homeward", []],
  ["你是笨蛋嗎", ["笨蛋"]],
  ["笨 蛋", ["笨蛋"]],
  ["c++", ["c++"]],
  ["c", []],
  ["class, assess, grass", []],
  ["as s", []],
  ["bad and café", ["bad", "Café"]],
];

Deno.test("the list has each word once, as it was first written (C-11)", () => {
  assert.deepEqual(list, ["bad", "Café", "go home", "笨蛋", "c++", "ass"]);
  const refused: unknown[] = [
    ["x".repeat(41)],
    Array.from({ length: 201 }, (_, n) => `word${n}`),
    [5],
    "bad",
  ];
  for (const wrong of refused) {
    assert.equal(blockedWordsSchema.safeParse(wrong).success, false);
  }
});

Deno.test("a blocked word is found in any case, accents, width and gaps, and not inside words (C-11)", () => {
  for (const [text, words] of table) {
    assert.deepEqual(findBlockedWords(text, list), words, JSON.stringify(text));
  }
});

Deno.test("long hostile texts are searched to their end (C-11)", () => {
  const words = blockedWordsSchema.parse(
    Array.from({ length: 200 }, (_, n) => `${"a".repeat(36)}${n}`),
  );
  const long = [
    "a".repeat(4000),
    "a ".repeat(2000),
    "a***".repeat(1000),
    "笨 ".repeat(2000),
  ];
  for (const text of long) {
    assert.deepEqual(findBlockedWords(text, words), []);
    assert.deepEqual(findBlockedWords(`${text} ${words[7]}`, words), [
      words[7],
    ]);
  }
});

Deno.test("with many similar blocked words each letter is read only a few times (C-11)", () => {
  const alike = blockedWordsSchema.parse(
    Array.from({ length: 200 }, (_, n) => `${"a".repeat(36)}${n}`),
  );
  const unspaced = blockedWordsSchema.parse(
    Array.from({ length: 200 }, (_, n) => `${"笨".repeat(36)}${n}`),
  );
  const length = 4000;
  const texts = ["a.", "a ", "aa ", "笨", "笨 "]
    .map((one) => one.repeat(length / one.length));
  for (const list of [alike, unspaced, [...alike.slice(100), "a b", "go a"]]) {
    findBlockedWords("a", list);
    for (const text of texts) {
      const looks = countLooks(() => findBlockedWords(text, list));
      assert.ok(looks <= 10 * length, `${text.slice(0, 3)}: ${looks} looks`);
    }
  }
});

/**
 * Counts the lookups in maps and sets, and the characters searched, by patching the built-in methods. A time limit
 * would depend on the machine.
 */
function countLooks(act: () => void): number {
  const { get } = Map.prototype, { has } = Set.prototype;
  const { includes } = String.prototype;
  let looks = 0;
  Map.prototype.get = function (key) {
    looks++;
    return get.call(this, key);
  };
  Set.prototype.has = function (key) {
    looks++;
    return has.call(this, key);
  };
  String.prototype.includes = function (part, at) {
    looks += this.length;
    return includes.call(this, part, at);
  };
  try {
    act();
  } finally {
    Map.prototype.get = get;
    Set.prototype.has = has;
    String.prototype.includes = includes;
  }
  return looks;
}
