import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { groups as groupsText } from "texts/groups.ts";
import { type Stage, testStage as test, waitForAnswer } from "../stage.ts";
import {
  expectTabSelected,
  makeClassWithGroups,
  openRoomTab,
} from "./two_groups.ts";

async function inGroups(stage: Stage) {
  const { session, desk, put, teacher } = await makeClassWithGroups(stage);
  const amy = await stage.person();
  await amy.join(session.code, "Amy");
  await amy.openChat();
  await put("Amy", 0);
  await desk("POST", "/breakouts/start");
  await openRoomTab(amy, "Group A");
  return { amy, desk, put, teacher };
}

test("several refused messages are one line, and a control about to be pressed stays (C-3)", async (stage) => {
  const { amy, desk, teacher } = await inGroups(stage);
  await amy.goOffline();
  const words = ["one", "two", "three", "four"];
  for (const text of words) await amy.say(text);
  await desk("POST", "/breakouts/stop", { grace: 0 });
  await amy.goOnline();
  await expectTabSelected(amy, groupsText.main);
  const line = amy.log.getByRole("button", {
    name: chat.notSentCount({ count: 4 }),
  });
  await line.waitFor();
  await waitForAnswer(() => amy.button(groupsText.sendToMain).count(), 0);
  await teacher.openChat();
  await teacher.say("said since");
  const isInSight = () =>
    amy.log.evaluate((log) => {
      const said = [...log.querySelectorAll(".message")]
        .find((it) => it.textContent?.includes("said since"));
      if (!said) return false;
      const box = log.getBoundingClientRect();
      const { top, bottom } = said.getBoundingClientRect();
      return top >= box.top && bottom <= box.bottom;
    });
  await waitForAnswer(isInSight, true);
  await amy.shoot("refused-line");
  await line.click();
  await waitForAnswer(() => amy.button(groupsText.sendToMain).count(), 4);
  for (const text of words) await amy.waitForMessage(text);
  await amy.assertAccessible("refused-line-open");
  assert.equal(await amy.log.getByRole("alert").count(), 1);
  for (let left = 4; left > 1; left--) {
    await amy.button(chat.discard).first().click();
    await waitForAnswer(() => amy.button(chat.discard).count(), left - 1);
  }
  await waitForAnswer(() => line.count(), 0);
  await amy.waitForMessage("four");
  await amy.button(chat.discard).click();

  const { members } = await desk("GET", "/members");
  const { id } = members.find((it: { name: string }) => it.name === "Amy");
  const mute = (muted: boolean) => desk("PATCH", `/members/${id}`, { muted });
  const discard = amy.log.getByRole("button", { name: chat.discard });
  const refused = async (texts: readonly string[], focus: boolean) => {
    const box = amy.page.getByRole("textbox", { name: chat.message });
    await waitForAnswer(() => box.isEnabled(), true);
    await amy.goOffline();
    for (const text of texts) await amy.say(text);
    await mute(true);
    if (focus) await discard.focus();
    await amy.goOnline();
  };
  await refused(["five"], false);
  await waitForAnswer(() => discard.count(), 1);
  await mute(false);
  await refused(["six"], true);
  await waitForAnswer(() => discard.count(), 2);
  await waitForAnswer(
    () => discard.first().evaluate((it) => it === document.activeElement),
    true,
  );
  for (const left of [1, 0]) {
    await discard.first().click();
    await waitForAnswer(() => discard.count(), left);
  }
  await mute(false);
  await refused(["seven", "eight"], false);
  await amy.log.getByRole("button", {
    name: chat.notSentCount({ count: 2 }),
  }).waitFor();
  assert.equal(await discard.count(), 0);
});

test("message buttons take no room until hover, and a reload keeps drafts (C-3, B-10, B-18)", async (stage) => {
  const { amy, put } = await inGroups(stage);
  const { log } = amy;
  await amy.say("first");
  await amy.say("second");
  const bubble = (words: string) => log.locator(".bubble", { hasText: words });
  for (const words of ["first", "second"]) {
    await bubble(words).getByTitle(chat.sent, { exact: true }).waitFor();
  }
  const gap = async () => {
    const [above, below] = await Promise.all(
      ["first", "second"].map((words) => bubble(words).boundingBox()),
    );
    return below!.y - above!.y - above!.height;
  };
  await amy.page.mouse.move(0, 0);
  assert(await gap() < 8, `${await gap()} px between two messages`);
  const message = log.locator(".message", { hasText: "first" });
  await message.hover();
  await message.getByRole("button", { name: groupsText.mark }).click();
  await amy.sees(amy.button(groupsText.marked));

  const box = amy.page.getByRole("textbox", { name: chat.message });
  const go = async (room: string) => {
    await amy.page.getByRole("tab", { name: room }).click();
    await expectTabSelected(amy, room);
  };
  const reload = async () => {
    await amy.page.reload();
    await amy.openChat();
  };
  await box.fill("for the group");
  await go(groupsText.main);
  await box.fill("for everyone");
  await reload();
  await expectTabSelected(amy, groupsText.main);
  await waitForAnswer(() => box.inputValue(), "for everyone");
  await go("Group A");
  await waitForAnswer(() => box.inputValue(), "for the group");
  await reload();
  await expectTabSelected(amy, "Group A");
  await waitForAnswer(() => box.inputValue(), "for the group");
  await go(groupsText.main);
  await put("Amy", 1);
  await amy.button(groupsText.goTo({ name: "Group B" })).click();
  await expectTabSelected(amy, "Group B");
  await waitForAnswer(() => box.inputValue(), "for the group");
  await go(groupsText.main);
  await waitForAnswer(() => box.inputValue(), "for everyone");
});
