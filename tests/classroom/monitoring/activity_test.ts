import assert from "node:assert/strict";
import fc from "fast-check";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { RoomFigures } from "../../../classroom/model/groups.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import {
  activityEventsOf,
  attendanceOf,
  messageCountsOf,
} from "../../../classroom/model/staff_roots.ts";
import {
  type Activity,
  type ActivityCount,
  activityKinds,
  type ActivityRecord,
  countActivity,
  intervalLength,
  sum,
} from "../../../classroom/monitoring/activity.ts";
import { readClassActivity } from "../../../classroom/monitoring/activity_record.ts";
import { AttendanceRecorder } from "../../../classroom/monitoring/attendance_recorder.ts";
import { RoomFiguresUpdater } from "../../../classroom/monitoring/room_figures.ts";
import {
  type Attendance,
  readAttendance,
} from "../../../classroom/record/session_record.ts";
import { Refusal } from "../../../sync/refusal.ts";
import { propertyOptions, Random } from "../../random.ts";
import {
  makeRedAndBlue,
  sayCommandFor,
  waitUntil,
} from "../groups/class_with_groups.ts";
import { Lesson } from "../lesson.ts";
import { assertRefused, School } from "../school.ts";
import { playLivelyLesson, quickModel } from "./lively_lesson.ts";

const minute = 60_000;

const totals = ({ counts }: Activity) =>
  Object.fromEntries(
    Object.entries(counts).map(([kind, all]) => [kind, sum(all)]),
  );

Deno.test("a lesson's intervals are long enough to show its rhythm (M-4)", () => {
  const table: [minutes: number, piece: number][] = [
    [1, 1],
    [45, 1],
    [60, 1],
    [61, 2],
    [120, 2],
    [180, 5],
    [300, 5],
    [301, 10],
    [1440, 10],
  ];
  for (const [length, piece] of table) {
    assert.equal(intervalLength(length * minute), piece * minute, `${length}`);
  }
});

