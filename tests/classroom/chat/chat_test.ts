/** Messages, and **Delete all of …** with its **Undo** (C-1 to C-12, J-4). */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { isId, newId } from "../../../classroom/model/ids.ts";
import { setSessionInfo } from "../../../classroom/model/layout.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { messages } from "../../../classroom/model/roots.ts";
import { readRoomEntries } from "../../../classroom/record/record_entries.ts";
import { Lesson } from "../lesson.ts";
import {
  assertRefused,
  makeTempFolder,
  refusalNameOf,
  School,
} from "../school.ts";

const say = (text: unknown, more: Record<string, unknown> = {}) => (
  { kind: "say", room: "main", text, ...more }
);

Deno.test("the server sets author, time, room and kind of a message (CHAT-1)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, students: [amy] } = lesson;
  const id = newId();
  assert.equal(
    await school.runCommand(amy, say("  Hello\nthere ", { id })),
    null,
  );
  assert.deepEqual(await school.readMessages(session.id), [{
    id,
    from: amy.member,
    at: school.time.now,
    kind: "text",
    text: "Hello\nthere",
  }]);
  for (const forged of [{ from: newId() }, { at: 5 }, { role: "teacher" }]) {
    assert.equal(await school.runCommand(amy, say("x", forged)), "malformed");
  }
  assert.equal((await school.readMessages(session.id)).length, 1);
});

Deno.test("a delayed message has its time of writing, not before its member joined", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, students: [amy] } = lesson;
  const joined = school.time.now;
  school.time.now += 20 * 60_000;
  const ages: [age: number | undefined, isTold: boolean][] = [
    [10 * 60_000, true],
    [60_000, true],
    [59_999, false],
    [-60_000, false],
    [undefined, false],
  ];
  const wanted: (number | undefined)[] = [];
  const says = async (writtenAt: number | undefined, isTold: boolean) => {
    const given = writtenAt === undefined ? {} : { writtenAt };
    assert.equal(await school.runCommand(amy, say("x", given)), null);
    wanted.push(isTold ? writtenAt : undefined);
    school.time.now += 2_000;
  };
  for (const [age, isTold] of ages) {
    await says(age === undefined ? age : school.time.now - age, isTold);
  }
  await says(joined, true);
  await says(joined - 1, false);
  const said = await school.readMessages(session.id);
  assert.deepEqual(said.map(({ writtenAt }) => writtenAt), wanted);
  for (const forged of [-1, 1.5, "5", null]) {
    const refused = await school.runCommand(
      amy,
      say("x", { writtenAt: forged }),
    );
    assert.equal(refused, "malformed");
  }
});

Deno.test("a message from a device without a connection says so, after seconds (V-6)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, students: [amy] } = lesson;
  school.time.now += 60_000;
  const table: [age: number, offline: boolean, stored: unknown][] = [
    [5_000, true, true],
    [4_999, true, undefined],
    [60_000, false, undefined],
    [5_000, false, undefined],
  ];
  for (const [age, offline] of table) {
    const writtenAt = school.time.now - age;
    const given = { writtenAt, ...offline && { offline } };
    assert.equal(await school.runCommand(amy, say("x", given)), null);
    school.time.now += 2_000;
  }
  const said = await school.readMessages(session.id);
  assert.deepEqual(
    said.map(({ offline }) => offline),
    table.map(([, , stored]) => stored),
  );
  assert.deepEqual(
    said.map(({ writtenAt }) => writtenAt !== undefined),
    [true, false, true, false],
  );
  const forged = say("x", { writtenAt: school.time.now, offline: false });
  assert.equal(await school.runCommand(amy, forged), "malformed");
});

Deno.test("control characters are removed, and a message of nothing else is refused", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, students: [amy] } = lesson;
  const id = newId();
  const pasted = "\u0002one\u000b\r\n\ttwo\u0000 \u007f\u0085\u009f👍\uffff";
  assert.equal(await school.runCommand(amy, say(pasted, { id })), null);
  const edit = { kind: "edit", room: "main", message: id, text: "1\u001f2" };
  const texts = async () =>
    (await school.readMessages(session.id)).map((it) =>
      "text" in it && it.text
    );
  assert.deepEqual(await texts(), ["one\r\n\ttwo 👍"]);
  assert.equal(await school.runCommand(amy, edit), null);
  assert.deepEqual(await texts(), ["12"]);
  assert.equal(
    await school.runCommand(amy, say("\u0000\u0085")),
    "empty",
  );
});

