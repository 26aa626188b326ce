import assert from "node:assert/strict";
import { bounds } from "../../../classroom/model/bounds.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { AttentionClaim } from "../../../classroom/model/monitoring/attention.ts";
import type {
  NoteThread,
  OwnNoteThread,
  StaffNote,
} from "../../../classroom/model/staff_notes.ts";
import { notesOf, readMarkers } from "../../../classroom/model/roots.ts";
import { readNotes } from "../../../classroom/record/note_record.ts";
import { runAct } from "../asking.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused, refusalNameOf } from "../school.ts";

/** A class with a co-teacher, an observer and two students. */
async function begin() {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school, session, teacher, students: [amy, ben] } = lesson;
  const { app } = school;
  const come = async (name: string, as: "moderator" | "observer") => {
    const account = await lesson.addColleague(name);
    await app.colleagues.invite(teacher, account.email, as);
    if (as === "observer") {
      const { from } = school.newBrowser();
      await app.joinRequests.requestJoin(account, { code: session.code }, from);
    }
    const who = await app.identities.findStaff(session.id, account);
    assert(who);
    return who;
  };
  const wu = await come("Ms Wu", "moderator");
  const ho = await come("Mr Ho", "observer");
  const write = (who: Identity, text: string, more = {}) =>
    school.runCommand(who, { kind: "note", text, ...more });
  const answer = (who: Identity, m: string, text: string, id = newId()) =>
    runAct(app, who, "POST /notes/:m", { m, id, text });
  const thread = (m: string) =>
    lesson.read(
      names.note(session.id, m),
      (doc) => notesOf(doc).toArray(),
    );
  const texts = async (m: string) => (await thread(m)).map((it) => it.text);
  const onDesk = (m: string) => lesson.readStaffEntry<NoteThread>("notes", m);
  const claimant = async (m: string) =>
    (await lesson.readStaffEntry<AttentionClaim>("taken", `note-${m}`))?.by;
  const people = { teacher, wu, ho, amy, ben };
  return {
    lesson,
    school,
    app,
    ...people,
    write,
    answer,
    thread,
    texts,
    onDesk,
    claimant,
  };
}

Deno.test("a student reads their own notes and the answers after the class, in their browser (T-1, S-5)", async () => {
  const { lesson, school, app, wu, ben, write, answer } = await begin();
  await using _ = lesson;
  const browser = school.newBrowser(), other = school.newBrowser();
  const cleo = await lesson.addStudent("Cleo", browser);
  await lesson.addStudent("Dan", other);
  await write(ben, "Not hers");
  await write(cleo, "Someone hits me");
  await answer(wu, cleo.member, "I wait at the door");
  const notesIn = async ({ from }: typeof browser) =>
    (await app.myWork.listAll(from)).notes.map(({ own, name, text }) => [
      own ?? false,
      name,
      text,
    ]);
  const expected = [
    [true, "Cleo", "Someone hits me"],
    [false, "Ms Wu", "I wait at the door"],
  ];
  assert.deepEqual(await notesIn(browser), expected);
  assert.deepEqual(await notesIn(other), []);
  await app.sessions.end(school.teacher, lesson.session.id, { now: true });
  assert.deepEqual(await notesIn(browser), expected);
});

Deno.test("answers that a student has not opened in the class are unread afterwards (T-1, S-5)", async () => {
  const { lesson, school, app, wu, write, answer } = await begin();
  await using _ = lesson;
  const browser = school.newBrowser();
  const cleo = await lesson.addStudent("Cleo", browser);
  const unread = async () =>
    (await app.myWork.listAll(browser.from)).notes
      .filter((it) => it.unread).map(({ text }) => text);
  await write(cleo, "Someone hits me");
  assert.deepEqual(await unread(), []);
  const first = newId();
  await answer(wu, cleo.member, "I wait at the door", first);
  assert.deepEqual(await unread(), ["I wait at the door"]);
  const own = names.member(lesson.session.id, cleo.member);
  // As the student's page does when the dialog is opened.
  await app.sync.decide(lesson.session.id, [own], (tx) => {
    readMarkers(tx.doc(own)).set(cleo.member, first);
  });
  assert.deepEqual(await unread(), []);
  await answer(wu, cleo.member, "Are you coming?");
  await app.sessions.end(school.teacher, lesson.session.id, { now: true });
  assert.deepEqual(await unread(), ["Are you coming?"]);
});

