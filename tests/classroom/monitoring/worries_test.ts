/** Where worrying words of students signal a teacher, and how often (M-4). */
import assert from "node:assert/strict";
import {
  findAttention,
} from "../../../classroom/model/monitoring/attention.ts";
import { openCauses } from "../../../classroom/model/alerts.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { computeJoinPace } from "../../../classroom/people/join_pace.ts";
import { joinAsNewAfterMs } from "../../../classroom/people/waiting_room.ts";
import { maxMarks } from "../../../formats/normalise.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import type { StudentActivity } from "../../../classroom/model/monitoring/activity.ts";
import { pageBounds } from "../../../classroom/model/page_bounds.ts";
import { pageKey } from "../../../classroom/model/pages_layout.ts";
import {
  type RunPageJob,
  runPageJobHere,
} from "../../../classroom/pages/page_work.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { recordNormalised } from "../../normalised.ts";
import { eventually } from "../../people.ts";
import { Lesson } from "../lesson.ts";
import { School } from "../school.ts";
import { beginPagedLesson, writeParagraph } from "../pages/paged_lesson.ts";

const worry = "i want to die";
const turn = () => new Promise<void>((done) => setTimeout(done));

/** Places of the worrying signals of a student, in order. */
async function worriesOf(lesson: Lesson, { member }: Identity) {
  const activity = await lesson.readStaffEntry<StudentActivity>(
    "students",
    member,
  );
  return (activity?.signals ?? []).filter(({ kind }) => kind === "worrying")
    .map(({ where, of }) => [where, of]);
}

async function begin(ask: Record<string, unknown> = {}) {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"], ask });
  const { school, teacher, students: [amy, ben] } = lesson;
  const run = async (command: Record<string, unknown>, who = amy) => {
    const id = newId();
    assert.equal(
      await school.runCommand(who, { id, ...command }),
      null,
      JSON.stringify(command),
    );
    return id;
  };
  return { lesson, school, app: school.app, teacher, amy, ben, run };
}

Deno.test("worrying words count in every text of a student, one signal a place (M-4)", async () => {
  const { lesson, app, teacher, amy, ben, run } = await begin();
  await using _ = lesson;
  const { id: wall } = await app.resources.share(teacher, { wall: {} });
  const { id: drawing } = await app.resources.share(teacher, {
    drawing: { name: "A leaf", paper: "plain" },
  });
  const asked = await app.resources.share(teacher, {
    quiz: await lesson.addQuiz("Why", {
      kind: "text",
      text: "Why?",
      correct: ["Light"],
      points: 1,
    }),
    pace: "own",
  });
  assert(asked.kind === "quiz");
  const question = asked.questions[0].id;
  const told: [string, string][] = [];
  const tell = async (where: string, of: string) => {
    told.push([where, of]);
    assert.deepEqual(await worriesOf(lesson, amy), told);
  };
  await tell(
    "chat",
    await run({ kind: "say", room: "main", text: `${worry}.` }),
  );
  await run({ kind: "note", text: worry });
  await tell("note", amy.member);
  await run({ kind: "help", on: true, note: worry });
  await tell("hand", amy.member);
  const posted = { kind: "wish", resource: wall };
  await tell("wall", await run({ ...posted, text: worry }));
  const mark = { colour: "red", text: worry, x: 40, y: 50 };
  const draw = { kind: "draw", resource: drawing, mark };
  await run(draw);
  await tell("drawing", drawing);
  await run(draw);
  const answer = (text: string) =>
    run({
      kind: "answer",
      resource: asked.id,
      answers: { [question]: text },
    });
  await answer(worry);
  await tell("answer", `${asked.id} ${question}`);
  await answer(`${worry}!`);
  assert.deepEqual(await worriesOf(lesson, amy), told);

  // Harmless words, and those of staff, signal nothing.
  await run(
    { kind: "say", room: "main", text: "this lesson kills two birds" },
    ben,
  );
  await run({ kind: "say", room: "main", text: worry }, teacher);
  assert.deepEqual(await worriesOf(lesson, ben), []);
  assert.deepEqual(await worriesOf(lesson, teacher), []);
});

