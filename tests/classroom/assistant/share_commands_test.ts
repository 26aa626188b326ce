import assert from "node:assert/strict";
import { gradeSubmission } from "../../../classroom/monitoring/grading.ts";
import type {
  Submission,
  SubmissionEntry,
} from "../../../classroom/model/conversations.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import {
  listSubmissions,
  readTranscripts,
} from "../../../classroom/monitoring/transcripts.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused } from "../school.ts";

/** Everything of a class that staff can read: shared documents, transcripts and submissions. */
async function reachable(lesson: Lesson): Promise<string> {
  const { sync } = lesson.school.app;
  const { id } = lesson.session;
  const shared = [names.session(id), names.staff(id), names.room(id, "main")];
  const read = await sync.read(id, shared, ({ doc }) =>
    shared.map((name) => [
      ["info", "members", "students", "conversations", "submissions", "usage"]
        .map((map) => doc(name).getMap(map).toJSON()),
      doc(name).getArray("messages").toJSON(),
    ]));
  const all = await Array.fromAsync(readTranscripts(sync, lesson.teacher));
  const handedIn = await listSubmissions(sync, lesson.teacher);
  return JSON.stringify([read, all, handedIn]);
}

Deno.test("a shared answer is its sharer's message, once (A-2)", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.addStudent("Amy"),
    ben = await lesson.addStudent("Ben");
  const { conversation, message } = await lesson.askAndAnswer(
    amy,
    "Why?",
    "So.",
  );
  const share = {
    id: newId(),
    kind: "share",
    conversation,
    message,
    room: "main",
  };
  assert.equal(await lesson.school.runCommand(amy, share), null);
  assert.equal(await lesson.school.runCommand(amy, share), null);
  const at = lesson.school.time.now;
  const said = {
    at,
    kind: "assistant",
    text: "So.",
    prompt: "Why?",
    model: "puppet",
  };
  assert.deepEqual(await lesson.school.readMessages(lesson.session.id), [
    { id: share.id, from: amy.member, ...said },
  ]);
  const { teacher } = lesson;
  for (const named of [false, true]) {
    const command = {
      kind: "share",
      conversation,
      message,
      room: "main",
      named,
    };
    assert.equal(await lesson.school.runCommand(teacher, command), null);
  }
  const [, plain, named] = await lesson.school.readMessages(lesson.session.id);
  assert.deepEqual({ ...plain, id: "" }, {
    id: "",
    from: teacher.member,
    ...said,
  });
  assert.deepEqual(
    { ...named, id: "" },
    { id: "", from: teacher.member, ...said, student: amy.member },
  );
  assert.equal(
    await lesson.school.runCommand(ben, { ...share, id: newId() }),
    "not-found",
  );
  await lesson.school.app.sessions.change(
    lesson.school.teacher,
    lesson.session.id,
    { chatPaused: true },
  );
  assert.equal(
    await lesson.school.runCommand(amy, { ...share, id: newId() }),
    "chat-paused",
  );
  // The first share still counts, once (SYNC-3).
  assert.equal(await lesson.school.runCommand(amy, share), null);
  assert.equal((await lesson.school.readMessages(lesson.session.id)).length, 3);
});

Deno.test("an unfinished or empty answer cannot be shared or handed in (A-2)", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.addStudent("Amy");
  const { conversation, id } = await lesson.ask(amy, "Why?");
  const turns = await lesson.turns(conversation);
  const give = (message: unknown, kind: string) =>
    lesson.school.runCommand(amy, {
      kind,
      conversation,
      message,
      ...(kind === "share" && { room: "main" }),
    });
  for (const kind of ["share", "submit"]) {
    assert.equal(await give(turns[1]?.id, kind), "conflict");
    assert.equal(await give(id, kind), "not-found");
    assert.equal(await give(newId(), kind), "not-found");
  }
  await lesson.school.runCommand(amy, { kind: "stop", conversation });
  for (const kind of ["share", "submit"]) {
    assert.equal(await give(turns[1]?.id, kind), "empty");
  }
});

