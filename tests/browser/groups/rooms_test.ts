/** Breakout rooms in Chromium: what students see when groups open, change and close (B-7 to B-13). */
import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { desk as deskText } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { chat } from "texts/chat.ts";
import { groups as groupsText } from "texts/groups.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { classList, groupsDesk as t } from "texts/groups_desk.ts";
import { join as joinText } from "texts/people_join.ts";
import { review } from "texts/review.ts";
import { shoot } from "../../browser.ts";
import { eventually, join } from "../../people.ts";
import { Finger } from "./finger.ts";
import { api, becomes, isOnScreen, testStage } from "../stage.ts";

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
    await becomes(() => amy.page.getByRole("tab").count(), 0);

    await desk("POST", "/breakouts/start");
    await amy.sees(groupsText.startedThen({ now: "" }).trim());
    await amy.accessible("rooms-started");
    await amy.button(groupsText.goTo({ name: "Group A" })).click();
    await amy.sees(amy.page.getByRole("tab", { name: "Group A" }));
    await amy.say("hello group");
    // Who does nothing is taken there.
    await ben.hears("hello group");
    await ben.accessible("phone-group");

    // Moved in the middle of a sentence.
    await put("Ben", rooms[1].id);
    const box = amy.page.getByRole("textbox", { name: chat.message });
    await box.fill("I think that");
    await put("Amy", rooms[1].id);
    await amy.sees(groupsText.youAreIn({ name: "Group B", others: "Ben" }));
    await becomes(() => box.inputValue(), "I think that");
    await becomes(() => amy.log.getByText("hello group").count(), 0);
    await amy.accessible("rooms-moved");
    await eventually(
      () => amy.kept(),
      ({ databases }) =>
        !databases.some((name) =>
          name.endsWith(`${session.id}/room/${rooms[0].id}`)
        ),
      "the old group was off the device",
    );

    await amy.button(groupsText.askForHelp).click();
    await amy.sees(groupsText.helpIsUp);
    await amy.accessible("rooms-help");

    // A message to a group that one is not in any more; the first surprise is over.
    await amy.page.locator('.composer[data-surprised="false"]').waitFor();
    await amy.goOffline();
    await box.fill("too late");
    await box.press("Enter");
    await amy.log.getByText("too late").waitFor();
    await put("Amy", rooms[0].id);
    await amy.goOnline();
    await amy.button(groupsText.sendTo({ name: "Group A" })).click();
    await amy.log.getByText("too late").waitFor();
    await amy.button(groupsText.sendTo({ name: "Group A" })).waitFor({
      state: "hidden",
    });

    await desk("POST", "/breakouts/timer", { minutes: 0.9 });
    await amy.sees(groupsText.lastMinute);
    await amy.accessible("rooms-minute");
    await desk("POST", "/breakouts/stop", { grace: 2 });
    await amy.sees(groupsText.over);
    await amy.sees(groupsText.lowerHand);
    await becomes(() => box.isEditable(), true);
  },
);

testStage(
  "B-7: the notice of the start leaves the box in which one writes free, and can be closed",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    const amy = await person(), ben = await person({ phone: true });
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    const { rooms: [{ id: room }] } = await desk("POST", "/breakouts/rooms", {
      names: ["Group A"],
    });
    const { members } = await desk("GET", "/members");
    await desk("POST", "/breakouts/moves", {
      moves: members.filter(({ role }: { role: string }) => role === "student")
        .map(({ id }: { id: string }) => ({ member: id, room })),
    });
    for (const { page } of [amy, ben]) {
      await page.getByRole("textbox", { name: assistant.prompt }).fill(
        "Why is",
      );
    }
    // Who comes in later is told something else.
    await teacher.sees(deskText.here({ online: 2, all: 2 }));
    await desk("POST", "/breakouts/start");
    for (const who of [amy, ben]) {
      const { page } = who;
      await who.sees(groupsText.startedThen({ now: "" }).trim());
      const box = page.getByRole("textbox", { name: assistant.prompt });
      const notice = await page.locator(".class-main .arrival").boundingBox();
      const form = await page.locator("form.ask").boundingBox();
      assert(notice && form && notice.y + notice.height <= form.y);
      assert(await isOnScreen(page.getByText(assistant.seen)));
      await who.accessible(who === ben ? "phone-notice" : "notice");
      await page.locator(".class-main .arrival")
        .getByRole("button", { name: frame.close }).click();
      await who.text(groupsText.startedThen({ now: "" }).trim()).waitFor({
        state: "hidden",
      });
      await becomes(() => box.inputValue(), "Why is");
      await becomes(() => who.log.isVisible(), false);
    }
  },
);

