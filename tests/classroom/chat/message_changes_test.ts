/** Reactions, edits, retractions, deletions and pins (C-10, C-11, CHAT-3). */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import * as Y from "yjs";
import { removedVersions } from "../../../classroom/storage/message_versions.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  type Message,
  parseReactionKey,
  reactionEmojis,
} from "../../../classroom/model/messages.ts";
import { refuses, tempFolder } from "../school.ts";
import { Lesson } from "../lesson.ts";
import { deliverMissedTo } from "../../../classroom/groups/broadcast.ts";
import { broadcasts } from "../../../classroom/model/breakouts_layout.ts";
import { messages } from "../../../classroom/model/layout.ts";
import {
  findMessage,
  replaceMessage,
} from "../../../classroom/model/room_messages.ts";

Deno.test("each member has each emoji once, and no others than these (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  const message = await lesson.says(amy, "hello");
  const react = (who: typeof amy, emoji: unknown) =>
    lesson.does(who, { kind: "react", message, emoji, on: true });
  for (const emoji of [...reactionEmojis, ...reactionEmojis]) {
    assert.equal(await react(ben, emoji), null, emoji);
  }
  assert.equal(await react(amy, "👍"), null);
  const { reactions } = await lesson.room();
  assert.deepEqual(Object.keys(reactions[message]).map(parseReactionKey), [
    ...reactionEmojis.map((emoji) => ({ emoji, member: ben.member })),
    { emoji: "👍", member: amy.member },
  ]);
  for (const emoji of ["❤", "🙂", "", "👍👍", 5]) {
    assert.equal(await react(ben, emoji), "malformed");
  }
});

Deno.test("an answer is to a message of its room; one that is deleted later leaves it as it is (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  const group = await lesson.group(amy);
  const inGroup = await lesson.says(amy, "in the group", { room: group });
  const question = await lesson.says(amy, "why?");
  const say = { kind: "say", text: "because" };
  assert.equal(
    await lesson.does(ben, { ...say, replyTo: inGroup }),
    "not-found",
  );
  const answer = await lesson.says(ben, "because", { replyTo: question });
  await lesson.school.app.moderation.delete(lesson.teacher, "main", question);
  const message = await lesson.message(answer);
  assert.equal(message?.kind === "text" && message.replyTo, question);
});

Deno.test("an edit puts new words in the place of one's own message (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy] = lesson.students;
  const message = await lesson.says(amy, "frist");
  lesson.school.time.now += 5000;
  const edit = { id: newId(), kind: "edit", message, text: " first " };
  assert.equal(await lesson.does(amy, edit), null);
  assert.deepEqual(await lesson.message(message), {
    id: message,
    from: amy.member,
    at: lesson.school.time.now - 5000,
    kind: "text",
    text: "first",
    editedAt: lesson.school.time.now,
    edits: [edit.id],
  });
  for (
    const [change, comes] of [
      [{ text: " " }, "empty"],
      [{ text: "x".repeat(bounds.text + 1) }, "too-long"],
      [{ text: "x", message: newId() }, "not-found"],
      [{ text: "x", room: newId() }, "not-in-room"],
      [{ text: 5 }, "malformed"],
    ] as const
  ) {
    const command = { ...edit, id: newId(), ...change };
    assert.equal(await lesson.does(amy, command), comes, comes);
  }
});

Deno.test("a message is edited so often and no more (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const [amy] = lesson.students;
  const message = await lesson.says(amy, "0");
  const edit = (text: string) =>
    lesson.does(amy, { kind: "edit", message, text });
  for (let n = 1; n <= bounds.edits; n++) {
    assert.equal(await edit(String(n)), null);
  }
  assert.equal(await edit("once more"), "too-often");
  assert.equal(await edit(String(bounds.edits)), null, "which it says already");
  const versions = (await lesson.before(message)).map(([text]) => text);
  assert.deepEqual(versions, versions.map((_, n) => String(n)));
  assert.equal(versions.length, bounds.edits);
});

