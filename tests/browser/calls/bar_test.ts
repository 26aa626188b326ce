/** The bar of a call as people use it: with a keyboard, by ear, in two tabs, on a phone; each as a real class has it. */
import assert from "node:assert/strict";
import { calls as t, callStaff } from "texts/calls.ts";
import { chat } from "texts/chat.ts";
import { eventually } from "../../people.ts";
import { shoot } from "../../browser.ts";
import { api, type Person, testStage } from "../stage.ts";
import { heard, hears, listen } from "../listening.ts";

const bar = ({ page }: Person) => page.locator(".call-bar");

/** The words on what has the focus; the bar itself has none of its own. */
const focused = ({ page }: Person) =>
  page.evaluate(() => {
    const it = document.activeElement!;
    if (it === document.body) return "nothing";
    return it.matches(".call-bar") ? "the bar" : it.textContent!.trim();
  });

const isAt = (person: Person, words: string) =>
  eventually(
    () => focused(person),
    (it) => it === words,
    `the focus was at ${words}`,
  );

async function joinByKeyboard({ page, button }: Person, name: string) {
  await button.call({ page }, name).first().focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Join the call" });
  await dialog.getByRole("button", { name: t.join }).focus();
  await page.keyboard.press("Enter");
}

testStage(
  "K-1: the call by keyboard and by ear: the focus is never lost, and each thing is said once",
  async ({ person, step }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    await amy.context.grantPermissions(["microphone", "camera"]);
    await teacher.context.grantPermissions(["microphone", "camera"]);
    await listen(amy);
    await amy.join(session.code, "Amy");
    await desk("POST", "/call", { rooms: "main" });
    const { members } = await desk("GET", "/members");
    const { id } = members.find((one: { name: string }) => one.name === "Amy");
    await step("who joins is at their own microphone", async () => {
      await amy.sees(amy.button(t.join));
      await amy.accessible("call-before");
      await joinByKeyboard(amy, t.join);
      await isAt(amy, t.unmute);
      await hears(amy, t.youAreMuted, 1);
      await amy.page.keyboard.press("Enter");
      await isAt(amy, t.mute);
      await hears(amy, t.youAreHeard, 1);
      await amy.accessible("call-within");
      await amy.page.keyboard.press("Enter");
      await isAt(amy, t.unmute);
    });
    await step("who is asked twice hears it twice", async () => {
      await desk("POST", `/call/members/${id}/unmute`);
      await hears(amy, t.asked, 1);
      await amy.button(t.notNow).focus();
      await amy.shoot("call-asked");
      await amy.page.keyboard.press("Enter");
      await isAt(amy, t.unmute);
      await desk("POST", `/call/members/${id}/unmute`);
      await hears(amy, t.asked, 2);
      await amy.button(t.notNow).click();
    });
    await step("Mute all is said once, also where the chat opens", async () => {
      await amy.button(t.unmute).click();
      await amy.sees(amy.button(t.mute));
      await desk("POST", "/call/mute");
      await hears(amy, t.mutedByTeacher, 1);
      await amy.openChat();
      // At the side it covers nothing, so the bar stays where it is.
      await amy.page.locator("main .call-bar").waitFor();
      await amy.shoot("call-beside-chat");
      await amy.button(chat.unpin).click();
      await amy.page.locator("dialog .call-bar").waitFor();
      await amy.sees(t.mutedByTeacher);
      assert.equal((await heard(amy, t.mutedByTeacher)).length, 1);
      await amy.shoot("call-in-chat");
    });
    await step("eyes on the teacher give the place back", async () => {
      await amy.button(t.unmute).focus();
      await desk("PATCH", "", { eyesOnMe: { text: "" } });
      await amy.page.getByRole("alertdialog").waitFor();
      await desk("PATCH", "", { eyesOnMe: null });
      await isAt(amy, t.unmute);
    });
    await step("that there is no network is said once", async () => {
      await amy.goOffline();
      await amy.page.locator(".assistant-offline p").waitFor();
      await amy.sees(t.count({ count: 0 }));
      await amy.sees(t.quiet);
      assert.equal(await amy.page.locator(".call-note").count(), 0);
      await amy.goOnline();
      await amy.sees(t.count({ count: 1 }));
      await hears(amy, t.said.back, 1);
      assert.equal((await heard(amy, t.trouble.lost)).length, 0);
      await amy.button(t.unmute).focus();
    });
    await step("who leaves is where they can come back", async () => {
      await amy.button(t.leave).focus();
      await amy.page.keyboard.press("Enter");
      await isAt(amy, t.rejoin);
    });
    await step(
      "a second tab joins by a press, which the first is told",
      async () => {
        await amy.page.keyboard.press("Enter");
        await amy.page.getByRole("dialog").getByRole("button", { name: t.join })
          .click();
        await isAt(amy, t.unmute);
        const page = await amy.context.newPage();
        await page.goto(amy.page.url());
        await page.getByText(t.out.elsewhere).first().waitFor();
        await page.getByRole("button", { name: t.joinHere }).click();
        await page.getByRole("dialog").getByRole("button", { name: t.join })
          .click();
        await page.getByRole("button", { name: t.unmute }).waitFor();
        await amy.sees(t.out.elsewhere);
        await hears(amy, t.out.elsewhere, 1);
        await amy.sees(amy.button(t.joinHere));
        await amy.shoot("call-elsewhere");
        await page.close();
      },
    );
    await step(
      "when it is over, neither has a bar that does nothing",
      async () => {
        await teacher.sees(teacher.button(callStaff.muteAll));
        await teacher.shoot("call-staff");
        await desk("DELETE", "/call");
        await bar(teacher).waitFor({ state: "detached" });
        await bar(amy).waitFor({ state: "detached" });
      },
    );
  },
);

