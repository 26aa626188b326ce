/** Resources of a class, and students' answers (R-1 to R-4). */
import assert from "node:assert/strict";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type {
  PresentChoice,
  SharedPoll,
  SharedQuiz,
} from "../../../classroom/model/resources/shared_resources.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { ownAnswerSheets } from "../../../classroom/model/roots.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused } from "../school.ts";
import { beginPollLesson } from "../checks/poll_lesson.ts";

const rivers = [
  {
    kind: "single",
    text: "The longest?",
    choices: ["Nile", "Rhine"],
    correct: 0,
    explanation: "6,650 km",
  },
  { kind: "text", text: "Through Vienna?", correct: ["Danube", "Donau"] },
  { kind: "number", text: "How many?", correct: 7, tolerance: 1 },
];

async function quizLesson(ask: Record<string, unknown> = {}) {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben", "Cem"] });
  const { app } = lesson.school;
  const { teacher } = lesson;
  const quiz = await lesson.addQuiz("Rivers", ...rivers);
  const shared = await app.resources.share(teacher, {
    quiz,
    pace: "own",
    ...ask,
  }) as SharedQuiz;
  const answer = (
    who: Identity,
    answers: Record<string, unknown>,
    done?: boolean,
  ) =>
    lesson.school.runCommand(who, {
      kind: "answer",
      resource: shared.id,
      answers,
      ...(done && { done }),
    });
  const view = () => app.resources.view(teacher, shared.id);
  return { lesson, app, teacher, shared, answer, view };
}

Deno.test("a quiz is answered, handed in once and shown, with solutions hidden until then (R-2)", async () => {
  const { lesson, app, teacher, shared, answer, view } = await quizLesson();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const [river, city, number] = shared.questions;
  const [nile, rhine] = river.choices!;
  assert.doesNotMatch(
    await lesson.read(
      names.session(lesson.session.id),
      (doc) => JSON.stringify(doc.getArray("resources").toJSON()),
    ),
    /correct|Danube|6,650|tolerance/,
  );
  assert.equal(await answer(amy, { [river.id]: [rhine.id] }), null);
  assert.equal(await answer(amy, { [river.id]: [nile.id] }), null, "changed");
  const rest = { [city.id]: " DONAU ", [number.id]: 8 };
  assert.equal(await answer(amy, rest, true), null);
  assert.equal(await answer(amy, { [number.id]: 1 }), "already-answered");
  assert.equal(await answer(ben, { [city.id]: "Wien" }), null);
  for (
    const wrong of [
      { [river.id]: [nile.id, rhine.id] },
      { [river.id]: [number.id] },
      { [number.id]: "7" },
      { [city.id]: 7 },
    ]
  ) assert.equal(await answer(ben, wrong), "malformed");
  assert.equal(await answer(teacher, {}), "not-allowed");
  await app.resources.change(teacher, shared.id, { closed: true });
  assert.equal(await answer(cem, { [number.id]: 5 }), null, "late, but counts");
  const { answers, done, questions } = await view();
  assert.deepEqual(
    answers.map(({ member, right, late }) => [member, right, late]),
    [
      [amy.member, true, undefined],
      [amy.member, true, undefined],
      [amy.member, true, undefined],
      [ben.member, undefined, undefined],
      [cem.member, false, true],
    ],
  );
  assert.deepEqual(done, [amy.member]);
  assert.deepEqual(questions[0].counts, { [nile.id]: 1 });
  await app.resources.change(teacher, shared.id, { showResults: true });
  assert.equal(await answer(cem, { [number.id]: 7 }), "ended");
  const [{ results }] = await lesson.read(
    names.session(lesson.session.id),
    (doc) => doc.getArray("resources").toJSON() as SharedQuiz[],
  );
  assert.deepEqual(results?.[1], {
    id: city.id,
    answered: 2,
    counts: { DONAU: 1 },
    correct: ["Danube", "Donau"],
    waits: 1,
  });
  await app.resources.change(teacher, shared.id, {
    marks: [{ question: city.id, text: "wien", right: false }],
  });
  const again = await view();
  assert.equal(again.answers[3].right, false);
  const own = await lesson.read(
    names.member(lesson.session.id, cem.member),
    (doc) => ownAnswerSheets(doc).toJSON(),
  );
  assert.deepEqual(own[shared.id], {
    answers: { [number.id]: 5 },
    late: [number.id],
  });
});

