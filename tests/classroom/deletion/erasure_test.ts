import { runAct } from "../asking.ts";
import assert from "node:assert/strict";
import { makeApp } from "../../../classroom/app.ts";
import { undoableChange } from "../../../classroom/model/breakouts_layout.ts";
import { RoomFiguresUpdater } from "../../../classroom/monitoring/room_figures.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { reactionsTo } from "../../../classroom/chat/reactions.ts";
import { removedVersions } from "../../../classroom/storage/message_versions.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { RoomFigures } from "../../../classroom/model/groups.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readSettings } from "../../../classroom/settings.ts";
import { makeFailingKv } from "../storage/failing_kv.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused, refusalNameOf } from "../school.ts";
import type { Kv } from "../../../sync/kv/kv.ts";
import * as Y from "yjs";
import type {
  SharedPoll,
  SharedQuiz,
  SharedResource,
} from "../../../classroom/model/resources/shared_resources.ts";
import {
  bringBackEntries,
  members,
  messages,
} from "../../../classroom/model/roots.ts";
import {
  classList,
  placementHistory,
} from "../../../classroom/model/staff_roots.ts";

/** Three students in two groups; two of them asked the same and got the same answer. */
async function lesson() {
  const lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const { app } = school;
  await app.classLists.replaceList(teacher, {
    names: ["Amy Chen", "Ben Wu", "Cem Kaya", "Dora Li"].map((name) => ({
      name,
    })),
  });
  const [amy, ben, cem] = [
    await lesson.addStudent("Amy Chen"),
    await lesson.addStudent("Ben Wu"),
    await lesson.addStudent("Cem Kaya"),
  ];
  const rooms = (await runAct(app, teacher, "POST /breakouts/rooms", {
    names: ["Red", "Blue"],
  })).rooms;
  const [{ id: red }, { id: blue }] = rooms;
  await runAct(app, teacher, "POST /breakouts/moves", {
    moves: [
      { member: amy.member, room: red },
      { member: ben.member, room: red },
      { member: cem.member, room: blue },
    ],
  });
  const answer = async (who: Identity) => {
    const { conversation } = await lesson.ask(who, "What is 2 + 2?");
    const given = await lesson.model.next();
    given.say("Four.");
    given.end();
    await lesson.waitForTurns(conversation, ([, it]) => it?.state === "done");
    const [, { id: message }] = await lesson.turns(conversation);
    return { conversation, message };
  };
  const [hers, his] = [await answer(amy), await answer(ben)];
  const say = (who: Identity, text: string) =>
    school.runCommand(who, { kind: "say", room: "main", text });
  await say(amy, "said by Amy");
  await say(ben, "said by Ben");
  await say(cem, "said by Cem");
  const share = (who: Identity, what: typeof hers, named = false) =>
    school.runCommand(who, {
      kind: "share",
      room: "main",
      ...what,
      ...(named && { named }),
    });
  await share(teacher, hers, true);
  await share(teacher, hers);
  await share(ben, his);
  const people = { teacher, amy, ben, cem };
  return { lesson, school, app, session, ...people, red, blue, hers };
}

Deno.test("erasure keeps another's message with the same id (O-3)", async () => {
  const { app, session, teacher, amy, ben, red, school } = await lesson();
  await using _ = school;
  await runAct(app, teacher, "POST /breakouts/start");
  const id = newId();
  const say = (who: Identity, room: string, text: string) =>
    school.runCommand(who, { kind: "say", id, room, text });
  const edit = (who: Identity, room: string, text: string) =>
    school.runCommand(who, { kind: "edit", room, message: id, text });
  assert.equal(await say(ben, red, "Ben's first words"), null);
  assert.equal(await edit(ben, red, "Ben's second words"), null);
  assert.equal(await say(amy, "main", "Amy's first words"), null);
  assert.equal(await edit(amy, "main", "Amy's second words"), null);
  const versions = async (room: string) =>
    (await removedVersions(app.kv, session.id, room, id)).length;
  assert.deepEqual([await versions(red), await versions("main")], [1, 1]);
  await app.erasure.erase(teacher, amy.member);
  assert.deepEqual([await versions(red), await versions("main")], [1, 0]);
});

