import assert from "node:assert/strict";
import { fileEntries } from "../../../classroom/model/attachments.ts";
import { readClassDocuments } from "../../../classroom/model/layout.ts";
import { sharedResources } from "../../../classroom/model/resources_layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { SharedQuiz } from "../../../classroom/model/resources/shared_resources.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { Lesson } from "../lesson.ts";
import { refuses, School, tempFolder } from "../school.ts";
import { pixel } from "../files/memory_bytes.ts";

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
    school.command(who, {
      kind: "answer",
      resource,
      answers: { [questions[0].id]: "Cells" },
      done: true,
    });
  return { lesson, teacher, app, time, end, undo, shared, answer };
}

Deno.test("a prepared ticket is shared when the class is to end, and the class ends with its time (R-7)", async () => {
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
  await refuses(app.exitTickets.remove(teacher), "conflict");
  await refuses(app.resources.takeBack(teacher, ticket.id), "conflict");
  assert.equal(await answer(amy, ticket), null);
  const { done } = await app.resources.view(teacher, ticket.id);
  assert.deepEqual(done, [amy.member]);
  time.now += 2 * minutes;
  assert.equal(await answer(ben, ticket), "ended");
});

Deno.test("Keep going restores the end, and an answered ticket comes again (R-7)", async () => {
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

Deno.test("a class with more time outlives its ticket, and can have another (R-7)", async () => {
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

Deno.test("a ticket is a quiz of at most three questions, or one line; without one the class ends as ever (R-7)", async () => {
  const { lesson, teacher, app, end, undo, shared } = await ticketLesson();
  await using _ = lesson;
  const quiz = async (count: number) =>
    await lesson.quiz(
      "Rivers",
      ...Array.from({ length: count }, (_, n) => ({
        kind: "single",
        text: `Question ${n}`,
        choices: ["Nile", "Rhine"],
        correct: 0,
      })),
    );
  await refuses(
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
    const { id } = await school.session();
    const who = await school.owner(id);
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

Deno.test("a ticket that is refused because another is being answered leaves no pictures in the class (R-7)", async () => {
  await using folder = await tempFolder();

  await using lesson = await Lesson.begin({
    students: [],
    settings: { DATA_DIR: folder.path },
  });
  const { teacher, school, session } = lesson;
  const { exitTickets, images, sessions, sync } = school.app;
  const me = teacher.teacher!;
  const { id: image } = await images.add(me, pixel);
  const quiz = await lesson.quiz("Rivers", { kind: "text", text: "?", image });
  await exitTickets.prepare(teacher, { question: "Clear?" });
  await sessions.end(school.teacher, session.id, {});
  const late = exitTickets.prepare(teacher, { quiz });
  await refuses(late, "conflict");
  const inClass = await readClassDocuments(
    sync,
    session.id,
    ({ staff }) => [...fileEntries(staff)].length,
  );
  assert.equal(inClass, 0);
});