Deno.test("a teacher writes first to a student with worrying words only, and so takes them (T-1, M-4)", async () => {
  const { lesson, app, school, wu, ho, amy, ben, answer, texts, onDesk } =
    await begin();
  await using _ = lesson;
  await school.runCommand(amy, {
    kind: "say",
    room: "main",
    text: "I want to kill myself",
  });
  const id = newId();
  await assertRefused(answer(wu, ben.member, "Hello"), "not-found");
  await assertRefused(answer(ho, amy.member, "Hello"), "not-allowed");
  await answer(wu, amy.member, "I am here", id);
  await answer(wu, amy.member, "I am here", id);
  assert.deepEqual(await texts(amy.member), ["I am here"]);
  assert.deepEqual(await texts(ben.member), []);
  const key = `words-${amy.member}`;
  const claim = await lesson.readStaffEntry<AttentionClaim>("taken", key);
  assert.equal(claim?.by, wu.member);
  assert.equal((await onDesk(amy.member))?.since, undefined, "nothing waits");
  const own = await lesson.read(
    names.member(lesson.session.id, amy.member),
    (doc) => doc.getMap<OwnNoteThread>("notes").get(amy.member)?.answer,
  );
  assert.equal(own, id);
  const noted = await Array.fromAsync(readNotes(app.sync, wu));
  assert.deepEqual(
    noted.map(({ student, author, text }) => [student.name, author.name, text]),
    [["Amy", "Ms Wu", "I am here"]],
  );
});

Deno.test("words that are dealt with while a teacher types still let the first note through (T-1, M-4)", async () => {
  const { lesson, app, school, teacher, wu, amy, answer, texts } =
    await begin();
  await using _ = lesson;
  await school.runCommand(amy, {
    kind: "say",
    room: "main",
    text: "I want to kill myself",
  });
  await runAct(app, teacher, "DELETE /members/:m/signals", { m: amy.member });
  await answer(wu, amy.member, "I am here");
  assert.deepEqual(await texts(amy.member), ["I am here"]);
});

Deno.test("the states of class and student decide who may write a note (T-1)", async () => {
  const states: [string, string | null, (lesson: Lesson) => Promise<void>][] = [
    ["the class runs", null, async () => {}],
    [
      "the chat is paused",
      null,
      (it) => it.changeSession({ chatPaused: true }),
    ],
    [
      "eyes are on the teacher",
      null,
      (it) => it.changeSession({ eyesOnMe: { text: "Look here" } }),
    ],
    [
      "the student is muted",
      null,
      (it) => it.changeMemberEntry(it.students[0], { muted: true }),
    ],
    [
      "a word of it is blocked in the chat",
      null,
      (it) => it.changeSession({ blockedWords: ["scared"] }),
    ],
    [
      "the student was removed",
      "removed",
      (it) => it.changeMemberEntry(it.students[0], { removed: true }),
    ],
    ["the class is over", "ended", (it) => it.endClass()],
  ];
  for (const [state, refusal, change] of states) {
    const { lesson, write, amy, texts } = await begin();
    await using _ = lesson;
    await change(lesson);
    assert.equal(await write(amy, "I am scared"), refusal, state);
    const kept = refusal === null ? ["I am scared"] : [];
    assert.deepEqual(await texts(amy.member), kept, state);
    assert.deepEqual(
      (await lesson.room()).messages.filter(({ kind }) => kind !== "system"),
      [],
      "no room has it",
    );
  }
});

