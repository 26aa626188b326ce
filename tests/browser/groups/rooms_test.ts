/** Breakout rooms in Chromium: what students see when groups open, change and close, and how they get in (B-1 to B-13). */
import assert from "node:assert/strict";
import { assistant } from "texts/assistant.ts";
import { desk as deskText } from "texts/desk.ts";
import { frame } from "texts/everywhere.ts";
import { chat } from "texts/chat.ts";
import { groups as groupsText } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { eventually } from "../../people.ts";
import { api, becomes, isOnScreen, testStage } from "../stage.ts";
import { classWithGroups } from "./two_groups.ts";

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
    await amy.shoot("rooms-started");
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
    await amy.shoot("rooms-moved");
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
    await amy.shoot("rooms-help");

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
    await amy.sees(groupsText.lastMinuteThenBack);
    await amy.shoot("rooms-minute");
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
      await who.shoot(who === ben ? "phone-notice" : "notice");
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
    await teacher.shoot("setup-auto");

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
    await dan.shoot("phone-choose");
  },
);

testStage(
  "U28, U33, U34: who may choose is told wherever they are, a free group is in sight, one is deleted alone, and automatic sends nobody off",
  async ({ person }) => {
    const { teacher, session, desk, put } = await classWithGroups(
      { person },
      ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"],
    );
    const amy = await person({ phone: true });
    const ben = await person();
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    for (const one of [amy, ben]) await one.openChat();
    await put("Amy", 0);
    await put("Ben", 1);
    await desk("PATCH", "/breakouts", { capacity: 2 });
    await desk("POST", "/breakouts/start");
    for (const [one, name] of [[amy, "One"], [ben, "Two"]] as const) {
      await one.sees(
        one.page.getByRole("tab", { name, selected: true }),
      );
    }
    await desk("PATCH", "/breakouts", { entry: "free" });
    for (const one of [amy, ben]) await one.sees(groupsText.mayChoose);
    // In the group, where they are.
    await amy.text(groupsText.chooseOther).click();
    await amy.shoot("phone-choose-in-group");
    await amy.button(groupsText.joinName({ name: "Eight" })).click();
    await amy.sees(
      amy.page.getByRole("tab", { name: "Eight", selected: true }),
    );

    await teacher.openChat();
    await desk("POST", "/breakouts/stop", {});
    await teacher.part(review.tabs.groups);
    await teacher.button(new RegExp(`^${t.setUp}$`)).first().click();
    const dialog = teacher.page.getByRole("dialog", { name: t.setUp });
    await dialog.getByRole("button", { name: t.deleteRoom({ name: "Two" }) })
      .click();
    await teacher.sees(t.roomDeleted({ name: "Two" }));
    await teacher.shoot("setup-room-deleted");
    await dialog.getByRole("button", { name: frame.undo }).click();
    await becomes(
      async () => (await desk("GET", "/breakouts")).rooms.length,
      8,
    );
    await dialog.getByRole("switch", { name: t.auto }).click();
    await teacher.sees(t.autoClosed({ start: t.start }));
    await teacher.shoot("setup-auto-closed");
    assert.equal((await desk("GET", "/breakouts")).breakouts.open, false);
  },
);
