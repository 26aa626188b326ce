import assert from "node:assert/strict";
import type { Teacher } from "../../../classroom/accounts/accounts.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { members } from "../../../classroom/model/roots.ts";
import {
  invitationsOf,
  waitingEntries,
} from "../../../classroom/model/staff_roots.ts";
import { createSessionBody } from "../../../classroom/sessions/new_session.ts";
import { kvKeys } from "../../../classroom/storage/kv_keys.ts";
import { runAct } from "../asking.ts";
import { Lesson } from "../lesson.ts";
import { refusalNameOf } from "../school.ts";

Deno.test("an observer sees nothing before being let in, then what the owner reads, until removed (S-8)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  const lin = await lesson.addColleague("Ms Wu");
  const from = school.newBrowser().from;
  const knock = () =>
    app.joinRequests.requestJoin(lin, { code: session.code }, from);
  const first = await knock();
  assert(first.kind === "waiting");
  assert.deepEqual(await knock(), first, "they knock once");
  assert.equal(await app.identities.findStaff(session.id, lin), null);
  assert.equal(
    await refusalNameOf(app.sessions.view(lin, session.id)),
    "not-found",
  );
  const stranger = await lesson.addColleague("Mr Ho");
  const asking = app.joinRequests.status(stranger, first.waiting);
  assert.equal(await refusalNameOf(asking), "not-found");

  await app.roster.decideWaiting(teacher, first.waiting, "let-in");
  assert.equal((await app.joinRequests.status(lin, first.waiting))?.kind, "in");
  const who = await app.identities.findStaff(session.id, lin);
  assert(who?.role === "observer");
  const view = await app.sessions.view(lin, session.id);
  assert.deepEqual([view.seat, view.member], ["observer", who.member]);
  const all = await app.membership.listMembers(who);
  assert.deepEqual(all.map(({ name, role }) => `${name}, ${role}`), [
    "Ms Lin, teacher",
    "Amy, student",
    "Ms Wu, observer",
  ]);
  const staff = await school.connect(who, names.staff(session.id));
  assert(await staff.registered);
  const own = await lesson.runCommand(who, { kind: "say", text: "Hello" });
  assert.notEqual(own, null, "an observer writes nothing");
  const end = app.sessions.end(lin, session.id, { now: true });
  assert.equal(await refusalNameOf(end), "not-allowed");

  await app.colleagues.stopObserving(teacher, lin.id);
  assert.equal((await staff.closed).reason, "not-allowed");
  const again = await school.connect(who, names.session(session.id));
  assert.deepEqual(await again.closed.then(({ code }) => code), 4403);
  await app.colleagues.stopObserving(teacher, lin.id);
});

Deno.test("an invited address observes with the code alone, whether or not it had an account (S-8)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  await app.colleagues.invite(teacher, "mswu@example.org", "observer");
  const wu = await lesson.addColleague("Ms Wu");
  const from = school.newBrowser().from;
  const knock = () =>
    app.joinRequests.requestJoin(wu, { code: session.code }, from);
  assert.equal(await app.identities.findStaff(session.id, wu), null);
  assert.equal((await knock()).kind, "in");
  const who = await app.identities.findStaff(session.id, wu);
  assert.equal(who?.role, "observer");
  await app.colleagues.stopObserving(who!, wu.id);
  assert.equal((await knock()).kind, "in");
  const back = await app.identities.findStaff(session.id, wu);
  assert.deepEqual(back, who);
  await app.colleagues.stopObserving(teacher, wu.id);
  assert.equal(await refusalNameOf(knock()), "not-allowed");
  school.time.now += 5 * 60_000;
  assert.equal((await knock()).kind, "waiting");
});

