/** S-12, K-1: **Eyes on me** while there is a call: what the teacher shows is seen, and whoever wants to leaves. */
import assert from "node:assert/strict";
import { callDevices, calls as t } from "texts/calls.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { shoot } from "../../browser.ts";
import { eventually } from "../../people.ts";
import { api, becomes, type Person, testStage } from "../stage.ts";
import { joinCall } from "./talking_class.ts";

const cover = ({ page }: Person) => page.getByRole("alertdialog");

/** The words, or the label, of what has the focus. */
const focused = ({ page }: Person) =>
  page.evaluate(() => {
    const it = document.activeElement!;
    return it.ariaLabel ?? it.textContent!.trim();
  });

/** Whether the middle of the picture of the screen is to be seen, and nothing lies over it. */
const seesScreen = ({ page }: Person) =>
  page.evaluate(() => {
    const tile = document.querySelector('.call-tile[data-of="screen"]');
    if (!tile) return false;
    const { x, y, width, height } = tile.getBoundingClientRect();
    const at = document.elementFromPoint(x + width / 2, y + height / 2);
    return at !== null && tile.contains(at);
  });

testStage(
  "S-12, K-1: while eyes are on the teacher, pupils see the screen that is shared and can leave the call by keyboard",
  async ({ person, step }) => {
    const teacher = await person(), amy = await person();
    const ben = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    for (const one of [teacher, amy, ben]) {
      await one.context.grantPermissions(["microphone", "camera"]);
    }
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    await desk("POST", "/call", { rooms: "main" });
    for (const one of [teacher, amy, ben]) await joinCall(one);
    await amy.button(t.unmute).click();
    await teacher.button(t.screenOn).click();
    for (const one of [amy, ben]) {
      await eventually(() => seesScreen(one), (it) => it, "the screen came");
    }
    await ben.openChat();
    await amy.button(t.mute).focus();
    await desk("PATCH", "", { eyesOnMe: { text: "" } });
    await step(
      "the cover has the call, and says that nobody is heard",
      async () => {
        for (const one of [amy, ben]) {
          await cover(one).getByRole("button", { name: t.leave }).waitFor();
          await cover(one).getByText(eyes.pausedInCall).waitFor();
          await eventually(() => seesScreen(one), (it) => it, "it is seen");
          assert.equal(await one.page.locator(".call-bar").count(), 1);
          await becomes(() => focused(one), eyes.usual);
        }
        await teacher.sees(eyes.isOnInCall);
        await amy.accessible("call-eyes");
        await ben.shoot("call-eyes-phone");
        await amy.page.setViewportSize({ width: 1920, height: 1080 });
        await shoot(amy.page, "call-eyes-1920");
        await amy.page.setViewportSize({ width: 1366, height: 768 });
        await shoot(amy.page, "call-eyes-1366");
        await ben.page.setViewportSize({ width: 740, height: 360 });
        await shoot(ben.page, "call-eyes-side");
        await shoot(teacher.page, "call-eyes-teacher");
      },
    );
    await step("what is opened over it is closed, and it stays", async () => {
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
      "one's place is given back, in the bar and beside it",
      async () => {
        await cover(ben).locator(".eyes-page h2").focus();
        await desk("PATCH", "", { eyesOnMe: null });
        for (const one of [amy, ben]) {
          await cover(one).waitFor({ state: "detached" });
        }
        await becomes(() => focused(amy), t.unmute);
        await desk("PATCH", "", { eyesOnMe: { text: "" } });
        await becomes(() => focused(amy), eyes.usual);
      },
    );
    await step("one leaves by keyboard", async () => {
      for (let n = 0; n < 12 && await focused(amy) !== t.leave; n++) {
        await amy.page.keyboard.press("Tab");
      }
      await amy.page.keyboard.press("Enter");
      await cover(amy).getByRole("button", { name: t.rejoin }).waitFor();
      await becomes(() => focused(amy), t.rejoin);
      await teacher.sees(t.count({ count: 2 }));
    });
  },
);