Deno.test("a message is retracted by its author alone, and deleted by staff alone (CHAT-3)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { moderation } = lesson.school.app;
  const { teacher, students: [amy, ben] } = lesson;
  const mine = await lesson.says(amy, "mine");
  const theirs = await lesson.says(ben, "theirs");
  const retract = { kind: "retract", message: mine };
  assert.equal(await lesson.does(ben, retract), "not-allowed");
  assert.equal(await lesson.does(teacher, retract), "not-allowed");
  assert.equal(await lesson.does(amy, retract), null);
  await refuses(moderation.delete(amy, "main", theirs), "not-allowed");
  await moderation.delete(teacher, "main", theirs);
  await moderation.delete(teacher, "main", theirs);
  const gone = { at: lesson.school.time.now, kind: "deleted" };
  assert.deepEqual((await lesson.room()).messages, [
    { ...gone, id: mine, from: amy.member, by: amy.member },
    { ...gone, id: theirs, from: ben.member, by: teacher.member },
  ]);
  for (
    const refused of [
      moderation.pin(teacher, "main", mine),
      moderation.delete(teacher, "main", newId()),
      moderation.delete(teacher, newId(), mine),
    ]
  ) await refuses(refused, "not-found");
});

Deno.test("a deleting teacher can put the message back for 30 seconds (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school, teacher } = lesson;
  const { moderation } = school.app;
  const [amy] = lesson.students;
  const message = await lesson.says(amy, "first");
  await lesson.does(amy, { kind: "edit", message, text: "second" });
  await lesson.does(amy, { kind: "react", message, emoji: "🎉", on: true });
  await moderation.pin(teacher, "main", message);
  const before = await lesson.room();
  const undo = (who = teacher) => moderation.undelete(who, "main", message);

  await moderation.delete(teacher, "main", message);
  await refuses(undo(amy), "not-allowed");
  school.time.now += 29_000;
  await undo();
  await undo();
  assert.deepEqual(await lesson.room(), before);
  assert.deepEqual(await lesson.before(message), [["first", amy.member]]);

  assert.equal(
    await lesson.does(amy, { kind: "edit", message, text: "third" }),
    null,
  );
  await moderation.delete(teacher, "main", message);
  assert.deepEqual((await lesson.before(message)).map(([text]) => text), [
    "first",
    "second",
    "third",
  ]);
  school.time.now += 31_000;
  await refuses(undo(), "conflict");
  const own = await lesson.says(amy, "own");
  await lesson.does(amy, { kind: "retract", message: own });
  await refuses(moderation.undelete(teacher, "main", own), "conflict");
});

Deno.test("earlier words are in the record alone, in no document or snapshot (CHAT-3)", async () => {
  await using folder = await tempFolder();
  const lesson = await Lesson.begin({ students: ["Amy"], path: folder.kv });
  const { app } = lesson.school;
  const [amy] = lesson.students;
  const s = lesson.session.id;
  const secrets = ["TopSecretOne", "TopSecretTwo", "TopSecretThree"];
  const message = await lesson.says(amy, secrets[0]);
  const other = await lesson.says(amy, secrets[1]);
  const group = await lesson.group(amy);
  const third = await lesson.says(amy, secrets[2], { room: group });
  await lesson.says(amy, "innocent");
  await lesson.does(amy, { kind: "edit", message, text: "harmless" });
  await app.moderation.delete(lesson.teacher, "main", other);
  await lesson.does(amy, { kind: "retract", room: group, message: third });
  const shared = [
    names.session(s),
    names.room(s, "main"),
    names.room(s, group),
    names.member(s, amy.member),
  ];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  for (const name of shared) {
    const state = await lesson.read(name, Y.encodeStateAsUpdate);
    assert.doesNotMatch(text(state), /TopSecret/, name);
  }
  await app.sync.purge(s);
  let inRecord = 0, inRooms = 0;
  for await (const { key, value } of app.kv.list({ prefix: ["space", s] })) {
    const words = value instanceof Uint8Array
      ? text(value)
      : JSON.stringify(value);
    const [, , part, name] = key.map(String);
    if (part === "removed") inRecord += words.match(/TopSecret/g)?.length ?? 0;
    else {
      assert.doesNotMatch(words, /TopSecret/, key.join("/"));
      if (/room/.test(name ?? "")) inRooms++;
    }
  }
  assert.equal(inRecord, secrets.length);
  assert.ok(inRooms > 0, "the rooms were looked at");
  await lesson[Symbol.asyncDispose]();
  // A new process on the same store.
  const { School } = await import("../school.ts");
  const again = await School.open(folder.kv);
  const main = names.room(s, "main");
  const said = await again.app.sync.read(s, [main], ({ doc }) => [
    text(Y.encodeStateAsUpdate(doc(main))),
  ]);
  assert.doesNotMatch(said[0], /TopSecret/);
  const [before] = await removedVersions(again.app.kv, s, "main", message);
  assert.equal(
    before.message.kind === "text" && before.message.text,
    secrets[0],
  );
  await again[Symbol.asyncDispose]();
});

