import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { desk } from "texts/desk.ts";
import { notes as t } from "texts/notes.ts";
import { notesDesk } from "texts/notes_desk.ts";
import { notesMark } from "texts/notes_mark.ts";
import { people } from "texts/people.ts";
import { taking } from "texts/monitoring_taking.ts";
import { classPage } from "texts/sessions_class.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { callSessionApi, type Person, testStage } from "../stage.ts";

const secret = "Ben hits me after school";

const menuOf = (name: string) => classPage.menu({ name });

async function openDialog({ page }: Person, name: string) {
  await page.getByRole("button", { name: menuOf(name) }).click();
  await page.getByRole("button", { name: notesMark.tell }).click();
  return dialogOf(page);
}

function dialogOf(page: Person["page"]) {
  return page.getByRole("dialog", { name: t.title });
}

testStage(
  "a student tells, a co-teacher answers, and the class sees nothing (T-1)",
  async ({ person, server, step }) => {
    const lin = await person(), wu = await person();
    const amy = await person({ phone: true }), ben = await person();
    await lin.signUp("Ms Lin");
    await wu.signUp("Ms Wu");
    const session = await lin.createSession();
    const me = await (await wu.makeVisitor(server))
      .askExpecting(200, "GET", "/api/me");
    const api = callSessionApi(lin, session.id);
    await api("PUT", "/moderators", { email: me.body.teacher.email });
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    await wu.page.goto(`/teacher/sessions/${session.id}`);
    await ben.openChat();
    await ben.say("You will see, Amy");
    await lin.startLesson();
    await wu.page.getByRole("heading", { level: 1 }).first().waitFor();

    const { members } = await api("GET", "/members");
    const amyId: string =
      members.find((it: { name: string }) => it.name === "Amy").id;

    await step("a phone, muted and without a connection", async () => {
      const dialog = await openDialog(amy, "Amy");
      await dialog.getByText(t.what).waitFor();
      await dialog.getByText(
        t.readers({ names: "Ms Lin and Ms Wu" }),
      ).waitFor();
      await amy.assertAccessible("notes-phone-empty");
      await amy.goOffline();
      await dialog.getByLabel(t.yours).fill(secret);
      await amy.page.keyboard.press("Enter");
      await dialog.getByText(secret).waitFor();
      await dialog.locator(".note").getByText(t.offline).waitFor();
      await amy.assertAccessible("notes-phone-offline");
      await amy.shoot("notes-phone-offline");
      await api("PATCH", `/members/${amyId}`, { muted: true });
      await amy.goOnline();
      await dialog.getByText(/^Sent, |^written /).waitFor();
      await dialog.getByText(t.offline).waitFor({ state: "detached" });
    });

    await step("it waits for all staff until one takes it", async () => {
      for (const who of [lin, wu]) {
        await who.button(desk.kinds.note({ count: 1 })).waitFor();
      }
      assert.equal(await lin.page.getByText(secret).count(), 0);
      await lin.openWaitingItem("note");
      await lin.button(notesDesk.openOf({ name: "Amy" })).first().waitFor();
      await lin.page.locator('.board-tile[data-lit="true"]', {
        hasText: "Amy",
      }).waitFor();
      await lin.assertAccessible("notes-waiting");
      await lin.shoot("notes-waiting");
      assert.equal(await lin.page.getByText(secret).count(), 0, "not read out");
      await wu.openWaitingItem("note");
      await wu.button(taking.takeOf({ about: "Amy" })).first().click();
      await lin.sees(lin.text(taking.others({ name: "Ms Wu" })).first());
      await wu.button(notesDesk.openOf({ name: "Amy" })).first().click();
      const dialog = wu.page.getByRole("dialog", {
        name: notesDesk.of({ name: "Amy" }),
      });
      await dialog.getByText(secret).waitFor();
      await wu.assertAccessible("notes-answer");
      await wu.shoot("notes-answer");
      await dialog.getByLabel(people.write({ name: "Amy" }))
        .fill("Thank you. I will wait for you at the door.");
      await wu.page.keyboard.press("Enter");
      await dialog.locator(".note").nth(1).waitFor();
      await dialog.getByRole("button", { name: notesDesk.settle }).click();
      await lin.button(desk.kinds.note({ count: 1 })).waitFor({
        state: "detached",
      });
    });

    await step(
      "she reads the answer, and a mark says that it is new",
      async () => {
        const dialog = dialogOf(amy.page);
        await dialog.getByText("Thank you. I will wait").waitFor();
        await amy.page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
        await api("POST", `/notes/${amyId}`, {
          id: "1234567891234567",
          text: "See you",
        });
        const marked = new RegExp(notesMark.newAnswer);
        const button = amy.page.getByRole("button", { name: marked }).first();
        await button.waitFor();
        const notice = notesMark.answeredBy({ names: "Ms Lin" });
        await amy.sees(amy.page.locator(".class-main").getByText(notice));
        await amy.assertAccessible("notes-answered");
        await amy.openChat();
        const chat = amy.page.locator(".chat-panel");
        await amy.sees(chat.getByText(notice));
        await amy.assertAccessible("notes-answered-chat");
        await chat.getByRole("button", { name: notesMark.open }).click();
        await dialog.getByText("See you").waitFor();
        await amy.page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
        await amy.sees(chat.getByRole("button", { name: notesMark.tell }));
        assert.equal(await chat.getByText(notice).count(), 0);
        await amy.page.keyboard.press("Escape");
        await button.waitFor({ state: "detached" });
      },
    );

    await step(
      "she finds what she wrote among her own work, folded",
      async () => {
        await amy.page.goto("/my");
        const own = amy.page.locator("details", { hasText: t.thread });
        const note = own.locator(".note").first();
        await own.waitFor();
        assert.equal(await note.isVisible(), false);
        await own.locator("summary").click();
        await note.getByText(secret).waitFor();
        await own.getByText("See you").waitFor();
        await amy.assertAccessible("notes-my");
        await amy.shoot("notes-my-phone");
        await amy.page.goBack();
      },
    );

    await step("about a message, under Eyes on me", async () => {
      await amy.openChat();
      await amy.button(notesMark.tell).filter({ visible: true }).click();
      await dialogOf(amy.page).waitFor();
      await amy.page.keyboard.press("Escape");
      const message = amy.log.getByText("You will see, Amy");
      await message.waitFor();
      await amy.log.getByRole("button", {
        name: chat.toolsOf({ name: "Ben" }),
      }).first().click();
      await amy.page.getByRole("button", { name: notesMark.tellAbout }).click();
      await dialogOf(amy.page).getByText(
        t.about({ name: "Ben", text: "You will see, Amy" }),
      ).waitFor();
      await amy.page.keyboard.press("Escape");
      await lin.button(eyes.name).click();
      const cover = amy.page.locator("dialog.eyes");
      await cover.waitFor();
      await amy.assertAccessible("notes-eyes");
      await cover.getByRole("button", { name: notesMark.tell }).click();
      const dialog = dialogOf(amy.page);
      await dialog.getByLabel(t.yours).fill("He did it again");
      await dialog.getByRole("button", { name: t.send }).click();
      await lin.button(desk.kinds.note({ count: 1 })).waitFor();
    });

    await step("Ben sees nothing of it", async () => {
      const seen = await ben.page.evaluate(() =>
        document.documentElement.outerHTML
      );
      for (const hidden of [secret, "Thank you. I will", "He did it again"]) {
        assert.ok(!seen.includes(hidden), hidden);
      }
      assert.equal(
        await ben.page.getByRole("button", { name: menuOf("Ben") }).count() +
          await ben.page.locator(".note").count(),
        1,
      );
    });

    await step("what was dealt with can be read again", async () => {
      await lin.button(people.menu({ name: "Amy" })).click();
      await lin.page.getByRole("menuitem", {
        name: people.write({ name: "Amy" }),
      }).click();
      await lin.page.getByRole("dialog", {
        name: notesDesk.of({ name: "Amy" }),
      }).getByText(secret).waitFor();
    });
  },
);
