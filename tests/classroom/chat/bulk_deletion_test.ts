/** **Delete all of …** and its **Undo** (C-11, CHAT-3, J-4). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { entriesIn } from "../../../classroom/record/record_entries.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { refusalOf, refuses, type School, tempFolder } from "../school.ts";
import { Lesson } from "../lesson.ts";

const all = (school: School) => school.app.bulkDeletion;
const kinds = async (it: Lesson, room = "main") =>
  (await it.room(room)).messages.map(({ kind }) => kind);

Deno.test("one deletion takes all messages of one student, in every room (C-11, CHAT-3)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = it.students;
  const group = await it.group(amy, ben);
  const first = await it.says(amy, "rude words");
  await it.says(ben, "kind words");
  await it.says(amy, "rude again", { room: group });
  await it.does(ben, { kind: "react", message: first, emoji: "❓", on: true });
  await it.school.app.moderation.pin(it.teacher, "main", first);
  const edited = await it.says(amy, "not yet rude");
  await it.does(amy, { kind: "edit", message: edited, text: "rude now" });

  assert.equal(await all(it.school).delete(it.teacher, amy.member), 3);
  assert.deepEqual(await kinds(it), ["deleted", "text", "deleted"]);
  assert.deepEqual(await kinds(it, group), ["deleted"]);
  const { reactions, pins } = await it.room();
  assert.deepEqual({ reactions, pins }, { reactions: {}, pins: {} });
  for (const room of ["main", group]) {
    const bytes = await it.read(
      names.room(it.session.id, room),
      (doc) => Y.encodeStateAsUpdate(doc),
    );
    assert(!new TextDecoder().decode(bytes).includes("rude"));
  }
  assert.equal(await all(it.school).delete(it.teacher, amy.member), 0);
});

Deno.test("the deletion takes the student's question off the board (C-11, M-4)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = it.students;
  const asked = async (who: Identity) =>
    (await it.staff<StudentActivity>("students", who.member))?.asked;
  for (const who of [amy, ben]) await it.ask(who, "rude question");
  assert.equal(await asked(amy), "rude question");
  await all(it.school).delete(it.teacher, amy.member);
  assert.deepEqual([await asked(amy), await asked(ben)], [
    undefined,
    "rude question",
  ]);
});

Deno.test("the teacher's history keeps the deleted messages (C-9, C-11)", async () => {
  await using it = await Lesson.begin({ students: ["Amy"] });
  await it.says(it.students[0], "rude words");
  await all(it.school).delete(it.teacher, it.students[0].member);
  const { kv, sync } = it.school.app;
  const read = await Array.fromAsync(
    entriesIn({ kv, sync }, it.teacher, "main"),
  );
  const entry = read.find(({ kind }) => kind === "deleted");
  assert(entry && "versions" in entry);
  assert.deepEqual(entry.versions?.map(({ text }) => text), ["rude words"]);
});

Deno.test("Undo restores the deleted messages with reactions and pins (C-11)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = it.students;
  const group = await it.group(amy, ben);
  const before = await it.says(amy, "deleted alone");
  const first = await it.says(amy, "one");
  await it.says(amy, "two", { room: group });
  await it.does(ben, { kind: "react", message: first, emoji: "❓", on: true });
  await it.school.app.moderation.pin(it.teacher, "main", first);
  await it.school.app.moderation.delete(it.teacher, "main", before);
  const state = [await it.room(), await it.room(group)];

  await all(it.school).delete(it.teacher, amy.member);
  assert.equal(await all(it.school).undelete(it.teacher, amy.member), 2);
  assert.deepEqual([await it.room(), await it.room(group)], state);
  assert.deepEqual(await it.before(first), [], "nothing of it is kept twice");
});

Deno.test("Undo is for the deleting teacher, for 30 seconds (C-11)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = it.students;
  await it.says(amy, "one");
  const undo = (who = it.teacher) => all(it.school).undelete(who, amy.member);
  await refuses(undo(), "conflict");
  await all(it.school).delete(it.teacher, amy.member);
  await refuses(undo(ben), "not-allowed");
  it.school.time.now += 31_000;
  await refuses(undo(), "conflict");
  assert.deepEqual(await kinds(it), ["deleted"]);
});

Deno.test("after a restart of the server Undo still has the words (C-11)", async () => {
  await using folder = await tempFolder();

  const it = await Lesson.begin({ students: ["Amy"], path: folder.kv });
  const [amy] = it.students;
  await it.says(amy, "one");
  await all(it.school).delete(it.teacher, amy.member);
  const { teacher, session, school } = it;
  await it[Symbol.asyncDispose]();
  const { School } = await import("../school.ts");
  await using again = await School.open(folder.kv, school.time.now + 5_000);
  assert.equal(await all(again).undelete(teacher, amy.member), 1);
  const [message] = await again.messages(session.id);
  assert.equal(message.kind, "text");
});

Deno.test("a teacher deletes messages of a student, merged members included (C-11, J-7)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Amy Lin"] });
  const [amy, lin] = it.students;
  await it.says(amy, "one");
  await it.says(lin, "two");
  const of = (member: string, who = it.teacher) =>
    refusalOf(all(it.school).delete(who, member));
  assert.equal(await of(lin.member, amy), "not-allowed");
  assert.equal(await of(it.teacher.member), "not-allowed");
  assert.equal(await of(newId()), "not-found");
  assert.equal(await of("x"), "not-found");
  await it.school.app.membership.mergeMember(it.teacher, amy.member, {
    member: lin.member,
  });
  assert.equal(await all(it.school).delete(it.teacher, lin.member), 2);
});

Deno.test("a flood is deleted in commits of which each is bounded, and put back, too (C-11, SYNC-6)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = it.students;
  const { kv, sync } = it.school.app;
  const s = it.session.id, name = names.room(s, "main");
  const words = "x".repeat(3900);
  for (let at = 0; at < 600; at += 100) {
    await sync.decide(s, [name], (tx) => {
      const said = Array.from({ length: 100 }, () => ({
        id: newId(),
        from: amy.member,
        at: tx.now,
        kind: "text",
        text: words,
      }));
      tx.doc(name).getArray("messages").push(said);
    });
  }
  await it.says(ben, "kind words");
  const size = async () =>
    await it.read(name, (doc) => Y.encodeStateAsUpdate(doc).length);
  const flooded = await size();
  const head = ["space", s, "head"];
  const seq = async () => (await kv.get<{ seq: number }>(head)).value!.seq;
  const before = await seq();
  assert.equal(await all(it.school).delete(it.teacher, amy.member), 600);
  // The record keeps two megabytes, and a commit takes less than one.
  const commits = await seq() - before;
  assert(commits >= 4 && commits <= 60, `${commits} commits`);
  const left = await size();
  assert(flooded > 2_000_000 && left < 150_000, `${flooded} → ${left} bytes`);
  assert.equal(await all(it.school).undelete(it.teacher, amy.member), 600);
  const texts = (await it.room()).messages
    .filter((one) => one.kind === "text" && one.text === words);
  assert.equal(texts.length, 600);
});

/** Amy has been in the class for a minute; a crowd has just joined. */
async function crowded(count: number) {
  const it = await Lesson.begin({ students: ["Amy"] });
  const [amy] = it.students;
  const { school, session, teacher } = it;
  school.time.now += 60_000;
  const joinedSince = new Date(school.time.now).toISOString();
  const crowd: Identity[] = [];
  for (let n = 0; n < count; n++) {
    const browser = school.browser("192.0.2.66");
    await browser.join(session.code, `Fake ${n}`);
    const who = await browser.who(session.id);
    assert(who);
    crowd.push(who);
  }
  const { membership } = school.app;
  return {
    it,
    amy,
    crowd,
    remove: (messages: boolean, keep: string[] = []) =>
      membership.removeJoinedSince(teacher, { joinedSince, keep, messages }),
  };
}

