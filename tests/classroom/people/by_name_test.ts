import { runAct } from "../asking.ts";
import assert from "node:assert/strict";
import * as Y from "yjs";
import { readMemberPageData } from "../../../classroom/people/member_page.ts";
import { maxUnconfirmedDevices } from "../../../classroom/people/unconfirmed_devices.ts";
import type {
  Identity,
  UnconfirmedDevice,
} from "../../../classroom/model/members.ts";
import { gradeSubmission } from "../../../classroom/monitoring/grading.ts";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import type { Receipt } from "../../../classroom/model/refusals.ts";
import type { SubmissionEntry } from "../../../classroom/model/conversations.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { findPerson } from "../../../classroom/model/persons.ts";
import { answerSheetsByPerson } from "../../../classroom/model/resources_layout.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { bringBackEntries, notesOf } from "../../../classroom/model/roots.ts";
import { helpRequests } from "../../../classroom/model/staff_roots.ts";
import { isRefusal } from "../../../sync/refusal.ts";
import { isLastTurn, Lesson } from "../lesson.ts";
import { type Browser, refusalNameOf } from "../school.ts";

const secret = "my parents are splitting up";

async function answered(lesson: Lesson, who: Identity, text: string) {
  const { conversation, refused } = await lesson.ask(who, text);
  assert.equal(refused, null);
  const puppet = await lesson.model.next();
  puppet.say(`An answer to: ${text}`);
  puppet.end();
  const turns = await lesson.waitForTurns(conversation, isLastTurn("done"));
  return { conversation, message: turns.at(-1)!.id };
}

async function amyAndByName(
  ask: Record<string, unknown> = {},
  settings: Record<string, string> = {},
) {
  const lesson = await Lesson.begin({ ask, settings });
  const { app } = lesson.school;
  const { session } = lesson;
  const rightful = lesson.school.newBrowser(),
    other = lesson.school.newBrowser();
  const amy = await lesson.addStudent("Amy", rightful);
  const asked = await answered(lesson, amy, secret);
  const { conversation, message } = asked;
  const submit = { id: newId(), kind: "submit", conversation, message };
  assert.equal(await lesson.school.runCommand(amy, submit), null);
  await gradeSubmission(app.sync, lesson.teacher, submit.id, {
    comment: secret,
  });
  lesson.school.time.now += 60_000;
  const entry = await other.join(session.code, "amy");
  assert(entry.kind === "in");
  const byName = await whoIs(other, session.id);
  return {
    lesson,
    app,
    session,
    rightful,
    other,
    amy,
    byName,
    entry,
    asked,
    submission: submit.id,
    decide: (decision: "let-in" | "make-new" | "refuse") =>
      app.roster.decideWaiting(lesson.teacher, byName.by!, decision),
  };
}

async function whoIs(browser: Browser, session: string): Promise<Identity> {
  const who = await browser.identityIn(session);
  assert(who);
  return who;
}

async function readable(
  lesson: Lesson,
  who: Identity,
  browser: Browser,
  conversations: readonly string[],
): Promise<string> {
  const { app } = lesson.school;
  const s = lesson.session.id;
  const all = [
    ...conversations.map((c) => names.conversation(s, c)),
    names.member(s, who.member),
    ...who.by ? [names.member(s, who.by)] : [],
    names.staff(s),
  ];
  const read: string[] = [];
  for (const asked of all) {
    const name = app.authority.resolveName(who, asked);
    const root = names.session(s);
    read.push(
      await app.sync.read(s, [root, name], (documents) => {
        const access = app.authority.access(documents, who, name);
        if (typeof access === "object") return "";
        const doc = documents.doc(name);
        return JSON.stringify([
          doc.getArray("turns").toJSON(),
          ["conversations", "submissions", "receipts", "answers"]
            .map((map) => doc.getMap(map).toJSON()),
          doc.getArray("outbox").toJSON(),
        ]);
      }),
    );
  }
  const my = await app.myWork.listAll(browser.from);
  const transcripts = await Array.fromAsync(
    app.myWork.transcripts(browser.from),
  );
  const earlier = await app.myWork.previousConversations(browser.from, who);
  return JSON.stringify([read, my, transcripts, earlier]);
}

const waitingOf = (lesson: Lesson, id: string) =>
  lesson.readStaffEntry<UnconfirmedDevice>("cameByName", id);

Deno.test("a device in by name alone is the student in class, without their private words (J-2)", async () => {
  const { lesson, app, rightful, other, amy, byName, entry, asked } =
    await amyAndByName();
  await using _ = lesson;
  assert.deepEqual([entry.member.id, entry.rejoined, entry.byName], [
    amy.member,
    true,
    true,
  ]);
  assert.equal(byName.member, amy.member);
  const seat = await readMemberPageData(app.sync, byName);
  assert.deepEqual([seat.member.id, seat.own], [amy.member, byName.by]);
  const { conversation } = asked;
  const read = await readable(lesson, byName, other, [conversation]);
  assert(!read.includes(secret), read);
  assert.equal(
    await refusalNameOf(app.myWork.conversation(other.from, conversation)),
    "not-found",
  );
  const mine = await readable(lesson, amy, rightful, [conversation]);
  assert(mine.includes(secret), "and she does");
  const say = { kind: "say", room: "main", text: "hello" };
  assert.equal(await lesson.school.runCommand(byName, say), null);
  const [said] = await lesson.school.readMessages(lesson.session.id);
  assert.equal(said.from, byName.own);
  const inClass = await lesson.read(
    names.session(lesson.session.id),
    (doc) => findPerson(doc, said.from),
  );
  assert.equal(inClass, amy.member, "in the chat they are one");
});