Deno.test("an invited moderator acts like the owner, except on the owner's matters, until removed (S-9)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.addColleague("Ms Wu");
  await app.colleagues.invite(teacher, wu.email, "moderator");
  const helping = async () =>
    (await app.colleagues.listClasses(wu)).map(({ id, role }) => [id, role]);
  assert.deepEqual(await helping(), [[session.id, "teacher"]]);
  const [who, same] = await Promise.all([
    app.identities.findStaff(session.id, wu),
    app.identities.findStaff(session.id, wu),
  ]);
  assert(who?.role === "teacher" && !who.owner);
  assert.deepEqual(same, who, "two requests at once take one seat");
  assert.equal(
    await lesson.runCommand(who, {
      id: newId(),
      kind: "say",
      text: "Good morning",
    }),
    null,
  );
  const badge = await lesson.read(
    names.session(session.id),
    (doc) => members(doc).get(who.member)?.role,
  );
  assert.equal(badge, "teacher");
  const extended = await app.sessions.extend(wu, session.id, { minutes: 5 });
  assert.deepEqual([extended.seat, extended.member], ["moderator", who.member]);
  const { email } = await lesson.addColleague("Mr Ho");
  const inviting = app.colleagues.invite(who, email, "observer");
  assert.equal(await refusalNameOf(inviting), "not-allowed");
  const again = app.sessions.create(wu, {
    restartOf: session.id,
    endActive: true,
    keepGroups: false,
    breakouts: {},
  });
  assert.equal(await refusalNameOf(again), "not-allowed");

  const socket = await school.connect(who, names.staff(session.id));
  await app.colleagues.withdraw(teacher, email, "moderator");
  await app.colleagues.withdraw(teacher, wu.email, "moderator");
  assert.equal((await socket.closed).reason, "not-allowed");
  const late = app.sessions.end(wu, session.id, { now: true });
  assert.equal(await refusalNameOf(late), "not-allowed");
  assert.deepEqual(await helping(), []);
});

Deno.test("an observer helps once asked to, and deleting the account frees the seat (S-8, S-9)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.addColleague("Ms Wu");
  await app.colleagues.invite(teacher, wu.email, "observer");
  await app.joinRequests.requestJoin(
    wu,
    { code: session.code },
    school.newBrowser().from,
  );
  const before = await app.identities.findStaff(session.id, wu);
  await app.colleagues.invite(teacher, wu.email, "moderator");
  const now = await app.identities.findStaff(session.id, wu);
  assert.equal(now?.role, "teacher");
  assert.equal(now?.member, before?.member);
  await app.deletion.deleteAccount(wu.id);
  assert.equal(await app.identities.findStaff(session.id, wu), null);
  const entry = await lesson.read(
    names.session(session.id),
    (doc) => members(doc).get(now!.member),
  );
  assert.equal(entry?.removed, true);
  await app.deletion.deleteSession(session.id);
  const left = await Array.fromAsync(app.kv.list({ prefix: [] }));
  const own = new Set([
    "seat",
    "helps",
    "helps-now",
    "invited",
    "invited-to",
    "waiting",
  ]);
  assert.deepEqual(left.filter(({ key }) => own.has(String(key[0]))), []);
});

Deno.test("a teacher’s list has the classes they help in or observe, with their owner (S-8, S-9)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.addColleague("Ms Wu");
  const ho = await lesson.addColleague("Mr Ho");
  await app.kv.set(["account", school.teacher.id], school.teacher);
  await app.colleagues.invite(teacher, wu.email, "observer");
  await app.colleagues.invite(teacher, ho.email, "moderator");
  const listed = async (who: Teacher) =>
    (await app.colleagues.listClasses(who)).map(({ id, role, of, state }) =>
      [id, role, of, state].join()
    );
  const [asked] = await app.colleagues.listClasses(wu);
  assert.deepEqual(
    [asked.id, asked.role, asked.invited, asked.code],
    [session.id, "observer", true, session.code],
    "who is invited to observe comes by the code",
  );
  const before = [session.id, "teacher", "Ms Lin", "active"].join();
  assert.deepEqual(await listed(ho), [before]);
  assert.deepEqual(
    await app.colleagues.runningModerated(ho),
    [],
    "nor have they come",
  );
  await app.identities.findStaff(session.id, ho);
  assert.deepEqual(await listed(ho), [before]);
  assert.deepEqual(await app.colleagues.runningModerated(ho), [session.id]);
  const from = school.newBrowser().from;
  await app.joinRequests.requestJoin(wu, { code: session.code }, from);
  const observed = [session.id, "observer", "Ms Lin", "active"].join();
  assert.deepEqual(await listed(wu), [observed]);
  assert.deepEqual(
    await app.colleagues.runningModerated(wu),
    [],
    "they keep nothing",
  );
  await app.sessions.end(school.teacher, session.id, { now: true });
  assert.deepEqual(await listed(wu), []);
  assert.deepEqual(await listed(ho), [before.replace("active", "ended")]);
  assert.deepEqual(await app.colleagues.runningModerated(ho), []);
});

