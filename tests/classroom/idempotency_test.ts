import { runAct } from "./asking.ts";
import assert from "node:assert/strict";
import { broadcastBody } from "../../classroom/groups/broadcast.ts";
import { documentNames as names } from "../../classroom/model/documents.ts";
import { sessionInfo } from "../../classroom/model/layout.ts";
import { listActiveRooms } from "../../classroom/model/breakouts_layout.ts";
import {
  newTemplateBody,
  shareBody,
} from "../../classroom/library/resource_bodies.ts";
import { createSessionBody } from "../../classroom/sessions/new_session.ts";
import { newId } from "../../classroom/model/ids.ts";
import {
  addKeyMs,
  IdempotencyKeys,
} from "../../components/client/session_api.ts";
import { Lesson } from "./lesson.ts";
import { assertRefused, refusalNameOf } from "./school.ts";

Deno.test("a repeated request shares one resource until it is taken back or closed (SYNC-3)", async () => {
  await using lesson = await Lesson.begin();
  const { teacher, school: { app } } = lesson;
  const { id: quiz } = await app.library.add("quiz", teacher.teacher!, {
    name: "Rivers",
    questions: [{ id: newId(), kind: "text", text: "Which?" }],
  });
  const all = async () =>
    (await app.resources.list(teacher)).map((it) => it.id);
  for (
    const ask of [
      { wall: {} },
      { poll: { kind: "yes-no" } },
      { quiz, pace: "together" },
    ]
  ) {
    const press = newId(), before = await all();
    const share = () =>
      app.resources.share(teacher, shareBody.parse({ ...ask, press }));
    const made = await Promise.all([share(), share(), share()]);
    made.push(await share());
    const [one] = made;
    assert.deepEqual(new Set(made.map(({ id }) => id)), new Set([one.id]));
    assert.deepEqual(await all(), [...before, one.id]);
    await app.resources.takeBack(teacher, one.id);
    const again = await share();
    assert.notEqual(again.id, one.id);
    assert.deepEqual(await all(), [...before, again.id]);
    await app.resources.change(teacher, again.id, { closed: true });
    const third = await share();
    assert.deepEqual(await all(), [...before, again.id, third.id]);
  }
  const press = newId(), ask = shareBody.parse({ quiz, press });
  const one = await app.resources.share(teacher, ask);
  await app.library.remove("quiz", teacher.teacher!, quiz);
  assert.equal((await app.resources.share(teacher, ask)).id, one.id);
  // Another id makes another wall, and an id serves one kind of request.
  const wall = await app.resources.share(teacher, { wall: {} });
  const other = await app.resources.share(teacher, {
    wall: {},
    press: newId(),
  });
  assert.notEqual(other.id, wall.id);
  const refused = refusalNameOf(
    runAct(app, teacher, "POST /breakouts/rooms", { count: 1, press }),
  );
  assert.equal(await refused, "conflict");
  assert(!shareBody.safeParse({ wall: {}, press: "x" }).success);
});

Deno.test("a repeated request broadcasts once in each group (SYNC-3, B-11)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy"] });
  const { teacher, school, session } = lesson;
  const { breakouts } = school.app;
  const rooms = (await runAct({ breakouts }, teacher, "POST /breakouts/rooms", {
    names: ["Red", "Blue"],
  })).rooms
    .map(({ id }) => id);
  const broadcast = (ask: Record<string, unknown>) =>
    runAct(
      { breakouts },
      teacher,
      "POST /breakouts/broadcast",
      broadcastBody.parse(ask),
    );
  const said = async (room: string) =>
    (await school.readMessages(session.id, room)).flatMap((it) =>
      it.kind === "broadcast" ? it.text : []
    );
  for (
    const [text, ask] of [
      ["to all", {}],
      ["to blue", { rooms: [rooms[1]] }],
    ] as const
  ) {
    for (const open of [false, true]) {
      if (open) await runAct({ breakouts }, teacher, "POST /breakouts/start");
      const press = newId(), words = `${text}, ${open}`;
      const send = () => broadcast({ text: words, ...ask, press });
      const [first, ...others] = await Promise.all([send(), send(), send()]);
      others.push(await send());
      for (const other of others) assert.deepEqual(other, first);
      const heard = await Promise.all(rooms.map(said));
      assert.deepEqual(
        heard.map((all) => all.filter((it) => it === words).length),
        rooms.map((room) => first.broadcast.rooms.includes(room) ? 1 : 0),
      );
      if (open) await runAct({ breakouts }, teacher, "POST /breakouts/stop");
    }
  }
});

Deno.test("a repeated request adds its rooms and its minutes once (SYNC-3)", async () => {
  await using lesson = await Lesson.begin();
  const { teacher, school: { app, teacher: lin }, session } = lesson;
  const press = newId();
  const add = () =>
    runAct(app, teacher, "POST /breakouts/rooms", { count: 2, press });
  const [first, second] = await Promise.all([add(), add()]);
  assert.deepEqual(first, second);
  assert.deepEqual(await add(), first);
  const rooms = () =>
    lesson.read(
      names.session(session.id),
      (doc) => listActiveRooms(doc).length,
    );
  assert.equal(await rooms(), 2);
  await runAct(app, teacher, "DELETE /breakouts/rooms");
  const anew = await add();
  assert.equal(anew.rooms.length, 2, "they are gone, and wanted again");
  assert.deepEqual([await add(), await rooms()], [anew, 2]);
  const ends = () =>
    lesson.read(names.session(session.id), (doc) => sessionInfo(doc, "endsAt"));
  const before = await ends(), more = newId();
  for (let n = 0; n < 3; n++) {
    await app.sessions.extend(lin, session.id, { minutes: 10, press: more });
  }
  assert.equal(await ends() - before, 10 * 60_000);
  await runAct(app, teacher, "POST /breakouts/start");
  await runAct(app, teacher, "POST /breakouts/timer", { minutes: 5 });
  const extra = newId();
  const [one, two] = [
    (await runAct(app, teacher, "POST /breakouts/extend", {
      minutes: 5,
      press: extra,
    })).breakouts,
    (await runAct(app, teacher, "POST /breakouts/extend", {
      minutes: 5,
      press: extra,
    })).breakouts,
  ];
  assert.deepEqual(two, one);
});

