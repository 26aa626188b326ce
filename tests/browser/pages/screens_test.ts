import assert from "node:assert/strict";
import { board } from "texts/drawings.ts";
import { bringBack, livePages } from "texts/pages_desk.ts";
import { review } from "texts/review.ts";
import { items } from "texts/sharing_class.ts";
import { portal } from "texts/sharing_portal.ts";
import {
  callSessionApi,
  isOnScreen,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";

test("the end of a long page leads to Bring back, and a board fits each screen (W-2, W-5)", async ({ person, step }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  const desk = callSessionApi(teacher, session.id);
  const text = Array.from({ length: 60 }, (_, n) => `Line ${n}`)
    .join("\n\n");
  await desk("POST", "/resources", {
    page: { name: "A leaf", text, per: "student" },
  });
  await desk("POST", "/resources", {
    drawing: { name: "A root", paper: "squared" },
  });
  await step("it is restored from its end", async () => {
    await teacher.startLesson();
    await teacher.openTab(review.tabs.resources);
    await teacher.page.getByRole("button", { name: "A leaf", exact: true })
      .click();
    await teacher.button("Amy").click();
    const last = teacher.page.getByRole("textbox", { name: "A leaf" })
      .getByText("Line 59");
    for (const size of [[1366, 768], [360, 740]] as const) {
      const [width, height] = size;
      await teacher.page.setViewportSize({ width, height });
      await last.scrollIntoViewIfNeeded();
      await last.click();
      const button = teacher.button(bringBack.bringBack);
      await button.waitFor();
      await waitForAnswer(() => isOnScreen(button), true);
      await waitForAnswer(() => isOnScreen(last), true);
    }
    await teacher.page.locator(".pages-row")
      .getByRole("button", { name: livePages.more }).click();
    await teacher.page.getByRole("menuitemcheckbox", { name: livePages.lock })
      .click();
    await waitForAnswer(
      async () => {
        const { resources } = await desk("GET", "/resources");
        return resources.map((it: { kind: string; locked?: true }) => [
          it.kind,
          it.locked,
        ]);
      },
      [["page", true], ["drawing", undefined]],
    );
  });
  await step("a board is seen whole, and stays for words", async () => {
    await amy.page.setViewportSize({ width: 1366, height: 768 });
    await amy.button(items.openNamed({ name: "A root" })).click();
    const own = amy.page.locator(".drawing-board[data-tool]");
    await own.waitFor();
    const before = await own.boundingBox();
    assert(before && before.y + before.height <= 768);
    await amy.page.getByRole("radio", { name: board.tools.words })
      .check({ force: true });
    await amy.page.getByLabel(board.words).waitFor();
    assert.deepEqual(await own.boundingBox(), before);
    await amy.page.setViewportSize({ width: 740, height: 360 });
    await waitForAnswer(async () => {
      const { height = 0 } = await own.boundingBox() ?? {};
      return height > 300 && height <= 360;
    }, true);
  });
});

test("a short page starts at the top and does not move while text is added below (W-1, W-2)", async ({ person, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const page = { name: "A leaf", text: "One\n\nTwo", per: "class" };
  await desk("POST", "/resources", { page });
  await teacher.startLesson();
  await teacher.openTab(review.tabs.resources);
  await teacher.page.getByRole("button", { name: "A leaf", exact: true })
    .click();
  const text = teacher.page.getByRole("textbox", { name: "A leaf" });
  await text.getByText("Two").waitFor();
  const tops = () =>
    text.evaluate((it) =>
      [...it.children].map((one) => one.getBoundingClientRect().top)
    );
  const before = await tops();
  const { top } = await text.evaluate((it) => it.getBoundingClientRect());
  assert(before[1] - top < 75, `they stand at ${before} from ${top}`);
  await step("another text is written", async () => {
    await text.getByText("Two").click();
    await teacher.page.keyboard.press("End");
    await teacher.page.keyboard.press("Enter");
    await teacher.page.keyboard.type("Three");
    await text.getByText("Three").waitFor();
    assert.deepEqual((await tops()).slice(0, 2), before);
  });
});

test("on an upright phone a board, its name and **Back** are visible when it opens (W-5)", async ({ person }) => {
  const teacher = await person(), ben = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await ben.join(session.code, "Ben");
  await ben.page.setViewportSize({ width: 360, height: 740 });
  await callSessionApi(teacher, session.id)("POST", "/resources", {
    drawing: { name: "A root", paper: "squared" },
  });
  await ben.button(portal.open).click();
  const own = ben.page.locator(".drawing-board[data-tool]");
  const foot = ben.page.locator(".class-places");
  await own.waitFor();
  await waitForAnswer(async () => {
    const [board, places] = [await own.boundingBox(), await foot.boundingBox()];
    assert(board && places);
    return board.y > 0 && board.y + board.height < places.y;
  }, true);
  assert(await isOnScreen(ben.button(portal.back)));
  assert(await isOnScreen(ben.page.getByRole("heading", { name: "A root" })));
});
