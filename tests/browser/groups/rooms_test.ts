import assert from "node:assert/strict";
import { frame } from "texts/everywhere.ts";
import { chat } from "texts/chat.ts";
import { groups as groupsText } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { joinClass } from "../../people.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";
import {
  expectTabSelected,
  makeClassWithGroups,
  openRoomTab,
} from "./two_groups.ts";

test("the clock never shortens the open room's name, and staff stay at the end (B-10, B-13)", async (stage) => {
  const { teacher, desk } = await makeClassWithGroups(stage);
  await desk("POST", "/breakouts/start");
  await teacher.openChat();
  const tab = teacher.page.getByRole("tab", { name: "Group B" });
  await tab.click();
  await desk("POST", "/breakouts/timer", { minutes: 9 });
  await teacher.sees(teacher.page.locator(".chat-timer"));
  const { x, width } = (await tab.boundingBox())!;
  const list = teacher.page.getByRole("tablist", { name: groupsText.rooms });
  const tabs = (await list.boundingBox())!;
  assert(x >= tabs.x && x + width <= tabs.x + tabs.width);
  await desk("POST", "/breakouts/stop", { grace: 30 });
  await teacher.sees(groupsText.staff.backSoon({ seconds: 30 }));
});

test("automatic groups open from the start, and students choose their own rooms (B-1, B-5, B-6)", async ({ person, server }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const { page } = teacher;
  await page.goto("/teacher/sessions/new");
  await page.getByLabel(t.auto).check();
  await page.getByLabel(t.capacity).fill("2");
  await teacher.button(/^Create$/).click();
  await page.waitForURL(/sessions\/[1-9A-HJ-NP-Za-km-z]{16}$/);
  const id = page.url().split("/").at(-1)!;
  const desk = callSessionApi(teacher, id);
  const { session } = await desk("GET", "");
  const amy = await person();
  await amy.join(session.code, "Amy");
  await amy.openChat();
  const ben = await joinClass(server, session.code, "Ben");
  await amy.sees(groupsText.youAreIn({ name: "Group A", others: "Ben" }));
  const main = page.getByRole("main");
  await teacher.openTab(review.tabs.groups);
  await main.getByRole("button", { name: t.setUp }).click();
  await teacher.sees(t.noAddRoom);
  await waitForAnswer(() => teacher.button(t.addRoom).isDisabled(), true);
  await teacher.shoot("setup-auto");

  await page.getByLabel(t.auto).uncheck();
  await page.getByText(t.entries.free.name).click();
  await teacher.button(t.addRoom).click();
  await teacher.sees(page.getByLabel(t.nameOf({ name: "Group B" })));
  await amy.button(groupsText.goTo({ name: "Group A" })).or(
    amy.page.getByRole("tab", { name: "Group A" }),
  ).first().click();
  await amy.page.getByRole("tab", { name: groupsText.main }).click();
  await amy.text(groupsText.chooseOther).click();
  await amy.assertAccessible("choose-room");
  await amy.button(groupsText.joinName({ name: "Group B" })).click();
  await expectTabSelected(amy, "Group B");
  await amy.sees(groupsText.alone);
  await amy.page.getByRole("tab", { name: groupsText.main }).click();
  await amy.goOffline();
  await amy.sees(chat.offline);
  await amy.text(groupsText.chooseOther).click();
  await amy.button(groupsText.joinName({ name: "Group A" })).click();
  await amy.sees(groupsText.chosen({ name: "Group A" }));
  await amy.button(groupsText.leaveName({ name: "Group B" })).click();
  await amy.sees(groupsText.chosenNone);
  await amy.button(groupsText.joinName({ name: "Group A" })).click();
  await amy.goOnline();
  await expectTabSelected(amy, "Group A");
  await amy.page.getByRole("tab", { name: groupsText.main }).click();
  await amy.text(groupsText.chooseOther).click();
  await amy.button(groupsText.joinName({ name: "Group B" })).click();
  await expectTabSelected(amy, "Group B");
  ben.close();
});

test("every page shows who may choose, and a free group is visible", async ({ person }) => {
  const { teacher, session, desk, put } = await makeClassWithGroups(
    { person },
    ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"],
  );
  const amy = await person({ phone: true });
  const ben = await person();
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  for (const one of [amy, ben]) await one.openChat();
  await put("Amy", 0);
  await put("Ben", 1);
  await desk("PATCH", "/breakouts", { capacity: 2 });
  await desk("POST", "/breakouts/start");
  for (const [one, name] of [[amy, "One"], [ben, "Two"]] as const) {
    await openRoomTab(one, name);
  }
  await desk("PATCH", "/breakouts", { entry: "free" });
  for (const one of [amy, ben]) await one.sees(groupsText.mayChoose);
  await amy.text(groupsText.chooseOther).click();
  await amy.shoot("phone-choose-in-group");
  await amy.button(groupsText.joinName({ name: "Eight" })).click();
  await expectTabSelected(amy, "Eight");

  await teacher.openChat();
  await desk("POST", "/breakouts/stop", {});
  await teacher.openTab(review.tabs.groups);
  await teacher.button(new RegExp(`^${t.setUp}$`)).first().click();
  const dialog = teacher.page.getByRole("dialog", { name: t.setUp });
  await dialog.getByRole("button", { name: t.deleteRoom({ name: "Two" }) })
    .click();
  await teacher.sees(t.roomDeleted({ name: "Two" }));
  await teacher.shoot("setup-room-deleted");
  await dialog.getByRole("button", { name: frame.undo }).click();
  await waitForAnswer(
    async () => (await desk("GET", "/breakouts")).rooms.length,
    8,
  );
  const instructions = dialog.getByLabel(t.instructionsForAll);
  await instructions.pressSequentially("Read page");
  // As another teacher does.
  await desk("PATCH", "/breakouts", { instructions: "Draw", capacity: 7 });
  await waitForAnswer(() => dialog.getByLabel(t.capacity).inputValue(), "7");
  await instructions.pressSequentially(" 3");
  assert.equal(await instructions.inputValue(), "Read page 3");
  await teacher.page.keyboard.press("Tab");
  await waitForAnswer(
    async () => (await desk("GET", "/breakouts")).breakouts.instructions,
    "Read page 3",
  );
  await dialog.getByRole("switch", { name: t.auto }).click();
  await teacher.sees(t.autoClosed({ start: t.start }));
  await teacher.shoot("setup-auto-closed");
  assert.equal((await desk("GET", "/breakouts")).breakouts.open, false);
});

test("Chat opens where something is unread, and else in the group (B-9, C-1)", async (stage) => {
  const { session, desk, put, teacher } = await makeClassWithGroups(stage);
  const amy = await stage.person();
  await amy.join(session.code, "Amy");
  await put("Amy", 0);
  await desk("POST", "/breakouts/start");
  const closeChat = () =>
    amy.page.getByRole("dialog", { name: chat.title })
      .getByRole("button", { name: frame.close }).first().click();
  await openRoomTab(amy, "Group A");
  await closeChat();
  await teacher.openChat();
  await teacher.say("Five more minutes");
  await amy.button(chat.titleWithNews({ news: chat.unread({ count: 1 }) }))
    .click();
  await expectTabSelected(amy, groupsText.main);
  await waitForAnswer(
    () => amy.page.locator(`.chat-button[title="${chat.title}"]`).count(),
    1,
  );
  await closeChat();
  await amy.button(chat.title).first().click();
  await expectTabSelected(amy, "Group A");
});