Deno.test("each act is counted once, for the class and its student (M-4)", () => {
  const act: fc.Arbitrary<ActivityCount> = fc.record({
    kind: fc.constantFrom(...activityKinds),
    at: fc.integer({ min: -10 * minute, max: 2000 * minute }),
    member: fc.constantFrom("amy", "ben", "cem"),
    room: fc.constantFrom("main", "red", "blue"),
    count: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(
      fc.array(act),
      fc.integer({ min: 1, max: 1440 }),
      fc.boolean(),
      (acts, minutes, collect) => {
        const record: ActivityRecord = {
          from: 0,
          to: minutes * minute,
          isCollected: collect,
          acts,
          stays: [{ member: "amy", room: "red", from: 0, until: null }],
          happenings: [],
        };
        const count = (kind: string, some: ActivityCount[]) =>
          sum(some.filter((it) => it.kind === kind).map((it) => it.count));
        const whole = countActivity(record, { kind: "class" });
        for (const kind of activityKinds) {
          const counts = whole.counts[kind];
          if (!collect && kind === "questions") {
            assert.equal(counts, undefined, "ACCESS-2");
            continue;
          }
          assert.equal(
            counts!.length,
            Math.ceil(minutes * minute / whole.step),
          );
          assert.equal(sum(counts!), count(kind, acts));
          const students = ["amy", "ben", "cem"].map((id) =>
            countActivity(record, { kind: "student", id }).counts[kind]!
          );
          assert.deepEqual(
            counts,
            counts!.map((_, i) => sum(students.map((one) => one[i]))),
          );
        }
        const red = countActivity(record, { kind: "group", id: "red" });
        assert.equal(
          sum(red.counts.messages!),
          count("messages", acts.filter(({ room }) => room === "red")),
        );
        assert.equal(
          sum(red.counts.answers!),
          count(
            "answers",
            acts.filter(({ member, at }) => member === "amy" && at >= 0),
          ),
        );
      },
    ),
    propertyOptions("activity", 100),
  );
});

Deno.test("activity adds up to attendance, and lists events (M-4)", async () => {
  await using school = await School.open(":memory:", undefined, {
    model: quickModel,
  });
  const { app, time } = school;
  const lesson = await playLivelyLesson(school, school.teacher, {
    names: ["Amy", "Ben", "Cem", "Dan", "Eve", "Fay"],
    random: new Random(1),
  });
  const { teacher, students, did, groups, session } = lesson;
  const read = () => readClassActivity(app, teacher, time.now);
  let known = await read();
  const began = known.from;
  for (
    const { id, messages, questions } of await readAttendance(
      app.sync,
      teacher,
      time.now,
    )
  ) {
    const mine = did.get(id);
    if (!mine) continue;
    assert.deepEqual(
      totals(countActivity(known, { kind: "student", id })),
      mine,
      "a student’s own",
    );
    assert.deepEqual([messages, questions], [mine.messages, mine.questions]);
  }
  const all = countActivity(known, { kind: "class" });
  const together = { messages: 0, questions: 0, answers: 0 };
  for (const one of did.values()) {
    for (const kind of activityKinds) together[kind] += one[kind];
  }
  assert.deepEqual(totals(all), together);
  assert.deepEqual(
    all.happenings.map(({ kind, at, resource }) => [
      kind + (resource ? ` ${resource.kind}` : ""),
      Math.round((at - began) / minute),
    ]),
    [
      ["started", 0],
      ["shared poll", 5],
      ["eyes-on", 18],
      ["eyes-off", 20],
      ["distributed", 20],
      ["groups-opened", 21],
      ["broadcast", 30],
      ["groups-closed", 35],
      ["shared quiz", 35],
      ["results quiz", 40],
      ["shared wall", 41],
    ],
  );
  const byGroup = groups.map((id) =>
    countActivity(known, { kind: "group", id })
  );
  assert.equal(
    sum(byGroup.map(({ counts }) => sum(counts.messages!))),
    known.acts.filter(({ kind, room }) =>
      kind === "messages" && room !== "main"
    ).length,
  );
  assert(byGroup.every(({ counts }) => sum(counts.questions!) === 0));
  assert(
    byGroup.every(({ happenings }) =>
      happenings.some(({ kind }) => kind === "broadcast")
    ),
  );

  await app.membership.mergeMember(teacher, students[1].member, {
    member: students[0].member,
  });
  known = await read();
  assert.equal(known.students.length, 5, "J-7: merged they are one");
  assert.deepEqual(
    totals(countActivity(known, { kind: "class" })).messages,
    together.messages,
  );
  await app.erasure.erase(teacher, students[0].member);
  known = await read();
  const gone = [students[0].member, students[1].member];
  assert(!known.students.some(({ id }) => gone.includes(id)), "O-3");
  assert(!known.acts.some(({ member }) => gone.includes(member)));
  assert(!known.stays.some(({ member }) => gone.includes(member)));
  await app.sessions.end(school.teacher, session.id, { now: true });
  time.now += 60 * minute;
  known = await read();
  assert.deepEqual(known.happenings.at(-1), { kind: "ended", at: known.to });
  await assertRefused(
    readClassActivity(app, students[2], time.now),
    "not-allowed",
  );
});

Deno.test("activity has no questions with collection off, and no anonymous votes (ACCESS-2, R-4)", async () => {
  await using school = await School.open(":memory:", undefined, {
    model: quickModel,
  });
  const { app, time } = school;
  const { teacher, students } = await playLivelyLesson(school, school.teacher, {
    names: ["Amy", "Ben", "Cem", "Dan", "Eve", "Fay"],
    random: new Random(2),
    ask: { collect: false },
  });
  const before = await readClassActivity(app, teacher, time.now);
  assert(!before.acts.some(({ kind }) => kind === "questions"));
  const poll = before.happenings.find(({ resource }) =>
    resource?.kind === "poll"
  )!.resource!;
  assert(poll.kind === "poll");
  const [{ choices }] = poll.questions;
  for (const who of students) {
    await app.votes.count(who, poll.id, { answer: [choices![0].id] });
  }
  assert.deepEqual(await readClassActivity(app, teacher, time.now), before);
});

Deno.test("changed switches are recorded, within bounds (M-4)", async () => {
  await using lesson = await Lesson.begin();
  const deeds = () =>
    lesson.read(
      names.staff(lesson.session.id),
      (doc) => activityEventsOf(doc).toArray().map(({ kind }) => kind),
    );
  await lesson.changeSession({ eyesOnMe: { text: "Here" } });
  await lesson.changeSession({ eyesOnMe: { text: "Here, please" } });
  await lesson.changeSession({ eyesOnMe: null, chatPaused: true });
  await lesson.changeSession({ chatPaused: true });
  await lesson.changeSession({ chatPaused: false, assistantPaused: true });
  assert.deepEqual(await deeds(), [
    "eyes-on",
    "eyes-off",
    "chat-paused",
    "chat-resumed",
    "assistant-paused",
  ]);
  for (let n = 0; n < 1000; n++) {
    await lesson.changeSession({ chatPaused: n % 2 === 0 });
  }
  assert.equal((await deeds()).length, 1000);
});

Deno.test("a scheduled class has no activity before its start (S-7)", async () => {
  await using school = await School.open();
  const { app, time } = school;
  const planned = time.now + 60 * minute;
  const { id } = await school.createSession({
    startsAt: new Date(planned).toISOString(),
  });
  const teacher = await school.ownerIdentity(id);
  await app.resources.share(teacher, { wall: {} });
  await app.sessions.change(school.teacher, id, { chatPaused: true });
  const happened = async () => {
    const { happenings } = await readClassActivity(app, teacher, time.now);
    return happenings.map(({ kind, at }) => [kind, at - planned]);
  };
  assert.deepEqual(await happened(), []);
  time.now = planned;
  await app.sessions.list(school.teacher);
  time.now += minute;
  assert.deepEqual(await happened(), [["started", 0], ["shared", 0]]);
});

Deno.test("the board's figures follow messages, and decay by themselves (B-14)", async () => {
  const { school, session, who, red, read, act } = await makeRedAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const at = school.time.now;
  await school.runCommand(who.Amy, sayCommandFor(red, "one"));
  await school.runCommand(
    who.Ben,
    sayCommandFor(red, "**two**\n- lines " + "x".repeat(200)),
  );
  const figures = new RoomFiguresUpdater(school.app.sync);
  const look = () =>
    read((_, staff) => staff.getMap<RoomFigures>("rooms").get(red));
  assert.deepEqual(await figures.refresh(session.id, [red]), [red]);
  const now = await look();
  assert.equal(now?.perMinute, 2);
  assert.deepEqual([now.last?.from, now.last?.at], [who.Ben.member, at]);
  assert.match(now.last?.text ?? "", /^two lines x+…$/);
  assert.equal(now.last?.text.length, 140);
  school.time.now += 61_000;
  assert.deepEqual(await figures.refresh(session.id, [red]), []);
  assert.equal((await look())?.perMinute, 0);
  // A changed room is counted without a request.
  const quick = new RoomFiguresUpdater(school.app.sync, 1);
  await school.runCommand(who.Amy, sayCommandFor(red, "three"));
  quick.roomChanged(session.id, red);
  await waitUntil(async () => (await look())?.perMinute === 1);
  quick.stop();
});

Deno.test("the first message in a group is shown at once, and later ones are gathered (B-14)", async () => {
  const { school, session, who, red, blue, read, act } = await makeRedAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  // A delay so long that it never ends in this test.
  const figures = new RoomFiguresUpdater(school.app.sync, 2 ** 30);
  const lastIn = (room: string) =>
    read((_, staff) =>
      staff.getMap<RoomFigures>("rooms").get(room)?.last?.text
    );
  const hears = async (one: string, room: string, text: string) => {
    await school.runCommand(who[one], sayCommandFor(room, text));
    figures.roomChanged(session.id, room);
  };
  await hears("Amy", red, "first in red");
  await waitUntil(async () => await lastIn(red) === "first in red");
  await hears("Amy", red, "second in red");
  // The first words of another group flush the waiting ones.
  await hears("Cem", blue, "first in blue");
  await waitUntil(async () => await lastIn(blue) === "first in blue");
  assert.equal(await lastIn(red), "second in red");
  await hears("Amy", red, "third in red");
  await act("POST /breakouts/stop", { grace: 0 });
  assert.equal(await lastIn(red), "second in red");
  figures.stop();
});

Deno.test("a broadcast does not count among a group's own messages a minute", async () => {
  const { school, session, who, red, read, act } = await makeRedAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const figures = new RoomFiguresUpdater(school.app.sync);
  const redFigures = async () => {
    await figures.refresh(session.id, [red]);
    return await read((_, staff) =>
      staff.getMap<RoomFigures>("rooms").get(red)
    );
  };
  await act("POST /breakouts/broadcast", { text: "Two minutes left" });
  const said = await redFigures();
  assert.equal(said?.last?.text, "Two minutes left");
  assert.equal(said?.perMinute, 0);
  await school.runCommand(who.Amy, sayCommandFor(red));
  assert.equal((await redFigures())?.perMinute, 1);
  figures.stop();
});

Deno.test("messages of students are counted by minute in every room (M-4)", async () => {
  const { school, session, teacher, who, red, read, act } =
    await makeRedAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const figures = new RoomFiguresUpdater(school.app.sync);
  const look = async () => {
    await figures.refresh(session.id, ["main", red]);
    return await read((_, staff) => messageCountsOf(staff).toJSON());
  };
  const start = Date.parse(session.startsAt);
  await school.runCommand(who.Amy, sayCommandFor("main"));
  await school.runCommand(teacher, sayCommandFor("main"));
  school.time.now = start + 4.5 * 60_000;
  await school.runCommand(who.Amy, sayCommandFor(red));
  await school.runCommand(who.Ben, sayCommandFor(red));
  assert.deepEqual(await look(), { main: { 0: 1 }, [red]: { 4: 2 } });
  school.time.now = start + 22 * 60_000;
  await school.runCommand(who.Amy, sayCommandFor("main"));
  assert.deepEqual(await look(), { main: { 22: 1 }, [red]: { 4: 2 } });
});

async function pass(lesson: Lesson, minutes: number) {
  const { app, time } = lesson.school;
  for (let quarter = 0; quarter < 4 * minutes; quarter++) {
    time.now += minute / 4;
    await app.attendance.checkAll();
  }
}

/** A student's attendance, in minutes since the class began. */
async function of(lesson: Lesson, { member }: Identity) {
  const { app, time } = lesson.school;
  const all = await readAttendance(app.sync, lesson.teacher, time.now);
  const found = all.find(({ id }) => id === member);
  assert(found);
  const start = Date.parse(lesson.session.startsAt);
  const since = (at: string | null) =>
    at === null ? null : Math.round((Date.parse(at) - start) / minute);
  const { minutes } = found;
  return { in: since(found.in), out: since(found.out), minutes };
}

async function commits(lesson: Lesson): Promise<number> {
  const head = await lesson.school.app.kv.get<{ seq: number }>(
    ["space", lesson.session.id, "head"],
  );
  return head.value!.seq;
}

Deno.test("attendance has first in, last out and minutes, and ignores a short disconnect (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { school } = lesson;
  const amy = await lesson.addStudent("Amy"),
    ben = await lesson.addStudent("Ben");
  const first = await school.connectMember(amy);
  await pass(lesson, 10);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: null, minutes: 10 });
  assert.deepEqual(await of(lesson, ben), { in: 0, out: null, minutes: null });
  await school.disconnectMember(amy, first);
  await pass(lesson, 0.5);
  const second = await school.connectMember(amy);
  await pass(lesson, 9.5);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: null, minutes: 20 });
  await school.disconnectMember(amy, second);
  await pass(lesson, 10);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: 20, minutes: 20 });
  const third = await school.connectMember(amy);
  await pass(lesson, 5);
  await school.disconnectMember(amy, third);
  await pass(lesson, 5);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: 35, minutes: 25 });
});

