import assert from "node:assert/strict";
import type { MemberView } from "../../../classroom/model/views.ts";
import { chat } from "texts/chat.ts";
import { classPage } from "texts/sessions_class.ts";
import { people as t } from "texts/people.ts";
import { assertLayoutAndShoot } from "../../browser.ts";
import {
  callSessionApi,
  type Person,
  type Stage,
  testStage,
  waitForAnswer,
} from "../stage.ts";
import { frame } from "texts/everywhere.ts";

async function choose(teacher: Person, name: string, item: string) {
  await teacher.page.getByRole("button", {
    name: t.menu({ name }),
    exact: true,
  })
    .click();
  await teacher.page.getByRole("menuitem", { name: item }).click();
}

async function oneChildTwice(person: Stage["person"]) {
  const teacher = await person(), laptop = await person();
  const phone = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await laptop.join(session.code, "Amy");
  await phone.join(session.code, "Ammy");
  return { teacher, laptop, phone, session };
}

testStage(
  "Rename and Mute work by menu and keyboard alone, each with Undo (J-7)",
  async ({ person }) => {
    const teacher = await person(), amy = await person(), ben = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    const { page } = teacher;
    const { keyboard } = page;
    const more = teacher.button(t.menu({ name: "Amy" }));
    await more.focus();
    await keyboard.press("Enter");
    const menu = page.getByRole("menu");
    await menu.waitFor();
    await teacher.assertAccessible("session-student-menu");
    await keyboard.press("Escape");
    await menu.waitFor({ state: "hidden" });
    assert(await more.evaluate((it) => it === document.activeElement));

    await keyboard.press("Enter");
    await keyboard.press("Enter"); // Rename is the first item.
    const name = page.getByLabel(t.newName);
    // The name is selected for typing.
    await page.locator("#rename:focus").waitFor();
    await keyboard.type("ben");
    await keyboard.press("Enter");
    await teacher.sees(t.taken);
    await teacher.assertAccessible("session-rename-taken");
    await name.fill("Amelia");
    await keyboard.press("Enter");
    await teacher.sees(t.renamed({ before: "Amy", now: "Amelia" }));
    await amy.button(/^Amelia/).first().waitFor();
    await teacher.button(frame.undo).click();
    await amy.button(/^Amy/).first().waitFor();

    await choose(teacher, "Amy", t.mute);
    await teacher.sees(t.wasMuted({ name: "Amy" }));
    await amy.openChat();
    const box = amy.page.getByRole("textbox", { name: chat.message });
    if (await box.count() > 0) {
      await box.fill("psst");
      await box.press("Enter");
    }
    await amy.sees(/muted/);
    await choose(teacher, "Amy", t.unmute);
    await teacher.sees(t.wasUnmuted({ name: "Amy" }));
  },
);

testStage(
  "two members are merged and separated again without losing or repeating a message (J-7, SYNC-3)",
  async ({ person }) => {
    const { teacher, laptop, phone, session } = await oneChildTwice(person);
    for (const who of [laptop, phone]) await who.openChat();
    await phone.say("from my phone");
    await phone.goOffline();
    await phone.say("on the bus");
    await phone.page.getByRole("textbox", { name: chat.message })
      .fill("half a sen");

    await choose(teacher, "Ammy", t.thisIs);
    await teacher.sees(t.thisIsTitle({ name: "Ammy" }));
    await teacher.assertAccessible("session-merge");
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Amy" })
      .click();
    await teacher.sees(t.isThat({ name: "Ammy", into: "Amy" }));
    await phone.goOnline();
    await phone.button(/^Amy: /).first().waitFor();
    await phone.log.waitFor();
    await phone.sees(classPage.became({ name: "Amy" }));
    for (const who of [laptop, phone]) {
      await who.waitForMessage("on the bus");
      await who.waitForMessage("from my phone");
    }
    const box = phone.page.getByRole("textbox", { name: chat.message });
    await waitForAnswer(() => box.inputValue(), "half a sen");
    const said = ["from my phone", "on the bus"];
    await waitForAnswer(() => laptop.visibleMessagesOf(said), said);
    await assertLayoutAndShoot(phone.page, "class-merged-phone");

    await choose(teacher, "Amy", t.separate({ name: "Ammy" }));
    await teacher.sees(t.separated({ name: "Ammy" }));
    await phone.button(/^Ammy: /).first().waitFor();
    await phone.log.waitFor();
    // Wait for the draft, or new text would follow it.
    await waitForAnswer(() => box.inputValue(), "half a sen");
    await phone.say("I am my own again");
    await laptop.waitForMessage("I am my own again");
    const { members } = await callSessionApi(teacher, session.id)(
      "GET",
      "/members",
    ) as {
      members: MemberView[];
    };
    assert.deepEqual(
      members.map(({ name, removed = false }) => [name, removed]),
      [["Ms Lin", false], ["Amy", false], ["Ammy", false]],
    );
    await waitForAnswer(() => laptop.visibleMessagesOf(said), said);
  },
);

testStage(
  "Not Amy separates a device from the student, and Remove student can be undone (J-2, J-4)",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    const other = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await amy.page.goto("about:blank");
    await teacher.sees("0 of 1 online");
    await other.join(session.code, "Amy");
    await amy.page.goto(`/class/${session.id}`);
    await amy.openChat();
    await choose(teacher, "Amy", t.notThem({ name: "Amy" }));
    await teacher.sees(t.separated({ name: "Amy" }));
    await other.button(/^Amy \(2\): /).first().waitFor();
    await amy.say("it is me");
    await choose(teacher, "Amy", t.remove);
    await amy.sees("You’re no longer in this class");
    await teacher.sees(t.removed({ name: "Amy" }));
    await teacher.button(frame.undo).click();
    await teacher.sees(t.allowed({ name: "Amy" }));
    await amy.page.goto(`/class/${session.id}`);
    await amy.openChat();
    await amy.say("back again");
  },
);
