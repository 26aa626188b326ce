/** B-10 to B-14: what is said in groups and to them, and how long they have. */
import { groups as seen } from "texts/groups.ts";
import { groupsDesk as t } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { beginLesson } from "./lesson.ts";
import { becomes, testStage } from "../stage.ts";

testStage(
  "B-10, B-11, B-13, B-14: groups talk, are talked to, have a timer, and go on without their teacher",
  async (stage) => {
    const { step } = stage;
    const {
      teacher,
      desk,
      press,
      moreTime,
      dialog,
      queue,
      tile,
      who,
      everyone,
      tab,
      seating,
      makeGroups,
      openGroups,
    } = await beginLesson(stage);
    const { page } = teacher;

    await makeGroups();
    await openGroups();
    await step(
      "B-10: a dot is on the tab of the room in which something was said",
      async () => {
        const [chloe, dan] = [who("Chloe"), who("Dan")];
        await tab(chloe, seen.main).click();
        await dan.say("are you there");
        const dot = chloe.page.locator(".chat-tab-dot");
        await chloe.sees(tab(chloe, "Group B").locator(".chat-tab-dot"));
        await chloe.shoot("lesson-unread");
        await tab(chloe, "Group B").click();
        await chloe.hears("are you there");
        await dot.waitFor({ state: "detached" });
      },
    );

    await step(
      "B-11: a broadcast to some is heard by them alone",
      async () => {
        const words = dialog.getByRole("textbox", { name: t.broadcastText });
        await press(t.broadcast);
        await words.fill("for A and B");
        await dialog.getByLabel("Group C").uncheck();
        await teacher.button(t.sendToSome({ count: 2 })).click();
        await who("Ben").hears("for A and B");
        await who("Dan").hears("for A and B");
        await press(t.broadcast);
        await words.fill("for all of you");
        await teacher.button(t.sendToAll).click();
        await everyone((one) => one.hears("for all of you"));
        const heard = who("Eva").log.getByText("for A and B");
        await becomes(() => heard.count(), 0);
      },
    );

    await step(
      "B-13: more time, and notices a minute and ten seconds before the end",
      async () => {
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
      },
    );

    await step(
      "B-14: a teacher who closes the page and comes back finds the lesson as it is",
      async () => {
        const finn = who("Finn");
        const room = (await seating()).Finn!;
        const address = page.url();
        await page.goto("about:blank");
        await finn.button(seen.askForHelp).click();
        await finn.sees(seen.helpIsUp);
        await finn.say("nobody looks");
        await page.goto(address);
        await teacher.part(review.tabs.groups);
        await teacher.looksAt("hand");
        await teacher.sees(t.handUp({ name: "Finn", room }));
        await teacher.sees(tile(room).getByText("Finn", { exact: true }));
        await queue.getByRole("button", {
          name: t.joinRoomName({ name: room }),
        }).click();
        await teacher.hears("nobody looks");
        await teacher.say("somebody does");
        await finn.hears("somebody does");
        await teacher.shoot("lesson-board");
        // U30: who was answered asks no more.
        await finn.sees(finn.button(seen.askForHelp));
      },
    );
  },
);
