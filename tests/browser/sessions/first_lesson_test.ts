import assert from "node:assert/strict";
import { frame } from "texts/everywhere.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { classList } from "texts/groups_desk.ts";
import { live, share } from "texts/sharing_live.ts";
import { starter } from "texts/library_starter.ts";
import { review } from "texts/review.ts";
import { session as words } from "texts/sessions_live.ts";
import { loadExamples } from "../../../classroom/library/starter/examples.ts";
import { addExpectedNames, joinClass, type Seat } from "../../people.ts";
import { countPresses } from "../groups/presses.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";
import { readShifts, watchShifts } from "./shifts.ts";

const names = ["Amy", "Ben", "Chloe", "Dan", "Eva", "Finn", "Grace", "Hugo"];

test("a new teacher shares an example and sets the timer in place (R-1, B-13)", async ({ person, server, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.addInitScript(watchShifts);
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const { id, code } = session;
  const desk = callSessionApi(teacher, id);
  const visitor = await teacher.makeVisitor(server);
  const presses = await countPresses(page);
  const dialog = page.getByRole("dialog");
  const seats: Seat[] = [];
  for (const name of names) seats.push(await joinClass(server, code, name));
  await Promise.all(seats.map((seat) => seat.openPage()));
  const [first] = await loadExamples("template", "en-GB");

  await step("three presses share an example (R-1)", async () => {
    await teacher.openTab(review.tabs.resources);
    await takes(3, async () => {
      await teacher.button(share.template).click();
      await dialog.getByText(starter.templates).waitFor();
      await dialog.getByRole("radio", { name: first.name }).click();
      await teacher.assertAccessible("first-template");
      await dialog.getByRole("button", { name: share.share, exact: true })
        .click();
      await teacher.sees(share.shared({ name: first.name }));
    });
    assert.equal(new URL(page.url()).pathname, `/teacher/sessions/${id}`);
    const { templates } =
      (await visitor.askExpecting(200, "GET", "/api/templates")).body;
    assert.deepEqual(
      templates.map(({ name }: { name: string }) => name),
      [first.name],
      "it is theirs, once",
    );
    await teacher.button(share.template).click();
    await dialog.getByText(share.templates).waitFor();
    await waitForAnswer(() => dialog.getByRole("radio").count(), 1);
    await page.keyboard.press("Escape");
  });

  await step(
    "an example of a quiz is assigned the same way (R-2)",
    async () => {
      const [quiz] = await loadExamples("quiz", "en-GB");
      await teacher.button(share.quiz).click();
      await dialog.getByRole("radio", { name: quiz.name }).click();
      await dialog.getByRole("button", { name: share.assign, exact: true })
        .click();
      await page.locator(".live-check").first().waitFor();
      await teacher.button(live.back).click();
    },
  );

  const timer = page.locator(".verb-timer");
  const list = page.locator("#class-timer");
  const shows = (hasText: string | RegExp) =>
    timer.filter({ hasText }).waitFor();
  const opensList = async () => {
    // A press while it closes, which it does after the request, would close it again.
    await list.waitFor({ state: "hidden" });
    await timer.click();
    await list.waitFor();
  };
  await step("two presses start a timer for the class (B-13)", async () => {
    const before = await timer.boundingBox();
    await takes(2, async () => {
      await opensList();
      await list.getByRole("button", { name: groupsBoard.startTimer }).click();
      await shows(/[45]:\d\d$/);
    });
    assert.deepEqual(await timer.boundingBox(), before, "it has stayed");
    const { breakouts } = await desk("GET", "/breakouts");
    assert.deepEqual([breakouts.open, breakouts.minutes], [false, 5]);
    await opensList();
    await teacher.assertAccessible("timer-runs");
    assert.equal(await list.getByLabel(groupsDesk.stopAtZero).count(), 0);
    await list.getByRole("button", { name: groupsBoard.stopTimer }).click();
    await teacher.sees(groupsBoard.timerIsStopped);
    await shows(groupsBoard.timer);
  });
  await step("with groups it says what zero does (B-13)", async () => {
    await desk("POST", "/breakouts/groups", { of: 4 });
    await opensList();
    await list.getByLabel(groupsDesk.minutes).fill("12");
    await list.getByLabel(groupsDesk.stopAtZero).waitFor();
    await teacher.assertAccessible("timer-start");
    await list.getByRole("button", { name: groupsBoard.startTimer })
      .click();
    await shows(/1[12]:\d\d$/);
    await list.waitFor({ state: "hidden" });
    const { breakouts } = await desk("GET", "/breakouts");
    assert.deepEqual([breakouts.minutes, breakouts.stopAtZero], [12, true]);
  });
  await step("the timer is extended, and zero changed (B-13)", async () => {
    await opensList();
    await list.getByRole("button", {
      name: groupsDesk.plus({ minutes: 5 }),
    }).click();
    await shows(/1[67]:\d\d$/);
    await list.getByLabel(groupsDesk.stopAtZero).click();
    await waitForAnswer(
      async () => (await desk("GET", "/breakouts")).breakouts.stopAtZero,
      false,
    );
  });
  await step("the timer is stopped, and goes on by Undo (B-13)", async () => {
    await list.getByRole("button", { name: groupsBoard.stopTimer }).click();
    await teacher.sees(groupsBoard.timerStopped);
    await shows(groupsBoard.timer);
    const { breakouts } = await desk("GET", "/breakouts");
    assert.deepEqual([breakouts.open, breakouts.endsAt], [true, null]);
    await page.locator(".toast").getByRole("button", { name: frame.undo })
      .click();
    await shows(/1[67]:\d\d$/);
    await opensList();
    await list.getByRole("button", { name: groupsBoard.stopTimer }).click();
    await shows(groupsBoard.timer);
    await opensList();
    assert.equal(
      await list.getByLabel(groupsDesk.minutes).inputValue(),
      "12",
      "and is offered as it was",
    );
    await page.keyboard.press("Escape");
  });

  await step("absent students push nothing down (J-8)", async () => {
    const late = Array.from({ length: 20 }, (_, n) => `Late ${n + 1}`);
    await addExpectedNames(visitor, session, [...names, ...late]);
    await teacher.openTab(review.tabs.students);
    const expected = () => page.locator(".board-expected").count();
    await waitForAnswer(expected, 20);
    await page.goto("about:blank");
    // Too low for the names and the line below them.
    await page.setViewportSize({ width: 1024, height: 600 });
    await page.goto(`/teacher/sessions/${id}`);
    await waitForAnswer(expected, 20);
    await teacher.sees(teacher.button(classList.title));
    const moved = await readShifts(page);
    const sum = moved.reduce((all, { value }) => all + value, 0);
    assert(sum < 0.002, JSON.stringify(moved));
  });

  await step("an emptied board says so", async () => {
    for (const seat of seats) seat.close();
    await teacher.sees(classList.nobodyNow);
    const { members } = await desk("GET", "/members");
    for (const { id: member, role } of members) {
      if (role === "student") await desk("DELETE", `/members/${member}`);
    }
    await desk("PUT", "/class-list", { names: [] });
    await teacher.sees(words.nobodyNow);
    await teacher.sees(words.nobodyNowText);
    await teacher.shoot("desk-all-removed");
  });

  async function takes(count: number, work: () => Promise<void>) {
    await presses.start();
    await work();
    assert.equal(await presses.count(), count);
  }
});