Deno.test("erasure removes one of two equal questions (O-3)", async () => {
  const { lesson: one, app, session, teacher, amy, ben, school } =
    await lesson();
  await using _ = school;
  const before = await school.readMessages(session.id);
  const onBoard = (who: Identity) =>
    one.readStaffEntry<StudentActivity>("students", who.member);
  assert.equal((await onBoard(amy))?.asked, "What is 2 + 2?");
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await onBoard(amy), undefined);
  assert.equal((await onBoard(ben))?.asked, "What is 2 + 2?");
  const after = await school.readMessages(session.id);
  assert.deepEqual(
    after.map(({ id, at }) => [id, at]),
    before.map(({ id, at }) => [id, at]),
  );
  assert.deepEqual(
    after.map(({ from, kind }) => [nameOf(from), kind]),
    [
      ["Amy", "deleted"],
      ["Ben", "text"],
      ["Cem", "text"],
      ["Ms Lin", "deleted"],
      ["Ms Lin", "deleted"],
      ["Ben", "assistant"],
    ],
  );
  const staff = names.staff(session.id);
  const left = await one.read(
    staff,
    (doc) => [
      [...classList(doc).values()].map(({ name }) => name),
      JSON.stringify(placementHistory(doc).toArray()).includes(amy.member),
      JSON.stringify(placementHistory(doc).toArray()).includes(ben.member),
      Object.keys(undoableChange(doc)?.moved ?? {}).length,
    ],
  );
  assert.deepEqual(left, [["Ben Wu", "Cem Kaya", "Dora Li"], false, true, 2]);

  function nameOf(from: string): string {
    if (from === amy.member) return "Amy";
    return from === ben.member
      ? "Ben"
      : from === session.member
      ? "Ms Lin"
      : "Cem";
  }
});

Deno.test("erasure removes merged members too (O-3)", async () => {
  const { app, lesson: one, session, teacher, amy, cem, school } =
    await lesson();
  await using _ = school;
  await app.membership.mergeMember(teacher, cem.member, { member: amy.member });
  await app.erasure.erase(teacher, cem.member);
  const root = names.session(session.id);
  const left = await one.read(
    root,
    (doc) => [...members(doc).values()].map(({ name }) => name).sort(),
  );
  assert.deepEqual(left, ["Ben Wu", "Ms Lin"]);
  const said = await school.readMessages(session.id);
  assert.equal(said.filter(({ kind }) => kind === "text").length, 1);
  const again = app.erasure.erase(teacher, amy.member);
  await assertRefused(again, "not-found");
});

Deno.test("erasure removes shared answers, also deleted ones and the board's line (O-3)", async () => {
  const { lesson: one, app, session, teacher, amy, red, school } =
    await lesson();
  await using _ = school;
  const { conversation } = await one.ask(amy, "A secret question");
  const given = await one.model.next();
  given.say("A secret answer.");
  given.end();
  await one.waitForTurns(conversation, ([, it]) => it?.state === "done");
  const [, { id: message }] = await one.turns(conversation);
  const what = { kind: "share", conversation, message };
  for (const named of [true, false]) {
    const id = newId();
    const share = { ...what, id, room: "main", named };
    assert.equal(await school.runCommand(teacher, share), null);
    await app.moderation.delete(teacher, "main", id);
  }
  await runAct(app, teacher, "POST /breakouts/start");
  assert.equal(await school.runCommand(teacher, { ...what, room: red }), null);
  const figures = new RoomFiguresUpdater(app.sync);
  await figures.refresh(session.id, [red]);
  const before = await one.readStaffEntry<RoomFigures>("rooms", red);
  assert.equal(before?.last?.text, "A secret answer.");
  await app.erasure.erase(teacher, amy.member);
  const after = await one.readStaffEntry<RoomFigures>("rooms", red);
  assert.equal(after?.last?.text, "");
  const left = (await Array.fromAsync(app.kv.list({ prefix: [] })))
    .filter(({ value }) =>
      (value instanceof Uint8Array
        ? new TextDecoder("latin1").decode(value)
        : JSON.stringify(value)).includes("A secret")
    );
  assert.deepEqual(left.map(({ key }) => key), []);
});

Deno.test("an erased student's answers can no longer be shared (O-3)", async () => {
  const { lesson: one, session, teacher, amy, hers, school } = await lesson();
  await using _ = school;
  const count = async () =>
    (await school.readMessages(session.id))
      .filter(({ kind }) => kind === "assistant").length;
  assert.equal(await count(), 3);
  await school.changeDirectly(
    session.id,
    (doc) => members(doc).delete(amy.member),
  );
  assert.equal((await one.turns(hers.conversation)).length, 2);
  for (const named of [true, false]) {
    const share = { kind: "share", room: "main", ...hers, named };
    assert.equal(await school.runCommand(teacher, share), "not-found");
  }
  assert.equal(await count(), 3);
});

