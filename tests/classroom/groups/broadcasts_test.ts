/** Broadcasts to groups, and messages that groups bring back (B-11, B-18). */
import type { Message } from "../../../classroom/model/messages.ts";
import assert from "node:assert/strict";
import { bringBackMarks } from "../../../classroom/model/breakouts_layout.ts";
import { messages } from "../../../classroom/model/layout.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { refuses } from "../school.ts";
import { classOf, redAndBlue, say } from "./class_with_groups.ts";
import type { Identity } from "../../../classroom/model/members.ts";

Deno.test("a broadcast stands in all groups or in some (B-11)", async () => {
  const { school, session, teacher, red, blue, act } = await redAndBlue();
  await using _ = school;
  const broadcast = (ask: Record<string, unknown>) =>
    act("POST /breakouts/broadcast", ask);
  const { broadcast: { id, rooms: to } } = await broadcast({
    text: " Five minutes left ",
  });
  assert.deepEqual(to, [red, blue]);
  for (const room of [red, blue]) {
    const [message] = await school.messages(session.id, room);
    assert(message.kind === "broadcast");
    assert.deepEqual(
      [message.from, message.text, message.broadcast],
      [teacher.member, "Five minutes left", id],
    );
  }
  await broadcast({ text: "Blue only", rooms: [blue] });
  assert.equal((await school.messages(session.id, red)).length, 1);
  assert.equal((await school.messages(session.id, blue)).length, 2);
  assert.equal((await school.messages(session.id)).length, 0);
  await refuses(broadcast({ text: " " }), "empty");
  await refuses(broadcast({ text: "x".repeat(4001) }), "too-long");
  await refuses(broadcast({ text: "x", rooms: [newId()] }), "not-found");
  await act("DELETE /breakouts/rooms");
  await refuses(broadcast({ text: "x" }), "conflict");
});

Deno.test("a broadcast to all reaches groups that are made later in the same run (B-11)", async () => {
  const { school, session, teacher, membership, join, who, red, act, view } =
    await redAndBlue();
  await using _ = school;
  const broadcast = (ask: Record<string, unknown>) =>
    act("POST /breakouts/broadcast", ask);
  const said = async (room: string) =>
    (await school.messages(session.id, room)).map((it) =>
      it.kind === "broadcast" || it.kind === "text" ? it.text : it.kind
    );
  await broadcast({ text: "before the start" });
  await act("POST /breakouts/start");
  await broadcast({ text: "one" });
  await broadcast({ text: "red only", rooms: [red] });
  await school.command(who.Amy, say(red, "we begin"));
  school.time.now += 1000;
  await broadcast({ text: "two" });
  assert.deepEqual(
    await said(red),
    ["before the start", "one", "red only", "we begin", "two"],
  );
  const [green] = (await act("POST /breakouts/rooms", {
    names: ["Green"],
  })).rooms;
  assert.deepEqual(await said(green.id), ["one", "two"]);
  const [first] = await school.messages(session.id, green.id);
  assert.equal(first.at, school.time.now - 1000, "when it was said");

  // Groups made by a class list, a join, an allowed student and a distribution.
  await school.app.classLists.replaceList(teacher, {
    names: [{ name: "Zoe", room: "Yellow" }],
  });
  const named = async (name: string) => {
    const { rooms: all } = await view();
    const found = all.find((it) => it.name === name);
    assert(found, name);
    return found.id;
  };
  assert.deepEqual(await said(await named("Yellow")), ["one", "two"]);
  await act("PATCH /breakouts", { auto: true, capacity: 2 });
  for (const name of ["Dan", "Eva", "Finn", "Gil", "Hao", "Kim"]) {
    await join(name);
  }
  assert.deepEqual(await said(await named("Group A")), ["one", "two"]);
  await membership.removeMember(teacher, who.Hao.member);
  await join("Ines");
  await join("Jon");
  await membership.allowMember(teacher, who.Hao.member);
  await act("POST /breakouts/distribute", { how: "shuffle" });
  await broadcast({ text: "three" });
  const { rooms: all } = await view();
  for (const { id } of all) {
    const heard = await said(id);
    assert.equal(
      heard.filter((text) => text === "one").length,
      1,
      heard.join(),
    );
    assert.deepEqual(heard.slice(-2), ["two", "three"]);
  }

  // A new run or new groups start without it.
  await act("POST /breakouts/stop");
  await act("POST /breakouts/start");
  await act("PATCH /breakouts", { auto: false });
  const [late] = (await act("POST /breakouts/rooms", {
    names: ["Late"],
  })).rooms;
  assert.deepEqual(await said(late.id), []);
  await broadcast({ text: "four" });
  await act("DELETE /breakouts/rooms");
  const [anew] = (await act("POST /breakouts/rooms", {
    names: ["Late"],
  })).rooms;
  await act("POST /breakouts/start");
  assert.deepEqual(await said(anew.id), []);
});

