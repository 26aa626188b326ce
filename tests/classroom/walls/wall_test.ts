import assert from "node:assert/strict";
import type { Identity } from "../../../classroom/model/members.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import {
  ownWallQuestions,
  wallQuestions,
  wallQuestionVotes,
} from "../../../classroom/model/roots.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused } from "../school.ts";

async function wallLesson(ask: Record<string, unknown> = {}) {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben", "Cem"], ask });
  const { teacher, school: { app } } = lesson;
  const wall = await app.resources.share(teacher, { wall: {} });
  const wish = (who: Identity, text: string, id = newId()) =>
    lesson.school.runCommand(who, {
      id,
      kind: "wish",
      resource: wall.id,
      text,
    });
  const vote = (who: Identity, wish: string, on = true, id = newId()) =>
    lesson.school.runCommand(who, {
      id,
      kind: "vote",
      resource: wall.id,
      wish,
      on,
    });
  const session = <T>(read: Parameters<typeof lesson.read<T>>[1]) =>
    lesson.read(names.session(lesson.session.id), read);
  const view = async () =>
    (await app.resources.view(teacher, wall.id)).wishes ?? [];
  return { lesson, app, teacher, wall, wish, vote, session, view };
}

Deno.test("a wall question counts one vote per person, and only staff see names (R-5)", async () => {
  const { lesson, wall, wish, vote, session, view } = await wallLesson();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const id = newId();
  assert.equal(await wish(amy, "  Why is\n the sky blue? ", id), null);
  assert.equal(await wish(amy, "Why is the sky blue?", id), null, "SYNC-3");
  assert.equal(await wish(ben, "Mine!", id), "conflict");
  assert.equal(await vote(amy, id), "not-allowed", "one’s own");
  assert.equal(await vote(ben, id), null);
  assert.equal(await vote(ben, id), null, "harmless twice");
  assert.equal(await vote(cem, id), null);
  const { at: _at, member, ...seen } = (await view())[0];
  assert.deepEqual(seen, { id, text: "Why is the sky blue?", votes: 2 });
  assert.equal(member, amy.member);
  assert.equal(await vote(cem, id, false), null);
  assert.equal(await vote(cem, id, false), null);
  assert.equal((await view())[0].votes, 1);
  const shown = await session((doc) =>
    JSON.stringify([
      wallQuestions(doc).toJSON(),
      wallQuestionVotes(doc).toJSON(),
    ])
  );
  for (const who of lesson.students) {
    assert(!shown.includes(who.member), "no name for classmates");
  }
  const own = (who: Identity) =>
    lesson.read(
      names.member(lesson.session.id, who.member),
      (doc) => ownWallQuestions(doc).toJSON(),
    );
  const text = "Why is the sky blue?";
  assert.deepEqual(await own(amy), {
    [id]: { own: true, resource: wall.id, text },
  });
  assert.deepEqual(await own(ben), { [id]: { voted: true } });
  assert.deepEqual(await own(cem), {});
});

Deno.test("a muted student votes but cannot ask, and closed and full walls refuse (R-5)", async () => {
  const { lesson, app, teacher, wall, wish, vote, view } = await wallLesson({});
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  await app.membership.changeMember(teacher, ben.member, { muted: true });
  const id = newId();
  await wish(amy, "What is a prime?", id);
  assert.equal(await wish(ben, "And me?"), "muted");
  assert.equal(await vote(ben, id), null);
  assert.equal(await wish(teacher, "Hello"), "not-allowed");
  assert.equal(await wish(cem, " \n "), "empty");
  assert.equal(
    await wish(cem, "x".repeat(bounds.wallQuestion + 1)),
    "too-long",
  );
  await lesson.changeSession({ blockedWords: ["zut"] });
  assert.equal(await wish(cem, "Zut alors?"), "not-allowed");
  for (let n = 1; n < bounds.wallQuestions.own; n++) {
    assert.equal(await wish(amy, `Question ${n}`), null);
  }
  assert.equal(await wish(amy, "One more"), "too-often");
  const group = await lesson.makeGroup(amy);
  const theirs = await app.resources.share(teacher, {
    wall: {},
    rooms: [group],
  });
  const at = (who: Identity) =>
    lesson.school.runCommand(who, {
      kind: "wish",
      resource: theirs.id,
      text: "In our group?",
    });
  assert.equal(await at(cem), "not-in-room");
  await app.resources.change(teacher, wall.id, { closed: true });
  assert.equal(await wish(cem, "Too late?"), "ended");
  assert.equal(await vote(cem, id), "ended");
  assert.equal((await view()).length, bounds.wallQuestions.own);
});

