import assert from "node:assert/strict";
import { questions } from "texts/checks_questions.ts";
import { desk as t } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import { review } from "texts/review.ts";
import { session as live } from "texts/sessions_live.ts";
import { live as answers } from "texts/sharing_live.ts";
import { joinClass, Visitor } from "../people.ts";
import {
  announcementsWith,
  describeFocus,
  recordAnnouncements,
  waitForAnnouncement,
  waitForFocusOn,
} from "./listening.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "./stage.ts";

test("a screen reader on a teacher's page announces each change once and keeps the focus", async ({ person, server, step }) => {
  const lin = await person();
  const { page } = lin;
  await recordAnnouncements(lin);
  await lin.signUp("Ms Lin");
  const session = await lin.createSession();
  const desk = callSessionApi(lin, session.id);
  const [a, b, c, d, e, f] = session.code;
  await step("hears the join code, digit by digit", async () => {
    const code = t.code({ code: `${a} ${b} ${c}, ${d} ${e} ${f}` });
    await waitForAnnouncement(lin, code);
    await lin.sees(lin.button(code));
  });
  const [amy, ben] = await Promise.all(
    ["Amy", "Ben"].map((name) => joinClass(server, session.code, name)),
  );
  await Promise.all([amy, ben].map((seat) => seat.openPage()));
  await lin.startLesson();
  try {
    await step("hears who raised a hand, beside the list", async () => {
      const up = { kind: "help", on: true };
      amy.queueCommand({ ...up, note: "My page is white" });
      await waitForAnnouncement(lin, groupsDesk.raised({ name: "Amy" }));
      await lin.openWaitingItem("hand");
      await lin.sees(groupsDesk.handUp({ name: "Amy", room: groups.main }));
      ben.queueCommand(up);
      await waitForAnnouncement(lin, groupsDesk.raised({ name: "Ben" }));
      await lin.sees(groupsDesk.handUp({ name: "Ben", room: groups.main }));
      for (const words of ["Amy, ", "Ben, ", "My page is white"]) {
        assert.deepEqual(await announcementsWith(lin, words), []);
      }
      assert.equal(
        (await announcementsWith(lin, groupsDesk.raised({ name: "Amy" })))
          .length,
        1,
      );
    });
    await step("hears whose hand was lowered, at the press", async () => {
      const done = groupsDesk.lowerName({ name: "Ben" });
      await lin.button(done).first().press("Enter");
      await waitForAnnouncement(lin, hands.isDown({ name: "Ben" }));
      assert.equal(await describeFocus(lin), `button | ${done}`);
    });
    await step("hears that the last waiting item is done", async () => {
      amy.queueCommand({ kind: "help", on: false });
      const { status } = await new Visitor(server)
        .ask("POST", "/api/join", { code: session.code, name: "Amy" });
      assert.equal(status, 202);
      await lin.openWaitingItem("door");
      await lin.button(live.refuse).first().press("Enter");
      await waitForFocusOn(lin, `group | ${t.waits}`);
    });
    await step("hears how many voted, beside the poll", async () => {
      const poll = { kind: "yes-no", anonymous: false };
      const { resource } = await desk("POST", "/resources", { poll });
      const [{ id, choices }] = resource.questions;
      await lin.sees(t.now.answered({ answered: 0, of: 2 }));
      amy.queueCommand({
        kind: "answer",
        resource: resource.id,
        answers: { [id]: [choices[0].id] },
      });
      const title = questions.whatDoYouSay;
      const progress = answers.answered({ answered: 1, of: 2 });
      await waitForAnnouncement(lin, `${title}: ${progress}`);
    });
    await step("hears the groups in place", async () => {
      await lin.openTab(review.tabs.groups);
      const board = page.locator(".groups-board");
      await board.getByRole("button", { name: groupsBoard.go })
        .press("Enter");
      await waitForFocusOn(lin, `region | ${review.tabs.groups}`);
      await board.getByRole("button", { name: groupsDesk.distribute })
        .press("Enter");
      const dialog = page.getByRole("dialog");
      const undo = dialog.getByRole("button", { name: frame.undo });
      await waitForAnswer(() => undo.getAttribute("aria-disabled"), "false");
      await undo.press("Enter");
      await waitForAnnouncement(lin, groupsDesk.undone);
      await waitForAnswer(() => undo.getAttribute("aria-disabled"), "true");
      assert.equal(await describeFocus(lin), `button | ${frame.undo}`);
      await page.keyboard.press("Escape");
    });
    await step("hears the end once, not each second", async () => {
      await lin.pressInDeskMenu(live.end);
      await waitForFocusOn(lin, `button | ${frame.undo}`);
      await lin.sees(live.ending({ seconds: 8 }));
      await page.keyboard.press("Enter");
      await waitForAnnouncement(lin, live.undone);
      const [ends] = live.ending({ seconds: 10 }).split("10");
      assert.equal((await announcementsWith(lin, ends)).length, 1);
    });
  } finally {
    amy.close();
    ben.close();
  }
});
