/** S-6, B-16: a class that is held again, with the same groups where they are wanted. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import { breakouts } from "../../../classroom/model/breakouts_layout.ts";
import { blockedWords } from "../../../classroom/model/holding.ts";
import {
  classList,
  members,
  returning,
  waitingIn,
} from "../../../classroom/model/layout.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { type Browser, refuses, School } from "../school.ts";

/** A class of yesterday: Amy and Ben in Red, Cem in Blue, Dan in none; each in a browser of their own. */
async function yesterday(ask: Record<string, unknown> = {}) {
  const school = await School.open();
  const session = await school.session({ name: "Biology", ...ask });
  const teacher = await school.owner(session.id);
  const browsers: Record<string, Browser> = {};
  const ids: Record<string, string> = {};
  for (const name of ["Amy", "Ben", "Cem", "Dan"]) {
    browsers[name] = school.browser();
    const entry = await browsers[name].join(session.code, name);
    assert(entry.kind === "in");
    ids[name] = entry.member.id;
  }
  const { breakouts: rooms, sessions } = school.app;
  if (!ask.breakouts) {
    const [red, blue] =
      (await asks({ breakouts: rooms }, teacher, "POST /breakouts/rooms", {
        names: ["Red", "Blue"],
      })).rooms
        .map(({ id }) => id);
    const moves = [["Amy", red], ["Ben", red], ["Cem", blue]];
    await asks({ breakouts: rooms }, teacher, "POST /breakouts/moves", {
      moves: moves.map(([name, room]) => ({ member: ids[name], room })),
    });
  }
  const end = () => sessions.end(school.teacher, session.id, { now: true });
  /** Holds it again. */
  const restart = async (more: Record<string, unknown> = {}) => {
    const next = await school.session({
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
    const who = await school.owner(next.id);
    /** The group of who comes in; where they have to wait, the teacher lets them in. */
    const enter = async (name: string, browser = school.browser()) => {
      let entry = await browser.join(next.code, name);
      const waited = entry.kind === "waiting";
      if (entry.kind === "waiting") {
        const { roster } = school.app;
        await roster.decideWaiting(who, entry.waiting, "let-in");
        entry = browser.keep(
          await roster.waiting(entry.waiting, browser.from),
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

type YDoc = Parameters<typeof breakouts>[0];

Deno.test("S-6: a class that is held again begins with all that its teacher had set", async () => {
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
    // These are of the moment, and do not come again.
    joinLocked: true,
    chatPaused: true,
    assistantPaused: true,
    eyesOnMe: { text: "Look here" },
  });
  await asks({ breakouts: groups }, teacher, "PATCH /breakouts", {
    capacity: 7,
    entry: "free",
    minutes: 12,
    stopAtZero: false,
    instructions: "Read page 5.",
  });
  await classLists.put(teacher, {
    names: [{ name: "Amy", room: "Red" }, { name: "Zoe" }],
  });
  const settings = async (s: string) => {
    const view = await sessions.view(school.teacher, s);
    const who = await school.owner(s);
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
  // What was held before is held now.
  assert.deepEqual(await read((_, staff) => blockedWords(staff)), [
    "darn",
    "heck",
  ]);
  assert.notEqual(next.code, session.code);
  assert.equal(next.restartOf, session.id);
  // What the form says of it is other; the rest is as it was.
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
    ) => [breakouts(doc, "open"), doc.getMap("rooms").size]),
    [false, 0],
  );
});

Deno.test("B-16, S-6: who comes back has their group again, at once in their browser, elsewhere when the teacher lets them in", async () => {
  const { school, browsers, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { enter, read } = await restart();
  // In the browser of yesterday; elsewhere by name; who had none has none; who is new neither.
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
    [...returning(staff).values()].map(({ name, member }) => [name, !!member])
  );
  assert.deepEqual(
    known.sort(),
    [["Amy", true], ["Ben", true], ["Cem", true], ["Dan", true]],
  );
});

Deno.test("S-6, J-2: another name in a browser of the class before is somebody else, and that child's place stays theirs", async () => {
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
      [...returning(staff).values()].find((it) => it.name === name)?.member
    );
  assert.equal(await whoIs("Amy"), undefined);
  const phone = school.browser();
  assert.equal(await enter("Amy", phone), "let in: Red");
  const who = await phone.who(next.id);
  assert.equal(await whoIs("Amy"), who?.member);
  assert.notEqual(who?.member, ida.member.id);
});

Deno.test("S-6, J-3: nor does a number make a name the one of that browser", async () => {
  const { school, session, browsers, end, restart } = await yesterday();
  await using _ = school;
  await made(school, session.id, school.browser());
  await end();
  const { enter } = await restart();
  assert.equal(
    await enter("Amy (2)", browsers.Amy),
    "let in: null",
    "the other Amy's",
  );
  assert.equal(await enter("Amy"), "let in: Red", "her place was kept");
});

Deno.test("S-6, S-11: a locked class lets those of the class before in by their browser, and nobody of another name", async () => {
  const { school, browsers, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { next } = await restart({ keepGroups: false });
  await school.app.sessions.change(school.teacher, next.id, {
    joinLocked: true,
  });
  await refuses(browsers.Dan.join(next.code, "Ida"), "join-locked");
  await refuses(school.browser().join(next.code, "Eva"), "join-locked");
  const dan = await browsers.Dan.join(next.code, "Dan");
  assert(dan.kind === "in");
  assert.equal(dan.rejoined, true);
});

Deno.test("B-16, J-3: of two with one name each has the group that was theirs, by their browser", async () => {
  const { school, session, teacher, rooms, end, restart } = await yesterday();
  await using _ = school;
  // The other Amy came in as "Amy (2)".
  const other = school.browser();
  const { member: { id } } = await made(school, session.id, other);
  const [, blue] = (await rooms.view(teacher)).rooms;
  await asks({ breakouts: rooms }, teacher, "POST /breakouts/moves", {
    moves: [{ member: id, room: blue.id }],
  });
  await end();
  const { enter } = await restart();
  assert.equal(await enter("Amy", other), "Blue");
  assert.equal(await enter("Amy (2)"), "Blue", "she is here, and offline");
  assert.equal(await enter("Amy"), "let in: Red", "the first Amy's name");
});

Deno.test("S-6: by a name alone nobody has another child's place, nor keeps that child waiting", async (t) => {
  const { school, browsers, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { next, roomOf, who } = await restart();
  const { roster } = school.app;
  const other = school.browser();
  const asked = await other.join(next.code, "Amy");
  assert(asked.kind === "waiting");
  const staff = names.staff(next.id);
  const waits = await school.app.sync.read(
    next.id,
    [staff],
    ({ doc }) => waitingIn(doc(staff)).get(asked.waiting),
  );
  assert.deepEqual([waits?.kind, waits?.name], ["return", "Amy"]);
  assert.equal(
    (await roster.waiting(asked.waiting, other.from)).kind,
    "waiting",
    "nobody of that name is online, and still",
  );

  await t.step("who joins as new gets no group and a number", async () => {
    school.time.now += 61_000;
    const entry = other.keep(
      await roster.joinAsNew(asked.waiting, other.from),
    );
    assert(entry.kind === "in");
    assert.deepEqual([entry.member.name, entry.rejoined], ["Amy (2)", false]);
    assert.equal(await roomOf(entry.member.id), null);
    const socket = await school.online({
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
    "who was let in elsewhere is let in in their own browser, too",
    async () => {
      const phone = school.browser();
      const knock = await phone.join(next.code, "Cem");
      assert(knock.kind === "waiting");
      await roster.decideWaiting(who, knock.waiting, "let-in");
      const there = phone.keep(await roster.waiting(knock.waiting, phone.from));
      assert(there.kind === "in");
      assert.deepEqual([there.member.name, there.rejoined], ["Cem", true]);
      const socket = await school.online({
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
    "who waits still when that child has come waits as for anybody who is in",
    async () => {
      const ben = school.browser();
      const knock = await ben.join(next.code, "Ben");
      assert(knock.kind === "waiting");
      const real = await browsers.Ben.join(next.code, "Ben");
      assert(real.kind === "in");
      assert.equal(await roomOf(real.member.id), "Red");
      const socket = await school.online({
        role: "student",
        session: next.id,
        member: real.member.id,
      });
      assert.equal(
        (await roster.waiting(knock.waiting, ben.from)).kind,
        "waiting",
      );
      await roster.decideWaiting(who, knock.waiting, "make-new");
      const made = ben.keep(await roster.waiting(knock.waiting, ben.from));
      assert(made.kind === "in");
      assert.equal(made.member.name, "Ben (2)");
      socket.close();
    },
  );
});

Deno.test("S-6, J-3: without rejoin a name is nobody's, and nobody waits", async () => {
  const { school, end, restart } = await yesterday({ rejoin: false });
  await using _ = school;
  await end();
  const { next } = await restart();
  const entry = await school.browser().join(next.code, "Amy");
  assert(entry.kind === "in");
  assert.deepEqual([entry.member.name, entry.rejoined], ["Amy", false]);
});

Deno.test("O-3: who was let in has nothing of the class before any more when that one is deleted", async () => {
  const { school, session, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { enter, next } = await restart();
  const phone = school.browser();
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
  assert(await deletion.session(session.id));
  assert.deepEqual(await ofBefore(), []);
  assert(await phone.who(next.id), "and is still in the one that runs");
});

Deno.test("O-3: of a child who is erased nothing is left of who waited to be them", async () => {
  const { school, browsers, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const { next, who } = await restart();
  const knock = await school.browser().join(next.code, "Amy");
  assert(knock.kind === "waiting");
  const real = await browsers.Amy.join(next.code, "Amy");
  assert(real.kind === "in");
  await school.app.erasure.erase(who, real.member.id);
  const staff = names.staff(next.id);
  assert.equal(
    await school.app.sync.read(
      next.id,
      [staff],
      ({ doc }) => waitingIn(doc(staff)).size,
    ),
    0,
  );
  assert.equal(
    (await school.app.kv.get(["waiting", knock.waiting])).value,
    null,
  );
});

Deno.test("B-16: with automatic groups, too, and no group gets more than it holds", async () => {
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

Deno.test("S-6: nobody is known again where rejoin is off in either, and a list of the teacher's goes first", async () => {
  const { school, end, restart } = await yesterday();
  await using _ = school;
  await end();
  const off = await restart({ rejoin: false });
  assert.equal(await off.enter("Amy"), null);
  assert.equal(await off.read((doc) => doc.getMap("rooms").size), 2);
  await school.app.sessions.end(school.teacher, off.next.id, { now: true });
  const on = await restart();
  await school.app.classLists.put(on.who, {
    names: [{ name: "Amy", room: "Blue" }],
  });
  assert.equal(await on.read((_, staff) => classList(staff).size), 1);
  assert.equal(await on.enter("Amy"), "let in: Blue");
});

Deno.test("S-3, A5: only one's own class is held again, and not beside itself", async () => {
  const { school, session, restart } = await yesterday();
  await using _ = school;
  await refuses(restart(), "active-session-exists");
  await refuses(restart({ restartOf: newId() }), "not-found");
  const colleague = { ...school.teacher, id: newId() };
  const ask = { keepGroups: true, endActive: false, hours: 1, breakouts: {} };
  await refuses(
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

/** Lets a second Amy in, as the teacher does with **Make new**. */
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
  const socket = await school.online({ role: "student", session, member: amy });
  const waits = await browser.join(code, "Amy");
  assert(waits.kind === "waiting");
  const teacher = await school.owner(session);
  await roster.decideWaiting(teacher, waits.waiting, "make-new");
  const entry = browser.keep(
    await roster.waiting(waits.waiting, browser.from),
  );
  assert(entry.kind === "in");
  assert.equal(entry.member.name, "Amy (2)");
  socket.close();
  return entry;
}