Deno.test("a teacher marks, hides and posts a question, without its author (R-5)", async () => {
  const { lesson, app, teacher, wall, wish, vote, session, view } =
    await wallLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const id = newId();
  await wish(amy, "Why?", id);
  await vote(ben, id);
  const change = (ask: Record<string, boolean>) =>
    app.walls.changeQuestion(teacher, wall.id, id, ask);
  assert.equal((await change({ answered: true })).answered, true);
  const hidden = await change({ hidden: true });
  assert.deepEqual([hidden.hidden, hidden.answered], [true, true]);
  assert.deepEqual(await session((doc) => wallQuestions(doc).toJSON()), {});
  assert.equal(await vote(ben, id), "not-found");
  assert.equal((await change({ hidden: false })).hidden, undefined);
  const back = await change({ answered: false });
  assert.deepEqual([back.answered, back.votes], [undefined, 1]);
  await app.walls.postQuestion(teacher, wall.id, id);
  assert.equal(
    (await app.walls.postQuestion(teacher, wall.id, id)).posted,
    true,
  );
  const { messages } = await lesson.room();
  assert.deepEqual(
    messages.map((it) => [it.from, "text" in it && it.text]),
    [[teacher.member, "> Why?"]],
  );
  await assertRefused(
    app.walls.postQuestion(teacher, newId(), id),
    "not-found",
  );
  await app.resources.takeBack(teacher, wall.id);
  assert.deepEqual(await session((doc) => wallQuestions(doc).toJSON()), {});
  assert.deepEqual((await view()).map(({ id }) => id), [id], "for the record");
  await assertRefused(change({ hidden: false }), "not-found");
  await app.resources.restore(teacher, wall.id);
  assert.equal((await view())[0].hidden, undefined);
  assert.deepEqual(await session((doc) => [...wallQuestions(doc).keys()]), [
    id,
  ]);
});

Deno.test("a teacher puts questions on Present, one by one or all (R-5)", async () => {
  const { lesson, app, teacher, wall, wish, session, view } =
    await wallLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const [why, rude, later] = [newId(), newId(), newId()];
  await wish(amy, "Why?", why);
  await wish(ben, "Something rude", rude);
  const shown = async () =>
    (await view()).filter((it) => it.presented).map(({ text }) => text);
  const show = (id: string, presented: boolean) =>
    app.walls.changeQuestion(teacher, wall.id, id, { presented });
  const all = (presentsAll: boolean) =>
    app.resources.change(teacher, wall.id, { presentsAll });
  assert.deepEqual(await shown(), []);
  assert.equal((await show(why, true)).presented, true);
  assert.deepEqual(await shown(), ["Why?"]);
  const inClass = await session((doc) => JSON.stringify(doc.toJSON()));
  assert(!inClass.includes("present"), "nothing that students need");
  assert.equal((await show(why, false)).presented, undefined);
  await show(why, true);
  assert.equal((await all(true)).presentsAll, true);
  assert.deepEqual(await shown(), ["Why?", "Something rude"]);
  await wish(ben, "Later", later);
  assert.deepEqual(await shown(), ["Why?", "Something rude", "Later"]);
  await show(rude, false);
  await app.resources.takeBack(teacher, wall.id);
  assert.deepEqual(await shown(), [], "taken back");
  await app.resources.restore(teacher, wall.id);
  assert.deepEqual(await shown(), ["Why?", "Later"]);
  await app.walls.changeQuestion(teacher, wall.id, later, { hidden: true });
  assert.deepEqual(await shown(), ["Why?"], "hidden from all");
  await app.walls.changeQuestion(teacher, wall.id, why, { answered: true });
  assert.deepEqual(await shown(), [], "answered");
  await app.walls.changeQuestion(teacher, wall.id, why, { answered: false });
  await app.walls.changeQuestion(teacher, wall.id, later, { hidden: false });
  assert.equal((await all(false)).presentsAll, undefined);
  assert.deepEqual(await shown(), ["Why?"], "what was let by itself");
  await all(true);
  assert.deepEqual(await shown(), ["Why?", "Later"], "taken off stays off");
  const poll = await app.resources.share(teacher, {
    poll: { kind: "letters", question: "", anonymous: true, words: ["Y", "N"] },
  });
  await assertRefused(
    app.resources.change(teacher, poll.id, { presentsAll: true }),
    "not-found",
  );
});

Deno.test("a merged student has one vote and both members' questions (R-5, J-7)", async () => {
  const { lesson, app, teacher, wall, wish, vote, view } = await wallLesson();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const id = newId(), his = newId();
  await wish(amy, "Why?", id);
  await wish(ben, "How?", his);
  await vote(ben, id);
  await app.membership.mergeMember(teacher, ben.member, { member: cem.member });
  assert.deepEqual(await lesson.readOwnEntry(cem, "wishes", id), {
    voted: true,
  });
  const own = { own: true, resource: wall.id, text: "How?" };
  assert.deepEqual(await lesson.readOwnEntry(cem, "wishes", his), own);
  assert.equal(await vote(cem, id), null);
  assert.equal(await vote(cem, his), "not-allowed", "their own");
  const votes = async () =>
    (await view()).map(({ member, votes }) => [member, votes]);
  assert.deepEqual(await votes(), [[amy.member, 1], [cem.member, 0]]);
  assert.equal(await vote(cem, id, false), null);
  assert.deepEqual(await votes(), [[amy.member, 0], [cem.member, 0]]);
});
