/** C-11, C3, J-4: **Delete all of …** and its **Undo**. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { entriesIn } from "../../classroom/versions.ts";
import { documents as names, newId } from "../../classroom/schema.ts";
import { refusalOf, type School } from "./school.ts";
import { Talk } from "./talk.ts";

const all = (school: School) => school.app.deletingAll;
const kinds = async (it: Talk, room = "main") =>
  (await it.room(room)).messages.map(({ kind }) => kind);

Deno.test("C-11, C3: all that one student has said goes, in the main room and in groups, and nobody else's", async () => {
  await using it = await Talk.begin(["Amy", "Ben"]);
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

Deno.test("C-9, C-11: the teacher's history has what was said, and that it was deleted", async () => {
  await using it = await Talk.begin(["Amy"]);
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

Deno.test("C-11: Undo puts back all that it took, with what hung on it, and nothing that went before", async () => {
  await using it = await Talk.begin(["Amy", "Ben"]);
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

Deno.test("C-11: Undo is for a moment, and for whoever deleted", async () => {
  await using it = await Talk.begin(["Amy", "Ben"]);
  const [amy, ben] = it.students;
  await it.says(amy, "one");
  const undo = (who = it.teacher) => all(it.school).undelete(who, amy.member);
  assert.equal(await refusalOf(undo()), "conflict");
  await all(it.school).delete(it.teacher, amy.member);
  assert.equal(await refusalOf(undo(ben)), "not-allowed");
  it.school.time.now += 31_000;
  assert.equal(await refusalOf(undo()), "conflict");
  assert.deepEqual(await kinds(it), ["deleted"]);
});

Deno.test("C-11: after a restart of the server Undo still has the words", async () => {
  const path = await Deno.makeTempFile({ suffix: ".kv" });
  try {
    const it = await Talk.begin(["Amy"], path);
    const [amy] = it.students;
    await it.says(amy, "one");
    await all(it.school).delete(it.teacher, amy.member);
    const { teacher, session, school } = it;
    await it[Symbol.asyncDispose]();
    const { School } = await import("./school.ts");
    await using again = await School.open(path, school.time.now + 5_000);
    assert.equal(await all(again).undelete(teacher, amy.member), 1);
    const [message] = await again.messages(session.id);
    assert.equal(message.kind, "text");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("C-11, J-7: only a teacher, only of a student, and of one who was merged with them", async () => {
  await using it = await Talk.begin(["Amy", "Amy Lin"]);
  const [amy, lin] = it.students;
  await it.says(amy, "one");
  await it.says(lin, "two");
  const of = (member: string, who = it.teacher) =>
    refusalOf(all(it.school).delete(who, member));
  assert.equal(await of(lin.member, amy), "not-allowed");
  assert.equal(await of(it.teacher.member), "not-allowed");
  assert.equal(await of(newId()), "not-found");
  assert.equal(await of("x"), "not-found");
  await it.school.app.membership.merge(it.teacher, amy.member, {
    into: lin.member,
  });
  assert.equal(await all(it.school).delete(it.teacher, lin.member), 2);
});

Deno.test("C-11, S6: a flood is deleted in commits of which each is bounded, and put back, too", async () => {
  await using it = await Talk.begin(["Amy", "Ben"]);
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
  // What is kept of it is two megabytes, of which a commit takes less than one.
  const commits = await seq() - before;
  assert(commits >= 4 && commits <= 60, `${commits} commits`);
  const left = await size();
  assert(flooded > 2_000_000 && left < 150_000, `${flooded} → ${left} bytes`);
  assert.equal(await all(it.school).undelete(it.teacher, amy.member), 600);
  const texts = (await it.room()).messages
    .filter((one) => one.kind === "text" && one.text === words);
  assert.equal(texts.length, 600);
});