Deno.test("edits, names and held messages count; words that stay count once (M-4)", async () => {
  const { lesson, app, teacher, amy, ben, run } = await begin();
  await using _ = lesson;
  const message = await run({ kind: "say", room: "main", text: "hello" });
  const edit = (text: string) =>
    run({ kind: "edit", room: "main", message, text });
  await edit(`hello, ${worry}`);
  assert.deepEqual(await worriesOf(lesson, amy), [["chat", message]]);
  await app.monitor.dismissWorries(teacher, amy.member);
  await edit(`hello you, ${worry}`);
  assert.deepEqual(await worriesOf(lesson, amy), [], "the same words");
  await edit("hello, no one would miss me");
  assert.deepEqual(await worriesOf(lesson, amy), [["chat", message]]);

  await lesson.changeSession({ blockedWords: ["die"] });
  const held = newId();
  const command = { id: held, kind: "say", text: worry };
  await lesson.runCommand(ben, command);
  assert.deepEqual(Object.keys(await lesson.readHeldMessages()), [held]);
  assert.deepEqual(await worriesOf(lesson, ben), [["chat", held]]);

  await lesson.changeSession({ nameFilter: false });
  const cem = await lesson.addStudent("i want to die");
  assert.deepEqual(await worriesOf(lesson, cem), [["name", cem.member]]);
});

Deno.test("the school's own words count in names, however a student gets in (M-4)", async () => {
  const settings = { WORRYING_WORDS: "boiler house" };
  const lesson = await Lesson.begin({ settings });
  await using _ = lesson;
  const { school, session, teacher } = lesson;
  const { roster } = school.app;
  const { atOnce } = computeJoinPace(bounds.students.default);
  const first = await lesson.addStudent("Boiler House 1");
  assert.deepEqual(await worriesOf(lesson, first), [["name", first.member]]);
  for (let n = 1; n < atOnce; n++) await lesson.addStudent(`Student ${n}`);

  // Three wait in a crowd: one is let in, one joins later, and the last is let in with all others.
  const waiting = [];
  for (let n = 2; n < 5; n++) {
    const browser = school.newBrowser();
    const entry = await browser.join(session.code, `boiler house ${n}`);
    assert(entry.kind === "waiting" && entry.as === "new");
    waiting.push({ browser, id: entry.waiting });
  }
  const [one, two] = waiting;
  await roster.decideWaiting(teacher, one.id, "let-in");
  school.time.now += joinAsNewAfterMs;
  await roster.joinAsNew(two.id, two.browser.from);
  await roster.decideAllWaiting(teacher, { decision: "let-in" });
  for (const { browser, id } of waiting) {
    const entry = await roster.waitStatus(id, browser.from);
    assert.equal(browser.storeCookies(entry).kind, "in");
    const who = await browser.identityIn(session.id);
    assert(who);
    assert.deepEqual(await worriesOf(lesson, who), [["name", who.member]]);
  }
});

Deno.test("a flood makes a few signals, keeps the first one's time, and hides no other child's (M-4)", async () => {
  const { lesson, school, amy, ben, run } = await begin();
  await using _ = lesson;
  const first = school.time.now;
  for (let n = 0; n < 30; n++) {
    await run({ kind: "say", room: "main", text: `${worry} ${n}` });
    school.time.now += 2_000;
  }
  await lesson.ask(amy, "I want to kill myself");
  const activity = await lesson.readStaffEntry<StudentActivity>(
    "students",
    amy.member,
  );
  assert.equal(activity?.signals.length, 12);
  assert.equal(activity?.signals[0].at, first);
  const id = await run({ kind: "say", room: "main", text: worry }, ben);
  assert.deepEqual(await worriesOf(lesson, ben), [["chat", id]]);
});