Deno.test("an unsent message of the teacher is refused after the end (SYNC-3)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  const own = names.member(session.id, teacher.member);
  const given = await school.app.sync.read(
    session.id,
    [names.session(session.id)],
    (reading) => school.app.authority.access(reading, teacher, own),
  );
  assert.equal(given, "own");
  assert.equal(await school.runCommand(teacher, say("too late")), "ended");
});

Deno.test("typing is shown only where the member may speak (C-2)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, teacher, students: [amy] } = lesson;
  const { authority } = school.app;
  const root = names.session(session.id);
  const shows = (who: Identity, where: string) =>
    school.app.sync.read(
      session.id,
      [root],
      (reading) => authority.showsTyping(reading, who, where, school.time.now),
    );
  assert.equal(await shows(amy, "main"), true);
  for (const where of ["xxxxxxxxxxxxxxxx", "<b>x</b>", "__proto__", ""]) {
    assert.equal(await shows(amy, where), false, where);
    assert.equal(await shows(teacher, where), false, where);
  }
  await school.app.membership.changeMember(teacher, amy.member, {
    muted: true,
  });
  assert.equal(await shows(amy, "main"), false, "muted");
  assert.equal(await shows(teacher, "main"), true);
});

Deno.test("a refused message leaves the room as it is (C-3)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, students: [amy] } = lesson;
  const table: [Record<string, unknown>, string | null][] = [
    [say(""), "empty"],
    [say(" \n\t"), "empty"],
    [say("x".repeat(4000)), null],
    [say(` ${"x".repeat(4000)} `), null],
    [say("x".repeat(4001)), "too-long"],
    [say("𝕏".repeat(2000)), null],
    [say("𝕏".repeat(2000) + "x"), "too-long"],
    [say("x".repeat(5000)), "too-long"],
    [say(5), "malformed"],
    [say("x", { room: "elsewhere" }), "malformed"],
    [say("x", { room: newId() }), "not-in-room"],
    [say("x", { replyTo: "no id" }), "malformed"],
    [say("x", { replyTo: newId() }), "not-found"],
    [say("x", { id: "short" }), "malformed"],
    [{ kind: "shout", room: "main", text: "x" }, "malformed"],
    [{ kind: "say" }, "malformed"],
  ];
  let said = 0;
  for (const [command, comes] of table) {
    const given = await school.runCommand(amy, command);
    assert.equal(given, comes, JSON.stringify(command).slice(0, 80));
    if (comes === null) said++;
    assert.equal((await school.readMessages(session.id)).length, said);
  }
});

Deno.test("a repeated message is not refused, whatever changes (SYNC-3)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school, session, teacher, students: [amy, ben] } = lesson;
  const room = newId();
  await school.changeDirectly(session.id, (doc) => {
    doc.getMap("rooms").set(room, { name: "Group A", order: 0 });
    doc.getMap("breakouts").set("open", true);
  });
  await lesson.changeMemberEntry(amy, { room });
  const all = [
    say("in the main room", { id: newId() }),
    say("in the group", { id: newId(), room }),
  ];
  for (const it of all) assert.equal(await school.runCommand(amy, it), null);
  const changes: [string, () => Promise<unknown>][] = [
    ["closed", () =>
      school.changeDirectly(session.id, (doc) => {
        doc.getMap("breakouts").set("open", false);
      })],
    ["archived", () =>
      school.changeDirectly(session.id, (doc) => {
        doc.getMap("rooms").set(room, { name: "A", order: 0, archived: true });
      })],
    ["moved", () => lesson.changeMemberEntry(amy, { room: null })],
    ["muted", () => lesson.changeMemberEntry(amy, { muted: true })],
    [
      "paused",
      () =>
        school.changeDirectly(
          session.id,
          (doc) => setSessionInfo(doc, { chatPaused: true }),
        ),
    ],
    ["removed", () => lesson.changeMemberEntry(amy, { removed: true })],
    [
      "ended",
      () => school.app.sessions.end(school.teacher, session.id, { now: true }),
    ],
  ];
  // Another member gets the refusal of any write, which reveals nothing of the room.
  assert.equal(await school.runCommand(ben, all[1]), "not-in-room");
  assert.equal(await school.runCommand(teacher, all[1]), "conflict");
  for (const [what, change] of changes) {
    await change();
    for (const it of all) {
      assert.equal(await school.runCommand(amy, it), null, what);
    }
    const anew = { ...all[1], id: newId() };
    assert.notEqual(await school.runCommand(amy, anew), null, what);
  }
  assert.equal((await school.readMessages(session.id)).length, 1);
  assert.equal((await school.readMessages(session.id, room)).length, 1);
});

