import assert from "node:assert/strict";
import { frame } from "texts/everywhere.ts";
import {
  type Person,
  type Stage,
  testStage as test,
  waitForAnswer,
} from "./stage.ts";

function blockedFor({ network }: Person): string {
  const { hostname: host, port } = new URL(network.url);
  return frame.blocked({ host, port });
}

async function inChat(
  person: Stage["person"],
): Promise<[teacher: Person, amy: Person, ben: Person]> {
  const teacher = await person(), amy = await person(), ben = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  for (const who of [teacher, amy, ben]) await who.openChat();
  return [teacher, amy, ben];
}

test("over plain HTTP a student and a teacher chat where networks block sockets (O-8)", async ({ person, step }) => {
  const people = await inChat(person);
  const [teacher, amy, ben] = people;
  const all = ["from the teacher", "from Amy", "from Ben"];
  const said: string[] = [];
  const talk = async (round: string) => {
    for (const [n, who] of people.entries()) {
      said.push(`${all[n]} ${round}`);
      await who.say(said.at(-1)!);
      for (const one of people) {
        await waitForAnswer(() => one.visibleMessagesOf(said), said);
      }
    }
  };
  await step("sockets are refused, redirected or unanswered", async () => {
    teacher.network.block(403);
    amy.network.block(302);
    ben.network.block("silence");
    await talk("over requests");
  });
  await step("polls pass where endless replies are stuck", async () => {
    amy.network.block(302, "hold");
    await talk("over polls");
  });
  await step("a page loads in such a network", async () => {
    await amy.page.reload();
    await amy.openChat();
    await talk("after a reload");
  });
  for (const who of people) {
    assert.equal(await who.text(blockedFor(who)).count(), 0);
  }
});

test("a page says whom to ask if a network lets only pages through (O-8)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await amy.openChat();
  teacher.network.block(403, "refuse");
  amy.network.block(302, "refuse");
  await teacher.sees(blockedFor(teacher));
  await amy.sees(blockedFor(amy));
  await amy.assertAccessible("class-blocked");
  for (const who of [teacher, amy]) who.network.restore();
  await amy.openChat();
  await amy.say("hello");
  await teacher.openChat();
  await teacher.waitForMessage("hello");
  await amy.text(blockedFor(amy)).first().waitFor({ state: "detached" });
});
