/** A lesson heard by a teacher: each announcement once, and the focus after each press. */
import assert from "node:assert/strict";
import { desk as t } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { groups } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import { review } from "texts/review.ts";
import { session as live } from "texts/sessions_live.ts";
import { live as answers } from "texts/sharing_live.ts";
import { join, Visitor } from "../people.ts";
import { focused, heard, hears, isAt, listen } from "./listening.ts";
import { api, becomes, testStage as test } from "./stage.ts";

test("a teacher who listens to the page hears each thing once and keeps the focus", async ({ person, server, step }) => {
  const lin = await person();
  const { page } = lin;
  await listen(lin);
  await lin.signUp("Ms Lin");
  const session = await lin.createSession();
  const desk = api(lin, session.id);
  const [a, b, c, d, e, f] = session.code;
  await step("the join code, digit by digit", async () => {
    const code = t.code({ code: `${a} ${b} ${c}, ${d} ${e} ${f}` });
    await hears(lin, code);
    await lin.sees(lin.button(code));
  });
  const [amy, ben] = await Promise.all(
    ["Amy", "Ben"].map((name) => join(server, session.code, name)),
  );
  await Promise.all([amy, ben].map((seat) => seat.enter()));
  await lin.toBoard();
  try {
    await step("who has raised a hand, also beside the list", async () => {
      const up = { kind: "help", on: true };
      amy.command({ ...up, note: "My page is white" });
      await hears(lin, groupsDesk.raised({ name: "Amy" }));
      await lin.looksAt("hand");
      await lin.sees(groupsDesk.handUp({ name: "Amy", room: groups.main }));
      ben.command(up);
      await hears(lin, groupsDesk.raised({ name: "Ben" }));
      await lin.sees(groupsDesk.handUp({ name: "Ben", room: groups.main }));
      for (const words of ["Amy, ", "Ben, ", "My page is white"]) {
        assert.deepEqual(await heard(lin, words), []);
      }
      assert.equal(
        (await heard(lin, groupsDesk.raised({ name: "Amy" }))).length,
        1,
      );
    });
    await step("whose hand one has lowered, at that press", async () => {
      const done = groupsDesk.lowerName({ name: "Ben" });
      await lin.button(done).press("Enter");
      await hears(lin, hands.isDown({ name: "Ben" }));
      assert.equal(await focused(lin), `button | ${done}`);
    });
    await step("the last of what waits dealt with, where it was", async () => {
      amy.command({ kind: "help", on: false });
      const { status } = await new Visitor(server)
        .ask("POST", "/api/join", { code: session.code, name: "Amy" });
      assert.equal(status, 202);
      await lin.looksAt("door");
      await lin.button(live.refuse).press("Enter");
      await isAt(lin, `group | ${t.waits}`);
    });
    await step("how many have voted, beside the poll", async () => {
      const poll = { kind: "yes-no", anonymous: false };
      const { resource } = await desk("POST", "/resources", { poll });
      const [{ id, choices }] = resource.questions;
      await lin.sees(t.now.answered({ answered: 0, of: 2 }));
      amy.command({
        kind: "answer",
        resource: resource.id,
        answers: { [id]: [choices[0].id] },
      });
      const title = answers.pollKinds["yes-no"];
      const progress = answers.answered({ answered: 1, of: 2 });
      await hears(lin, `${title}: ${progress}`);
    });
    await step("groups, where one was", async () => {
      await lin.part(review.tabs.groups);
      const board = page.locator(".groups-board");
      await board.getByRole("button", { name: groupsBoard.go })
        .press("Enter");
      await isAt(lin, `region | ${review.tabs.groups}`);
      await board.getByRole("button", { name: groupsDesk.distribute })
        .press("Enter");
      const dialog = page.getByRole("dialog");
      const undo = dialog.getByRole("button", { name: frame.undo });
      await becomes(() => undo.getAttribute("aria-disabled"), "false");
      await undo.press("Enter");
      await hears(lin, groupsDesk.undone);
      await becomes(() => undo.getAttribute("aria-disabled"), "true");
      assert.equal(await focused(lin), `button | ${frame.undo}`);
      await page.keyboard.press("Escape");
    });
    await step("that the class ends: once, and not each second", async () => {
      await lin.more(live.end);
      await isAt(lin, `button | ${frame.undo}`);
      await lin.sees(live.ending({ seconds: 8 }));
      await page.keyboard.press("Enter");
      await hears(lin, live.undone);
      const [ends] = live.ending({ seconds: 10 }).split("10");
      assert.equal((await heard(lin, ends)).length, 1);
    });
  } finally {
    amy.close();
    ben.close();
  }
});
