/** B-18: what groups mark for the main room. */
import assert from "node:assert/strict";
import type { Who } from "../../../classroom/model/who.ts";

import { newId } from "../../../classroom/model/ids.ts";
import { redAndBlue, say } from "./class_with_groups.ts";

Deno.test("B-18: what groups mark is posted to the main room once, in the words and the name of who said it", async () => {
  const { school, session, teacher, who, red, blue, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const { Amy: amy, Ben: ben, Cem: cem } = who;
  const [first, second] = [newId(), newId()];
  await school.command(amy, { ...say(red, "one"), id: first });
  await school.command(ben, { ...say(red, "two"), id: second });
  const mark = (it: Who, message: string, on = true, room = red) =>
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
