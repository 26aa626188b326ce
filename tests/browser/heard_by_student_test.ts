import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { assistant } from "texts/assistant.ts";
import { handIn } from "texts/assistant_hand_in.ts";
import { chat as t } from "texts/chat.ts";
import { questions } from "texts/checks_questions.ts";
import { groups } from "texts/groups.ts";
import { classPage } from "texts/sessions_class.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { asked, items } from "texts/sharing_class.ts";
import { wall } from "texts/walls.ts";
import {
  createSession,
  joinClass,
  makeTeacherSeat,
  signUp,
} from "../people.ts";
import { askAssistant } from "./assistant/asking.ts";
import {
  announcementsWith,
  describeFocus,
  findForeignAnnouncement,
  recordAnnouncements,
  waitForAnnouncement,
  waitForFocusOn,
} from "./listening.ts";
import { testStage as test, waitForAnswer } from "./stage.ts";

test("a screen reader in the chat announces who writes and in which language, and keeps the focus", async ({ person, server, step }) => {
  const lin = await signUp(server);
  const session = await createSession(lin);
  const at = `/api/sessions/${session.id}`;
  const amy = await person();
  const { page } = amy;
  await recordAnnouncements(amy);
  await amy.join(session.code, "Amy");
  const teacher = await makeTeacherSeat(lin, session).openPage();
  const ben = await (await joinClass(server, session.code, "Ben")).openPage();
  const mei = await (await joinClass(server, session.code, "陳美玲"))
    .openPage();
  const seats = [teacher, ben, mei];
  const [amyId] = [...ben.readMembers()].find(([, it]) => it.name === "Amy")!;
  const box = page.getByRole("textbox", { name: t.message });
  try {
    await step("hears their name, and a link past the header", async () => {
      await waitForAnnouncement(amy, classPage.isIn({ name: "Amy" }));
      await page.keyboard.press("Tab");
      await waitForFocusOn(amy, "link | ");
      await page.keyboard.press("Enter");
      await waitForAnswer(
        () => page.evaluate(() => document.activeElement?.tagName),
        "MAIN",
      );
    });
    await step("hears the chat's name from the start", async () => {
      await amy.button(t.title).press("Enter");
      await waitForFocusOn(amy, `textbox | ${t.message}`);
      const dialog = page.locator("dialog.chat-panel");
      assert.equal(await dialog.getAttribute("aria-label"), t.title);
      assert.equal(
        await dialog.evaluate((it) => it.parentElement?.closest("main")),
        null,
      );
    });
    await step("hears the teacher, mentions and others", async () => {
      await teacher.sayAndSee("Look at page 12");
      await waitForAnnouncement(
        amy,
        t.saysAsTeacher({ name: "Ms Lin", text: "Look at page 12" }),
      );
      await ben.sayAndSee("@Amy which page?");
      await waitForAnnouncement(
        amy,
        t.saysToYou({ name: "Ben", text: "@Amy which page?" }),
      );
      await ben.sayAndSee("Found it");
      await waitForAnnouncement(amy, t.says({ name: "Ben", text: "Found it" }));
    });
    await step("hears Chinese text as Chinese", async () => {
      await mei.sayAndSee("我覺得是葉綠素");
      const words = t.says({ name: "陳美玲", text: "我覺得是葉綠素" });
      await waitForAnnouncement(amy, words);
      assert.deepEqual(await findForeignAnnouncement(amy, words), [
        "zh-Hant: 陳美玲",
        "zh-Hant: 我覺得是葉綠素",
      ]);
      assert.deepEqual(await findForeignAnnouncement(amy, "Found it"), []);
      const item = page.locator(".message", { hasText: "葉綠素" });
      for (const part of [".message-name", ".markdown"]) {
        assert.equal(await item.locator(part).getAttribute("lang"), "zh-Hant");
      }
    });
    await step("hears a message with its reactions", async () => {
      await ben.sayAndSee("Thumb this");
      const item = page.locator(".message", { hasText: "Thumb this" });
      await item.waitFor();
      const log = page.getByRole("log");
      assert.equal(await log.locator("[aria-setsize]").count(), 0);
      await log.focus();
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowUp");
      await waitForFocusOn(amy, "Thumb this");
      const said = await describeFocus(amy);
      assert.match(said, /^listitem \| Ben: Thumb this, \d+:\d\d/);
      assert(!said.includes(t.replyTo({ name: "Ben" })), said);
      await page.keyboard.press("Enter");
      await page.locator(".message-menu button:focus").waitFor();
      await page.keyboard.press("Enter");
      await waitForFocusOn(
        amy,
        t.reaction({ emoji: t.emojis["👍"], count: 1 }),
      );
    });
    await step("hears whom a message replies to", async () => {
      await page.keyboard.press("Enter");
      await page.locator(".message-menu button:focus").waitFor();
      await page.locator(".message-menu").getByRole("button", {
        name: t.reply,
      }).press("Enter");
      await waitForFocusOn(amy, `textbox | ${t.message} | ${t.replyingTo} Ben`);
      await page.keyboard.press("Escape");
      await waitForAnswer(
        async () => (await describeFocus(amy)).includes(t.replyingTo),
        false,
      );
    });
    for (
      const [what, path, off, on, words] of [
        ["paused", "", { chatPaused: true }, { chatPaused: false }, t.paused],
        [
          "muted",
          `/members/${amyId}`,
          { muted: true },
          { muted: false },
          t.muted,
        ],
      ] as const
    ) {
      await step(`that the chat is ${what}, in the box's place`, async () => {
        const before = (await announcementsWith(amy, t.youCanWrite)).length;
        await box.focus();
        await lin.askExpecting(200, "PATCH", at + path, off);
        await waitForAnnouncement(amy, words);
        await waitForAnswer(
          () =>
            page.evaluate(() =>
              document.activeElement?.closest(".composer")?.textContent
            ).then((it) => it?.trim()),
          words,
        );
        await lin.askExpecting(200, "PATCH", at + path, on);
        await waitForAnnouncement(amy, t.youCanWrite, before + 1);
        await waitForFocusOn(amy, `textbox | ${t.message}`);
      });
    }
    await step("hears that the hand is up, and seen", async () => {
      await amy.button(groups.raiseHand).press("Enter");
      await waitForAnswer(
        () =>
          page.evaluate(() => document.activeElement?.textContent?.trim() ?? "")
            .then((it) => it.startsWith(groups.handIsUp)),
        true,
      );
      await lin.askExpecting(204, "DELETE", `${at}/help/${amyId}`);
      await waitForAnnouncement(amy, groups.helpSeen);
      await waitForFocusOn(amy, `button | ${groups.raiseHand}`);
    });
  } finally {
    for (const seat of seats) seat.close();
  }
});