Deno.test("a page reads a past or left class that its teacher helped in at most once (S-9)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.addColleague("Ms Wu");
  const keysNow = async () =>
    (await Array.fromAsync(app.kv.list({ prefix: ["helps-now"] })))
      .map(({ key }) => key.slice(1));
  const helps = async (class_: string) => {
    await app.colleagues.invite(
      await school.ownerIdentity(class_),
      wu.email,
      "moderator",
    );
    await app.identities.findStaff(class_, wu);
  };
  await helps(session.id);
  assert.deepEqual(await keysNow(), [[wu.id, session.id]]);
  await app.colleagues.withdraw(teacher, wu.email, "moderator");
  assert.deepEqual(await keysNow(), []);
  await helps(session.id);
  await app.sessions.end(school.teacher, session.id, { now: true });
  assert.deepEqual(await app.colleagues.runningModerated(wu), []);
  assert.deepEqual(await keysNow(), []);
  const startsAt = new Date(school.time.now + 3_600_000).toISOString();
  const ahead = await school.createSession({ startsAt });
  await helps(ahead.id);
  assert.deepEqual(await app.colleagues.runningModerated(wu), [ahead.id]);
  await app.deletion.deleteSession(ahead.id);
  assert.deepEqual(await keysNow(), []);
});

Deno.test("concurrent invitations of one address make one invitation (S-8, S-9)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const others = ["a", "b", "c", "d"].map((it) => `${it}@example.org`);
  await Promise.all(
    ["wu@example.org", "wu@example.org", "wu@example.org", ...others]
      .map((it) => app.colleagues.invite(teacher, it, "observer")),
  );
  const held = () =>
    lesson.read(
      names.staff(session.id),
      (doc) => [...invitationsOf(doc).keys()],
    );
  const stored = (await Array.fromAsync(
    app.kv.list<{ id: string }>({ prefix: ["invited", session.id] }),
  )).map(({ value }) => value.id);
  assert.equal(stored.length, 5);
  assert.deepEqual((await held()).sort(), stored.sort());
  await app.colleagues.withdraw(teacher, "wu@example.org", "observer");
  assert.equal((await held()).length, 4);
});

Deno.test("a colleague with a student's name gets a number, and no student gets a staff name (J-9, S-8, S-9)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy Wu"] });
  const { school, session, teacher } = lesson;
  const { app } = school;
  const nameOf = async (who: Teacher) => {
    const { member } = (await app.identities.findStaff(session.id, who))!;
    return await lesson.read(
      names.session(session.id),
      (doc) => members(doc).get(member)?.name,
    );
  };
  const comes = async (name: string, as: "observer" | "moderator") => {
    const who = await lesson.addColleague(name);
    const email = `${newId()}@example.org`;
    await app.kv.set(["account-by-email", email], who.id);
    const one = { ...who, email };
    await app.colleagues.invite(teacher, email, as);
    const from = school.newBrowser().from;
    await app.joinRequests.requestJoin(one, { code: session.code }, from);
    return one;
  };
  const amy = await comes("AMY  WU", "observer");
  assert.equal(await nameOf(amy), "AMY WU (2)");
  assert.equal(await nameOf(await comes("Ms Lin", "observer")), "Ms Lin (2)");
  // A Cyrillic lookalike counts as the same name.
  const lin = await comes("Ms L\u0456n", "moderator");
  assert.equal(await nameOf(lin), "Ms L\u0456n (3)");
  const ho = await comes("Mr Ho", "observer");
  assert.equal(await nameOf(ho), "Mr Ho");
  for (const name of ["mr ho", "Mr Ho (2)", "Ms Lin 3", "Amy Wu (3)"]) {
    const joining = school.newBrowser().join(session.code, name);
    assert.equal(await refusalNameOf(joining), "name-refused", name);
  }
  await app.colleagues.invite(teacher, amy.email, "moderator");
  assert.equal(await nameOf(amy), "AMY WU (2)");
  await app.colleagues.withdraw(teacher, ho.email, "observer");
  await app.colleagues.invite(teacher, ho.email, "moderator");
  assert.equal(await nameOf(ho), "Mr Ho");
});