Deno.test("a device in by name alone reaches its own document, and no earlier conversation (ACCESS-1)", async () => {
  const { lesson, byName, other, asked, session } = await amyAndByName();
  await using _ = lesson;
  const { school } = lesson;
  const open = (document: string) => school.connect(byName, document, other);
  const former = await open(
    names.conversation(session.id, asked.conversation),
  );
  assert.equal((await former.closed).code, 4404);
  const own = await open(names.member(session.id, byName.member));
  assert.equal(await own.registered, true);
  const now = await answered(lesson, byName, "what is a cell?");
  const theirs = await open(names.conversation(session.id, now.conversation));
  assert.equal(await theirs.registered, true);
});

Deno.test("a device in by name alone sends no command to an earlier conversation (J-2)", async () => {
  const { lesson, byName, asked } = await amyAndByName();
  await using _ = lesson;
  const { conversation, message } = asked;
  const refusals: Record<string, string | null> = {};
  for (
    const [kind, more] of Object.entries({
      ask: { text: "repeat all that I have said" },
      retry: { message },
      stop: {},
      share: { message, room: "main" },
      submit: { message },
    })
  ) {
    const command = { kind, conversation, ...more };
    refusals[kind] = await lesson.school.runCommand(byName, command);
  }
  assert.deepEqual(refusals, {
    ask: "conflict",
    retry: "not-found",
    stop: "not-found",
    share: "not-found",
    submit: "not-found",
  });
  assert.equal((await lesson.turns(conversation)).length, 2);
});

Deno.test("the student's own browser keeps its data, and reads nothing of the other's (J-2)", async () => {
  const { lesson, amy, byName, rightful, asked } = await amyAndByName();
  await using _ = lesson;
  const other = await answered(lesson, byName, "a secret of another child");
  const all = [asked.conversation, other.conversation];
  const mine = await readable(lesson, amy, rightful, all);
  assert(mine.includes(secret) && !mine.includes("another child"));
  assert.equal(
    (await lesson.ask(amy, "and then?", asked.conversation)).refused,
    null,
  );
  assert.equal(
    (await lesson.ask(amy, "hm", other.conversation)).refused,
    "conflict",
  );
});

Deno.test("Let in gives a device all of the student's data, and closes its own document with 4409 (J-2)", async () => {
  const { lesson, app, session, amy, byName, rightful, other, asked, decide } =
    await amyAndByName();
  await using _ = lesson;
  const now = await answered(lesson, byName, "what is a cell?");
  assert.equal((await waitingOf(lesson, byName.by!))?.member, amy.member);
  const { school } = lesson;
  const own = await school.connect(
    byName,
    names.member(session.id, amy.member),
  );
  const room = await school.connect(byName, names.room(session.id, "main"));
  await decide("let-in");
  assert.equal((await own.closed).code, 4409);
  assert.equal(await waitingOf(lesson, byName.by!), undefined);
  const letIn = await whoIs(other, session.id);
  assert.deepEqual([letIn.member, letIn.own], [amy.member, undefined]);
  assert.equal((await readMemberPageData(app.sync, letIn)).isLetIn, true);
  for (const [who, browser] of [[letIn, other], [amy, rightful]] as const) {
    const all = [asked.conversation, now.conversation];
    const read = await readable(lesson, who, browser, all);
    assert(read.includes(secret) && read.includes("what is a cell?"), read);
  }
  assert.equal(
    (await app.myWork.conversation(other.from, asked.conversation)).turns
      .length,
    2,
  );
  room.close();
  assert.equal(
    await refusalNameOf(decide("let-in")),
    "not-found",
    "what is settled is settled",
  );
});

Deno.test("Make new creates a student with what they asked since (J-2)", async () => {
  const { lesson, app, session, amy, byName, other, asked, decide } =
    await amyAndByName();
  await using _ = lesson;
  const now = await answered(lesson, byName, "what is a cell?");
  await decide("make-new");
  const made = await whoIs(other, session.id);
  assert.notEqual(made.member, amy.member);
  const seat = await readMemberPageData(app.sync, made);
  assert.equal(seat.member.name, "Amy (2)");
  const all = [asked.conversation, now.conversation];
  const read = await readable(lesson, made, other, all);
  assert(!read.includes(secret) && read.includes("what is a cell?"), read);
  assert.equal(
    (await lesson.ask(made, "more", now.conversation)).refused,
    null,
  );
});

Deno.test("a separated device's questions leave the student's tile (J-2, M-4)", async () => {
  for (const decision of ["make-new", "let-in"] as const) {
    const { lesson, amy, byName, decide } = await amyAndByName();
    await using _ = lesson;
    const asked = async () =>
      (await lesson.readStaffEntry<StudentActivity>("students", amy.member))
        ?.asked;
    assert.equal(await asked(), secret);
    await lesson.ask(byName, "a rude word");
    assert.equal(await asked(), "a rude word");
    await decide(decision);
    const stays = decision === "let-in" ? "a rude word" : undefined;
    assert.equal(await asked(), stays, decision);
  }
});

