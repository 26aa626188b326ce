import assert from "node:assert/strict";
import { bringBack } from "texts/pages_desk.ts";
import { broughtBack } from "texts/pages_class.ts";
import { items } from "texts/sharing_class.ts";
import { onPresent } from "texts/sharing_live.ts";
import { review } from "texts/review.ts";
import { makeClassWithGroups } from "../groups/two_groups.ts";
import { assertAccessible } from "../../browser.ts";
import { type Person, testStage as test } from "../stage.ts";

const box = ({ page }: Person) =>
  page.getByRole("textbox", { name: "A leaf", exact: true });

const opens = ({ page }: Person, name: string) =>
  page.getByRole("button", { name: items.openNamed({ name }), exact: true })
    .click();

async function writes(one: Person, text: string) {
  await box(one).click();
  await one.page.keyboard.press("Control+End");
  await one.page.keyboard.press("Enter");
  await one.page.keyboard.type(text);
}

test("a group's page is read by the class as it grows, and is on Present (W-3)", async (stage) => {
  const { person, step } = stage;
  const { teacher, session, desk, put } = await makeClassWithGroups(stage);
  const [amy, cem] = [await person(), await person()];
  await amy.join(session.code, "Amy");
  await cem.join(session.code, "Cem");
  await put("Amy", 0);
  await put("Cem", 1);
  await desk("POST", "/resources", {
    page: { name: "A leaf", text: "# What does it need?" },
  });
  await teacher.startLesson();
  await teacher.openTab(review.tabs.resources);
  await teacher.page.getByRole("button", { name: "A leaf", exact: true })
    .click();
  const board = await teacher.page.context().newPage();
  await board.goto(`/teacher/sessions/${session.id}/present`);
  await opens(amy, "A leaf");
  await writes(amy, "It needs light");

  const called = bringBack.called({ page: "A leaf", group: "Group A" });
  await step("a page is shown to the class for reading", async () => {
    await teacher.button("Group A").click();
    await teacher.sees(box(teacher).getByText("It needs light"));
    await teacher.button(bringBack.bringBack).click();
    await teacher.shoot("bring-back-menu");
    const item = teacher.page.getByRole("menuitem", {
      name: bringBack.toClass,
    });
    const heard = await item.evaluate((it) =>
      document.getElementById(it.getAttribute("aria-describedby") ?? "")
        ?.textContent
    );
    assert.equal(heard, bringBack.hints.live);
    await item.click();
    await teacher.sees(bringBack.forAll);
    await teacher.assertAccessible("bring-back");
    await opens(cem, called);
    await cem.sees(broughtBack.live({ group: "Group A" }));
    await cem.sees("It needs light");
    assert.equal(await cem.page.getByRole("textbox").count(), 0);
    await writes(amy, "and water");
    await cem.sees("and water");
    await cem.page.setViewportSize({ width: 360, height: 740 });
    await cem.assertAccessible("brought-back-phone");
    await cem.page.setViewportSize({ width: 1280, height: 800 });
  });
  await step("taken back, it is its group's alone", async () => {
    await teacher.button(bringBack.takeBack).click();
    await cem.sees(items.goneText);
  });
  const onBoard = (text: string) =>
    board.getByRole("main").getByText(text).waitFor();
  await step("on Present it is large, and grows", async () => {
    await teacher.button(bringBack.bringBack).click();
    await teacher.page.getByRole("menuitem", { name: bringBack.toPresent })
      .click();
    await teacher.sees(bringBack.onPresent);
    await board.getByRole("heading", { name: "Group A" }).waitFor();
    await onBoard("and water");
    await writes(amy, "and warmth");
    await onBoard("and warmth");
    await assertAccessible(board, "present-page");
    await board.getByRole("button", { name: onPresent.showCode }).click();
    await board.getByText(called).waitFor({ state: "detached" });
    await teacher.sees(teacher.button(bringBack.bringBack));
  });
});
