import { runAct } from "../asking.ts";
import assert from "node:assert/strict";
import { breakoutSetting } from "../../../classroom/model/breakouts_layout.ts";
import { readClassDocuments } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { assertRefused, type Browser, School } from "../school.ts";
import type { SessionView } from "../../../classroom/model/views.ts";
import { makePictureCopies } from "../../../classroom/files/picture_copies.ts";
import { exitTicket } from "../../../classroom/checks/exit_tickets.ts";
import { resourcesToCarryOver } from "../../../classroom/sessions/carried_over.ts";
import {
  quizBody,
  shareBody,
  templateBody,
} from "../../../classroom/library/resource_bodies.ts";
import {
  resourceKindFacts,
  type SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import { members, sharedResources } from "../../../classroom/model/roots.ts";
import {
  answerSheets,
  blockedWordsOf,
  classList,
  fileEntries,
  presentChoice,
  resourceSecrets,
  returningMembers,
  waitingEntries,
} from "../../../classroom/model/staff_roots.ts";
import { Lesson } from "../lesson.ts";
import { smallestPng } from "../files/memory_bytes.ts";

/** Yesterday's class: Amy and Ben in Red, Cem in Blue, Dan in none, each with a browser. */
async function yesterday(ask: Record<string, unknown> = {}) {
  const school = await School.open();
  const session = await school.createSession({ name: "Biology", ...ask });
  const teacher = await school.ownerIdentity(session.id);
  const browsers: Record<string, Browser> = {};
  const ids: Record<string, string> = {};
  for (const name of ["Amy", "Ben", "Cem", "Dan"]) {
    browsers[name] = school.newBrowser();
    const entry = await browsers[name].join(session.code, name);
    assert(entry.kind === "in");
    ids[name] = entry.member.id;
  }
  const { breakouts: rooms, sessions } = school.app;
  if (!ask.breakouts) {
    const [red, blue] =
      (await runAct({ breakouts: rooms }, teacher, "POST /breakouts/rooms", {
        names: ["Red", "Blue"],
      })).rooms
        .map(({ id }) => id);
    const moves = [["Amy", red], ["Ben", red], ["Cem", blue]];
    await runAct({ breakouts: rooms }, teacher, "POST /breakouts/moves", {
      moves: moves.map(([name, room]) => ({ member: ids[name], room })),
    });
  }
  const end = () => sessions.end(school.teacher, session.id, { now: true });
  const restart = async (more: Record<string, unknown> = {}) => {
    const next = await school.createSession({
      name: undefined,
      restartOf: session.id,
      keepGroups: true,
      ...more,
    });
    const root = names.session(next.id), staff = names.staff(next.id);
    const roomOf = (member: string) =>
      school.app.sync.read(next.id, [root, staff], ({ doc }) => {
        const room = members(doc(root)).get(member)?.room;
        return room
          ? doc(root).getMap<{ name: string }>("rooms").get(room)?.name
          : null;
      });
    const who = await school.ownerIdentity(next.id);
    /** The group of a student who joins; the teacher admits them if they wait. */
    const enter = async (name: string, browser = school.newBrowser()) => {
      let entry = await browser.join(next.code, name);
      const waited = entry.kind === "waiting";
      if (entry.kind === "waiting") {
        const { roster } = school.app;
        await roster.decideWaiting(who, entry.waiting, "let-in");
        entry = browser.storeCookies(
          await roster.waitStatus(entry.waiting, browser.from),
        );
      }
      assert(entry.kind === "in");
      const room = await roomOf(entry.member.id);
      return waited ? `let in: ${room}` : room;
    };
    const read = <T>(look: (session: YDoc, staff: YDoc) => T) =>
      school.app.sync.read(
        next.id,
        [root, staff],
        ({ doc }) => look(doc(root), doc(staff)),
      );
    return { next, enter, read, roomOf, who };
  };
  return { school, session, teacher, rooms, browsers, ids, end, restart };
}

type YDoc = Parameters<typeof breakoutSetting>[0];

Deno.test("a class held again has the settings of the one before (S-6)", async () => {
  const { school, session, teacher, end, restart } = await yesterday({
    rejoin: false,
    collect: false,
    hours: 1.5,
  });
  await using _ = school;
  const { breakouts: groups, classLists, sessions } = school.app;
  await sessions.change(school.teacher, session.id, {
    nameFilter: false,
    blockedWords: ["darn", "heck"],
    prompt: "Answer in rhymes.",
    limits: { perMinute: 2, tokens: 9000, students: 40 },
    joinLocked: true,
    chatPaused: true,
    assistantPaused: true,
    eyesOnMe: { text: "Look here" },
  });
  await runAct({ breakouts: groups }, teacher, "PATCH /breakouts", {
    capacity: 7,
    entry: "free",
    minutes: 12,
    stopAtZero: false,
    instructions: "Read page 5.",
  });
  await classLists.replaceList(teacher, {
    names: [{ name: "Amy", room: "Red" }, { name: "Zoe" }],
  });
  const settings = async (s: string) => {
    const view = await sessions.view(school.teacher, s);
    const who = await school.ownerIdentity(s);
    const { breakouts: of, rooms } = await groups.view(who);
    const { auto, capacity, entry, minutes, stopAtZero, instructions } = of;
    const list = await classLists.view(who);
    const roomOf = new Map(rooms.map(({ id, name }) => [id, name]));
    return {
      ...{ auto, capacity, entry, minutes, stopAtZero, instructions },
      name: view.name,
      rejoin: view.rejoin,
      collect: view.collect,
      nameFilter: view.nameFilter,
      blockedWords: view.blockedWords,
      prompt: view.prompt,
      limits: view.limits,
      lasts: Date.parse(view.endsAt) - Date.parse(view.startsAt),
      list: list.map(({ name, room }) => [name, room && roomOf.get(room)]),
    };
  };
  const before = await settings(session.id);
  assert.deepEqual(before.blockedWords, ["darn", "heck"]);
  assert.deepEqual(before.list, [["Amy", "Red"], ["Zoe", null]]);
  assert.equal(before.lasts, 1.5 * 3_600_000);
  await end();

  const { next, who, read } = await restart();
  assert.deepEqual(await settings(next.id), before);
  const now = await sessions.view(school.teacher, next.id);
  assert.deepEqual(
    [now.joinLocked, now.chatPaused, now.assistantPaused, now.eyesOnMe],
    [false, false, false, null],
  );
  assert.equal((await classLists.view(who))[0].member, null);
  // Blocked words hold messages again.
  assert.deepEqual(await read((_, staff) => blockedWordsOf(staff)), [
    "darn",
    "heck",
  ]);
  assert.notEqual(next.code, session.code);
  assert.equal(next.restartOf, session.id);
  await sessions.end(school.teacher, next.id, { now: true });
  const ask = { name: "Chemistry", rejoin: true, keepGroups: false };
  const other = await restart(ask);
  assert.deepEqual(await settings(other.next.id), {
    ...before,
    name: "Chemistry",
    rejoin: true,
    list: [["Amy", null], ["Zoe", null]],
  });
  assert.deepEqual(
    await other.read((
      doc,
    ) => [breakoutSetting(doc, "open"), doc.getMap("rooms").size]),
    [false, 0],
  );
});

Deno.test("a returning student has their group again (B-16, S-6)", async () => {
  const { school, browsers, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { enter, read } = await restart();
  assert.equal(await enter("Amy", browsers.Amy), "Red");
  assert.equal(await enter("ben"), "let in: Red");
  assert.equal(
    await enter("Cem", browsers.Dan),
    "let in: Blue",
    "a shared computer",
  );
  assert.equal(await enter("Dan"), "let in: null");
  assert.equal(await enter("Eva"), null);
  assert.equal(await enter("Amy"), "Red", "Amy is here already, and offline");
  const known = await read((_, staff) =>
    [...returningMembers(staff).values()].map((
      { name, member },
    ) => [name, !!member])
  );
  assert.deepEqual(
    known.sort(),
    [["Amy", true], ["Ben", true], ["Cem", true], ["Dan", true]],
  );
});

Deno.test("another name in a known browser is another student (S-6, J-2)", async () => {
  const { school, browsers, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { next, read, roomOf, enter } = await restart();
  const shared = browsers.Amy;
  const ida = await shared.join(next.code, "Ida");
  assert(ida.kind === "in");
  assert.deepEqual([ida.member.name, ida.rejoined], ["Ida", false]);
  assert.equal(await roomOf(ida.member.id), null, "not Amy's group");
  const whoIs = (name: string) =>
    read((_, staff) =>
      [...returningMembers(staff).values()].find((it) => it.name === name)
        ?.member
    );
  assert.equal(await whoIs("Amy"), undefined);
  const phone = school.newBrowser();
  assert.equal(await enter("Amy", phone), "let in: Red");
  const who = await phone.identityIn(next.id);
  assert.equal(await whoIs("Amy"), who?.member);
  assert.notEqual(who?.member, ida.member.id);
});

Deno.test("a numbered name does not match that browser's name (S-6, J-3)", async () => {
  const { school, session, browsers, end, restart } = await yesterday();
  await using _ = school;
  await made(school, session.id, school.newBrowser());
  await end();
  const { enter } = await restart();
  assert.equal(
    await enter("Amy (2)", browsers.Amy),
    "let in: null",
    "the other Amy's",
  );
  assert.equal(await enter("Amy"), "let in: Red", "her place was kept");
});

Deno.test("a locked class admits known browsers under their name alone (S-6, S-11)", async () => {
  const { school, browsers, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { next } = await restart({ keepGroups: false });
  await school.app.sessions.change(school.teacher, next.id, {
    joinLocked: true,
  });
  await assertRefused(browsers.Dan.join(next.code, "Ida"), "join-locked");
  await assertRefused(
    school.newBrowser().join(next.code, "Eva"),
    "join-locked",
  );
  const dan = await browsers.Dan.join(next.code, "Dan");
  assert(dan.kind === "in");
  assert.equal(dan.rejoined, true);
});

Deno.test("of two with one name each has their own group, by their browser (B-16, J-3)", async () => {
  const { school, session, teacher, rooms, end, restart } = await yesterday();
  await using _ = school;
  const other = school.newBrowser();
  const { member: { id } } = await made(school, session.id, other);
  const [, blue] = (await rooms.view(teacher)).rooms;
  await runAct({ breakouts: rooms }, teacher, "POST /breakouts/moves", {
    moves: [{ member: id, room: blue.id }],
  });
  await end();
  const { enter } = await restart();
  assert.equal(await enter("Amy", other), "Blue");
  assert.equal(await enter("Amy (2)"), "Blue", "she is here, and offline");
  assert.equal(await enter("Amy"), "let in: Red", "the first Amy's name");
});

Deno.test("a name alone gives nobody's place, and keeps nobody waiting (S-6)", async (t) => {
  const { school, browsers, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { next, roomOf, who } = await restart();
  const { roster } = school.app;
  const other = school.newBrowser();
  const asked = await other.join(next.code, "Amy");
  assert(asked.kind === "waiting");
  const staff = names.staff(next.id);
  const waits = await school.app.sync.read(
    next.id,
    [staff],
    ({ doc }) => waitingEntries(doc(staff)).get(asked.waiting),
  );
  assert.deepEqual([waits?.kind, waits?.name], ["return", "Amy"]);
  assert.equal(
    (await roster.waitStatus(asked.waiting, other.from)).kind,
    "waiting",
    "nobody of that name is online, and still",
  );

  await t.step("joining as new gives a number and no group", async () => {
    school.time.now += 61_000;
    const entry = other.storeCookies(
      await roster.joinAsNew(asked.waiting, other.from),
    );
    assert(entry.kind === "in");
    assert.deepEqual([entry.member.name, entry.rejoined], ["Amy (2)", false]);
    assert.equal(await roomOf(entry.member.id), null);
    const socket = await school.connectMember({
      role: "student",
      session: next.id,
      member: entry.member.id,
    });
    const amy = await browsers.Amy.join(next.code, "amy");
    assert(amy.kind === "in");
    assert.deepEqual([amy.member.name, amy.rejoined], ["Amy", true]);
    assert.equal(await roomOf(amy.member.id), "Red");
    socket.close();
  });

  await t.step(
    "a student let in elsewhere is let in in their own browser too",
    async () => {
      const phone = school.newBrowser();
      const knock = await phone.join(next.code, "Cem");
      assert(knock.kind === "waiting");
      await roster.decideWaiting(who, knock.waiting, "let-in");
      const there = phone.storeCookies(
        await roster.waitStatus(knock.waiting, phone.from),
      );
      assert(there.kind === "in");
      assert.deepEqual([there.member.name, there.rejoined], ["Cem", true]);
      const socket = await school.connectMember({
        role: "student",
        session: next.id,
        member: there.member.id,
      });
      const here = await browsers.Cem.join(next.code, "Cem");
      assert(here.kind === "in");
      assert.equal(here.member.id, there.member.id);
      socket.close();
    },
  );

  await t.step(
    "a person still waiting when the returning student joins waits for an online member",
    async () => {
      const ben = school.newBrowser();
      const knock = await ben.join(next.code, "Ben");
      assert(knock.kind === "waiting");
      const real = await browsers.Ben.join(next.code, "Ben");
      assert(real.kind === "in");
      assert.equal(await roomOf(real.member.id), "Red");
      const socket = await school.connectMember({
        role: "student",
        session: next.id,
        member: real.member.id,
      });
      assert.equal(
        (await roster.waitStatus(knock.waiting, ben.from)).kind,
        "waiting",
      );
      await roster.decideWaiting(who, knock.waiting, "make-new");
      const made = ben.storeCookies(
        await roster.waitStatus(knock.waiting, ben.from),
      );
      assert(made.kind === "in");
      assert.equal(made.member.name, "Ben (2)");
      socket.close();
    },
  );
});

Deno.test("deletion of the class before removes the links to it (O-3)", async () => {
  const { school, session, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { enter, next } = await restart();
  const phone = school.newBrowser();
  assert.equal(await enter("Amy", phone), "let in: Red");
  const { deletion, kv } = school.app;
  const ofBefore = async () => {
    const found: Deno.KvKey[] = [];
    for await (const { key } of kv.list({ prefix: [] })) {
      if (key.includes(session.id)) found.push(key);
    }
    return found;
  };
  const ties = (await ofBefore()).filter(([kind]) => kind === "browser");
  assert.equal(ties.length, 5, "four, and the phone");
  assert(await deletion.deleteSession(session.id));
  assert.deepEqual(await ofBefore(), []);
  assert(await phone.identityIn(next.id), "and is still in the one that runs");
});

Deno.test("erasure removes requests to be that student (O-3)", async () => {
  const { school, browsers, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { next, who } = await restart();
  const knock = await school.newBrowser().join(next.code, "Amy");
  assert(knock.kind === "waiting");
  const real = await browsers.Amy.join(next.code, "Amy");
  assert(real.kind === "in");
  await school.app.erasure.erase(who, real.member.id);
  const staff = names.staff(next.id);
  assert.equal(
    await school.app.sync.read(
      next.id,
      [staff],
      ({ doc }) => waitingEntries(doc(staff)).size,
    ),
    0,
  );
  assert.equal(
    (await school.app.kv.get(["waiting", knock.waiting])).value,
    null,
  );
});

Deno.test("returning students keep automatic groups, and no group exceeds its size (B-16)", async () => {
  const { school, browsers, end, restart } = await yesterday({
    breakouts: { auto: true, capacity: 2 },
  });
  await using _ = school;
  await end();
  const { enter } = await restart();
  assert.equal(await enter("Zoe"), "Group A", "the smallest");
  assert.equal(await enter("Dan"), "let in: Group B");
  assert.equal(await enter("Cem", browsers.Cem), "Group B");
  assert.equal(await enter("Amy"), "let in: Group A");
  assert.equal(await enter("Ben", browsers.Ben), "Group C", "A is full");
});

Deno.test("rejoin off in either class admits as new, and a class list takes precedence (S-6)", async () => {
  const { school, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const off = await restart({ rejoin: false });
  assert.equal(await off.enter("Amy"), null);
  assert.equal(await off.read((doc) => doc.getMap("rooms").size), 2);
  await school.app.sessions.end(school.teacher, off.next.id, { now: true });
  const on = await restart();
  await school.app.classLists.replaceList(on.who, {
    names: [{ name: "Amy", room: "Blue" }],
  });
  assert.equal(await on.read((_, staff) => classList(staff).size), 1);
  assert.equal(await on.enter("Amy"), "let in: Blue");
});

Deno.test("a teacher holds only own classes again, one at a time (S-3, ACCESS-5)", async () => {
  const { school, session, restart } = await yesterday();
  await using _ = school;
  await assertRefused(restart(), "active-session-exists");
  await assertRefused(restart({ restartOf: newId() }), "not-found");
  const colleague = { ...school.teacher, id: newId() };
  const ask = { keepGroups: true, endActive: false, hours: 1, breakouts: {} };
  await assertRefused(
    school.app.sessions.create(colleague, { ...ask, restartOf: session.id }),
    "not-found",
  );
  const { enter } = await restart({ endActive: true });
  assert.equal(
    await enter("Amy"),
    "let in: Red",
    "as it was when it was ended",
  );
});

/** Admits a second Amy by **Make new**. */
async function made(school: School, session: string, browser: Browser) {
  const { roster } = school.app;
  const { code } = await school.app.sessions.view(school.teacher, session);
  const root = names.session(session);
  const amy = await school.app.sync.read(
    session,
    [root],
    ({ doc }) =>
      [...members(doc(root))].find(([, { name }]) => name === "Amy")![0],
  );
  const socket = await school.connectMember({
    role: "student",
    session,
    member: amy,
  });
  const waits = await browser.join(code, "Amy");
  assert(waits.kind === "waiting");
  const teacher = await school.ownerIdentity(session);
  await roster.decideWaiting(teacher, waits.waiting, "make-new");
  const entry = browser.storeCookies(
    await roster.waitStatus(waits.waiting, browser.from),
  );
  assert(entry.kind === "in");
  assert.equal(entry.member.name, "Amy (2)");
  socket.close();
  return entry;
}

const hour = 60 * 60_000;

function again(school: School, { id }: SessionView, hours = 3) {
  const startsAt = new Date(school.time.now + hour).toISOString();
  return school.createSession({
    name: undefined,
    restartOf: id,
    startsAt,
    hours,
  });
}

async function join(school: School, { code }: SessionView, name: string) {
  const browser = school.newBrowser();
  const entry = await browser.join(code, name);
  assert(entry.kind === "in");
  return { browser, id: entry.member.id };
}

/** The name under which a browser comes in, and whether it was known. */
async function comesAs(
  browser: Awaited<ReturnType<typeof join>>["browser"],
  { code }: SessionView,
  name: string,
): Promise<string> {
  const entry = await browser.join(code, name);
  assert(entry.kind === "in");
  return `${entry.member.name}${entry.rejoined ? ", back" : ""}`;
}

function knownTo(school: School, { id }: SessionView): Promise<string[]> {
  const staff = names.staff(id);
  return school.app.sync.read(
    id,
    [staff],
    ({ doc }) =>
      [...returningMembers(doc(staff)).values()].map(({ name }) => name).sort(),
  );
}

Deno.test("returning students are read at the start of the class (S-6, S-7)", async () => {
  await using school = await School.open();
  const { membership, sessions } = school.app;
  const before = await school.createSession();
  const teacher = await school.ownerIdentity(before.id);
  const amy = await join(school, before, "Amy");
  const cem = await join(school, before, "Cem");
  const next = await again(school, before);
  const ben = await join(school, before, "Ben");
  await membership.changeMember(teacher, amy.id, { name: "Amelie" });
  await membership.removeMember(teacher, cem.id);
  assert.deepEqual(await knownTo(school, next), ["Amy", "Cem"]);
  await sessions.begin(school.teacher, next.id, { endActive: true });
  assert.deepEqual(await knownTo(school, next), ["Amelie", "Ben"]);
  assert.equal(await comesAs(ben.browser, next, "Ben"), "Ben, back");
  assert.equal(await comesAs(amy.browser, next, "Amelie"), "Amelie, back");
});

Deno.test("erasure includes a class that is still to come (S-6, O-3)", async () => {
  await using school = await School.open();
  const { erasure, kv } = school.app;
  const before = await school.createSession();
  const teacher = await school.ownerIdentity(before.id);
  const amy = await join(school, before, "Amy");
  await join(school, before, "Ben");
  const next = await again(school, before);
  const staff = names.staff(next.id);
  await school.app.sync.decide(next.id, [staff], (tx) => {
    classList(tx.doc(staff)).set("one", { name: "Amy", order: 1 });
  });
  await erasure.erase(teacher, amy.id);
  assert.deepEqual(await knownTo(school, next), ["Ben"]);
  const stored = await Array.fromAsync(kv.list({ prefix: ["space", next.id] }));
  const bytes = stored.map(({ value }) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : ""
  );
  assert(!bytes.join().includes("Amy"));
  assert(bytes.join().includes("Ben"));
});

Deno.test("students return over a class that did not take place (S-6, S-7)", async () => {
  for (const how of ["missed", "cancelled"] as const) {
    await using school = await School.open();
    const { sessions } = school.app;
    const first = await school.createSession();
    const amy = await join(school, first, "Amy");
    const never = await again(school, first, 1);
    const ben = await join(school, first, "Ben");
    await sessions.end(school.teacher, first.id, { now: true });
    if (how === "missed") school.time.now += 5 * hour;
    else await sessions.end(school.teacher, never.id, { now: true });
    assert.equal((await sessions.view(school.teacher, never.id))[how], true);
    const next = await school.createSession({
      name: undefined,
      restartOf: never.id,
    });
    assert.equal(next.restartOf, first.id);
    assert.equal(await comesAs(amy.browser, next, "Amy"), "Amy, back");
    assert.equal(await comesAs(ben.browser, next, "Ben"), "Ben, back");
  }
});

async function fullLesson(folder: string) {
  const lesson = await Lesson.begin({
    students: ["Amy", "Ben"],
    settings: { DATA_DIR: folder },
  });
  const { teacher, school, session: { id } } = lesson;
  const { app } = school;
  const { breakouts, library } = app;
  const me = teacher.teacher!;
  const [amy, ben] = lesson.students;
  const { id: image } = await app.images.add(me, smallestPng);
  const quizOf = async (name: string, ...questions: unknown[]) =>
    (await library.add("quiz", me, quizBody.parse({ name, questions }))).id;
  const share = (ask: Record<string, unknown>) =>
    app.resources.share(teacher, shareBody.parse(ask));
  const answer = (who: typeof amy, to: SharedResource, text: unknown) =>
    school.runCommand(who, {
      kind: "answer",
      resource: to.id,
      answers: {
        [(to as SharedResource & { kind: "quiz" }).questions[0].id]: text,
      },
      done: true,
    });

  const [red, blue] =
    (await runAct({ breakouts }, teacher, "POST /breakouts/rooms", {
      names: ["Red", "Blue"],
    })).rooms
      .map(({ id }) => id);
  await runAct({ breakouts }, teacher, "POST /breakouts/moves", {
    moves: [{ member: amy.member, room: red }, {
      member: ben.member,
      room: blue,
    }],
  });
  const template = templateBody.parse({
    name: "Poet",
    instructions: "Answer in rhymes.",
  });
  const { id: poet } = await library.add("template", me, template);
  await share({ template: poet });
  const rivers = await share({
    quiz: await quizOf("Rivers", {
      kind: "text",
      text: "Through Vienna?",
      image,
      correct: ["Danube"],
    }),
    minutes: 5,
  });
  await answer(amy, rivers, "Wien");
  const { id: question } =
    (rivers as SharedResource & { kind: "quiz" }).questions[0];
  await app.resources.change(teacher, rivers.id, {
    marks: [{ question, text: "Wien", right: true }],
    closed: true,
    showResults: true,
  });
  const steps = await share({
    quiz: await quizOf(
      "Steps",
      { kind: "number", text: "One?", correct: 1 },
      { kind: "number", text: "Two?", correct: 2 },
    ),
    pace: "together",
  });
  await app.resources.change(teacher, steps.id, { step: 1 });
  const poll = await share({ poll: { kind: "scale", question: "Clear?" } });
  await answer(amy, poll, 3);
  await share({ poll: { kind: "yes-no" } });
  const wall = await share({ wall: {} });
  await app.resources.change(teacher, wall.id, {
    closed: true,
    presentsAll: true,
  });
  const lakes = await quizOf("Lakes", { kind: "text", text: "Which?" });
  await share({ quiz: lakes, rooms: [red] });
  const gone = await share({ quiz: lakes });
  await app.resources.takeBack(teacher, gone.id);
  await app.exitTickets.prepare(teacher, {
    quiz: await quizOf("Ticket", { kind: "text", text: "And?", image }),
  });
  await app.sessions.end(school.teacher, id, {});
  await app.sessions.end(school.teacher, id, { now: true });

  const given = (s: string) =>
    readClassDocuments(app.sync, s, ({ session, staff }) => ({
      shared: sharedResources(session).toArray(),
      secrets: resourceSecrets(staff).toJSON(),
      sheets: answerSheets(staff).size,
      ticket: exitTicket(staff),
      files: [...fileEntries(staff)].map(([id, { type, rooms }]) => ({
        id,
        type,
        rooms,
      })),
      chosen: presentChoice(staff).get("chosen"),
    }));
  const restart = (ask: Record<string, unknown> = {}) =>
    school.createSession({
      name: undefined,
      restartOf: id,
      keepGroups: true,
      ...ask,
    });
  return { lesson, school, app, given, restart };
}

const named = (it: SharedResource) => it.name ?? it.kind;

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a class held again has its resources, closed and without answers (S-6)", async () => {
  await inFolder(async (folder) => {
    const { lesson, school, app, given, restart } = await fullLesson(folder);
    await using _ = lesson;
    const before = await given(lesson.session.id);
    const next = await restart();
    const now = await given(next.id);
    assert.deepEqual(now.shared.map(named), [
      "Poet",
      "Rivers",
      "Steps",
      "poll",
      "wall",
      "Lakes",
    ]);
    const [poet, rivers, steps, poll, wall, lakes] = now.shared;
    const old = new Set(before.shared.map(({ id }) => id));
    assert(now.shared.every(({ id }) => !old.has(id)));
    assert.equal(now.sheets, 0);
    for (const it of now.shared) {
      assert(!("results" in it), named(it));
      const { shuts } = resourceKindFacts[it.kind];
      assert(shuts === null || it[shuts] === true, named(it));
    }
    assert.equal(now.secrets[poet.id].instructions, "Answer in rhymes.");
    assert(rivers.kind === "quiz" && steps.kind === "quiz");
    assert.equal(rivers.endsAt, undefined, "a closed quiz has no end");
    assert(!JSON.stringify(now.shared).includes("Danube"));
    assert(!JSON.stringify(now).toLowerCase().includes("wien"));
    assert.deepEqual(now.secrets[rivers.id].questions[0].correct, ["Danube"]);
    assert.deepEqual([steps.step, steps.questions.length, steps.of], [0, 1, 2]);
    assert.equal(now.secrets[steps.id].questions.length, 2);
    assert(poll.kind === "poll" && poll.anonymous);
    assert.equal(wall.kind, "wall");
    assert.deepEqual(now.secrets[wall.id], { presentsAll: true });
    // The group has another id in this class.
    const { rooms } = await app.breakouts.view(
      await school.ownerIdentity(next.id),
    );
    const red = rooms.find(({ name }) => name === "Red")?.id;
    assert.deepEqual(lakes.rooms, [red]);
    assert.deepEqual(
      [now.ticket?.name, now.ticket?.resource, now.ticket?.runs],
      ["Ticket", undefined, undefined],
    );
    const [picture, other] = now.files;
    const { image } = rivers.questions[0];
    assert.equal(now.files.length, 2);
    assert([picture.id, other.id].includes(image!));
    assert.deepEqual([picture.type, picture.rooms], ["image/png", [
      "resources",
    ]]);
    const olds = new Set(before.files.map(({ id }) => id));
    assert(now.files.every(({ id }) => !olds.has(id)));
    await app.deletion.deleteSession(lesson.session.id);
    const read = await (await app.files.bytes()).read(
      image!,
      0,
      smallestPng.length,
    );
    const bytes = await new Blob(await Array.fromAsync(read)).bytes();
    assert.deepEqual(bytes, smallestPng);
    assert.deepEqual(now.chosen, { resource: null, at: school.time.now });
  });
});

Deno.test("resources come along to a later class, fewer without groups (S-6, S-7)", async () => {
  await inFolder(async (folder) => {
    const { lesson, school, given, restart, app } = await fullLesson(folder);
    await using _ = lesson;
    const startsAt = new Date(school.time.now + 3_600_000).toISOString();
    const next = await restart({ startsAt, keepGroups: false });
    const ahead = await given(next.id);
    assert.deepEqual(ahead.shared.map(named), [
      "Poet",
      "Rivers",
      "Steps",
      "poll",
      "wall",
    ]);
    const timeOf = ([, rivers]: SharedResource[]) =>
      rivers.kind === "quiz" ? rivers.endsAt : null;
    assert.equal(timeOf(ahead.shared), undefined);
    const owner = await school.ownerIdentity(next.id);
    await app.resources.share(owner, { wall: {} });
    const prepared = await readClassDocuments(
      app.sync,
      next.id,
      (docs) => resourcesToCarryOver(docs, new Map()).resources,
    );
    assert.deepEqual(
      prepared.flatMap(({ shared: { closed } }) => closed ?? false),
      [false, true, true, true, true, false],
      "what was never given to a class stays as it was prepared",
    );
    school.time.now += 3_600_000;
    await app.sessions.beginIfDue(next.id);
    const now = await given(next.id);
    assert.equal(timeOf(now.shared), undefined, "closed");
    assert.deepEqual(now.chosen, { resource: null, at: school.time.now });
    await app.sessions.end(school.teacher, next.id, {});
    await app.sessions.end(school.teacher, next.id, { now: true });

    const bare = await given((await restart({ keepResources: false })).id);
    assert.deepEqual([bare.shared, bare.files, bare.ticket], [
      [],
      [],
      undefined,
    ]);
  });
});

Deno.test("copies of pictures for a class never created are swept (S-6)", async () => {
  await inFolder(async (folder) => {
    const { lesson, school, app } = await fullLesson(folder);
    await using _ = lesson;
    const bytes = await app.files.bytes();
    const by = { kv: app.kv, bytes, now: school.time.now };
    const session = newId();
    const [{ id: source }] = await readClassDocuments(
      app.sync,
      lesson.session.id,
      ({ staff }) => [...fileEntries(staff)].map(([id]) => ({ id })),
    );
    const picture = { id: source, type: "image/png", size: smallestPng.length };
    const [{ id }] = await makePictureCopies(by, session, [picture]);
    assert.equal(await app.files.sessionOf(id), session);
    school.time.now += 7 * 24 * 3_600_000;
    await app.files.sweep();
    assert.equal(await app.files.sessionOf(id), null);
    await assert.rejects(async () => {
      await Array.fromAsync(await bytes.read(id, 0, smallestPng.length));
    });
    assert.equal(await app.files.sessionOf(source), lesson.session.id);
  });
});
