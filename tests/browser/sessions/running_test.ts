/** The bar is pressed in a hurry, so that nothing may move under the finger (N-4). */
import assert from "node:assert/strict";
import { exit } from "texts/checks_exit.ts";
import { questions } from "texts/checks_questions.ts";
import { board as tiles } from "texts/monitoring_board.ts";
import { desk as t } from "texts/desk.ts";
import { groupsBoard } from "texts/groups_board.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { eyes } from "texts/sessions_eyes.ts";
import { live, pollMenu } from "texts/sharing_live.ts";
import { portal } from "texts/sessions_portal.ts";
import { assertLayoutAndSave } from "../../browser.ts";
import { joinClass } from "../../people.ts";
import {
  callSessionApi,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";
import { readShifts, watchShifts } from "./shifts.ts";

const names = ["Amy", "Ben", "Chloe", "Dan", "Eva", "Finn"];

for (const phone of [false, true]) {
  test(
    `the bar shows what runs with its next step, and nothing moves${
      phone ? ", on a phone too" : ""
    } (N-4)`,
    async ({ person, server, step }) => {
      const teacher = await person({ phone });
      const { page } = teacher;
      if (!phone) await page.setViewportSize({ width: 1366, height: 768 });
      await page.addInitScript(watchShifts);
      await teacher.signUp("Ms Lin");
      const session = await teacher.createSession();
      const desk = callSessionApi(teacher, session.id);
      const seats = await Promise.all(
        names.map((name) => joinClass(server, session.code, name)),
      );
      await Promise.all(seats.map((seat) => seat.openPage()));
      const now = page.getByRole("region", { name: t.now.name });
      const button = (name: string) => now.getByRole("button", { name });
      await seats[1].sayAndSee("hello");
      await teacher.startLesson();
      await waitForAnswer(
        () => page.locator(".board-tile").count(),
        names.length,
      );
      if (!phone) await teacher.openChat();
      await now.getByText(t.now.nothing).waitFor();
      await waitForAnswer(() => page.locator(".strip-place").count(), 0);
      const place = await page.locator(".desk-line").boundingBox();
      const tabs = await page.getByRole("tablist").boundingBox();
      const known = (await readShifts(page)).length;
      let poll = "";
      const asks = () =>
        desk("POST", "/resources", {
          poll: {
            kind: "yes-no",
            question: "",
            anonymous: false,
            words: [pollMenu.yes, pollMenu.no],
          },
        });

      await step("a poll shows its progress", async () => {
        const { resource } = await asks();
        poll = resource.id;
        const [{ id, choices }] = resource.questions;
        await now.getByText(t.now.answered({ answered: 0, of: 6 })).waitFor();
        for (const seat of seats.slice(0, 4)) {
          seat.queueCommand({
            kind: "answer",
            resource: resource.id,
            answers: { [id]: [choices[0].id] },
            done: true,
          });
        }
        await now.getByText(t.now.answered({ answered: 4, of: 6 })).waitFor();
        await teacher.assertAccessible(`now-${phone ? "phone" : "desk"}`);
      });
      if (phone) {
        await step("all bars take a quarter of a phone's screen", async () => {
          const { y, height } =
            (await page.getByRole("tablist").boundingBox())!;
          assert(y + height <= 180, `they end at ${y + height}`);
          const small = await page.evaluate(() =>
            [...document.querySelectorAll(
              ":is(.desk-bar, .desk-line, .tabs) button",
            )].filter((it) => it.checkVisibility()).flatMap((it) => {
              const { width, height } = it.getBoundingClientRect();
              return Math.min(width, height) < 44
                ? `${it.textContent} ${width} × ${height}`
                : [];
            })
          );
          assert.deepEqual(small, []);
          await teacher.button(t.menu).click();
          await teacher.sees(page.getByRole("link", { name: portal.quizzes }));
          await teacher.shoot("desk-menu-phone");
          await page.keyboard.press("Escape");
        });
      }
      await step("each tile says who has answered", async () => {
        const title = questions.whatDoYouSay;
        const told = (words: string) =>
          page.locator(".board-tile-answered .visually-hidden", {
            hasText: words,
          });
        await waitForAnswer(
          () => told(tiles.hasAnswered({ title })).count(),
          4,
        );
        await waitForAnswer(
          () => told(tiles.notAnswered({ title })).count(),
          2,
        );
        await waitForAnswer(
          () => page.locator(".board-tile-answered > .icon").count(),
          4,
        );
      });
      await step("a waiting item stays in its place", async () => {
        seats[4].queueCommand({ kind: "help", on: true });
        const hand = page.locator('.strip-place[data-kind="hand"]');
        await hand.waitFor();
        const before = await hand.boundingBox();
        seats[5].queueCommand({ kind: "help", on: true });
        await teacher.button(t.kinds.hand({ count: 2 })).waitFor();
        assert.deepEqual(await hand.boundingBox(), before);
        assert.match(await hand.innerText(), /2\s*hands/, "in words");
        if (phone) return;
        const [figure, words] = await Promise.all(
          [".figures", ".strip-words"].map((part) =>
            hand.locator(part).boundingBox()
          ),
        );
        assert(Math.abs(figure!.y - words!.y) < 4, "in one line");
      });
      await step("several items share one line", async () => {
        await desk("PATCH", "", { eyesOnMe: { text: "" } });
        await button(eyes.goOn).waitFor();
        await page.locator(".now-more").click();
        const list = page.locator(".now-list");
        await list.getByText(questions.whatDoYouSay).waitFor();
        await page.keyboard.press("Escape");
        await button(eyes.goOn).click();
        await waitForAnswer(() => button(eyes.goOn).count(), 0);
      });
      await step(
        "the results are next, and a closed poll is gone",
        async () => {
          const title = questions.whatDoYouSay;
          const results = button(
            t.now.stepOf({ step: live.showResults, title }),
          );
          await page.locator(".now-first .main").and(results).waitFor();
          await waitForPaint(page);
          await page.locator(".now-first[data-settling]").waitFor({
            state: "detached",
          });
          await button(t.now.see).click();
          const beside = page.getByRole("complementary");
          const press = (name: string) =>
            beside.getByRole("button", { name, exact: true }).click();
          await beside.locator(".main", { hasText: live.showResults })
            .waitFor();
          await press(live.close.poll);
          await results.waitFor({ state: "detached" });
          await press(live.reopen);
          await results.waitFor();
          await assertLayoutAndSave(
            page,
            `now-answers-${phone ? "phone" : "desk"}`,
          );
          assert.equal(
            await page.getByRole("tablist").evaluate((it) =>
              it.scrollWidth - it.clientWidth
            ),
            0,
            "all tabs are in sight",
          );
          await page.keyboard.press("Escape");
        },
      );
      if (!phone) {
        await step("a press makes groups, in one row", async () => {
          await page.locator(".verb-groups").click();
          const form = page.locator(".quick-groups-list");
          const [go, more] = await Promise.all(
            [groupsBoard.go, groupsBoard.more].map((name) =>
              form.getByRole("button", { name }).boundingBox()
            ),
          );
          await assertLayoutAndSave(page, "quick-groups-desk");
          assert.equal(go!.y, more!.y);
          await page.keyboard.press("Escape");
        });
      }
      await page.evaluate(() => scrollTo(0, 0));
      assert.deepEqual(
        await page.locator(".desk-line").boundingBox(),
        place,
        "the line’s place is kept",
      );
      assert.deepEqual(await page.getByRole("tablist").boundingBox(), tabs);
      const news = (await readShifts(page)).slice(known);
      const sum = news.reduce((all, { value }) => all + value, 0);
      console.log(`layout shift: ${sum.toFixed(4)}`);
      assert(
        sum <= 0.02,
        `${sum}: ${news.map(({ what }) => what.join(" | ")).join("\n")}`,
      );

      const groups = page.locator('.now-item[data-id="groups"]');
      await step("open groups show what they work on", async () => {
        await desk("DELETE", `/resources/${poll}`);
        await desk("POST", "/breakouts/rooms", { names: ["Red"] });
        await desk("POST", "/breakouts/distribute", {
          how: "shuffle",
          onlineOnly: false,
        });
        await desk("POST", "/breakouts/start");
        await groups.getByText(live.states.open).waitFor();
        const next = (step: string) =>
          button(t.now.stepOf({ step, title: t.now.groups }));
        const onPresent = now.getByText(
          t.now.onPresent({ name: t.now.groups }),
        );
        await next(live.present).click();
        await onPresent.waitFor({ state: "attached" });
        await page.locator(".now-first[data-settling]").waitFor({
          state: "detached",
        });
        await next(live.unpresent).click();
        await onPresent.waitFor({ state: "detached" });
        await assertLayoutAndSave(
          page,
          `now-groups-${phone ? "phone" : "desk"}`,
        );
      });

      await step("two presses bring everyone back", async () => {
        // Two presses bring everyone back.
        await page.locator(".verb-groups").click();
        const opened = page.locator(".quick-groups-list");
        await opened.getByText(groupsBoard.count({ count: 1 })).waitFor();
        await assertLayoutAndSave(
          page,
          `open-groups-${phone ? "phone" : "desk"}`,
        );
        await opened.getByRole("button", { name: groupsDesk.endNow }).click();
        await waitForAnswer(() => groups.count(), 0);
        await opened.waitFor({ state: "hidden" });
      });

      await step("a page is work after the groups have ended", async () => {
        await desk("POST", "/breakouts/start");
        await groups.waitFor();
        const { resource } = await desk("POST", "/resources", {
          page: { name: "Our plan", text: "", per: "class" },
        });
        const work = page.locator(`.now-item[data-id="${resource.id}"]`);
        await work.waitFor({ state: "attached" });
        await desk("POST", "/breakouts/stop", { grace: 0 });
        await waitForAnswer(() => groups.count(), 0);
        assert.equal(await now.getByText(t.now.nothing).count(), 0);
        await assertLayoutAndSave(page, `now-work-${phone ? "phone" : "desk"}`);
        await work.getByRole("button", { name: t.now.seeWork.page }).click();
        await page.getByRole("heading", { name: "Our plan", exact: true })
          .first().waitFor();
      });
      for (const seat of seats) seat.close();
    },
  );
}

test("the bar says what Present shows during the exit ticket and Eyes on me (R-7)", async ({ person, server }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const { code, id } = await teacher.createSession();
  const desk = callSessionApi(teacher, id);
  const seat = await joinClass(server, code, "Amy");
  await seat.openPage();
  await teacher.startLesson();
  await desk("POST", "/resources", {
    wall: {},
  });
  await desk("PUT", "/exit-ticket", { question: "What did you learn?" });
  await desk("POST", "/end", {});
  const present = teacher.page.locator(".now-present");
  const shown = (name: string) =>
    waitForAnswer(
      () => present.getAttribute("title"),
      t.now.onPresent({ name }),
    );
  await shown(exit.name);
  await teacher.page.locator(".now-first").getByRole("button", {
    name: t.now.see,
  }).click();
  await teacher.sees(live.close.exit);
  await waitForAnswer(() => teacher.button(live.present).count(), 0);
  await desk("PATCH", "", { eyesOnMe: { text: "" } });
  await shown(eyes.name);
  seat.close();
});

test("no buttons of the bar overlap next to the chat or on a phone, and its icon stays (N-4)", async ({ person, server }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp("Ms Lin");
  const { code, id } = await teacher.createSession();
  const desk = callSessionApi(teacher, id);
  const seat = await joinClass(server, code, "Amy");
  await seat.openPage();
  await seat.sayAndSee("hello");
  await teacher.startLesson();
  await desk("POST", "/resources", {
    poll: {
      kind: "yes-no",
      question: "Leaf check",
      anonymous: false,
      words: [pollMenu.yes, pollMenu.no],
    },
  });
  await desk("POST", "/breakouts/rooms", { names: ["Red"] });
  await desk("POST", "/breakouts/start");
  seat.queueCommand({ kind: "help", on: true });
  seat.queueCommand({ kind: "note", text: "Please help" });
  await waitForAnswer(() => page.locator(".strip-place").count(), 2);
  await page.locator('.now-first [data-id="groups"]').waitFor();
  for (const width of [360, 768, 1100, 1200, 1280, 1320, 1366]) {
    await page.setViewportSize({ width, height: 768 });
    if (width === 1100) await teacher.openChat();
    const bad = await page.locator(".desk-line").evaluate((line) => {
      const shown = [...line.querySelectorAll(
        ".now-first :is(.icon, strong), .now .button:not(.now-list *), .now-present, .strip-place",
      )].filter((it) =>
        it.checkVisibility() && getComputedStyle(it).fontSize !== "0px"
      );
      const boxes = shown.map((it) =>
        [
          it.textContent || "icon",
          it.getBoundingClientRect(),
        ] as const
      );
      const overlaps = boxes.slice(1).flatMap(([words, box], n) =>
        box.left < boxes[n][1].right - 0.5 ? [`${boxes[n][0]} | ${words}`] : []
      );
      const icons = boxes.filter(([words, { width }]) =>
        words === "icon" && width !== 20
      );
      return [...overlaps, ...icons.map(([, { width }]) => `icon ${width}`)];
    });
    assert.deepEqual(bad, [], `${width}`);
  }
  seat.close();
});