Deno.test("a repeated form starts one class, also in place of another (SYNC-3, S-3)", async () => {
  await using lesson = await Lesson.begin();
  const { school, session } = lesson;
  const { app, teacher } = school;
  const form = newId();
  const begin = () =>
    app.sessions.create(
      teacher,
      createSessionBody.parse({ name: "Next", endActive: true, form }),
    );
  const first = await begin();
  assert.equal((await begin()).id, first.id);
  const states = async () =>
    new Map((await app.sessions.list(teacher)).map((it) => [it.id, it.state]));
  assert.deepEqual(
    await states(),
    new Map([[first.id, "active"], [session.id, "ended"]]),
  );
  await app.sessions.end(teacher, first.id, { now: true });
  const later = await begin();
  assert.notEqual(later.id, first.id);
  assert.equal((await states()).size, 3);
});

Deno.test("a template with a known id is kept once, a different one is refused (SYNC-3, R-1)", async () => {
  await using lesson = await Lesson.begin();
  const { teacher: { teacher }, school: { app } } = lesson;
  assert(teacher);
  const { id, ...item } = newTemplateBody.parse({
    id: newId(),
    name: "Tutor",
    instructions: "Ask back.",
  });
  const keep = (name = item.name) =>
    app.library.add("template", teacher, { ...item, name }, id);
  const [first, ...others] = await Promise.all([keep(), keep(), keep()]);
  others.push(await keep());
  for (const other of others) assert.deepEqual(other, first);
  await assertRefused(keep("Another"), "conflict");
  assert.equal(
    (await Array.fromAsync(app.library.items("template", teacher))).length,
    1,
  );
});

Deno.test("a page repeats a request under one id until a reply, and others under others (SYNC-3)", async () => {
  let now = 0;
  const presses = new IdempotencyKeys(undefined, () => now);
  const ids: string[] = [];
  const send = async (of: unknown, status: number | "ok") => {
    await presses.send(of, (press) => {
      ids.push(press);
      const problem = { type: "x", detail: "", retryAfter: 0 };
      return Promise.resolve(
        status === "ok"
          ? { ok: true, status: 201, body: null }
          : { ok: false, problem: { ...problem, status } },
      );
    });
    return ids.at(-1);
  };
  const first = await send("a", 0);
  assert.notEqual(await send("b", "ok"), first);
  assert.equal(await send("a", 502), first);
  assert.equal(await send("a", 409), first, "and now there was a reply");
  const second = await send("a", 0);
  assert.notEqual(second, first);
  assert.equal(await send("a", "ok"), second);
  const third = await send("a", 0);
  assert.notEqual(third, second);
  now = 10 * 60_000;
  assert.notEqual(await send("a", 0), third, "that was another lesson");
});

Deno.test("a request's id covers one action, for a quarter of an hour (SYNC-3)", async () => {
  await using lesson = await Lesson.begin();
  const { teacher, school: { app, time } } = lesson;
  const press = newId();
  const add = (count: number) =>
    runAct(app, teacher, "POST /breakouts/rooms", { count, press });
  const first = await add(1);
  await assertRefused(add(2), "conflict");
  let words = "";
  const say = (text: string) =>
    runAct(app, teacher, "POST /breakouts/broadcast", { text, press: words });
  for (const open of [false, true]) {
    if (open) await runAct(app, teacher, "POST /breakouts/start");
    words = newId();
    await say("one");
    await assertRefused(say("two"), "conflict");
  }
  time.now += 15 * 60_000 + 1;
  assert.notDeepEqual(await add(1), first, "forgotten by now");
});

Deno.test("time is extended again once a lost request's id has expired (SYNC-3, S-4)", async () => {
  await using lesson = await Lesson.begin();
  const { school: { app, teacher }, session } = lesson;
  let now = 0, loses = true;
  const presses = new IdempotencyKeys(addKeyMs, () => now);
  const ends: number[] = [];
  const more = () =>
    presses.send("extend", async (press) => {
      await app.sessions.extend(teacher, session.id, { minutes: 10, press });
      ends.push(
        await lesson.read(
          names.session(session.id),
          (doc) => sessionInfo(doc, "endsAt"),
        ),
      );
      const problem = { type: "x", detail: "", retryAfter: 0, status: 0 };
      return loses
        ? { ok: false, problem }
        : { ok: true, status: 200, body: null };
    });
  await more();
  now += 30_000;
  await more();
  now += addKeyMs;
  loses = false;
  await more();
  assert.deepEqual(ends.map((it) => (it - ends[0]) / 60_000), [0, 0, 10]);
});
