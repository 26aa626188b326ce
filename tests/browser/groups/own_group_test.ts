/** The chat opens in the own group from its first frame, and the page has the clock (B-9, B-13). */
import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { assistant } from "texts/assistant.ts";
import { picture } from "../../browser.ts";
import { becomes, painted, type Person, testStage as test } from "../stage.ts";
import { classWithGroups, isOn } from "./two_groups.ts";

/** Records the addressee in every frame that has a box. */
async function watchBox({ page }: Person) {
  await page.addInitScript(watch);
  await page.evaluate(watch);
  return async () => {
    await painted(page);
    return await page.evaluate(() =>
      (globalThis as unknown as { toWhom: string[] }).toWhom
    );
  };
}

function watch() {
  const page = globalThis as unknown as { toWhom: string[] };
  page.toWhom = [];
  const look = () => {
    const box = document.querySelector<HTMLTextAreaElement>(
      ".composer textarea",
    );
    if (
      box?.checkVisibility() && page.toWhom.at(-1) !== box.placeholder
    ) page.toWhom.push(box.placeholder);
    requestAnimationFrame(look);
  };
  look();
}

const bubble = (one: Person) => one.page.locator(".class-place").nth(1).click();
const classChat = (one: Person) =>
  one.page.locator(".class-place").first().click();
const close = ({ page }: Person) =>
  page.locator(".chat-head").getByRole("button", { name: chat.close }).click();
const box = (one: Person) =>
  one.page.getByRole("textbox", { name: chat.message });
const toA = groups.placeholder({ name: "Group A" });
const toB = groups.placeholder({ name: "Group B" });

test("the chat opens in the own group, and in the main room only where that was chosen (B-9)", async (stage) => {
  const { step, person } = stage;
  const { session, desk, put } = await classWithGroups(stage);
  const amy = await person({ phone: true });
  await amy.join(session.code, "Amy");
  const { page } = amy;
  const prompt = page.getByRole("textbox", { name: assistant.prompt });
  await prompt.waitFor();
  await prompt.fill("What is");
  const toWhom = await watchBox(amy);

  await step("when the groups open while it is closed", async () => {
    await put("Amy", 0);
    await desk("POST", "/breakouts/start");
    await amy.sees(groups.goTo({ name: "Group A" }));
    await bubble(amy);
    await isOn(amy, "Group A");
    await amy.say("for the group");
    assert.deepEqual(await toWhom(), [toA]);
    await becomes(() => page.locator(".arrival").count(), 0);
    await close(amy);
    await becomes(() => page.locator(".arrival").count(), 0);
  });

  await step("when one is moved while it is closed", async () => {
    await put("Amy", 1);
    await amy.sees(groups.youAreFirst({ name: "Group B" }));
    await bubble(amy);
    await isOn(amy, "Group B");
    assert.deepEqual(await toWhom(), [toA, toB]);
    await close(amy);
  });

  await step("after a reload, with a network and without one", async () => {
    await amy.keptForOffline();
    for (const offline of [false, true]) {
      if (offline) await amy.goOffline();
      await page.reload();
      await amy.openChat();
      await isOn(amy, "Group B");
      await amy.say(`after a reload, offline: ${offline}`);
      const seen = await toWhom();
      assert(!seen.includes(chat.placeholder), seen.join());
      await page.reload();
      await isOn(amy, "Group B");
      assert(!(await toWhom()).includes(chat.placeholder));
      await close(amy);
    }
    await amy.goOnline();
  });

  await step("a chosen main room stays until one is moved", async () => {
    await amy.openChat();
    await page.getByRole("tab", { name: groups.main }).click();
    for (const reload of [false, true]) {
      await close(amy);
      if (reload) await page.reload();
      await classChat(amy);
      await isOn(amy, groups.main);
    }
    await close(amy);
    await put("Amy", 0);
    await amy.sees(groups.youAreFirst({ name: "Group A" }));
    await bubble(amy);
    await isOn(amy, "Group A");
  });

  await step("a page whose copy knows of no group", async () => {
    await put("Amy", null);
    await amy.sees(groups.out);
    await amy.say("in the main room");
    await becomes(() => page.getByRole("tab").count(), 0);
    await page.goto("about:blank");
    await put("Amy", 1);
    await page.goto(`/class/${session.id}`);
    await box(amy).fill("first words");
    await box(amy).press("Enter");
    await isOn(amy, "Group B");
    await amy.hears("first words");
    await amy.log.locator(".bubble", { hasText: "first words" })
      .getByTitle(chat.sent, { exact: true }).waitFor();
    assert(!(await toWhom()).includes(chat.placeholder));
    await page.getByRole("tab", { name: groups.main }).click();
    await amy.hears("in the main room");
    await becomes(() => amy.log.getByText("first words").count(), 0);
  });
});

test("while the chat is closed the page has the clock of the groups, and it is heard once (B-13)", async (stage) => {
  const { person } = stage;
  const { session, desk, put } = await classWithGroups(stage);
  const amy = await person({ phone: true });
  await amy.join(session.code, "Amy");
  const { page } = amy;
  await page.setViewportSize({ width: 360, height: 640 });
  await page.getByRole("textbox", { name: assistant.prompt }).fill("What is");
  await put("Amy", 0);
  await desk("PATCH", "/breakouts", { stopAtZero: false });
  await desk("POST", "/breakouts/start");
  await desk("POST", "/breakouts/timer", { minutes: 20 });
  const clock = page.locator(".class-clock").getByRole("timer");
  await amy.sees(clock.filter({ hasText: /(20:00|19:\d\d)/ }));
  for (const [width, height] of [[360, 640], [1366, 768]]) {
    await page.setViewportSize({ width, height });
    await picture(page, `class-clock-${width}`);
  }
  await page.setViewportSize({ width: 360, height: 640 });

  await bubble(amy);
  await isOn(amy, "Group A");
  await becomes(() => clock.isVisible(), false);
  const inPanel = page.locator(".chat-panel").getByRole("timer");
  await amy.sees(inPanel.filter({ hasText: /(20:00|19:\d\d)/ }));
  const heard = (place: string) =>
    page.locator(`${place} .chat-timer + [role=status]`).innerText();
  await desk("POST", "/breakouts/timer", { minutes: 0.9 });
  await becomes(() => heard(".chat-panel"), groups.lastMinuteStays);
  await becomes(() => heard(".class-clock"), "");
  await close(amy);
  await amy.sees(clock);
  await becomes(() => heard(".class-clock"), "");
  await desk("POST", "/breakouts/timer", { minutes: 0.16 });
  await becomes(() => heard(".class-clock"), groups.left({ seconds: 10 }));
  await bubble(amy);
  await amy.sees(inPanel);
  await desk("POST", "/breakouts/stop", { grace: 0 });
  await close(amy);
  await becomes(() => page.getByRole("timer").count(), 0);
});
