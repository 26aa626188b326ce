/** C1, S3: what is said, by whom, and what is refused. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Who } from "../../../classroom/model/who.ts";
import { members, messages, setInfo } from "../../../classroom/model/layout.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { isId, newId } from "../../../classroom/model/ids.ts";
import { School } from "../school.ts";

const say = (text: unknown, more: Record<string, unknown> = {}) => ({
  kind: "say",
  room: "main",
  text,
  ...more,
});

async function classOf(...names: string[]) {
  const school = await School.open();
  const session = await school.session();
  const teacher = await school.owner(session.id);
  const students = [];
  for (const name of names) {
    const browser = school.browser();
    await browser.join(session.code, name);
    const who = await browser.who(session.id);
    assert(who);
    students.push(who);
  }
  return { school, session, teacher, students };
}

Deno.test("C1: author, time, room and kind of a message are the server's word", async () => {
  const { school, session, students: [amy] } = await classOf("Amy");
  await using _ = school;
  assert(amy);
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

Deno.test("F20: control characters are left out of what is said, and are no words by themselves", async () => {
  const { school, session, students: [amy] } = await classOf("Amy");
  await using _ = school;
  assert(amy);
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

Deno.test("S3: what the teacher wrote and did not get sent is refused after the end, with its words", async () => {
  const { school, session, teacher } = await classOf();
  await using _ = school;
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

Deno.test("C-2: it is shown that somebody types where they may speak, and nowhere else", async () => {
  const { school, session, teacher, students: [amy] } = await classOf("Amy");
  await using _ = school;
  assert(amy);
  const { authority } = school.app;
  const root = names.session(session.id);
  const shows = (who: Who, where: string) =>
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
  await school.app.membership.change(teacher, amy.member, { muted: true });
  assert.equal(await shows(amy, "main"), false, "muted");
  assert.equal(await shows(teacher, "main"), true);
});

Deno.test("C-3: what cannot be said is refused, and leaves the room as it is", async () => {
  const { school, session, students: [amy] } = await classOf("Amy");
  await using _ = school;
  assert(amy);
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

Deno.test("S3: the same id of the same member counts once; another member's is a conflict", async () => {
  const { school, session, students: [amy, ben] } = await classOf("Amy", "Ben");
  await using _ = school;
  assert(amy && ben);
  const id = newId();
  assert.equal(await school.command(amy, say("once", { id })), null);
  assert.equal(await school.command(amy, say("twice", { id })), null);
  assert.equal(await school.command(ben, say("mine", { id })), "conflict");
  const all = await school.messages(session.id);
  assert.deepEqual(all.map(({ id, from }) => [id, from]), [[id, amy.member]]);
});

Deno.test("S3: what was said is not refused when it comes again, whatever has happened since", async () => {
  const { school, session, teacher, students: [amy, ben] } = await classOf(
    "Amy",
    "Ben",
  );
  await using _ = school;
  assert(amy && ben);
  const room = newId();
  const put = (who: typeof amy, more: Record<string, unknown>) =>
    school.tamper(session.id, (doc) => {
      const entry = members(doc).get(who.member);
      assert(entry);
      members(doc).set(who.member, { ...entry, ...more });
    });
  await school.tamper(session.id, (doc) => {
    doc.getMap("rooms").set(room, { name: "Group A", order: 0 });
    doc.getMap("breakouts").set("open", true);
  });
  await put(amy, { room });
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
    ["moved", () => put(amy, { room: null })],
    ["muted", () => put(amy, { muted: true })],
    [
      "paused",
      () =>
        school.tamper(session.id, (doc) => setInfo(doc, { chatPaused: true })),
    ],
    ["removed", () => put(amy, { removed: true })],
    [
      "ended",
      () => school.app.sessions.end(school.teacher, session.id, { now: true }),
    ],
  ];
  // Another's is refused for the reasons that anything of theirs would be: it tells nothing of the room.
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

Deno.test("S3: ids that stand in the room already are known after it was loaded anew", async () => {
  const dir = await Deno.makeTempDir();
  const first = await School.open(`${dir}/kv`);
  const session = await first.session();
  const browser = first.browser();
  await browser.join(session.code, "Amy");
  const amy = await browser.who(session.id);
  assert(amy);
  const id = newId();
  await first.command(amy, say("once", { id }));
  // A second process on the same store.
  const second = await School.open(`${dir}/kv`);
  assert.equal(await second.command(amy, say("once more", { id })), null);
  assert.equal((await second.messages(session.id)).length, 1);
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  await Deno.remove(dir, { recursive: true });
});

Deno.test("C-3: who may speak, as a table of what is in the way", async () => {
  const { school, session, teacher, students: [amy] } = await classOf("Amy");
  await using _ = school;
  assert(amy);
  type Change = (doc: Y.Doc) => void;
  const member = (more: Record<string, unknown>): Change => (doc) => {
    const entry = members(doc).get(amy.member);
    assert(entry);
    members(doc).set(
      amy.member,
      { ...entry, removed: undefined, muted: undefined, ...more } as never,
    );
  };
  const table: [
    string,
    Change,
    student: string | null,
    teacher: string | null,
  ][] = [
    ["nothing", () => {}, null, null],
    [
      "paused",
      (doc) => setInfo(doc, { chatPaused: true }),
      "chat-paused",
      null,
    ],
    [
      "paused no more",
      (doc) => setInfo(doc, { chatPaused: false }),
      null,
      null,
    ],
    ["muted", member({ muted: true }), "muted", null],
    ["removed", member({ removed: true }), "removed", null],
    ["neither", member({}), null, null],
    [
      "ending",
      (doc) => setInfo(doc, { state: "ending", undoUntil: 9e15 }),
      null,
      null,
    ],
    [
      "scheduled",
      (doc) => setInfo(doc, { state: "scheduled" }),
      "not-started",
      "not-started",
    ],
    ["over", (doc) => setInfo(doc, { state: "ended" }), "ended", "ended"],
    [
      "past its time",
      (doc) => setInfo(doc, { state: "active", endsAt: 5 }),
      "ended",
      "ended",
    ],
  ];
  for (const [what, change, forStudent, forTeacher] of table) {
    await school.tamper(session.id, change);
    assert.equal(await school.command(amy, say("x")), forStudent, what);
    assert.equal(await school.command(teacher, say("x")), forTeacher, what);
  }
});

Deno.test("C-3: in a breakout room speak those who are in it, and the teacher", async () => {
  const { school, session, teacher, students: [amy, ben] } = await classOf(
    "Amy",
    "Ben",
  );
  await using _ = school;
  assert(amy && ben);
  const room = newId();
  await school.tamper(session.id, (doc) => {
    doc.getMap("rooms").set(room, { name: "Group A", order: 0 });
    const entry = members(doc).get(amy.member);
    assert(entry);
    members(doc).set(amy.member, { ...entry, room });
  });
  assert.equal(await school.command(amy, say("x", { room })), "rooms-closed");
  await school.tamper(
    session.id,
    (doc) => doc.getMap("breakouts").set("open", true),
  );
  assert.equal(await school.command(amy, say("x", { room })), null);
  assert.equal(await school.command(ben, say("x", { room })), "not-in-room");
  assert.equal(await school.command(teacher, say("x", { room })), null);
  const from = (await school.messages(session.id, room)).map((it) => it.from);
  assert.deepEqual(from, [amy.member, teacher.member]);
});

Deno.test("C-12: a line of the system stands in the main room from the moment the class is live", async () => {
  await using school = await School.open();
  const session = await school.session();
  const name = names.room(session.id, "main");
  const lines = await school.app.sync.read(
    session.id,
    [name],
    ({ doc }) => messages(doc(name)).toArray(),
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
