import { asks } from "../asking.ts";
import assert from "node:assert/strict";
import type { ActName } from "../../../classroom/acts.ts";
import type { Identity } from "../../../classroom/model/members.ts";
import { messages } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { refusalOf, refuses, School, tempFolder } from "../school.ts";
import { redAndBlue, say, until } from "./class_with_groups.ts";

Deno.test("start and end; in between each speaks in their room, and after it all is kept (B-7)", async () => {
  const { school, session, teacher, who, red, blue, isOpen, roomOf, act } =
    await redAndBlue();
  await using _ = school;
  const { Amy: amy, Cem: cem } = who;
  assert.equal(await school.command(amy, say(red)), "rooms-closed");
  assert.equal(await school.command(teacher, say(red, "read this")), null);
  const reading = await school.connect(amy, names.room(session.id, red));
  assert.equal(await reading.registered, true, "readable while closed");
  assert.equal((await act("POST /breakouts/start")).breakouts.open, true);
  assert.equal(await school.command(amy, say(red)), null);
  assert.equal(await school.command(cem, say(red)), "not-in-room");
  assert.equal(await school.command(amy, say("main")), null, "B-10");
  assert.equal((await act("POST /breakouts/stop")).breakouts.open, false);
  assert.equal(await isOpen(), false);
  assert.equal(await school.command(amy, say(red)), "rooms-closed");
  assert.equal(await roomOf(amy), red);
  await act("POST /breakouts/start");
  assert.equal((await school.messages(session.id, red)).length, 2);
  assert.equal(await school.command(cem, say(blue)), null);
});

Deno.test("the teacher writes in a group before it opens and while it is open, and not after its end (V2)", async () => {
  const { school, session, teacher, red, act } = await redAndBlue();
  await using _ = school;
  const teacherSays = () => school.command(teacher, say(red));
  assert.equal(await teacherSays(), null);
  await act("POST /breakouts/start");
  assert.equal(await teacherSays(), null);
  await act("POST /breakouts/stop");
  assert.equal(await teacherSays(), "rooms-closed");
  assert.equal((await school.messages(session.id, red)).length, 2);
  await act("POST /breakouts/start");
  assert.equal(await teacherSays(), null);
});

