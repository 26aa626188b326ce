/** what a student finds of their own answers under **My conversations**, and what is not there to be found. */
import assert from "node:assert/strict";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import type { Check } from "../../../classroom/model/resources/shared.ts";
import { Lesson } from "../lesson.ts";

Deno.test("R-8, S-5: a student finds their answers after the class, with what is right once it was shown, and of an anonymous poll that they took part", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson;
  const { teacher, school } = lesson, { app } = school;
  const browser = school.browser();
  const amy = await lesson.student("Amy", browser);
  const quiz = await app.library.add(
    "quiz",
    teacher.teacher!,
    quizBody.parse({
      name: "Rivers",
      questions: [
        {
          kind: "single",
          text: "The longest?",
          choices: ["Nile", "Rhine"],
          correct: 0,
          points: 2,
          explanation: "6,650 km",
        },
        { kind: "text", text: "Vienna?", correct: ["Danube"], points: 1 },
      ],
    }),
  );
  const give = async (ask: Parameters<typeof app.resources.share>[1]) =>
    await app.resources.share(teacher, ask) as Check;
  const shared = await give({ quiz: quiz.id, pace: "own" });
  const secret = await give({
    poll: {
      kind: "letters",
      question: "Faster?",
      anonymous: true,
      words: ["Yes", "No"],
    },
  });
  const [river, city] = shared.questions, [asked] = secret.questions;
  const answer = (resource: string, answers: unknown) =>
    school.command(amy, { kind: "answer", resource, answers, done: true });
  await answer(shared.id, {
    [river.id]: [river.choices![1].id],
    [city.id]: "Wien",
  });
  await school.vote(amy, secret.id, [asked.choices![2].id]);
  const mine = async () => (await app.myWork.all(browser.from)).checks;

  const before = JSON.stringify(await mine());
  assert.match(before, /Rivers.*Wien/);
  assert.doesNotMatch(before, /correct|Danube|6,650|right|earned/);

  await app.resources.change(teacher, shared.id, { showResults: true });
  const marks = [{ question: city.id, text: "Wien", right: false }];
  await app.resources.change(teacher, shared.id, { marks });
  await app.sessions.end(school.teacher, lesson.session.id, { now: true });
  const [after, poll] = await mine();
  assert.deepEqual(
    after.questions.map(({ right, earned, correct, explanation }) => ({
      right,
      earned,
      correct,
      explanation,
    })),
    [
      {
        right: false,
        earned: 0,
        correct: [river.choices![0].id],
        explanation: "6,650 km",
      },
      {
        right: false,
        earned: 0,
        correct: ["Danube"],
        explanation: undefined,
      },
    ],
  );
  assert.equal(poll.done, true);
  assert(poll.questions.every(({ answer }) => answer === undefined));
});

Deno.test("R-8: what was taken back is nowhere among a student’s answers", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson;
  const { teacher, school } = lesson, { app } = school;
  const browser = school.browser();
  const amy = await lesson.student("Amy", browser);
  const { id, questions } = await app.resources.share(teacher, {
    poll: {
      kind: "word",
      question: "Mood?",
      anonymous: false,
      words: ["Yes", "No"],
    },
  }) as Check;
  const answers = { [questions[0].id]: "fine" };
  await school.command(amy, { kind: "answer", resource: id, answers });
  const mine = async () => (await app.myWork.all(browser.from)).checks;
  assert.equal((await mine())[0].questions[0].answer, "fine");
  await app.resources.takeBack(teacher, id);
  assert.deepEqual(await mine(), []);
});