Deno.test("a deleted account leaves no seat and no knock, even while it arrives (O-3, S-8, S-9)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const from = school.newBrowser().from;
  const [wu, ho, ray] = [
    await lesson.addColleague("Ms Wu"),
    await lesson.addColleague("Mr Ho"),
    await lesson.addColleague("Ms Ray"),
  ];
  const knock = (who: Teacher) =>
    app.joinRequests.requestJoin(who, { code: session.code }, from);
  await app.colleagues.invite(teacher, wu.email, "moderator");
  const first = await knock(ho), second = await knock(ray);
  assert(first.kind === "waiting" && second.kind === "waiting");
  await app.roster.decideWaiting(teacher, second.waiting, "refuse");
  for (const { id } of [wu, ho, ray]) {
    await app.kv.delete(["account", id]);
    await app.deletion.deleteAccount(id);
  }
  assert.equal(await app.colleagues.findSeat(session.id, wu), null);
  assert.equal(await refusalNameOf(knock(ho)), "not-signed-in");
  assert.equal(await app.joinRequests.status(ho, first.waiting), null);

  const left = await Array.fromAsync(app.kv.list({ prefix: [] }));
  const traces = left.filter(({ key, value }) =>
    [wu, ho, ray].some(({ id, email }) =>
      key.includes(id) || JSON.stringify(value ?? null)?.includes(email) &&
        key[0] !== "invited"
    )
  ).map(({ key }) => key.join(" "))
    .filter((key) => !key.startsWith("account-by-email"));
  assert.deepEqual(traces, []);
  const staff = await lesson.read(
    names.staff(session.id),
    (doc) =>
      JSON.stringify(
        [...doc.share.keys()].map((key) => [key, doc.getMap(key).toJSON()]),
      ),
  );
  for (const { id, email } of [wu, ho, ray]) {
    assert(!staff.includes(id) && !staff.includes(email), staff);
  }
});

Deno.test("a blocking class is named to its staff only (S-7, S-9)", async () => {
  await using lesson = await Lesson.begin({ ask: { name: "Maths" } });
  const { school, session } = lesson;
  const { app } = school;
  const late = await school.createSession({
    name: "Biology",
    startsAt: new Date(school.time.now + 60_000).toISOString(),
  });
  const wu = await lesson.addColleague("Ms Wu");
  await app.colleagues.invite(
    await school.ownerIdentity(late.id),
    wu.email,
    "moderator",
  );
  const ask = createSessionBody.parse({ name: "Her own" });
  await app.sessions.create(wu, ask);
  const inTheWay = async (who: Teacher) =>
    (await app.sessions.findBlockingClass(who, late.id))?.name ?? null;
  assert.equal(await inTheWay(school.teacher), "Maths");
  assert.equal(await inTheWay(wu), null);
  await app.colleagues.invite(lesson.teacher, wu.email, "moderator");
  assert.equal(await inTheWay(wu), "Maths");
  await app.sessions.end(school.teacher, session.id, { now: true });
  assert.equal(await inTheWay(school.teacher), null);
});

/** A moderator or observer by invitation. */
async function seated(
  lesson: Lesson,
  name: string,
  as: "moderator" | "observer",
): Promise<Identity & { account: Teacher }> {
  const { school: { app, ...school }, session, teacher } = lesson;
  const email = `${newId().toLowerCase()}@example.org`;
  const account = await lesson.addColleague(name, { email });
  await app.colleagues.invite(teacher, account.email, as);
  if (as === "observer") {
    await app.colleagues.takeInvitedSeat(session.id, account, as);
  }
  const who = await app.identities.findStaff(session.id, account);
  assert(who, `${name} has a seat in ${school.teacher.name}’s class`);
  return { ...who, account };
}

const entryOf = (lesson: Lesson, { member }: Identity) =>
  lesson.read(
    names.session(lesson.session.id),
    (doc) => members(doc).get(member),
  );

