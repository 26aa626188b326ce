import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assistant as t } from "texts/assistant.ts";
import { chat } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { review } from "texts/review.ts";
import { assertLayoutAndSave, assertLayoutAndShoot } from "../browser.ts";
import { joinClass } from "../people.ts";
import { answersInState, askAssistant } from "./assistant/asking.ts";
import { assertWellLaidOut, readLayoutFaults } from "./layout.ts";
import { callSessionApi, type Person, testStage as test } from "./stage.ts";

const screens = [[1366, 768], [1024, 768], [390, 844], [360, 640]] as const;

async function onAllScreens(page: Page, name: string) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const [width, height] of screens) {
    await page.setViewportSize({ width, height });
    await assertLayoutAndSave(page, `${name}-${width}`);
  }
}

async function scrollUp({ page }: Person) {
  await page.locator(".assistant-scroll").evaluate((place) =>
    place.scrollTo({ top: 0, behavior: "instant" })
  );
}

async function askThreeThings(student: Person) {
  const questions = ["Compare cells in a table", "Steps?", "Ideas?"];
  for (const [n, text] of questions.entries()) {
    await askAssistant(student, text);
    await answersInState(student).nth(n).waitFor();
  }
}

test("the student's page cannot be scrolled past its content after three answers", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const amy = await person();
  await amy.join(session.code, "Amy");
  await askThreeThings(amy);
  for (
    const [width, height] of [[1366, 768], [768, 1024], [360, 740]] as const
  ) {
    await amy.page.setViewportSize({ width, height });
    await assertLayoutAndSave(amy.page, `after-three-answers-${width}`);
    const past = await amy.page.evaluate(() => {
      const root = document.documentElement;
      root.scrollTo({ top: 10_000, behavior: "instant" });
      return root.scrollTop;
    });
    assert.equal(past, 0, `${width} × ${height}`);
  }
});

test("scrolling up in a long answer keeps the box in place and uses the full width (A-1)", async ({ person }) => {
  const teacher = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  for (const phone of [true, false]) {
    const amy = await person({ phone });
    await amy.join(session.code, phone ? "Amy" : "Ben");
    await askThreeThings(amy);
    const box = amy.page.getByRole("textbox", { name: t.prompt });
    const before = await box.boundingBox();
    await scrollUp(amy);
    await amy.sees(amy.button(t.latest));
    assert.deepEqual(await box.boundingBox(), before);
    await assertLayoutAndShoot(
      amy.page,
      phone ? "phone-assistant-up" : "assistant-up",
    );
    await scrollUp(amy);
    await amy.button(t.latest).click();
    await amy.button(t.latest).waitFor({ state: "detached" });
  }
});

/** Faults that pages had or could have, and the message for each. */
const broken: readonly (readonly [style: string, fault: RegExp])[] = [
  [
    ".assistant-middle { flex: none; block-size: 3rem }",
    /div\.assistant-scroll.* is \d+ px (wide|high)/,
  ],
  [".ask { order: -1 }", /is not below|is not at the bottom/],
  [".assistant-seen { margin-block-start: -6rem }", /is not below/],
  [".answer { inline-size: 0 }", /div\.(?:[\w-]+\.)*answer\b.* is 0 px wide/],
  [".class-head { order: 1 }", /is not at the (top|bottom)/],
  [".class-tools { translate: 20rem }", /is under/],
  [".class-tools { translate: 60rem }", /is off the side/],
  [
    ".chat-head { flex-wrap: nowrap; overflow: hidden; inline-size: 6rem }",
    /is cut off/,
  ],
  [".composer { position: absolute; top: 0 }", /is not at the bottom/],
  [".chat-scroll { max-block-size: 3rem }", /is 48 px high/],
  [".chat-row { min-block-size: 45rem }", /is not at the bottom/],
  [
    ".bubble { inline-size: 3rem } .bubble p { white-space: nowrap !important }",
    /sticks out/,
  ],
  [".class-main { margin-inline-end: -24rem }", /is over|px wide/],
  [".assistant-scroll { position: static }", /scrolled \d+ px past its end/],
];

test("every kind of layout fault is reported", async ({ person }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  await amy.join(session.code, "Amy");
  await askThreeThings(amy);
  await amy.openChat();
  await amy.button(chat.pin).click();
  await amy.say("good morning to all of you");
  await assertLayoutAndSave(amy.page, "layout-good");
  for (const [style, fault] of broken) {
    await amy.page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
    }, style);
    const faults = await readLayoutFaults(amy.page);
    assert(faults.some((it) => fault.test(it)), `${style}: ${faults}`);
  }
  await amy.page.evaluate(() => document.adoptedStyleSheets = []);
  await assertWellLaidOut(amy.page, "layout-good-again");
});

