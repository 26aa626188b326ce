/** a conversation from a prompt template, and who gets to know its instruction prompt: the model alone. */
import assert from "node:assert/strict";
import type { Who } from "../../../classroom/model/who.ts";
import { documents as names } from "../../../classroom/model/documents.ts";
import { newId } from "../../../classroom/model/ids.ts";
import type { ConversationEntry } from "../../../classroom/model/conversations.ts";
import { last, Lesson } from "../lesson.ts";

const tutor = {
  name: "Tutor",
  description: "Asks back",
  instructions: "SECRET: never give the answer, ask back.",
  firstMessage: "Hello! What are you **working** on?",
};

async function templateLesson(ask: { rooms?: string[] } = {}) {
  const lesson = await Lesson.begin({ students: ["Amy", "Ben"] });
  const { school: { app }, teacher } = lesson;
  const kept = await app.library.add("template", teacher.teacher!, tutor);
  const { id } = await app.resources.share(teacher, {
    template: kept.id,
    ...ask,
  });
  const begin = async (who: Who, template = id, text = "Fractions") => {
    const conversation = newId();
    const command = { kind: "ask", conversation, text, template };
    const refused = await lesson.school.command(who, command);
    return { refused, conversation };
  };
  return { lesson, app, teacher, id, begin };
}

Deno.test("R-1: a conversation from a template opens with its first message, bears its name, and the model has its instructions", async () => {
  const { lesson, id, begin } = await templateLesson();
  await using _ = lesson;
  await lesson.change({ prompt: "Answer in English." });
  const [amy] = lesson.students;
  const { refused, conversation } = await begin(amy);
  assert.equal(refused, null);
  const puppet = await lesson.model.next();
  assert.equal(
    puppet.question.system,
    `Answer in English.\n\n${tutor.instructions}`,
  );
  assert.deepEqual(puppet.question.words, [
    { role: "assistant", text: tutor.firstMessage },
    { role: "user", text: "Fractions" },
  ]);
  const [opening, prompt, answer] = await lesson.turns(conversation);
  const { id: turn, at: _at, ...opens } = opening;
  assert.deepEqual(opens, {
    role: "assistant",
    text: tutor.firstMessage,
    state: "done",
  });
  assert.equal(prompt.role, "user");
  assert.equal(answer.prompt, prompt.id);
  const fields = await lesson.read(
    names.conversation(lesson.session.id, conversation),
    (doc) => doc.getMap("info").toJSON(),
  );
  assert.equal(fields.template, id);
  const own = await lesson.own<ConversationEntry>(
    amy,
    "conversations",
    conversation,
  );
  const staff = await lesson.staff<ConversationEntry>(
    "conversations",
    conversation,
  );
  assert.equal(own?.template, "Tutor");
  assert.equal(staff?.template, "Tutor");
  puppet.say("What do you know?");
  puppet.end();
  await lesson.until(conversation, last("done"));
  for (const kind of ["retry", "share", "submit"]) {
    const command = { kind, conversation, message: turn };
    const room = kind === "share" ? { room: "main" } : {};
    assert.equal(
      await lesson.school.command(amy, { ...command, ...room }),
      "not-found",
      kind,
    );
  }
});

Deno.test("R-1: what was begun goes on when the template is taken back; nobody begins with it any more", async () => {
  const { lesson, app, teacher, id, begin } = await templateLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const { conversation } = await begin(amy);
  (await lesson.model.next()).say("What do you know?");
  await lesson.school.command(amy, { kind: "stop", conversation });
  await app.resources.takeBack(teacher, id);
  assert.equal((await begin(ben)).refused, "not-found");
  assert.equal((await begin(ben, newId())).refused, "not-found");
  assert.equal((await lesson.ask(amy, "Halves", conversation)).refused, null);
  const puppet = await lesson.model.next();
  assert.equal(puppet.question.system, tutor.instructions);
  const own = await lesson.own<ConversationEntry>(
    amy,
    "conversations",
    conversation,
  );
  assert.equal(own?.template, "Tutor");
});

Deno.test("R-1: a template for some groups begins conversations of those alone; its teacher tries it anyhow", async () => {
  const { lesson, app, teacher, begin } = await templateLesson();
  await using _ = lesson;
  const [amy, ben] = lesson.students;
  const room = await lesson.group(amy);
  const kept = await app.library.add("template", teacher.teacher!, {
    name: "Plain",
    instructions: "Be plain.",
  });
  const { id } = await app.resources.share(teacher, {
    template: kept.id,
    rooms: [room],
  });
  assert.equal((await begin(ben, id)).refused, "not-in-room");
  const { refused, conversation } = await begin(amy, id);
  assert.equal(refused, null);
  assert.deepEqual(
    (await lesson.turns(conversation)).map(({ role }) => role),
    ["user", "assistant"],
  );
  assert.equal((await begin(teacher, id)).refused, null);
});