Deno.test("the longest answer of an assistant is kept whole when it is deleted (CHAT-3)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const [amy] = lesson.students;
  const { sync, moderation } = lesson.school.app;
  const main = names.room(lesson.session.id, "main");
  const id = newId();
  const text = "長".repeat(bounds.answer), prompt = "問".repeat(bounds.prompt);
  await sync.decide(lesson.session.id, [main], (tx) => {
    tx.doc(main).getArray("messages").push([{
      id,
      from: amy.member,
      at: tx.now,
      kind: "assistant",
      text,
      prompt,
      model: "m",
    }]);
  });
  const edit = { kind: "edit", message: id, text: "mine" };
  assert.equal(await lesson.does(amy, edit), "not-allowed");
  await moderation.delete(lesson.teacher, "main", id);
  assert.deepEqual(await lesson.before(id), [[text, lesson.teacher.member]]);
});

Deno.test("only members of a group react, edit and retract there (C-10)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  const room = await lesson.group(amy);
  const message = await lesson.says(amy, "ours", { room });
  const react = { kind: "react", room, message, emoji: "👍", on: true };
  const edit = { kind: "edit", room, message, text: "still ours" };
  const retract = { kind: "retract", room, message };
  for (const command of [react, edit, retract]) {
    assert.equal(await lesson.does(ben, command), "not-in-room", command.kind);
  }
  await asks(lesson.school.app, lesson.teacher, "POST /breakouts/stop");
  assert.equal(await lesson.does(amy, react), "rooms-closed");
  assert.equal(await lesson.does(amy, edit), "rooms-closed");
  // A closed room can be read, so a message in it can be retracted.
  assert.equal(await lesson.does(amy, retract), null);
  await asks(lesson.school.app, lesson.teacher, "POST /breakouts/start");
  const next = await lesson.says(amy, "more", { room });
  await asks(lesson.school.app, lesson.teacher, "POST /breakouts/moves", {
    moves: [{ member: amy.member, room: null }],
  });
  const late = { ...retract, message: next };
  assert.equal(await lesson.does(amy, late), "not-in-room");
});

Deno.test("a room has at most so many pins, which staff set and take away (C-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { teacher, students: [amy], school: { app: { moderation } } } = lesson;
  const all: string[] = [];
  for (let n = 0; n <= bounds.pins; n++) {
    all.push(await lesson.says(amy, `${n}`));
  }
  const pin = (id: string) => moderation.pin(teacher, "main", id);
  const first = await pin(all[0]);
  const at = lesson.school.time.now;
  assert.deepEqual(first, { message: all[0], by: teacher.member, at });
  lesson.school.time.now += 1000;
  assert.deepEqual(await pin(all[0]), first);
  for (const id of all.slice(1, -1)) await pin(id);
  await refuses(pin(all.at(-1)!), "conflict");
  await moderation.unpin(teacher, "main", all[1]);
  await pin(all.at(-1)!);
  await refuses(moderation.pin(amy, "main", all[1]), "not-allowed");
});

const from = newId();

const said = (text: string, at: number): Message => ({
  id: newId(),
  from,
  at,
  kind: "text",
  text,
});

const words = (message?: Message) =>
  message && "text" in message ? message.text : undefined;

Deno.test("a broadcast that comes between messages leaves each of them found by its own id (CHAT-3)", () => {
  const room = new Y.Doc(), staff = new Y.Doc();
  const list = messages(room);
  const all = ["a", "b", "c", "d"].map((text, n) => said(text, 10 * n));
  list.push(all);
  const check = () => {
    for (const [at, message] of list.toArray().entries()) {
      assert.deepEqual(findMessage(room, message.id), { at, message });
    }
    assert.equal(findMessage(room, newId()), undefined);
  };
  check();
  broadcasts(staff).push([{ from, at: 5, text: "1", broadcast: newId() }]);
  const tx = { bytesLeft: 1e6, reserveBytes: () => {} };
  room.transact(() => {
    list.push([said("e", 40)]);
    deliverMissedTo(staff, "g", room, tx);
    check();
    const found = findMessage(room, all[2].id);
    assert(found);
    replaceMessage(room, found, { ...all[2], editedAt: 50 } as Message);
    check();
  });
  check();
  broadcasts(staff).push([{ from, at: -1, text: "2", broadcast: newId() }]);
  deliverMissedTo(staff, "g", room, tx);
  check();
  assert.deepEqual(list.toArray().map(words), [..."2a1bcde"]);
});
