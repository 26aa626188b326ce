/** A student tells a teacher while no staff is there: the page says who is told, and a second adult is (T-2). */
import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { notes as t } from "texts/notes.ts";
import { notesMark } from "texts/notes_mark.ts";
import { privacy } from "texts/privacy.ts";
import { classPage } from "texts/sessions_class.ts";
import { findLink, MailServer } from "../../mail_server.ts";
import { WebhookServer } from "../../webhook_server.ts";
import { testStage } from "../stage.ts";

const mail = await MailServer.open({ tls: "none" });
const webhook = WebhookServer.open();
Deno.test.afterAll(async () => {
  await mail.close();
  await webhook.close();
});
const env = {
  ...mail.settings,
  ...webhook.settings,
  SAFETY_MAIL: "safety@school.example",
  BASE_URL: "http://class.example.org",
};

testStage(
  "with no teacher there, a student reads who is told, and a second adult is told (T-2)",
  async ({ person, step }) => {
    const lin = await person(), amy = await person({ phone: true });
    await lin.signUp("Ms Lin");
    const session = await lin.createSession();
    // The chat on any page of the portal would make her online.
    await lin.page.goto("about:blank");
    await amy.join(session.code, "Amy");
    const { page } = amy;

    await step("the page says who is told", async () => {
      await page.getByText(assistant.alerts).waitFor();
      await page.getByRole("button", { name: classPage.menu({ name: "Amy" }) })
        .click();
      await page.getByRole("button", { name: notesMark.tell }).click();
      const dialog = page.getByRole("dialog", { name: t.title });
      await dialog.getByText(t.adultNow).waitFor();
      await amy.assertAccessible("alerts-phone");
      await amy.shoot("alerts-phone");
      await dialog.getByLabel(t.yours).fill("Ben hits me after school");
      await dialog.getByRole("button", { name: t.send }).click();
      await dialog.getByText(/^Sent, /).waitFor();
    });

    await step("each way gets one message", async () => {
      const letter = await mail.waitForMailTo("safety@school.example");
      const path = `/teacher/sessions/${session.id}`;
      assert.equal(findLink(letter).pathname, path);
      while (webhook.messages.length === 0) await page.waitForTimeout(50);
      assert(webhook.isSigned(webhook.messages[0]));
      await lin.page.goto(path);
      const dialog = page.getByRole("dialog", { name: t.title });
      await dialog.getByText(t.adult).waitFor();
      const told = mail.mails.filter(({ to }) =>
        to.includes("safety@school.example")
      );
      assert.deepEqual([told.length, webhook.messages.length], [1, 1]);
    });

    await step("everybody can read of it", async () => {
      await lin.page.goto("/privacy");
      await lin.page.getByRole("heading", { name: privacy.alerts }).waitFor();
      for (const text of privacy.alertsText) {
        await lin.page.getByText(text).waitFor();
      }
    });
  },
  env,
);