Deno.test("a message restored during erasure is erased too (O-3)", async () => {
  const { app, session, teacher, amy, red, school } = await lesson();
  await using _ = school;
  await runAct(app, teacher, "POST /breakouts/start");
  const id = newId();
  const say = { id, kind: "say", room: red, text: "A secret" };
  assert.equal(await school.runCommand(amy, say), null);
  const mark = { kind: "bring-back", room: red, message: id, on: true };
  assert.equal(await school.runCommand(teacher, mark), null);
  const decide = app.sync.decide.bind(app.sync);
  let brought = 0;
  app.sync.decide = async (s, needs, take) => {
    if (needs.includes(names.room(session.id, red)) && brought++ === 0) {
      await runAct(app, teacher, "POST /breakouts/bring-back");
    }
    return await decide(s, needs, take);
  };
  await app.erasure.erase(teacher, amy.member);
  assert.ok(brought > 0);
  const said = await school.readMessages(session.id);
  assert.ok(said.some((it) => it.from === amy.member));
  assert.ok(!JSON.stringify(said).includes("A secret"));
});

Deno.test("a restored message has no reaction of an erased student (O-3)", async () => {
  const { app, session, teacher, amy, ben, red, school } = await lesson();
  await using _ = school;
  await runAct(app, teacher, "POST /breakouts/start");
  const message = newId();
  const say = { id: message, kind: "say", room: red, text: "Ben's" };
  assert.equal(await school.runCommand(ben, say), null);
  const about = { room: red, message, on: true };
  for (
    const command of [
      { kind: "react", emoji: "👍", ...about },
      { kind: "bring-back", ...about },
    ]
  ) assert.equal(await school.runCommand(amy, command), null);
  const react = { kind: "react", emoji: "🎉", ...about };
  assert.equal(await school.runCommand(ben, react), null);
  await app.moderation.delete(teacher, red, message);
  await app.erasure.erase(teacher, amy.member);
  await app.moderation.undelete(teacher, red, message);
  const name = names.room(session.id, red);
  const room = await app.sync.read(
    session.id,
    [name],
    ({ doc }) => ({
      said: messages(doc(name)).toArray(),
      reactions: reactionsTo(doc(name), message),
      marks: bringBackEntries(doc(name)).size,
    }),
  );
  assert.ok(room.said.some((it) => it.kind === "text" && it.text === "Ben's"));
  assert.deepEqual(room.reactions, [{ emoji: "🎉", members: [ben.member] }]);
  assert.equal(room.marks, 0);
});

Deno.test("a deleted message cannot come back during its author's erasure (O-3)", async () => {
  const { app, session, teacher, amy, school } = await lesson();
  await using _ = school;
  const id = newId();
  const say = { id, kind: "say", room: "main", text: "A secret" };
  assert.equal(await school.runCommand(amy, say), null);
  await app.moderation.delete(teacher, "main", id);
  const decide = app.sync.decide.bind(app.sync);
  let answer: string | null | undefined;
  app.sync.decide = async (s, needs, take) => {
    const done = await decide(s, needs, take);
    if (
      needs.includes(names.room(session.id, "main")) && answer === undefined
    ) {
      answer = null;
      const undo = app.moderation.undelete(teacher, "main", id);
      answer = await refusalNameOf(undo);
    }
    return done;
  };
  await app.erasure.erase(teacher, amy.member);
  assert.equal(answer, "conflict");
  const said = await school.readMessages(session.id);
  assert.ok(!JSON.stringify(said).includes("A secret"));
});

Deno.test("only a teacher erases, and only students, live or after the class (O-3)", async () => {
  const { app, session, teacher, amy, ben, school } = await lesson();
  await using _ = school;
  const by = (who: Identity, id: string) =>
    refusalNameOf(app.erasure.erase(who, id));
  assert.equal(await by(ben, amy.member), "not-allowed");
  assert.equal(await by(teacher, teacher.member), "not-allowed");
  assert.equal(await by(teacher, newId()), "not-found");
  assert.equal(await by(teacher, "__proto__"), "not-found");
  await app.sessions.end(school.teacher, session.id, { now: true });
  await app.erasure.erase(teacher, amy.member);
  assert.equal(await by(teacher, amy.member), "not-found");
});