Deno.test("a decision is refused once its seat is withdrawn (S-9)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school: { app }, session: { id: s }, teacher } = lesson;
  const [amy, ben] = lesson.students;
  const message = await lesson.postMessage(amy, "Hello");
  const wall = await app.resources.share(teacher, { wall: {} });
  const all: [string, (who: Identity, account: Teacher) => Promise<unknown>][] =
    [
      [
        "rename",
        (who) => app.membership.changeMember(who, amy.member, { name: "X" }),
      ],
      [
        "mute",
        (who) => app.membership.changeMember(who, amy.member, { muted: true }),
      ],
      ["remove", (who) => app.membership.removeMember(who, ben.member)],
      [
        "merge",
        (who) =>
          app.membership.mergeMember(who, ben.member, { member: amy.member }),
      ],
      ["remove since", (who) =>
        app.membership.removeJoinedSince(who, {
          joinedSince: new Date(0).toISOString(),
          keep: [],
          messages: true,
        })],
      [
        "delete a message",
        (who) => app.moderation.delete(who, "main", message),
      ],
      ["pin", (who) => app.moderation.pin(who, "main", message)],
      ["delete all of one", (who) => app.bulkDeletion.delete(who, amy.member)],
      [
        "make rooms",
        (who) => runAct(app, who, "POST /breakouts/rooms", { names: ["Red"] }),
      ],
      ["distribute", (who) =>
        runAct(app, who, "POST /breakouts/distribute", {
          how: "even",
          onlineOnly: false,
          locked: [],
          apart: [],
        })],
      [
        "say to all",
        (who) =>
          runAct(app, who, "POST /breakouts/broadcast", { text: "Stop" }),
      ],
      ["share", (who) => app.resources.share(who, { wall: {} })],
      ["take back", (who) => app.resources.takeBack(who, wall.id)],
      ["pick", (who) => app.picks.pickNext(who, { from: "students" })],
      ["ticket", (who) => app.exitTickets.prepare(who, { question: "So?" })],
      ["class list", (who) => app.classLists.replaceList(who, { names: [] })],
      [
        "decide on all",
        (who) => app.roster.decideAllWaiting(who, { decision: "let-in" }),
      ],
      ["extend", (_, wu) => app.sessions.extend(wu, s, { minutes: 5 })],
      ["change", (_, wu) => app.sessions.change(wu, s, { joinLocked: true })],
      ["end", (_, wu) => app.sessions.end(wu, s, { now: true })],
    ];
  const before = await state(lesson);
  for (const [what, ask] of all) {
    for (const how of ["taken back", "made an observer's"]) {
      const { account: wu, ...who } = await seated(
        lesson,
        "Ms Wu",
        "moderator",
      );
      // The identity was checked before the owner's decision, which is first in the queue.
      if (how === "taken back") {
        await app.colleagues.withdraw(teacher, wu.email, "moderator");
      } else await app.colleagues.invite(teacher, wu.email, "observer");
      const refused = await refusalNameOf(ask(who, wu));
      assert.equal(refused, "not-allowed", `${what}, ${how}`);
      await app.colleagues.withdraw(teacher, wu.email, "observer");
    }
  }
  assert.deepEqual(await state(lesson), before);
});

/** Everything that staff can change. */
async function state(lesson: Lesson) {
  const { session: { id: s } } = lesson;
  const { at: _, ...main } = { at: 0, ...await lesson.room() };
  const session = await lesson.read(names.session(s), (doc) => ({
    info: doc.getMap("info").toJSON(),
    students: [...members(doc)].filter(([, { role }]) => role === "student"),
    rooms: doc.getMap("rooms").toJSON(),
    resources: doc.getArray("resources").toJSON(),
  }));
  return { main, session };
}

Deno.test("every decision on a class names its owner, or a reason for having none (S-9)", async () => {
  const nobodys = new Set([
    // The clock, the class itself, and work after an authorised decision.
    "groups/breakouts.ts: session",
    "groups/breakouts.ts: s",
    "monitoring/attendance_recorder.ts: s",
    "monitoring/monitor.ts: s",
    "monitoring/room_figures.ts: session",
    "deletion/erasure.ts: s",
    "deletion/erasure.ts: ownedSession.id",
    "drawings/drawings.ts: s",
    "files/files.ts: s",
    "pages/renewal.ts: s",
    // Arrivals, waiting and answers of students and colleagues.
    "people/roster.ts: session",
    "people/joining/repeated_joins.ts: session",
    "people/leaving.ts: session",
    "people/waiting_room.ts: session",
    "people/waiting_room.ts: decider",
    "people/staff/colleagues.ts: session",
    "people/staff/colleagues.ts: decider",
    "people/staff/join_requests.ts: session",
    "files/files.ts: session",
    "checks/answers.ts: s",
    "alerts/alerts.ts: session",
    "alerts/alert_messages.ts: session",
    "assistant/answer_leases.ts: s",
    "assistant/answer_leases.ts: session",
    "assistant/assistant.ts: session",
    "assistant/assistant.ts: s",
    "sessions/session_decisions.ts: decider",
  ]);
  const found = new Set<string>();
  const scan = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) await scan(path);
      else if (path !== "classroom/model/layout.ts") {
        const text = await Deno.readTextFile(path);
        const calls = /decideOnClass(?:<[^>]*>)?\(\s*[\w.#]+,\s*([\w.#]+),/g;
        for (const [, by] of text.matchAll(calls)) {
          if (by !== "who") {
            found.add(`${path.slice("classroom/".length)}: ${by}`);
          }
        }
      }
    }
  };
  await scan("classroom");
  assert.deepEqual([...found].filter((it) => !nobodys.has(it)), []);
});