Deno.test("one by one, a question is hidden before its turn and late after it (R-2)", async () => {
  const { lesson, app, teacher, shared, answer, view } = await quizLesson({
    pace: "together",
  });
  await using _ = lesson;
  const [amy] = lesson.students;
  assert.equal(shared.questions.length, 1);
  const [first] = shared.questions;
  await app.resources.change(teacher, shared.id, { step: 1 });
  const choice = [first.choices![0].id];
  assert.equal(await answer(amy, { [first.id]: choice }), null);
  assert.equal((await view()).answers[0].late, true);
  await assertRefused(
    app.resources.change(teacher, shared.id, { step: 3 }),
    "malformed",
  );
  await app.resources.takeBack(teacher, shared.id);
  assert.equal(await answer(amy, {}), "not-found");
  assert.equal((await view()).taken, true);
});

Deno.test("a resource taken back comes back with its answers (R-2)", async () => {
  const { lesson, app, teacher, shared, answer, view } = await quizLesson();
  await using _ = lesson;
  const [amy] = lesson.students;
  const [river] = shared.questions;
  const given = { [river.id]: [river.choices![0].id] };
  await answer(amy, given);
  lesson.school.time.now += 1000;
  const wall = await app.resources.share(teacher, { wall: {} });
  await assertRefused(app.resources.restore(teacher, shared.id), "not-found");
  await app.resources.takeBack(teacher, shared.id);
  await app.resources.restore(teacher, shared.id);
  assert.deepEqual(
    (await app.resources.list(teacher)).map(({ id }) => id),
    [shared.id, wall.id],
  );
  const { answers, taken } = await view();
  assert.deepEqual([answers.length, taken], [1, undefined]);
  assert.equal(await answer(amy, given), null);
});

Deno.test("unused resources taken back are deleted to make room for new ones", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { teacher, school: { app }, students: [amy] } = lesson;
  const text = "a".repeat(20_000);
  const share = (name: string) =>
    app.resources.share(teacher, { page: { name, text, per: "class" } });
  const poll = await app.resources.share(teacher, {
    poll: {
      kind: "yes-no",
      question: "Again?",
      anonymous: false,
      words: ["Yes", "No"],
    },
  }) as SharedPoll;
  const [{ id: question, choices = [] }] = poll.questions;
  await lesson.school.runCommand(amy, {
    kind: "answer",
    resource: poll.id,
    answers: { [question]: [choices[0].id] },
  });
  const used = await share("used");
  await app.pages.openPage(amy, { resource: used.id });
  await app.resources.takeBack(teacher, poll.id);
  await app.resources.takeBack(teacher, used.id);
  const taken: string[] = [];
  for (let n = 0; n < 60; n++) {
    const { id } = await share(`page ${n}`);
    await app.resources.takeBack(teacher, id);
    taken.push(id);
  }
  const back = (id: string) => app.resources.restore(teacher, id);
  await assertRefused(back(taken[0]), "not-found");
  assert.equal((await back(taken.at(-1)!)).id, taken.at(-1));
  assert.equal((await back(used.id)).id, used.id);
  await back(poll.id);
  const { answers } = await app.resources.view(teacher, poll.id);
  assert.equal(answers.length, 1);
});

Deno.test("shared resources are not deleted for room, and a refusal removes nothing", async () => {
  await using lesson = await Lesson.begin();
  const { teacher, school: { app } } = lesson;
  const text = "a".repeat(20_000);
  const share = () =>
    app.resources.share(teacher, { page: { name: "A", text, per: "class" } });
  const { id } = await share();
  await app.resources.takeBack(teacher, id);
  const full = async () => {
    for (;;) await share();
  };
  await assertRefused(full(), "too-large");
  const [{ id: newest }] = (await app.resources.list(teacher)).slice(-1);
  await app.resources.takeBack(teacher, newest);
  await app.resources.restore(teacher, newest);
  await assertRefused(share(), "too-large");
});

Deno.test("only staff know what is on Present (R-2)", async () => {
  const { lesson, app, teacher, shared } = await quizLesson();
  await using _ = lesson;
  const chosen = () =>
    lesson.readStaffEntry<PresentChoice>("present", "chosen");
  await app.resources.change(teacher, shared.id, { present: true });
  assert.equal((await chosen())?.resource, shared.id);
  await app.resources.change(teacher, shared.id, { present: false });
  assert.equal((await chosen())?.resource, null);
  assert.doesNotMatch(
    await lesson.read(
      names.session(lesson.session.id),
      (doc) => JSON.stringify(doc.toJSON()),
    ),
    /present/,
  );
});