testStage(
  "B-10, B-13: the clock cuts the name of no room that one looks at, and staff go nowhere at the end",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const desk = api(teacher, session.id);
    await desk("POST", "/breakouts/rooms", { names: ["Group A", "Group B"] });
    await desk("POST", "/breakouts/start");
    await teacher.openChat();
    const tab = teacher.page.getByRole("tab", { name: "Group B" });
    await tab.click();
    await desk("POST", "/breakouts/timer", { minutes: 9 });
    await teacher.sees(teacher.page.locator(".chat-timer"));
    const { x, width } = (await tab.boundingBox())!;
    const list = teacher.page.getByRole("tablist", { name: groupsText.rooms });
    const tabs = (await list.boundingBox())!;
    assert(x >= tabs.x && x + width <= tabs.x + tabs.width);
    await desk("POST", "/breakouts/stop", { grace: 30 });
    await teacher.sees(groupsText.staff.backSoon);
  },
);

testStage(
  "B-8: the teacher distributes students by hand, by keyboard and all at once",
  async ({ person, server }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const { page } = teacher;
    await teacher.part(review.tabs.groups);
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
    await main.getByRole("button", { name: t.setUp }).click();
    await teacher.sees(page.getByRole("dialog", { name: t.setUp }));
    await teacher.accessible("setup-none");
    await page.getByLabel(t.capacity).fill("31");
    await page.getByLabel(t.capacity).blur();
    await teacher.sees(t.capacityBounds);
    await page.getByLabel(t.capacity).fill("");
    await page.getByLabel(t.howMany).fill("7");
    await teacher.button(t.make).dblclick();
    await teacher.sees(page.getByLabel(t.nameOf({ name: "Group G" })));
    await page.getByLabel(t.nameOf({ name: "Group G" })).fill("Green team");
    await page.keyboard.press("Enter");
    await teacher.sees(page.getByLabel(t.nameOf({ name: "Green team" })));
    // A name that is taken is refused where one sees it.
    await page.getByLabel(t.nameOf({ name: "Group F" })).fill("group a");
    await page.keyboard.press("Enter");
    const taken = page.getByRole("alert").filter({ hasText: "group a" });
    await taken.waitFor();
    assert(await isOnScreen(taken));
    await teacher.accessible("setup-taken");
    await page.getByLabel(t.instructionsForAll)
      .fill("Read page **12** and write down *three* questions.");
    await page.getByLabel(t.instructionsForAll).blur();
    await teacher.accessible("setup");
    await page.keyboard.press("Escape");

    await main.getByRole("button", { name: t.distribute }).first()
      .click();
    const dialog = page.getByRole("dialog", { name: t.distribute });
    await teacher.sees(dialog);
    await page.locator(".student-card").nth(names.length + 1).waitFor();
    await teacher.accessible("distribute-none");

    const group = (name: string) =>
      page.locator(".group-target").filter({ hasText: name });
    const card = (name: string) =>
      page.locator(".student-card")
        .filter({ has: page.getByLabel(t.select({ name })) });
    const isIn = (name: string, room: string) =>
      card(name).getByText(`, ${room}`).waitFor({ state: "attached" });

    // By drag and drop; by the menu in two presses; by keyboard; several at once.
    await card("Amy").dragTo(group("Group C"));
    await isIn("Amy", "Group C");
    // Escape lets go of the card, not of the dialog; and what was dragged by its name is not ticked.
    const nameOfAmy = card("Amy").getByText("Amy", { exact: true });
    for (const [key, room] of [["Escape", "Group C"], ["Shift", "Group D"]]) {
      await nameOfAmy.hover();
      await page.mouse.down();
      await group("Group D").hover();
      await group("Group D").and(page.locator("[data-over]")).waitFor();
      if (key === "Escape") await shoot(page, "distribute-mouse");
      await page.keyboard.press(key);
      await page.mouse.up();
      await isIn("Amy", room);
      await becomes(
        () => page.getByLabel(t.select({ name: "Amy" })).isChecked(),
        false,
      );
      await becomes(
        () => page.locator("[data-dragging], .group-target[data-over]").count(),
        0,
      );
    }
    await card("Amy").dragTo(group("Group C"));
    await isIn("Amy", "Group C");
    await teacher.button(t.moveName({ name: "Ben" })).click();
    await teacher.accessible("distribute-menu");
    await page.getByRole("menuitemradio", { name: "Green team" }).click();
    await isIn("Ben", "Green team");
    await teacher.button(t.moveName({ name: "Ben" })).focus();
    await page.keyboard.press("Enter");
    for (const key of ["ArrowDown", "ArrowDown", "Enter"]) {
      await page.keyboard.press(key);
    }
    await isIn("Ben", "Group B");
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
    await teacher.button(t.lockName({ name: "Dan" })).click();

    // All at once, and back.
    await page.getByLabel(t.onlineOnly).uncheck();
    const spread = dialog.getByRole("button", { name: t.autoDistribute });
    await spread.click();
    const all = names.length + 2;
    await teacher.sees(new RegExp(`^${all} in 7 groups, \\d+ moved$`));
    await isIn("Dan", "Group A");
    await teacher.accessible("distribute");
    await dialog.getByRole("button", { name: t.undo }).click();
    await teacher.sees(/^4 in 3 groups$/);
    await spread.click();
    await teacher.sees(new RegExp(`^${all} in 7 groups`));
    await page.setViewportSize({ width: 360, height: 740 });
    await teacher.accessible("phone-distribute");
    // By finger: what rests comes along, what moves at once scrolls.
    const finger = await Finger.on(page);
    await card("Amy").scrollIntoViewIfNeeded();
    await finger.rests(card("Amy"), "[data-dragging]");
    await finger.movesTo(group("Not in a group"), "[data-over]");
    await shoot(page, "phone-finger");
    await finger.lifts();
    await isIn("Amy", t.none);
    await finger.touches(card("Ben"));
    await finger.movesTo(group("Not in a group"));
    await finger.lifts();
    await becomes(() => page.locator("[data-dragging]").count(), 0);
    await becomes(() => card("Ben").getByText(`, ${t.none}`).count(), 0);
    await dialog.getByRole("button", { name: t.undo }).click();
    await teacher.sees(new RegExp(`^${all} in 7 groups`));
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press("Escape");

    // The board.
    await main.getByRole("button", { name: t.start }).click();
    for (const one of [amy, ben]) await one.openChat();
    await amy.button(/^Go to /).click();
    await amy.say("we begin with question one");
    await amy.button(groupsText.askForHelp).click();
    await amy.button(groupsText.addLine).click();
    await amy.page.getByLabel(groupsText.helpLine).fill("what is a catalyst?");
    await amy.button(groupsText.keepLine).click();
    await teacher.looksAt("hand");
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
    await teacher.button(t.lowerName({ name: "Amy" })).click();
    await amy.sees(groupsText.askForHelp);
    await main.getByRole("button", { name: t.broadcast }).click();
    await page.getByRole("textbox", { name: t.broadcastText })
      .fill("five more minutes");
    await teacher.accessible("broadcast");
    await teacher.button(t.sendToAll).click();
    await amy.hears("five more minutes");
    await page.locator(".groups-board").getByLabel(t.minutes).fill("5");
    await main.getByRole("button", { name: groupsBoard.startTimer }).click();
    await amy.sees(
      amy.page.getByRole("timer").filter({ hasText: /[45]:\d\d/ }),
    );

    // Brought back.
    await amy.page.locator(".message").filter({ hasText: "question one" })
      .getByRole("button", { name: groupsText.mark }).click();
    await amy.sees(amy.button(groupsText.marked));
    await main.getByRole("button", { name: t.end }).click();
    await teacher.button(t.endNow).click();
    await amy.sees(groupsText.over);
    await main.getByRole("button", { name: groupsBoard.moreTools }).click();
    await main.getByRole("button", { name: t.bringBack }).click();
    await amy.hears("we begin with question one");
    await amy.accessible("brought-back");
    await main.getByRole("button", { name: groupsBoard.moreTools }).click();
    await main.getByRole("button", { name: t.delete }).click();
    await teacher.accessible("delete-rooms");
    await page.getByRole("dialog").getByRole("button", {
      name: t.delete,
    }).click();
    await teacher.sees(t.boardEmpty);
    for (const seat of seats) seat.close();
  },
);

