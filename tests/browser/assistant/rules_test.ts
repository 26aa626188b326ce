/** The teacher's tab **Assistant** on a server without a model, and the class's rules for the assistant. */
import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/model/views.ts";
import { review } from "texts/review.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";

const { settings } = review;

test("the rules for the assistant open where they are, and are kept when the field is left (A-5)", async ({ person, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const call = callSessionApi(teacher, session.id);
  const prompt = async () =>
    ((await call("GET", "")) as { session: SessionView }).session.prompt;
  const field = page.getByLabel(settings.prompt, { exact: true });
  const open = async () => {
    await teacher.openTab(review.tabs.assistant);
    await teacher.button(settings.more).click();
    await field.waitFor();
  };

  await step("the tab says that there is no model", async () => {
    await teacher.openTab(review.tabs.assistant);
    await teacher.sees(/docs\/deploy\/assistant\.md/);
    await teacher.assertAccessible("assistant-without-model");
  });
  await step("the button leads to the rules", async () => {
    await open();
    await waitForAnswer(
      () => page.evaluate(() => document.activeElement?.textContent),
      settings.more,
    );
    const box = (await field.boundingBox())!;
    assert(box.y > 0 && box.y + box.height < 800, `the field is at ${box.y}`);
    await teacher.assertAccessible("assistant-rules");
  });
  await step("what is typed is kept once the field is left", async () => {
    await field.fill("Ask back.");
    await page.getByText(settings.limits, { exact: true }).focus();
    await teacher.sees(settings.saved);
    await waitForAnswer(prompt, "Ask back.");
  });
  await step(
    "what is typed is kept when **Back** leaves the part",
    async () => {
      await field.fill("Ask back twice.");
      await page.goBack();
      await field.waitFor({ state: "detached" });
      await waitForAnswer(prompt, "Ask back twice.");
      await open();
      assert.equal(await field.inputValue(), "Ask back twice.");
    },
  );
  await step("the limits are saved alone", async () => {
    await page.getByText(settings.limits, { exact: true }).click();
    await page.getByLabel(settings.perMinute, { exact: true }).fill("4");
    await teacher.button(settings.save).last().click();
    await teacher.sees(settings.saved);
    assert.equal(await prompt(), "Ask back twice.");
    const { limits } =
      ((await call("GET", "")) as { session: SessionView }).session;
    assert.equal(limits.perMinute, 4);
  });
});