Deno.test("with collection off, no conversation signals, but what staff can read does (M-4, ACCESS-2)", async () => {
  const { lesson, app, amy, run } = await begin({ collect: false });
  await using _ = lesson;
  const connection = await lesson.school.connectMember(amy);
  await lesson.ask(amy, worry);
  await app.monitor.checkAll();
  assert.deepEqual(await worriesOf(lesson, amy), []);
  const id = await run({ kind: "say", room: "main", text: worry });
  lesson.school.time.now += 10_000;
  await app.monitor.checkAll();
  assert.deepEqual(await worriesOf(lesson, amy), [["chat", id]]);
  await lesson.school.disconnectMember(amy, connection);
});

Deno.test("a note that is dealt with takes its worrying words along (M-4, T-1)", async () => {
  const { lesson, app, teacher, amy, run } = await begin();
  await using _ = lesson;
  await run({ kind: "note", text: worry });
  const signals = await lesson.readStaffEntry<StudentActivity>(
    "students",
    amy.member,
  );
  assert(signals);
  const sources = { help: [], waiting: {}, byName: {}, notes: {} };
  const students = { [amy.member]: signals };
  assert.equal(findAttention({ ...sources, students }).size, 0);
  const id = await run({ kind: "say", room: "main", text: worry });
  await app.notes.settle(teacher, amy.member);
  assert.deepEqual(await worriesOf(lesson, amy), [["chat", id]]);
});

Deno.test("a page signals once at rest for who wrote the words, typed letter by letter (M-4, W-2)", async () => {
  const { lesson, app, teacher, shared, red, open } = await beginPagedLesson(
    "group",
    "# Leaves",
    // A job that a busy machine stops would signal both.
    { hooks: { runPageJob: runPageJobHere } },
  );
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const page = await open(amy);
  const id = { resource: shared.id, of: red.id };
  const rest = async () => {
    const before = (await app.versions.listTimes(teacher, id)).length;
    lesson.school.time.now += pageBounds.versionEvery;
    await writeParagraph(lesson, ben, page, `a leaf ${before}`);
    while ((await app.versions.listTimes(teacher, id)).length === before) {
      await turn();
    }
  };
  for (const letters of ["i want", " to die", ", really"]) {
    await writeParagraph(lesson, amy, page, letters);
  }
  await writeParagraph(lesson, amy, page, worry);
  await rest();
  assert.deepEqual(await worriesOf(lesson, amy), [["page", pageKey(id)]]);
  assert.deepEqual(await worriesOf(lesson, ben), []);
  await app.monitor.dismissWorries(teacher, amy.member);
  await rest();
  assert.deepEqual(await worriesOf(lesson, amy), [], "the words stayed");
  await writeParagraph(lesson, amy, page, "no one would miss me");
  await rest();
  assert.deepEqual(await worriesOf(lesson, amy), [["page", pageKey(id)]]);
});

