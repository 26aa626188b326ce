import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { assertLayoutAndSave } from "../../browser.ts";
import { testStage as test, waitForAnswer } from "../stage.ts";
import { expectTabSelected, makeClassWithGroups } from "./two_groups.ts";

const long = "Observers of the long river in the spring".slice(0, 40);

test("a teacher visiting a group writes to the class again once the groups end", async (stage) => {
  const { teacher, desk } = await makeClassWithGroups(stage);
  const { page } = teacher;
  await desk("POST", "/breakouts/start");
  await teacher.openChat();
  const box = page.getByRole("textbox", { name: chat.message });
  const visit = () => page.getByRole("tab", { name: "Group B" }).click();
  await visit();
  await expectTabSelected(teacher, "Group B");
  await waitForAnswer(
    () => box.getAttribute("placeholder"),
    groups.placeholder({ name: "Group B" }),
  );
  await box.fill("only for you");
  await desk("POST", "/breakouts/stop", { grace: 0 });
  await expectTabSelected(teacher, groups.main);
  await waitForAnswer(() => box.getAttribute("placeholder"), chat.placeholder);
  await waitForAnswer(() => box.inputValue(), "");
  await teacher.sees(groups.draftLeft({ name: "Group B" }));
  await assertLayoutAndSave(page, "draft-left-teacher");
  await visit();
  await teacher.sees(groups.closedHere);
  assert.equal(await box.count(), 0);
});

test("a draft for a group is not shown to the class, and a press restores it (C-3, B-9)", async (stage) => {
  const { person, step } = stage;
  const { session, desk, put } = await makeClassWithGroups(stage, [
    "Readers",
    long,
  ]);
  const amy = await person({ phone: true });
  const { page } = amy;
  await page.setViewportSize({ width: 360, height: 640 });
  await amy.join(session.code, "Amy");
  await amy.openChat();
  await desk("PATCH", "/breakouts", {
    instructions: "Read page **12** and write down *three* questions.",
    minutes: 20,
  });
  const box = page.getByRole("textbox", { name: chat.message });
  const line = page.locator(".draft-left");
  const putHere = line.getByRole("button", { name: groups.putHere });
  await put("Amy", 0);
  await desk("POST", "/breakouts/start");
  await amy.button(groups.goTo({ name: "" }).trim()).or(
    page.locator(".arrival .button.main"),
  ).first().click();
  await expectTabSelected(amy, "Readers");
  await amy.say("good morning");

  await step("a move takes the draft along", async () => {
    await box.fill("I think that");
    await put("Amy", 1);
    await expectTabSelected(amy, long);
    await waitForAnswer(() => box.inputValue(), "I think that");
    await box.press("End");
    await box.pressSequentially(" it is the sun");
    await box.press("Enter");
    await amy.sees(groups.sendHere);
    await page.locator(".arrival").waitFor();
    await assertLayoutAndSave(page, "draft-and-arrival");
    assert.equal(await line.count(), 0);
    await page.locator(".arrival").waitFor({ state: "detached" });
    await waitForAnswer(() => box.inputValue(), "I think that it is the sun");
    await box.press("Enter");
    await waitForAnswer(() => box.inputValue(), "");
  });

  await step("the end keeps the draft", async () => {
    await box.fill("only for my group");
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await expectTabSelected(amy, groups.main);
    await waitForAnswer(() => box.inputValue(), "");
    await amy.sees(groups.draftLeft({ name: long }));
    await oneLineHigh();
    for (const [width, height] of [[360, 640], [1366, 768]]) {
      await page.setViewportSize({ width, height });
      await assertLayoutAndSave(page, `draft-left-${width}`);
    }
    await page.setViewportSize({ width: 360, height: 640 });
    await line.getByRole("button", { name: groups.leaveThere })
      .click();
    await line.waitFor({ state: "detached" });
    await page.reload();
    await expectTabSelected(amy, groups.main);
    await waitForAnswer(
      () => box.getAttribute("placeholder"),
      chat.placeholder,
    );
    await waitForAnswer(() => line.count(), 0);
    await desk("POST", "/breakouts/start");
    await page.locator(".arrival .button.main").click();
    await expectTabSelected(amy, long);
    await waitForAnswer(() => box.inputValue(), "only for my group");
  });

  await step("a press puts it into the box for the class", async () => {
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await line.waitFor();
    await box.fill("That is all.");
    await putHere.click();
    await waitForAnswer(
      () => box.inputValue(),
      "only for my group\nThat is all.",
    );
    await line.waitFor({ state: "detached" });
  });

  async function oneLineHigh() {
    const { height } = (await line.boundingBox())!;
    assert(height <= 50, `${height} px`);
  }
});
