/** J-1: random names are free in the class, and reveal nothing else about it. */
import assert from "node:assert/strict";
import { Lesson } from "../lesson.ts";
import { refusalOf } from "../school.ts";

/** Returns these in order, then repeats the last. */
const falling = (...names: string[]) => () =>
  names.length > 1 ? names.shift()! : names[0];

Deno.test("J-1: what is in use, was refused or would pass for a teacher is not suggested", async () => {
  await using lesson = await Lesson.begin({
    students: ["Happy Otter", "Calm Owl"],
  });
  const { school, session } = lesson;
  const { nicknames } = school.app;
  const from = { address: "10.0.0.1" };
  const suggest = (code: string | undefined, ...names: string[]) =>
    nicknames.suggest({ code }, from, falling(...names));
  const { code } = session;
  const taken = ["Happy Otter", "happy  otter", "CALM OWL", "Happy Teacher"];
  assert.equal(await suggest(code, ...taken, "Kind Puffin"), "Kind Puffin");
  // All names are used; joining resolves it.
  assert.equal(await suggest(code, "Happy Otter"), "Happy Otter");
  // Without a valid code any name is given; a wrong code counts as a guess (S-2).
  const wrong = code === "000000" ? "000001" : "000000";
  for (const typed of [undefined, "", "12", wrong]) {
    assert.equal(
      await suggest(typed, "Happy Otter"),
      "Happy Otter",
      `${typed}`,
    );
  }
  for (let n = 0; n < 40; n++) {
    await suggest(String(100_000 + n).padStart(6, "0"), "x").catch(() => {});
  }
  const next = suggest("999999", "x");
  assert.equal(await refusalOf(next), "too-often");
  assert.equal(await suggest(undefined, "x"), "x");
});

Deno.test("J-1, S-7: of a class that is far ahead the dice tells nothing", async () => {
  await using lesson = await Lesson.begin({ students: ["Happy Otter"] });
  const { school, session } = lesson;
  const { nicknames, sessions } = school.app;
  const hour = 60 * 60_000;
  await sessions.end(school.teacher, session.id, { now: true });
  const again = await school.session({
    restartOf: session.id,
    startsAt: new Date(school.time.now + hour).toISOString(),
  });
  const suggest = () =>
    nicknames.suggest(
      { code: again.code },
      { address: "10.0.0.1" },
      falling("Happy Otter", "Kind Puffin"),
    );
  assert.equal(await suggest(), "Happy Otter");
  school.time.now += hour / 2;
  assert.equal(await suggest(), "Kind Puffin");
});