test("the smallest panel has all its buttons and room to read (C-2)", async ({ person, server }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await amy.join(session.code, "Amy");
  const seats = [];
  for (let n = 0; n < 11; n++) {
    const seat = await joinClass(server, session.code, `Student ${n}`);
    seats.push(await seat.openPage());
  }
  const names = ["Group A", "Blue team", "Group C"];
  await desk("POST", "/breakouts/rooms", { names });
  await desk("PATCH", "/breakouts", {
    instructions: "Read page **12** and write down *three* questions.",
    minutes: 20,
  });
  await desk("POST", "/breakouts/distribute", {
    how: "shuffle",
    onlineOnly: false,
  });
  await desk("POST", "/breakouts/start");
  await desk("POST", "/breakouts/timer", { minutes: 20 });
  for (const one of [amy, teacher]) {
    await one.openChat();
    await one.sees(one.page.locator(".chat-timer"));
    await one.page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem("homeroom/panel")!);
      const box = { x: 900, y: 100, width: 200, height: 200 };
      const now = { ...kept, open: true, pinned: false, box };
      localStorage.setItem("homeroom/panel", JSON.stringify(now));
    });
    await one.page.reload();
    await one.sees(one.page.locator(".chat-online"));
    await one.sees(one.page.locator(".chat-timer"));
    const panel = await one.page.locator(".chat-panel").boundingBox();
    assert.equal(panel!.width, 300);
    const who = one === amy ? "student" : "teacher";
    await assertLayoutAndSave(one.page, `panel-small-${who}`);
    const messages = await one.log.boundingBox();
    assert(messages!.height >= 130, `${who}: ${messages!.height} px`);
    await one.page.getByRole("dialog").getByRole("button", { name: /online/ })
      .waitFor();
  }
  await amy.button(groups.askForHelp).click();
  await amy.sees(groups.helpIsUp);
  await assertLayoutAndSave(amy.page, "panel-small-help");
  await teacher.button(chat.pin).click();
  await teacher.button(chat.unpin).waitFor();
  await assertLayoutAndSave(teacher.page, "panel-pinned");
  for (const seat of seats) seat.close();
});

test("on every screen size each page places its parts where they belong (C-2, A-1, S-2)", async ({ person, server }) => {
  const teacher = await person(), amy = await person();
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await amy.join(session.code, "Amy");
  const seats = [];
  for (const name of ["Bartholomew Featherstonehaugh", "Chloe", "Dan"]) {
    const seat = await joinClass(server, session.code, name);
    seats.push(await seat.openPage());
  }
  await askAssistant(
    amy,
    "Please compare plant cells and animal cells in a table",
  );
  await answersInState(amy).waitFor();
  await onAllScreens(amy.page, "screens-assistant");
  await scrollUp(amy);

  await desk("POST", "/breakouts/rooms", { names: ["Group A", "Blue team"] });
  await desk("PATCH", "/breakouts", {
    instructions: "Read page **12** and write down *three* questions.",
    minutes: 20,
  });
  await desk("POST", "/breakouts/distribute", {
    how: "shuffle",
    onlineOnly: false,
  });
  await desk("POST", "/breakouts/start");
  await desk("POST", "/breakouts/timer", { minutes: 20 });
  await amy.openChat();
  await amy.sees(amy.page.getByRole("tab", { selected: true, name: /A|Blue/ }));
  for (
    const text of ["I think it is chlorophyll", "**why?**", "wait for me"]
  ) {
    await amy.say(text, text.replaceAll("*", ""));
  }
  await amy.button(groups.askForHelp).click();
  await amy.sees(groups.helpIsUp);
  await onAllScreens(amy.page, "screens-student-chat");

  await teacher.openChat();
  await onAllScreens(teacher.page, "screens-teacher-chat");
  await teacher.page.setViewportSize({ width: 1280, height: 800 });
  await teacher.log.waitFor();
  await teacher.button(chat.title).and(
    teacher.page.locator(".chat-panel button, .chat-button"),
  ).first().click();
  await onAllScreens(teacher.page, "screens-teacher");
  await teacher.page.setViewportSize({ width: 1280, height: 800 });
  await teacher.openTab(review.tabs.groups);
  await onAllScreens(teacher.page, "screens-groups");
  await teacher.page.setViewportSize({ width: 1280, height: 800 });
  const main = teacher.page.getByRole("main");
  await main.getByRole("button", { name: groupsDesk.distribute }).first()
    .click();
  await teacher.page.locator(".student-card").nth(3).waitFor();
  await onAllScreens(teacher.page, "screens-distribute");
  await teacher.page.goto(`/teacher/sessions/${session.id}/present`);
  await teacher.sees(groups.timeLeft);
  await onAllScreens(teacher.page, "screens-present");
  for (const seat of seats) seat.close();
});