Deno.test("once a class is over its stays are closed, and it is not checked again (SYNC-10)", async () => {
  await using lesson = await Lesson.begin();
  const { app, teacher } = lesson.school;
  const amy = await lesson.addStudent("Amy");
  const socket = await lesson.school.connectMember(amy);
  await pass(lesson, 7);
  await app.sessions.end(teacher, lesson.session.id, { now: true });
  await socket.closed;
  await pass(lesson, 5);
  const before = await commits(lesson);
  const read = app.sync.read.bind(app.sync);
  let reads = 0;
  app.sync.read = (s, needs, look) => {
    reads++;
    return read(s, needs, look);
  };
  await pass(lesson, 5);
  assert.equal(reads, 0);
  const staff = names.staff(lesson.session.id);
  const entry = await lesson.read(
    staff,
    (doc) => attendanceOf(doc).get(amy.member),
  );
  assert.deepEqual(entry, {
    ms: 7 * minute,
    last: Date.parse(lesson.session.startsAt) + 7 * minute,
  });
  assert.equal(await commits(lesson), before);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: 7, minutes: 7 });
});

Deno.test("after a crash attendance ends at the last check, and continues (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app, time } = lesson.school;
  const amy = await lesson.addStudent("Amy");
  const socket = await lesson.school.connectMember(amy);
  await pass(lesson, 10);
  // After half an hour without a look, a server without memory starts.
  time.now += 30 * minute;
  const known = await of(lesson, amy);
  assert(known.out !== null && known.out >= 9 && known.out <= 10);
  const parts = { sync: app.sync, clock: () => time.now, report: () => {} };
  await new AttendanceRecorder(parts).checkAll();
  await pass(lesson, 5);
  const { out, minutes } = await of(lesson, amy);
  assert.equal(out, null);
  assert(minutes !== null && minutes >= 14 && minutes <= 15, `${minutes}`);
  await lesson.school.disconnectMember(amy, socket);
});