Deno.test("removal of a crowd deletes its messages in every room (J-4, CHAT-3)", async () => {
  const at = await crowded(5);
  await using it = at.it;
  const { amy, crowd } = at;
  const group = await it.group(amy, ...crowd.slice(0, 2));
  const asked = await it.says(amy, "who is that");
  const first = await it.says(crowd[0], "rude words");
  for (const who of crowd) await it.says(who, "rude again");
  await it.says(crowd[1], "rude in there", { room: group });
  await it.says(crowd[4], "a friend of ours");
  await it.says(amy, "stop it", { replyTo: first });
  await it.does(amy, { kind: "react", message: first, emoji: "❓", on: true });
  const react = { kind: "react", message: asked, emoji: "😂", on: true };
  await it.does(crowd[0], react);
  await it.school.app.moderation.pin(it.teacher, "main", first);

  const stays = crowd[4].member;
  const { members, deleted } = await at.remove(true, [stays]);
  assert.deepEqual([members.length, deleted], [4, 6]);
  const left = (await it.room()).messages.filter(({ kind }) => kind === "text");
  assert.deepEqual(
    left.map(({ from }) => from),
    [amy.member, stays, stays, amy.member],
  );
  assert.deepEqual(await kinds(it, group), ["deleted"]);
  assert.deepEqual((await it.room()).pins, {});
  for (const room of ["main", group]) {
    const bytes = await it.read(
      names.room(it.session.id, room),
      (doc) => Y.encodeStateAsUpdate(doc),
    );
    const text = new TextDecoder().decode(bytes).split("rude again");
    assert.equal(text.length, room === "main" ? 2 : 1);
    assert(!text.join("").includes("rude"), "nothing of it is left");
  }
  const kept = await it.before(first);
  assert.deepEqual(kept, [["rude words", it.teacher.member]]);
});

