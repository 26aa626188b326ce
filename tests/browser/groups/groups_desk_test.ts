/** Groups are made while 28 students wait: presses are counted, and each can be taken back. */
import assert from "node:assert/strict";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { desk as deskText } from "texts/desk.ts";
import { groups as seen } from "texts/groups.ts";
import { hands } from "texts/groups_hands.ts";
import { review } from "texts/review.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { joinClass, type Seat } from "../../people.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";
import { countPresses } from "./presses.ts";
import { frame } from "texts/everywhere.ts";

test("two presses make groups or new ones, and a drag moves one student (B-6 to B-8, B-13)", async ({ person, server, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const names = Array.from(
    { length: 28 },
    (_, i) => `Student ${String(i + 1).padStart(2, "0")}`,
  );
  const seats: Seat[] = [];
  const enter = async (name: string) => {
    const seat = await joinClass(server, session.code, name);
    seat.sessionDocument;
    seats.push(seat);
  };
  const quick = page.locator(".verb-groups");
  const go = teacher.button(groupsBoard.go);

  await step("one student alone makes no group", async () => {
    await enter(names[0]);
    await quick.click();
    await teacher.sees(groupsBoard.tooFew);
    assert.equal(await go.getAttribute("aria-disabled"), "true");
    await page.keyboard.press("Enter");
    assert(await go.isVisible(), "one student alone is no group");
    await page.keyboard.press("Escape");
  });

  for (const name of names.slice(1)) await enter(name);
  const presses = await countPresses(page);
  const board = page.locator(".groups-board");
  const tile = (name: string) => page.locator(".tile", { hasText: name });
  const chip = (name: string) =>
    board.getByRole("button", { name: new RegExp(`^${name}, .*: `) });
  const isIn = (name: string, group: string) =>
    tile(group).locator(".chip", { hasText: name }).waitFor();

  await step("the size is bounded, and kept on the device", async () => {
    await quick.click();
    const size = page.getByLabel(groupsBoard.of, { exact: true });
    await size.fill("31");
    await teacher.sees(
      t.capacityBounds({
        least: bounds.capacity.min,
        most: bounds.capacity.max,
      }),
    );
    await size.fill("5");
    await teacher.shoot("quick-groups");
    await page.keyboard.press("Escape");
    await page.reload();
    await quick.click();
    assert.equal(await size.inputValue(), "5", "it is kept on this device");
    await size.fill("4");
    await page.keyboard.press("Escape");
  });

  const desk = callSessionApi(teacher, session.id);
  const now = async () => (await desk("GET", "/breakouts")).breakouts;
  await step("two presses make groups, and Undo takes them back", async () => {
    await presses.start();
    await quick.click();
    await go.click();
    await teacher.sees(t.summary({ students: 28, groups: 7 }));
    assert.equal(await presses.count(), 2);
    assert.deepEqual([(await now()).open, (await now()).endsAt], [true, null]);
    await page.getByRole("button", { name: frame.undo }).first().click();
    await teacher.sees(t.undone);
    assert.equal((await now()).open, false);
    await teacher.openTab(review.tabs.groups);
    await board.getByRole("button", { name: groupsBoard.go }).click();
    await waitForAnswer(() => page.locator(".tile").count(), 7);
  });

  await step("two presses distribute everyone again", async () => {
    await teacher.openTab(review.tabs.students);
    await presses.start();
    await teacher.openTab(review.tabs.groups);
    await teacher.button(t.autoDistribute).click();
    await teacher.sees(/^28 in 7 groups, \d+ moved$/);
    assert.equal(await presses.count(), 2);
  });

  await step("two presses move one student", async () => {
    await presses.start();
    await chip("Student 01").click();
    await page.getByRole("menuitemradio", { name: "Group G" }).click();
    await isIn("Student 01", "Group G");
    assert.equal(await presses.count(), 2);
  });

  await step("the keyboard moves a student, and keeps the focus", async () => {
    await chip("Student 02").focus();
    for (const key of ["Enter", "ArrowDown", "Enter"]) {
      await page.keyboard.press(key);
    }
    await isIn("Student 02", "Group A");
    await waitForAnswer(
      () => chip("Student 02").evaluate((it) => it === document.activeElement),
      true,
    );
    for (const key of ["Tab", "Shift+Tab", "Shift+Tab"]) {
      await page.keyboard.press(key);
    }
    await waitForAnswer(
      () => chip("Student 02").evaluate((it) => it === document.activeElement),
      false,
    );
  });

  await step("a drag moves a student, and Undo takes it back", async () => {
    await chip("Student 03").dragTo(tile("Group F"));
    await isIn("Student 03", "Group F");
    await page.getByRole("button", { name: frame.undo }).first().click();
    await waitForAnswer(() => chip("Student 03").count(), 1);
  });

  await step("the timer takes its minutes from the bar", async () => {
    const timer = page.locator(".verb-timer");
    await timer.click();
    await page.locator("#class-timer").getByLabel(t.minutes).fill("7");
    await page.locator("#class-timer").getByLabel(t.minutes).press("Enter");
    await timer.filter({ hasText: /[67]:\d\d/ }).waitFor();
  });

  const asker = "Student 03";
  await step("a group that asks for help comes first", async () => {
    const heading = () => page.locator(".tile h3").first().innerText();
    await tile("Group A").hover();
    const { members } = await desk("GET", "/members");
    const { rooms } = await desk("GET", "/breakouts");
    const own = members.find((it: { name: string }) => it.name === asker);
    const group = rooms.find((it: { id: string }) => it.id === own.room).name;
    seats[2].queueCommand({ kind: "help", on: true });
    await tile(group).getByText(seen.asks({ count: 1 })).waitFor();
    assert.equal(await heading(), "Group A");
    await page.mouse.move(0, 0);
    await waitForAnswer(heading, group);
  });

  await step("a hand is lowered in the dialog", async () => {
    await board.getByRole("button", { name: t.distribute }).click();
    const dialog = page.getByRole("dialog", { name: t.distribute });
    await dialog.getByRole("button", {
      name: deskText.kinds.hand({ count: 1 }),
    })
      .click();
    await teacher.shoot("distribute-waits");
    await dialog.getByRole("button", { name: t.lowerName({ name: asker }) })
      .click();
    await dialog.getByText(hands.isDown({ name: asker })).first().waitFor();
    await page.keyboard.press("Escape");
    await waitForAnswer(() => dialog.isVisible(), true);
    await page.keyboard.press("Escape");
  });

  await step("groups of another size replace ended ones", async () => {
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await waitForAnswer(async () => (await now()).open, false);
    await quick.click();
    const again = page.locator(".quick-groups-list");
    await again.getByRole("button", { name: t.start }).waitFor();
    await teacher.assertAccessible("quick-groups-again");
    await again.getByLabel(groupsBoard.of, { exact: true }).fill("7");
    await again.getByRole("button", { name: groupsBoard.go }).click();
    await teacher.sees(t.summary({ students: 28, groups: 4 }));
    await waitForAnswer(() => page.locator(".tile").count(), 4);
  });

  await step("the board is shown on a phone", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await teacher.shoot("phone-groups-board");
  });

  for (const seat of seats) seat.close();
});

