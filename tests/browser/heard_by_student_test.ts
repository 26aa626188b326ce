/** A lesson heard by a student: each announcement once, and the focus after each press. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { assistant } from "texts/assistant.ts";
import { handIn } from "texts/assistant_hand_in.ts";
import { chat as t } from "texts/chat.ts";
import { questions } from "texts/checks_questions.ts";
import { groups } from "texts/groups.ts";
import { classPage } from "texts/sessions_class.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { items, poll as polls } from "texts/sharing_class.ts";
import { wall } from "texts/walls.ts";
import { createSession, join, signUp, teachersSeat } from "../people.ts";
import { ask } from "./assistant/asking.ts";
import {
  focused,
  heard,
  heardForeign,
  hears,
  isAt,
  listen,
} from "./listening.ts";
import { becomes, testStage as test } from "./stage.ts";

test("a student who listens to the chat hears who speaks, how, and in which language, and keeps the focus", async ({ person, server, step }) => {
  const lin = await signUp(server);
  const session = await createSession(lin);
  const at = `/api/sessions/${session.id}`;
  const amy = await person();
  const { page } = amy;
  await listen(amy);
  await amy.join(session.code, "Amy");
  const teacher = await teachersSeat(lin, session).enter();
  const ben = await (await join(server, session.code, "Ben")).enter();
  const mei = await (await join(server, session.code, "陳美玲")).enter();
  const seats = [teacher, ben, mei];
  const [amyId] = [...ben.members()].find(([, it]) => it.name === "Amy")!;
  const box = page.getByRole("textbox", { name: t.message });
  try {
    await step("as whom one is in, and a way past the head", async () => {
      await hears(amy, classPage.isIn({ name: "Amy" }));
      await page.keyboard.press("Tab");
      await isAt(amy, "link | ");
      await page.keyboard.press("Enter");
      await becomes(
        () => page.evaluate(() => document.activeElement?.tagName),
        "MAIN",
      );
    });
    await step("the chat by its name, from the first time", async () => {
      await amy.button(t.title).press("Enter");
      await isAt(amy, `textbox | ${t.message}`);
      const dialog = page.locator("dialog.chat-panel");
      assert.equal(await dialog.getAttribute("aria-label"), t.title);
      assert.equal(
        await dialog.evaluate((it) => it.parentElement?.closest("main")),
        null,
      );
    });
    await step("the teacher, whoever mentions one, and others", async () => {
      await teacher.sayAndSee("Look at page 12");
      await hears(
        amy,
        t.saysAsTeacher({ name: "Ms Lin", text: "Look at page 12" }),
      );
      await ben.sayAndSee("@Amy which page?");
      await hears(amy, t.saysToYou({ name: "Ben", text: "@Amy which page?" }));
      await ben.sayAndSee("Found it");
      await hears(amy, t.says({ name: "Ben", text: "Found it" }));
    });
    await step("what is written in Chinese as Chinese", async () => {
      await mei.sayAndSee("我覺得是葉綠素");
      const words = t.says({ name: "陳美玲", text: "我覺得是葉綠素" });
      await hears(amy, words);
      assert.deepEqual(await heardForeign(amy, words), [
        "zh-Hant: 陳美玲",
        "zh-Hant: 我覺得是葉綠素",
      ]);
      assert.deepEqual(await heardForeign(amy, "Found it"), []);
      const item = page.locator(".message", { hasText: "葉綠素" });
      for (const part of [".message-name", ".markdown"]) {
        assert.equal(await item.locator(part).getAttribute("lang"), "zh-Hant");
      }
    });
    await step("a message from what is said to what others think", async () => {
      await ben.sayAndSee("Thumb this");
      const item = page.locator(".message", { hasText: "Thumb this" });
      await item.waitFor();
      const log = page.getByRole("log");
      assert.equal(await log.locator("[aria-setsize]").count(), 0);
      await log.focus();
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowUp");
      await isAt(amy, "Thumb this");
      const said = await focused(amy);
      assert.match(said, /^listitem \| Ben: Thumb this, \d+:\d\d/);
      assert(!said.includes(t.replyTo({ name: "Ben" })), said);
      await page.keyboard.press("Enter");
      await page.locator(".message-menu button:focus").waitFor();
      await page.keyboard.press("Enter");
      await isAt(amy, t.reaction({ emoji: t.emojis["👍"], count: 1 }));
    });
    await step("whom one replies to", async () => {
      await page.keyboard.press("Enter");
      await page.locator(".message-menu button:focus").waitFor();
      await page.locator(".message-menu").getByRole("button", {
        name: t.reply,
      }).press("Enter");
      await isAt(amy, `textbox | ${t.message} | ${t.replyingTo} Ben`);
      await page.keyboard.press("Escape");
      await becomes(
        async () => (await focused(amy)).includes(t.replyingTo),
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
        const before = (await heard(amy, t.youCanWrite)).length;
        await box.focus();
        await lin.get(200, "PATCH", at + path, off);
        await hears(amy, words);
        await becomes(
          () =>
            page.evaluate(() =>
              document.activeElement?.closest(".composer")?.textContent
            ).then((it) => it?.trim()),
          words,
        );
        await lin.get(200, "PATCH", at + path, on);
        await hears(amy, t.youCanWrite, before + 1);
        await isAt(amy, `textbox | ${t.message}`);
      });
    }
    await step("that one’s hand is up, and that it was seen", async () => {
      await amy.button(groups.raiseHand).press("Enter");
      await becomes(
        () =>
          page.evaluate(() => document.activeElement?.textContent?.trim() ?? "")
            .then((it) => it.startsWith(groups.handIsUp)),
        true,
      );
      await lin.get(204, "DELETE", `${at}/help/${amyId}`);
      await hears(amy, groups.helpSeen);
      await isAt(amy, `button | ${groups.raiseHand}`);
    });
  } finally {
    for (const seat of seats) seat.close();
  }
});

test("a student who listens to the page hears each thing once and keeps the focus", async ({ person, server, step }) => {
  const lin = await signUp(server);
  const session = await createSession(lin);
  const at = `/api/sessions/${session.id}`;
  const amy = await person();
  const { page } = amy;
  await listen(amy);
  await amy.join(session.code, "Amy");
  const ben = await (await join(server, session.code, "Ben")).enter();
  const inPlace = async (control: Locator, words: string) => {
    await control.press("Enter");
    await becomes(
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
    await step("an answer: stopped, in the box; whole, its words", async () => {
      await ask(amy, "Tell me all about leaves");
      await amy.button(assistant.stop).press("Enter");
      await hears(amy, assistant.brokenOff);
      await isAt(amy, `textbox | ${assistant.prompt}`);
      await ask(amy, "List two leaves");
      await hears(amy, `${assistant.answered} This is a demonstration.`);
      const heading = page.locator(".assistant-turns").getByRole("heading", {
        name: assistant.title,
      });
      assert.equal(await heading.count(), 2);
    });
    await step("what one hands in: at the note to it, and back", async () => {
      const name = assistant.handIn;
      await amy.button(name).last().press("Enter");
      await isAt(amy, `textbox | ${handIn.note} | ${handIn.noteHint}`);
      await page.keyboard.press("Escape");
      await isAt(amy, `button | ${name}`);
    });
    await step("a vote, where it was given", async () => {
      const poll = { kind: "yes-no", anonymous: true };
      await lin.get(201, "POST", `${at}/resources`, { poll });
      await amy.button(items.openNamed({ name: items.kinds.poll }))
        .press("Enter");
      await page.getByRole("radio", { name: questions.no }).check();
      await inPlace(amy.button(polls.vote), polls.voted);
    });
    await step("a question on the wall, once on its way", async () => {
      await lin.get(201, "POST", `${at}/resources`, { wall: {} });
      await amy.button(items.openNamed({ name: items.kinds.wall }))
        .press("Enter");
      const wish = page.getByRole("textbox", { name: wall.yourQuestion });
      await wish.fill("Do roots breathe?");
      await wish.press("Enter");
      await hears(amy, wall.onWall);
      const said = await heard(amy, wall.posted);
      assert(said.length <= 1, said.join());
      assert.deepEqual(await heard(amy, "Do roots breathe?"), []);
    });
    await step("what the teacher wants seen, once, and back", async () => {
      const before = await focused(amy);
      const text = "Look at the board";
      await lin.get(200, "PATCH", at, { eyesOnMe: { text } });
      await becomes(() => focused(amy), `dialog | ${text} ${eyes.paused}`);
      await lin.get(200, "PATCH", at, { eyesOnMe: null });
      await becomes(() => focused(amy), before);
      assert.deepEqual(await heard(amy, text), []);
    });
    await step("what is said in another room than on screen", async () => {
      const { body: { rooms: [{ id: room }] } } = await lin.get(
        201,
        "POST",
        `${at}/breakouts/rooms`,
        { names: ["Red"] },
      );
      const moves = [...ben.members()].filter(([, { role }]) =>
        role === "student"
      ).map(([member]) => ({ member, room }));
      await lin.get(200, "POST", `${at}/breakouts/moves`, { moves });
      await lin.get(200, "POST", `${at}/breakouts/start`);
      await amy.openChat();
      await page.getByRole("tab", { name: "Red" }).waitFor();
      await page.getByRole("tab", { name: groups.main }).click();
      const text = "Two more minutes";
      await lin.get(201, "POST", `${at}/breakouts/broadcast`, { text });
      const broadcast = t.saysToAll({ name: "Ms Lin", text });
      await hears(amy, broadcast);
      ben.say("Where are you?", room);
      await hears(amy, t.unreadIn({ count: 2, room: "Red" }));
      assert.equal((await heard(amy, broadcast)).length, 1);
    });
  } finally {
    ben.close();
  }
});