Deno.test("a browser that was the student's gets everything by its cookies, also of a past day (J-2)", async () => {
  const { lesson, app, session, amy, rightful, other, byName } =
    await amyAndByName();
  await using _ = lesson;
  for (const browser of [rightful, other]) {
    browser.cookies.delete(`member_${session.id}`);
    await browser.join(session.code, "Amy");
  }
  const back = await whoIs(rightful, session.id);
  assert.deepEqual([back.member, back.own], [amy.member, undefined]);
  assert.equal(
    (await app.myWork.listAll(rightful.from)).conversations.length,
    1,
  );
  assert.equal(
    (await whoIs(other, session.id)).own,
    byName.own,
    "nor is it anew",
  );
});

Deno.test("a device let in because the other went offline stays unconfirmed (J-2)", async () => {
  for (const decides of [true, false]) {
    const { lesson, app, session, amy, rightful } = await amyAndByName();
    await using _ = lesson;
    const online = await lesson.school.connectMember(amy, rightful);
    const third = lesson.school.newBrowser();
    const entry = await third.join(session.code, "Amy");
    assert(entry.kind === "waiting");
    if (decides) {
      await app.roster.decideWaiting(lesson.teacher, entry.waiting, "let-in");
    } else await lesson.school.disconnectMember(amy, online);
    third.storeCookies(await app.roster.waitStatus(entry.waiting, third.from));
    const who = await whoIs(third, session.id);
    assert.deepEqual([who.member, who.own === undefined], [
      amy.member,
      decides,
    ]);
    const { conversations } = await app.myWork.listAll(third.from);
    assert.equal(conversations.length, decides ? 1 : 0);
  }
});

Deno.test("a device in by name in the class before is nobody in the next, until let in (S-6)", async () => {
  const { lesson, app, session, other, rightful, byName, asked } =
    await amyAndByName();
  await using _ = lesson;
  await app.sessions.end(lesson.school.teacher, session.id, { now: true });
  const next = await lesson.school.createSession({ restartOf: session.id });
  const entry = await other.join(next.code, "Amy");
  assert.equal(entry.kind, "waiting");
  const mine = await rightful.join(next.code, "Amy");
  assert(mine.kind === "in" && !mine.byName);
  const amy = await whoIs(rightful, next.id);
  const earlier = await app.myWork.previousConversations(rightful.from, amy);
  assert.deepEqual(earlier.map(({ id }) => id), [asked.conversation]);
  assert.deepEqual(
    await app.myWork.previousConversations(other.from, byName),
    [],
  );
});

Deno.test("a device in by a merged member's name reads neither member's words (J-7)", async () => {
  for (const mergesFirst of [true, false]) {
    const lesson = await Lesson.begin();
    await using _ = lesson;
    const { app } = lesson.school;
    const typo = await lesson.addStudent("Ammy"),
      amy = await lesson.addStudent("Amy");
    const asked = [
      (await answered(lesson, typo, secret)).conversation,
      (await answered(lesson, amy, secret)).conversation,
    ];
    const other = lesson.school.newBrowser();
    const merge = () =>
      app.membership.mergeMember(lesson.teacher, typo.member, {
        member: amy.member,
      });
    if (mergesFirst) await merge();
    await other.join(lesson.session.code, "Ammy");
    if (!mergesFirst) await merge();
    const who = await whoIs(other, lesson.session.id);
    assert.equal(who.member, amy.member);
    const read = await readable(lesson, who, other, asked);
    assert(!read.includes(secret), read);
    await app.roster.decideWaiting(lesson.teacher, who.by!, "let-in");
    const now = await whoIs(other, lesson.session.id);
    assert((await readable(lesson, now, other, asked)).includes(secret));
  }
});

Deno.test("only the device that handed work in reads its marks (A-3)", async () => {
  const { lesson, app, amy, byName, submission } = await amyAndByName();
  await using _ = lesson;
  const { conversation, message } = await answered(lesson, byName, "a cell?");
  const submit = { id: newId(), kind: "submit", conversation, message };
  assert.equal(await lesson.school.runCommand(byName, submit), null);
  await gradeSubmission(app.sync, lesson.teacher, submit.id, {
    comment: "Well done",
  });
  const copy = (who: Identity, id: string) =>
    lesson.readOwnEntry<SubmissionEntry>(who, "submissions", id);
  assert.equal((await copy(byName, submit.id))?.comment, "Well done");
  assert.equal(await copy(byName, submission), undefined);
  assert.equal(await copy(amy, submit.id), undefined);
  assert.equal((await copy(amy, submission))?.comment, secret);
});

Deno.test("a held message is reported and decided on the device that wrote it (C-11)", async () => {
  const { lesson, app, amy, byName, session } = await amyAndByName();
  await using _ = lesson;
  await app.sessions.change(lesson.school.teacher, session.id, {
    blockedWords: ["fool"],
  });
  const say = { id: newId(), kind: "say", room: "main", text: "you fool" };
  await lesson.school.runCommand(byName, say);
  const receipt = (who: Identity) =>
    lesson.readOwnEntry<Receipt>(who, "receipts", say.id);
  assert.equal((await receipt(byName))?.refused, "held");
  assert.equal(await receipt(amy), undefined);
  await app.moderation.decideOnHeld(lesson.teacher, say.id, { allow: false });
  assert.equal((await receipt(byName))?.refused, "not-allowed");
});

