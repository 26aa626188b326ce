import assert from "node:assert/strict";
import { nameFilter } from "texts/people_name_filter.ts";
import { dice } from "texts/people_dice.ts";
import { join as t } from "texts/people_join.ts";
import { review } from "texts/review.ts";
import { testStage, waitForAnswer } from "../stage.ts";

testStage(
  "the dice suggests a name, and the teacher can switch the name filter off (J-1)",
  async ({ person }) => {
    const teacher = await person(), amy = await person({ phone: true });
    const ben = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();

    await amy.page.goto(`/join?sessionCode=${session.code}`);
    const field = amy.page.getByLabel("Display name");
    const roll = amy.button(dice.roll);
    await roll.click();
    await waitForAnswer(
      async () => (await field.inputValue()).split(" ").length,
      2,
    );
    const first = await field.inputValue();
    await amy.sees(amy.page.getByRole("status").getByText(first));
    await roll.press("Enter");
    await waitForAnswer(async () => await field.inputValue() !== first, true);
    await amy.shoot("phone-join-dice");
    const name = await field.inputValue();
    await amy.button(/^Join$/).click();
    await amy.page.waitForURL("**/class/*");
    await teacher.sees(teacher.page.getByText(name, { exact: true }));

    // The Chinese first page asks for the name after the code.
    await ben.page.goto("/zh");
    const login = ben.page.getByRole("dialog", { name: "學生登入" });
    await login.getByLabel("加入代碼").fill(session.code);
    await login.getByRole("button", { name: "加入", exact: true }).click();
    const theirs = login.getByLabel("顯示名稱");
    await ben.page.getByRole("button", { name: "幫我取個名稱" }).click();
    await waitForAnswer(
      async () => /^.+的.+$/.test(await theirs.inputValue()),
      true,
    );
    await ben.shoot("join-dice-zh");

    const rude = "Captain Bullshit";
    const join = async () => {
      await ben.page.goto(`/join?sessionCode=${session.code}`);
      await ben.page.getByLabel("Display name").fill(rude);
      await ben.button(/^Join$/).click();
    };
    await join();
    await ben.sees(ben.page.getByRole("alert"));
    await teacher.openTab(review.tabs.settings);
    const filter = teacher.page.getByRole("switch", { name: nameFilter.label });
    assert(await filter.isChecked());
    await filter.uncheck();
    await teacher.shoot("settings-name-filter");
    await teacher.page.reload();
    await waitForAnswer(() => filter.isChecked(), false);
    await join();
    await ben.page.waitForURL("**/class/*");
  },
);

testStage(
  "a student who waits under another's name can go back and give their own (J-2)",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    const other = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await other.page.goto(`/join?sessionCode=${session.code}`);
    await other.page.getByLabel("Display name").fill("Amy");
    await other.button(/^Join$/).click();
    await other.sees(t.waitingTitle);
    await other.assertAccessible("join-waiting");
    await other.page.getByRole("link", { name: t.someoneElse }).click();
    await other.page.getByLabel("Display name").fill("Ben");
    await other.button(/^Join$/).click();
    await other.page.waitForURL("**/class/*");
    await teacher.sees(teacher.page.getByText("Ben", { exact: true }));
  },
);