Deno.test("an erasure stopped at any step is completed by the next round (O-3)", async () => {
  const { school, session, teacher, amy, ben } = await lesson();
  const stored = await Array.fromAsync(school.app.kv.list({ prefix: [] }));
  await school[Symbol.asyncDispose]();
  let steps = 0;
  for (let isDone = false; !isDone; steps += 3) {
    // Both apps open a copy of the class.
    const kv = await Deno.openKv(":memory:");
    for (const { key, value } of stored) await kv.set(key, value);
    const kept = new Proxy(kv, {
      get: (target, name) =>
        name === "close" ? () => {} : Reflect.get(target, name).bind(target),
    });
    let left = Infinity;
    const open = (kv: Kv) =>
      makeApp(readSettings({}), kv, undefined, undefined, { report() {} });
    const dying = await open(makeFailingKv(kept, () => left-- <= 0));
    left = steps;
    isDone = await dying.erasure.erase(teacher, amy.member).then(
      () => true,
      () => false,
    );
    left = Infinity;
    await dying.close();
    const next = await open(kept);
    await next.retention.runRound();
    const root = names.session(session.id);
    const there = await next.sync.read(
      session.id,
      [root],
      ({ doc }) => members(doc(root)).has(amy.member),
    );
    if (there) await next.erasure.erase(teacher, amy.member);
    const all = await Array.fromAsync(kv.list({ prefix: [] }));
    const text = all.map(({ key, value }) =>
      key.join(" ") +
      (value instanceof Uint8Array
        ? new TextDecoder("latin1").decode(value)
        : JSON.stringify(value))
    ).join("\n");
    for (const word of ["Amy Chen", "said by Amy", "erasing"]) {
      assert.ok(!text.includes(word), `${word} at step ${steps}`);
    }
    for (const word of ["Ben Wu", "said by Ben"]) {
      assert.ok(text.includes(word), `${word} at step ${steps}`);
    }
    assert.equal((await next.membership.listMembers(teacher)).length, 3);
    assert.ok((await next.membership.listMembers(teacher))
      .some(({ id }) => id === ben.member));
    await next.close();
    kv.close();
  }
  assert.ok(steps > 30, `it has ${steps} steps`);
});

Deno.test("a failed erasure says so, and continues when it is requested again (O-3)", async () => {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  await using _ = lesson;
  const { teacher, school: { app }, students: [amy] } = lesson;
  const { purge } = app.sync;
  app.sync.purge = () => Promise.reject(new Error("the disk is full"));
  await assert.rejects(app.erasure.erase(teacher, amy.member), {
    kind: "storage-unavailable",
    reason: "erasure-unfinished",
  });
  app.sync.purge = purge;
  await app.erasure.erase(teacher, amy.member);
  const left = app.kv.list({ prefix: ["erasing"] });
  assert.deepEqual(await Array.fromAsync(left), []);
  await assert.rejects(app.erasure.erase(teacher, amy.member), {
    kind: "not-found",
  });
});

async function quiet() {
  const lesson = await Lesson.begin({
    students: ["Amy", "Ben", "Cem", "Dan", "Eve", "Fay"],
  });
  const { teacher, school: { app }, session } = lesson;
  const does = async (who: Identity, command: Record<string, unknown>) =>
    assert.equal(await lesson.school.runCommand(who, command), null);
  const shared = async <S extends SharedResource>(id: string) =>
    await lesson.read(
      names.session(session.id),
      (doc) =>
        doc.getArray<SharedResource>("resources").toArray()
          .find((it) => it.id === id) as S,
    );
  const all = async () => {
    const docs = [
      names.session(session.id),
      names.staff(session.id),
      names.room(session.id, "main"),
      ...lesson.students.map(({ member }) => names.member(session.id, member)),
    ];
    const texts = await Promise.all(
      docs.map((name) => lesson.read(name, Y.encodeStateAsUpdate)),
    );
    const latin = new TextDecoder("latin1");
    return texts.map((bytes) => latin.decode(bytes)).join("\n");
  };
  return { lesson, app, teacher, does, shared, all };
}

