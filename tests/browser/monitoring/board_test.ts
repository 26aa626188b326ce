import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";

test("the board follows empty groups, moves and marked messages, also offline (B-7, B-8, B-18)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await amy.join(session.code, "Amy");
  await teacher.openTab(review.tabs.groups);
  await teacher.sees(t.boardEmptyText);
  await desk("PATCH", "/breakouts", { auto: true });
  await teacher.sees(t.noneYet({ name: "Group A" }));
  await desk("PATCH", "/breakouts", { auto: false });
  await desk("POST", "/breakouts/rooms", { names: ["Group A"] });
  await desk("POST", "/breakouts/distribute", {
    how: "shuffle",
    onlineOnly: false,
  });

  const main = teacher.page.getByRole("main");
  const dialog = teacher.page.getByRole("dialog", { name: t.distribute });
  await desk("POST", "/breakouts/stop", { grace: 0 });
  await teacher.sees(t.closedNow);
  await main.getByRole("button", { name: t.distribute }).first().click();
  await dialog.getByText(t.toldAtStart).waitFor();
  await waitForAnswer(() => dialog.getByText(t.toldAtOnce).count(), 0);
  await teacher.page.keyboard.press("Escape");

  const bring = main.getByRole("button", { name: t.bringBack });
  const start = main.getByRole("button", { name: t.start });
  const more = main.getByRole("button", { name: groupsBoard.moreTools });
  await more.click();
  await main.getByText(t.bringBackHint).waitFor();
  await bring.click();
  await teacher.sees(t.broughtCount({ count: 0 }));
  await start.click();
  await main.getByText(t.broughtCount({ count: 0 })).waitFor({
    state: "detached",
  });
  await main.getByRole("button", { name: t.distribute }).first().click();
  await dialog.getByText(t.toldAtOnce).waitFor();
  await teacher.page.keyboard.press("Escape");

  const tile = teacher.page.locator(".tile");
  await tile.getByText(t.online({ online: 1, all: 1 })).waitFor();
  await tile.locator(".dot.on").waitFor();
  await teacher.goOffline();
  await tile.getByText(/last known \d\d:\d\d/).waitFor();
  await waitForAnswer(
    () => tile.getByText(t.online({ online: 1, all: 1 })).count(),
    0,
  );
  await waitForAnswer(() => tile.locator(".dot.on").count(), 0);
  await teacher.shoot("board-offline");
  await teacher.goOnline();
  await tile.getByText(t.online({ online: 1, all: 1 })).waitFor();
});
