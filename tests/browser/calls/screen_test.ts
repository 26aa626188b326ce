/**
 * K-1, S-12: a shared screen on each size of screen is readable, leaves the page its room, and is visible during **Eyes
 * on me**.
 */
import assert from "node:assert/strict";
import { callDevices, callPictures, calls as t } from "texts/calls.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { assertLayoutAndSave, saveScreenshot } from "../../browser.ts";
import { eventually } from "../../people.ts";
import { type Person, testStage, waitForAnswer } from "../stage.ts";
import { joinCall, makeTalkingClass } from "./talking_class.ts";

const boxOf = async ({ page }: Person, what: string) => {
  const box = await page.locator(what).first().boundingBox();
  assert(box, `${what} is there`);
  return box;
};

const screen = '.call-tile[data-of="screen"]';

const cover = ({ page }: Person) => page.locator("dialog.eyes");

const isAtCover = (person: Person) =>
  cover(person).evaluate((it) => it === document.activeElement);

const focused = ({ page }: Person) =>
  page.evaluate(() => {
    const it = document.activeElement!;
    return it.ariaLabel ?? it.textContent!.trim();
  });

const seesScreen = ({ page }: Person) =>
  page.evaluate((screen) => {
    const tile = document.querySelector(screen);
    if (!tile) return false;
    const { x, y, width, height } = tile.getBoundingClientRect();
    const at = document.elementFromPoint(x + width / 2, y + height / 2);
    return at !== null && tile.contains(at);
  }, screen);

