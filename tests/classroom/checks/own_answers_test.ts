/** A class's answers at once, a student's answers after the class, and exit tickets. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { readClassDocuments } from "../../../classroom/model/layout.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type {
  CheckResource,
  SharedQuiz,
} from "../../../classroom/model/resources/shared_resources.ts";
import {
  members,
  ownAnswerSheets,
  sharedResources,
} from "../../../classroom/model/roots.ts";
import { fileEntries } from "../../../classroom/model/staff_roots.ts";
import { makeStep2Frame, makeUpdateFrame } from "../../../sync/protocol.ts";
import { connectSocket } from "../../sync/connect.ts";
import { FakeSocket, takeFrame } from "../../sync/fake_socket.ts";
import { smallestPng } from "../files/memory_bytes.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused, makeTempFolder, School } from "../school.ts";

Deno.test("a student finds their answers after the class, of an anonymous poll only the vote (R-8, S-5)", async () => {
  const lesson = await Lesson.begin();
  await using _ = lesson;
  const { teacher, school } = lesson, { app } = school;
  const browser = school.newBrowser();
  const amy = await lesson.addStudent("Amy", browser);
  const quiz = await lesson.addQuiz(
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
    school.runCommand(amy, { kind: "answer", resource, answers, done: true });
  await answer(shared.id, {
    [river.id]: [river.choices![1].id],
    [city.id]: "Wien",
  });
  await school.castVote(amy, secret.id, [asked.choices![2].id]);
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
  const browser = school.newBrowser();
  const amy = await lesson.addStudent("Amy", browser);
  const { id, questions } = await app.resources.share(teacher, {
    poll: {
      kind: "word",
      question: "Mood?",
      anonymous: false,
      words: ["Yes", "No"],
    },
  }) as CheckResource;
  const answers = { [questions[0].id]: "fine" };
  await school.runCommand(amy, { kind: "answer", resource: id, answers });
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
  await school.changeDirectly(s, (doc) => {
    for (const [n, id] of ids.entries()) {
      members(doc).set(id, {
        name: `Student ${n}`,
        role: "student",
        joinedAt: n,
        room: null,
      });
    }
  });
  const id = await lesson.addQuiz(
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
    connectSocket(app.sync, socket, who, own);
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

Deno.test("thirty answers at once make one or two commits (SYNC-6)", async () => {
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

Deno.test("300 students answer ten questions without being slowed (SYNC-12)", async () => {
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

const minutes = 60_000;

async function ticketLesson() {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { teacher, school, session: { id } } = lesson;
  const { app, time } = school;
  const end = (now?: boolean) =>
    app.sessions.end(school.teacher, id, { ...(now && { now }) });
  const undo = () => app.sessions.undoEnd(school.teacher, id);
  const shared = () =>
    lesson.read(
      names.session(id),
      (doc) => sharedResources(doc).toArray() as SharedQuiz[],
    );
  const answer = (who: Identity, { id: resource, questions }: SharedQuiz) =>
    school.runCommand(who, {
      kind: "answer",
      resource,
      answers: { [questions[0].id]: "Cells" },
      done: true,
    });
  return { lesson, teacher, app, time, end, undo, shared, answer };
}

Deno.test("a prepared ticket is shared at the end, and the class ends with its time (R-7)", async () => {
  const { lesson, teacher, app, time, end, shared, answer } =
    await ticketLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const question = "What did you learn?";
  await app.exitTickets.prepare(teacher, { question });
  assert.equal((await shared()).length, 0, "nobody has it before");
  const begun = time.now;
  const { state, endsAt } = await end();
  assert.equal(state, "active");
  assert.equal(Date.parse(endsAt), begun + 2 * minutes);
  const [ticket] = await shared();
  assert.deepEqual(
    [ticket.exit, ticket.endsAt, ticket.questions[0].text],
    [true, begun + 2 * minutes, question],
  );
  assert.equal((await end()).endsAt, endsAt, "pressed again");
  assert.equal((await shared()).length, 1);
  await assertRefused(app.exitTickets.remove(teacher), "conflict");
  await assertRefused(app.resources.takeBack(teacher, ticket.id), "conflict");
  assert.equal(await answer(amy, ticket), null);
  const { done } = await app.resources.view(teacher, ticket.id);
  assert.deepEqual(done, [amy.member]);
  time.now += 2 * minutes;
  assert.equal(await answer(ben, ticket), "ended");
});

Deno.test("keep going restores the end, and an answered ticket comes again (R-7)", async () => {
  const { lesson, teacher, app, time, end, undo, shared, answer } =
    await ticketLesson();
  await using _ = lesson;
  const [amy] = lesson.students;
  const { endsAt: before } = lesson.session;
  await app.exitTickets.prepare(teacher, { question: "Clear?" });
  await end();
  const [{ id }] = await shared();
  time.now += minutes;
  assert.equal((await undo()).endsAt, before);
  assert.deepEqual(await shared(), [], "nobody had answered");
  await end();
  const [ticket] = await shared();
  assert.equal(ticket.id, id);
  await answer(amy, ticket);
  await undo();
  assert.equal((await shared())[0].closed, true);
  await end();
  const [again] = await shared();
  assert.deepEqual([again.id, again.closed], [id, undefined]);
  assert.equal(await answer(amy, again), "already-answered");
  assert.equal((await end(true)).state, "ended");
});

Deno.test("an extended class outlives its ticket, and can have another (R-7)", async () => {
  const { lesson, teacher, app, time, end, shared, answer } =
    await ticketLesson();
  await using _ = lesson;
  const { id } = lesson.session;
  const [amy, ben] = lesson.students;
  await app.exitTickets.prepare(teacher, { question: "Clear?" });
  const ends = Date.parse((await end()).endsAt);
  const [ticket] = await shared();
  const { endsAt } = await app.sessions.extend(lesson.school.teacher, id, {
    minutes: 15,
  });
  assert.equal(Date.parse(endsAt), ends + 15 * minutes);
  assert.equal(await answer(amy, ticket), null);
  time.now = ends;
  assert.equal((await shared())[0].endsAt, ends);
  await answer(ben, ticket);
  assert.equal(
    (await app.resources.view(teacher, ticket.id)).answers.length,
    2,
  );
  await app.exitTickets.prepare(teacher, { question: "And now?" });
  assert.equal(Date.parse((await end()).endsAt), time.now + 2 * minutes);
  assert.deepEqual(
    (await shared()).map(({ questions: [{ text }] }) => text),
    ["Clear?", "And now?"],
  );
});

Deno.test("near its end a class gets the ticket's whole time (R-7)", async () => {
  const { lesson, teacher, app, time, end, undo } = await ticketLesson();
  await using _ = lesson;
  await app.exitTickets.prepare(teacher, { question: "Clear?" });
  const former = Date.parse(lesson.session.endsAt);
  time.now = former - minutes;
  assert.equal(Date.parse((await end()).endsAt), former + minutes);
  time.now += 1.5 * minutes;
  assert.equal(Date.parse((await undo()).endsAt), former + minutes);
});

Deno.test("a ticket has at most three questions or one line, and a class ends without one as usual (R-7)", async () => {
  const { lesson, teacher, app, end, undo, shared } = await ticketLesson();
  await using _ = lesson;
  const quiz = async (count: number) =>
    await lesson.addQuiz(
      "Rivers",
      ...Array.from({ length: count }, (_, n) => ({
        kind: "single",
        text: `Question ${n}`,
        choices: ["Nile", "Rhine"],
        correct: 0,
      })),
    );
  await assertRefused(
    app.exitTickets.prepare(teacher, { quiz: await quiz(4) }),
    "conflict",
  );
  await app.exitTickets.prepare(teacher, { quiz: await quiz(3) });
  assert.equal((await app.exitTickets.view(teacher))?.questions.length, 3);
  await end();
  assert.doesNotMatch(JSON.stringify(await shared()), /correct/);
  await undo();
  await app.exitTickets.remove(teacher);
  assert.equal(await app.exitTickets.view(teacher), null);
  assert.equal((await end()).state, "ending");
  assert.equal((await undo()).state, "active");
});

Deno.test("after a restart the class ends with the ticket's time (R-7)", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/school.kv`;
  const begun = Date.now();
  const id = await (async () => {
    await using school = await School.open(path, begun);
    const { id } = await school.createSession();
    const who = await school.ownerIdentity(id);
    const { app, teacher } = school;
    await app.exitTickets.prepare(who, { question: "Clear?" });
    await app.sessions.end(teacher, id);
    return id;
  })();
  const over = begun + 2 * minutes;
  await using school = await School.open(path, over + 1_000);
  const record = () => school.app.sessions.readRecord(id);
  while ((await record())?.state !== "ended") {
    await new Promise((resolve) => setTimeout(resolve));
  }
  assert.equal((await record())?.endsAt, over);
});

Deno.test("a ticket refused during another one leaves no pictures in the class (R-7)", async () => {
  await using folder = await makeTempFolder();

  await using lesson = await Lesson.begin({
    students: [],
    settings: { DATA_DIR: folder.path },
  });
  const { teacher, school, session } = lesson;
  const { exitTickets, images, sessions, sync } = school.app;
  const me = teacher.teacher!;
  const { id: image } = await images.add(me, smallestPng);
  const quiz = await lesson.addQuiz("Rivers", {
    kind: "text",
    text: "?",
    image,
  });
  await exitTickets.prepare(teacher, { question: "Clear?" });
  await sessions.end(school.teacher, session.id, {});
  const late = exitTickets.prepare(teacher, { quiz });
  await assertRefused(late, "conflict");
  const inClass = await readClassDocuments(
    sync,
    session.id,
    ({ staff }) => [...fileEntries(staff)].length,
  );
  assert.equal(inClass, 0);
});
