/** Attendance, as it is watched, stored and read (M-3). */
import assert from "node:assert/strict";
import { attendanceOf } from "../../../classroom/model/attendance.ts";
import { AttendanceRecorder } from "../../../classroom/monitoring/attendance_recorder.ts";
import {
  type Attendance,
  readAttendance,
} from "../../../classroom/record/session_record.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { Refusal } from "../../../sync/refusal.ts";
import { Lesson } from "../lesson.ts";

const minute = 60_000;

/** Looks every 15 s, as the server does. */
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

Deno.test("attendance has first in, last out and minutes; a short loss of network is none (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { school } = lesson;
  const amy = await lesson.student("Amy"), ben = await lesson.student("Ben");
  const first = await school.online(amy);
  await pass(lesson, 10);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: null, minutes: 10 });
  assert.deepEqual(await of(lesson, ben), { in: 0, out: null, minutes: null });
  await school.offline(amy, first);
  await pass(lesson, 0.5);
  const second = await school.online(amy);
  await pass(lesson, 9.5);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: null, minutes: 20 });
  await school.offline(amy, second);
  await pass(lesson, 10);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: 20, minutes: 20 });
  const third = await school.online(amy);
  await pass(lesson, 5);
  await school.offline(amy, third);
  await pass(lesson, 5);
  assert.deepEqual(await of(lesson, amy), { in: 0, out: 35, minutes: 25 });
});

Deno.test("once a class is over its stays are closed, and it is looked at no more (SYNC-10)", async () => {
  await using lesson = await Lesson.begin();
  const { app, teacher } = lesson.school;
  const amy = await lesson.student("Amy");
  const socket = await lesson.school.online(amy);
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

Deno.test("after a crash attendance ends at the last look, and counts on (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app, time } = lesson.school;
  const amy = await lesson.student("Amy");
  const socket = await lesson.school.online(amy);
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
  await lesson.school.offline(amy, socket);
});

Deno.test("a quiet class writes once a minute, an empty one nothing (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const sockets = [];
  for (const name of ["Amy", "Ben", "Cy"]) {
    const who = await lesson.student(name);
    sockets.push({ who, socket: await lesson.school.online(who) });
  }
  await pass(lesson, 1);
  const before = await commits(lesson);
  await pass(lesson, 10);
  assert(await commits(lesson) - before <= 14);
  for (const { who, socket } of sockets) {
    await lesson.school.offline(who, socket);
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

Deno.test("merged, two attendances are one, and two devices at once count once (J-7, M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app } = lesson.school;
  const amy = await lesson.student("Amy");
  const one = await lesson.school.online(amy);
  await pass(lesson, 10);
  const second = await lesson.student("Amy 2");
  await lesson.school.online(second);
  await pass(lesson, 5);
  await lesson.school.command(second, {
    kind: "say",
    room: "main",
    text: "Hi",
  });
  await app.membership.mergeMember(lesson.teacher, second.member, {
    member: amy.member,
  });
  await pass(lesson, 5);
  await lesson.school.offline(amy, one);
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

Deno.test("a stay between two looks is there, with its beginning and its end (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { school } = lesson;
  const amy = await lesson.student("Amy");
  school.time.now += 5 * minute + 1000;
  const first = await school.online(amy);
  school.time.now += 4000;
  await school.offline(amy, first);
  school.time.now += 3000;
  await pass(lesson, 2);
  assert.deepEqual(await entryOf(lesson, amy), {
    ms: 4000,
    since: undefined,
    last: 305,
  });
  // Two more stays, the second before a look at the first.
  const at = school.time.now;
  const second = await school.online(amy);
  school.time.now += 2000;
  await school.offline(amy, second);
  school.time.now += 2 * minute;
  const third = await school.online(amy);
  school.time.now += 3000;
  await school.offline(amy, third);
  await pass(lesson, 2);
  const last = (at - Date.parse(lesson.session.startsAt)) / 1000 + 125;
  assert.deepEqual(await entryOf(lesson, amy), {
    ms: 9000,
    since: undefined,
    last,
  });
});

Deno.test("a return just before the end counts as there at the end (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const { app, teacher, time } = lesson.school;
  const amy = await lesson.student("Amy"), ben = await lesson.student("Ben");
  const first = await lesson.school.online(amy);
  const his = await lesson.school.online(ben);
  await pass(lesson, 5);
  await lesson.school.offline(amy, first);
  await pass(lesson, 5);
  await lesson.school.offline(ben, his);
  const second = await lesson.school.online(amy);
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

Deno.test("a class that comes and goes all the time is written down in few commits (M-3)", async () => {
  await using lesson = await Lesson.begin();
  const people = [];
  for (let n = 0; n < 10; n++) people.push(await lesson.student(`Amy ${n}`));
  await pass(lesson, 1);
  const before = await commits(lesson);
  for (let quarter = 0; quarter < 20; quarter++) {
    const sockets = await Promise.all(
      people.map((who) => lesson.school.online(who)),
    );
    await Promise.all(
      people.map((who, n) => lesson.school.offline(who, sockets[n])),
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
  const amy = await lesson.student("Amy");
  const socket = await lesson.school.online(amy);
  await pass(lesson, 1);
  const { decide } = app.sync;
  app.sync.decide = () => Promise.reject(new Refusal("storage-unavailable"));
  await lesson.school.offline(amy, socket);
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
  const amy = await lesson.student("Amy");
  const first = await lesson.school.online(amy);
  await pass(lesson, 1);
  await lesson.school.offline(amy, first);
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
      here({ ...stay, online: true });
      here({ ...stay, online: false, at: stay.at + 10_000 });
    }
    return answer as never;
  };
  await app.attendance.checkAll();
  Object.assign(app.sync, { decide, hasConnections: isAttended, read });
  assert(come);
  await pass(lesson, 2);
  assert.equal((await entryOf(lesson, amy))?.ms, minute + 10_000);
});

Deno.test("two instances that see the same write the same, and once (M-3)", async () => {
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
  const amy = await lesson.student("Amy");
  for (let stay = 0; stay < 3; stay++) {
    const socket = await lesson.school.online(amy);
    time.now += 10_000;
    await lesson.school.offline(amy, socket);
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
  const [amy, ben] = [await lesson.student("Amy"), await lesson.student("Ben")];
  await lesson.school.online(amy);
  const { id } = lesson.session;
  for (const { member } of [amy, ben]) {
    other.notePresence(id, { key: member, online: true, at: time.now });
  }
  await other.checkAll();
  time.now += 10_000;
  other.notePresence(id, { key: ben.member, online: false, at: time.now });
  isAttended = false;
  time.now += 90_000;
  await app.attendance.checkAll();
  await other.checkAll();
  assert.equal((await entryOf(lesson, ben))?.since, undefined);
  const { since } = (await entryOf(lesson, amy))!;
  assert.notEqual(since, undefined, "she is at the first one");
  const before = reads;
  other.notePresence(id, { key: ben.member, online: true, at: time.now });
  await other.checkAll();
  assert.equal(reads, before);
});