testStage(
  "a shared screen is large, can fill the screen, and stays visible during Eyes on me (K-1, S-12)",
  async (stage) => {
    const { step } = stage;
    const { desk, students, teacher } = await makeTalkingClass(
      stage,
      ["Amy", "Ben"],
      {
        of: { Ben: { phone: true } },
        network: {
          // Phones cannot share a screen.
          async routeCallsOf({ page }) {
            await page.addInitScript(() => {
              const none = { getDisplayMedia: undefined };
              Object.assign(MediaDevices.prototype, none);
            });
          },
        },
      },
    );
    const [amy, ben] = students;
    const everybody = [teacher, amy, ben];
    await desk("POST", "/call", { rooms: "main" });
    await desk("PATCH", "/call", { cameras: true, screens: true });
    for (const one of everybody) {
      await joinCall(one);
      await one.button(t.cameraOn).click();
    }
    await step("a phone is not offered to share its screen", async () => {
      await teacher.sees(teacher.button(t.screenOn));
      assert.equal(await ben.button(t.screenOn).count(), 0);
    });
    await teacher.button(t.screenOn).click();
    for (const one of [amy, ben]) {
      await waitForAnswer(() => one.page.locator(".call-tile").count(), 4);
    }
    const what = callPictures.screen({ name: "Ms Lin" });
    const full = callPictures.full({ what });
    await step("the assistant keeps its room on a phone", async () => {
      await ben.assertAccessible("screen-phone");
      const { height } = await boxOf(ben, ".assistant");
      assert(height >= 250, `the assistant has ${height} px`);
      // The cameras are reached by a swipe.
      const last = ben.page.locator(".call-tile-size").last();
      await last.focus();
      const tile = await boxOf(ben, ".call-tile:last-child");
      assert(tile.x >= 0 && tile.x + tile.width <= 360, "it is in view");
    });
    await step("a phone on its side shows it legibly", async () => {
      await ben.page.setViewportSize({ width: 740, height: 360 });
      await assertLayoutAndSave(ben.page, "screen-side");
      const { width, y, height } = await boxOf(ben, screen);
      assert(width >= 300, `it is ${width} px wide`);
      assert(y + height <= 360, "all of it is in view");
      await ben.page.setViewportSize({ width: 360, height: 740 });
    });
    await step("beside the chat it has the page's width", async () => {
      await amy.openChat();
      await amy.page.setViewportSize({ width: 1920, height: 1080 });
      const { width } = await boxOf(amy, screen);
      assert(width >= 900, `it is ${width} px wide`);
      const isShown = () =>
        amy.page.locator(".call-tile video").evaluateAll((all) =>
          (all as HTMLVideoElement[]).every((it) =>
            it.readyState >= it.HAVE_CURRENT_DATA && !it.paused
          )
        );
      await waitForAnswer(isShown, true, "pictures go on where they are moved");
    });
    await step(
      "it fills the screen, by keyboard, and Escape ends that alone",
      async () => {
        const fills = () =>
          amy.page.evaluate((it) => {
            const { fullscreenElement } = document;
            const { width } = document.querySelector(it)!
              .getBoundingClientRect();
            return fullscreenElement?.matches(it) === true &&
              width === innerWidth;
          }, screen);
        await amy.button(full).focus();
        await amy.page.keyboard.press("Enter");
        await waitForAnswer(fills, true);
        await amy.button(callPictures.leaveFull).waitFor();
        await saveScreenshot(amy.page, "screen-full");
        await amy.page.keyboard.press("Escape");
        await waitForAnswer(fills, false);
        await amy.button(full).waitFor();
        assert(await amy.log.isVisible());
        // Also in a chat that covers the page.
        await ben.openChat();
        await ben.button(full).click();
        await ben.button(callPictures.leaveFull).waitFor();
        await ben.page.keyboard.press("Escape");
        await ben.button(full).waitFor();
        assert(await ben.log.isVisible());
      },
    );
    await step(
      "a button under the cursor opens a picture",
      async () => {
        const over = teacher.page.locator(".call-tile-size").last();
        await over.hover();
        assert.equal(
          await over.evaluate((it) => getComputedStyle(it).backgroundColor),
          "rgba(0, 0, 0, 0)",
        );
      },
    );
    await step("without full screen no button offers it", async () => {
      await amy.page.addInitScript(() => {
        Object.defineProperty(document, "fullscreenEnabled", { value: false });
      });
      await amy.page.reload();
      await eventually(
        () => amy.page.locator(screen).count(),
        (it) => it === 1,
        "the screen is back",
      );
      assert.equal(await amy.button(full).count(), 0);
    });
    await step(
      "a vanishing picture's place waits for the finger",
      async () => {
        // On a phone pictures have a row of their own.
        const tiles = ben.page.locator(".call-tiles");
        const height = async () => (await tiles.boundingBox())!.height;
        const { mouse } = ben.page;
        await mouse.move(180, 700);
        await mouse.down();
        const before = await height();
        await teacher.button(t.screenOff).click();
        await waitForAnswer(() => ben.page.locator(screen).count(), 0);
        assert.equal(await height(), before);
        await mouse.up();
        await eventually(height, (it) => it < before, "then it had no place");
        await teacher.button(t.screenOn).click();
        await waitForAnswer(() => seesScreen(ben), true);
      },
    );
    await amy.button(t.unmute).click();
    await amy.button(t.mute).focus();
    await desk("PATCH", "", { eyesOnMe: { text: "" } });
    await step(
      "the cover shows the call, and that all are muted",
      async () => {
        for (const one of [amy, ben]) {
          await cover(one).getByRole("button", { name: t.leave }).waitFor();
          await cover(one).getByText(eyes.pausedInCall).waitFor();
          await eventually(() => seesScreen(one), (it) => it, "it is seen");
          assert.equal(await one.page.locator(".call-bar").count(), 1);
          await waitForAnswer(() => isAtCover(one), true);
        }
        await teacher.sees(eyes.isOnInCall);
        await amy.assertAccessible("call-eyes");
      },
    );
    await step("Escape closes what is over the cover, not it", async () => {
      await cover(amy).getByRole("button", { name: t.devices }).click();
      const devices = amy.page.getByRole("dialog", {
        name: callDevices.title,
      });
      await devices.waitFor();
      await amy.page.keyboard.press("Escape");
      await devices.waitFor({ state: "detached" });
      await cover(amy).locator(".call-count").click();
      const people = amy.page.getByRole("group", { name: t.whoTitle });
      await people.waitFor();
      await amy.page.keyboard.press("Escape");
      await people.waitFor({ state: "hidden" });
      await amy.page.keyboard.press("Escape");
      assert(await cover(amy).isVisible());
    });
    await step(
      "the end of Eyes on me gives the focus back",
      async () => {
        await cover(ben).locator(".eyes-page h2").focus();
        await desk("PATCH", "", { eyesOnMe: null });
        for (const one of [amy, ben]) {
          await cover(one).waitFor({ state: "detached" });
        }
        await waitForAnswer(() => focused(amy), t.unmute);
        await desk("PATCH", "", { eyesOnMe: { text: "" } });
        await waitForAnswer(() => isAtCover(amy), true);
      },
    );
    await step("the call is left by keyboard", async () => {
      // The cover is there before its call.
      await cover(amy).getByRole("button", { name: t.leave }).waitFor();
      for (let n = 0; n < 12 && await focused(amy) !== t.leave; n++) {
        await amy.page.keyboard.press("Tab");
      }
      assert.equal(await focused(amy), t.leave);
      await amy.page.keyboard.press("Enter");
      await cover(amy).getByRole("button", { name: t.rejoin }).waitFor();
      await waitForAnswer(() => focused(amy), t.rejoin);
      await teacher.sees(t.count({ count: 2 }));
    });
  },
);