/** A lesson in a file, with a group's page of which one version has been kept. */
async function beginStoredPage() {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/kv`;
  const begun = await beginPagedLesson("group", "# Leaves", { path });
  const { lesson, app, teacher, shared, red, open } = begun;
  const [amy] = lesson.students;
  const page = await open(amy);
  const id = { resource: shared.id, of: red.id };
  const countVersions = async (of: School["app"] = app) =>
    (await of.versions.listTimes(teacher, id)).length;
  const write = (text: string) => writeParagraph(lesson, amy, page, text);
  await write("a leaf");
  while (await countVersions() === 0) await turn();
  const { now } = lesson.school.time;
  return { folder, path, lesson, amy, id, countVersions, write, now };
}

const signalsAt = ({ app }: School, { session, member }: Identity) => {
  const staff = names.staff(session);
  return app.sync.read(
    session,
    [staff],
    ({ doc }) =>
      doc(staff).getMap<StudentActivity>("students").get(member)?.signals ?? [],
  );
};

const isAnyUnread = async ({ app }: School) => {
  const found = await Array.fromAsync(app.kv.list({ prefix: ["unread-page"] }));
  return found.length > 0;
};

Deno.test("words on a page are read after a restart within the minute (M-4, W-2)", async () => {
  const { folder, path, lesson, amy, id, write, now } = await beginStoredPage();
  await write(worry);
  await eventually(
    () => isAnyUnread(lesson.school),
    Boolean,
    "it was marked",
  );
  await lesson[Symbol.asyncDispose]();

  await using school = await School.open(path, now + 1000);
  const [signal] = await eventually(
    () => signalsAt(school, amy),
    ({ length }) => length > 0,
    "the words were read",
  );
  assert.deepEqual([signal.where, signal.of], ["page", pageKey(id)]);
  assert.equal(await isAnyUnread(school), false);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("words on a page that another server had checked are read after a restart (M-4, W-2)", async () => {
  const { folder, path, lesson, amy, countVersions, write, now } =
    await beginStoredPage();
  await write("a stem");
  await eventually(
    () => isAnyUnread(lesson.school),
    Boolean,
    "it was marked",
  );
  const other = await School.open(path, now + 1000, {}, {}, true);
  await eventually(
    () => countVersions(other.app),
    (count) => count > 1,
    "the other server checked",
  );
  await write(worry);
  await lesson[Symbol.asyncDispose]();
  await other.app.close();

  await using school = await School.open(path, now + 2000);
  await eventually(
    () => signalsAt(school, amy),
    ({ length }) => length > 0,
    "the words were read",
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a page whose words take too long keeps its times, and staff see it until read (M-4, W-2)", async () => {
  let fails = 1;
  const runPageJob: RunPageJob = (job) =>
    job.name === "worries" && fails-- > 0
      ? Promise.resolve({ ended: "it takes too long" })
      : runPageJobHere(job);
  const { lesson, app, teacher, shared, red, open } = await beginPagedLesson(
    "group",
    "# Leaves",
    { hooks: { runPageJob, report: () => {} } },
  );
  await using _ = lesson;
  const signalsOf = async ({ member }: Identity) =>
    (await lesson.readStaffEntry<StudentActivity>("students", member))?.signals
      .map(({ where, of, unread }) => [where, of, unread]);
  const [amy] = lesson.students;
  const page = await open(amy);
  const id = { resource: shared.id, of: red.id };
  await writeParagraph(lesson, amy, page, worry);
  while ((await app.versions.listTimes(teacher, id)).length === 0) await turn();
  assert.equal(fails, 0);
  assert.deepEqual(await signalsOf(amy), [["page", pageKey(id), true]]);
  const causes = await lesson.read(names.staff(lesson.session.id), openCauses);
  assert.deepEqual(causes, []);
  lesson.school.time.now += pageBounds.versionEvery;
  await writeParagraph(lesson, amy, page, "a leaf");
  while ((await app.versions.listTimes(teacher, id)).length === 1) await turn();
  assert.deepEqual(await signalsOf(amy), [["page", pageKey(id), undefined]]);
});

Deno.test("thirty thousand marks on a page are read, and so are the words behind them (M-4)", async () => {
  const { lesson, app, teacher, shared, red, open } = await beginPagedLesson(
    "group",
    "# Leaves",
  );
  await using _ = lesson;
  const [amy] = lesson.students;
  const page = await open(amy);
  const marks = "\u0301".repeat(15_000) + "\u0316".repeat(15_000);
  using recorded = recordNormalised();
  await writeParagraph(lesson, amy, page, `a${marks} ${worry}`);
  const id = { resource: shared.id, of: red.id };
  while ((await app.versions.listTimes(teacher, id)).length === 0) await turn();
  assert.deepEqual(await worriesOf(lesson, amy), [["page", pageKey(id)]]);
  assert.ok(recorded.longestRun <= maxMarks, `${recorded.longestRun}`);
});

Deno.test("the school's own words count, in pages too (M-4)", async () => {
  await using lesson = await Lesson.begin({
    students: ["Amy"],
    settings: { WORRYING_WORDS: "old boiler house, 拆除" },
  });
  const [amy] = lesson.students;
  const id = await lesson.postMessage(amy, "the Old Boiler-House");
  assert.deepEqual(await worriesOf(lesson, amy), [["chat", id]]);
});
