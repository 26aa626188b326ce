/** A class's answers at once, and a student's answers after the class. */
import assert from "node:assert/strict";
import type {
  CheckResource,
  SharedQuiz,
} from "../../../classroom/model/resources/shared_resources.ts";
import { Lesson } from "../lesson.ts";
import * as Y from "yjs";
import type { Identity } from "../../../classroom/model/members.ts";
import { members } from "../../../classroom/model/layout.ts";
import { ownAnswerSheets } from "../../../classroom/model/resources_layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { makeStep2Frame, makeUpdateFrame } from "../../../sync/protocol.ts";
import { FakeSocket, takeFrame } from "../../sync/fake_socket.ts";
import { connect } from "../../sync/connect.ts";

Deno.test("a student finds their answers after the class, of an anonymous poll only the vote (R-8, S-5)", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson;
  const { teacher, school } = lesson, { app } = school;
  const browser = school.browser();
  const amy = await lesson.student("Amy", browser);
  const quiz = await lesson.quiz(
    "Rivers",
    {
      kind: "single",
      text: "The longest?",
      choices: ["Nile", "Rhine"],
      correct: 0,
      points: 2,
      explanation: "6,650 km",
    },
    { kind: "text", text: "Vienna?", correct: ["Danube"], points: 1 },
  );
  const give = async (ask: Parameters<typeof app.resources.share>[1]) =>
    await app.resources.share(teacher, ask) as CheckResource;
  const shared = await give({ quiz, pace: "own" });
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
  const mine = async () => (await app.myWork.listAll(browser.from)).checks;

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

Deno.test("a poll that was taken back is not among a student's answers (R-8)", async () => {
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
  }) as CheckResource;
  const answers = { [questions[0].id]: "fine" };
  await school.command(amy, { kind: "answer", resource: id, answers });
  const mine = async () => (await app.myWork.listAll(browser.from)).checks;
  assert.equal((await mine())[0].questions[0].answer, "fine");
  await app.resources.takeBack(teacher, id);
  assert.deepEqual(await mine(), []);
});

type Bytes = Uint8Array<ArrayBuffer>;

interface Device {
  who: Identity;
  doc: Y.Doc;
  socket: FakeSocket;
}

async function quizFor(count: number, questions: number) {
  const lesson = await Lesson.begin();
  const { school, session: { id: s }, teacher } = lesson;
  const { app } = school;
  const ids = Array.from({ length: count }, newId);
  await school.tamper(s, (doc) => {
    for (const [n, id] of ids.entries()) {
      members(doc).set(id, {
        name: `Student ${n}`,
        role: "student",
        joinedAt: n,
        room: null,
      });
    }
  });
  const id = await lesson.quiz(
    "Numbers",
    ...Array.from({ length: questions }, (_, n) => ({
      kind: "number",
      text: `Which is number ${n}?`,
    })),
  );
  const quiz = await app.resources.share(teacher, { quiz: id, pace: "own" });
  const heard = new Set<string>();
  const devices = ids.map((member): Device => {
    const who: Identity = { session: s, member, role: "student" };
    const doc = new Y.Doc();
    const socket = new FakeSocket((frame) => {
      heard.add(member);
      takeFrame(doc, frame);
    });
    const own = names.member(s, member);
    connect(app.sync, socket, who, own);
    return { who, doc, socket };
  });
  /** Resolves when everything sent is stored. */
  const settled = async () => {
    for (let turn = 0; turn < 10; turn++) {
      await app.sync.decide(s, [names.session(s)], () => {});
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  // A connection that is not registered yet loses messages.
  for (let turn = 0; turn < 500 && heard.size < count; turn++) await settled();
  for (const { socket } of devices) {
    socket.say(makeStep2Frame(new Uint8Array([0, 0])));
  }
  await settled();
  const commits = async () =>
    (await app.kv.get<{ seq: number }>(["space", s, "head"])).value!.seq;
  const answer = ({ doc, socket }: Device, question: number) => {
    const before = Y.encodeStateVector(doc);
    const { id, questions } = quiz as SharedQuiz;
    doc.getArray("outbox").push([{
      id: newId(),
      kind: "answer",
      resource: id,
      answers: { [questions[question].id]: question },
    }]);
    socket.say(makeUpdateFrame(Y.encodeStateAsUpdate(doc, before) as Bytes));
  };
  return { lesson, quiz, devices, settled, commits, answer };
}

Deno.test("thirty answers at once are one commit, or two (SYNC-6)", async () => {
  const { lesson, quiz, devices, settled, commits, answer } = await quizFor(
    30,
    1,
  );
  await using _ = lesson;
  const before = await commits();
  for (const device of devices) answer(device, 0);
  await settled();
  assert.ok(await commits() <= before + 2, `${await commits() - before}`);
  const { answers } = await lesson.school.app.resources.view(
    lesson.teacher,
    quiz.id,
  );
  assert.equal(answers.length, 30);
  for (const { socket } of devices) socket.drop();
});

Deno.test("300 students answer ten questions, and not one waits for a pace (SYNC-12)", async () => {
  const { lesson, quiz, devices, settled, commits, answer } = await quizFor(
    300,
    10,
  );
  await using _ = lesson;
  const before = await commits();
  // The clock stands still, so no rate limit recovers.
  for (let n = 0; n < 10; n++) {
    for (const device of devices) answer(device, n);
    await settled();
  }
  assert.ok(await commits() <= before + 50, `${await commits() - before}`);
  for (const { who, socket } of devices) {
    const own = () =>
      lesson.read(
        names.member(who.session, who.member),
        (doc) => [
          doc.getArray("outbox").length,
          Object.keys(ownAnswerSheets(doc).get(quiz.id)?.answers ?? {}).length,
        ],
      );
    // A busy machine may still be sending.
    for (let turn = 0; turn < 100 && (await own())[1] < 10; turn++) {
      await settled();
    }
    assert.deepEqual(await own(), [0, 10]);
    socket.drop();
  }
});
