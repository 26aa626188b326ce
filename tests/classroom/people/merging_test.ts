/** J-7: what a merge is for sockets, conversations, what was handed in, and who comes by name; and how it is undone. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import { conversationsOf } from "../../../classroom/model/conversations_layout.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { ownSubmissions } from "../../../classroom/assistant/sharing.ts";
import { last, Lesson } from "../lesson.ts";
import { refusalOf } from "../school.ts";

const say = (text: string, id = newId()) => ({
  id,
  kind: "say",
  room: "main",
  text,
});

Deno.test("J-7, A1: a merged member's sockets close so that their page looks again who it is; undone, so does the other's", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership } = school.app;
  const amy = await lesson.student("Amy");
  const phone = school.browser();
  const second = await lesson.student("Amy on the phone", phone);
  const own = names.member(session.id, second.member);
  const sockets = [
    await school.online(second),
    await school.connect(second, own),
  ];
  const others = await school.online(amy);

  const merged = await membership.merge(teacher, second.member, {
    into: amy.member,
  });
  assert.equal(merged.mergedInto, amy.member);
  assert.equal(merged.name, "Amy");
  for (const { closed } of sockets) {
    const { code, reason } = await closed;
    assert.deepEqual({ code, reason }, { code: 4409, reason: "conflict" });
  }
  const now = await phone.who(session.id);
  assert.deepEqual(
    now,
    {
      role: "student",
      session: session.id,
      member: amy.member,
      by: second.member,
    },
  );
  const again = await school.online(now);
  assert(await again.registered);
  assert(!await (await school.connect(now, own)).registered, "it is another's");

  await membership.unmerge(teacher, second.member);
  assert.equal((await again.closed).code, 4409);
  assert.equal((await phone.who(session.id))?.member, second.member);
  const views = await membership.members(teacher);
  const view = views.find(({ id }) => id === second.member);
  assert.equal(view?.name, "Amy on the phone");
  assert(views.find(({ id }) => id === amy.member)?.online);
  others.close();
});

Deno.test("J-7, S3: words that a merged member had under way arrive once, as the other one's", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const amy = await lesson.student("Amy");
  const phone = school.browser();
  const second = await lesson.student("Amy 2", phone);
  const arrived = say("Arrived"), waits = say("Waits");
  assert.equal(await school.command(second, arrived), null);
  await school.app.membership.merge(teacher, second.member, {
    into: amy.member,
  });
  // What lay in the outbox of the one is decided as the other; the page of the other sends it again, with its id.
  const now = await phone.who(session.id);
  assert(now);
  for (const who of [second, now]) {
    for (const command of [arrived, waits]) {
      assert.equal(await school.command(who, command), null);
    }
  }
  const said = await school.messages(session.id);
  assert.deepEqual(
    said.map(({ id, from }) => [id, from]),
    [[arrived.id, second.member], [waits.id, amy.member]],
  );
});

Deno.test("J-7, A-3: conversations and what was handed in are the other one's, marks included, and go back", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership, myWork, marking } = {
    ...school.app,
    marking: await import("../../../classroom/monitoring/marking.ts"),
  };
  const amy = await lesson.student("Amy");
  const phone = school.browser();
  const second = await lesson.student("Amy 2", phone);
  const { conversation } = await lesson.ask(second, "Why?");
  const puppet = await lesson.model.next();
  puppet.say("Because.");
  puppet.end();
  const [, answer] = await lesson.until(conversation, last("done"));
  const submit = {
    id: newId(),
    kind: "submit",
    conversation,
    message: answer?.id,
  };
  assert.equal(await school.command(second, submit), null);

  await membership.merge(teacher, second.member, { into: amy.member });
  const reads = await school.connect(
    amy,
    names.conversation(session.id, conversation),
  );
  assert(await reads.registered);
  assert.equal(await school.command(amy, submit), null, "once");
  const more = { ...submit, id: newId() };
  assert.equal(await school.command(amy, more), "already-answered");
  await marking.grade(school.app.sync, teacher, submit.id, { grade: "8" });
  const own = (member: string) =>
    lesson.read(names.member(session.id, member), (doc) => ({
      conversations: [...conversationsOf(doc).keys()],
      grade: ownSubmissions(doc).get(submit.id)?.grade,
    }));
  assert.deepEqual(await own(amy.member), {
    conversations: [conversation],
    grade: "8",
  });
  const mine = await myWork.conversation(phone.from, conversation);
  assert.equal(mine.member.id, amy.member);
  const asked = await lesson.ask(amy, "And then?", conversation);
  assert.equal(asked.refused, null);

  await membership.unmerge(teacher, second.member);
  assert.deepEqual(await own(amy.member), {
    conversations: [],
    grade: undefined,
  });
  assert.deepEqual(await own(second.member), {
    conversations: [conversation],
    grade: "8",
  });
  assert.equal((await reads.closed).code, 4404);
  assert.equal(
    (await lesson.ask(amy, "Hm?", conversation)).refused,
    "conflict",
  );
});

Deno.test("J-7, J-2: who joins under the name of a merged member is the other one, or asks for them", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership } = school.app;
  const amy = await lesson.student("Amy");
  const typo = await lesson.student("Ammy");
  await membership.merge(teacher, typo.member, { into: amy.member });
  const back = await lesson.student("ammy");
  assert.equal(back.member, amy.member);
  const socket = await school.online(amy);
  const entry = await school.browser().join(session.code, "Ammy");
  assert.equal(entry.kind, "waiting");
  await membership.remove(teacher, amy.member);
  const browser = school.browser();
  assert.equal(await refusalOf(browser.join(session.code, "Ammy")), "removed");
  assert.equal((await socket.closed).code, 4403);
});

Deno.test("J-7, G1: the group goes over to one who has none, and comes back", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership, breakouts } = school.app;
  const amy = await lesson.student("Amy"),
    second = await lesson.student("Amy 2");
  const [red] = (await asks({ breakouts }, teacher, "POST /breakouts/rooms", {
    names: ["Red"],
  })).rooms;
  assert(red);
  const moves = [{ member: second.member, room: red.id }];
  await asks({ breakouts }, teacher, "POST /breakouts/moves", { moves });
  const rooms = async () =>
    (await membership.members(teacher)).slice(1).map(({ room }) => room);
  await membership.merge(teacher, second.member, { into: amy.member });
  assert.deepEqual(await rooms(), [red.id, null]);
  await membership.unmerge(teacher, second.member);
  assert.deepEqual(await rooms(), [null, red.id]);
  assert.equal(session.state, "active");
});

Deno.test("J-7: what cannot be merged is refused: oneself, the teacher, who is not there, who is out, who was merged", async () => {
  await using lesson = await Lesson.begin();
  const { school, teacher } = lesson;
  const { membership } = school.app;
  const [amy, ben, cy] = [
    await lesson.student("Amy"),
    await lesson.student("Ben"),
    await lesson.student("Cy"),
  ];
  const merge = (m: string, into: string) =>
    refusalOf(membership.merge(teacher, m, { into }));
  assert.equal(await merge(amy.member, amy.member), "conflict");
  assert.equal(await merge(amy.member, teacher.member), "not-allowed");
  assert.equal(await merge(teacher.member, amy.member), "not-allowed");
  assert.equal(await merge(amy.member, newId()), "not-found");
  assert.equal(await merge(newId(), amy.member), "not-found");
  assert.equal(
    await refusalOf(membership.merge(amy, ben.member, { into: amy.member })),
    "not-allowed",
  );
  assert.equal(
    await refusalOf(membership.unmerge(teacher, amy.member)),
    "conflict",
  );
  await membership.remove(teacher, cy.member);
  assert.equal(await merge(amy.member, cy.member), "conflict");
  assert.equal(await merge(cy.member, amy.member), "conflict");
  await membership.allow(teacher, cy.member);
  await membership.merge(teacher, cy.member, { into: ben.member });
  assert.equal(await merge(cy.member, amy.member), "conflict");
  assert.equal(await merge(amy.member, cy.member), "conflict");
  // The later merge is undone first.
  await membership.merge(teacher, ben.member, { into: amy.member });
  assert.equal(
    await refusalOf(membership.unmerge(teacher, cy.member)),
    "conflict",
  );
  await membership.unmerge(teacher, ben.member);
  const back = await membership.unmerge(teacher, cy.member);
  assert.equal(back.removed, undefined, "as they were before");
});

Deno.test("J-7: who is merged from a muted and an unmuted one is muted, and Undo gives each their own again", async () => {
  await using lesson = await Lesson.begin();
  const { membership } = lesson.school.app;
  const { teacher } = lesson;
  const amy = await lesson.student("Amy"), two = await lesson.student("Amy2");
  const muted = async () =>
    (await membership.members(teacher)).filter((it) => it.muted)
      .map(({ name }) => name);
  await membership.change(teacher, two.member, { muted: true });
  await membership.merge(teacher, two.member, { into: amy.member });
  const say = { kind: "say", room: "main", text: "Hello" };
  assert.equal(await lesson.school.command(amy, say), "muted");
  await membership.unmerge(teacher, two.member);
  assert.deepEqual(await muted(), ["Amy2"]);
  // Whom the teacher has muted themselves stays so.
  await membership.change(teacher, amy.member, { muted: true });
  await membership.merge(teacher, two.member, { into: amy.member });
  await membership.unmerge(teacher, two.member);
  assert.deepEqual(await muted(), ["Amy", "Amy2"]);
});

Deno.test("J-2: Not them voids the cookie of the browser that came in last, and of no other", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership, myWork } = school.app;
  const first = school.browser(), last = school.browser();
  const amy = await lesson.student("Amy", first);
  school.time.now += 1000;
  const { by } = await lesson.student("Amy", last);
  await school.app.roster.decideWaiting(teacher, by!, "let-in");
  const who = (await last.who(session.id))!;
  assert.equal(who.member, amy.member);
  await lesson.ask(amy, "Why?");
  assert.equal((await myWork.all(last.from)).conversations.length, 1);
  const socket = await school.online(who, last);
  await membership.notThem(teacher, amy.member);
  assert.equal((await socket.closed).code, 4401);
  assert.equal(await last.who(session.id), null);
  assert.equal((await myWork.all(last.from)).conversations.length, 0);
  assert.deepEqual(await first.who(session.id), amy);
  // A second press, or a retry, is the same wish; with somebody come in since, or a minute later, it is another.
  const notThem = () => membership.notThem(teacher, amy.member);
  assert.equal(await refusalOf(notThem()), "conflict");
  assert.deepEqual(await first.who(session.id), amy);
  school.time.now += 1000;
  await lesson.student("Amy", last);
  await notThem();
  assert.equal(await last.who(session.id), null);
  assert.deepEqual(await first.who(session.id), amy);
  school.time.now += 60_000;
  await notThem();
  assert.equal(await first.who(session.id), null);
  school.time.now += 60_000;
  assert.equal(await refusalOf(notThem()), "conflict");
});

Deno.test("J-2: pressed twice at once, Not them voids one browser", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const first = school.browser(), last = school.browser();
  const amy = await lesson.student("Amy", first);
  school.time.now += 1000;
  await lesson.student("Amy", last);
  const { membership } = school.app;
  const both = [1, 2].map(() => membership.notThem(teacher, amy.member));
  const came = await Promise.allSettled(both);
  assert.deepEqual(came.map(({ status }) => status).sort(), [
    "fulfilled",
    "rejected",
  ]);
  assert.equal(await last.who(session.id), null);
  assert.deepEqual(await first.who(session.id), amy);
});

Deno.test("J-2: who was let in and was not them has nothing left by which to come in again, however often they asked", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { membership, roster } = school.app;
  const hers = school.browser(), his = school.browser();
  const amy = await lesson.student("Amy", hers);
  await school.online(amy);
  school.time.now += 1000;
  const entry = await his.join(session.code, "Amy");
  assert(entry.kind === "waiting");
  await roster.decideWaiting(teacher, entry.waiting, "let-in");
  // He asks with what he had when he began to wait, as often as he likes.
  const kept = new Map(his.cookies);
  const asks = [1, 2].map(async () => {
    const again = school.browser();
    for (const [name, token] of kept) again.cookies.set(name, token);
    again.keep(await roster.waiting(entry.waiting, again.from));
    return again;
  });
  const browsers = await Promise.all(asks);
  for (const it of browsers) {
    assert.equal((await it.who(session.id))?.member, amy.member);
  }
  // One is asking while the teacher presses.
  const late = roster.waiting(entry.waiting, his.from).catch(() => null);
  await membership.notThem(teacher, amy.member);
  const given = await late;
  if (given) his.keep(given);
  for (const it of [...browsers, his]) {
    assert.equal(await it.who(session.id), null);
  }
  his.cookies.clear();
  for (const [name, token] of kept) his.cookies.set(name, token);
  const again = roster.waiting(entry.waiting, his.from);
  assert.equal(await refusalOf(again), "not-found");
  assert.deepEqual(await hers.who(session.id), amy);
});