Deno.test("handed-in work is marked, and the student sees the marks after the class (A-3)", async () => {
  await using lesson = await Lesson.begin();
  const browser = lesson.school.newBrowser();
  const amy = await lesson.addStudent("Amy", browser);
  const { conversation, message } = await lesson.askAndAnswer(
    amy,
    "Why?",
    "So.",
  );
  const id = newId();
  const submit = { id, kind: "submit", conversation, message, note: " Mine " };
  assert.equal(await lesson.school.runCommand(amy, submit), null);
  assert.equal(await lesson.school.runCommand(amy, submit), null);
  assert.equal(
    await lesson.school.runCommand(amy, { ...submit, id: newId() }),
    "already-answered",
  );
  assert.equal(
    await lesson.school.runCommand(lesson.teacher, { ...submit, id: newId() }),
    "not-found",
  );
  const at = lesson.school.time.now;
  const entry: SubmissionEntry = {
    conversation,
    message,
    prompt: "Why?",
    model: "puppet",
    at,
    note: "Mine",
  };
  const copy = () =>
    lesson.readOwnEntry<SubmissionEntry>(amy, "submissions", id);
  assert.deepEqual(await lesson.readStaffEntry<Submission>("submissions", id), {
    ...entry,
    member: amy.member,
    text: "So.",
  });
  assert.deepEqual(await copy(), entry);

  const { app, teacher: account } = lesson.school;
  const marks = { grade: " A+ ", comment: "Well thought." };
  const view = await gradeSubmission(app.sync, lesson.teacher, id, marks);
  assert.deepEqual(
    [view.name, view.grade, view.comment],
    ["Amy", "A+", "Well thought."],
  );
  const marked = { grade: "A+", comment: "Well thought.", gradedAt: at };
  assert.deepEqual(await copy(), { ...entry, ...marked });
  await assertRefused(
    gradeSubmission(app.sync, lesson.teacher, id, { grade: "x".repeat(21) }),
    "too-long",
  );
  await assertRefused(gradeSubmission(app.sync, amy, id, marks), "not-allowed");
  await assertRefused(
    gradeSubmission(app.sync, lesson.teacher, newId(), marks),
    "not-found",
  );

  await app.sessions.end(account, lesson.session.id, { now: true });
  await gradeSubmission(app.sync, lesson.teacher, id, {
    grade: "B",
    comment: null,
  });
  const mine = await app.myWork.listAll(browser.from);
  assert.deepEqual(
    mine.submissions.map(({ id, grade, comment }) => [id, grade, comment]),
    [[id, "B", undefined]],
  );
  assert.deepEqual(
    mine.conversations.map(({ id, title, session, member }) => [
      id,
      title,
      session.state,
      member.name,
    ]),
    [[conversation, "Why?", "ended", "Amy"]],
  );
  const { turns } = await app.myWork.conversation(browser.from, conversation);
  assert.deepEqual(turns.map(({ text }) => text), ["Why?", "So."]);
});