Deno.test("ids of messages are known after the room is loaded again (SYNC-3)", async () => {
  await using folder = await makeTempFolder();
  const first = await Lesson.begin({ students: ["Amy"], path: folder.kv });
  const { session, students: [amy] } = first;
  const id = newId();
  await first.school.runCommand(amy, say("once", { id }));
  const second = await School.open(folder.kv);
  assert.equal(await second.runCommand(amy, say("once more", { id })), null);
  assert.equal((await second.readMessages(session.id)).length, 1);
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});

Deno.test("who may speak depends on the class and the member (C-3)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, teacher, students: [amy] } = lesson;
  const entry = { removed: undefined, muted: undefined };
  const member = (more: Record<string, unknown>) => () =>
    lesson.changeMemberEntry(amy, { ...entry, ...more });
  const info = (more: Parameters<typeof setSessionInfo>[1]) => () =>
    school.changeDirectly(session.id, (doc) => setSessionInfo(doc, more));
  const table: [
    string,
    () => unknown,
    student: string | null,
    string | null,
  ][] = [
    ["nothing", () => {}, null, null],
    ["paused", info({ chatPaused: true }), "chat-paused", null],
    ["paused no more", info({ chatPaused: false }), null, null],
    ["muted", member({ muted: true }), "muted", null],
    ["removed", member({ removed: true }), "removed", null],
    ["neither", member({}), null, null],
    ["ending", info({ state: "ending", undoUntil: 9e15 }), null, null],
    ["scheduled", info({ state: "scheduled" }), "not-started", "not-started"],
    ["over", info({ state: "ended" }), "ended", "ended"],
    ["past its time", info({ state: "active", endsAt: 5 }), "ended", "ended"],
  ];
  for (const [what, change, forStudent, forTeacher] of table) {
    await change();
    assert.equal(await school.runCommand(amy, say("x")), forStudent, what);
    assert.equal(await school.runCommand(teacher, say("x")), forTeacher, what);
  }
});

Deno.test("a system line is in the main room from the moment the class is live (C-12)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session } = lesson;
  const lines = await lesson.read(
    names.room(session.id, "main"),
    (doc) => messages(doc).toArray(),
  );
  const [{ id, ...line }] = lines;
  assert.ok(isId(id));
  assert.deepEqual(line, {
    from: session.member,
    at: school.time.now,
    kind: "system",
    event: "session-started",
  });
  assert.equal(lines.length, 1);
});

const all = (school: School) => school.app.bulkDeletion;
const kinds = async (it: Lesson, room = "main") =>
  (await it.room(room)).messages.map(({ kind }) => kind);

