import assert from "node:assert/strict";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
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

test("29 open groups fit a laptop, each with its figures in one line, and are deleted (B-14, B-15)", async (stage) => {
  const names = Array.from({ length: 29 }, (_, n) => `Group ${n + 1}`);
  const { teacher, desk } = await makeClassWithGroups(stage, names);
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await desk("POST", "/breakouts/start");
  await teacher.openTab(review.tabs.groups);
  await waitForAnswer(() => page.locator(".tile").count(), 29);
  const assertFits = async () => {
    const heads = await page.locator(".tile-head").evaluateAll((all) =>
      all.map((head) => {
        const { right } = head.getBoundingClientRect();
        const [line, mark, join] = [
          ".tile-figures",
          ".group-mark",
          ".tile-join",
        ]
          .map((part) => head.querySelector(part)!.getBoundingClientRect());
        return {
          height: line.height,
          isInside: line.right <= right + 1,
          isApart: line.left >= mark.right || line.top >= mark.bottom &&
              line.top >= join.bottom,
        };
      })
    );
    for (const head of heads) {
      assert.deepEqual(head, { height: 24, isInside: true, isApart: true });
    }
  };
  await assertFits();
  await teacher.shoot("tiles-29");
  await teacher.openChat();
  await page.locator(".chat-tab").first().waitFor();
  await assertFits();
  await teacher.shoot("tiles-29-chat");

  const running = page.locator('.now-item[data-id="groups"]');
  await running.waitFor();
  await page.locator(".groups-more").click();
  await page.locator(".groups-more-list").getByRole("button", {
    name: t.delete,
  }).click();
  await page.getByRole("dialog", { name: t.deleteAsk })
    .getByRole("button", { name: t.delete }).click();
  await running.waitFor({ state: "detached" });
  assert.equal((await desk("GET", "/breakouts")).breakouts.open, false);
});
