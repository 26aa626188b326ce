import assert from "node:assert/strict";
import { calls as t } from "texts/calls.ts";
import { session as sessionText } from "texts/sessions_live.ts";
import { meshLimits } from "../../../classroom/model/calls.ts";
import { CallerPage } from "../../e2e/calls/caller.ts";
import { eventually, joinClass } from "../../people.ts";
import { callSessionApi, type Person, testStage } from "../stage.ts";
import {
  announcementsWith,
  recordAnnouncements,
  waitForAnnouncement,
} from "../listening.ts";

const bar = ({ page }: Person) => page.locator(".call-bar");

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
}

testStage(
  "the call's controls keep the focus and announce each change once (K-1)",
  async ({ person, server, step }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = callSessionApi(teacher, session.id);
    await amy.context.grantPermissions(["microphone", "camera"]);
    await teacher.context.grantPermissions(["microphone", "camera"]);
    await recordAnnouncements(amy);
    const asked: string[] = [];
    amy.page.on("request", (it) => {
      const { pathname, search } = new URL(it.url());
      if (pathname.endsWith("/call")) asked.push(search);
    });
    await amy.join(session.code, "Amy");
    await desk("POST", "/call", { rooms: "main" });
    await step(
      "a page sees that a call is full, and requests no way in (K-3)",
      async () => {
        await amy.sees(amy.button(t.join));
        assert.deepEqual(asked, []);
        const callers: CallerPage[] = [];
        for (let n = 0; n < meshLimits.callers; n++) {
          const pupil = await joinClass(server, session.code, `Pupil ${n}`);
          const caller = new CallerPage(await pupil.openPage());
          callers.push(caller);
          assert.equal((await caller.enter()).kind, "entered");
        }
        await amy.sees(t.full({ most: meshLimits.callers }));
        assert(await amy.button(t.join).isDisabled());
        assert.deepEqual(asked, [""], "it asks how calls are carried, once");
        for (const caller of callers) {
          caller.leave();
          caller.seat.close();
        }
        await amy.page.locator(".call-main:enabled").waitFor();
      },
    );
    const { members } = await desk("GET", "/members");
    const { id } = members.find((one: { name: string }) => one.name === "Amy");
    await step("joining focuses the microphone", async () => {
      await amy.sees(amy.button(t.join));
      await amy.shoot("call-before");
      await joinByKeyboard(amy, t.join);
      await isAt(amy, t.unmute);
      await waitForAnnouncement(amy, t.youAreMuted, 1);
      await amy.page.keyboard.press("Enter");
      await isAt(amy, t.mute);
      await waitForAnnouncement(amy, t.youAreHeard, 1);
      await amy.shoot("call-within");
      await amy.page.keyboard.press("Enter");
      await isAt(amy, t.unmute);
    });
    await step("a second request is announced too", async () => {
      await desk("POST", `/call/members/${id}/unmute`);
      await waitForAnnouncement(amy, t.asked, 1);
      await amy.button(t.notNow).focus();
      await amy.page.keyboard.press("Enter");
      await isAt(amy, t.unmute);
      await desk("POST", `/call/members/${id}/unmute`);
      await waitForAnnouncement(amy, t.asked, 2);
      await amy.button(t.notNow).click();
    });
    await step("Mute all is announced once", async () => {
      await amy.button(t.unmute).click();
      await amy.sees(amy.button(t.mute));
      await desk("POST", "/call/mute");
      await waitForAnnouncement(amy, t.mutedByTeacher, 1);
      await amy.openChat();
      await amy.page.locator("dialog .call-bar").waitFor();
      await amy.sees(t.mutedByTeacher);
      assert.equal((await announcementsWith(amy, t.mutedByTeacher)).length, 1);
    });
    await step("Eyes on me gives the focus back", async () => {
      await amy.button(t.unmute).focus();
      await desk("PATCH", "", { eyesOnMe: { text: "" } });
      await amy.page.locator("dialog.eyes").waitFor();
      await desk("PATCH", "", { eyesOnMe: null });
      await isAt(amy, t.unmute);
    });
    await step("a lost network is announced once", async () => {
      await amy.button(t.makeLarger).click();
      await amy.goOffline();
      await amy.page.locator(".assistant-offline p").waitFor();
      await amy.sees(t.count({ count: 0 }));
      await amy.sees(t.quiet);
      assert.equal(await amy.page.locator(".call-note").count(), 0);
      await amy.goOnline();
      await amy.sees(t.count({ count: 1 }));
      await waitForAnnouncement(amy, t.said.back, 1);
      assert.equal((await announcementsWith(amy, t.trouble.lost)).length, 0);
      await amy.button(t.makeSmaller).click();
    });
    await step("leaving focuses Join", async () => {
      await amy.button(t.leave).focus();
      await amy.page.keyboard.press("Enter");
      await isAt(amy, t.rejoin);
    });
    await step(
      "a second tab joins by a press, and tells the first",
      async () => {
        await amy.page.keyboard.press("Enter");
        await isAt(amy, t.unmute);
        const page = await amy.context.newPage();
        await page.goto(amy.page.url());
        await page.getByText(t.out.elsewhere).first().waitFor();
        await page.getByRole("button", { name: t.joinHere }).click();
        await page.getByRole("button", { name: t.unmute }).waitFor();
        await amy.sees(t.out.elsewhere);
        await waitForAnnouncement(amy, t.out.elsewhere, 1);
        await amy.sees(amy.button(t.joinHere));
        await page.close();
      },
    );
    await step(
      "after the call neither page has a useless bar",
      async () => {
        await teacher.sees(teacher.button(t.makeLarger));
        await desk("DELETE", "/call");
        await bar(teacher).waitFor({ state: "detached" });
        await bar(amy).waitFor({ state: "detached" });
      },
    );
  },
);

testStage(
  "a device by name is told whom to ask for the call, and may join once confirmed (J-2, K-1)",
  async ({ person, server }) => {
    const teacher = await person(), device = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = callSessionApi(teacher, session.id);
    // Amy's own browser has gone.
    await joinClass(server, session.code, "Amy");
    await device.join(session.code, "Amy");
    await desk("POST", "/call", { rooms: "main" });
    await device.sees(t.unconfirmed({ name: "Amy" }));
    assert.equal(await device.button(t.join).count(), 0);
    await device.shoot("call-unconfirmed");
    await teacher.openWaitingItem("door");
    await teacher.button(sessionText.isThem({ name: "Amy" })).first().click();
    await device.sees(device.button(t.join));
  },
);
