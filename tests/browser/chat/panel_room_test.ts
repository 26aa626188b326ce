import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { assistant } from "texts/assistant.ts";
import { chat as t } from "texts/chat.ts";
import { files } from "texts/files.ts";
import { groups } from "texts/groups.ts";
import { review } from "texts/review.ts";
import { joinClass, type Seat } from "../../people.ts";
import { answersInState, askAssistant } from "../assistant/asking.ts";
import { assertLayoutAndSave } from "../../browser.ts";
import {
  callSessionApi,
  isOnScreen,
  type Person,
  testStage as test,
  waitForAnswer,
} from "../stage.ts";

const box = ({ page }: Person) =>
  page.getByRole("textbox", { name: t.message, exact: true });

async function sizeOf(what: Locator) {
  const size = await what.boundingBox();
  assert(size);
  return size;
}

test("the teacher's chat shows short lines, a wide box and eight groups, also at 300 px (C-2)", async ({ person, server, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await teacher.openChat();
  const names = [..."ABCDEFGH"].map((letter) => `Group ${letter}`);
  const { rooms } = await desk("POST", "/breakouts/rooms", { names });
  const seats: Seat[] = [];
  for (const name of ["Ines", "Hugo", "Maximiliane-Sophie", "王小明"]) {
    const seat = await joinClass(server, session.code, name);
    await seat.openPage();
    seats.push(seat);
  }
  const lines: string[] = [];
  for (const [i, seat] of seats.entries()) {
    for (const words of ["ok", "wait, I’m not there yet", "which page?"]) {
      lines.push(`${words} ${i}`);
      await seat.sayAndSee(lines.at(-1)!);
    }
  }
  await teacher.say("Page 42, and then the questions below the picture.");
  await teacher.say("Done?");
  await desk("POST", "/breakouts/start");
  const { members } = await desk("GET", "/members");
  await desk("POST", "/breakouts/moves", {
    moves: members.filter((it: { role: string }) => it.role === "student")
      .map((it: { id: string }, i: number) => ({
        member: it.id,
        room: rooms[i].id,
      })),
  });
  const message = (words: string) =>
    teacher.log.locator(".message", { hasText: words });
  const tabs = page.getByRole("tablist", { name: groups.rooms })
    .getByRole("tab");
  await waitForAnswer(() => tabs.count(), 9);

  await step("lines", async () => {
    for (const words of lines) {
      const { height } = await sizeOf(message(words));
      assert(height <= 44, `“${words}” takes ${height} px`);
    }
    assert.equal(
      await teacher.log.locator(".message-head .message-name", {
        hasText: "Ines",
      })
        .count(),
      1,
    );
  });
  for (const width of [384, 300]) {
    await step(`${width} px`, async () => {
      if (width === 300) {
        await teacher.button(t.unpin).click();
        await page.evaluate(() => {
          const kept = JSON.parse(localStorage.getItem("homeroom/panel")!);
          const box = { x: 900, y: 100, width: 300, height: 480 };
          localStorage.setItem(
            "homeroom/panel",
            JSON.stringify({ ...kept, box }),
          );
        });
        await page.reload();
        await waitForAnswer(() => tabs.count(), 9);
        await teacher.waitForMessage("Done?");
      }
      const panel = await sizeOf(page.locator(".chat-panel"));
      assert.equal(Math.round(panel.width), width);
      const words = await sizeOf(box(teacher));
      assert(words.width >= width - 40, `the box is ${words.width} px wide`);
      for (
        const control of [
          teacher.button(files.attach),
          teacher.button(t.send),
          ...await tabs.all(),
        ]
      ) {
        await waitForAnswer(() => isOnScreen(control), true);
        const { x, width } = await sizeOf(control);
        assert(x >= panel.x && x + width <= panel.x + panel.width);
      }
      if (width === 300) await teacher.shoot("panel-room");
    });
  }
  await step("a group asks: no tab moves", async () => {
    await page.locator(".chat-panel").evaluate((panel) =>
      Promise.all(panel.getAnimations().map(({ finished }) => finished))
    );
    const last = tabs.filter({ hasText: "Group H" });
    const before = await sizeOf(last);
    seats[0].queueCommand({ kind: "help", on: true });
    await teacher.sees(page.getByRole("tab", { name: /asks for help|help/ }));
    assert.deepEqual(await sizeOf(last), before);
    await tabs.filter({ hasText: "Group A" }).click();
  });
  for (const seat of seats) seat.close();
});

test("on an upright tablet chat and assistant share the page without overlap (C-2, B-9)", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await amy.page.setViewportSize({ width: 768, height: 1024 });
  await amy.join(session.code, "Amy");
  const prompt = amy.page.getByRole("textbox", { name: assistant.prompt });
  await askAssistant(amy, "Why is the leaf green?");
  await answersInState(amy).waitFor();
  await amy.openChat();
  await amy.say("Hello");
  for (const width of [768, 700, 820]) {
    await amy.page.setViewportSize({ width, height: 1024 });
    for (const it of [prompt, box(amy)]) {
      await waitForAnswer(() => isOnScreen(it), true, `at ${width}`);
    }
    const [left, right] = [await sizeOf(prompt), await sizeOf(box(amy))];
    assert(left.x + left.width <= right.x, `at ${width}`);
    assert(left.width >= 180 && right.width >= 260, `at ${width}`);
  }

  await amy.button("Close").click();
  await prompt.fill("What is");
  await amy.page.locator(".chat-button").focus();
  await amy.page.clock.install();
  const { rooms: [{ id: room }] } = await desk("POST", "/breakouts/rooms", {
    names: ["Group A"],
  });
  const { members } = await desk("GET", "/members");
  const [{ id: member }] = members.filter((it: { name: string }) =>
    it.name === "Amy"
  );
  await desk("POST", "/breakouts/moves", { moves: [{ member, room }] });
  await desk("POST", "/breakouts/start");
  const goes = amy.button(groups.goTo({ name: "Group A" }));
  await amy.sees(goes);
  await amy.page.clock.runFor(20_000);
  assert.equal(await amy.log.isVisible(), false);
  await prompt.fill("");
  await amy.page.locator(".chat-button").focus();
  await amy.page.clock.runFor(4_000);
  assert.equal(await amy.log.isVisible(), false);
  await amy.openChat();
  await amy.sees(
    amy.page.getByRole("tab", { name: "Group A", selected: true }),
  );
});

