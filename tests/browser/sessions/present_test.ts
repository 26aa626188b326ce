/** The projector is read by the whole room: no name and no private word may be on it unasked. */
import assert from "node:assert/strict";
import { bounds } from "../../../classroom/model/bounds.ts";
import { groups } from "texts/groups.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { present as t } from "texts/sessions_live.ts";
import { onPresent } from "texts/sharing_live.ts";
import { signIn } from "texts/accounts.ts";
import { assertAccessible, assertLayoutAndShoot } from "../../browser.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";

test("Present shows code, line, timer and broadcasts, and no student's name or words (S-2, S-12, B-13)", async ({ person, step }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await amy.join(session.code, "Amy");
  const board = await teacher.context.newPage();
  await board.setViewportSize({ width: 1920, height: 1080 });
  await board.goto(`/teacher/sessions/${session.id}/present`);
  const inside = (online: number) => board.getByText(t.inside({ online }));

  await step("it has the code, and how many are in", async () => {
    const digits = session.code.replace(/(...)(...)/, "$1\\s?$2");
    await board.getByText(new RegExp(digits)).first().waitFor();
    await inside(1).waitFor();
  });

  await step("printed, it has no controls", async () => {
    await board.emulateMedia({ media: "print" });
    await waitForAnswer(
      () => board.locator(":is(button, a):visible").count(),
      0,
    );
    await board.locator(".digits").waitFor();
    await board.getByRole("img", { name: /\/join\?/ }).waitFor();
    await board.emulateMedia({ media: "screen" });
    await inside(1).waitFor();
  });

  await step("Eyes on me starts and ends there", async () => {
    await board.getByRole("button", { name: eyes.name }).click();
    await board.getByText(eyes.usual).waitFor();
    await amy.page.locator("dialog.eyes").waitFor();
    const text = "Long words ".repeat(30).slice(0, bounds.eyesOnMe).trim();
    await desk("PATCH", "", { eyesOnMe: { text } });
    await board.getByText(text).waitFor();
    await assertAccessible(board, "present-eyes");
    // A press right after the beginning does nothing, and after the end there is no button.
    const goOn = board.getByRole("button", { name: eyes.goOn });
    await waitForAnswer(async () => {
      if (await goOn.count()) {
        await goOn.click({ timeout: 10_000 }).catch(() => {});
      }
      return await board.getByText(text).count();
    }, 0);
    await inside(1).waitFor();
    await amy.page.locator("dialog.eyes").waitFor({ state: "detached" });
  });

  await step("it has the class's timer without groups", async () => {
    await desk("POST", "/breakouts/timer", { minutes: 5 });
    await board.getByRole("timer").filter({ hasText: groups.timeLeftHere })
      .getByText(/^(4:\d\d|5:00)$/).waitFor();
    await amy.sees(amy.page.locator(".class-clock").getByRole("timer"));
    await desk("DELETE", "/breakouts/timer");
    await waitForAnswer(() => board.getByRole("timer").count(), 0);
  });

  const timer = (hasText: string) =>
    board.getByRole("timer").filter({ hasText });
  await step("it has the groups' timer and broadcasts", async () => {
    await desk("POST", "/breakouts/rooms", { names: ["Group A", "Group B"] });
    await desk("POST", "/breakouts/distribute", {
      how: "shuffle",
      onlineOnly: false,
    });
    await desk("POST", "/breakouts/start");
    await desk("POST", "/breakouts/timer", { minutes: 10 });
    await timer(groups.timeLeft).getByText(/^(9:\d\d|10:00)$/).waitFor();
    await amy.openChat();
    await amy.button(groups.goTo({ name: "Group" })).or(
      amy.page.getByRole("tab", { name: /^Group/ }),
    ).first().click();
    await amy.say("my secret guess");
    await desk("POST", "/breakouts/broadcast", {
      text: "Write down **two** reasons",
    });
    await board.getByText("Write down two reasons").waitFor();
    const shown = await board.locator("body").innerText();
    for (const secret of ["Amy", "my secret guess"]) {
      assert(!shown.includes(secret), secret);
    }
    await assertAccessible(board, "present-groups");
  });

  await step("groups are named when it is asked for", async () => {
    await desk("PATCH", "/breakouts/present", { shown: true });
    await board.getByText("Amy", { exact: true }).waitFor();
    await timer(groups.timeLeft).waitFor();
    await assertAccessible(board, "present-groups-named");
    await board.getByRole("button", { name: onPresent.showCode }).click();
    await board.getByText("Amy", { exact: true }).waitFor({
      state: "detached",
    });
    await desk("POST", "/breakouts/broadcast", { text: "And a third" });
    await board.getByText("And a third").waitFor();
    await desk("POST", "/breakouts/stop", { grace: 300 });
    await timer(groups.backIn).getByText(/^(4:\d\d|5:00)$/).waitFor();
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await board.getByText("And a third").waitFor({ state: "detached" });
    await waitForAnswer(() => board.getByRole("timer").count(), 0);
  });

  await step("a lost connection returns", async () => {
    teacher.network.cut();
    await board.getByText(t.offline).waitFor();
    await waitForAnswer(() => inside(0).count(), 0);
    await assertLayoutAndShoot(board, "present-offline");
    teacher.network.restore();
    await inside(1).waitFor();
    await waitForAnswer(() => board.getByText(t.offline).count(), 0);
  });

  await step("the teacher is signed out", async () => {
    await teacher.page.request.post("/api/logout", { data: {} });
    await board.getByText(t.signedOut).waitFor();
    await board.getByRole("link", { name: signIn.signIn }).waitFor();
    await waitForAnswer(() => inside(0).count(), 0);
  });
});
