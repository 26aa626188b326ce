import { eventually } from "../../people.ts";
import { testStage as test, waitForAnswer } from "../stage.ts";
import { makeClassWithGroups } from "./two_groups.ts";

test("with fifteen groups in the pinned chat, a half-visible row shows that more follow (B-10)", async (stage) => {
  const names = [..."ABCDEFGHIJKLMNO"].map((it) => `Group ${it}`);
  const { teacher } = await makeClassWithGroups(stage, names);
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.openChat();
  const list = page.locator(".chat-tablist");
  await waitForAnswer(() => list.locator(".chat-tab").count(), 16);
  await waitForAnswer(() => list.getAttribute("data-full"), "true");
  const shown = () =>
    list.evaluate((box) => {
      const { top, bottom } = box.getBoundingClientRect();
      return [...box.children].map((tab) => {
        const it = tab.getBoundingClientRect();
        const seen = Math.min(it.bottom, bottom) - Math.max(it.top, top);
        return Math.max(0, seen / it.height);
      });
    });
  await eventually(
    shown,
    (parts) => parts.some((part) => part > 0.3 && part < 0.7),
    "a row was cut in half",
  );
  await teacher.shoot("tabs-fifteen");
  await eventually(
    async () => {
      await list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
      return await shown();
    },
    (parts) => parts.at(-1)! > 0.95,
    "the last tab was in sight",
  );
});