Deno.test("staff write no notes, and students answer none (T-1)", async () => {
  const { lesson, app, write, answer, ...people } = await begin();
  await using _ = lesson;
  const { teacher, wu, ho, amy, ben } = people;
  await write(amy, "Help");
  for (const who of [teacher, wu]) {
    assert.equal(await write(who, "Hello"), "not-allowed");
  }
  assert.equal(await write(ho, "Hello"), "not-allowed");
  for (const who of [ho, amy, ben]) {
    await assertRefused(answer(who, amy.member, "Hi"), "not-allowed");
    const settle = app.notes.settle(who, amy.member);
    await assertRefused(settle, "not-allowed");
  }
  assert.deepEqual(await people.texts(amy.member), ["Help"]);
});

Deno.test("a note calls all staff until one of them takes it, and an answer takes it (T-1, S-9)", async () => {
  const { lesson, school, app, write, answer, ...people } = await begin();
  await using _ = lesson;
  const { teacher, wu, amy, ben, onDesk, claimant } = people;
  await assertRefused(answer(wu, amy.member, "Hi"), "not-found");
  const first = school.time.now;
  await write(amy, "Somebody took my bag");
  assert.deepEqual(await onDesk(amy.member), { since: first, lastAt: first });
  assert.equal(await claimant(amy.member), undefined);
  school.time.now += 60_000;
  await write(amy, "It was in the hall");
  const second = school.time.now;
  assert.deepEqual(await onDesk(amy.member), { since: first, lastAt: second });
  school.time.now += 60_000;
  await answer(wu, amy.member, "I am coming");
  const answeredAt = school.time.now;
  assert.equal(await claimant(amy.member), wu.member);
  const last = newId();
  await answer(teacher, amy.member, "So am I", last);
  assert.equal(await claimant(amy.member), wu.member, "the first keeps it");
  const own = await lesson.readOwnEntry<OwnNoteThread>(
    amy,
    "notes",
    amy.member,
  );
  assert.deepEqual(own, { lastAt: second, answer: last });
  const written = await people.thread(amy.member);
  assert.deepEqual(written.map(({ from, text }) => [from, text]), [
    [amy.member, "Somebody took my bag"],
    [amy.member, "It was in the hall"],
    [wu.member, "I am coming"],
    [teacher.member, "So am I"],
  ]);

  const recorded = await Array.fromAsync(readNotes(app.sync, teacher));
  const taken = [{
    teacher: { id: wu.member, name: "Ms Wu", role: "teacher" },
    takenAt: answeredAt,
  }];
  assert.deepEqual(recorded.map((it) => it.claims), [
    taken,
    undefined,
    undefined,
    undefined,
  ]);

  await app.notes.settle(wu, amy.member);
  assert.deepEqual(await onDesk(amy.member), { lastAt: second, answeredAt });
  await app.monitor.checkAll();
  school.time.now += 1000;
  await write(amy, "It is gone again");
  const again = await onDesk(amy.member);
  assert.equal(again?.since, school.time.now, "a new call");
  assert.equal(await refusalNameOf(answer(wu, ben.member, "Hi")), "not-found");
});

Deno.test("a note and an answer that come twice count once (SYNC-3)", async () => {
  const { lesson, write, answer, wu, teacher, amy, texts } = await begin();
  await using _ = lesson;
  const id = newId();
  assert.equal(await write(amy, "Help", { id }), null);
  assert.equal(await write(amy, "Help", { id }), null);
  const answerId = newId();
  await answer(wu, amy.member, "Coming", answerId);
  await answer(wu, amy.member, "Coming", answerId);
  await assertRefused(
    answer(teacher, amy.member, "Other", answerId),
    "conflict",
  );
  assert.deepEqual(await texts(amy.member), ["Help", "Coming"]);
});

Deno.test("a note is about a message that its student could read, or about none (T-1)", async () => {
  const { lesson, write, thread, amy, ben } = await begin();
  await using _ = lesson;
  const theirs = await lesson.makeGroup(ben);
  const elsewhere = await lesson.postMessage(ben, "In the group", {
    room: theirs,
  });
  const here = await lesson.postMessage(ben, "You are stupid");
  for (
    const about of [
      { room: "main", message: here },
      { room: theirs, message: elsewhere },
    ]
  ) assert.equal(await write(amy, "This one", { about }), null);
  const kept = (await thread(amy.member)).map((it: StaffNote) => it.about);
  assert.deepEqual(kept, [{ room: "main", message: here }, undefined]);
  const recorded = await Array.fromAsync(
    readNotes(lesson.school.app.sync, lesson.teacher),
  );
  assert.deepEqual(recorded.map(({ about }) => about?.text), [
    "You are stupid",
    undefined,
  ]);
  assert.equal(recorded[0].about?.author?.name, "Ben");
});

