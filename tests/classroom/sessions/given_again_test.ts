/** S-6: what students had of their teacher is given again where a class is held again, with nobody's answers. */
import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import { makeCopies } from "../../../classroom/files/class_copies.ts";
import { files } from "../../../classroom/model/attached.ts";
import { readClass } from "../../../classroom/model/layout.ts";
import { exitTicket } from "../../../classroom/checks/exit_tickets.ts";
import {
  quizBody,
  shareBody,
  templateBody,
} from "../../../classroom/library/resource_bodies.ts";
import {
  onPresent,
  resources,
  secrets,
  sheets,
} from "../../../classroom/model/resources_layout.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Shared } from "../../../classroom/model/resources/shared.ts";
import { Lesson } from "../lesson.ts";

/** The smallest PNG: one pixel. */
const pixel = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
);

/** A class in which all kinds of things were given, answered, shown and closed; Amy is in Red, Ben in Blue. */
async function fullLesson(folder: string) {
  const lesson = await Lesson.begin({
    students: ["Amy", "Ben"],
    settings: { DATA_DIR: folder },
  });
  const { teacher, school, session: { id } } = lesson;
  const { app } = school;
  const { breakouts, library } = app;
  const me = teacher.teacher!;
  const [amy, ben] = lesson.students;
  const { id: image } = await app.images.add(me, pixel);
  const quizOf = async (name: string, ...questions: unknown[]) =>
    (await library.add("quiz", me, quizBody.parse({ name, questions }))).id;
  const share = (ask: Record<string, unknown>) =>
    app.resources.share(teacher, shareBody.parse(ask));
  const answer = (who: typeof amy, to: Shared, text: unknown) =>
    school.command(who, {
      kind: "answer",
      resource: to.id,
      answers: { [(to as Shared & { kind: "quiz" }).questions[0].id]: text },
      done: true,
    });

  const [red, blue] =
    (await asks({ breakouts }, teacher, "POST /breakouts/rooms", {
      names: ["Red", "Blue"],
    })).rooms
      .map(({ id }) => id);
  await asks({ breakouts }, teacher, "POST /breakouts/moves", {
    moves: [{ member: amy.member, room: red }, {
      member: ben.member,
      room: blue,
    }],
  });
  const template = templateBody.parse({
    name: "Poet",
    instructions: "Answer in rhymes.",
  });
  const { id: poet } = await library.add("template", me, template);
  await share({ template: poet });
  const rivers = await share({
    quiz: await quizOf("Rivers", {
      kind: "text",
      text: "Through Vienna?",
      image,
      correct: ["Danube"],
    }),
    minutes: 5,
  });
  await answer(amy, rivers, "Wien");
  const { id: question } = (rivers as Shared & { kind: "quiz" }).questions[0];
  await app.resources.change(teacher, rivers.id, {
    marks: [{ question, text: "Wien", right: true }],
    closed: true,
    showResults: true,
  });
  const steps = await share({
    quiz: await quizOf(
      "Steps",
      { kind: "number", text: "One?", correct: 1 },
      { kind: "number", text: "Two?", correct: 2 },
    ),
    pace: "together",
  });
  await app.resources.change(teacher, steps.id, { step: 1 });
  const poll = await share({ poll: { kind: "scale", question: "Clear?" } });
  await answer(amy, poll, 3);
  await share({ poll: { kind: "yes-no" } });
  const wall = await share({ wall: {} });
  await app.resources.change(teacher, wall.id, {
    closed: true,
    presentsAll: true,
  });
  const lakes = await quizOf("Lakes", { kind: "text", text: "Which?" });
  await share({ quiz: lakes, rooms: [red] });
  const gone = await share({ quiz: lakes });
  await app.resources.takeBack(teacher, gone.id);
  await app.exitTickets.prepare(teacher, {
    quiz: await quizOf("Ticket", { kind: "text", text: "And?", image }),
  });
  await app.sessions.end(school.teacher, id, {});
  await app.sessions.end(school.teacher, id, { now: true });

  /** What a class has. */
  const given = (s: string) =>
    readClass(app.sync, s, ({ session, staff }) => ({
      shared: resources(session).toArray(),
      secrets: secrets(staff).toJSON(),
      sheets: sheets(staff).size,
      ticket: exitTicket(staff),
      files: [...files(staff)].map(([id, { type, rooms }]) => ({
        id,
        type,
        rooms,
      })),
      chosen: onPresent(staff).get("chosen"),
    }));
  const restart = (ask: Record<string, unknown> = {}) =>
    school.session({
      name: undefined,
      restartOf: id,
      keepGroups: true,
      ...ask,
    });
  return { lesson, school, app, given, restart };
}