Deno.test("an unconfirmed device has a flag of its own, and lowers no other (B-12)", async () => {
  const { lesson, app, amy, byName } = await amyAndByName();
  await using _ = lesson;
  const help = (who: Identity, on: boolean) =>
    lesson.school.runCommand(who, { kind: "help", on });
  const up = () =>
    Promise.all(
      [amy, byName].map(async (who) =>
        typeof await lesson.readOwnEntry(who, "help", "at") === "number"
      ),
    );
  assert.equal(await help(byName, true), null);
  assert.deepEqual(await up(), [false, true]);
  assert.equal(await help(amy, true), null);
  assert.equal(await help(byName, false), null);
  assert.deepEqual(await up(), [true, false]);
  assert.equal(await help(byName, true), null);
  await runAct(app, lesson.teacher, "DELETE /help/:m", { m: byName.own! });
  assert.deepEqual(await up(), [true, false]);
  await runAct(app, lesson.teacher, "POST /help/:m/undo", { m: byName.own! });
  assert.deepEqual(await up(), [true, true]);
  await runAct(app, lesson.teacher, "DELETE /help/:m", { m: amy.member });
  assert.deepEqual(await up(), [false, true]);
  await app.membership.removeMember(lesson.teacher, amy.member);
  assert.deepEqual(await up(), [false, false], "a removed student has none");
});

for (const isUp of [true, false]) {
  Deno.test(`It's Amy gives a device's flag to the student${isUp ? ", who keeps a flag of hers" : ""} (J-2, B-12)`, async () => {
    const { lesson, amy, byName, decide } = await amyAndByName();
    await using _ = lesson;
    const raise = (who: Identity, note: string) =>
      lesson.school.runCommand(who, { kind: "help", on: true, note });
    if (isUp) assert.equal(await raise(amy, "hers"), null);
    lesson.school.time.now += 1000;
    assert.equal(await raise(byName, "theirs"), null);
    await decide("let-in");
    const flags = await lesson.read(
      names.staff(lesson.session.id),
      (staff) => helpRequests(staff).toArray(),
    );
    const note = isUp ? "hers" : "theirs";
    assert.deepEqual(flags.map((it) => [it.member, it.note]), [
      [amy.member, note],
    ]);
    assert.equal(await lesson.readOwnEntry(amy, "help", "note"), note);
  });
}

for (const decision of ["let-in", "make-new"] as const) {
  Deno.test(`unconfirmed devices share one allowance of the assistant and leave the student's; ${decision === "let-in" ? "It's Amy adds it" : "Not Amy keeps it"} (A-5, ACCESS-6)`, async () => {
    const { lesson, app, session, amy, byName, other, decide } =
      await amyAndByName();
    await using _ = lesson;
    const second = lesson.school.newBrowser();
    await second.join(session.code, "Amy");
    const limits = { perMinute: null, tokens: 1_000 };
    await app.sessions.change(lesson.school.teacher, session.id, { limits });
    const long = "word ".repeat(390);
    await answered(lesson, byName, long);
    await answered(lesson, byName, long);
    const asks = async (who: Identity) => (await lesson.ask(who, "?")).refused;
    for (const who of [byName, await whoIs(second, session.id)]) {
      assert.equal(await asks(who), "too-often");
    }
    await answered(lesson, amy, "short");
    await decide(decision);
    const letIn = decision === "let-in";
    assert.equal(await asks(amy), letIn ? "too-often" : null);
    assert.equal(await asks(await whoIs(other, session.id)), "too-often");
    const rest = await asks(await whoIs(second, session.id));
    assert.equal(rest, null, "what was decided on counts there no more");
  });
}

Deno.test("an unconfirmed device's questions count for its own address (A-5, ACCESS-6)", async () => {
  const { lesson, app, amy, byName } = await amyAndByName({}, {
    ASSISTANT_ADDRESS_TOKENS: "1000",
  });
  await using _ = lesson;
  const limits = { perMinute: null, tokens: null };
  await lesson.changeSession({ limits });
  app.spending.noteAddress(amy, "192.0.2.7");
  app.spending.noteAddress(byName, "192.0.2.8");
  let refused: string | null = null;
  for (let asked = 0; refused === null && asked < 100; asked++) {
    ({ refused } = await lesson.ask(byName, "?"));
  }
  assert.equal(refused, "too-often");
  assert.equal((await lesson.ask(amy, "?")).refused, null);
});

Deno.test("an unconfirmed device's worrying words are its own, beside the student's (M-4, ACCESS-6)", async () => {
  const { lesson, amy, byName, decide } = await amyAndByName();
  await using _ = lesson;
  const say = (who: Identity) =>
    lesson.postMessage(who, "i want to die", { room: "main" });
  const worriesOf = async (member: string) => {
    const activity = await lesson.readStaffEntry<StudentActivity>(
      "students",
      member,
    );
    return (activity?.signals ?? []).filter(({ kind }) => kind === "worrying")
      .map(({ of }) => of);
  };
  const theirs: string[] = [];
  for (let n = 0; n < 12; n++) theirs.push(await say(byName));
  const hers = await say(amy);
  assert.deepEqual(await worriesOf(amy.member), [hers]);
  await decide("make-new");
  assert.deepEqual(await worriesOf(amy.member), [hers]);
  assert.deepEqual(await worriesOf(byName.own!), theirs);
});