Deno.test("one student's notes are bounded, and take no place of another's (SYNC-12)", async () => {
  const { lesson, write, amy, ben, texts, onDesk } = await begin();
  await using _ = lesson;
  const { staffNotes: max, staffNote: longest } = bounds;
  assert.equal(await write(amy, "x".repeat(longest + 1)), "too-long");
  assert.equal(await write(amy, "  \n "), "empty");
  for (let n = 0; n < max; n++) {
    assert.equal(await write(amy, `${n}`), null);
  }
  assert.equal(await write(amy, "one more"), "too-often");
  assert.equal((await texts(amy.member)).length, max);
  assert.equal(await write(ben, "Please look"), null);
  assert(await onDesk(ben.member), "a line each, however many notes");
});

Deno.test("a device that came by a name alone has a thread of its own until it is let in (J-2)", async () => {
  const { lesson, school, app, write, teacher, amy, texts } = await begin();
  await using _ = lesson;
  await write(amy, "Private");
  const browser = school.newBrowser();
  const stranger = await lesson.addStudent("Amy", browser);
  assert.equal(stranger.member, amy.member);
  const own = stranger.own!;
  assert.notEqual(own, amy.member);
  const open = async (who: Identity, m: string) => {
    const socket = await school.connect(who, names.note(who.session, m));
    const isOpen = await socket.registered;
    socket.close();
    return isOpen;
  };
  assert.equal(await open(stranger, amy.member), false);
  assert.equal(await write(stranger, "From my phone"), null);
  assert.deepEqual(await texts(own), ["From my phone"]);
  assert.equal(await open(stranger, own), true);
  assert.equal(await open(amy, own), false);
  await runAct(app, teacher, "POST /waiting/:id", {
    id: own,
    decision: "let-in",
  });
  assert.equal(await open(amy, own), true);
  const entries = await lesson.read(
    names.member(amy.session, amy.member),
    (doc) => Object.keys(doc.getMap("notes").toJSON()).sort(),
  );
  assert.deepEqual(entries, [amy.member, own].sort());
  const recorded = await Array.fromAsync(readNotes(app.sync, teacher));
  assert.deepEqual(
    recorded.map(({ student, text }) => [student.name, text]),
    [["Amy", "Private"], ["Amy", "From my phone"]],
  );
});

Deno.test("an erased student's notes and their answers are gone, and others' stay (O-3)", async () => {
  const { lesson, school, app, write, answer, ...people } = await begin();
  await using _ = lesson;
  const { teacher, wu, amy, ben } = people;
  await write(amy, "A secret");
  await write(ben, "Kept");
  await answer(wu, amy.member, "I know of the secret");
  await answer(wu, ben.member, "Well");
  await app.erasure.erase(teacher, amy.member);
  assert.deepEqual(await people.texts(amy.member), []);
  assert.deepEqual(await people.texts(ben.member), ["Kept", "Well"]);
  assert.equal(await people.onDesk(amy.member), undefined);
  assert.equal(await people.claimant(amy.member), undefined);
  const recorded = await Array.fromAsync(readNotes(app.sync, teacher));
  assert.deepEqual(recorded.map(({ text }) => text), ["Kept", "Well"]);
  for await (
    const { value } of school.app.kv.list({ prefix: ["space"] })
  ) {
    const bytes = value instanceof Uint8Array
      ? new TextDecoder().decode(value)
      : JSON.stringify(value);
    assert.ok(!bytes.includes("secret"), "nothing is stored of it");
  }
  await assertRefused(answer(wu, amy.member, "Late"), "not-found");
});
