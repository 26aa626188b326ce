/** J-4, J-9: a crowd joins: why it waits, who decides, and what is removed with it. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { newId } from "../../../classroom/model/ids.ts";
import type { Message } from "../../../classroom/model/messages.ts";
import { testClass } from "../../class.ts";
import { expectNames, join, type Seat, Visitor } from "../../people.ts";
import { swiftStudents } from "../../server.ts";
import { upload } from "../../uploading.ts";

const capacity = 4;

testClass(
  "a waiting crowd gets the reason over HTTP, and only the teacher decides (J-9)",
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
    assert.equal(amy.sessionDocument.permanent, null);
    await amy.sayAndSee("still here");
    await waits[0].get(403, "POST", "/api/join", { code, name: "Again" });
    const [{ id: first }] = removed.body.members;
    await teacher.get(200, "POST", `${path}/members/${first}/allow`, {});
  },
);

testClass(
  "removing a crowd of thirty also removes what they wrote (J-4, CHAT-3)",
  async ({ server, session, teacher, enter, keep }) => {
    const { code, id } = session;
    const path = `/api/sessions/${id}`;
    const names = 30, messages = 20;
    // Listed students do not wait behind the crowd.
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

    /** A newcomer's view of the main room. */
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
    const history = `${path}/history?format=json&part=chat`;
    const { body } = await teacher.get(200, "GET", history);
    const record = JSON.stringify(body);
    assert.equal(record.split("rude words").length - 1, names * messages);
    assert.equal(record.split("rude in a group").length - 1, names);
    await teacher.get(200, "GET", `/api/files/${file}`);
  },
  { env: swiftStudents, ask: { breakouts: { auto: true, capacity } } },
);
