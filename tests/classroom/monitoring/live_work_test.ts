import assert from "node:assert/strict";
import { LiveWork } from "../../../classroom/monitoring/live_work.ts";
import { documentNames as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { isLastTurn, Lesson } from "../lesson.ts";

function stateIn({ school, session }: Lesson) {
  return school.app.liveWork.ephemeralState(names.staff(session.id));
}

Deno.test("staff see an answer as it is stored, and no longer once it has ended (V-1, SYNC-1)", async () => {
  await using lesson = await Lesson.begin();
  const amy = await lesson.addStudent("Amy");
  const { conversation } = await lesson.ask(amy, "Why is the sky blue?");
  const puppet = await lesson.model.next();
  puppet.say("**Light** is ");
  await lesson.waitForTurns(
    conversation,
    ([, it]) => it?.text === "**Light** is ",
  );
  assert.deepEqual(stateIn(lesson)?.answers, { [amy.member]: "Light is" });
  puppet.say("scattered");
  await lesson.waitForTurns(
    conversation,
    ([, it]) => it?.text.endsWith("scattered"),
  );
  assert.deepEqual(stateIn(lesson)?.answers, {
    [amy.member]: "Light is scattered",
  });
  puppet.end();
  await lesson.waitForTurns(conversation, isLastTurn("done"));
  assert.deepEqual(stateIn(lesson)?.answers, {});
});

Deno.test("with collection off staff see nothing of an answer (ACCESS-2)", async () => {
  await using lesson = await Lesson.begin({ ask: { collect: false } });
  const amy = await lesson.addStudent("Amy");
  const { conversation } = await lesson.ask(amy, "Why is the sky blue?");
  const puppet = await lesson.model.next();
  puppet.say("Light");
  await lesson.waitForTurns(conversation, ([, it]) => it?.text === "Light");
  assert.deepEqual(stateIn(lesson)?.answers ?? {}, {});
  puppet.end();
  await lesson.waitForTurns(conversation, isLastTurn("done"));
});

Deno.test("staff see on what page or board a student writes (V-1)", async () => {
  await using lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school, teacher, session: { id: s }, students: [amy, ben] } = lesson;
  const { id: resource } = await school.app.resources.share(teacher, {
    drawing: { name: "A leaf", paper: "plain" },
  });
  const mark = { colour: "red", text: "leaf", x: 40, y: 50 };
  assert.equal(
    await school.runCommand(amy, { kind: "draw", resource, mark }),
    null,
  );
  const at = school.time.now, page = newId();
  school.app.authority.onWrite(ben, names.page(s, page), at);
  assert.deepEqual(stateIn(lesson)?.work, {
    [amy.member]: { at, drawing: resource, by: amy.member },
    [ben.member]: { at, page },
  });
  assert.equal(school.app.liveWork.ephemeralState(names.session(s)), null);
});

Deno.test("many changes are announced together, and a class without readers is forgotten", async () => {
  const live = new LiveWork(5), told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  live.start((document) => {
    told.push(document);
    resolve();
  });
  for (let n = 0; n < 100; n++) {
    live.addAnswer("s", "amy", "turn", `word${n} `.repeat(20));
    live.noteWork("s", "ben", { at: n, page: "p" });
  }
  await promise;
  assert.deepEqual(told, [names.staff("s")]);
  const { answers, work } = live.ephemeralState(names.staff("s"))!;
  assert(answers.amy.length <= 280, "only its beginning");
  assert.deepEqual(work, { ben: { at: 99, page: "p" } });
  live.keepOnly(() => false);
  assert.equal(live.ephemeralState(names.staff("s")), null);
  live.stop();
});