Deno.test("with a grace rooms close later; more time or a start takes the end back (B-7, B-13)", async () => {
  const { school, session, isOpen, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const stopping = (await act("POST /breakouts/stop", { grace: 30 })).breakouts;
  assert.equal(
    stopping.stopsAt,
    new Date(school.time.now + 30_000).toISOString(),
  );
  assert.equal(stopping.open, true);
  const more = (await act("POST /breakouts/extend", { minutes: 5 })).breakouts;
  assert.equal(more.stopsAt, null);
  assert.equal(more.endsAt, new Date(school.time.now + 300_000).toISOString());
  // A countdown is never longer than a class.
  const most = 24 * 60;
  await refuses(
    act("POST /breakouts/extend", { minutes: most - 4 }),
    "conflict",
  );
  const all = (await act("POST /breakouts/extend", {
    minutes: most - 5,
  })).breakouts;
  assert.equal(
    all.endsAt,
    new Date(school.time.now + most * 60_000).toISOString(),
  );
  await act("POST /breakouts/stop", { grace: 30 });
  assert.equal((await act("POST /breakouts/start")).breakouts.stopsAt, null);
  await act("POST /breakouts/stop", { grace: 0.05 });
  school.time.now += 60;
  await until(async () => !await isOpen());
  await refuses(act("POST /breakouts/extend", { minutes: 1 }), "rooms-closed");
  const due = await school.app.kv.get(["rooms-due", session.id]);
  assert.equal(due.value, null);
});

Deno.test("at zero rooms close by themselves, also after a restart; not where that is off (B-13)", async () => {
  await using folder = await tempFolder();
  const path = folder.kv;
  const first = await redAndBlue(path);
  const { teacher, session, act } = first;
  await act("POST /breakouts/start");
  const timer = await act("POST /breakouts/timer", { minutes: 10 });
  const zero = first.school.time.now + 600_000;
  assert.equal(timer.breakouts.endsAt, new Date(zero).toISOString());
  const later = await act("POST /breakouts/extend", { minutes: 1 });
  assert.equal(later.breakouts.endsAt, new Date(zero + 60_000).toISOString());
  await first.school[Symbol.asyncDispose]();
  // A restart after the countdown.
  {
    await using again = await School.open(path, zero + 60_001);
    const { breakouts } = again.app;
    const isOpen = async () => (await breakouts.view(teacher)).breakouts.open;
    const then = (at: ActName, given: Record<string, unknown> = {}) =>
      asks({ breakouts }, teacher, at, given);
    await until(async () => !await isOpen());
    await then("PATCH /breakouts", { stopAtZero: false });
    await then("POST /breakouts/start");
    await then("POST /breakouts/timer", { minutes: 0.001 });
    const due = await again.app.kv.get(["rooms-due", session.id]);
    assert.equal(due.value, null);
    again.time.now += 60_000;
    assert.equal(await isOpen(), true);
    await then("PATCH /breakouts", { stopAtZero: true });
    await until(async () => !await isOpen());
  }
});

Deno.test("minutes begin the countdown of open groups, a start does not (U26, B-13)", async () => {
  const { school, act, view } = await redAndBlue();
  await using _ = school;
  const set = (minutes: number | null) => act("PATCH /breakouts", { minutes });
  const timer = (minutes: number) => act("POST /breakouts/timer", { minutes });
  const inMinutes = (minutes: number) =>
    new Date(school.time.now + minutes * 60_000).toISOString();
  await refuses(timer(10), "rooms-closed");
  await set(10);
  const open = (await act("POST /breakouts/start"))
    .breakouts;
  assert.deepEqual([open.endsAt, open.minutes], [null, 10]);
  assert.equal((await set(12)).breakouts.endsAt, inMinutes(12));
  assert.equal((await timer(11)).breakouts.endsAt, inMinutes(11));
  assert.equal((await set(6)).breakouts.endsAt, inMinutes(6));
  const far = 24 * 60;
  school.time.now += 1000;
  await refuses(set(far), "conflict");
  assert.equal((await view()).breakouts.minutes, 6, "refused whole");
  await act("POST /breakouts/stop", { grace: 30 });
  const { breakouts: anew } = await timer(5);
  assert.deepEqual([anew.endsAt, anew.stopsAt], [inMinutes(5), null]);
  assert.equal(
    (await set(null)).breakouts.endsAt,
    null,
    "no minutes, no countdown",
  );
  await timer(5);
  await act("POST /breakouts/stop");
  assert.equal((await act("POST /breakouts/start")).breakouts.endsAt, null);
});

Deno.test("a stopped countdown keeps the rooms open (B-13)", async () => {
  const { school, session, act, view } = await redAndBlue();
  await using _ = school;
  const due = async () =>
    (await school.app.kv.get(["rooms-due", session.id])).value;
  await act("POST /breakouts/start");
  const started = (await act("POST /breakouts/timer", {
    minutes: 5,
  })).breakouts;
  assert.equal(started.stopAtZero, true, "as it was set before");
  assert.notEqual(await due(), null);
  const stopped = (await act("DELETE /breakouts/timer"))
    .breakouts;
  assert.deepEqual(
    [stopped.open, stopped.endsAt, stopped.minutes],
    [true, null, 5],
  );
  assert.equal(await due(), null, "nothing is due any more");
  school.time.now += 6 * 60_000;
  assert.equal((await view()).breakouts.open, true);

  await act("POST /breakouts/stop", { grace: 30 });
  const goesOn = (await act("DELETE /breakouts/timer"))
    .breakouts;
  assert.deepEqual([goesOn.open, goesOn.stopsAt], [true, null]);

  const stays = (await act("POST /breakouts/timer", {
    minutes: 5,
    stopAtZero: false,
  })).breakouts;
  assert.equal(stays.stopAtZero, false);
  assert.equal(await due(), null);
  assert.equal(
    (await act("POST /breakouts/timer", { minutes: 1 })).breakouts.stopAtZero,
    false,
  );
  await act("POST /breakouts/timer", { minutes: 5, stopAtZero: true });
  assert.notEqual(await due(), null, "then they end by themselves");
  await act("POST /breakouts/stop");
  assert.equal(
    (await act("DELETE /breakouts/timer"))
      .breakouts.open,
    false,
    "too late",
  );
});

Deno.test("the main room has one line when groups open or close (C-12)", async () => {
  const { school, session, teacher, isOpen, act } = await redAndBlue();
  await using _ = school;
  const name = names.room(session.id, "main");
  const lines = () =>
    school.app.sync.read(
      session.id,
      [name],
      ({ doc }) =>
        messages(doc(name)).toArray().flatMap((it) =>
          it.kind === "system" && it.event !== "session-started"
            ? [[it.event, it.from]]
            : []
        ),
    );
  const by = teacher.member;
  await act("POST /breakouts/start");
  await act("POST /breakouts/start");
  await act("POST /breakouts/stop", { grace: 0.02 });
  assert.deepEqual(await lines(), [["groups-opened", by]]);
  school.time.now += 20;
  await until(async () => !await isOpen());
  await act("POST /breakouts/stop");
  const closed = [["groups-opened", by], ["groups-closed", by]];
  assert.deepEqual(await lines(), closed);
  await act("PATCH /breakouts", { auto: true });
  assert.deepEqual(await lines(), closed, "U28: ended is ended");
  await act("POST /breakouts/start");
  await act("DELETE /breakouts/rooms");
  assert.deepEqual(await lines(), [...closed, ["groups-opened", by]]);
});

Deno.test("after the end nothing of the rooms can be changed, and only teachers can before (ACCESS-3)", async () => {
  const { school, session, teacher, who, red, act } = await redAndBlue();
  await using _ = school;
  const { Amy: amy } = who;
  const m = amy.member;
  const all = (it: Identity): Promise<unknown>[] => [
    act("PATCH /breakouts", { stopAtZero: false }, it),
    act("POST /breakouts/rooms", { names: ["X"] }, it),
    act("PATCH /breakouts/rooms/:r", { r: red, name: "X" }, it),
    act("DELETE /breakouts/rooms", {}, it),
    act("POST /breakouts/moves", { moves: [{ member: m, room: null }] }, it),
    act("POST /breakouts/distribute", { how: "shuffle" }, it),
    act("POST /breakouts/undo", {}, it),
    act("POST /breakouts/start", {}, it),
    act("POST /breakouts/stop", {}, it),
    act("POST /breakouts/extend", { minutes: 1 }, it),
    act("POST /breakouts/timer", { minutes: 1 }, it),
    act("DELETE /breakouts/timer", {}, it),
    act("POST /breakouts/groups", { of: 4 }, it),
    act("POST /breakouts/broadcast", { text: "x" }, it),
    act("POST /breakouts/bring-back", {}, it),
    act("DELETE /help/:m", { m }, it),
    act("POST /help/:m/undo", { m }, it),
    school.app.classLists.replaceList(it, { names: [] }),
  ];
  const kinds = async (it: Identity) =>
    new Set(await Promise.all(all(it).map(refusalOf)));
  assert.deepEqual(await kinds(amy), new Set(["not-allowed"]));
  await school.app.sessions.end(school.teacher, session.id, { now: true });
  assert.deepEqual(await kinds(teacher), new Set(["ended"]));
  assert.equal(await school.command(amy, { kind: "help", on: true }), "ended");
});
