/** B-14: the board's figures of each group. */
import assert from "node:assert/strict";
import { Figures } from "../../../classroom/monitoring/figures.ts";
import type { RoomFigures } from "../../../classroom/schema/groups.ts";
import { redAndBlue, say, until } from "../groups/class_with_groups.ts";

Deno.test("B-14: the board's figures follow what is said, and go down by themselves", async () => {
  const { school, session, teacher, who, rooms, red, read } =
    await redAndBlue();
  await using _ = school;
  await rooms.start(teacher);
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
  // Said again, it is looked at without being asked.
  const quick = new Figures(school.app.sync, 1);
  await school.command(who.Amy, say(red, "three"));
  quick.roomChanged(session.id, red);
  await until(async () => (await look())?.perMinute === 1);
  quick.stop();
});
