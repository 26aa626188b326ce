/** S6, S12, R-2: a whole class answers at once, in few commits, and nobody waits. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Who } from "../../../classroom/model/who.ts";
import { members } from "../../../classroom/model/layout.ts";
import { quizBody } from "../../../classroom/library/resource_bodies.ts";
import { ownSheets } from "../../../classroom/model/resources_layout.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { SharedQuiz } from "../../../classroom/model/resources/shared.ts";
import { step2Frame, updateFrame } from "../../../sync/protocol.ts";
import { FakeSocket, takeFrame } from "../../sync/fake_socket.ts";
import { Lesson } from "../lesson.ts";
import { connect } from "../../sync/connect.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A student's own document, open. */
interface Device {
  who: Who;
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
  const { id } = await app.library.add(
    "quiz",
    teacher.teacher!,
    quizBody.parse({
      name: "Numbers",
      questions: Array.from({ length: questions }, (_, n) => ({
        kind: "number",
        text: `Which is number ${n}?`,
      })),
    }),
  );
  const quiz = await app.resources.share(teacher, { quiz: id, pace: "own" });
  const heard = new Set<string>();
  const devices = ids.map((member): Device => {
    const who: Who = { session: s, member, role: "student" };
    const doc = new Y.Doc();
    const socket = new FakeSocket((frame) => {
      heard.add(member);
      takeFrame(doc, frame);
    });
    const own = names.member(s, member);
    connect(app.sync, socket, who, own);
    return { who, doc, socket };
  });
  /** Resolves when all that was sent is stored. */
  const settled = async () => {
    for (let turn = 0; turn < 10; turn++) {
      await app.sync.decide(s, [names.session(s)], () => {});
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  // What is said to a connection that does not stand yet is lost.
  for (let turn = 0; turn < 500 && heard.size < count; turn++) await settled();
  for (const { socket } of devices) {
    socket.say(step2Frame(new Uint8Array([0, 0])));
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
    socket.say(updateFrame(Y.encodeStateAsUpdate(doc, before) as Bytes));
  };
  return { lesson, quiz, devices, settled, commits, answer };
}

Deno.test("S6: thirty answers at once are one commit, or two", async () => {
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

Deno.test("S12: 300 students answer ten questions, and not one waits for a pace", async () => {
  const { lesson, quiz, devices, settled, commits, answer } = await quizFor(
    300,
    10,
  );
  await using _ = lesson;
  const before = await commits();
  // The clock stands still, so that nothing comes back of what they have used up.
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
          Object.keys(ownSheets(doc).get(quiz.id)?.answers ?? {}).length,
        ],
      );
    // On a busy machine what was sent may still be on its way.
    for (let turn = 0; turn < 100 && (await own())[1] < 10; turn++) {
      await settled();
    }
    assert.deepEqual(await own(), [0, 10]);
    socket.drop();
  }
});
