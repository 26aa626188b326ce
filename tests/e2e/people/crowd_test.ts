/** J-9: one pupil sends two thousand names into a class. Nobody who was in notices, and two presses end it. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import type { Room } from "../../../classroom/model/groups.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { Member, Waiting } from "../../../classroom/model/members.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import { testClass } from "../../class.ts";
import { expectNames, join, type Seat, Visitor } from "../../people.ts";
import { swiftStudents } from "../../server.ts";
import { upload } from "../../uploading.ts";

const fakes = 1998, pupils = 30, early = 5, capacity = 4;
/** So many of the attacker's requests are under way at a time. */
const atOnce = 16;

/** The groups that there are, by who is in them. */
function groupsOf(seat: Seat): string[][] {
  const rooms = seat.sessionDocument.doc.getMap<Room>("rooms");
  const living = [...rooms].filter(([, { archived }]) => !archived);
  return living.map(([id]) =>
    present(seat).filter(({ room }) => room === id).map(({ name }) => name)
  );
}

function present(seat: Seat): Member[] {
  return [...seat.members().values()]
    .filter(({ role, removed }) => role === "student" && !removed);
}

testClass(
  "J-9: after two thousand false names thirty pupils are in by two presses, and nobody who was in is thrown out",
  async ({ server, session, teacher, teaching, enter }) => {
    const { code, id } = session;
    const path = `/api/sessions/${id}`;
    await teaching.enter();
    const names = Array.from({ length: early }, (_, n) => `Early ${n}`);
    // Of the class list, as they would have come minutes ago: they do not count for the pace.
    await expectNames(teacher, session, names);
    const here: Seat[] = [];
    for (const name of names) here.push(await enter(name));
    const joinedSince = new Date().toISOString();

    const began = performance.now();
    const answers = new Map<number, number>();
    let next = 0;
    const attack = async () => {
      while (next < fakes) {
        const name = `Fake ${next++}`;
        const { status } = await new Visitor(server)
          .ask("POST", "/api/join", { code, name });
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, attack));
    const seconds = (performance.now() - began) / 1000;
    console.log(`${fakes} joins in ${seconds.toFixed(1)} s:`, answers);

    const staff = teaching.open(`${id}/staff`);
    await staff.synced();
    const waiting = staff.doc.getMap<Waiting>("waiting");
    const let201 = answers.get(201) ?? 0;
    assert(let201 <= 30 + Math.ceil(seconds), `${let201} got in`);
    assert.equal(answers.get(202), 100, "so many wait");
    await staff.until(() => waiting.size === 100, "they are on the list");
    assert.equal(
      fakes - let201 - 100,
      answers.get(429),
      "the rest is told to come later",
    );
    const known = () => present(teaching).length === early + let201;
    await teaching.sessionDocument.until(known, "the class is as it is");
    assert.equal(
      groupsOf(teaching).length,
      Math.ceil((early + let201) / capacity),
    );

    // The first press, and the second one.
    const gone = await teacher.get(200, "POST", `${path}/members/remove`, {
      joinedSince,
    });
    assert.equal(gone.body.members.length, let201);
    const refused = await teacher.get(200, "POST", `${path}/waiting`, {
      decision: "refuse",
    });
    assert.deepEqual(refused.body, { decided: 100, waiting: 0 });

    const opened = performance.now();
    const class30 = await Promise.all(
      Array.from(
        { length: pupils },
        (_, n) => join(server, code, `Pupil ${n}`),
      ),
    );
    const took = (performance.now() - opened) / 1000;
    console.log(`${pupils} pupils were in after ${took.toFixed(1)} s`);
    assert.equal(new Set(class30.map(({ member }) => member)).size, pupils);

    for (const seat of here) {
      assert.equal(seat.sessionDocument.permanent, null);
      await seat.sayAndSee("still here");
    }
    await teaching.sessionDocument.until(
      () => present(teaching).length === early + pupils,
      "all are in",
    );
    const sizes = groupsOf(teaching).map((names) => names.length);
    assert.equal(sizes.length, Math.ceil((early + pupils) / capacity));
    assert(sizes.every((size) => size >= 1 && size <= capacity), String(sizes));
    class30.forEach((seat) => seat.close());
  },
  { ask: { breakouts: { auto: true, capacity } } },
);