Deno.test("an unconfirmed device stops its own answers; the student waits on (A-1, ACCESS-6)", async () => {
  const { lesson, amy, byName } = await amyAndByName();
  await using _ = lesson;
  const theirs = await answered(lesson, byName, "theirs");
  const hers = await lesson.ask(amy, "hers");
  const puppet = await lesson.model.next();
  const stop = (conversation: string) =>
    lesson.school.runCommand(byName, { kind: "stop", conversation });
  assert.equal(await stop(hers.conversation), "not-found");
  assert.equal(await stop(theirs.conversation), null);
  const activity = await lesson.readStaffEntry<StudentActivity>(
    "students",
    amy.member,
  );
  assert.notEqual(activity?.askedAt, undefined);
  puppet.say("It is so.");
  puppet.end();
  await lesson.waitForTurns(hers.conversation, isLastTurn("done"));
});

Deno.test("an unconfirmed device's reaction and the student's hide each other in nothing (C-10, ACCESS-6)", async () => {
  const { lesson, amy, byName } = await amyAndByName();
  await using _ = lesson;
  const message = await lesson.postMessage(lesson.teacher, "hello");
  const react = (who: Identity, on: boolean) =>
    lesson.runCommand(who, { kind: "react", message, emoji: "👍", on });
  const reactions = async () =>
    Object.keys((await lesson.room()).reactions[message] ?? {}).sort();
  const [hers, theirs] = [amy.member, byName.own].map((it) => `👍 ${it}`);
  assert.equal(await react(byName, true), null);
  assert.deepEqual(await reactions(), [theirs]);
  assert.equal(await react(amy, true), null);
  assert.deepEqual(await reactions(), [hers, theirs].sort());
  assert.equal(await react(byName, true), null);
  assert.equal(await react(byName, false), null);
  assert.deepEqual(await reactions(), [hers]);
});

Deno.test("an unconfirmed device knows only groups of the student since it came (ACCESS-5, ACCESS-6)", async () => {
  const { lesson, app, session, amy, other } = await amyAndByName();
  await using _ = lesson;
  const { school, teacher } = lesson;
  other.cookies.clear();
  const { id: paper } = await app.resources.share(teacher, {
    page: { name: "Plants", text: "", per: "group" },
  });
  const groups: string[] = [];
  const pages: string[] = [];
  let device = amy;
  for (let n = 0; n < 3; n++) {
    const group = await lesson.makeGroup(amy);
    groups.push(group);
    pages.push(
      await app.pages.openPage(teacher, { resource: paper, of: group }),
    );
    if (n !== 1) continue;
    await other.join(session.code, "Amy");
    device = await whoIs(other, session.id);
    assert.notEqual(device.own, undefined);
  }
  const access = async (who: Identity, document: string) => {
    const socket = await school.connect(who, document);
    return await socket.registered ? "in" : (await socket.closed).code;
  };
  const answers = async (who: Identity) => ({
    rooms: await Promise.all(
      groups.map((it) => access(who, names.room(session.id, it))),
    ),
    pages: await Promise.all(
      pages.map((it) => access(who, names.page(session.id, it))),
    ),
  });
  assert.deepEqual(await answers(amy), {
    rooms: [4403, 4403, "in"],
    pages: [4403, 4403, "in"],
  });
  assert.deepEqual(await answers(device), {
    rooms: [4404, 4403, "in"],
    pages: [4404, 4403, "in"],
  });
  const aboutOf = async (who: Identity, room: string) => {
    const id = newId(), about = { room, message: newId() };
    const note = { id, kind: "note", text: "hm", about };
    assert.equal(await school.runCommand(who, note), null);
    const seat = who.own ?? who.member;
    return await lesson.read(
      names.note(session.id, seat),
      (doc) => notesOf(doc).toArray().find((it) => it.id === id)?.about?.room,
    );
  };
  const abouts = (who: Identity) =>
    Promise.all(groups.map((it) => aboutOf(who, it)));
  assert.deepEqual(await abouts(amy), groups);
  assert.deepEqual(await abouts(device), [undefined, groups[1], groups[2]]);
});

Deno.test("an unconfirmed device marks a message of the group as its own seat (B-18, ACCESS-6)", async () => {
  const { lesson, amy, byName, session } = await amyAndByName();
  await using _ = lesson;
  const room = await lesson.makeGroup(amy);
  const message = await lesson.postMessage(amy, "hello", { room });
  const mark = { kind: "bring-back", room, message, on: true };
  assert.equal(await lesson.school.runCommand(byName, mark), null);
  const by = await lesson.read(
    names.room(session.id, room),
    (doc) => bringBackEntries(doc).get(message)?.by,
  );
  assert.equal(by, byName.own);
});

