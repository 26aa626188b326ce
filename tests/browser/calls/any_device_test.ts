/** Calls on whatever somebody has: a phone, a keyboard alone, a page over plain http, a machine without a microphone (K-1). */
import assert from "node:assert/strict";
import type { Browser, Locator } from "playwright-core";
import { callDevices, calls as t } from "texts/calls.ts";
import { callsUnasked, launch } from "../../browser.ts";
import { becomes, isOnScreen, type Person, testStage } from "../stage.ts";
import { gets } from "./heard.ts";
import { joinCall, own, talkingClass } from "./talking_class.ts";

/** A browser on a machine that has no microphone and no camera. */
let bare: Browser | undefined;
Deno.test.afterAll(() => bare?.close());

testStage(
  "K-1: on a phone, by keyboard alone, over plain http and without a microphone, each comes into the call and hears; why one is not heard is said before",
  async (stage) => {
    const { step } = stage;
    const names = ["Amy", "Ben", "Cleo", "Dan"];
    bare = await launch(callsUnasked);
    const { desk, students } = await talkingClass(stage, names, {
      of: {
        Amy: { phone: true },
        Cleo: { host: "192.168.77.5" },
        Dan: { context: (baseURL) => bare!.newContext({ baseURL }) },
      },
    });
    const [amy, ben, cleo, dan] = students;
    await desk("POST", "/call", { rooms: "main" });
    await desk("PATCH", "/call", { cameras: true });
    await step("on a phone one joins and is heard by a press", async () => {
      await own(amy, t.join).tap();
      await dialogJoin(amy).tap();
      await own(amy, t.unmute).tap();
      await own(amy, t.mute).waitFor();
    });
    await step("by keyboard alone, too; and one is seen", async () => {
      await goesTo(ben, own(ben, t.join));
      await ben.page.keyboard.press("Enter");
      await goesTo(ben, dialogJoin(ben));
      await ben.page.keyboard.press("Enter");
      await goesTo(ben, own(ben, t.unmute));
      await ben.page.keyboard.press("Space");
      await goesTo(ben, own(ben, t.cameraOn));
      await ben.page.keyboard.press("Enter");
      await gets(amy, { voices: 1, pictures: 1 }, "Amy");
      await gets(ben, { voices: 1, pictures: 0 }, "Ben");
    });
    await step("on the phone the picture is on the screen", async () => {
      // All of it is a button besides.
      const picture = amy.page.locator(".call-tile").filter({
        has: amy.page.locator("video").and(
          amy.page.getByLabel("Ben", { exact: true }),
        ),
      });
      await becomes(() => isOnScreen(picture), true);
    });
    await step(
      "over plain http it is said before that one will not be heard, and what to do; one joins and listens",
      async () => {
        await cleo.sees(t.no.insecure);
        await cleo.sees(t.listenOnly);
        await joinCall(cleo);
        await gets(cleo, { voices: 2, pictures: 1 }, "Cleo");
        await own(cleo, t.unmute).click();
        await cleo.sees(t.no.insecure);
      },
    );
    await step(
      "without a microphone it is said before, too; one joins, hears and sees",
      async () => {
        await dan.sees(t.no.none);
        await dan.sees(t.listenOnly);
        await joinCall(dan);
        await gets(dan, { voices: 2, pictures: 1 }, "Dan");
        await own(dan, t.unmute).click();
        await dan.sees(t.no.none);
        await own(dan, t.unmute).waitFor();
      },
    );
    await step("on the phone and by keyboard one leaves", async () => {
      await own(amy, t.leave).tap();
      await own(amy, t.rejoin).waitFor();
      await gets(cleo, { voices: 1, pictures: 1 }, "Cleo");
      await goesTo(ben, own(ben, t.leave));
      await ben.page.keyboard.press("Enter");
      await own(ben, t.rejoin).waitFor();
      await gets(cleo, { voices: 0, pictures: 0 }, "Cleo");
    });
  },
);

const dialogJoin = ({ page }: Person) =>
  page.getByRole("dialog", { name: callDevices.joinTitle })
    .getByRole("button", { name: t.join });

/** Presses Tab until one is there. */
async function goesTo({ page }: Person, wanted: Locator) {
  await wanted.waitFor();
  const isThere = () => wanted.evaluate((it) => it === document.activeElement);
  for (let n = 0; !await isThere(); n++) {
    assert.ok(n < 80, `Tab comes to ${wanted}`);
    await page.keyboard.press("Tab");
  }
}
