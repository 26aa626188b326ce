/** O-3, R-2 to R-5: who is erased leaves none of their answers, words and questions; and what others gave stays. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import type {
  Shared,
  SharedPoll,
  SharedQuiz,
} from "../../../classroom/model/resources/shared.ts";
import type { Who } from "../../../classroom/model/who.ts";
import { Lesson } from "../lesson.ts";

async function quiet() {
  const lesson = await Lesson.begin({
    students: ["Amy", "Ben", "Cem", "Dan", "Eve", "Fay"],
  });
  const { teacher, school: { app }, session } = lesson;
  const does = async (who: Who, command: Record<string, unknown>) =>
    assert.equal(await lesson.school.command(who, command), null);
  const shared = async <S extends Shared>(id: string) =>
    await lesson.read(
      names.session(session.id),
      (doc) =>
        doc.getArray<Shared>("resources").toArray()
          .find((it) => it.id === id) as S,
    );
  /** All that the documents of the class say. */
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

Deno.test("O-3, R-2: results are counted anew without who is erased, and words that only they wrote are gone", async () => {
  const { lesson, app, teacher, does, shared, all } = await quiet();
  await using _ = lesson;
  const [amy, ben, cem] = lesson.students;
  const quiz = await app.library.add(
    "quiz",
    teacher.teacher!,
    quizBody.parse({
      name: "Rivers",
      questions: [
        { kind: "text", text: "Through Vienna?", correct: "Danube", points: 1 },
        { kind: "single", text: "The longest?", choices: ["Nile", "Rhine"] },
      ],
    }),
  );
  const { id, questions: [city, river] } = await app.resources.share(teacher, {
    quiz: quiz.id,
    pace: "own",
  }) as SharedQuiz;
  const answer = (who: Who, text: string, choice: number) =>
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
  assert.deepEqual(before[0].counts, { zqdonau: 1, duna: 2 });
  await app.erasure.erase(teacher, amy.member);
  const [first, second] = (await shared<SharedQuiz>(id)).results!;
  assert.deepEqual(first.counts, { duna: 2 });
  assert.deepEqual(first.correct, ["Duna", "Danube"]);
  assert.deepEqual(second.counts, {
    [river.choices![0].id]: 1,
    [river.choices![1].id]: 1,
  });
  const { answers } = await app.resources.view(teacher, id);
  assert.equal(answers.length, 4);
  assert.doesNotMatch(await all(), /zqdonau|zqnever/);
  // Taken back, the copy for the record is counted anew as well.
  await app.resources.takeBack(teacher, id);
  await app.erasure.erase(teacher, cem.member);
  const taken = await app.resources.view(teacher, id);
  assert.deepEqual(taken.questions[1].counts, { [river.choices![1].id]: 1 });
  assert.match(JSON.stringify(taken.resource.results), /"duna":1/);
});

Deno.test("O-3, R-4: what who is erased has voted for stays counted, and no vote is lost by it", async () => {
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
    assert.equal(await school.vote(who, secret.id, [yes(secret)]), null);
    const answers = { [open.questions[0].id]: [yes(open)] };
    await does(who, { kind: "answer", resource: open.id, answers });
  }
  await app.resources.change(teacher, open.id, { showResults: true });
  await app.erasure.erase(teacher, lesson.students[0].member);
  const [result] = (await shared<SharedPoll>(open.id)).results!;
  assert.deepEqual(result.counts, { [yes(open)]: 4 });
  const late = school.vote(lesson.students[5], secret.id, [yes(secret)]);
  const view = app.resources.change(teacher, secret.id, { showResults: true });
  await view;
  const [{ counts, answered }] = (await shared<SharedPoll>(secret.id)).results!;
  const voted = await late === null ? 6 : 5;
  assert.deepEqual([counts, answered], [{ [yes(secret)]: voted }, voted]);
});

Deno.test("O-3, R-5: questions on a wall go with whoever asked them, posted ones too, and so do votes", async () => {
  const { lesson, app, teacher, does, all } = await quiet();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const wall = await app.resources.share(teacher, { wall: {} });
  const wish = async (who: Who, text: string) => {
    const id = newId();
    await does(who, { id, kind: "wish", resource: wall.id, text });
    return id;
  };
  const vote = (who: Who, wish: string) =>
    does(who, { kind: "vote", resource: wall.id, wish, on: true });
  const hers = await wish(amy, "zqwhy is that?");
  const hidden = await wish(amy, "zqhidden");
  const his = await wish(ben, "Will it be in the test?");
  await vote(ben, hers);
  await vote(amy, his);
  await vote(lesson.students[2], his);
  await app.walls.post(teacher, wall.id, hers);
  await app.walls.change(teacher, wall.id, hidden, { hidden: true });
  await app.erasure.erase(teacher, amy.member);
  const { wishes } = await app.resources.view(teacher, wall.id);
  assert.deepEqual(
    wishes?.map(({ id, votes, member }) => [id, votes, member]),
    [[his, 1, ben.member]],
  );
  assert.doesNotMatch(await all(), /zqwhy|zqhidden/);
  const messages = await lesson.school.messages(lesson.session.id);
  assert.deepEqual(messages.map(({ kind }) => kind), ["deleted"]);
});