test("a screen reader on a student's page announces each change once and keeps the focus", async ({ person, server, step }) => {
  const lin = await signUp(server);
  const session = await createSession(lin);
  const at = `/api/sessions/${session.id}`;
  const amy = await person();
  const { page } = amy;
  await recordAnnouncements(amy);
  await amy.join(session.code, "Amy");
  const ben = await (await joinClass(server, session.code, "Ben")).openPage();
  const inPlace = async (control: Locator, words: string) => {
    await control.press("Enter");
    await waitForAnswer(
      () =>
        page.evaluate(() => {
          const { activeElement: it, body } = document;
          return it === body ? "" : it?.textContent ?? "";
        }).then((it) => it.includes(words)),
      true,
      `"${words}" was in what had the focus`,
    );
  };
  try {
    await step("hears an answer's stop and text, in the box", async () => {
      await askAssistant(amy, "Tell me all about leaves");
      await amy.button(assistant.stop).press("Enter");
      await waitForAnnouncement(amy, assistant.brokenOff);
      await waitForFocusOn(amy, `textbox | ${assistant.prompt}`);
      await askAssistant(amy, "List two leaves");
      await waitForAnnouncement(
        amy,
        `${assistant.answered} This is a demonstration.`,
      );
      const heading = page.locator(".assistant-turns").getByRole("heading", {
        name: assistant.title,
      });
      assert.equal(await heading.count(), 2);
    });
    await step("hears the note on handed-in work, and back", async () => {
      const name = assistant.handIn;
      await amy.button(name).last().press("Enter");
      await waitForFocusOn(
        amy,
        `textbox | ${handIn.note} | ${handIn.noteHint}`,
      );
      await page.keyboard.press("Escape");
      await waitForFocusOn(amy, `button | ${name}`);
    });
    await step("hears a vote once, at its place", async () => {
      const poll = { kind: "yes-no", anonymous: true };
      await lin.askExpecting(201, "POST", `${at}/resources`, { poll });
      await amy.button(items.openNamed({ name: questions.whatDoYouSay }))
        .press("Enter");
      await inPlace(
        page.locator(".item").getByRole("button", { name: questions.no }),
        questions.whatDoYouSay,
      );
      // The focus does not say the vote again.
      assert.equal(
        await page.evaluate(() => document.activeElement?.textContent),
        questions.whatDoYouSay,
      );
      await waitForAnnouncement(
        amy,
        `${asked.voted} ${asked.resultsLaterAny}`,
      );
    });
    await step("hears a wall question once sent", async () => {
      await lin.askExpecting(201, "POST", `${at}/resources`, { wall: {} });
      await amy.button(items.openNamed({ name: items.kinds.wall }))
        .press("Enter");
      const wish = page.getByRole("textbox", { name: wall.yourQuestion });
      await wish.fill("Do roots breathe?");
      await wish.press("Enter");
      await waitForAnnouncement(amy, wall.onWall);
      const said = await announcementsWith(amy, wall.posted);
      assert(said.length <= 1, said.join());
      assert.deepEqual(await announcementsWith(amy, "Do roots breathe?"), []);
    });
    await step("hears Eyes on me once, and its end", async () => {
      const before = await describeFocus(amy);
      const text = "Look at the board";
      await lin.askExpecting(200, "PATCH", at, { eyesOnMe: { text } });
      await waitForAnswer(
        () => describeFocus(amy),
        `dialog | ${text} ${eyes.paused}`,
      );
      await lin.askExpecting(200, "PATCH", at, { eyesOnMe: null });
      await waitForAnswer(() => describeFocus(amy), before);
      assert.deepEqual(await announcementsWith(amy, text), []);
    });
    await step("hears messages of a room not on screen", async () => {
      const { body: { rooms: [{ id: room }] } } = await lin.askExpecting(
        201,
        "POST",
        `${at}/breakouts/rooms`,
        { names: ["Red"] },
      );
      const moves = [...ben.readMembers()].filter(([, { role }]) =>
        role === "student"
      ).map(([member]) => ({ member, room }));
      await lin.askExpecting(200, "POST", `${at}/breakouts/moves`, { moves });
      await lin.askExpecting(200, "POST", `${at}/breakouts/start`);
      await amy.openChat();
      await page.getByRole("tab", { name: "Red" }).waitFor();
      await page.getByRole("tab", { name: groups.main }).click();
      const text = "Two more minutes";
      await lin.askExpecting(201, "POST", `${at}/breakouts/broadcast`, {
        text,
      });
      const broadcast = t.saysToAll({ name: "Ms Lin", text });
      await waitForAnnouncement(amy, broadcast);
      ben.queueMessage("Where are you?", room);
      await waitForAnnouncement(amy, t.unreadIn({ count: 2, room: "Red" }));
      assert.equal((await announcementsWith(amy, broadcast)).length, 1);
    });
  } finally {
    ben.close();
  }
});
