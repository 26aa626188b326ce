/** Breakout rooms in Chromium: what students see when groups open, change and close (B-7 to B-13). */
import assert from "node:assert/strict";
import { en as t } from "../../locales/en.ts";
import { shoot } from "../browser.ts";
import { eventually, join } from "../people.ts";
import { api, testStage } from "./stage.ts";

/** With Amy and Ben they are a class of 28. */
const names = (
  "Chloe Dan Eva Finn Grace Hao Ines Jonas Kavya Leo Mei Noah Olga Pablo Qi Rosa Sam Tariq Uma Viktor " +
  "Wen Xenia Yusuf Zoe Alexandra-Maria"
).split(" ").concat("Bartholomew Montgomery-Smythe");

testStage(
  "B-7, B-9: a student follows to the group, is moved while writing, and comes back",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    const amy = await person();
    const ben = await person({ phone: true });
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    for (const one of [amy, ben]) await one.openChat();
    const { rooms } = await desk("POST", "/breakouts/rooms", {
      names: ["Group A", "Group B"],
    });
    const { members } = await desk("GET", "/members");
    const id = (name: string) =>
      members.find((one: { name: string }) => one.name === name).id;
    const put = (name: string, room: string | null) =>
      desk("POST", "/breakouts/moves", {
        moves: [{ member: id(name), room }],
      });
    await put("Amy", rooms[0].id);
    await put("Ben", rooms[0].id);
    assert.equal(await amy.page.getByRole("tab").count(), 0);

    await desk("POST", "/breakouts/start");
    await amy.sees(t.groups.started);
    await amy.accessible("rooms-started");
    await amy.button(t.groups.goTo("Group A")).click();
    await amy.sees(amy.page.getByRole("tab", { name: "Group A" }));
    await amy.say("hello group");
    // Who does nothing is taken there.
    await ben.hears("hello group");
    await ben.accessible("phone-group");

    // Moved in the middle of a sentence.
    await put("Ben", rooms[1].id);
    const box = amy.page.getByRole("textbox", { name: t.chat.message });
    await box.fill("I think that");
    await put("Amy", rooms[1].id);
    await amy.sees(t.groups.youAreIn("Group B", "Ben"));
    assert.equal(await box.inputValue(), "I think that");
    assert.equal(await amy.log.getByText("hello group").count(), 0);
    await amy.accessible("rooms-moved");
    await eventually(
      () => amy.kept(),
      ({ databases }) =>
        !databases.some((name) =>
          name.endsWith(`${session.id}/room/${rooms[0].id}`)
        ),
      "the old group was off the device",
    );

    await amy.button(t.groups.askForHelp).click();
    await amy.sees(t.groups.helpIsUp);
    await amy.accessible("rooms-help");

    // A message to a group that one is not in any more.
    await amy.goOffline();
    await box.fill("too late");
    await box.press("Enter");
    await amy.log.getByText("too late").waitFor();
    await put("Amy", rooms[0].id);
    await amy.goOnline();
    await amy.button(t.groups.sendTo("Group A")).click();
    await amy.log.getByText("too late").waitFor();
    await amy.button(t.groups.sendTo("Group A")).waitFor({ state: "hidden" });

    await desk("PATCH", "/breakouts", { minutes: 0.9 });
    await amy.sees(t.groups.left(60));
    await amy.accessible("rooms-minute");
    await desk("POST", "/breakouts/stop", { grace: 2 });
    await amy.sees(t.groups.over);
    await amy.sees(t.groups.lowerHand);
    assert.equal(await box.isEditable(), true);
  },
);

