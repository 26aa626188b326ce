import assert from "node:assert/strict";
import type { Who } from "../../../classroom/model/who.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { refuses } from "../school.ts";
import { redAndBlue, until } from "./class_with_groups.ts";

Deno.test("flags stand in order with their room, and either side lowers them (B-12)", async () => {
  const { school, teacher, who, help, ownHelp, red, membership, act } =
    await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const ask = (it: Who, more = {}) =>
    school.command(it, { kind: "help", on: true, ...more });
  const flags = async () =>
    (await help()).map(({ member, room, note }) => [member, room, note]);
  assert.equal(await ask(amy), null);
  assert.deepEqual(await flags(), [[amy.member, "main", undefined]]);
  assert.deepEqual(await ownHelp(amy), { at: school.time.now });
  await act("POST /breakouts/start");
  await ask(ben, { note: " stuck at 3 " });
  await ask(amy, { note: "still" });
  assert.deepEqual(await flags(), [
    [amy.member, red, "still"],
    [ben.member, red, "stuck at 3"],
  ]);
  assert.equal(await ask(amy, { note: "x".repeat(201) }), "too-long");
  assert.equal(await ask(teacher), "not-allowed");
  await act("POST /breakouts/moves", {
    moves: [{ member: ben.member, room: null }],
  });
  assert.equal((await help())[1].room, "main", "it goes where they go");
  await act("POST /breakouts/stop");
  assert.deepEqual((await help()).map(({ room }) => room), ["main", "main"]);
  await act("POST /breakouts/start");
  assert.deepEqual((await help()).map(({ room }) => room), [red, "main"]);
  await act("DELETE /help/:m", { m: amy.member });
  assert.deepEqual(await ownHelp(amy), {});
  await school.command(ben, { kind: "help", on: false });
  assert.deepEqual([await flags(), await ownHelp(ben)], [[], {}]);
  await ask(cem);
  await membership.remove(teacher, cem.member);
  assert.deepEqual(await flags(), []);
  assert.equal(await ask(cem), "removed");
  await refuses(act("DELETE /help/:m", { m: newId() }), "not-found");
});

Deno.test("a teacher can put a lowered flag back for ten seconds (B-12)", async () => {
  const { school, teacher, who, help, ownHelp, red, membership, act } =
    await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const ask = (it: Who, more = {}) =>
    school.command(it, { kind: "help", on: true, ...more });
  const undo = (it: Who) => act("POST /help/:m/undo", { m: it.member });
  for (const it of [amy, ben, cem]) {
    await ask(it, it === amy && { note: "stuck at 3" });
    school.time.now += 1_000;
  }
  const before = await help();
  const [mine] = [await ownHelp(amy)];
  for (const it of [amy, ben]) {
    await act("DELETE /help/:m", { m: it.member });
  }
  assert.deepEqual((await help()).map(({ member }) => member), [cem.member]);
  await undo(ben);
  await undo(amy);
  assert.deepEqual(await help(), before);
  assert.deepEqual(await ownHelp(amy), mine);
  await undo(amy);
  assert.deepEqual(await help(), before, "a second press does nothing else");

  await act("DELETE /help/:m", { m: amy.member });
  await act("POST /breakouts/start");
  await undo(amy);
  assert.equal((await help())[0].room, red, "it goes where they went");

  await act("DELETE /help/:m", { m: amy.member });
  school.time.now += 10_001;
  await refuses(undo(amy), "conflict");
  await school.command(ben, { kind: "help", on: false });
  await refuses(undo(ben), "conflict");
  await act("DELETE /help/:m", { m: cem.member });
  await membership.remove(teacher, cem.member);
  await refuses(undo(cem), "conflict");
  assert.deepEqual(await help(), []);
});

Deno.test("a flag lowered twice at once can be put back, but not after a removal (B-12)", async () => {
  const { school, teacher, who, help, membership, act } = await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben } = who;
  const other: Who = { ...teacher, member: newId() };
  for (const it of [amy, ben]) {
    await school.command(it, { kind: "help", on: true });
    school.time.now += 1_000;
  }
  const before = await help();
  const lower = (by: Who) => act("DELETE /help/:m", { m: amy.member }, by);
  const undo = (by: Who) => act("POST /help/:m/undo", { m: amy.member }, by);
  await Promise.all([lower(teacher), lower(teacher)]);
  await lower(other);
  await refuses(undo(other), "conflict");
  await Promise.all([undo(teacher), undo(teacher)]);
  assert.deepEqual(await help(), before);
  await refuses(undo(amy), "not-allowed");

  await lower(teacher);
  await membership.removeSince(teacher, {
    joinedSince: new Date(0).toISOString(),
    keep: [ben.member],
    messages: false,
  });
  await refuses(undo(teacher), "conflict");
  assert.deepEqual((await help()).map(({ member }) => member), [ben.member]);
});

Deno.test("a flag goes down when a teacher writes in the group or answers the hand (U30, B-12)", async () => {
  const { school, teacher, who, help, ownHelp, red, act } = await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const up = async () => (await help()).map(({ member }) => member);
  const ask = (it: Who) => school.command(it, { kind: "help", on: true });
  const say = (it: Who, room: string, text: string, more = {}) =>
    school.command(it, { kind: "say", room, text, ...more });
  await act("POST /breakouts/start");
  for (const it of [amy, ben, cem]) {
    await ask(it);
    school.time.now += 1_000;
  }
  assert.equal(await say(ben, red, "I know it"), null);
  assert.equal(await say(teacher, "main", "listen, all"), null);
  assert.equal(await say(teacher, red, "Try line 3"), null);
  await until(async () => (await help()).length === 1);
  assert.deepEqual(await up(), [cem.member]);
  assert.deepEqual(await ownHelp(amy), {}, "their own page knows");
  await act("POST /help/:m/undo", { m: amy.member });
  assert.deepEqual(await up(), [amy.member, cem.member]);

  await act("POST /breakouts/stop");
  const id = newId();
  assert.equal(await say(cem, "main", "how long?", { id }), null);
  assert.equal(await say(teacher, "main", "@Amy look at line 3"), null);
  await until(async () => (await help()).length === 1);
  assert.deepEqual(await up(), [cem.member]);
  assert.equal(
    await say(teacher, "main", "ten minutes", { replyTo: id }),
    null,
  );
  await until(async () => (await help()).length === 0);
});

Deno.test("a flag of a group goes down with the groups, one of the main room stays (U30, B-12, B-15)", async () => {
  const { school, who, help, ownHelp, act } = await redAndBlue();
  await using _ = school;
  const { Amy: amy, Cem: cem } = who;
  const ask = (it: Who) => school.command(it, { kind: "help", on: true });
  await ask(cem);
  await act("POST /breakouts/start");
  await ask(amy);
  await act("POST /breakouts/stop");
  await act("DELETE /breakouts/rooms");
  assert.deepEqual((await help()).map(({ member }) => member), [cem.member]);
  assert.deepEqual(await ownHelp(amy), {});
});