Deno.test("an anonymous poll with fewer than five votes shows no counts (R-4)", async () => {
  const { lesson, vote, change } = await beginPollLesson();
  await using _ = lesson;
  assert.equal(await vote(0, "Volcano"), null);
  for (const ask of [{ closed: true }, { showResults: true as const }]) {
    for (let twice = 0; twice < 2; twice++) {
      const { questions: [{ answered, counts }] } = await change(ask);
      assert.deepEqual([answered, counts], [1, {}]);
    }
  }
  for (const name of [names.session, names.staff]) {
    const all = await lesson.read(
      name(lesson.session.id),
      (doc) => JSON.stringify(doc.toJSON()),
    );
    assert.doesNotMatch(all, /volcano/i);
  }
});

Deno.test("short texts are marked, and results shown, after the class too (R-2)", async () => {
  const { lesson, app, teacher, shared, answer } = await quizLesson();
  await using _ = lesson;
  const [, city] = shared.questions;
  await answer(lesson.students[0], { [city.id]: "Wien" });
  await lesson.endClass();
  const { answers } = await app.resources.change(teacher, shared.id, {
    marks: [{ question: city.id, text: "Wien", right: true }],
    showResults: true,
  });
  assert.equal(answers[0].right, true);
  await assertRefused(
    app.resources.change(teacher, shared.id, { closed: false }),
    "ended",
  );
});

Deno.test("a resend after the close is not late (R-2)", async () => {
  const { lesson, app, teacher, shared, answer, view } = await quizLesson();
  await using _ = lesson;
  const [amy] = lesson.students;
  const [, city, number] = shared.questions;
  assert.equal(await answer(amy, { [city.id]: "Wien" }), null);
  await app.resources.change(teacher, shared.id, { closed: true });
  await answer(amy, { [city.id]: "Wien", [number.id]: 7 });
  const late = async () =>
    (await view()).answers.map(({ late }) => late === true);
  assert.deepEqual(await late(), [false, true]);
  await app.resources.change(teacher, shared.id, { closed: false });
  await answer(amy, { [number.id]: 8 });
  assert.deepEqual(await late(), [false, false]);
});

Deno.test("a refused change writes nothing (R-2)", async () => {
  const { lesson, app, teacher, shared, answer, view } = await quizLesson();
  await using _ = lesson;
  const [amy] = lesson.students;
  const [, city] = shared.questions;
  await answer(amy, { [city.id]: "Wien" });
  const staff = () =>
    lesson.read(
      names.staff(lesson.session.id),
      (doc) =>
        JSON.stringify([
          doc.getMap("resources").toJSON(),
          doc.getMap("present").toJSON(),
        ]),
    );
  const before = await staff();
  const mark = (text: string) => ({ question: city.id, text, right: true });
  const wrong = { marks: [mark("Wien")], present: true, step: 1 };
  await assertRefused(
    app.resources.change(teacher, shared.id, wrong),
    "malformed",
  );
  assert.equal(await staff(), before);
  await app.resources.change(teacher, shared.id, {
    marks: [mark("Wien"), mark("Inn")],
  });
  const { questions } = await view();
  assert.deepEqual(questions[1].correct, ["Danube", "Donau", "Wien"]);
});

Deno.test("an anonymous poll names no voter, and accepts any word (R-4)", async () => {
  const { lesson, app, teacher, poll, vote, view, change } =
    await beginPollLesson({
      students: 6,
    });
  await using _ = lesson;
  for (let n = 0; n < 6; n++) {
    const word = n === 5 ? "constructor" : n < 2 ? "tree" : "Tree ";
    assert.equal(await vote(n, word), null);
    await view();
  }
  const { questions: [{ answered }], answers, done } = await app.resources
    .view(teacher, poll.id);
  assert.deepEqual([answered, answers, done], [6, [], []]);
  const { questions: [shown] } = await change({ showResults: true });
  assert.deepEqual(shown.counts, { Tree: 5, constructor: 1 });
});

Deno.test("a word that grows when compared, or is invisible, is refused (R-4)", async () => {
  const { lesson, vote } = await beginPollLesson({ anonymous: false });
  await using _ = lesson;
  for (const word of ["\ufdfa".repeat(38), "\u200b\u2060", "\u202edab"]) {
    assert.equal(await vote(0, word), "malformed");
  }
});
