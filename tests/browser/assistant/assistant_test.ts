/** The assistant in Chromium: cases that `assistant_class_test.ts` lacks. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { assistant as t } from "texts/assistant.ts";
import { frame } from "texts/everywhere.ts";
import { review } from "texts/review.ts";
import { answers, ask } from "./asking.ts";
import { becomes, isOnScreen, testStage as test } from "../stage.ts";

test("prompts can be undone, limits are set and told, and the teacher asks too (U1, A-5, M-1, M-4)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const amy = await person();
  await amy.join(session.code, "Amy");
  await ask(amy, "Why is the sky blue? I want to hurt myself");
  await answers(amy).getByText("Demonstration", { exact: true }).waitFor();
  await teacher.sees(review.board.signals.worrying);
  await teacher.button(review.board.viewOf({ name: "Amy" })).click();
  await teacher.button(review.board.settleOf({ name: "Amy" })).click();
  await becomes(() => teacher.text(review.board.signals.worrying).count(), 0);
  const view = teacher.page.getByRole("complementary", { name: "Amy" });
  await view.locator('.answer[data-state="done"]').waitFor();
  await teacher.shoot("view-conversation");
  const toChat = view.getByRole("button", { name: review.view.toChat });
  const left = async (what: Locator) => (await what.boundingBox())!.x;
  const words = view.locator(".answer .markdown").first();
  assert.equal(await left(toChat), await left(words), "V22: in line");
  await toChat.click();
  const dialog = teacher.page.getByRole("dialog");
  await dialog.getByText("Why is the sky blue?").first().waitFor();
  await teacher.accessible("send-to-chatroom");
  await dialog.getByRole("button", { name: review.send.send, exact: true })
    .click();
  await teacher.shoot("send-to-chatroom-undo");
  const wide = teacher.page.viewportSize()!;
  await teacher.page.setViewportSize({ width: 360, height: 740 });
  const notice = teacher.page.locator(".held-notice").getByRole("button");
  await becomes(() => isOnScreen(notice), true);
  await teacher.page.setViewportSize(wide);
  await view.getByRole("button", { name: frame.undo }).press("Enter");
  await teacher.sees(t.heldUndone);
  await becomes(
    () => toChat.evaluate((it) => it === document.activeElement),
    true,
  );
  await teacher.page.keyboard.press("Escape");

  await teacher.part(review.tabs.settings);
  await teacher.page.getByText(review.settings.more).click();
  await teacher.page.getByLabel(review.settings.prompt)
    .fill("Answer in one sentence.");
  await teacher.page.getByLabel(review.settings.perMinute).fill("1");
  await teacher.page.locator("form", {
    has: teacher.page.getByLabel(review.settings.prompt),
  }).getByRole("button", { name: review.settings.save }).click();
  await teacher.sees(review.settings.saved);
  await teacher.sees(/[1-9]\d* questions?, [\d,]+ of 2,000,000 tokens/);
  await teacher.accessible("assistant-settings");
  await ask(amy, "One more question");
  await amy.sees(/You can ask once a minute/);

  await teacher.part(review.tabs.assistant);
  await ask(teacher, "Give me a quiz idea");
  await answers(teacher).waitFor();
});

test("a question typed before the page is alive is not lost to it (A-1)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const amy = await person();
  await amy.join(session.code, "Amy");
  const scripts = Promise.withResolvers<void>();
  await amy.page.route("**/assets/*.js", async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await amy.page.reload({ waitUntil: "commit" });
  const box = amy.page.getByRole("textbox", { name: t.prompt });
  await box.fill("What is a list?");
  scripts.resolve();
  await amy.page.locator('.ask [type="submit"][aria-disabled="false"]')
    .waitFor();
  await becomes(() => box.inputValue(), "What is a list?");
  await box.press("Enter");
  await amy.page.locator(".prompt-text", { hasText: "What is a list?" })
    .waitFor();
});
