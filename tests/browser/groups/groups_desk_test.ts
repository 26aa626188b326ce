/** What the teacher's page says of groups holds: who is in none, what each is told apart by, what was done with them. */
import assert from "node:assert/strict";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { join } from "../../people.ts";
import { api, becomes, testStage } from "../stage.ts";

testStage(
  "B-4: automatic groups switched on before there is a room say who is in none, and distribute them",
  async ({ person, server }) => {
    const teacher = await person();
    const { page } = teacher;
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const seats = await Promise.all(
      ["Amy", "Ben", "Chloe", "Dan", "Eva"].map((name) =>
        join(server, session.code, name)
      ),
    );
    await teacher.part(review.tabs.groups);
    const main = page.getByRole("main");
    await main.getByRole("button", { name: t.setUp }).click();
    const setup = page.getByRole("dialog", { name: t.setUp });
    await setup.waitFor();
    await becomes(() => setup.getByText(t.notInGroup({ count: 5 })).count(), 0);
    await page.getByLabel(t.auto).check();
    await setup.getByText(t.notInGroup({ count: 5 })).waitFor();
    await teacher.accessible("setup-auto-none");
    await page.keyboard.press("Escape");
    const board = page.locator(".board");
    await board.getByText(t.notInGroup({ count: 5 })).waitFor();
    await main.getByRole("button", { name: t.setUp }).click();
    await setup.getByRole("button", { name: t.distribute }).click();
    const dialog = page.getByRole("dialog", { name: t.distribute });
    await page.getByLabel(t.onlineOnly).uncheck();
    await dialog.getByRole("button", { name: t.autoDistribute }).click();
    await teacher.sees("5 in 2 groups, 5 moved");
    await page.keyboard.press("Escape");
    await board.getByText(t.notInGroup({ count: 5 })).waitFor({
      state: "detached",
    });

    // With the rooms goes what was said of them.
    const desk = api(teacher, session.id);
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await main.getByRole("button", { name: t.delete }).click();
    await page.getByRole("dialog").getByRole("button", { name: t.delete })
      .click();
    await teacher.sees(t.boardEmpty);
    await main.getByRole("button", { name: t.setUp }).click();
    await setup.getByText(t.notInGroup({ count: 5 })).waitFor();
    assert.doesNotMatch((await setup.textContent())!, /\d+ in \d+ group|moved/);
    for (const seat of seats) seat.close();
  },
);

testStage(
  "B-8: a group that is renamed and one that gets its former name have marks of their own",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    const { rooms } = await desk("POST", "/breakouts/rooms", {
      names: ["Group A", "Group B"],
    });
    await desk("PATCH", `/breakouts/rooms/${rooms[1].id}`, { name: "Blue" });
    await desk("POST", "/breakouts/rooms", { names: ["Group B", "Team B"] });
    await teacher.part(review.tabs.groups);
    await teacher.sees(teacher.page.getByRole("heading", { name: "Team B" }));
    assert.deepEqual(
      await teacher.page.locator(".tile .group-mark").allInnerTexts(),
      ["A", "Bl", "B", "TB"],
    );
  },
);

testStage(
  "The session page shows the part that its address names, also changed by hand and by Back",
  async ({ person }) => {
    const teacher = await person();
    const { page } = teacher;
    await teacher.signUp("Ms Lin");
    await teacher.createSession();
    const shows = (name: string) =>
      page.getByRole("tab", { name, exact: true, selected: true }).waitFor();
    await shows(review.tabs.students);
    await page.evaluate(() => location.hash = "groups");
    await shows(review.tabs.groups);
    await page.evaluate(() => location.hash = "settings");
    await shows(review.tabs.settings);
    await page.goBack();
    await shows(review.tabs.groups);
    await page.goBack();
    await shows(review.tabs.students);
    await page.goForward();
    await shows(review.tabs.groups);
    await page.reload();
    await shows(review.tabs.groups);
  },
);
