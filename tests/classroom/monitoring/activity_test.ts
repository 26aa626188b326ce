/** The activity of a class, and the figures of its groups (M-4, B-14). */
import assert from "node:assert/strict";
import fc from "fast-check";
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
import { activityEventsOf } from "../../../classroom/model/activity_events.ts";
import { readAttendance } from "../../../classroom/record/session_record.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { property, Random } from "../../random.ts";
import { Lesson } from "../lesson.ts";
import { refuses, School } from "../school.ts";
import { livelyLesson, quickModel } from "./lively_lesson.ts";
import {
  Figures,
  messageCountsOf,
} from "../../../classroom/monitoring/figures.ts";
import type { RoomFigures } from "../../../classroom/model/groups.ts";
import { redAndBlue, say, until } from "../groups/class_with_groups.ts";

const minute = 60_000;

const totals = ({ counts }: Activity) =>
  Object.fromEntries(
    Object.entries(counts).map(([kind, all]) => [kind, sum(all)]),
  );

Deno.test("the pieces of a lesson are as long as it takes to see its rhythm (M-4)", () => {
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
    by: fc.constantFrom("amy", "ben", "cem"),
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
          collect,
          acts,
          stays: [{ by: "amy", room: "red", from: 0, until: null }],
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
            acts.filter(({ by, at }) => by === "amy" && at >= 0),
          ),
        );
      },
    ),
    property("activity", 100),
  );
});

Deno.test("activity sums up to attendance, and lists what happened (M-4)", async () => {
  await using school = await School.open(":memory:", undefined, {
    model: quickModel,
  });
  const { app, time } = school;
  const lesson = await livelyLesson(school, school.teacher, {
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
  assert(!known.acts.some(({ by }) => gone.includes(by)));
  assert(!known.stays.some(({ by }) => gone.includes(by)));
  await app.sessions.end(school.teacher, session.id, { now: true });
  time.now += 60 * minute;
  known = await read();
  assert.deepEqual(known.happenings.at(-1), { kind: "ended", at: known.to });
  await refuses(readClassActivity(app, students[2], time.now), "not-allowed");
});

Deno.test("activity has no questions with collection off, and no anonymous votes (ACCESS-2, R-4)", async () => {
  await using school = await School.open(":memory:", undefined, {
    model: quickModel,
  });
  const { app, time } = school;
  const { teacher, students } = await livelyLesson(school, school.teacher, {
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
    await app.votes.cast(who, poll.id, { answer: [choices![0].id] });
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
  await lesson.change({ eyesOnMe: { text: "Here" } });
  await lesson.change({ eyesOnMe: { text: "Here, please" } });
  await lesson.change({ eyesOnMe: null, chatPaused: true });
  await lesson.change({ chatPaused: true });
  await lesson.change({ chatPaused: false, assistantPaused: true });
  assert.deepEqual(await deeds(), [
    "eyes-on",
    "eyes-off",
    "chat-paused",
    "chat-resumed",
    "assistant-paused",
  ]);
  for (let n = 0; n < 1000; n++) {
    await lesson.change({ chatPaused: n % 2 === 0 });
  }
  assert.equal((await deeds()).length, 1000);
});

Deno.test("a scheduled class has no activity before its start (S-7)", async () => {
  await using school = await School.open();
  const { app, time } = school;
  const planned = time.now + 60 * minute;
  const { id } = await school.session({
    startsAt: new Date(planned).toISOString(),
  });
  const teacher = await school.owner(id);
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

Deno.test("the board's figures follow messages, and fall by themselves (B-14)", async () => {
  const { school, session, who, red, read, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const at = school.time.now;
  await school.command(who.Amy, say(red, "one"));
  await school.command(
    who.Ben,
    say(red, "**two**\n- lines " + "x".repeat(200)),
  );
  const figures = new Figures(school.app.sync);
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
  const quick = new Figures(school.app.sync, 1);
  await school.command(who.Amy, say(red, "three"));
  quick.roomChanged(session.id, red);
  await until(async () => (await look())?.perMinute === 1);
  quick.stop();
});

Deno.test("the first words in a group do not gather as long as those that follow (B-14)", async () => {
  const { school, session, who, red, blue, read, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  // A delay so long that it never ends in this test.
  const figures = new Figures(school.app.sync, 2 ** 30);
  const lastIn = (room: string) =>
    read((_, staff) =>
      staff.getMap<RoomFigures>("rooms").get(room)?.last?.text
    );
  const hears = async (one: string, room: string, text: string) => {
    await school.command(who[one], say(room, text));
    figures.roomChanged(session.id, room);
  };
  await hears("Amy", red, "first in red");
  await until(async () => await lastIn(red) === "first in red");
  await hears("Amy", red, "second in red");
  // The first words of another group flush the waiting ones.
  await hears("Cem", blue, "first in blue");
  await until(async () => await lastIn(blue) === "first in blue");
  assert.equal(await lastIn(red), "second in red");
  await hears("Amy", red, "third in red");
  await act("POST /breakouts/stop", { grace: 0 });
  assert.equal(await lastIn(red), "second in red");
  figures.stop();
});

Deno.test("a broadcast is not one of a group's own messages a minute (V21)", async () => {
  const { school, session, who, red, read, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const figures = new Figures(school.app.sync);
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
  await school.command(who.Amy, say(red));
  assert.equal((await redFigures())?.perMinute, 1);
  figures.stop();
});

Deno.test("messages of students are counted by minute in every room (M-4)", async () => {
  const { school, session, teacher, who, red, read, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const figures = new Figures(school.app.sync);
  const look = async () => {
    await figures.refresh(session.id, ["main", red]);
    return await read((_, staff) => messageCountsOf(staff).toJSON());
  };
  const start = Date.parse(session.startsAt);
  await school.command(who.Amy, say("main"));
  await school.command(teacher, say("main"));
  school.time.now = start + 4.5 * 60_000;
  await school.command(who.Amy, say(red));
  await school.command(who.Ben, say(red));
  assert.deepEqual(await look(), { main: { 0: 1 }, [red]: { 4: 2 } });
  school.time.now = start + 22 * 60_000;
  await school.command(who.Amy, say("main"));
  assert.deepEqual(await look(), { main: { 22: 1 }, [red]: { 4: 2 } });
});
