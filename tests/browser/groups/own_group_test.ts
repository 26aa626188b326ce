/** The chat opens in the own group from its first frame, and the page has the clock (B-9, B-13). */

import { chat } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { assistant } from "texts/assistant.ts";
import { assertLayoutAndSave } from "../../browser.ts";
import { type Person, testStage as test, waitForAnswer } from "../stage.ts";
import { expectTabSelected, makeClassWithGroups } from "./two_groups.ts";

const bubble = (one: Person) => one.page.locator(".class-place").nth(1).click();
const close = ({ page }: Person) =>
  page.locator(".chat-head").getByRole("button", { name: chat.close }).click();

test("while the chat is closed the page shows the groups' clock, announced once (B-13)", async (stage) => {
  const { person } = stage;
  const { session, desk, put } = await makeClassWithGroups(stage);
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
    await assertLayoutAndSave(page, `class-clock-${width}`);
  }
  await page.setViewportSize({ width: 360, height: 640 });

  await bubble(amy);
  await expectTabSelected(amy, "Group A");
  await waitForAnswer(() => clock.isVisible(), false);
  const inPanel = page.locator(".chat-panel").getByRole("timer");
  await amy.sees(inPanel.filter({ hasText: /(20:00|19:\d\d)/ }));
  const heard = (place: string) =>
    page.locator(`${place} .chat-timer + [role=status]`).innerText();
  await desk("POST", "/breakouts/timer", { minutes: 0.9 });
  await waitForAnswer(() => heard(".chat-panel"), groups.lastMinuteStays);
  await waitForAnswer(() => heard(".class-clock"), "");
  await close(amy);
  await amy.sees(clock);
  await waitForAnswer(() => heard(".class-clock"), "");
  await desk("POST", "/breakouts/timer", { minutes: 0.16 });
  await waitForAnswer(
    () => heard(".class-clock"),
    groups.left({ seconds: 10 }),
  );
  await bubble(amy);
  await amy.sees(inPanel);
  await desk("POST", "/breakouts/stop", { grace: 0 });
  await close(amy);
  await waitForAnswer(() => page.getByRole("timer").count(), 0);
});