Deno.test("a quiet class writes once a minute, an empty one nothing (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const sockets = [];
  for (const name of ["Amy", "Ben", "Cy"]) {
    const who = await lesson.addStudent(name);
    sockets.push({ who, socket: await lesson.school.connectMember(who) });
  }
  await pass(lesson, 1);
  const before = await commits(lesson);
  await pass(lesson, 10);
  assert(await commits(lesson) - before <= 14);
  for (const { who, socket } of sockets) {
    await lesson.school.disconnectMember(who, socket);
  }
  await pass(lesson, 2);
  const after = await commits(lesson);
  await pass(lesson, 10);
  assert.equal(await commits(lesson), after);
  const kept = await lesson.read(
    names.staff(lesson.session.id),
    (doc) => attendanceOf(doc).size,
  );
  assert.equal(kept, 3, "an entry a student, whatever comes and goes");
});

Deno.test("a merge joins two attendances, and two devices at once count once (J-7, M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app } = lesson.school;
  const amy = await lesson.addStudent("Amy");
  const one = await lesson.school.connectMember(amy);
  await pass(lesson, 10);
  const second = await lesson.addStudent("Amy 2");
  await lesson.school.connectMember(second);
  await pass(lesson, 5);
  await lesson.school.runCommand(second, {
    kind: "say",
    room: "main",
    text: "Hi",
  });
  await app.membership.mergeMember(lesson.teacher, second.member, {
    member: amy.member,
  });
  await pass(lesson, 5);
  await lesson.school.disconnectMember(amy, one);
  await pass(lesson, 5);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: 20, minutes: 20 });
  const all: Attendance[] = await readAttendance(
    app.sync,
    lesson.teacher,
    lesson.school.time.now,
  );
  assert.deepEqual(
    all.map(({ name, messages }) => [name, messages]).slice(1),
    [["Amy", 1]],
  );
});