test("automatic groups switched on later list students without a group and distribute them (B-4)", async ({ person, server }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const seats = await Promise.all(
    ["Amy", "Ben", "Chloe", "Dan", "Eva"].map((name) =>
      joinClass(server, session.code, name)
    ),
  );
  await teacher.openTab(review.tabs.groups);
  const main = page.getByRole("main");
  await main.getByRole("button", { name: t.setUp }).click();
  const setup = page.getByRole("dialog", { name: t.setUp });
  await setup.waitFor();
  await waitForAnswer(
    () => setup.getByText(t.notInGroup({ count: 5 })).count(),
    0,
  );
  await page.getByLabel(t.auto).check();
  await setup.getByText(t.notInGroup({ count: 5 })).waitFor();
  await page.keyboard.press("Escape");
  const board = page.locator(".groups-board");
  await board.getByText(t.notInGroup({ count: 5 })).waitFor();
  await main.getByRole("button", { name: t.setUp }).click();
  await setup.getByRole("button", { name: t.distribute }).click();
  const dialog = page.getByRole("dialog", { name: t.distribute });
  await dialog.getByLabel(t.onlineOnly).uncheck();
  await dialog.getByRole("button", { name: t.autoDistribute }).click();
  await teacher.sees("5 in 2 groups, 5 moved");
  await page.keyboard.press("Escape");
  await board.getByText(t.notInGroup({ count: 5 })).waitFor({
    state: "detached",
  });

  const desk = callSessionApi(teacher, session.id);
  await desk("POST", "/breakouts/stop", { grace: 0 });
  await main.getByRole("button", { name: groupsBoard.moreTools }).click();
  await main.getByRole("button", { name: t.delete }).click();
  await page.getByRole("dialog").getByRole("button", { name: t.delete })
    .click();
  await teacher.sees(t.boardEmpty);
  await main.getByRole("button", { name: t.setUp }).click();
  await setup.getByText(t.notInGroup({ count: 5 })).waitFor();
  assert.doesNotMatch((await setup.textContent())!, /\d+ in \d+ group|moved/);
  for (const seat of seats) seat.close();
});

test("the session page shows the part in its address, also after edits and Back", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  await teacher.createSession();
  const shows = (name: string) =>
    page.getByRole("tabpanel", { name, exact: true }).waitFor();
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
});