testStage(
  "K-1: what cannot be shared is not offered, and pictures that go take nothing away under a cursor",
  async ({ person, step }) => {
    const teacher = await person(), amy = await person();
    const ben = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    for (const one of [amy, ben, teacher]) {
      await one.context.grantPermissions(["microphone", "camera"]);
    }
    // As phones have it.
    await ben.page.addInitScript(() => {
      Object.assign(MediaDevices.prototype, { getDisplayMedia: undefined });
    });
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    await desk("POST", "/call", { rooms: "main" });
    await desk("PATCH", "/call", { cameras: true, screens: true });
    for (const one of [amy, ben, teacher]) {
      await one.button(t.join).first().click();
      await one.page.getByRole("dialog").getByRole("button", { name: t.join })
        .click();
      await one.sees(one.button(t.unmute));
    }
    await step("a phone is not offered to share its screen", async () => {
      await amy.sees(amy.button(t.screenOn));
      await ben.sees(ben.button(t.cameraOn));
      assert.equal(await ben.button(t.screenOn).count(), 0);
    });
    await step("one, two and four pictures", async () => {
      const tiles = (one: Person, count: number) =>
        eventually(
          () => one.page.locator(".call-tile").count(),
          (it) => it === count,
          `${count} pictures`,
        );
      await amy.button(t.cameraOn).click();
      await tiles(teacher, 1);
      await shoot(teacher.page, "call-one");
      await ben.button(t.cameraOn).click();
      await tiles(teacher, 2);
      await shoot(teacher.page, "call-two");
      await amy.button(t.screenOn).click();
      await teacher.button(t.cameraOn).click();
      await tiles(teacher, 4);
      await teacher.shoot("call-four");
      await shoot(teacher.page, "call-four");
      await shoot(amy.page, "call-four-amy");
      await ben.accessible("call-four-phone");
      const over = teacher.page.locator(".call-tile-size").last();
      await over.hover();
      assert.equal(
        await over.evaluate((it) => getComputedStyle(it).backgroundColor),
        "rgba(0, 0, 0, 0)",
        "one sees the picture that one presses",
      );
      await shoot(teacher.page, "call-hover");
      await teacher.button(callStaff.tools).click();
      await teacher.accessible("call-tools");
      await teacher.page.keyboard.press("Escape");
      await teacher.button(t.devices).click();
      await teacher.page.locator("dialog:modal").waitFor();
      await teacher.accessible("call-devices");
      await teacher.page.keyboard.press("Escape");
    });
    await step(
      "the place of a picture that goes waits for the finger",
      async () => {
        const tiles = teacher.page.locator(".call-tiles");
        const height = async () => (await tiles.boundingBox())!.height;
        const { mouse } = teacher.page;
        await mouse.move(640, 780);
        await mouse.down();
        const before = await height();
        await amy.button(t.screenOff).click();
        await eventually(
          () => teacher.page.locator('.call-tile[data-of="screen"]').count(),
          (it) => it === 0,
          "the screen was gone",
        );
        assert.equal(await height(), before);
        await mouse.up();
        await eventually(height, (it) => it < before, "then it had no place");
      },
    );
  },
);