Deno.test("a device by name learns why it is in no call, and uses no try of the student's (K-1, ACCESS-6)", async () => {
  const { lesson, app, amy, byName } = await amyAndByName();
  await using _ = lesson;
  await runAct(app, lesson.teacher, "POST /call", { rooms: "main" });
  const joins = (who: Identity) => app.calls.transport(who, "main");
  await assert.rejects(
    joins(byName),
    (error) =>
      isRefusal(error) && error.kind === "not-allowed" &&
      error.reason === "not-confirmed",
  );
  for (let tries = 0; tries < 100; tries++) {
    await joins(byName).catch(() => {});
  }
  assert.equal((await joins(amy)).kind, "mesh");
});

Deno.test("an unconfirmed device's sockets count separately from the student's (SYNC-12)", async () => {
  const { app, amy, byName, lesson } = await amyAndByName();
  await using _ = lesson;
  const keys = [amy, byName].map((who) => app.authority.socketLimit(who).key);
  assert.notEqual(keys[0], keys[1]);
});

Deno.test("an unconfirmed device has written nothing before it came (C-3, ACCESS-6)", async () => {
  const { lesson, amy, byName } = await amyAndByName();
  await using _ = lesson;
  const { time } = lesson.school;
  const writtenAt = time.now - 1000;
  time.now += 61_000;
  const kept = [amy, byName].map(async (who) => {
    const said = await lesson.postMessage(who, "hello", {
      room: "main",
      writtenAt,
    });
    const note = { id: newId(), kind: "note", text: "hm", writtenAt };
    assert.equal(await lesson.school.runCommand(who, note), null);
    const notes = await lesson.read(
      names.note(lesson.session.id, who.own ?? who.member),
      (doc) => notesOf(doc).toArray(),
    );
    const message = await lesson.findMessage(said);
    return [message?.writtenAt, notes[0].writtenAt];
  });
  assert.deepEqual(await Promise.all(kept), [
    [writtenAt, writtenAt],
    [undefined, undefined],
  ]);
});

Deno.test("an unconfirmed device changes its own messages, and none of the student's (J-2)", async () => {
  const { lesson, amy, byName } = await amyAndByName();
  await using _ = lesson;
  const command = async (who: Identity, fields: Record<string, unknown>) =>
    await lesson.school.runCommand(who, { room: "main", ...fields });
  const [before, since, later] = [newId(), newId(), newId()];
  lesson.school.time.now -= 30_000;
  await command(amy, { id: before, kind: "say", text: "before" });
  lesson.school.time.now += 30_000;
  await command(byName, { id: since, kind: "say", text: "since" });
  lesson.school.time.now += 30_000;
  await command(amy, { id: later, kind: "say", text: "later" });
  const change = (message: string) => [
    () => command(byName, { kind: "edit", message, text: "other" }),
    () => command(byName, { kind: "retract", message }),
  ];
  for (const message of [before, later]) {
    for (const it of change(message)) assert.equal(await it(), "not-allowed");
  }
  const hers = { kind: "edit", message: since, text: "other" };
  assert.equal(await command(amy, hers), "not-allowed");
  for (const it of change(since)) assert.equal(await it(), null);
});

Deno.test("unconfirmed devices have a rate limit of their own (SYNC-12)", async () => {
  const { app, session, amy, byName, lesson } = await amyAndByName();
  await using _ = lesson;
  const say = { id: newId(), kind: "say", room: "main", text: "hello" };
  const [mine, theirs] = await app.sync.read(
    session.id,
    [names.session(session.id)],
    (documents) =>
      [amy.member, byName.by!].map((m) =>
        app.authority.paceOf(names.member(session.id, m), say, documents)
          ?.uses.map(({ key }) => key)
      ),
  );
  assert(mine && theirs && !mine.some((key) => theirs.includes(key)));
});

Deno.test("Not Amy works once, and Refuse only for waiting people (J-2)", async () => {
  const { decide, lesson } = await amyAndByName();
  await using _ = lesson;
  assert.equal(await refusalNameOf(decide("refuse")), "not-found");
  await decide("make-new");
  assert.equal(await refusalNameOf(decide("make-new")), "not-found");
});

Deno.test("a device confirmed by mistake becomes a separate member without the student's words (J-2)", async () => {
  const { lesson, app, session, amy, byName, other, asked, decide } =
    await amyAndByName();
  await using _ = lesson;
  const now = await answered(lesson, byName, "what is a cell?");
  await decide("let-in");
  const view = await app.membership.separateMember(lesson.teacher, byName.by!);
  assert.equal(view.name, "Amy (2)");
  const alone = await whoIs(other, session.id);
  assert.equal(alone.member, byName.by);
  const all = [asked.conversation, now.conversation];
  const theirs = await readable(lesson, alone, other, all);
  assert(!theirs.includes(secret) && theirs.includes("what is a cell?"));
  const own = await lesson.readOwnEntry(amy, "conversations", now.conversation);
  assert.equal(own, undefined);
});

Deno.test("a removed student's unconfirmed devices are out and back with them (J-4)", async () => {
  const { lesson, app, session, amy, byName, other } = await amyAndByName();
  await using _ = lesson;
  const socket = await lesson.school.connectMember(byName, other);
  await app.membership.removeMember(lesson.teacher, amy.member);
  assert.equal((await socket.closed).reason, "removed");
  assert.equal(await refusalNameOf(other.join(session.code, "Zoe")), "removed");
  await app.membership.allowMember(lesson.teacher, amy.member);
  const back = await other.join(session.code, "Amy");
  assert(back.kind === "in" && back.byName);
});

