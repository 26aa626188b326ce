/** A whole lesson moves nothing that a person reads or is about to press (V-5). */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { desk as desks } from "texts/desk.ts";
import { classPage } from "texts/sessions_class.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { joinClass } from "../../people.ts";
import { makeTalkingClass } from "../calls/talking_class.ts";
import { testStage as test, waitForAnswer } from "../stage.ts";
import { readShifts, watchShifts } from "./shifts.ts";

/** Maximum sum of a page's layout shifts in a lesson. */
const maxShift = 0.02;

const laptop = { width: 1366, height: 768 };
const phone = { width: 360, height: 740 };

test("in a whole lesson the teacher's and students' pages shift by at most 0.02 (V-5)", async (stage) => {
  const { server, step } = stage;
  const { teacher, desk, session, students } = await makeTalkingClass(stage, [
    "Amy",
    "Ben",
  ]);
  const [amy, ben] = students;
  const pages: readonly [name: string, page: Page, typeof laptop][] = [
    ["the teacher", teacher.page, laptop],
    ["Amy on a laptop", amy.page, laptop],
    ["Ben on a phone", ben.page, phone],
  ];
  for (const [, page, size] of pages) {
    await page.setViewportSize(size);
    await page.addInitScript(watchShifts);
  }
  for (const one of [teacher, amy, ben]) await one.page.reload();
  const seats = await Promise.all(
    ["Cleo", "Dan"].map((name) => joinClass(server, session.code, name)),
  );
  await Promise.all(seats.map((seat) => seat.openPage()));
  await teacher.startLesson();
  for (const one of [teacher, amy]) {
    await one.openChat();
    await one.say(`hello from ${one === amy ? "Amy" : "your teacher"}`);
  }
  const known = new Map<Page, number>();
  const readNewShifts = async (page: Page) => {
    const all = await readShifts(page);
    const before = known.get(page) ?? 0;
    known.set(page, all.length);
    return all.slice(before);
  };
  for (const [, page] of pages) await readNewShifts(page);
  const sums = new Map(pages.map(([name]) => [name, 0]));
  const found: string[] = [];

  const part = (what: string, act: () => Promise<unknown>) =>
    step(what, async () => {
      await act();
      for (const [name, page] of pages) {
        for (const { value, what: where } of await readNewShifts(page)) {
          sums.set(name, sums.get(name)! + value);
          found.push(
            `${name}, ${what}: ${value.toFixed(4)} ${where.join("; ")}`,
          );
        }
      }
    });
  const onBoth = (selector: string) =>
    Promise.all(
      [amy, ben].map((one) =>
        one.page.locator(selector).filter({ visible: true }).first().waitFor()
      ),
    );
  const gone = (page: Page, selector: string) =>
    waitForAnswer(() => page.locator(selector).count(), 0);

  await part("a student joins late, and writes", async () => {
    const eva = await joinClass(server, session.code, "Eva");
    seats.push(eva);
    await eva.openPage();
    await eva.sayAndSee("sorry, I am late");
    await waitForAnswer(
      () => teacher.page.locator(".board-tile").count(),
      5,
    );
  });
  await part("students ask the assistant", async () => {
    for (const seat of seats) {
      seat.queueCommand({
        kind: "ask",
        conversation: newId(),
        text: "what is osmosis",
      });
    }
    await waitForAnswer(
      () =>
        teacher.page.locator('.board-tile-words[data-kind="question"]').count(),
      seats.length,
    );
  });
  await part("the class votes, and sees the results", async () => {
    const { resource } = await desk("POST", "/resources", {
      poll: { kind: "yes-no", anonymous: false },
    });
    const [{ id, choices }] = resource.questions;
    for (const seat of seats) {
      seat.queueCommand({
        kind: "answer",
        resource: resource.id,
        answers: { [id]: [choices[0].id] },
      });
    }
    await teacher.sees(desks.now.answered({ answered: 3, of: 5 }));
    await desk("PATCH", `/resources/${resource.id}`, { present: true });
    await desk("PATCH", `/resources/${resource.id}`, { showResults: true });
    await desk("PATCH", `/resources/${resource.id}`, { closed: true });
  });
  await part("a wall, a page and a drawing board are shared", async () => {
    for (
      const shared of [
        { wall: {} },
        { page: { name: "Our plan", text: "", per: "class" } },
        { drawing: { name: "Board 1", paper: "plain" } },
      ]
    ) await desk("POST", "/resources", shared);
    await teacher.page.locator(".now-more").waitFor();
  });
  await part("groups, their timer, a hand, a broadcast, and back", async () => {
    await desk("POST", "/breakouts/groups", { of: 2 });
    await desk("POST", "/breakouts/timer", { minutes: 5 });
    await onBoth("[role=timer]");
    seats[0].queueCommand({ kind: "help", on: true });
    await teacher.page.locator(".strip [data-waits=true]").first().waitFor();
    await desk("POST", "/breakouts/broadcast", { text: "Two minutes left" });
    await amy.sees("Two minutes left");
    await desk("POST", "/breakouts/stop", { grace: 0 });
    await gone(amy.page, ".chat-timer");
  });
  await part("eyes on the teacher", async () => {
    await desk("PATCH", "", { eyesOnMe: { text: "Look here" } });
    await onBoth("dialog.eyes");
    await desk("PATCH", "", { eyesOnMe: null });
    for (const one of [amy, ben]) await gone(one.page, "dialog.eyes");
  });
  await part("the teacher ends the class", async () => {
    await desk("POST", "/end");
    await amy.sees(classPage.ending);
    await teacher.page.locator(".desk-notices .notice").first().waitFor();
  });
  for (const [name, sum] of sums) {
    console.log(`layout shift, ${name}: ${sum.toFixed(4)}`);
  }
  console.log(found.join("\n"));
  for (const [name, sum] of sums) {
    assert(sum <= maxShift, `${name}: ${sum}\n${found.join("\n")}`);
  }
  for (const seat of seats) seat.close();
});