Deno.test("messages kept in an earlier removal stay (J-4)", async () => {
  const at = await crowded(2);
  await using it = at.it;
  for (const who of [at.amy, ...at.crowd]) await it.says(who, "words");
  assert.equal((await at.remove(false)).deleted, 0);
  const all = await it.school.app.membership.removeJoinedSince(it.teacher, {
    joinedSince: new Date(0).toISOString(),
    keep: [],
    messages: true,
  });
  assert.deepEqual([all.members.length, all.deleted], [1, 1]);
  assert.deepEqual(await kinds(it), ["deleted", "text", "text"]);
});

Deno.test("without the tick a crowd's messages stay until asked again (J-4)", async () => {
  const at = await crowded(3);
  await using it = at.it;
  for (const who of at.crowd) await it.says(who, "spam");
  assert.equal((await at.remove(false)).deleted, 0);
  assert.deepEqual(await kinds(it), ["text", "text", "text"]);
  const again = await at.remove(true);
  assert.deepEqual([again.members.length, again.deleted], [0, 3]);
  assert.deepEqual(await kinds(it), ["deleted", "deleted", "deleted"]);
});

Deno.test("the deletion rejects held messages and tells their authors (C-11, J-4)", async () => {
  const at = await crowded(2);
  await using it = at.it;
  const [one, two] = at.crowd;
  const edited = await it.says(one, "still kind");
  await it.change({ blockedWords: ["rude"] });
  const room = "main";
  const edit = { id: newId(), kind: "edit", message: edited, text: "rude now" };
  const say = { id: newId(), kind: "say", room, text: "rude words" };
  const own = { id: newId(), kind: "say", room, text: "not so rude" };
  assert.equal(await it.does(one, edit), null);
  assert.equal(await it.does(two, say), null);
  assert.equal(await it.does(at.amy, own), null);

  assert.equal((await at.remove(true)).deleted, 1);
  const held = await it.held();
  assert.equal(held[edit.id].rejected?.by, it.teacher.member);
  assert.equal(held[say.id].rejected?.by, it.teacher.member);
  assert.equal(held[own.id].rejected, undefined);
  assert.equal((await it.receipts(one))[edit.id].refused, "not-allowed");
  assert.equal((await it.receipts(two))[say.id].refused, "not-allowed");
  assert.equal((await it.receipts(at.amy))[own.id].refused, "held");
});

Deno.test("a rejected edit is told in the document its author reads (J-2, C-11)", async () => {
  await using it = await Lesson.begin({ students: ["Amy"] });
  const [amy] = it.students;
  await it.change({ blockedWords: ["rude"] });
  it.school.time.now += 60_000;
  const other = it.school.browser();
  await other.join(it.session.code, "Amy");
  const byName = await other.who(it.session.id);
  assert(byName?.by);
  const message = await it.says(byName, "still kind");
  const edit = { id: newId(), kind: "edit", message, text: "rude now" };
  assert.equal(await it.does(byName, edit), null);
  const told = async () =>
    (await it.receipts({ ...byName, member: byName.by! }))[edit.id]?.refused;
  assert.equal(await told(), "held");
  await all(it.school).delete(it.teacher, amy.member);
  assert.equal(await told(), "not-allowed");
});
