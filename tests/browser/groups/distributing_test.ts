/**
 * The dialog that distributes students works by mouse, finger and keyboard alike, since some teachers have one of
 * them.
 */
import assert from "node:assert/strict";
import { groups as groupsText } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { classList, groupsDesk as t } from "texts/groups_desk.ts";
import { join as joinText } from "texts/people_join.ts";
import { review } from "texts/review.ts";
import { bounds } from "../../../classroom/model/bounds.ts";
import { assertLayoutAndShoot } from "../../browser.ts";
import { joinClass } from "../../people.ts";
import { Finger } from "./finger.ts";
import { isOnScreen, testStage as test, waitForAnswer } from "../stage.ts";
import { frame } from "texts/everywhere.ts";

const names =
  "Ben Chloe Dan Eva Finn Grace Hao Ines Jonas Kavya Leo Alexandra-Maria"
    .split(" ").concat("Bartholomew Montgomery-Smythe");

test("the teacher distributes students by hand, by keyboard and all at once (B-8)", async ({ person, server, step }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const { page } = teacher;
  await teacher.openTab(review.tabs.groups);
  const amy = await person();
  await amy.join(session.code, "Amy");
  const seats = [];
  for (const name of names) {
    const seat = await joinClass(server, session.code, name);
    if (name.length > 3) seat.sessionDocument;
    seats.push(seat);
  }

  const main = page.getByRole("main");

  await step("seven groups get names and instructions", async () => {
    await main.getByRole("button", { name: t.setUp }).click();
    await teacher.sees(page.getByRole("dialog", { name: t.setUp }));
    await page.getByLabel(t.capacity).fill("31");
    await page.getByLabel(t.capacity).blur();
    await teacher.sees(
      t.capacityBounds({
        least: bounds.capacity.min,
        most: bounds.capacity.max,
      }),
    );
    await page.getByLabel(t.capacity).fill("");
    await page.getByLabel(t.howMany).fill("7");
    await teacher.button(t.make).dblclick();
    await teacher.sees(page.getByLabel(t.nameOf({ name: "Group G" })));
    await page.getByLabel(t.nameOf({ name: "Group G" })).fill("Green team");
    await page.keyboard.press("Enter");
    await teacher.sees(page.getByLabel(t.nameOf({ name: "Green team" })));
    await page.getByLabel(t.nameOf({ name: "Group F" })).fill("group a");
    await page.keyboard.press("Enter");
    const taken = page.getByRole("alert").filter({ hasText: "group a" });
    await taken.waitFor();
    await waitForAnswer(() => isOnScreen(taken), true);
    await teacher.shoot("setup-taken");
    await page.getByLabel(t.instructionsForAll)
      .fill("Read page **12** and write down *three* questions.");
    await page.getByLabel(t.instructionsForAll).blur();
    await teacher.assertAccessible("setup");
    await page.keyboard.press("Escape");
  });

  const dialog = page.getByRole("dialog", { name: t.distribute });
  await step("the dialog shows every student", async () => {
    await main.getByRole("button", { name: t.distribute }).first()
      .click();
    await teacher.sees(dialog);
    await page.locator(".student-card").nth(names.length).waitFor();
  });

  const group = (name: string) =>
    page.locator(".group-target").filter({ hasText: name });
  const card = (name: string) =>
    page.locator(".student-card")
      .filter({ has: page.getByLabel(t.select({ name })) });
  const isIn = (name: string, room: string) =>
    card(name).getByText(`, ${room}`).waitFor({ state: "attached" });

  await step("a drag moves a student, unless Escape ends it", async () => {
    await card("Amy").dragTo(group("Group C"));
    await isIn("Amy", "Group C");
    const nameOfAmy = card("Amy").getByText("Amy", { exact: true });
    for (const [key, room] of [["Escape", "Group C"], ["Shift", "Group D"]]) {
      await nameOfAmy.hover();
      await page.mouse.down();
      await group("Group D").hover();
      await group("Group D").and(page.locator("[data-over]")).waitFor();
      if (key === "Escape") {
        await assertLayoutAndShoot(page, "distribute-mouse");
      }
      await page.keyboard.press(key);
      await page.mouse.up();
      await isIn("Amy", room);
      await waitForAnswer(
        () => page.getByLabel(t.select({ name: "Amy" })).isChecked(),
        false,
      );
      await waitForAnswer(
        () => page.locator("[data-dragging], .group-target[data-over]").count(),
        0,
      );
    }
    await card("Amy").dragTo(group("Group C"));
    await isIn("Amy", "Group C");
  });

  await step("a press on a group moves the picked student", async () => {
    await page.getByLabel(t.select({ name: "Ben" })).click();
    await teacher.assertAccessible("distribute-picked");
    await teacher.button(t.moveHereTo({ name: "Green team" })).click();
    await isIn("Ben", "Green team");
    await waitForAnswer(
      () => page.getByLabel(t.select({ name: "Ben" })).isChecked(),
      false,
    );
  });

  await step("the keyboard moves a student, and keeps the focus", async () => {
    await page.getByLabel(t.select({ name: "Ben" })).focus();
    await page.keyboard.press("Enter");
    await teacher.assertAccessible("distribute-menu");
    for (const key of ["ArrowDown", "ArrowDown", "Enter"]) {
      await page.keyboard.press(key);
    }
    await isIn("Ben", "Group B");
    await waitForAnswer(
      () =>
        page.getByLabel(t.select({ name: "Ben" })).evaluate((it) =>
          it === document.activeElement
        ),
      true,
    );
  });

  await step("several students are kept apart, moved and locked", async () => {
    await page.getByLabel(t.select({ name: "Dan" })).check();
    await page.getByLabel(t.select({ name: "Eva" })).check();
    await dialog.getByRole("button", { name: t.keepApart }).click();
    await page.getByLabel(t.select({ name: "Dan" })).check();
    await page.getByLabel(t.select({ name: "Eva" })).check();
    await dialog.getByRole("button", { name: t.moveTo, exact: true })
      .click();
    await page.getByRole("menuitemradio", { name: "Group A" }).click();
    await isIn("Dan", "Group A");
    await isIn("Eva", "Group A");
    await page.getByLabel(t.select({ name: "Dan" })).check();
    await dialog.getByRole("button", { name: t.lock, exact: true }).click();
    await card("Dan").getByText(`, ${t.isLocked}`).waitFor({
      state: "attached",
    });
    await dialog.getByRole("button", { name: t.unlock }).waitFor();
    await dialog.getByRole("button", { name: t.clear }).click();
  });

  const spread = dialog.getByRole("button", { name: t.autoDistribute });
  const all = names.length + 1;
  await step("one press distributes all, and Undo takes it back", async () => {
    await page.getByLabel(t.onlineOnly).uncheck();
    await spread.click();
    await teacher.sees(new RegExp(`^${all} in 7 groups, \\d+ moved$`));
    await isIn("Dan", "Group A");
    await teacher.shoot("distribute");
    await dialog.getByRole("button", { name: frame.undo }).click();
    await teacher.sees(/^4 in 3 groups$/);
    await spread.click();
    await teacher.sees(new RegExp(`^${all} in 7 groups`));
  });
  const roomOf = (name: string) =>
    card(name).locator(".student-card-group .truncate").innerText();

  const finger = await step("a resting finger drags a student", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await teacher.assertAccessible("phone-distribute");
    // By touch: a resting finger drags, a moving one scrolls.
    const finger = await Finger.onPage(page);
    await card("Amy").scrollIntoViewIfNeeded();
    const other = group(
      await roomOf("Amy") === "Group B" ? "Group A" : "Group B",
    );
    await finger.holdUntil(card("Amy"), "[data-dragging]");
    await finger.moveTo(other, "[data-over]");
    await assertLayoutAndShoot(page, "phone-finger");
    await finger.lift();
    await isIn("Amy", await other.locator("h3").innerText());
    return finger;
  });

  await step("a finger that moves drags nobody", async () => {
    await card("Ben").scrollIntoViewIfNeeded();
    const stays = await roomOf("Ben");
    await finger.touch(card("Ben"));
    await finger.moveTo(group(stays === "Group B" ? "Group A" : "Group B"));
    await finger.lift();
    await waitForAnswer(() => page.locator("[data-dragging]").count(), 0);
    await isIn("Ben", stays);
    await dialog.getByRole("button", { name: frame.undo }).click();
    await teacher.sees(new RegExp(`^${all} in 7 groups`));
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press("Escape");
  });

  await step("the groups begin, and the teacher reads along", async () => {
    await main.getByRole("button", { name: t.start }).click();
    await amy.openChat();
    const there = amy.page.getByRole("tab", {
      name: /Group|team/,
      selected: true,
    });
    await amy.button(/^Go to /).or(there).first().click();
    await amy.say("we begin with question one");
    await teacher.sees(/we begin with question one/);
    await assertLayoutAndShoot(page, "board", true);
    await amy.page.locator(".message").filter({ hasText: "question one" })
      .getByRole("button", { name: groupsText.mark }).click();
    await amy.sees(amy.button(groupsText.marked));
  });

  await step("the groups end, and a mark is brought back", async () => {
    await main.getByRole("button", { name: t.end }).click();
    await teacher.button(t.endNow).click();
    await amy.sees(groupsText.over);
    await main.getByRole("button", { name: groupsBoard.moreTools }).click();
    await main.getByRole("button", { name: t.bringBack }).click();
    await amy.waitForMessage("we begin with question one");
  });

  for (const seat of seats) seat.close();
});

