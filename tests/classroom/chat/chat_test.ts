import assert from "node:assert/strict";
import type { Identity } from "../../../classroom/model/members.ts";
import { messages, setSessionInfo } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { isId, newId } from "../../../classroom/model/ids.ts";
import { Lesson } from "../lesson.ts";
import { School, tempFolder } from "../school.ts";

const say = (text: unknown, more: Record<string, unknown> = {}) => (
  { kind: "say", room: "main", text, ...more }
);

Deno.test("author, time, room and kind of a message are the server's word (CHAT-1)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, students: [amy] } = lesson;
  const id = newId();
  assert.equal(await school.command(amy, say("  Hello\nthere ", { id })), null);
  assert.deepEqual(await school.messages(session.id), [{
    id,
    from: amy.member,
    at: school.time.now,
    kind: "text",
    text: "Hello\nthere",
  }]);
  for (const forged of [{ from: newId() }, { at: 5 }, { role: "teacher" }]) {
    assert.equal(await school.command(amy, say("x", forged)), "malformed");
  }
  assert.equal((await school.messages(session.id)).length, 1);
});

Deno.test("a delayed message has its time of writing, not before its member joined (V22)", async () => {
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
    assert.equal(await school.command(amy, say("x", given)), null);
    wanted.push(isTold ? writtenAt : undefined);
    school.time.now += 2_000;
  };
  for (const [age, isTold] of ages) {
    await says(age === undefined ? age : school.time.now - age, isTold);
  }
  await says(joined, true);
  await says(joined - 1, false);
  const said = await school.messages(session.id);
  assert.deepEqual(said.map(({ writtenAt }) => writtenAt), wanted);
  for (const forged of [-1, 1.5, "5", null]) {
    const refused = await school.command(amy, say("x", { writtenAt: forged }));
    assert.equal(refused, "malformed");
  }
});

Deno.test("control characters are removed, and alone are no words (F20)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, students: [amy] } = lesson;
  const id = newId();
  const pasted = "\u0002one\u000b\r\n\ttwo\u0000 \u007f\u0085\u009f👍\uffff";
  assert.equal(await school.command(amy, say(pasted, { id })), null);
  const edit = { kind: "edit", room: "main", message: id, text: "1\u001f2" };
  const texts = async () =>
    (await school.messages(session.id)).map((it) => "text" in it && it.text);
  assert.deepEqual(await texts(), ["one\r\n\ttwo 👍"]);
  assert.equal(await school.command(amy, edit), null);
  assert.deepEqual(await texts(), ["12"]);
  assert.equal(
    await school.command(amy, say("\u0000\u0085")),
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
  assert.equal(await school.command(teacher, say("too late")), "ended");
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
    const given = await school.command(amy, command);
    assert.equal(given, comes, JSON.stringify(command).slice(0, 80));
    if (comes === null) said++;
    assert.equal((await school.messages(session.id)).length, said);
  }
});

Deno.test("a repeated message is not refused, whatever changes (SYNC-3)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school, session, teacher, students: [amy, ben] } = lesson;
  const room = newId();
  await school.tamper(session.id, (doc) => {
    doc.getMap("rooms").set(room, { name: "Group A", order: 0 });
    doc.getMap("breakouts").set("open", true);
  });
  await lesson.put(amy, { room });
  const all = [
    say("in the main room", { id: newId() }),
    say("in the group", { id: newId(), room }),
  ];
  for (const it of all) assert.equal(await school.command(amy, it), null);
  const changes: [string, () => Promise<unknown>][] = [
    ["closed", () =>
      school.tamper(session.id, (doc) => {
        doc.getMap("breakouts").set("open", false);
      })],
    ["archived", () =>
      school.tamper(session.id, (doc) => {
        doc.getMap("rooms").set(room, { name: "A", order: 0, archived: true });
      })],
    ["moved", () => lesson.put(amy, { room: null })],
    ["muted", () => lesson.put(amy, { muted: true })],
    [
      "paused",
      () =>
        school.tamper(
          session.id,
          (doc) => setSessionInfo(doc, { chatPaused: true }),
        ),
    ],
    ["removed", () => lesson.put(amy, { removed: true })],
    [
      "ended",
      () => school.app.sessions.end(school.teacher, session.id, { now: true }),
    ],
  ];
  // Another member gets the refusal of any write, which reveals nothing of the room.
  assert.equal(await school.command(ben, all[1]), "not-in-room");
  assert.equal(await school.command(teacher, all[1]), "conflict");
  for (const [what, change] of changes) {
    await change();
    for (const it of all) {
      assert.equal(await school.command(amy, it), null, what);
    }
    const anew = { ...all[1], id: newId() };
    assert.notEqual(await school.command(amy, anew), null, what);
  }
  assert.equal((await school.messages(session.id)).length, 1);
  assert.equal((await school.messages(session.id, room)).length, 1);
});

Deno.test("ids are known after the room is loaded again (SYNC-3)", async () => {
  await using folder = await tempFolder();
  const first = await Lesson.begin({ students: ["Amy"], path: folder.kv });
  const { session, students: [amy] } = first;
  const id = newId();
  await first.school.command(amy, say("once", { id }));
  const second = await School.open(folder.kv);
  assert.equal(await second.command(amy, say("once more", { id })), null);
  assert.equal((await second.messages(session.id)).length, 1);
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});

Deno.test("who may speak depends on the class and the member (C-3)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, teacher, students: [amy] } = lesson;
  const entry = { removed: undefined, muted: undefined };
  const member = (more: Record<string, unknown>) => () =>
    lesson.put(amy, { ...entry, ...more });
  const info = (more: Parameters<typeof setSessionInfo>[1]) => () =>
    school.tamper(session.id, (doc) => setSessionInfo(doc, more));
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
    assert.equal(await school.command(amy, say("x")), forStudent, what);
    assert.equal(await school.command(teacher, say("x")), forTeacher, what);
  }
});

Deno.test("a line of the system stands in the main room from the moment the class is live (C-12)", async () => {
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