Deno.test("past some browsers under one name the next ones wait for the teacher (J-2)", async () => {
  const { lesson, session } = await amyAndByName();
  await using _ = lesson;
  for (let others = 1; others < maxUnconfirmedDevices; others++) {
    const entry = await lesson.school.newBrowser().join(session.code, "Amy");
    assert.equal(entry.kind, "in");
  }
  const next = lesson.school.newBrowser();
  const entry = await next.join(session.code, "Amy");
  assert(entry.kind === "waiting");
  const still = await lesson.school.app.roster.waitStatus(
    entry.waiting,
    next.from,
  );
  assert.equal(still.kind, "waiting", "though she is offline");
});

Deno.test("erasure of a student includes all devices that came by their name (O-3)", async () => {
  const { lesson, app, session, amy, byName, other } = await amyAndByName();
  await using _ = lesson;
  await answered(lesson, byName, "words of another child");
  const { id: resource } = await app.resources.share(lesson.teacher, {
    drawing: { name: "A leaf", paper: "plain" },
  });
  const mark = { colour: "red", text: "theirs", x: 40, y: 50 };
  for (
    const command of [
      { kind: "draw", resource, mark },
      { kind: "help", on: true, note: "theirs" },
      { kind: "say", room: "main", text: "theirs" },
    ]
  ) assert.equal(await lesson.school.runCommand(byName, command), null);
  await app.sessions.end(lesson.school.teacher, session.id, { now: true });
  await app.erasure.erase(lesson.teacher, amy.member);
  const kept = await Array.fromAsync(app.kv.list({ prefix: [] }));
  const left = kept.filter(({ key, value }) =>
    JSON.stringify([key, value]).includes(byName.by!) && key[0] !== "space"
  );
  assert.deepEqual(left, []);
  assert.deepEqual((await app.myWork.listAll(other.from)).conversations, []);
  const s = session.id;
  for (
    const name of [
      names.session(s),
      names.staff(s),
      names.room(s, "main"),
      names.drawing(s, resource, byName.by!),
      names.member(s, byName.by!),
    ]
  ) {
    const text = await lesson.read(
      name,
      (doc) => new TextDecoder("latin1").decode(Y.encodeStateAsUpdate(doc)),
    );
    assert(!text.includes("theirs"), name);
  }
});

/** A pupil waits under Amy's name, is admitted, and reuses the one waiting cookie in other browsers. */
async function manyBrowsersByOneWait(
  { lesson, app, session, amy, rightful }: Awaited<
    ReturnType<typeof amyAndByName>
  >,
  decides: boolean,
) {
  const online = await lesson.school.connectMember(amy, rightful);
  const first = lesson.school.newBrowser();
  const entry = await first.join(session.code, "Amy");
  assert(entry.kind === "waiting");
  const key = `waiting_${session.id}`;
  const ticket = first.cookies.get(key)!;
  if (decides) {
    await app.roster.decideWaiting(lesson.teacher, entry.waiting, "let-in");
  } else await lesson.school.disconnectMember(amy, online);
  const comeIn = async (browser: Browser) => {
    lesson.school.time.now += 1000;
    browser.cookies.set(key, ticket);
    browser.storeCookies(
      await app.roster.waitStatus(entry.waiting, browser.from),
    );
  };
  const browsers = [
    first,
    lesson.school.newBrowser(),
    lesson.school.newBrowser(),
  ];
  for (const browser of browsers) {
    await comeIn(browser);
    // Joins by name alone, without a waiting cookie.
    browser.cookies.delete(`member_${session.id}`);
    lesson.school.time.now += 1000;
    await browser.join(session.code, "Amy");
    assert.equal((await whoIs(browser, session.id)).member, amy.member);
  }
  return { browsers, comeIn };
}

Deno.test("a person let in who has left does not return through the waiting list (J-2)", async () => {
  const at = await amyAndByName();
  const { lesson, app, session } = at;
  await using _ = lesson;
  const { browsers: [first, second, third], comeIn } =
    await manyBrowsersByOneWait(at, true);
  // These keep the waiting cookie for themselves.
  for (const browser of [first, second, third]) {
    browser.cookies.delete(`waiting_${session.id}`);
    await app.leaving.leave(session.id, browser.from);
  }
  assert.equal(await refusalNameOf(comeIn(first)), "not-found");
});

Deno.test("a device let in after a merge stays with its student when the merge is undone (J-7)", async () => {
  const { lesson, app, amy, byName, other, decide } = await amyAndByName();
  await using _ = lesson;
  const ben = await lesson.addStudent("Ben");
  const { teacher } = lesson;
  const { conversation } = await answered(lesson, byName, "what I alone asked");
  const has = (who: Identity) =>
    lesson.readOwnEntry(who, "conversations", conversation);
  await app.membership.mergeMember(teacher, amy.member, { member: ben.member });
  await decide("let-in");
  assert(await has(ben));
  await app.membership.separateMember(teacher, amy.member);
  assert.equal(await has(ben), undefined);
  assert(await has(amy));
  const { conversations } = await app.myWork.listAll(other.from);
  assert(conversations.some(({ id }) => id === conversation));
});

