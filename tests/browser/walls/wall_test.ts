/** Children ask what they would not ask by name: who sees which name is tested on three screens at once. */
import { items } from "texts/sharing_class.ts";
import { exit } from "texts/checks_exit.ts";
import { live } from "texts/sharing_live.ts";
import { pick } from "texts/checks_pick.ts";
import { portal } from "texts/sharing_portal.ts";
import { wall } from "texts/walls.ts";
import { over } from "texts/sessions_over.ts";
import { review } from "texts/review.ts";
import { assertAccessible, assertLayoutAndShoot } from "../../browser.ts";
import {
  callSessionApi,
  type Person,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";

async function asks(one: Person, text: string) {
  const box = one.page.getByRole("textbox", { name: wall.yourQuestion });
  await box.fill(text);
  await box.press("Enter");
  await one.page.getByRole("listitem").getByText(text).waitFor();
}

test("a class asks the wall, is picked in turn and ends with a ticket (R-5, R-6, R-7)", async ({ person, step }) => {
  const teacher = await person(), amy = await person();
  const ben = await person({ phone: true });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await ben.join(session.code, "Ben");
  const board = await teacher.context.newPage();
  await board.goto(`/teacher/sessions/${session.id}/present`);
  const dialog = teacher.page.getByRole("dialog");

  await step("students ask and vote unnamed, also offline (R-5)", async () => {
    await teacher.sees("2 of 2 online");
    await teacher.openTab(review.tabs.resources);
    await teacher.button(wall.title).click();
    await teacher.sees(wall.emptyDesk);
    await amy.button(items.openNamed({ name: items.kinds.wall })).click();
    await ben.page.getByRole("button", { name: portal.open, exact: true })
      .click();
    await ben.sees(wall.who);
    await asks(amy, "Why is the sky blue?");
    const item = ben.page.getByRole("listitem")
      .filter({ hasText: "Why is the sky blue?" });
    await item.getByRole("button", { name: wall.voteHint })
      .click();
    await ben.goOffline();
    await asks(ben, "Is the sea blue too?");
    await ben.sees(wall.unsent);
    await waitForAnswer(() => item.getByText("Amy").count(), 0);
    await ben.goOnline();
    await amy.sees("Is the sea blue too?");
    await amy.page.getByText(wall.votes({ votes: 1 })).waitFor({
      state: "attached",
    });
    await amy.assertAccessible("wall-student");
  });

  const row = (text: string) =>
    teacher.page.getByRole("listitem").filter({ hasText: text });
  const blue = row("Why is the sky blue?"), sea = row("Is the sea");
  await step("the teacher sees names, classmates do not (R-5)", async () => {
    await blue.getByText("Amy").waitFor();
    await sea.getByText("Ben").waitFor();
    await board.getByText(wall.emptyPresent).waitFor();
    await waitForAnswer(() => board.getByText("Why is the sky").count(), 0);
    await blue.getByRole("button", { name: live.present }).press("Enter");
    await board.getByText("Why is the sky blue?").waitFor();
    await waitForAnswer(() => board.getByText("Is the sea").count(), 0);
    const all = teacher.page.getByLabel(wall.presentsAll);
    await all.press("Space");
    await board.getByText("Is the sea blue too?").waitFor();
    await sea.getByRole("button", { name: live.unpresent }).press("Enter");
    await waitForAnswer(() => board.getByText("Is the sea").count(), 0);
    await sea.getByRole("button", { name: live.present }).press("Enter");
    await board.getByText("Is the sea blue too?").waitFor();
    await waitForAnswer(() => board.getByText(/Amy|Ben/).count(), 0);
    await assertAccessible(board, "present-wall");
  });

  await step("a hidden question leaves, and Undo brings it back", async () => {
    await sea.getByRole("button", { name: wall.hide }).click();
    await waitForAnswer(() => board.getByText("Is the sea").count(), 0);
    await waitForAnswer(() => amy.page.getByText("Is the sea").count(), 0);
    await teacher.shoot("wall-desk");
    await teacher.button("Undo").click();
    await amy.sees("Is the sea blue too?");
    await blue.getByRole("button", { name: wall.toChat }).click();
    await blue.getByText(wall.inChat).waitFor();
    await blue.getByRole("button", { name: wall.answered }).click();
    await amy.sees(amy.page.getByRole("heading", { name: wall.answeredOnes }));
  });

  await step("a closed wall refuses, and keeps the words", async () => {
    await ben.goOffline();
    await asks(ben, "And at night?");
    await teacher.button(live.close.wall).click();
    await amy.sees(wall.closed);
    await ben.goOnline();
    await ben.sees(wall.refusals.ended);
    await ben.sees(ben.page.getByRole("alert").getByText("And at night?"));
    await ben.shoot("wall-refused");
    await ben.button(wall.discard).click();
    await teacher.button(live.back).click();
    await teacher.openTab(review.tabs.students);
  });

  await step("one press picks; Present names on request (R-6)", async () => {
    await teacher.sees("2 of 2 online");
    await teacher.pressInDeskMenu(pick.name);
    const name = dialog.getByText(/^(Amy|Ben)$/);
    await name.waitFor();
    const first = await name.innerText();
    const other = first === "Amy" ? "Ben" : "Amy";
    await waitForAnswer(() => board.getByText(first).count(), 0);
    await dialog.getByRole("button", { name: pick.next }).click();
    await dialog.getByText(other, { exact: true }).waitFor();
    await teacher.assertAccessible("pick-dialog");
    await dialog.getByRole("button", { name: pick.show }).click();
    await board.getByText(other, { exact: true }).waitFor();
    await assertLayoutAndShoot(board, "present-picked");
    await dialog.getByRole("button", { name: pick.notHere }).click();
    await dialog.getByText(first, { exact: true }).waitFor();
    await waitForAnswer(() => board.getByText(other).count(), 0);
    await dialog.getByRole("button", { name: pick.show }).click();
    await board.getByText(first, { exact: true }).waitFor();
    await teacher.page.keyboard.press("Escape");
    await teacher.sees(pick.onPresent({ name: first }));
    await teacher.button(pick.hide).click();
    await waitForAnswer(() => board.getByText(first).count(), 0);
  });

  await step("a ticket of one line is prepared (R-7)", async () => {
    await teacher.openTab(review.tabs.resources);
    await teacher.button(exit.name).click();
    await dialog.getByText(exit.noQuiz({ most: 3 })).waitFor();
    await dialog.getByRole("button", { name: exit.useLine }).click();
    await dialog.getByText(exit.isReady({ name: exit.lineSample })).waitFor();
    await dialog.getByLabel(exit.line).fill("What is a cell?");
    await dialog.getByLabel(exit.line).press("Enter");
    await dialog.getByText(exit.isReady({ name: "What is a cell?" }))
      .waitFor();
    await teacher.shoot("exit-prepared");
    await teacher.page.keyboard.press("Escape");
  });

  const running = teacher.page.getByRole("region", { name: exit.name });
  await step("End session gives it, Keep going takes it (R-7)", async () => {
    await teacher.pressInDeskMenu("End session");
    await running.getByText(exit.done({ done: 0, of: 2 })).waitFor();
    await amy.sees(amy.page.getByRole("dialog").getByText("What is a cell?"));
    await running.getByRole("button", { name: exit.keepGoing }).click();
    await waitForAnswer(() => amy.page.getByRole("dialog").count(), 0);
    await waitForAnswer(() => running.count(), 0);
  });

  const ticket = ben.page.getByRole("dialog");
  await step("the ticket fits above a phone's keyboard", async () => {
    await teacher.pressInDeskMenu("End session");
    await ticket.getByText("What is a cell?").waitFor();
    // A phone's keyboard leaves the button to be seen, however little room there is.
    const size = ben.page.viewportSize()!;
    await ben.page.setViewportSize({ width: 360, height: 340 });
    const box = ticket.getByRole("textbox");
    await box.focus();
    await waitForAnswer(async () => {
      const place = await ticket.getByRole("button", { name: exit.handIn })
        .boundingBox();
      return place !== null && place.y + place.height <= 340;
    }, true);
    await ben.shoot("exit-keyboard");
    await ben.page.setViewportSize(size);
    await board.getByRole("heading", { name: exit.name }).waitFor();
    await assertAccessible(board, "present-exit");
  });

  await step("an offline student hands in too (R-7)", async () => {
    await ben.goOffline();
    await ticket.getByRole("textbox").fill("The smallest living thing");
    await ticket.getByRole("button", { name: exit.handIn }).click();
    await ticket.getByText(exit.youAreDone).waitFor();
    await ticket.getByText(exit.unsent).waitFor();
    await amy.assertAccessible("exit-ticket");
    const mine = amy.page.getByRole("dialog");
    await mine.getByRole("textbox").fill("A small room");
    await mine.getByRole("button", { name: exit.handIn }).click();
    await mine.getByText(exit.youAreDone).waitFor();
    await running.getByText(/^1 of \d are done$/).waitFor();
    await teacher.shoot("exit-running");
    await ben.goOnline();
    await running.getByText(exit.done({ done: 2, of: 2 })).waitFor();
    await running.getByText(exit.everybody).waitFor();
    await running.getByRole("button", { name: exit.endNow }).click();
    await teacher.sees("This class is over");
  });
});

test("a draft being typed as the class ends is shown once more to copy (S-5, R-7)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await callSessionApi(teacher, session.id)("PUT", "/exit-ticket", {
    question: "What is a cell?",
  });
  await teacher.pressInDeskMenu("End session");
  const box = amy.page.getByRole("dialog").getByRole("textbox");
  await box.waitFor();
  // The pause after which a draft is sent does not come, since the clock stands still.
  await amy.page.clock.install();
  await amy.page.clock.pauseAt(Date.now() + 15_000);
  await box.fill("A small room with");
  await teacher.button(exit.endNow).click();
  await amy.page.clock.resume();
  await amy.sees(over.unsent);
  await amy.sees("A small room with");
});
