/** B-12: who asks for help, from where, and who lowers the flag. */
import assert from "node:assert/strict";
import type { Who } from "../../../classroom/identity.ts";
import { documents as names } from "../../../classroom/schema/documents.ts";
import { newId } from "../../../classroom/schema/ids.ts";
import { refusalOf } from "../school.ts";
import { redAndBlue } from "./class_with_groups.ts";

Deno.test("B-12: flags stand in order with their room, and either side lowers them", async () => {
  const { school, session, teacher, who, rooms, help, red, membership } =
    await redAndBlue();
  await using _ = school;
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const ask = (it: Who, more = {}) =>
    school.command(it, { kind: "help", on: true, ...more });
  const own = (it: Who) => {
    const name = names.member(session.id, it.member);
    return school.app.sync.read(
      session.id,
      [name],
      ({ doc }) => doc(name).getMap("help").toJSON(),
    );
  };
  const flags = async () =>
    (await help()).map(({ member, room, note }) => [member, room, note]);
  assert.equal(await ask(amy), null);
  assert.deepEqual(await flags(), [[amy.member, "main", undefined]]);
  assert.deepEqual(await own(amy), { at: school.time.now });
  await rooms.start(teacher);
  await ask(ben, { note: " stuck at 3 " });
  await ask(amy, { note: "still" });
  assert.deepEqual(await flags(), [
    [amy.member, red, "still"],
    [ben.member, red, "stuck at 3"],
  ]);
  assert.equal(await ask(amy, { note: "x".repeat(201) }), "too-long");
  assert.equal(await ask(teacher), "not-allowed");
  await rooms.move(teacher, { moves: [{ member: ben.member, room: null }] });
  assert.equal((await help())[1].room, "main", "it goes where they go");
  await rooms.stop(teacher, {});
  assert.deepEqual((await help()).map(({ room }) => room), ["main", "main"]);
  await rooms.start(teacher);
  assert.deepEqual((await help()).map(({ room }) => room), [red, "main"]);
  await rooms.lowerHelp(teacher, amy.member);
  assert.deepEqual(await own(amy), {});
  await school.command(ben, { kind: "help", on: false });
  assert.deepEqual([await flags(), await own(ben)], [[], {}]);
  await ask(cem);
  await membership.remove(teacher, cem.member);
  assert.deepEqual(await flags(), []);
  assert.equal(await ask(cem), "removed");
  assert.equal(
    await refusalOf(rooms.lowerHelp(teacher, newId())),
    "not-found",
  );
});