testClass(
  "J-9: over HTTP a crowd is told why it waits, and only the teacher decides on it",
  async ({ server, session, teacher, enter }) => {
    const { code, id } = session;
    const path = `/api/sessions/${id}`;
    const amy = await enter("Amy");
    const comers = Array.from({ length: 45 }, () => new Visitor(server));
    const answers = await Promise.all(
      comers.map((it, n) =>
        it.ask("POST", "/api/join", { code, name: `N${n}` })
      ),
    );
    const waits = comers.filter((_, n) => answers[n].status === 202);
    const body = answers.find(({ status }) => status === 202)?.body;
    assert(waits.length > 0, "some wait");
    assert.deepEqual(
      { ...body, waiting: "" },
      { waiting: "", for: "teacher", kind: "new" },
    );
    await waits[0].get(202, "GET", `/api/waiting/${body.waiting}`);
    await waits[0].get(409, "POST", `/api/waiting/${body.waiting}`, {});

    for (
      const [where, what] of [
        ["/waiting", { decision: "let-in" }],
        ["/members/remove", { joinedSince: new Date().toISOString() }],
        ["/members/remove/undo", {}],
      ] as const
    ) {
      await amy.visitor.get(403, "POST", path + where, what);
      await new Visitor(server).get(401, "POST", path + where, what);
      await teacher.get(400, "POST", path + where, { nonsense: true });
    }
    await teacher.get(400, "POST", `${path}/waiting`, { decision: "make-new" });
    await teacher.get(400, "POST", `${path}/members/remove`, {
      joinedSince: "yesterday",
    });
    await teacher.get(400, "PATCH", path, { limits: { students: 1001 } });
    await teacher.get(400, "PATCH", path, { limits: { students: 0 } });
    const other = `/api/sessions/${newId()}`;
    await teacher.get(404, "POST", `${other}/waiting`, { decision: "refuse" });

    await teacher.get(200, "POST", `${path}/waiting`, { decision: "let-in" });
    const inside = await waits[0].get(
      201,
      "GET",
      `/api/waiting/${body.waiting}`,
    );
    assert.equal(inside.body.rejoined, false);
    const removed = await teacher.get(200, "POST", `${path}/members/remove`, {
      joinedSince: session.startsAt,
      keep: [amy.member],
    });
    assert.equal(removed.body.members.length, 45);
    await waits[0].get(403, "POST", "/api/join", { code, name: "Again" });
    const undone = await teacher.get(
      200,
      "POST",
      `${path}/members/remove/undo`,
      {},
    );
    assert.equal(undone.body.members.length, 45);
    await waits[0].get(200, "POST", "/api/join", { code, name: "Again" });
  },
);

testClass(
  "J-4, C3: what thirty names have written is out of the class with them by one press, and back by another",
  async ({ server, session, teacher, enter, keep }) => {
    const { code, id } = session;
    const path = `/api/sessions/${id}`;
    const names = 30, messages = 20;
    // Of the class list: they do not wait behind the crowd.
    await expectNames(teacher, session, ["Amy", "Cleo", "Dan"]);
    const amy = await enter("Amy");
    const mine = await amy.sayAndSee("kind words");
    const joinedSince = new Date().toISOString();
    const crowd: Seat[] = [];
    for (let n = 0; n < names; n++) crowd.push(await enter(`Fake ${n}`));
    for (const seat of crowd) {
      for (let n = 0; n < messages; n++) seat.say(`rude words ${n}`);
      const group = seat.members().get(seat.member)?.room;
      assert(group);
      seat.say("rude in a group", group);
    }
    const bytes = new TextEncoder().encode("rude bytes");
    const file = await upload(crowd[0], { name: "rude.txt", bytes });
    crowd[0].command({ kind: "say", room: "main", text: "", file });
    const all = names * (messages + 1) + 1;
    const theirs = (kind: Message["kind"]) =>
      amy.messages().filter((it) => it.from !== amy.member && it.kind === kind);
    const isThere = () =>
      theirs("text").length === names * messages &&
      theirs("file").length === 1;
    await amy.room.until(isThere, "the crowd was heard");
    for (const seat of crowd) {
      await seat.own.until(() => seat.outbox().length === 0, "all was said");
    }
    await amy.visitor.get(200, "GET", `/api/files/${file}`);
    const before = amy.messages();

    const began = performance.now();
    const remove = `${path}/members/remove`;
    const gone = await teacher.get(200, "POST", remove, {
      joinedSince,
      messages: true,
    });
    const took = Math.round(performance.now() - began);
    console.log(`${gone.body.deleted} messages were gone after ${took} ms`);
    assert.equal(gone.body.members.length, names);
    assert.equal(gone.body.deleted, all);

    /** What somebody who comes now gets of the main room. */
    const newcomer = async (name: string) => {
      const seat = await keep(await join(server, code, name)).enter();
      await seat.room.until(
        () => seat.messages().length > names,
        "it was there",
      );
      const state = Y.encodeStateAsUpdate(seat.room.doc);
      return { seat, text: new TextDecoder().decode(state) };
    };
    const cleo = await newcomer("Cleo");
    assert(!cleo.text.includes("rude"), "nothing of it is left");
    const words = cleo.seat.messages().filter(({ kind }) => kind !== "deleted");
    assert.deepEqual(words.map((it) => it.id), [mine]);
    for (const { visitor } of [amy, cleo.seat]) {
      await visitor.get(404, "GET", `/api/files/${file}`);
    }
    // The record has it.
    const history = `${path}/history?format=json&part=chat`;
    const { body } = await teacher.get(200, "GET", history);
    const record = JSON.stringify(body);
    assert.equal(record.split("rude words").length - 1, names * messages);
    assert.equal(record.split("rude in a group").length - 1, names);
    await teacher.get(200, "GET", `/api/files/${file}`);

    await amy.visitor.get(403, "POST", `${remove}/undo`, {});
    const undone = await teacher.get(200, "POST", `${remove}/undo`, {});
    assert.equal(undone.body.members.length, names);
    assert.equal(undone.body.restored, all);
    await amy.room.until(isThere, "it was back");
    assert.deepEqual(amy.messages(), before);
    const dan = await newcomer("Dan");
    assert.deepEqual(dan.seat.messages(), before);
    await amy.visitor.get(200, "GET", `/api/files/${file}`);
    await teacher.get(409, "POST", `${remove}/undo`, {});
  },
  { env: swiftStudents, ask: { breakouts: { auto: true, capacity } } },
);
