/** K-1: what somebody shows the class is to be read, on each screen, and leaves the page its room. */
import assert from "node:assert/strict";
import { callPictures, calls as t } from "texts/calls.ts";
import { keepPicture, picture, shoot } from "../../browser.ts";
import { eventually } from "../../people.ts";
import { api, becomes, type Person, testStage } from "../stage.ts";
import { joinCall } from "./talking_class.ts";

const boxOf = async ({ page }: Person, what: string) => {
  const box = await page.locator(what).first().boundingBox();
  assert(box, `${what} is there`);
  return box;
};

const screen = '.call-tile[data-of="screen"]';

testStage(
  "K-1: a shared screen is large on each screen, fills it by a press, and leaves the page its room",
  async ({ person, step }) => {
    const teacher = await person(), amy = await person();
    const ben = await person({ phone: true });
    const everybody = [teacher, amy, ben];
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    for (const one of everybody) {
      await one.context.grantPermissions(["microphone", "camera"]);
    }
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    await desk("POST", "/call", { rooms: "main" });
    await desk("PATCH", "/call", { cameras: true });
    for (const one of everybody) await joinCall(one);
    for (const one of everybody) await one.button(t.cameraOn).click();
    await teacher.button(t.screenOn).click();
    for (const one of [amy, ben]) {
      await becomes(() => one.page.locator(".call-tile").count(), 4);
    }
    const what = callPictures.screen({ name: "Ms Lin" });
    const full = callPictures.full({ what });
    await step("on a phone the assistant has its room", async () => {
      await ben.accessible("screen-phone");
      const { height } = await boxOf(ben, ".assistant");
      assert(height >= 250, `the assistant has ${height} px`);
      // The others' cameras are beside it, by a swipe.
      const last = ben.page.locator(".call-tile-size").last();
      await last.focus();
      const tile = await boxOf(ben, ".call-tile:last-child");
      assert(tile.x >= 0 && tile.x + tile.width <= 360, "it is in view");
    });
    await step("a phone on its side shows it to be read", async () => {
      await ben.page.setViewportSize({ width: 740, height: 360 });
      await picture(ben.page, "screen-side");
      const { width, y, height } = await boxOf(ben, screen);
      assert(width >= 300, `it is ${width} px wide`);
      assert(y + height <= 360, "all of it is in view");
      await ben.page.setViewportSize({ width: 360, height: 740 });
    });
    await step("beside the chat it has the page's width", async () => {
      await amy.page.setViewportSize({ width: 1366, height: 768 });
      await shoot(amy.page, "screen-1366");
      await amy.openChat();
      await shoot(amy.page, "screen-1366-chat");
      await amy.page.setViewportSize({ width: 1920, height: 1080 });
      await shoot(amy.page, "screen-1920-chat");
      const { width } = await boxOf(amy, screen);
      assert(width >= 900, `it is ${width} px wide`);
      const isShown = () =>
        amy.page.locator(".call-tile video").evaluateAll((all) =>
          (all as HTMLVideoElement[]).every((it) =>
            it.readyState >= it.HAVE_CURRENT_DATA && !it.paused
          )
        );
      await becomes(isShown, true, "pictures go on where they are moved");
      await amy.shoot("screen-chat");
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
        await becomes(fills, true);
        await amy.button(callPictures.leaveFull).waitFor();
        await keepPicture(amy.page, "screen-full");
        await amy.page.keyboard.press("Escape");
        await becomes(fills, false);
        await amy.button(full).waitFor();
        assert(await amy.log.isVisible());
        // In a chat that lies over the page, too.
        await ben.openChat();
        await shoot(ben.page, "screen-sheet");
        await ben.button(full).click();
        await ben.button(callPictures.leaveFull).waitFor();
        await ben.page.keyboard.press("Escape");
        await ben.button(full).waitFor();
        assert(await ben.log.isVisible());
      },
    );
    await step("without a way to fill it, none is offered", async () => {
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
  },
);