/** A student's stored entry, in seconds since the class began. */
async function entryOf(lesson: Lesson, { member }: Identity) {
  const entry = await lesson.read(
    names.staff(lesson.session.id),
    (doc) => attendanceOf(doc).get(member),
  );
  const start = Date.parse(lesson.session.startsAt);
  const seconds = (at?: number) => at && (at - start) / 1000;
  return entry &&
    { ms: entry.ms, since: seconds(entry.since), last: seconds(entry.last) };
}

Deno.test("a stay between two checks has its beginning and its end (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { school } = lesson;
  const amy = await lesson.addStudent("Amy");
  school.time.now += 5 * minute + 1000;
  const first = await school.connectMember(amy);
  school.time.now += 4000;
  await school.disconnectMember(amy, first);
  school.time.now += 3000;
  await pass(lesson, 2);
  assert.deepEqual(await entryOf(lesson, amy), {
    ms: 4000,
    since: undefined,
    last: 305,
  });
  // Two more stays, the second before a look at the first.
  const at = school.time.now;
  const second = await school.connectMember(amy);
  school.time.now += 2000;
  await school.disconnectMember(amy, second);
  school.time.now += 2 * minute;
  const third = await school.connectMember(amy);
  school.time.now += 3000;
  await school.disconnectMember(amy, third);
  await pass(lesson, 2);
  const last = (at - Date.parse(lesson.session.startsAt)) / 1000 + 125;
  assert.deepEqual(await entryOf(lesson, amy), {
    ms: 9000,
    since: undefined,
    last,
  });
});

