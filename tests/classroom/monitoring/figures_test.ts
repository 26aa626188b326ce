/** B-14, M-4: the board's figures of each group, and how much is said in every room. */
import assert from "node:assert/strict";
import { Figures, saidOf } from "../../../classroom/monitoring/figures.ts";
import type { RoomFigures } from "../../../classroom/model/groups.ts";
import { redAndBlue, say, until } from "../groups/class_with_groups.ts";

Deno.test("B-14: the board's figures follow what is said, and go down by themselves", async () => {
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
  // Said again, it is looked at without being asked.
  const quick = new Figures(school.app.sync, 1);
  await school.command(who.Amy, say(red, "three"));
  quick.roomChanged(session.id, red);
  await until(async () => (await look())?.perMinute === 1);
  quick.stop();
});

Deno.test("B-14: the first words in a group do not gather as long as those that follow", async () => {
  const { school, session, who, red, blue, read, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  // What gathers is not seen in this test.
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
  // Also while what another one says gathers, which then comes along.
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

Deno.test("M-4: it is counted minute by minute what students say in every room, the main one too, and only of late", async () => {
  const { school, session, teacher, who, red, read, act } = await redAndBlue();
  await using _ = school;
  await act("POST /breakouts/start");
  const figures = new Figures(school.app.sync);
  const look = async () => {
    await figures.refresh(session.id, ["main", red]);
    return await read((_, staff) => saidOf(staff).toJSON());
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
