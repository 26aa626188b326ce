/** J-7: a merge's effect on sockets, conversations, submissions and joins by name, and its undoing. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import { conversationsOf } from "../../../classroom/model/conversations.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { ownSubmissions } from "../../../classroom/assistant/share_commands.ts";
import { last, Lesson } from "../lesson.ts";
import { refusalOf } from "../school.ts";

const say = (text: string, id = newId()) => ({
  id,
  kind: "say",
  room: "main",
  text,
});

Deno.test("J-7, ACCESS-1: a merged member's sockets close so that their page looks again who it is; undone, so does the other's", async () => {
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

  const merged = await membership.mergeMember(teacher, second.member, {
    member: amy.member,
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

  await membership.separateMember(teacher, second.member);
  assert.equal((await again.closed).code, 4409);
  assert.equal((await phone.who(session.id))?.member, second.member);
  const views = await membership.listMembers(teacher);
  const view = views.find(({ id }) => id === second.member);
  assert.equal(view?.name, "Amy on the phone");
  assert(views.find(({ id }) => id === amy.member)?.online);
  others.close();
});

Deno.test("J-7, SYNC-3: words that a merged member had under way arrive once, as the other one's", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const amy = await lesson.student("Amy");
  const phone = school.browser();
  const second = await lesson.student("Amy 2", phone);
  const arrived = say("Arrived"), waits = say("Waits");
  assert.equal(await school.command(second, arrived), null);
  await school.app.membership.mergeMember(teacher, second.member, {
    member: amy.member,
  });
  // Commands in one member's outbox are resent by the page of the other with the same ids.
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

  await membership.mergeMember(teacher, second.member, { member: amy.member });
  const reads = await school.connect(
    amy,
    names.conversation(session.id, conversation),
  );
  assert(await reads.registered);
  assert.equal(await school.command(amy, submit), null, "once");
  const more = { ...submit, id: newId() };
  assert.equal(await school.command(amy, more), "already-answered");
  await marking.gradeSubmission(school.app.sync, teacher, submit.id, {
    grade: "8",
  });
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

  await membership.separateMember(teacher, second.member);
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
  await membership.mergeMember(teacher, typo.member, { member: amy.member });
  const back = await lesson.student("ammy");
  assert.equal(back.member, amy.member);
  const socket = await school.online(amy);
  const entry = await school.browser().join(session.code, "Ammy");
  assert.equal(entry.kind, "waiting");
  await membership.removeMember(teacher, amy.member);
  const browser = school.browser();
  assert.equal(await refusalOf(browser.join(session.code, "Ammy")), "removed");
  assert.equal((await socket.closed).code, 4403);
});

Deno.test("J-7, GROUP-1: the group goes over to one who has none, and stays there", async () => {
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
    (await membership.listMembers(teacher)).slice(1).map(({ room }) => room);
  await membership.mergeMember(teacher, second.member, { member: amy.member });
  assert.deepEqual(await rooms(), [red.id, null]);
  await membership.separateMember(teacher, second.member);
  assert.deepEqual(await rooms(), [red.id, null]);
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
    refusalOf(membership.mergeMember(teacher, m, { member: into }));
  assert.equal(await merge(amy.member, amy.member), "conflict");
  assert.equal(await merge(amy.member, teacher.member), "not-allowed");
  assert.equal(await merge(teacher.member, amy.member), "not-allowed");
  assert.equal(await merge(amy.member, newId()), "not-found");
  assert.equal(await merge(newId(), amy.member), "not-found");
  assert.equal(
    await refusalOf(
      membership.mergeMember(amy, ben.member, { member: amy.member }),
    ),
    "not-allowed",
  );
  assert.equal(
    await refusalOf(membership.separateMember(teacher, amy.member)),
    "conflict",
  );
  await membership.removeMember(teacher, cy.member);
  assert.equal(await merge(amy.member, cy.member), "conflict");
  assert.equal(await merge(cy.member, amy.member), "conflict");
  await membership.allowMember(teacher, cy.member);
  await membership.mergeMember(teacher, cy.member, { member: ben.member });
  assert.equal(await merge(cy.member, amy.member), "conflict");
  assert.equal(await merge(amy.member, cy.member), "conflict");
  await membership.mergeMember(teacher, ben.member, { member: amy.member });
  await membership.separateMember(teacher, ben.member);
  const back = await membership.separateMember(teacher, cy.member);
  assert.equal(back.removed, undefined, "as they were before");
});

Deno.test("J-7: who is merged from a muted and an unmuted one is muted, and both are once they are two again", async () => {
  await using lesson = await Lesson.begin();
  const { membership } = lesson.school.app;
  const { teacher } = lesson;
  const amy = await lesson.student("Amy"), two = await lesson.student("Amy2");
  const muted = async () =>
    (await membership.listMembers(teacher)).filter((it) => it.muted)
      .map(({ name }) => name);
  await membership.changeMember(teacher, two.member, { muted: true });
  await membership.mergeMember(teacher, two.member, { member: amy.member });
  const say = { kind: "say", room: "main", text: "Hello" };
  assert.equal(await lesson.school.command(amy, say), "muted");
  await membership.separateMember(teacher, two.member);
  assert.deepEqual(await muted(), ["Amy", "Amy2"]);
});