/** True if the icon of a menu item is before its words, in one line. Runs in the page. */
function isInOneLine(item: Element): boolean {
  const icon = item.querySelector("svg")!.getBoundingClientRect();
  const words = document.createRange();
  words.selectNode(
    [...item.childNodes].find(({ nodeType }) => nodeType === Node.TEXT_NODE)!,
  );
  const { left, top, bottom } = words.getBoundingClientRect();
  const middle = (icon.top + icon.bottom) / 2;
  return icon.right <= left && top <= middle && middle <= bottom;
}

test("in the menus of the chat's header each icon stands before its label", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp("Ms Lin");
  await teacher.createSession();
  await teacher.openChat();
  for (const menu of [".groups-menu", ".moderation-menu"]) {
    await page.locator(`.chat-head ${menu}`).click();
    const items = page.locator(".popover-list:popover-open > .button");
    await items.first().waitFor();
    const inOneLine: boolean[] = [];
    for (const item of await items.all()) {
      inOneLine.push(await item.evaluate(isInOneLine));
    }
    assert(inOneLine.length > 1);
    assert(inOneLine.every(Boolean), `${menu}: ${inOneLine}`);
    await assertLayoutAndSave(page, `chat-head${menu.replace(".", "-")}`);
    await page.keyboard.press("Escape");
  }
});

test("on an upright tablet a teacher pins the chat next to the class", async ({ person }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 768, height: 1024 });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await callSessionApi(teacher, session.id)("POST", "/breakouts/rooms", {
    names: ["Group A", "Group B"],
  });
  await teacher.openTab(review.tabs.groups);
  await teacher.openChat();
  await teacher.button(t.pin).click();
  await teacher.button(t.unpin).waitFor();
  const { x } = await sizeOf(page.locator(".chat-panel"));
  const tile = await sizeOf(page.locator(".tiles > li").nth(1));
  assert(tile.x + tile.width <= x);
  await assertLayoutAndSave(page, "chat-pinned-tablet");
});

test("with a conversation and the pinned chat open, Submissions stays visible", async ({ person }) => {
  const teacher = await person(), amy = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await askAssistant(amy, "Why is the leaf green?");
  await answersInState(amy).waitFor();
  await teacher.openChat();
  await page.locator(".board-tile-view").click();
  await page.locator(".desk-aside").getByRole("heading", { name: "Amy" })
    .waitFor();
  await teacher.sees(
    page.getByRole("link", { name: review.board.submissions }),
  );
  await assertLayoutAndSave(page, "submissions-in-sight");
});

test("a teacher's chat has groups and timer on one line, and shortens a quoted message", async ({ person, server }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const amy = await (await joinClass(server, session.code, "Amy")).openPage();
  await desk("POST", "/breakouts/rooms", { names: ["Group A", "Group B"] });
  await desk("POST", "/breakouts/start");
  await desk("POST", "/breakouts/timer", { minutes: 10 });
  await teacher.openChat();
  await page.locator(".chat-timer").filter({ visible: true }).first()
    .waitFor();
  const tops = () =>
    page.locator(".chat-panel .chat-tab").evaluateAll((all) =>
      [...new Set(all.map((it) => it.getBoundingClientRect().top))].length
    );
  await waitForAnswer(tops, 1);
  assert.deepEqual(
    await page.locator(".chat-tab-name").evaluateAll((all) =>
      all.map((it) => it.scrollWidth > it.clientWidth)
    ),
    [false, false, false],
    "their names are whole",
  );
  await teacher.say("Look at the leaf.");
  const badge = page.locator(".message[data-mine=true] .badge.teacher");
  await teacher.sees(badge);
  const words = "The leaf has lost water, and that is why it hangs down. "
    .repeat(4).trim();
  const id = await amy.sayAndSee(words);
  await desk("POST", "/breakouts/stop", { grace: 0 });
  await amy.waitForMessage(
    amy.queueCommand({ kind: "say", room: "main", text: "Why?", replyTo: id }),
  );
  const brief = page.locator(".message-answered .brief");
  await brief.waitFor();
  const cut = await brief.evaluate((it) => {
    const { right } = it.getBoundingClientRect();
    const list = it.closest(".chat-scroll")!.getBoundingClientRect();
    return {
      isCut: it.scrollWidth > it.clientWidth,
      isWithin: right <= list.right,
      how: getComputedStyle(it).textOverflow,
    };
  });
  assert.deepEqual(cut, { isCut: true, isWithin: true, how: "ellipsis" });
});
