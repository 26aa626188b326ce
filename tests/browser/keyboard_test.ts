/** After each key press the focus is on something visible. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Seat } from "../people.ts";
import { eventually, join } from "../people.ts";
import { rivers } from "./checks/rivers.ts";
import { pressAll } from "./pressing.ts";
import { api, testStage as test } from "./stage.ts";

/** Presses everything on the page or a part of it, and asserts a least number of pressed controls. */
async function keepsFocus(
  page: Page,
  least: number,
  where?: Parameters<typeof pressAll>[1],
) {
  await page.waitForLoadState("networkidle");
  const { pressed, faults } = await pressAll(page, where);
  assert.deepEqual(faults, []);
  const many = `${pressed.length} pressed: ${pressed.join(", ")}`;
  assert(pressed.length >= least, many);
}

test("whichever control of a piece is pressed by keyboard, the focus is on something that one sees", async ({ person, step }) => {
  const { page } = await person();
  await page.goto("/pieces");
  const families = await page.locator(".pieces nav code").allTextContents();
  assert(families.length > 10);
  for (const family of families) {
    await step(family, async () => {
      await page.goto(`/pieces?of=${family}`);
      await page.locator(".pieces-family .piece").first().waitFor();
      await keepsFocus(page, 2, { within: ".pieces-family" });
    });
  }
});

test("whichever control of a class is pressed by keyboard, the focus is on something that one sees", async ({ person, server, step }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const kept = await teacher.page.request.post("/api/quizzes", {
    data: rivers,
  });
  const { quiz } = await kept.json();
  const session = await teacher.createSession();
  const desk = api(teacher, session.id);
  const seats: Seat[] = [];
  try {
    for (const name of ["Ben", "Cara", "Dan"]) {
      const joined = await join(server, session.code, name);
      seats.push(await joined.enter());
    }
    const [ben, cara] = seats;
    await amy.join(session.code, "Amy");
    await desk("POST", "/breakouts/rooms", { names: ["Red", "Blue"] });
    await desk("POST", "/breakouts/distribute", {
      how: "shuffle",
      onlineOnly: false,
    });
    const poll = { kind: "yes-no", anonymous: false };
    for (const it of [{ poll }, { quiz: quiz.id }, { wall: {} }]) {
      await desk("POST", "/resources", it);
    }
    await ben.sayAndSee("Hello everyone");
    await cara.sayAndSee("Hello Ben");
    ben.command({ kind: "help", on: true, note: "My page is white" });
    await step("a student’s page", async () => {
      await amy.sees(amy.page.locator(".shelf-side li").first());
      await keepsFocus(amy.page, 20, {
        except: ".student-menu dialog .button.main",
      });
    });
    await step("what a student is given", async () => {
      for (const [name, least] of [["Quick poll", 2], ["Rivers", 9]]) {
        await amy.page.goto(`/class/${session.id}`);
        await amy.button(`Open ${name}`).press("Enter");
        await amy.page.locator(".item input").first().waitFor();
        await keepsFocus(amy.page, Number(least), {
          within: ".item",
          except: ".item-head .button",
        });
      }
    });
    await step("a student’s chat", async () => {
      await amy.openChat();
      await keepsFocus(amy.page, 10, { within: "dialog.chat-panel" });
    });
    const { page } = teacher;
    const address = `/teacher/sessions/${session.id}`;
    const parts = page.locator('.tabs [role="tab"]');
    await page.goto(address);
    await parts.first().waitFor();
    const tabs = await parts.evaluateAll((all) =>
      all.map(({ id }) => id.split("-").at(-1)!)
    );
    await step("the desk", () => keepsFocus(page, 70));
    await step("a teacher’s chat", async () => {
      await page.goto(address);
      await teacher.openChat();
      await keepsFocus(page, 70, { within: "dialog.chat-panel" });
    });
    for (const tab of [...tabs, "settings"]) {
      await step(`the desk’s ${tab}`, async () => {
        await page.goto("about:blank");
        await page.goto(`${address}#${tab}`);
        const part = page.locator("[role=tabpanel]")
          .filter({ visible: true });
        await eventually(
          () => part.locator("button, input, textarea").count(),
          (count) => count > 3,
          `${tab} was there`,
        );
        const within = "[role=tabpanel]:not([hidden])";
        await keepsFocus(page, 4, { within });
      });
    }
  } finally {
    for (const seat of seats) seat.close();
  }
});
