/** as people meet them: who is picked, and the exit ticket, on a desk, a phone, the projector, and offline. */
import { exit } from "texts/resources_exit.ts";
import { pick } from "texts/resources_pick.ts";
import { review } from "texts/review.ts";
import { accessible } from "../../browser.ts";
import { becomes, testStage } from "../stage.ts";

testStage(
  "R-6, R-7: students are picked in turn, and the class ends with a ticket, also for whoever is offline meanwhile",
  async ({ person, step }) => {
    const teacher = await person(), amy = await person();
    const ben = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    const board = await teacher.context.newPage();
    await board.goto(`/teacher/sessions/${session.id}/present`);
    const dialog = teacher.page.getByRole("dialog");

    await step(
      "R-6: one press a student, the name on Present only when asked for",
      async () => {
        await teacher.sees("2 of 2 online");
        await teacher.button(pick.name).click();
        const name = dialog.getByText(/^(Amy|Ben)$/);
        await name.waitFor();
        const first = await name.innerText();
        const other = first === "Amy" ? "Ben" : "Amy";
        await becomes(() => board.getByText(first).count(), 0);
        await dialog.getByRole("button", { name: pick.next }).click();
        await dialog.getByText(other, { exact: true }).waitFor();
        await teacher.accessible("pick-dialog");
        await dialog.getByRole("button", { name: pick.show }).click();
        await board.getByText(other, { exact: true }).waitFor();
        await accessible(board, "present-picked");
        await dialog.getByRole("button", { name: pick.notHere }).click();
        await dialog.getByText(first, { exact: true }).waitFor();
        await becomes(() => board.getByText(other).count(), 0);
        await dialog.getByRole("button", { name: pick.show }).click();
        await board.getByText(first, { exact: true }).waitFor();
        await teacher.page.keyboard.press("Escape");
        await teacher.sees(pick.onPresent({ name: first }));
        await teacher.accessible("pick-shown");
        await teacher.button(pick.hide).click();
        await becomes(() => board.getByText(first).count(), 0);
      },
    );

    await step("R-7: a ticket of one line is prepared", async () => {
      await teacher.part(review.tabs.resources);
      await teacher.button(exit.name).click();
      await dialog.getByText(exit.noQuiz({ most: 3 })).waitFor();
      await dialog.getByLabel(exit.line).fill("What is a cell?");
      await dialog.getByLabel(exit.line).press("Enter");
      await dialog.getByText(exit.isReady({ name: "What is a cell?" }))
        .waitFor();
      await teacher.accessible("exit-prepared");
      await teacher.page.keyboard.press("Escape");
    });

    const running = teacher.page.getByRole("region", { name: exit.name });
    await step(
      "R-7: End session gives it to everybody, Keep going takes it back",
      async () => {
        await teacher.button("End session").click();
        await running.getByText(exit.done({ done: 0, of: 2 })).waitFor();
        await amy.sees(
          amy.page.getByRole("dialog").getByText("What is a cell?"),
        );
        await running.getByRole("button", { name: exit.keepGoing }).click();
        await becomes(() => amy.page.getByRole("dialog").count(), 0);
        await becomes(() => running.count(), 0);
      },
    );

    await step(
      "R-7: who is offline hands in too; the teacher sees who is done, and ends",
      async () => {
        await teacher.button("End session").click();
        const ticket = ben.page.getByRole("dialog");
        await ticket.getByText("What is a cell?").waitFor();
        await board.getByRole("heading", { name: exit.name }).waitFor();
        await accessible(board, "present-exit");
        await ben.goOffline();
        await ticket.getByRole("textbox").fill("The smallest living thing");
        await ticket.getByRole("button", { name: exit.handIn }).click();
        await ticket.getByText(exit.youAreDone).waitFor();
        await ticket.getByText(exit.unsent).waitFor();
        await ben.accessible("exit-done-offline");
        await amy.accessible("exit-ticket");
        const mine = amy.page.getByRole("dialog");
        await mine.getByRole("textbox").fill("A small room");
        await mine.getByRole("button", { name: exit.handIn }).click();
        await mine.getByText(exit.youAreDone).waitFor();
        await running.getByText(/^1 of \d are done$/).waitFor();
        await teacher.accessible("exit-running");
        await ben.goOnline();
        await running.getByText(exit.done({ done: 2, of: 2 })).waitFor();
        await running.getByText(exit.everybody).waitFor();
        await running.getByRole("button", { name: exit.endNow }).click();
        await teacher.sees("This class is over");
      },
    );
  },
);