Deno.test("results are counted again without an erased student (O-3, R-2)", async () => {
  const { lesson, app, teacher, does, shared, all } = await quiet();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const quiz = await lesson.addQuiz(
    "Rivers",
    { kind: "text", text: "Through Vienna?", correct: "Danube", points: 1 },
    { kind: "single", text: "The longest?", choices: ["Nile", "Rhine"] },
  );
  const { id, questions: [city, river] } = await app.resources.share(teacher, {
    quiz,
    pace: "own",
  }) as SharedQuiz;
  const answer = (who: Identity, text: string, choice: number) =>
    does(who, {
      kind: "answer",
      resource: id,
      answers: { [city.id]: text, [river.id]: [river.choices![choice].id] },
      done: true,
    });
  await answer(amy, "zqdonau", 0);
  await answer(ben, "Duna", 1);
  await answer(cem, "duna", 0);
  await app.resources.change(teacher, id, {
    marks: [
      { question: city.id, text: "zqdonau", right: true },
      { question: city.id, text: "Duna", right: true },
      { question: city.id, text: "Danube", right: true },
      { question: city.id, text: "zqnever", right: false },
    ],
    showResults: true,
  });
  const before = (await shared<SharedQuiz>(id)).results!;
  assert.deepEqual(before[0].counts, { zqdonau: 1, Duna: 2 });
  await app.erasure.erase(teacher, amy.member);
  const [first, second] = (await shared<SharedQuiz>(id)).results!;
  assert.deepEqual(first.counts, { Duna: 2 });
  assert.deepEqual(first.correct, ["Duna", "Danube"]);
  assert.deepEqual(second.counts, {
    [river.choices![0].id]: 1,
    [river.choices![1].id]: 1,
  });
  const { answers } = await app.resources.view(teacher, id);
  assert.equal(answers.length, 4);
  assert.doesNotMatch(await all(), /zqdonau|zqnever/);
  // The record's copy of the results is counted again, too.
  await app.resources.takeBack(teacher, id);
  await app.erasure.erase(teacher, cem.member);
  const taken = await app.resources.view(teacher, id);
  assert.deepEqual(taken.questions[1].counts, { [river.choices![1].id]: 1 });
  assert.match(JSON.stringify(taken.resource.results), /"Duna":1/);
});

Deno.test("an erased student's anonymous vote stays counted (O-3, R-4)", async () => {
  const { lesson, app, teacher, does, shared } = await quiet();
  await using _ = lesson;
  const ask = { question: "", words: ["Yes", "No"] as [string, string] };
  const [secret, open] = await Promise.all(
    [true, false].map(async (anonymous) =>
      await app.resources.share(teacher, {
        poll: { kind: "yes-no", anonymous, ...ask },
      }) as SharedPoll
    ),
  );
  const yes = ({ questions: [{ choices }] }: SharedPoll) => choices![0].id;
  const { school } = lesson;
  for (const who of lesson.students.slice(0, 5)) {
    assert.equal(await school.castVote(who, secret.id, [yes(secret)]), null);
    const answers = { [open.questions[0].id]: [yes(open)] };
    await does(who, { kind: "answer", resource: open.id, answers });
  }
  await app.resources.change(teacher, open.id, { showResults: true });
  await app.erasure.erase(teacher, lesson.students[0].member);
  const [result] = (await shared<SharedPoll>(open.id)).results!;
  assert.deepEqual(result.counts, { [yes(open)]: 4 });
  const late = school.castVote(lesson.students[5], secret.id, [yes(secret)]);
  const view = app.resources.change(teacher, secret.id, { showResults: true });
  await view;
  const [{ counts, answered }] = (await shared<SharedPoll>(secret.id)).results!;
  const voted = await late === null ? 6 : 5;
  assert.deepEqual([counts, answered], [{ [yes(secret)]: voted }, voted]);
});

Deno.test("erasure removes a student's wall questions, posts and votes (O-3, R-5)", async () => {
  const { lesson, app, teacher, does, all } = await quiet();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const wall = await app.resources.share(teacher, { wall: {} });
  const wish = async (who: Identity, text: string) => {
    const id = newId();
    await does(who, { id, kind: "wish", resource: wall.id, text });
    return id;
  };
  const vote = (who: Identity, wish: string) =>
    does(who, { kind: "vote", resource: wall.id, wish, on: true });
  const hers = await wish(amy, "zqwhy is that?");
  const hidden = await wish(amy, "zqhidden");
  const his = await wish(ben, "Will it be in the test?");
  await vote(ben, hers);
  await vote(amy, his);
  await vote(lesson.students[2], his);
  await app.walls.postQuestion(teacher, wall.id, hers);
  await app.walls.changeQuestion(teacher, wall.id, hidden, { hidden: true });
  await app.erasure.erase(teacher, amy.member);
  const { wishes } = await app.resources.view(teacher, wall.id);
  assert.deepEqual(
    wishes?.map(({ id, votes, member }) => [id, votes, member]),
    [[his, 1, ben.member]],
  );
  assert.doesNotMatch(await all(), /zqwhy|zqhidden/);
  const messages = await lesson.school.readMessages(lesson.session.id);
  assert.deepEqual(messages.map(({ kind }) => kind), ["deleted"]);
});
