import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { chat } from "texts/chat.ts";
import { people } from "texts/people.ts";
import { tools } from "texts/chat_tools.ts";
import { eventually } from "../people.ts";
import { type Person, testStage } from "./stage.ts";

/** Makes a browser ignore anchors by renaming them in style sheets. */
async function withoutAnchors({ page }: Person) {
  await page.route("**/*.css", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    await route.fulfill({
      response: answer,
      body: text.replaceAll(/\b(position-(?:area|anchor|try)|anchor-)/g, "x-$1")
        .replaceAll("anchor(", "x-anchor("),
    });
  });
  await page.addInitScript(() => {
    const { supports } = CSS;
    CSS.supports = (...asked: string[]) =>
      !asked.join().includes("position-area") &&
      supports.apply(CSS, asked as [string]);
  });
}

async function placeOfOpen(page: Page, button: string) {
  return await page.evaluate((button) => {
    const open = [...document.querySelectorAll<HTMLElement>(":popover-open")]
      .at(-1);
    const anchor = [...document.querySelectorAll(button)]
      .find((it) => it.checkVisibility());
    if (!open || !anchor) return null;
    const at = open.getBoundingClientRect(),
      by = anchor.getBoundingClientRect();
    return {
      name: open.className,
      high: at.height / innerHeight,
      away: Math.max(
        at.top - by.bottom,
        by.top - at.bottom,
        at.left - by.right,
        by.left - at.right,
      ),
      out: Math.max(
        -at.left,
        -at.top,
        at.right - innerWidth,
        at.bottom - innerHeight,
      ),
      needs: open.scrollHeight / innerHeight,
    };
  }, button);
}

async function standsAt({ page }: Person, button: string) {
  const place = await eventually(
    () => placeOfOpen(page, button),
    (it) => it !== null && it.away <= 12 && it.out <= 1,
    `what ${button} opened stood at it`,
    15_000,
  ).catch(async () =>
    assert.fail(`${button}: ${JSON.stringify(await placeOfOpen(page, button))}`)
  );
  assert(
    place!.high < Math.max(0.5, place!.needs + 0.02),
    JSON.stringify(place),
  );
}

async function opensAll(person: Person): Promise<number> {
  const { page } = person;
  const ids = await page.evaluate(() => [
    ...new Set(
      [...document.querySelectorAll<HTMLElement>(
        "[popovertarget]:not([popovertargetaction=hide])",
      )].filter((it) => it.checkVisibility() && !it.closest("[popover]"))
        .map((it) => it.getAttribute("popovertarget")!),
    ),
  ]);
  for (const id of ids) {
    const button = `[popovertarget="${id}"]:not([popovertargetaction="hide"])`;
    await page.locator(button).filter({ visible: true }).first().click();
    await standsAt(person, button);
    await page.keyboard.press("Escape");
    await eventually(
      () => page.locator(":popover-open").count(),
      (count) => count === 0,
      `${id} was closed`,
    );
  }
  return ids.length;
}

for (const anchors of [true, false]) {
  testStage(
    anchors
      ? "a popover is at its button, below it and whole (D-5)"
      : "a popover is at its button in a browser without anchor positioning (D-5)",
    async ({ person }) => {
      const teacher = await person();
      const amy = await person({ phone: true });
      if (!anchors) {
        for (const it of [teacher, amy]) await withoutAnchors(it);
      }
      await teacher.signUp("Ms Lin");
      const session = await teacher.createSession();
      await amy.join(session.code, "Amy");
      await teacher.openChat();
      await teacher.startLesson();
      await teacher.sees(
        teacher.page.locator(".board-tile", { hasText: "Amy" }),
      );
      assert(await opensAll(teacher) >= 4);

      const more = teacher.button(people.menu({ name: "Amy" })).first();
      await more.click();
      const label = people.menu({ name: "Amy" });
      await standsAt(teacher, `[aria-label="${label}"]:not([popover])`);
      await teacher.sees(
        teacher.page.getByRole("menuitem", { name: people.remove }),
      );
      await teacher.page.setViewportSize({ width: 1100, height: 700 });
      await standsAt(teacher, `[aria-label="${label}"]:not([popover])`);
      await teacher.page.mouse.click(700, 690);
      await eventually(
        () => teacher.page.locator(":popover-open").count(),
        (count) => count === 0,
        "a press elsewhere closed it",
      );
      await teacher.page.setViewportSize({ width: 1280, height: 800 });

      await teacher.say("Good morning");
      const message = teacher.log.locator(".message", {
        hasText: "Good morning",
      });
      await message.hover();
      const of = chat.toolsOf({ name: "Ms Lin" });
      await message.getByRole("button", { name: of }).click();
      await teacher.sees(teacher.button(tools.delete));
      await standsAt(teacher, `[aria-label="${of}"]:not([popover])`);
      await teacher.page.keyboard.press("Escape");

      assert(await opensAll(amy) >= 1);
      const menu = amy.page.locator(".student-menu > .button");
      await menu.tap();
      await standsAt(amy, ".student-menu > .button");
      await amy.page.touchscreen.tap(180, 700);
      await eventually(
        () => amy.page.locator(":popover-open").count(),
        (count) => count === 0,
        "a tap elsewhere closed it",
      );
      await menu.tap();
      await standsAt(amy, ".student-menu > .button");
      await menu.tap();
      await eventually(
        () => amy.page.locator(":popover-open").count(),
        (count) => count === 0,
        "its button closed it",
      );
    },
  );
}