Deno.test("one deletion takes all messages of one student, in every room (C-11, CHAT-3)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = it.students;
  const group = await it.makeGroup(amy, ben);
  const first = await it.postMessage(amy, "rude words");
  await it.postMessage(ben, "kind words");
  await it.postMessage(amy, "rude again", { room: group });
  await it.runCommand(ben, {
    kind: "react",
    message: first,
    emoji: "❓",
    on: true,
  });
  await it.school.app.moderation.pin(it.teacher, "main", first);
  const edited = await it.postMessage(amy, "not yet rude");
  await it.runCommand(amy, { kind: "edit", message: edited, text: "rude now" });

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

Deno.test("deleting messages removes the student's question from the board (C-11, M-4)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = it.students;
  const asked = async (who: Identity) =>
    (await it.readStaffEntry<StudentActivity>("students", who.member))?.asked;
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
  await it.postMessage(it.students[0], "rude words");
  await all(it.school).delete(it.teacher, it.students[0].member);
  const { kv, sync } = it.school.app;
  const read = await Array.fromAsync(
    readRoomEntries({ kv, sync }, it.teacher, "main"),
  );
  const entry = read.find(({ kind }) => kind === "deleted");
  assert(entry && "versions" in entry);
  assert.deepEqual(entry.versions?.map(({ text }) => text), ["rude words"]);
});

Deno.test("Undo restores the deleted messages with reactions and pins (C-11)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = it.students;
  const group = await it.makeGroup(amy, ben);
  const before = await it.postMessage(amy, "deleted alone");
  const first = await it.postMessage(amy, "one");
  await it.postMessage(amy, "two", { room: group });
  await it.runCommand(ben, {
    kind: "react",
    message: first,
    emoji: "❓",
    on: true,
  });
  await it.school.app.moderation.pin(it.teacher, "main", first);
  await it.school.app.moderation.delete(it.teacher, "main", before);
  const state = [await it.room(), await it.room(group)];

  await all(it.school).delete(it.teacher, amy.member);
  assert.equal(await all(it.school).undelete(it.teacher, amy.member), 2);
  assert.deepEqual([await it.room(), await it.room(group)], state);
  assert.deepEqual(
    await it.readEarlierTexts(first),
    [],
    "nothing of it is kept twice",
  );
});

Deno.test("Undo is for the deleting teacher, for 30 seconds (C-11)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = it.students;
  await it.postMessage(amy, "one");
  const undo = (who = it.teacher) => all(it.school).undelete(who, amy.member);
  await assertRefused(undo(), "conflict");
  await all(it.school).delete(it.teacher, amy.member);
  await assertRefused(undo(ben), "not-allowed");
  it.school.time.now += 31_000;
  await assertRefused(undo(), "conflict");
  assert.deepEqual(await kinds(it), ["deleted"]);
});

Deno.test("an Undo that was asked for in time may take longer (C-11)", async () => {
  await using it = await Lesson.begin({ students: ["Amy"] });
  const [amy] = it.students;
  await it.postMessage(amy, "one");
  await all(it.school).delete(it.teacher, amy.member);
  it.school.time.now += 29_000;
  const undoing = all(it.school).undelete(it.teacher, amy.member);
  it.school.time.now += 2_000;
  assert.equal(await undoing, 1);
  assert.deepEqual(await kinds(it), ["text"]);
});

Deno.test("after a restart of the server Undo still restores the text (C-11)", async () => {
  await using folder = await makeTempFolder();

  const it = await Lesson.begin({ students: ["Amy"], path: folder.kv });
  const [amy] = it.students;
  await it.postMessage(amy, "one");
  await all(it.school).delete(it.teacher, amy.member);
  const { teacher, session, school } = it;
  await it[Symbol.asyncDispose]();
  const { School } = await import("../school.ts");
  await using again = await School.open(folder.kv, school.time.now + 5_000);
  assert.equal(await all(again).undelete(teacher, amy.member), 1);
  const [message] = await again.readMessages(session.id);
  assert.equal(message.kind, "text");
});

Deno.test("a teacher deletes messages of a student, merged members included (C-11, J-7)", async () => {
  await using it = await Lesson.begin({ students: ["Amy", "Amy Lin"] });
  const [amy, lin] = it.students;
  await it.postMessage(amy, "one");
  await it.postMessage(lin, "two");
  const of = (member: string, who = it.teacher) =>
    refusalNameOf(all(it.school).delete(who, member));
  assert.equal(await of(lin.member, amy), "not-allowed");
  assert.equal(await of(it.teacher.member), "not-allowed");
  assert.equal(await of(newId()), "not-found");
  assert.equal(await of("x"), "not-found");
  await it.school.app.membership.mergeMember(it.teacher, amy.member, {
    member: lin.member,
  });
  assert.equal(await all(it.school).delete(it.teacher, lin.member), 2);
});

