/** O-8, in Chromium: a network that lets pages through and no WebSocket. */
import { frame } from "texts/everywhere.ts";
import { type Person, testStage } from "./stage.ts";

/** What the page says where nothing gets through. */
function blockedFor({ network }: Person): string {
  const { hostname: host, port } = new URL(network.url);
  return frame.blocked({ host, port });
}

testStage(
  "O-8: where a network blocks sockets, the page of a student and of a teacher say so and whom to ask (X15)",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await amy.openChat();
    teacher.network.block(403);
    amy.network.block(302);
    await teacher.sees(blockedFor(teacher));
    await amy.sees(blockedFor(amy));
    await amy.accessible("class-blocked");
    for (const who of [teacher, amy]) who.network.restore();
    await amy.openChat();
    await amy.say("hello");
    await teacher.openChat();
    await teacher.hears("hello");
    await amy.text(blockedFor(amy)).first().waitFor({ state: "detached" });
  },
);