Deno.test("a moderator cannot let a person back whom the owner removed, or rename the owner (S-9)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { school: { app }, session: { id: s }, teacher } = lesson;
  const { account: _, ...wu } = await seated(lesson, "Ms Wu", "moderator");
  const ho = await seated(lesson, "Mr Ho", "moderator");
  const ko = await seated(lesson, "Ms Ko", "observer");
  await app.colleagues.withdraw(teacher, ho.account.email, "moderator");
  await app.colleagues.stopObserving(teacher, ko.account.id);
  for (const { member, account } of [ho, ko]) {
    const allowing = app.membership.allowMember(wu, member);
    assert.equal(await refusalNameOf(allowing), "not-allowed");
    const view = app.sessions.extend(account, s, { minutes: 5 });
    assert.equal(await refusalNameOf(view), "not-allowed");
  }
  const refused: (() => Promise<unknown>)[] = [
    () => app.membership.changeMember(wu, teacher.member, { name: "Nobody" }),
    () => app.membership.changeMember(wu, ho.member, { name: "Nobody" }),
    () => app.colleagues.invite(wu, ho.account.email, "moderator"),
    () => app.colleagues.withdraw(wu, ho.account.email, "moderator"),
    () => app.colleagues.listInvitations(wu),
  ];
  for (const ask of refused) {
    assert.equal(await refusalNameOf(ask()), "not-allowed");
  }
  const into = { member: lesson.students[0].member };
  const senseless: (() => Promise<unknown>)[] = [
    () => app.membership.changeMember(wu, teacher.member, { muted: true }),
    () => app.membership.removeMember(wu, teacher.member),
    () => app.membership.mergeMember(wu, teacher.member, into),
    () => app.erasure.erase(teacher, wu.member),
  ];
  for (const ask of senseless) assert.ok(await refusalNameOf(ask()));
  const own = await app.membership.changeMember(wu, wu.member, { name: "Wu" });
  assert.equal(own.name, "Wu", "one's own name is one's own");
  const theirs = await app.membership.changeMember(teacher, wu.member, {
    name: "Ms Wu",
  });
  assert.equal(theirs.name, "Ms Wu");
  assert.equal((await entryOf(lesson, teacher))?.name, "Ms Lin");
});

Deno.test("a knock let in late takes no moderator’s seat, and a member does not knock (S-8)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.addColleague("Ms Wu");
  const { code } = session;
  const from = school.newBrowser().from;
  const knock = await app.joinRequests.requestJoin(wu, { code }, from);
  assert(knock.kind === "waiting");
  await app.colleagues.invite(teacher, wu.email, "moderator");
  const who = await app.identities.findStaff(session.id, wu);
  assert.equal(who?.role, "teacher");
  const list = await lesson.read(
    names.staff(session.id),
    (doc) => [...waitingEntries(doc).keys()],
  );
  assert.deepEqual(list, []);
  const late = app.roster.decideWaiting(teacher, knock.waiting, "let-in");
  assert.equal(await refusalNameOf(late), "conflict");
  assert.equal((await app.joinRequests.status(wu, knock.waiting))?.kind, "in");
  assert.equal((await entryOf(lesson, who!))?.role, "teacher");
});