testStage(
  "B-8: the teacher distributes students by hand, by keyboard and all at once",
  async ({ person, server }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const { page } = teacher;
    await teacher.accessible("board-empty");
    const amy = await person();
    const ben = await person({ phone: true });
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    const seats = [];
    for (const name of names) {
      const seat = await join(server, session.code, name);
      if (name.length > 3) seat.sessionDocument;
      seats.push(seat);
    }

    // Set up by hand.
    const main = page.getByRole("main");
    await main.getByRole("button", { name: t.groups.setUp }).click();
    await teacher.sees(page.getByRole("dialog", { name: t.groups.setUp }));
    await teacher.accessible("setup-none");
    await page.getByLabel(t.groups.capacity).fill("31");
    await page.getByLabel(t.groups.capacity).blur();
    await teacher.sees(t.groups.capacityBounds);
    await page.getByLabel(t.groups.capacity).fill("");
    await page.getByLabel(t.groups.howMany).fill("7");
    await teacher.button(t.groups.make).click();
    await teacher.sees(page.getByLabel(t.groups.nameOf("Group G")));
    await page.getByLabel(t.groups.nameOf("Group G")).fill("Green team");
    await page.keyboard.press("Enter");
    await teacher.sees(page.getByLabel(t.groups.nameOf("Green team")));
    await page.getByLabel(t.groups.instructionsForAll)
      .fill("Read page **12** and write down *three* questions.");
    await page.getByLabel(t.groups.instructionsForAll).blur();
    await teacher.accessible("setup");
    await page.keyboard.press("Escape");

    await main.getByRole("button", { name: t.groups.distribute }).first()
      .click();
    const dialog = page.getByRole("dialog", { name: t.groups.distribute });
    await teacher.sees(dialog);
    await page.locator(".student-card").nth(names.length + 1).waitFor();
    await teacher.accessible("distribute-none");

    const group = (name: string) =>
      page.locator(".group-target").filter({ hasText: name });
    const card = (name: string) =>
      page.locator(".student-card")
        .filter({ has: page.getByLabel(t.groups.select(name)) });
    const isIn = (name: string, room: string) =>
      card(name).getByText(`, ${room}`).waitFor({ state: "attached" });

    // By drag and drop; by the menu in two presses; by keyboard; several at once.
    await card("Amy").dragTo(group("Group C"));
    await isIn("Amy", "Group C");
    await teacher.button(t.groups.moveName("Ben")).click();
    await teacher.accessible("distribute-menu");
    await page.getByRole("menuitemradio", { name: "Green team" }).click();
    await isIn("Ben", "Green team");
    await teacher.button(t.groups.moveName("Ben")).focus();
    await page.keyboard.press("Enter");
    for (const key of ["ArrowDown", "ArrowDown", "Enter"]) {
      await page.keyboard.press(key);
    }
    await isIn("Ben", "Group B");
    await page.getByLabel(t.groups.select("Dan")).check();
    await page.getByLabel(t.groups.select("Eva")).check();
    await dialog.getByRole("button", { name: t.groups.keepApart }).click();
    await page.getByLabel(t.groups.select("Dan")).check();
    await page.getByLabel(t.groups.select("Eva")).check();
    await dialog.getByRole("button", { name: t.groups.moveTo, exact: true })
      .click();
    await page.getByRole("menuitemradio", { name: "Group A" }).click();
    await isIn("Dan", "Group A");
    await isIn("Eva", "Group A");
    await teacher.button(t.groups.lockName("Dan")).click();

    // All at once, and back.
    await page.getByLabel(t.groups.onlineOnly).uncheck();
    await teacher.button(t.groups.autoDistribute).click();
    const all = names.length + 2;
    await teacher.sees(new RegExp(`^${all} in 7 groups, \\d+ moved$`));
    await isIn("Dan", "Group A");
    await teacher.accessible("distribute");
    await teacher.button(t.groups.undo).click();
    await teacher.sees(/^4 in 3 groups$/);
    await teacher.button(t.groups.autoDistribute).click();
    await teacher.sees(new RegExp(`^${all} in 7 groups`));
    await page.setViewportSize({ width: 360, height: 740 });
    await teacher.accessible("phone-distribute");
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press("Escape");

    // The board.
    await main.getByRole("button", { name: t.groups.start }).click();
    for (const one of [amy, ben]) await one.openChat();
    await amy.button(/^Go to /).click();
    await amy.say("we begin with question one");
    await amy.button(t.groups.askForHelp).click();
    await amy.button(t.groups.addLine).click();
    await amy.page.getByLabel(t.groups.helpLine).fill("what is a catalyst?");
    await amy.button(t.groups.keepLine).click();
    await teacher.sees("what is a catalyst?");
    await teacher.sees(/we begin with question one/);
    await shoot(page, "board", true);
    await teacher.accessible("board");
    await amy.accessible("group-instructions");
    await page.locator(".help-queue").getByRole("button", {
      name: /^Join room/,
    }).click();
    await teacher.hears("we begin with question one");
    await teacher.say("ask your neighbour");
    await amy.hears("ask your neighbour");
    await teacher.accessible("board-visit");
    await teacher.button(t.groups.lowerName("Amy")).click();
    await amy.sees(t.groups.askForHelp);
    await main.getByRole("button", { name: t.groups.broadcast }).click();
    await page.getByRole("textbox", { name: t.groups.broadcastText })
      .fill("five more minutes");
    await teacher.accessible("broadcast");
    await teacher.button(t.groups.sendToAll).click();
    await amy.hears("five more minutes");
    await main.getByRole("button", { name: t.groups.plus(5) }).click();
    await amy.sees(
      amy.page.getByRole("timer").filter({ hasText: /[45]:\d\d/ }),
    );

    // Brought back.
    await amy.page.locator(".message").filter({ hasText: "question one" })
      .getByRole("button", { name: t.groups.mark }).click();
    await amy.sees(t.groups.marked);
    await main.getByRole("button", { name: t.groups.end }).click();
    await teacher.button(t.groups.endNow).click();
    await amy.sees(t.groups.over);
    await main.getByRole("button", { name: t.groups.bringBack }).click();
    await amy.hears("we begin with question one");
    await amy.accessible("brought-back");
    await main.getByRole("button", { name: t.groups.delete }).click();
    await teacher.accessible("delete-rooms");
    await page.getByRole("dialog").getByRole("button", {
      name: t.groups.delete,
    }).click();
    await teacher.sees(t.groups.boardEmpty);
    for (const seat of seats) seat.close();
  },
);