testStage(
  "B-1, B-5, B-6: automatic groups from the start, and rooms that students choose",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const { page } = teacher;
    await page.goto("/teacher/sessions/new");
    await page.getByLabel(t.auto).check();
    await page.getByLabel(t.capacity).fill("2");
    await teacher.accessible("start-breakouts");
    await teacher.button(/^Create$/).click();
    await page.waitForURL(/sessions\/[1-9A-HJ-NP-Za-km-z]{16}$/);
    const id = page.url().split("/").at(-1)!;
    const desk = api(teacher, id);
    const { session } = await desk("GET", "");
    const amy = await person();
    const ben = await person();
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    for (const one of [amy, ben]) await one.openChat();
    await amy.sees(groupsText.youAreIn({ name: "Group A", others: "Ben" }));
    const main = page.getByRole("main");
    await teacher.part(review.tabs.groups);
    await main.getByRole("button", { name: t.setUp }).click();
    await teacher.sees(t.noAddRoom);
    await becomes(() => teacher.button(t.addRoom).isDisabled(), true);
    await teacher.accessible("setup-auto");

    // Switched to rooms by hand, with everybody where they are.
    await page.getByLabel(t.auto).uncheck();
    await page.getByText(t.entries.free.name).click();
    await teacher.button(t.addRoom).click();
    await teacher.sees(page.getByLabel(t.nameOf({ name: "Group B" })));
    await amy.button(groupsText.goTo({ name: "Group A" })).or(
      amy.page.getByRole("tab", { name: "Group A" }),
    ).first().click();
    await amy.page.getByRole("tab", { name: groupsText.main }).click();
    await amy.text(groupsText.chooseOther).click();
    await amy.accessible("choose-room");
    await amy.button(groupsText.joinName({ name: "Group B" })).click();
    await amy.sees(
      amy.page.getByRole("tab", { name: "Group B", selected: true }),
    );
    await amy.sees(groupsText.alone);
    // Without a network a choice waits, and says so.
    await amy.page.getByRole("tab", { name: groupsText.main }).click();
    await amy.goOffline();
    await amy.sees(chat.offline);
    await amy.text(groupsText.chooseOther).click();
    await amy.button(groupsText.joinName({ name: "Group A" })).click();
    await amy.sees(groupsText.chosen({ name: "Group A" }));
    await amy.button(groupsText.leaveName({ name: "Group B" })).click();
    await amy.sees(groupsText.chosenNone);
    await amy.button(groupsText.joinName({ name: "Group A" })).click();
    await amy.goOnline();
    await amy.sees(
      amy.page.getByRole("tab", { name: "Group A", selected: true }),
    );
    await amy.page.getByRole("tab", { name: groupsText.main }).click();
    await amy.text(groupsText.chooseOther).click();
    await amy.button(groupsText.joinName({ name: "Group B" })).click();
    await amy.sees(
      amy.page.getByRole("tab", { name: "Group B", selected: true }),
    );
    const chloe = await person({ phone: true });
    await chloe.join(session.code, "Chloe");
    await chloe.openChat();
    await chloe.button(groupsText.joinName({ name: "Group A" })).click();
    await chloe.sees(chloe.page.getByRole("tab", { name: "Group A" }));
    const dan = await person({ phone: true });
    await dan.join(session.code, "Dan");
    await dan.openChat();
    await dan.sees(dan.button(groupsText.fullName({ name: "Group A" })));
    await dan.accessible("phone-choose");
  },
);

testStage(
  "J-8: students pick their names from the class list, and the teacher sees who is missing",
  async ({ person }) => {
    const teacher = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const { page } = teacher;
    await page.getByRole("main").getByRole("button", {
      name: classList.title,
    }).click();
    await page.getByLabel(classList.names, { exact: true })
      .fill("name,group\nAmy Ng,Red\nBen,Blue");
    await teacher.accessible("class-list");
    await teacher.button(classList.keep({ count: 2 })).click();
    await teacher.sees(classList.missing({ names: "Amy Ng and Ben" }));
    const amy = await person();
    await amy.page.goto(`/join?sessionCode=${session.code}`);
    await amy.sees(joinText.pick);
    await amy.accessible("join-class-list");
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
    await teacher.part(review.tabs.groups);
    await teacher.sees(
      page.locator(".tile").filter({ hasText: "Red" }).getByText("Amy Ng"),
    );
  },
);
