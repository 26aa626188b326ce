import assert from "node:assert/strict";
import { callBegun } from "texts/calls_begun.ts";
import { chat as t } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { joinClass } from "../people.ts";
import {
  announcementsWith,
  recordAnnouncements,
  waitForAnnouncement,
} from "./listening.ts";
import { callSessionApi, testStage as test } from "./stage.ts";

test("a screen reader hears each event of another part of the page once", async ({ person, server, step }) => {
  const teacher = await person(), amy = await person();
  await recordAnnouncements(teacher);
  await recordAnnouncements(amy);
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  // The part that announces loads after the page; here it comes after the first message.
  const part = Promise.withResolvers<void>();
  await amy.page.route(/announce_chat/, async (route) => {
    await part.promise;
    await route.continue();
  });
  await amy.join(session.code, "Amy");
  const ben = await (await joinClass(server, session.code, "Ben")).openPage();
  try {
    await step("a closed chat announces that there is news", async () => {
      await amy.sees(amy.button(t.title));
      // Her page is in sync: earlier messages are not new to her.
      await teacher.sees(teacher.page.getByText("Ben").first());
      await ben.sayAndSee("Hello everyone");
      await waitForAnnouncement(teacher, t.unreadInChat({ count: 1 }));
      part.resolve();
      await waitForAnnouncement(amy, t.unreadInChat({ count: 1 }));
      await ben.sayAndSee("@Amy are you there?");
      await waitForAnnouncement(
        amy,
        t.saysToYou({ name: "Ben", text: "@Amy are you there?" }),
      );
    });
    await step("an open chat announces each message", async () => {
      await amy.openChat();
      for (const times of [1, 2]) {
        await ben.sayAndSee("yes");
        await waitForAnnouncement(
          amy,
          t.says({ name: "Ben", text: "yes" }),
          times,
        );
      }
      assert.deepEqual(await announcementsWith(amy, "Hello everyone"), []);
    });
    await step("muting and unmuting are announced", async () => {
      await desk("PATCH", "", { chatPaused: true });
      await waitForAnnouncement(amy, t.paused);
      await desk("PATCH", "", { chatPaused: false });
      await waitForAnnouncement(amy, t.youCanWrite);
    });
    await step("a seen hand is announced", async () => {
      await amy.button(groups.raiseHand).press("Enter");
      await waitForAnnouncement(teacher, groupsDesk.raised({ name: "Amy" }));
      const [amyId] = [...ben.readMembers()]
        .find(([, { name }]) => name === "Amy")!;
      await desk("DELETE", `/help/${amyId}`);
      await waitForAnnouncement(amy, groups.helpSeen);
    });
    await step("closing a dialog repeats no announcement", async () => {
      const dialog = amy.page.locator("dialog:modal");
      await desk("PATCH", "", { eyesOnMe: { text: "Look at the board" } });
      await dialog.waitFor();
      await desk("PATCH", "", { eyesOnMe: null });
      await dialog.waitFor({ state: "detached" });
      const voice = await amy.page.locator("[data-voice]").textContent();
      assert(!voice!.includes(groups.helpSeen), voice!);
    });
    await step("a call is announced to those outside it", async () => {
      await desk("POST", "/call", { rooms: "main" });
      await waitForAnnouncement(amy, callBegun.main);
      await desk("DELETE", "/call");
    });
    await step("a lost and restored connection is announced", async () => {
      await amy.goOffline();
      await waitForAnnouncement(amy, t.offline);
      await amy.say("written meanwhile");
      await amy.goOnline();
      await waitForAnnouncement(amy, t.backAndSent({ count: 1 }));
      const [noConnection] = t.offline.split(".");
      assert.equal((await announcementsWith(amy, noConnection)).length, 1);
    });
  } finally {
    ben.close();
  }
});