Deno.test("a returning student finds earlier conversations once they are known (S-6)", async () => {
  await using lesson = await Lesson.begin();
  const { school } = lesson;
  const { leaving, myWork, roster, sessions } = school.app;
  const browser = school.newBrowser();
  const amy = await lesson.addStudent("Amy", browser);
  await lesson.addStudent("Ben");
  const { conversation } = await lesson.ask(amy, "Why?");
  await sessions.end(school.teacher, lesson.session.id, { now: true });
  const next = await school.createSession({
    name: undefined,
    restartOf: lesson.session.id,
  });
  const teacher = await school.ownerIdentity(next.id);
  const earlier = async (of: typeof browser) => {
    const who = await of.identityIn(next.id);
    assert(who);
    return (await myWork.previousConversations(of.from, who)).map(({ id }) =>
      id
    );
  };

  const phone = school.newBrowser();
  const knock = await phone.join(next.code, "Amy");
  assert(knock.kind === "waiting");
  await roster.decideWaiting(teacher, knock.waiting, "let-in");
  const entry = phone.storeCookies(
    await roster.waitStatus(knock.waiting, phone.from),
  );
  assert(entry.kind === "in");
  assert.deepEqual(await earlier(phone), [conversation]);
  const { turns } = await myWork.conversation(phone.from, conversation);
  assert.equal(turns[0].text, "Why?");

  await browser.join(next.code, "Amy");
  assert.deepEqual(await earlier(browser), [conversation]);

  // J-2 admits her by name alone: to this class, not to the one before.
  const third = school.newBrowser();
  await third.join(next.code, "Amy");
  assert.deepEqual(await earlier(third), []);
  assert.deepEqual((await myWork.listAll(third.from)).conversations, []);
  const other = school.newBrowser();
  await other.join(next.code, "Zoe");
  assert.deepEqual(await earlier(other), []);

  await leaving.leave(next.id, third.from);
  await leaving.leave(next.id, browser.from);
});

Deno.test("with collection off, staff reach only what was handed in (ACCESS-2)", async () => {
  await using lesson = await Lesson.begin({ ask: { collect: false } });
  const amy = await lesson.addStudent("Amy");
  const { conversation, message } = await lesson.askAndAnswer(
    amy,
    "Secretquestion: I want to die",
    "Secretanswer",
  );
  await lesson.askAndAnswer(
    amy,
    "Secretquestion: I want to die",
    "Secretagain",
  );
  const { app, time } = lesson.school;
  time.now += 30_000;
  await lesson.ask(amy, "Secretwaiting");
  time.now += 30_000;
  await app.monitor.checkAll();
  const activity = await lesson.readStaffEntry<StudentActivity>(
    "students",
    amy.member,
  );
  assert.deepEqual(activity, {
    lastAt: time.now - 30_000,
    turns: 3,
    minutes: { 0: 3 },
    signals: [],
  });
  const words = await reachable(lesson);
  assert.ok(!/secret/i.test(words), words);
  assert.ok(!words.includes(conversation), "not even that it is there");
  for (
    const command of [
      { kind: "share", conversation, message, room: "main" },
      { kind: "stop", conversation },
      { kind: "ask", conversation, text: "x" },
    ]
  ) {
    const refused = await lesson.school.runCommand(lesson.teacher, command);
    assert.equal(refused, command.kind === "ask" ? "conflict" : "not-found");
  }
  const submit = { kind: "submit", conversation, message };
  assert.equal(await lesson.school.runCommand(amy, submit), null);
  const given = await reachable(lesson);
  assert.ok(given.includes("Secretanswer") && !given.includes("Secretagain"));
});

Deno.test("with collection on only staff read every conversation of a class (M-1)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const [amy, ben] = lesson.students;
  const { conversation } = await lesson.askAndAnswer(amy, "Why?", "So.");
  const { sync } = lesson.school.app;
  const at = lesson.school.time.now;
  assert.deepEqual(await lesson.readStaffEntry("conversations", conversation), {
    member: amy.member,
    title: "Why?",
    at,
    lastAt: at,
  });
  const name = names.conversation(lesson.session.id, conversation);
  const reading = await lesson.school.connect(lesson.teacher, name);
  assert.equal(await reading.registered, true);
  const other = await lesson.school.connect(ben, name);
  assert.equal((await other.closed).code, 4404);
  const [transcript] = await Array.fromAsync(
    readTranscripts(sync, lesson.teacher),
  );
  assert.equal(transcript.name, "Amy");
  assert.deepEqual(transcript.turns.map(({ text }) => text), ["Why?", "So."]);
  await assertRefused(
    Array.fromAsync(readTranscripts(sync, ben)),
    "not-allowed",
  );
  await assertRefused(listSubmissions(sync, ben), "not-allowed");
});