const named = (it: Shared) => it.name ?? it.kind;

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("S-6: a class that is held again has all that students had, as it was prepared, and nobody's answers", async () => {
  await inFolder(async (folder) => {
    const { lesson, school, app, given, restart } = await fullLesson(folder);
    await using _ = lesson;
    const before = await given(lesson.session.id);
    const next = await restart();
    const now = await given(next.id);
    assert.deepEqual(now.shared.map(named), [
      "Poet",
      "Rivers",
      "Steps",
      "poll",
      "wall",
      "Lakes",
    ]);
    const [poet, rivers, steps, poll, wall, lakes] = now.shared;
    const old = new Set(before.shared.map(({ id }) => id));
    assert(now.shared.every(({ id }) => !old.has(id)));
    assert.equal(now.sheets, 0);
    for (const it of now.shared) {
      assert(!("closed" in it) && !("results" in it), named(it));
    }
    assert.equal(now.secrets[poet.id].instructions, "Answer in rhymes.");
    assert(rivers.kind === "quiz" && steps.kind === "quiz");
    assert.equal(rivers.endsAt, school.time.now + 5 * 60_000);
    // What is right stays with staff, and what Amy wrote is not among it.
    assert(!JSON.stringify(now.shared).includes("Danube"));
    assert(!JSON.stringify(now).toLowerCase().includes("wien"));
    assert.deepEqual(now.secrets[rivers.id].questions[0].correct, ["Danube"]);
    assert.deepEqual([steps.step, steps.questions.length, steps.of], [0, 1, 2]);
    assert.equal(now.secrets[steps.id].questions.length, 2);
    assert(poll.kind === "poll" && poll.anonymous);
    assert.equal(wall.kind, "wall");
    assert.deepEqual(now.secrets[wall.id], { presentsAll: true }, "U5");
    // For the same group, which has another id here.
    const { rooms } = await app.breakouts.view(await school.owner(next.id));
    const red = rooms.find(({ name }) => name === "Red")?.id;
    assert.deepEqual(lakes.rooms, [red]);
    // The exit ticket is prepared again, and not given yet.
    assert.deepEqual(
      [now.ticket?.name, now.ticket?.resource, now.ticket?.runs],
      ["Ticket", undefined, undefined],
    );
    // The class has pictures of its own.
    const [picture, other] = now.files;
    const { image } = rivers.questions[0];
    assert.equal(now.files.length, 2);
    assert([picture.id, other.id].includes(image!));
    assert.deepEqual([picture.type, picture.rooms], ["image/png", [
      "resources",
    ]]);
    const olds = new Set(before.files.map(({ id }) => id));
    assert(now.files.every(({ id }) => !olds.has(id)));
    await app.deletion.session(lesson.session.id);
    const read = await (await app.files.bytes()).read(image!, 0, 1000);
    const bytes = await new Blob(await Array.fromAsync(read)).bytes();
    assert.deepEqual(bytes, pixel);
    // Those who come in see the code on the projector, and not a quiz.
    assert.deepEqual(now.chosen, { resource: null, at: school.time.now });
  });
});

Deno.test("S-6, S-7: what is held again at a time is given at the start; without the groups, or without all of it, less is", async () => {
  await inFolder(async (folder) => {
    const { lesson, school, given, restart, app } = await fullLesson(folder);
    await using _ = lesson;
    const startsAt = new Date(school.time.now + 3_600_000).toISOString();
    const next = await restart({ startsAt, keepGroups: false });
    const ahead = await given(next.id);
    assert.deepEqual(ahead.shared.map(named), [
      "Poet",
      "Rivers",
      "Steps",
      "poll",
      "wall",
    ]);
    const timeOf = ([, rivers]: Shared[]) =>
      rivers.kind === "quiz" ? rivers.endsAt : null;
    assert.equal(timeOf(ahead.shared), undefined);
    school.time.now += 3_600_000;
    await app.sessions.wake(next.id);
    const now = await given(next.id);
    assert.equal(timeOf(now.shared), school.time.now + 5 * 60_000);
    assert.deepEqual(now.chosen, { resource: null, at: school.time.now });
    await app.sessions.end(school.teacher, next.id, {});
    await app.sessions.end(school.teacher, next.id, { now: true });

    const bare = await given((await restart({ keepResources: false })).id);
    assert.deepEqual([bare.shared, bare.files, bare.ticket], [
      [],
      [],
      undefined,
    ]);
  });
});

Deno.test("S-6: copies of pictures whose class was never made, because the server fell down, are swept away", async () => {
  await inFolder(async (folder) => {
    const { lesson, school, app } = await fullLesson(folder);
    await using _ = lesson;
    const bytes = await app.files.bytes();
    const by = { kv: app.kv, bytes, now: school.time.now };
    const session = newId();
    const [{ id: source }] = await readClass(
      app.sync,
      lesson.session.id,
      ({ staff }) => [...files(staff)].map(([id]) => ({ id })),
    );
    const picture = { id: source, type: "image/png", size: pixel.length };
    const [{ id }] = await makeCopies(by, session, [picture]);
    assert.equal(await app.files.session(id), session);
    school.time.now += 7 * 24 * 3_600_000;
    await app.files.sweep();
    assert.equal(await app.files.session(id), null);
    await assert.rejects(async () => {
      await Array.fromAsync(await bytes.read(id, 0, pixel.length));
    });
    // Those of a class that was made stay.
    assert.equal(await app.files.session(source), lesson.session.id);
  });
});