Deno.test("a return just before the end counts as present at the end (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app, teacher, time } = lesson.school;
  const amy = await lesson.addStudent("Amy"),
    ben = await lesson.addStudent("Ben");
  const first = await lesson.school.connectMember(amy);
  const his = await lesson.school.connectMember(ben);
  await pass(lesson, 5);
  await lesson.school.disconnectMember(amy, first);
  await pass(lesson, 5);
  await lesson.school.disconnectMember(ben, his);
  const second = await lesson.school.connectMember(amy);
  time.now += 5000;
  await app.sessions.end(teacher, lesson.session.id, { now: true });
  await second.closed;
  await pass(lesson, 1);
  assert.deepEqual(await entryOf(lesson, amy), {
    ms: 5 * minute + 5000,
    since: undefined,
    last: 605,
  });
  assert.deepEqual(await entryOf(lesson, ben), {
    ms: 10 * minute,
    since: undefined,
    last: 600,
  });
});

Deno.test("a class that comes and goes constantly is stored in few commits (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const people = [];
  for (let n = 0; n < 10; n++) people.push(await lesson.addStudent(`Amy ${n}`));
  await pass(lesson, 1);
  const before = await commits(lesson);
  for (let quarter = 0; quarter < 20; quarter++) {
    const sockets = await Promise.all(
      people.map((who) => lesson.school.connectMember(who)),
    );
    await Promise.all(
      people.map((who, n) => lesson.school.disconnectMember(who, sockets[n])),
    );
    await pass(lesson, 0.25);
  }
  assert(await commits(lesson) - before <= 12);
  for (const who of people) {
    const { minutes, out } = await of(lesson, who);
    assert.deepEqual({ minutes, out }, { minutes: 6, out: null });
  }
});

Deno.test("attendance seen without storage is written later (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app, time } = lesson.school;
  const amy = await lesson.addStudent("Amy");
  const socket = await lesson.school.connectMember(amy);
  await pass(lesson, 1);
  const { decide } = app.sync;
  app.sync.decide = () => Promise.reject(new Refusal("storage-unavailable"));
  await lesson.school.disconnectMember(amy, socket);
  await pass(lesson, 5);
  time.now += 1000;
  app.sync.decide = decide;
  await pass(lesson, 0.25);
  assert.deepEqual(await entryOf(lesson, amy), {
    ms: minute,
    since: undefined,
    last: 60,
  });
});

