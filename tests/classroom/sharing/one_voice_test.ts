/** R-4, J-2, J-7: in an anonymous poll everybody has one voice, as whichever members, and every vote that counted is shown. */
import assert from "node:assert/strict";
import type { Who } from "../../../classroom/model/who.ts";
import {
  allVotes,
  readBatches,
} from "../../../classroom/checks/poll_counts.ts";
import { votesIn } from "../../../classroom/model/resources/results.ts";
import { pollLesson } from "../checks/poll_lesson.ts";

async function voices() {
  const given = await pollLesson({ kind: "letters" });
  const { app, session, poll, change, vote } = given;
  return {
    ...given,
    vote: (who: Who, choice = 0) => vote(who, choice),
    counted: async () =>
      votesIn(allVotes(await readBatches(app.kv, session.id, poll.id))),
    /** That the results come, with so many voices. */
    async shows(voices: number) {
      const { questions: [{ answered }] } = await change({ showResults: true });
      assert.equal(answered, voices);
    },
  };
}

Deno.test("R-4, J-7: whoever has voted as one member does not vote again as the one they were merged into", async () => {
  const { lesson, app, teacher, session, vote, counted, shows } =
    await voices();
  await using _ = lesson;
  const amy = await lesson.student("Amy");
  const browser = lesson.school.browser();
  const phone = await lesson.student("Amy on the phone", browser);
  assert.equal(await vote(phone), null);
  await app.membership.thisIs(teacher, phone.member, { member: amy.member });
  const now = (await browser.who(session.id))!;
  assert.equal(now.member, amy.member);
  assert.equal(await vote(now, 1), "already-answered");
  assert.equal(await vote(amy, 1), "already-answered");
  for (const who of lesson.students) assert.equal(await vote(who), null);
  assert.equal(await counted(), 4);
  await app.membership.separate(teacher, phone.member);
  assert.equal(await vote(amy, 1), null, "another person again");
  await shows(5);
});

Deno.test("R-4, J-7: two who have both voted and turn out to be one are two votes, and the results still come", async () => {
  const { lesson, app, teacher, vote, shows } = await voices();
  await using _ = lesson;
  const [ben, cem, dan] = lesson.students;
  for (const who of [ben, cem, dan]) assert.equal(await vote(who), null);
  await app.membership.thisIs(teacher, cem.member, { member: ben.member });
  await shows(3);
});

Deno.test("R-4, J-2: all devices of a member have one voice together, also one that came by a name", async () => {
  const { lesson, session, vote, counted, shows } = await voices();
  await using _ = lesson;
  const amy = await lesson.student("Amy");
  lesson.school.time.now += 60_000;
  const byName = lesson.school.browser();
  await byName.join(session.code, "Amy");
  const other = (await byName.who(session.id))!;
  assert.ok(other.own);
  assert.equal(await vote(other), null);
  assert.equal(await vote(other), "already-answered");
  assert.equal(await vote(amy, 1), "already-answered");
  assert.equal(await counted(), 1);
  await shows(1);
});