async function sharedQuiz({ school: { app }, teacher }: Lesson) {
  const { id } = await app.library.add(
    "quiz",
    teacher.teacher!,
    quizBody.parse({
      name: "Rivers",
      questions: [{ kind: "text", text: "In Vienna?" }, {
        kind: "number",
        text: "How long?",
      }],
    }),
  );
  const shared = await app.resources.share(teacher, { quiz: id, pace: "own" });
  assert(shared.kind === "quiz");
  const { id: resource, questions: [city, length] } = shared;
  return { resource, city: city.id, length: length.id };
}

for (const done of [true, false]) {
  Deno.test(`a device by name neither reads nor changes ${done ? "handed-in" : "begun"} answers (J-2, R-2)`, async () => {
    const lesson = await Lesson.begin();
    await using _ = lesson;
    const { app } = lesson.school;
    const quiz = await sharedQuiz(lesson);
    const answer = (who: Identity, answers: unknown, done?: boolean) =>
      lesson.school.runCommand(who, {
        kind: "answer",
        resource: quiz.resource,
        answers,
        ...(done && { done }),
      });
    const rightful = lesson.school.newBrowser();
    const amy = await lesson.addStudent("Amy", rightful);
    assert.equal(await answer(amy, { [quiz.city]: "Danube" }, done), null);
    lesson.school.time.now += 60_000;
    const browser = lesson.school.newBrowser();
    const byName = await lesson.addStudent("Amy", browser);
    assert(byName.own);
    const copy = (who: Identity) =>
      lesson.readOwnEntry(who, "answers", quiz.resource);
    assert.equal(await copy(byName), undefined);
    assert.deepEqual((await app.myWork.listAll(browser.from)).checks, []);
    const theirs = { [quiz.city]: "Rhine", [quiz.length]: 2850 };
    assert.equal(await answer(byName, theirs, true), null);
    const begun = { answers: { [quiz.city]: "Danube" } };
    const hers = { ...begun, ...(done && { done }) };
    assert.deepEqual(await copy(amy), hers);
    assert.deepEqual(await copy(byName), { answers: theirs, done: true });
    const counted = async () => {
      const { app: { sync } } = lesson.school;
      const s = lesson.session.id;
      return await sync.read(
        s,
        [names.session(s), names.staff(s)],
        ({ doc }) =>
          answerSheetsByPerson(
            doc(names.session(s)),
            doc(names.staff(s)),
            quiz.resource,
          ).get(amy.member),
      );
    };
    const sheet = await counted();
    assert(typeof sheet === "object");
    assert.deepEqual(
      [sheet.answers, sheet.done],
      [{ [quiz.city]: "Danube", [quiz.length]: 2850 }, done || undefined],
      "a device fills what the student left open",
    );
    const later = await answer(amy, { [quiz.length]: 2888 });
    assert.equal(later, done ? "already-answered" : null);
    await app.roster.decideWaiting(lesson.teacher, byName.by!, "let-in");
    const confirmed = await whoIs(browser, lesson.session.id);
    const both = {
      [quiz.city]: done ? "Danube" : "Rhine",
      [quiz.length]: 2850,
    };
    for (const who of [amy, confirmed]) {
      assert.deepEqual(
        await copy(who),
        { answers: both, done: true },
        "what was handed in stays, what was open is the last word",
      );
    }
  });
}

Deno.test("answers of a device count as the student's once confirmed, and go with it when it is not (J-2)", async () => {
  for (const decision of ["let-in", "make-new"] as const) {
    const at = await amyAndByName();
    const { lesson, amy, byName, other } = at;
    await using _ = lesson;
    const quiz = await sharedQuiz(lesson);
    const answer = (who: Identity, answers: unknown) =>
      lesson.school.runCommand(who, {
        kind: "answer",
        resource: quiz.resource,
        answers,
      });
    const copy = (who: Identity) =>
      lesson.readOwnEntry(who, "answers", quiz.resource);
    const [city, length] = [{ [quiz.city]: "Danube" }, { [quiz.length]: 2850 }];
    assert.equal(await answer(amy, city), null);
    lesson.school.time.now += 1000;
    assert.equal(await answer(byName, length), null);
    assert.deepEqual(await copy(byName), { answers: length });
    assert.deepEqual(await copy(amy), { answers: city });
    await at.decide(decision);
    const isHers = decision === "let-in";
    const both = { answers: { ...city, ...length } };
    assert.deepEqual(await copy(amy), isHers ? both : { answers: city });
    const now = await whoIs(other, lesson.session.id);
    assert.equal(now.member === amy.member, isHers);
    assert.deepEqual(await copy(now), isHers ? both : { answers: length });
  }
});

Deno.test("a teacher is asked about every device that comes by a name (J-2)", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson;
  const amy = await lesson.addStudent("Amy");
  await lesson.postMessage(amy, "hello");
  lesson.school.time.now += 60_000;
  const byName = await lesson.addStudent("Amy");
  assert(byName.own, "in by the name alone");
  const asked = await waitingOf(lesson, byName.by!);
  assert.equal(asked?.member, amy.member);
  const { conversation } = await answered(lesson, amy, secret);
  assert.equal(
    await lesson.readOwnEntry(byName, "conversations", conversation),
    undefined,
  );
});