Deno.test("a refused observer cannot knock again at once, and the number of knocks is limited (S-8)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app, time } = school;
  const { code } = session;
  const from = school.newBrowser().from;
  const wu = await lesson.addColleague("Ms Wu");
  const knock = () => app.joinRequests.requestJoin(wu, { code }, from);
  const first = await knock();
  assert(first.kind === "waiting");
  await app.roster.decideWaiting(teacher, first.waiting, "refuse");
  assert.equal(await refusalNameOf(knock()), "not-allowed");
  time.now += 6 * 60_000;
  assert.equal((await knock()).kind, "waiting");
  const outcomes: string[] = [];
  for (let n = 0; n < 20; n++) {
    const other = await lesson.addColleague(`Teacher ${n}`);
    await app.joinRequests.requestJoin(other, { code }, from).then(
      ({ kind }) => outcomes.push(kind),
      ({ kind }) => outcomes.push(kind),
    );
  }
  const count = (kind: string) => outcomes.filter((it) => it === kind).length;
  assert.deepEqual([count("waiting"), count("too-often")], [9, 11]);
  const amy = school.newBrowser();
  await amy.join(code, "Amy");
  for (const id of [first.waiting, newId()]) {
    assert.equal(
      await refusalNameOf(app.roster.waitStatus(id, amy.from)),
      "not-found",
    );
    assert.equal(
      await refusalNameOf(app.roster.joinAsNew(id, amy.from)),
      "not-found",
    );
  }
});

Deno.test("after the end the door tells an observer so too, and offers no seat (S-8)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  const { code, id: s } = session;
  const wu = await lesson.addColleague("Ms Wu"),
    ho = await lesson.addColleague("H");
  const from = school.newBrowser().from;
  const knock = await app.joinRequests.requestJoin(wu, { code }, from);
  assert(knock.kind === "waiting");
  await app.roster.decideWaiting(teacher, knock.waiting, "let-in");
  await app.colleagues.invite(teacher, ho.email, "moderator");
  await app.sessions.end(school.teacher, s, { now: true });
  const looking = app.joinRequests.status(wu, knock.waiting);
  assert.equal(await refusalNameOf(looking), "ended");
  const again = app.joinRequests.requestJoin(wu, { code }, from);
  assert.equal(await refusalNameOf(again), "no-such-code");
  assert.equal(await app.identities.findStaff(s, ho), null);
});

Deno.test("the staff's document has no addresses except those of knocks (S-8)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session: { id: s, code }, teacher } = lesson;
  const { app } = school;
  const wu = await lesson.addColleague("Ms Wu");
  const ho = await lesson.addColleague("Mr Ho");
  for (const as of ["observer", "moderator", "observer"] as const) {
    await app.colleagues.invite(teacher, ho.email, as);
  }
  await app.joinRequests.requestJoin(wu, { code }, school.newBrowser().from);
  const { invited, waiting } = await lesson.read(
    names.staff(s),
    (doc) => ({
      invited: doc.getMap("invited").toJSON(),
      waiting: doc.getMap<{ email: string }>("waiting").toJSON(),
    }),
  );
  const [[id, entry], ...more] = Object.entries(invited);
  assert.deepEqual(more, [], "invited again is invited once");
  assert.match(id, /^[1-9A-HJ-NP-Za-km-z]{16}$/);
  assert.deepEqual(Object.keys(entry).sort(), ["as", "at"]);
  assert.deepEqual(Object.values(waiting).map(({ email }) => email), [
    wu.email,
  ]);
  await app.colleagues.withdraw(teacher, ho.email, "moderator");
  assert.equal((await app.colleagues.listInvitations(teacher)).length, 1);
  await app.colleagues.withdraw(teacher, ho.email, "observer");
  assert.deepEqual(await app.colleagues.listInvitations(teacher), []);
  const left = await lesson.read(
    names.staff(s),
    (doc) => doc.getMap("invited").size,
  );
  assert.equal(left, 0);
});

Deno.test("an account without a plan gets no seat by an invitation (S-10)", async () => {
  await using lesson = await Lesson.begin();
  const { school: { app }, session: { id: s }, teacher } = lesson;
  const wu = await lesson.addColleague("Ms Wu", { plan: false });
  await app.colleagues.invite(teacher, wu.email, "moderator");
  assert.equal(await app.identities.findStaff(s, wu), null);
  const now = await app.identities.findStaff(s, { ...wu, plan: true });
  assert.equal(now?.role, "teacher");
});

Deno.test("a colleague’s name reverses no line and is never empty (J-9, S-8)", async () => {
  await using lesson = await Lesson.begin();
  const given = [
    "Ms \u202eniL",
    "\u2066Wu\u2069",
    "\u200b\u200f",
    "  Ho \u0007",
  ];
  const shown: (string | undefined)[] = [];
  for (const name of given) {
    const who = await seated(lesson, name, "observer");
    shown.push((await entryOf(lesson, who))?.name);
  }
  assert.deepEqual(shown, ["Ms niL", "Wu", "?", "Ho"]);
});