test("students pick their names from the class list, and the teacher sees who is missing (J-8)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const { page } = teacher;
  await page.getByRole("main").getByRole("button", {
    name: classList.title,
  }).click();
  await waitForAnswer(
    () =>
      page.getByLabel(classList.names, { exact: true })
        .evaluate((it) => it === document.activeElement),
    true,
    "one writes at once",
  );
  await page.keyboard.type("name,group\nAmy Ng,Red\nBen,Blue");
  await teacher.assertAccessible("class-list");
  await teacher.button(classList.keep({ count: 2 })).click();
  await teacher.sees(classList.missing({ names: "Amy Ng and Ben" }));
  const amy = await person();
  await amy.page.goto(`/join?sessionCode=${session.code}`);
  await amy.sees(joinText.pick);
  await amy.assertAccessible("join-class-list");
  assert.deepEqual(
    await amy.page.locator("#class-names option").evaluateAll((options) =>
      options.map((option) => (option as HTMLOptionElement).value)
    ),
    ["Amy Ng", "Ben"],
  );
  await amy.page.getByLabel("Display name").fill("Amy Ng");
  await amy.button(/^Join$/).click();
  await amy.page.waitForURL("**/class/*");
  await teacher.sees(classList.missing({ names: "Ben" }));
  await teacher.openTab(review.tabs.groups);
  await teacher.sees(
    page.locator(".tile").filter({ hasText: "Red" }).getByText("Amy Ng"),
  );
});