Deno.test("later groups get a broadcast as edited, and no deleted one (CHAT-3, B-11)", async () => {
  const { school, session, teacher, red, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  for (const text of ["one", "two", "three"]) {
    await act("POST /breakouts/broadcast", { text });
  }
  const [one, two] = await school.messages(session.id, red);
  assert.equal(
    await school.command(teacher, {
      kind: "edit",
      room: red,
      message: two.id,
      text: "second",
    }),
    null,
  );
  await school.app.moderation.delete(teacher, red, one.id);
  const [green] = (await act("POST /breakouts/rooms", {
    names: ["Green"],
  })).rooms;
  assert.deepEqual(
    (await school.messages(session.id, green.id))
      .map((it) => it.kind === "broadcast" && it.text),
    ["second", "three"],
  );
});

Deno.test("broadcasts and messages brought back arrive whole over many commits (SYNC-6)", async () => {
  for (const open of [false, true]) await broadcastToMany(open);
});

async function broadcastToMany(open: boolean) {
  const { school, session, who, act } = await classOf(["Amy"]);
  await using _ = school;
  const groups = Array.from({ length: 100 }, newId);
  await school.tamper(session.id, (doc) => {
    doc.getMap("breakouts").set("open", open);
    groups.forEach((id, order) =>
      doc.getMap("rooms").set(id, { name: `Group ${order}`, order })
    );
  });
  // 4,000 characters of three bytes in 100 rooms are more than one KV commit takes.
  const text = "課".repeat(4000);
  const told = (await act("POST /breakouts/broadcast", { text })).broadcast;
  assert.deepEqual(told.rooms, groups);
  for (const group of groups) {
    const said = await school.messages(session.id, group);
    assert.deepEqual(
      said.map((it) => it.kind === "broadcast" && [it.broadcast, it.text]),
      [[told.id, text]],
    );
  }
  const expected: string[] = [];
  for (const group of groups.slice(0, 3)) {
    const name = names.room(session.id, group);
    const ids = Array.from({ length: 30 }, newId);
    expected.push(...ids);
    await school.app.sync.decide(session.id, [name], (tx) => {
      const room = tx.doc(name);
      messages(room).push(ids.map((id) => ({
        id,
        from: who.Amy.member,
        at: tx.now,
        kind: "text" as const,
        text,
      })));
      for (const id of ids) {
        bringBackMarks(room).set(id, { by: who.Amy.member, at: tx.now });
      }
    });
  }
  const posted = (await act("POST /breakouts/bring-back"))
    .messages;
  const main = await school.messages(session.id);
  const brought = (all: readonly Pick<Message, "kind">[]) =>
    (all as Message[]).map((it) => it.kind === "text" && it.brought?.message);
  assert.deepEqual(brought(main), expected, "once, and in order");
  assert.deepEqual(brought(posted), expected);
  assert.deepEqual((await act("POST /breakouts/bring-back")).messages, []);
}

Deno.test("marked messages are posted to the main room once, under their author's name (B-18)", async () => {
  const { school, session, teacher, who, red, blue, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const [first, second] = [newId(), newId()];
  await school.command(amy, { ...say(red, "one"), id: first });
  await school.command(ben, { ...say(red, "two"), id: second });
  const mark = (it: Identity, message: string, on = true, room = red) =>
    school.command(it, { kind: "bring-back", room, message, on });
  assert.equal(await mark(amy, second), null);
  assert.equal(await mark(ben, first), null);
  assert.equal(await mark(amy, first, false), null);
  assert.equal(await mark(cem, first), "not-in-room");
  assert.equal(await mark(cem, first, true, blue), "not-found");
  await act("POST /breakouts/stop");
  assert.equal(await mark(ben, first), null, "also when the rooms are closed");
  const posted = (await act("POST /breakouts/bring-back"))
    .messages;
  assert.equal(posted.length, 2);
  const main = await school.messages(session.id);
  assert.deepEqual(
    main.map((it) => it.kind === "text" && [it.from, it.text, it.brought]),
    [
      [amy.member, "one", { room: red, message: first, by: teacher.member }],
      [ben.member, "two", { room: red, message: second, by: teacher.member }],
    ],
  );
  assert.deepEqual((await act("POST /breakouts/bring-back")).messages, []);
});
