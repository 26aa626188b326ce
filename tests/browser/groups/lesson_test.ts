/** Everything that can happen to a student in groups, in one lesson, since faults come from what happened before. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { chat } from "texts/chat.ts";
import { frame } from "texts/everywhere.ts";
import { files } from "texts/files.ts";
import { groups as seen } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { eventually } from "../../people.ts";
import {
  isOnScreen,
  type Person,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";
import { beginGroupLesson } from "./lesson.ts";

const png = await Deno.readFile("tests/sample_pictures/4x3.png");

/** The sentence that names a group, up to the group's letter. */
const [inGroup] = seen.youAreFirst({ name: "Group" }).split(".");

test("a lesson in groups strands no student and loses no message", async (stage) => {
  const { step } = stage;
  const lesson = await beginGroupLesson(stage);
  const { teacher, session, desk, press, moreTime, dialog, notes } = lesson;
  const { queue, tile, who, everyone, tab, isOn, move, rooms } = lesson;
  const { seating, seatAll } = lesson;
  const { page } = teacher;

  await step("rooms and instructions are prepared (B-6, B-18)", async () => {
    await press(t.setUp);
    await page.getByLabel(t.howMany).fill("3");
    await teacher.button(t.make).click();
    await teacher.sees(page.getByLabel(t.nameOf({ name: "Group C" })));
    await page.getByLabel(t.instructionsForAll).fill("Read page **12**.");
    await page.getByLabel(t.instructionsForAll).blur();
    await page.locator(".room-list summary").first().click();
    const chooser = page.waitForEvent("filechooser");
    await teacher.button(t.instructionsFileFor({ name: "Group A" })).click();
    const buffer = Buffer.from(png);
    await (await chooser)
      .setFiles({ name: "map.png", mimeType: "image/png", buffer });
    const picture = dialog.getByRole("button", {
      name: files.enlarge({ name: "map.png" }),
    });
    await teacher.sees(picture);
    await teacher.shoot("lesson-setup");
    await teacher.button(t.fileRemove({ name: "map.png" })).click();
    await teacher.sees(t.fileRemoved({ name: "map.png" }));
    await dialog.getByRole("button", { name: frame.undo }).click();
    await teacher.sees(picture);
    await page.keyboard.press("Escape");
    await seatAll();
    await everyone((one) =>
      waitForAnswer(() => one.page.getByRole("tab").count(), 0)
    );
  });

  await step("a raised hand is seen and heard (B-12)", async () => {
    const before = await notes();
    const eva = who("Eva");
    await eva.button(seen.raiseHand).click();
    await teacher.openWaitingItem("hand");
    await teacher.sees(t.handUp({ name: "Eva", room: seen.main }));
    await eventually(notes, (now) => now === before + 2, "it chimed");
    await teacher.button(t.lowerName({ name: "Eva" })).first().click();
    await eva.sees(eva.button(seen.raiseHand));
  });

  await step("at the start all are told, and follow (B-7)", async () => {
    await press(t.start);
    await everyone((one) => one.sees(inGroup));
    const amy = who("Amy");
    await amy.button(seen.goTo({ name: "Group A" })).click();
    const now = await seating();
    await everyone((one, name) => isOn(one, now[name]!));
    await amy.say("hello from A");
    await who("Ben").waitForMessage("hello from A");
  });

  await step("a file is shown only in its group (B-18)", async () => {
    const amy = who("Amy"), chloe = who("Chloe");
    const map = { name: files.enlarge({ name: "map.png" }) };
    await amy.sees("Read page 12.");
    await amy.sees(amy.page.getByRole("button", map));
    await amy.shoot("lesson-phone-instructions");
    await amy.page.getByRole("button", map).click();
    const large = amy.page.getByRole("dialog", { name: "map.png" });
    await large.getByRole("button", { name: /Close/ }).click();
    await chloe.sees("Read page 12.");
    await waitForAnswer(() => chloe.page.getByRole("button", map).count(), 0);
    const { rooms: views } = await desk("GET", "/breakouts");
    const address = `/api/files/${views[0].file.id}`;
    const status = async ({ page }: Person) =>
      (await page.request.get(address)).status();
    assert.deepEqual([await status(amy), await status(chloe)], [200, 404]);
  });

  await step("Ask for help chimes, and can be muted (B-12)", async () => {
    const before = await notes();
    const [dan, eva] = [who("Dan"), who("Eva")];
    await dan.button(seen.askForHelp).click();
    await dan.button(seen.addLine).click();
    const everyone = dan.page.locator(".composer-place");
    assert.equal(await everyone.isVisible(), false, "one box at a time");
    await dan.page.getByLabel(seen.helpLine).fill("what is a catalyst?");
    await dan.button(seen.keepLine).click();
    await dan.sees(everyone);
    await teacher.openWaitingItem("hand");
    await teacher.sees(t.handUp({ name: "Dan", room: "Group B" }));
    await teacher.sees("what is a catalyst?");
    await teacher.sees(tile("Group B").getByText(seen.asks({ count: 1 })));
    await eventually(notes, (now) => now === before + 2, "it chimed");
    await queue.getByRole("button", { name: t.mute }).click();
    await eva.button(seen.askForHelp).click();
    await teacher.sees(t.handUp({ name: "Eva", room: "Group C" }));
    await teacher.assertAccessible("lesson-help");
    assert.equal(await notes(), before + 2, "it is muted");
    await queue.getByRole("button", { name: t.mute }).click();
    await dan.button(seen.noHelp).click();
    await page.getByText(t.handUp({ name: "Dan", room: "Group B" }))
      .waitFor({ state: "detached" });
    await teacher.button(t.lowerName({ name: "Eva" })).first().click();
    await eva.sees(eva.button(seen.askForHelp));
    await page.keyboard.press("Escape");
  });

  await step("a tab has a dot for news (B-10)", async () => {
    const [chloe, dan] = [who("Chloe"), who("Dan")];
    await tab(chloe, seen.main).click();
    await dan.say("are you there");
    await chloe.sees(tab(chloe, "Group B").locator(".chat-tab-dot"));
    await tab(chloe, "Group B").click();
    await chloe.waitForMessage("are you there");
    await chloe.page.locator(".chat-tab-dot").waitFor({ state: "detached" });
  });

  await step("a broadcast to some is heard by them (B-11)", async () => {
    const words = dialog.getByRole("textbox", { name: t.broadcastText });
    await press(t.broadcast);
    await waitForAnswer(
      () => words.evaluate((it) => it === document.activeElement),
      true,
      "one writes at once",
    );
    await teacher.page.keyboard.type("for A and B");
    await dialog.getByLabel("Group C").uncheck();
    await teacher.assertAccessible("broadcast");
    await words.press("Enter");
    await who("Ben").waitForMessage("for A and B");
    await who("Dan").waitForMessage("for A and B");
    await press(t.broadcast);
    await words.fill("for all of you");
    await words.press("ControlOrMeta+Enter");
    await everyone((one) => one.waitForMessage("for all of you"));
    const heard = who("Eva").log.getByText("for A and B");
    await waitForAnswer(() => heard.count(), 0);
  });

  await step("time is extended, with notices at the end (B-13)", async () => {
    const amy = who("Amy");
    const timer = amy.page.getByRole("timer");
    const notice = amy.page.locator(".chat-time-notice");
    await desk("PATCH", "/breakouts", { stopAtZero: false });
    await desk("POST", "/breakouts/timer", { minutes: 0.5 });
    await amy.sees(notice.filter({ hasText: seen.lastMinuteStays }));
    await moreTime(1);
    await notice.waitFor({ state: "detached" });
    await amy.sees(timer.filter({ hasText: /1:[0-3]\d/ }));
    await desk("POST", "/breakouts/timer", { minutes: 0.16 });
    await amy.sees(notice.filter({ hasText: seen.left({ seconds: 10 }) }));
    await amy.shoot("lesson-phone-seconds");
    await desk("PATCH", "/breakouts", { stopAtZero: true });
    await desk("DELETE", "/breakouts/timer");
    await timer.first().waitFor({ state: "detached" });
  });

  await step("a returning teacher finds it unchanged (B-14)", async () => {
    const dan = who("Dan");
    const room = (await seating()).Dan!;
    const address = page.url();
    await page.goto("about:blank");
    await dan.button(seen.askForHelp).click();
    await dan.sees(seen.helpIsUp);
    await dan.say("nobody looks");
    await page.goto(address);
    await teacher.openTab(review.tabs.groups);
    await teacher.openWaitingItem("hand");
    await teacher.sees(t.handUp({ name: "Dan", room }));
    await teacher.sees(tile(room).getByText("Dan", { exact: true }));
    const name = t.joinRoomName({ name: room });
    await queue.getByRole("button", { name }).click();
    await teacher.waitForMessage("nobody looks");
    await teacher.say("somebody does");
    await dan.waitForMessage("somebody does");
    await dan.sees(dan.button(seen.askForHelp));
  });

  await step("one who chooses finds the room full (B-6)", async () => {
    const [dan, eva] = [who("Dan"), who("Eva")];
    for (const name of ["Dan", "Eva"] as const) await move(name, null);
    await desk("PATCH", "/breakouts", { entry: "free", capacity: 2 });
    const full = eva.button(seen.fullName({ name: "Group A" }));
    await eva.sees(full);
    await waitForAnswer(() => full.isDisabled(), true);
    // Eva's page does not know yet that the last place is gone.
    await eva.goOffline();
    await dan.button(seen.joinName({ name: "Group B" })).click();
    await isOn(dan, "Group B");
    await eva.button(seen.joinName({ name: "Group B" })).click();
    await eva.goOnline();
    await eva.sees(seen.choiceRefused["room-full"]);
    await eva.button(seen.joinName({ name: "Group C" })).click();
    await isOn(eva, "Group C");
    await desk("PATCH", "/breakouts", { entry: "assigned", capacity: null });
  });

  await step("Even out, New partners and Undo work (B-8)", async () => {
    await move("Dan", null);
    const before = await seating();
    await press(t.distribute);
    await teacher.button(t.evenOut).click();
    await teacher.sees(/^5 in 3 groups, 1 moved$/);
    const even = await seating();
    assert.deepEqual(even, { ...before, Dan: even.Dan });
    await teacher.button(t.newPartners).click();
    await teacher.sees(/^5 in 3 groups, [2-5] moved$/);
    const fresh = await seating();
    assert.notEqual(fresh.Amy, fresh.Ben);
    await teacher.button(frame.undo).click();
    await waitForAnswer(seating, even, "all were where they had been");
    await page.keyboard.press("Escape");
  });

  const after = await step(
    "the offline land in their group (B-9)",
    async () => {
      const cut = ["Amy", "Chloe"] as const;
      const before = await seating();
      for (const name of cut) {
        const one = who(name);
        await isOn(one, before[name]!);
        await one.page.locator('.composer[data-surprised="false"]').waitFor();
        await one.goOffline();
        await one.say(`words of ${name}`);
      }
      await press(t.distribute);
      await page.getByLabel(t.onlineOnly).uncheck();
      await eventually(
        async () => {
          await teacher.button(t.newPartners).click();
          return await seating();
        },
        (now) => cut.every((name) => now[name] !== before[name]),
        "those without a network had other groups",
      );
      await page.keyboard.press("Escape");
      for (const name of cut) await who(name).goOnline();
      const after = await seating(), ids = await rooms();
      await everyone(async (one, name) => {
        const own = ids.get(after[name]!)!;
        await one.sees(tab(one, after[name]!));
        await eventually(
          () => one.kept(),
          ({ databases }) => {
            const kept = databases
              .filter((it) => it.includes(`${session.id}/room/`))
              .map((it) => it.split("/").at(-1));
            return kept.sort().join() === ["main", own].sort().join();
          },
          `${name}'s device had the groups that are theirs`,
        );
      });
      return after;
    },
  );

  await step("refused words can be copied or sent on", async () => {
    const [amy, chloe] = [who("Amy"), who("Chloe")];
    const again = amy.button(seen.sendTo({ name: after.Amy! }));
    const refused = amy.page.locator('.message[data-state="refused"]');
    const copy = refused.getByRole("button", { name: chat.copy });
    await eventually(
      async () => await isOnScreen(again) && await isOnScreen(copy),
      (on) => on,
      "Amy saw what she can do",
    );
    await amy.shoot("lesson-phone-refused");
    await copy.click();
    await waitForAnswer(() => amy.readClipboard(), "words of Amy");
    await again.click();
    await again.waitFor({ state: "hidden" });
    await waitForAnswer(() => amy.log.getByText("words of Amy").count(), 1);
    const toMain = chloe.button(seen.sendToMain);
    await toMain.click();
    await toMain.waitFor({ state: "hidden" });
    await tab(chloe, seen.main).click();
    await chloe.waitForMessage("words of Chloe");
    await tab(chloe, after.Chloe!).click();
  });

  await step("the end has a grace, Undo and Now (B-7)", async () => {
    await press(t.end);
    await teacher.button(t.endIn({ seconds: 30 })).click();
    await everyone((one) => one.sees(seen.backSoon({ seconds: 30 })));
    await moreTime(1);
    await everyone((one) =>
      one.page.getByText(seen.backSoon({ seconds: 30 })).first()
        .waitFor({ state: "detached" })
    );
    await press(t.end);
    await teacher.button(t.endNow).click();
    await everyone((one) => one.sees(seen.over));
    await who("Ben").say("back again");
    await who("Eva").waitForMessage("back again");
  });

  await step("deleted rooms strand nobody (B-15)", async () => {
    await press(t.start);
    await everyone((one) => one.sees(inGroup));
    await press(t.end);
    await teacher.button(t.endNow).click();
    await lesson.pressMore(t.delete);
    const deletes = dialog.getByRole("button", { name: t.delete });
    await deletes.waitFor();
    await teacher.assertAccessible("delete-rooms");
    await deletes.click();
    await teacher.sees(t.boardEmpty);
    await everyone((one) =>
      one.page.getByRole("tab").first().waitFor({ state: "detached" })
    );
    await who("Amy").say("all here");
    await everyone((one) => one.waitForMessage("all here"));
  });
});