Deno.test("a deleted account leaves no address, even if its seat was withdrawn before (O-3)", async () => {
  await using lesson = await Lesson.begin();
  const { school: { app }, session: { id: s }, teacher } = lesson;
  const wu = await seated(lesson, "Ms Wu", "moderator");
  const ko = await seated(lesson, "Ms Ko", "observer");
  await app.colleagues.withdraw(teacher, wu.account.email, "moderator");
  await app.colleagues.stopObserving(ko, ko.account.id);
  for (const { account } of [wu, ko]) {
    await app.deletion.deleteAccount(account.id);
  }
  assert.deepEqual(
    await Array.fromAsync(app.kv.list({ prefix: kvKeys.seat(s) })),
    [],
  );
  const invited = await Array.fromAsync(
    app.kv.list({ prefix: kvKeys.invited(s) }),
  );
  assert.deepEqual(invited, []);
});

Deno.test("concurrent actions of two teachers have one outcome, which both see (S-9)", async () => {
  await using lesson = await Lesson.begin({
    students: ["Amy", "Ben", "Cem", "Dan", "Eve", "Fay"],
  });
  const { school, session: { id: s }, teacher } = lesson;
  const { app, teacher: lin } = school;
  const { account: wu, ...helper } = await seated(lesson, "Ms Wu", "moderator");
  await runAct(app, teacher, "POST /breakouts/rooms", {
    names: ["Red", "Blue"],
  });
  await runAct(app, teacher, "POST /breakouts/start");
  const spread = { how: "shuffle", onlineOnly: false, locked: [], apart: [] };
  await Promise.all(
    [teacher, helper].map((who) =>
      runAct(app, who, "POST /breakouts/distribute", {
        ...spread,
        how: "shuffle",
      })
    ),
  );
  const sizes = await lesson.read(names.session(s), (doc) => {
    const at = [...members(doc).values()].filter(({ role }) =>
      role === "student"
    ).map(({ room }) => room);
    return [...new Set(at)].map((room) =>
      at.filter((it) => it === room).length
    );
  });
  assert.deepEqual(sizes, [3, 3], "each in one group, and the groups even");

  const [amy, ben, cem] = lesson.students;
  const outcomes = await Promise.allSettled([
    app.membership.removeMember(teacher, amy.member),
    app.membership.mergeMember(helper, amy.member, { member: ben.member }),
  ]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["fulfilled", "rejected"],
    "the second finds what the first did",
  );
  await Promise.all([
    app.membership.removeMember(teacher, cem.member),
    app.membership.allowMember(helper, cem.member),
  ]);
  const back = (await entryOf(lesson, cem))?.removed ?? false;
  const seen = (await app.membership.listMembers(helper)).find(({ id }) =>
    id === cem.member
  );
  assert.equal(seen?.removed ?? false, back);

  const dan = school.newBrowser();
  await school.connectMember(lesson.students[3]);
  const waits = await dan.join(lesson.session.code, "Dan");
  assert(waits.kind === "waiting");
  const decided = await Promise.allSettled([
    app.roster.decideWaiting(helper, waits.waiting, "let-in"),
    app.roster.decideWaiting(teacher, waits.waiting, "refuse"),
  ]);
  assert.deepEqual(decided.map(({ status }) => status).sort(), [
    "fulfilled",
    "rejected",
  ]);

  // One extends while the other ends; both end; both see the same.
  const [ended, , more] = await Promise.allSettled([
    app.sessions.end(lin, s),
    app.sessions.end(wu, s),
    app.sessions.extend(wu, s, { minutes: 5 }),
  ]);
  assert(ended.status === "fulfilled" && more.status === "fulfilled");
  const views = await Promise.all([
    app.sessions.view(lin, s),
    app.sessions.view(wu, s),
  ]);
  const [mine, theirs] = views.map(({ member: _, seat: __, ...rest }) => rest);
  assert.deepEqual(mine, theirs);
  assert.equal(mine.state, "ending");
  const [, undone] = await Promise.allSettled([
    app.sessions.end(lin, s, { now: true }),
    app.sessions.undoEnd(wu, s),
  ]);
  assert.equal(undone.status, "rejected", "what is over is over");
  const both = await Promise.allSettled([
    app.sessions.end(lin, s, { now: true }),
    app.sessions.extend(wu, s, { minutes: 5 }),
  ]);
  assert.deepEqual(both.map(({ status }) => status), ["rejected", "rejected"]);
});