Deno.test("an arrival during a write is seen (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app, time } = lesson.school;
  const amy = await lesson.addStudent("Amy");
  const first = await lesson.school.connectMember(amy);
  await pass(lesson, 1);
  await lesson.school.disconnectMember(amy, first);
  time.now += 90_000;
  const { decide, hasConnections: isAttended, read } = app.sync;
  let written = false, come = false;
  app.sync.decide = async (...asked) => {
    const answer = await decide.apply(app.sync, asked);
    written = true;
    return answer as never;
  };
  app.sync.read = async (...asked) => {
    const answer = await read.apply(app.sync, asked);
    if (written && !come) {
      come = true;
      const stay = { key: amy.member, at: time.now };
      const { notePresence: passed } = app.attendance;
      const here = passed.bind(app.attendance, lesson.session.id);
      app.sync.hasConnections = () => true;
      here({ ...stay, isOnline: true });
      here({ ...stay, isOnline: false, at: stay.at + 10_000 });
    }
    return answer as never;
  };
  await app.attendance.checkAll();
  Object.assign(app.sync, { decide, hasConnections: isAttended, read });
  assert(come);
  await pass(lesson, 2);
  assert.equal((await entryOf(lesson, amy))?.ms, minute + 10_000);
});

Deno.test("two instances that see the same store the same, once (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app, time } = lesson.school;
  const parts = { sync: app.sync, clock: () => time.now, report: () => {} };
  const other = new AttendanceRecorder(parts);
  const passed = app.attendance.notePresence.bind(app.attendance);
  app.attendance.notePresence = (session, passage) => {
    passed(session, passage);
    // The other instance sees it later.
    other.notePresence(session, { ...passage, at: passage.at + 400 });
  };
  const amy = await lesson.addStudent("Amy");
  for (let stay = 0; stay < 3; stay++) {
    const socket = await lesson.school.connectMember(amy);
    time.now += 10_000;
    await lesson.school.disconnectMember(amy, socket);
    await other.checkAll();
    await pass(lesson, 2);
    await other.checkAll();
  }
  const entry = await entryOf(lesson, amy);
  assert(entry && entry.since === undefined);
  assert(entry.ms >= 30_000 && entry.ms <= 31_500, `${entry.ms} ms`);
});

Deno.test("an instance without members writes who left, and nothing else (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app, time } = lesson.school;
  let isAttended = true, reads = 0;
  const there = new Proxy(app.sync, {
    get(target, name) {
      if (name === "hasConnections") return () => isAttended;
      if (name === "online") {
        return () => isAttended ? target.online() : new Map();
      }
      if (name === "read") reads++;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const parts = { clock: () => time.now, report: () => {} };
  const other = new AttendanceRecorder({ ...parts, sync: there });
  const [amy, ben] = [
    await lesson.addStudent("Amy"),
    await lesson.addStudent("Ben"),
  ];
  await lesson.school.connectMember(amy);
  const { id } = lesson.session;
  for (const { member } of [amy, ben]) {
    other.notePresence(id, { key: member, isOnline: true, at: time.now });
  }
  await other.checkAll();
  time.now += 10_000;
  other.notePresence(id, { key: ben.member, isOnline: false, at: time.now });
  isAttended = false;
  time.now += 90_000;
  await app.attendance.checkAll();
  await other.checkAll();
  assert.equal((await entryOf(lesson, ben))?.since, undefined);
  const { since } = (await entryOf(lesson, amy))!;
  assert.notEqual(since, undefined, "she is at the first one");
  const before = reads;
  other.notePresence(id, { key: ben.member, isOnline: true, at: time.now });
  await other.checkAll();
  assert.equal(reads, before);
});
