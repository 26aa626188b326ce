import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { assistant } from "texts/assistant.ts";
import { chat } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { launch } from "../browser.ts";
import { findOffscreenElements } from "./layout.ts";
import { testStage as test } from "./stage.ts";

test("a student's phone with doubled text size hides no control and no field", async ({ person }) => {
  const browser = await launch(["--blink-settings=defaultFontSize=32"]);
  try {
    const teacher = await person();
    const amy = await person({
      phone: true,
      context: (baseURL) =>
        browser.newContext({
          baseURL,
          viewport: { width: 360, height: 740 },
          hasTouch: true,
          isMobile: true,
        }),
    });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await teacher.openChat();
    await teacher.say("Read the first two paragraphs on page 42.");
    await amy.join(session.code, "Amy");
    const { page } = amy;
    const canPress = (what: Locator) => what.click({ trial: true });
    await canPress(amy.button(chat.replyTo({ name: "Ms Lin" })));
    await canPress(page.getByRole("textbox", { name: assistant.prompt }));
    for (const one of await page.locator(".class-place").all()) {
      await canPress(one);
    }
    assert.deepEqual(await findOffscreenElements(page), []);
    await amy.openChat();
    await amy.button(groups.raiseHand).click();
    await canPress(amy.button(groups.lowerHand));
    await amy.say("Light and water");
    await canPress(page.getByRole("textbox", { name: chat.message }));
    await canPress(
      page.locator(".chat-head").getByRole("button", { name: chat.close }),
    );
  } finally {
    await browser.close();
  }
});