Deno.test("a flood is deleted and restored in commits of bounded size (C-11, SYNC-6)", async () => {
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
  await it.postMessage(ben, "kind words");
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
    const browser = school.newBrowser("192.0.2.66");
    await browser.join(session.code, `Fake ${n}`);
    const who = await browser.identityIn(session.id);
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
  const group = await it.makeGroup(amy, ...crowd.slice(0, 2));
  const asked = await it.postMessage(amy, "who is that");
  const first = await it.postMessage(crowd[0], "rude words");
  for (const who of crowd) await it.postMessage(who, "rude again");
  await it.postMessage(crowd[1], "rude in there", { room: group });
  await it.postMessage(crowd[4], "a friend of ours");
  await it.postMessage(amy, "stop it", { replyTo: first });
  await it.runCommand(amy, {
    kind: "react",
    message: first,
    emoji: "❓",
    on: true,
  });
  const react = { kind: "react", message: asked, emoji: "😂", on: true };
  await it.runCommand(crowd[0], react);
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
  const kept = await it.readEarlierTexts(first);
  assert.deepEqual(kept, [["rude words", it.teacher.member]]);
});

Deno.test("messages kept in an earlier removal stay (J-4)", async () => {
  const at = await crowded(2);
  await using it = at.it;
  for (const who of [at.amy, ...at.crowd]) await it.postMessage(who, "words");
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
  for (const who of at.crowd) await it.postMessage(who, "spam");
  assert.equal((await at.remove(false)).deleted, 0);
  assert.deepEqual(await kinds(it), ["text", "text", "text"]);
  const again = await at.remove(true);
  assert.deepEqual([again.members.length, again.deleted], [0, 3]);
  assert.deepEqual(await kinds(it), ["deleted", "deleted", "deleted"]);
});

Deno.test("the deletion rejects held messages and notifies their authors (C-11, J-4)", async () => {
  const at = await crowded(2);
  await using it = at.it;
  const [one, two] = at.crowd;
  const edited = await it.postMessage(one, "still kind");
  await it.changeSession({ blockedWords: ["rude"] });
  const room = "main";
  const edit = { id: newId(), kind: "edit", message: edited, text: "rude now" };
  const say = { id: newId(), kind: "say", room, text: "rude words" };
  const own = { id: newId(), kind: "say", room, text: "not so rude" };
  assert.equal(await it.runCommand(one, edit), null);
  assert.equal(await it.runCommand(two, say), null);
  assert.equal(await it.runCommand(at.amy, own), null);

  assert.equal((await at.remove(true)).deleted, 1);
  const held = await it.readHeldMessages();
  assert.equal(held[edit.id].rejected?.by, it.teacher.member);
  assert.equal(held[say.id].rejected?.by, it.teacher.member);
  assert.equal(held[own.id].rejected, undefined);
  assert.equal((await it.readReceipts(one))[edit.id].refused, "not-allowed");
  assert.equal((await it.readReceipts(two))[say.id].refused, "not-allowed");
  assert.equal((await it.readReceipts(at.amy))[own.id].refused, "held");
});

Deno.test("a rejected edit is reported in the document its author reads (J-2, C-11)", async () => {
  await using it = await Lesson.begin({ students: ["Amy"] });
  const [amy] = it.students;
  await it.changeSession({ blockedWords: ["rude"] });
  it.school.time.now += 60_000;
  const other = it.school.newBrowser();
  await other.join(it.session.code, "Amy");
  const byName = await other.identityIn(it.session.id);
  assert(byName?.by);
  const message = await it.postMessage(byName, "still kind");
  const edit = { id: newId(), kind: "edit", message, text: "rude now" };
  assert.equal(await it.runCommand(byName, edit), null);
  const told = async () =>
    (await it.readReceipts({ ...byName, member: byName.by! }))[edit.id]
      ?.refused;
  assert.equal(await told(), "held");
  await all(it.school).delete(it.teacher, amy.member);
  assert.equal(await told(), "not-allowed");
});
