/** A page announces what comes by itself, whatever is open (docs/announcements.md). */
import assert from "node:assert/strict";
import { callBegun } from "texts/calls_begun.ts";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { join } from "../people.ts";
import { heard, hears, listen } from "./listening.ts";
import { api, testStage as test } from "./stage.ts";

test("what comes while one is elsewhere is said, to a student and to a teacher, each thing once", async ({ person, server, step }) => {
  const teacher = await person(), amy = await person();
  await listen(teacher);
  await listen(amy);
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = api(teacher, session.id);
  // The part that announces loads after the page; here it comes after the first message.
  const part = Promise.withResolvers<void>();
  await amy.page.route(/announce_chat/, async (route) => {
    await part.promise;
    await route.continue();
  });
  await amy.join(session.code, "Amy");
  const ben = await (await join(server, session.code, "Ben")).enter();
  try {
    await step("says with the chat closed that there is news", async () => {
      await amy.sees(amy.button(t.title));
      // Her page is in sync: earlier messages are not new to her.
      await teacher.sees(teacher.page.getByText("Ben").first());
      await ben.sayAndSee("Hello everyone");
      await hears(teacher, t.unreadInChat({ count: 1 }));
      part.resolve();
      await hears(amy, t.unreadInChat({ count: 1 }));
      await ben.sayAndSee("@Amy are you there?");
      await hears(
        amy,
        t.saysToYou({ name: "Ben", text: "@Amy are you there?" }),
      );
    });
    await step("with it open, each message, equal ones too", async () => {
      await amy.openChat();
      for (const times of [1, 2]) {
        await ben.sayAndSee("yes");
        await hears(amy, t.says({ name: "Ben", text: "yes" }), times);
      }
      assert.deepEqual(await heard(amy, "Hello everyone"), []);
    });
    await step("that one cannot write, and that one can again", async () => {
      await desk("PATCH", "", { chatPaused: true });
      await hears(amy, t.paused);
      await desk("PATCH", "", { chatPaused: false });
      await hears(amy, t.youCanWrite);
    });
    await step("that the teacher has seen one’s hand", async () => {
      await amy.button(groups.raiseHand).press("Enter");
      await hears(teacher, groupsDesk.raised({ name: "Amy" }));
      const [amyId] = [...ben.members()]
        .find(([, { name }]) => name === "Amy")!;
      await desk("DELETE", `/help/${amyId}`);
      await hears(amy, groups.helpSeen);
    });
    await step("and not once more when a dialog goes again", async () => {
      const dialog = amy.page.locator("dialog:modal");
      await desk("PATCH", "", { eyesOnMe: { text: "Look at the board" } });
      await dialog.waitFor();
      await desk("PATCH", "", { eyesOnMe: null });
      await dialog.waitFor({ state: "detached" });
      const voice = await amy.page.locator("[data-voice]").textContent();
      assert(!voice!.includes(groups.helpSeen), voice!);
    });
    await step("that a call begins, to whoever is not in it", async () => {
      await desk("POST", "/call", { rooms: "main" });
      await hears(amy, callBegun.main);
      await desk("DELETE", "/call");
    });
    await step("that the connection is gone and back, once each", async () => {
      await amy.goOffline();
      await hears(amy, t.offline);
      await amy.say("written meanwhile");
      await amy.goOnline();
      await hears(amy, t.backAndSent({ count: 1 }));
      const [noConnection] = t.offline.split(".");
      assert.equal((await heard(amy, noConnection)).length, 1);
    });
  } finally {
    ben.close();
  }
});
