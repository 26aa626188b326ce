/** S-12: **Eyes on me** pauses chat and assistant for students, and one press goes on. */
import assert from "node:assert/strict";
import { bounds } from "../../../classroom/model/bounds.ts";
import { last, Lesson } from "../lesson.ts";
import { refuses } from "../school.ts";

const say = (text: string) => ({ kind: "say", room: "main", text });

Deno.test("S-12: Eyes on me pauses chat and assistant for students; what is being answered comes to its end", async () => {
  await using lesson = await Lesson.begin();
  const { school, session, teacher } = lesson;
  const amy = await lesson.student("Amy");
  const { conversation } = await lesson.ask(amy, "Why?");
  const puppet = await lesson.model.next();
  puppet.say("Be");
  const change = (eyesOnMe: { text: string } | null) =>
    school.app.sessions.change(school.teacher, session.id, { eyesOnMe });
  const on = await change({ text: "  Look at the board, please. " });
  assert.deepEqual(on.eyesOnMe, { text: "Look at the board, please." });

  assert.equal(await school.command(amy, say("psst")), "chat-paused");
  assert.equal((await lesson.ask(amy, "More?")).refused, "assistant-paused");
  puppet.say("cause.");
  puppet.end();
  const [, answer] = await lesson.until(conversation, last("done"));
  assert.equal(answer?.text, "Because.");
  const retry = { kind: "retry", conversation, message: answer?.id };
  assert.equal(await school.command(amy, retry), "assistant-paused");
  const share = { ...retry, kind: "share", room: "main" };
  assert.equal(await school.command(amy, share), "chat-paused");
  assert.equal(await school.command(teacher, say("Now listen.")), null);

  const off = await change(null);
  assert.equal(off.eyesOnMe, null);
  assert.equal(await school.command(amy, say("psst")), null);
  assert.equal((await lesson.ask(amy, "More?", conversation)).refused, null);
});

Deno.test("S-12: Eyes on me leaves the other pauses as they are, and stands in the list of sessions", async () => {
  await using lesson = await Lesson.begin();
  const { school, session } = lesson;
  const amy = await lesson.student("Amy");
  const { sessions } = school.app;
  await sessions.change(school.teacher, session.id, { chatPaused: true });
  await sessions.change(school.teacher, session.id, { eyesOnMe: { text: "" } });
  const [listed] = await sessions.list(school.teacher);
  assert.deepEqual(listed?.eyesOnMe, { text: "" });
  await sessions.change(school.teacher, session.id, { eyesOnMe: null });
  assert.equal(await school.command(amy, say("psst")), "chat-paused");
  assert.equal((await lesson.ask(amy, "Why?")).refused, null);
});

Deno.test("S-12: a line has nothing in it that cannot be shown; one in two scripts can be", async () => {
  await using lesson = await Lesson.begin();
  const { school, session } = lesson;
  const change = (text: string) =>
    school.app.sessions.change(school.teacher, session.id, {
      eyesOnMe: { text },
    });
  for (const text of ["a\u0000b", "a\u001b[2J", "a\nb", "a\u2028b", "\ud800"]) {
    await refuses(change(text), "malformed");
  }
  const now = await school.app.sessions.view(school.teacher, session.id);
  assert.equal(now.eyesOnMe, null);
  for (const text of ["Look, please 👩‍🏫", "שלום\u200e (Mr. Levi)\u200f!"]) {
    assert.deepEqual((await change(text)).eyesOnMe, { text });
  }
});

Deno.test("S-12: a line that is too long, or comes after the end, changes nothing", async () => {
  await using lesson = await Lesson.begin();
  const { school, session } = lesson;
  const { sessions } = school.app;
  const change = (text: string) =>
    sessions.change(school.teacher, session.id, { eyesOnMe: { text } });
  const long = "x".repeat(bounds.eyesOnMe + 1);
  await refuses(change(long), "too-long");
  const now = await sessions.view(school.teacher, session.id);
  assert.equal(now.eyesOnMe, null);
  await change("x".repeat(bounds.eyesOnMe));
  await sessions.end(school.teacher, session.id, { now: true });
  await refuses(change("Hello?"), "ended");
});
