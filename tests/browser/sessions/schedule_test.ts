import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/model/views.ts";
import { early } from "texts/people_early.ts";
import { earlyStudents as refusal } from "texts/sessions_early.ts";
import { overlap } from "texts/sessions_class_form.ts";
import { sessions } from "texts/sessions_portal.ts";
import {
  classes,
  schedule as form,
  scheduled as t,
} from "texts/sessions_schedule.ts";
import { session as live } from "texts/sessions_live.ts";
import { review } from "texts/review.ts";
import { callSessionApi, testStage as test, waitForAnswer } from "../stage.ts";
import { joinEarly, scheduleClass } from "./early.ts";
import { frame } from "texts/everywhere.ts";

const sessionPage = /\/teacher\/sessions\/[1-9A-HJ-NP-Za-km-z]{16}$/;

async function crowd(origin: string, code: string, count: number) {
  await Promise.all(Array.from({ length: count }, async (_, n) => {
    const answer = await fetch(new URL("/api/join", origin), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code, name: `Fake ${n}` }),
    });
    assert.equal(answer.status, 202, await answer.text());
  }));
}

test("a weekly class is scheduled over a change of clocks, changed, cancelled and repeated (S-7)", async ({ person }) => {
  const teacher = await person();
  const plain = await person({ script: false });
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  await page.getByRole("link", { name: form.schedule }).click();
  await page.getByLabel(sessions.name, { exact: true }).fill("Biology");
  const year = new Date().getUTCFullYear() + 1;
  // The last Sunday of March is between this class and the next.
  const first = lastSunday(year, 3) - 2 * 24 * 60 * 60_000;
  await page.getByLabel(form.date).fill("2020-01-01");
  await teacher.button(form.submit).click();
  await teacher.sees(form.past);
  await teacher.shoot("schedule-refused");
  await page.getByLabel(form.date).fill(
    new Date(first).toISOString().slice(0, 10),
  );
  await page.getByLabel(form.time, { exact: true }).fill("09:10");
  await page.getByLabel(form.zone).selectOption("Europe/Berlin");
  await page.getByLabel(form.repeat).check();
  await page.getByLabel(form.times).fill("3");
  await waitForAnswer(() => page.locator(".schedule-dates li").count(), 3);
  await teacher.sees(/09:10|9:10/);
  assert.equal(await page.locator(".schedule-clocks").count(), 1);
  await teacher.shoot("schedule-form");
  await teacher.button(form.submit).click();
  await page.waitForURL(sessionPage);
  await teacher.sees(page.getByRole("img", { name: /\/join\?/ }));
  await teacher.sees(t.series({ count: 2 }));

  const id = page.url().split("/").at(-1)!;
  const { session } = await callSessionApi(teacher, id)("GET", "");
  assert.equal(session.state, "scheduled");
  assert.equal(new Date(session.startsAt).getUTCHours(), 8);
  const file = await page.request.get(
    `/teacher/sessions/${id}/class.ics?series`,
  );
  assert.match(file.headers()["content-type"], /text\/calendar/);
  assert.equal((await file.text()).match(/BEGIN:VEVENT/g)?.length, 3);

  await plain.context.addCookies(
    (await teacher.context.cookies()).map(({ name, value }) => ({
      name,
      value,
      url: plain.network.url,
    })),
  );
  await plain.page.goto(`/teacher/sessions/${id}/edit`);
  await plain.page.getByLabel(sessions.name, { exact: true })
    .fill("Biology 3");
  await plain.button(form.save).click();
  await plain.sees(plain.page.getByRole("heading", { name: "Biology 3" }));
  await teacher.sees(page.getByRole("heading", { name: "Biology 3" }));
  assert.match(await page.title(), /^Biology 3 /);
  await plain.button(t.cancel).click();
  await plain.button(frame.undo).click();
  await plain.sees(plain.button(t.startNow));

  await page.goto("/teacher/sessions");
  await teacher.sees(classes.more({ count: 2 }));
  await page.getByText(classes.more({ count: 2 })).click();
  await page.getByRole("link", { name: "Biology 3" }).click();
  await teacher.button(t.cancelSeries).click();
  await teacher.sees(/All 3 classes of this series/);
  await teacher.button(frame.undo).click();
  await teacher.button(frame.undo).waitFor({ state: "detached" });
  const { sessions: all } = await (await page.request.get("/api/sessions"))
    .json();
  assert.deepEqual(
    all.map((it: SessionView) => [it.state, it.undoUntil]),
    Array.from({ length: 3 }, () => ["scheduled", undefined]),
  );
  await teacher.button(t.cancel).click();
  await teacher.sees(teacher.button(frame.undo));
  await teacher.assertAccessible("schedule-cancelling");
  await teacher.button(frame.undo).click();
  await teacher.button(frame.undo).waitFor({ state: "detached" });
  await teacher.button(t.cancel).click();
  await teacher.sees(t.cancelledTitle);
  await teacher.sees(page.getByRole("link", { name: t.uncalendar }));

  await teacher.button("Restart Class").click();
  await page.getByLabel(form.atTime).check();
  await teacher.shoot("schedule-restart");
  await teacher.button(form.submit).click();
  await page.waitForURL(sessionPage);
  await teacher.sees(teacher.button(t.startNow));
  const again = await callSessionApi(teacher, page.url().split("/").at(-1)!)(
    "GET",
    "",
  );
  assert.equal(again.session.restartOf, id);
  await teacher.button(t.startNow).click();
  await teacher.sees(teacher.page.locator(".desk-menu"));
});

test("a class is started by hand, waits for another and is cancelled, with early students (S-7)", async ({ person, step }) => {
  const teacher = await person();
  const amy = await person({ phone: true });
  const plain = await person({ script: false });
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  const biology = await scheduleClass(teacher, "Biology", 30 * 60_000);

  await step("a teacher refuses strangers; the class waits on", async () => {
    const names = [{ name: "Amy" }, { name: "Dan" }];
    await callSessionApi(teacher, biology.id)("PUT", "/class-list", { names });
    await page.goto(`/teacher/sessions/${biology.id}`);
    await teacher.sees(t.nobodyEarly);
    await joinEarly(amy, biology.code, "Amy");
    await amy.sees(amy.page.getByRole("heading", { name: "Biology" }));
    await amy.assertAccessible("schedule-early");
    await joinEarly(plain, biology.code, "Dan");
    await teacher.sees(t.early({ count: 2 }));
    await crowd(new URL(page.url()).origin, biology.code, 12);
    await teacher.sees(t.early({ count: 14 }));
    await teacher.shoot("schedule-crowd");
    const refuse = (name: string) =>
      page.getByRole("button", {
        name: live.answerTo({ answer: live.refuse, name }),
        exact: true,
      });
    await refuse("Fake 0").focus();
    await page.keyboard.press("Enter");
    await teacher.sees(t.early({ count: 13 }));
    await waitForAnswer(
      () => page.evaluate(() => document.activeElement?.tagName),
      "BUTTON",
    );
    await teacher.button(refusal.refuseNew).click();
    await teacher.sees(t.early({ count: 2 }));
  });

  await step("Start now admits waiting students", async () => {
    await teacher.sees(page.getByText("Amy", { exact: true }));
    await teacher.openTab(review.tabs.groups);
    await teacher.button(t.startNow).click();
    await amy.page.waitForURL("**/class/*");
    await plain.page.waitForURL("**/class/*");
  });

  await step("the next one waits meanwhile, and says so", async () => {
    const next = await scheduleClass(teacher, "Chemistry", 1_000);
    const eva = await person({ phone: true });
    await teacher.sees(overlap.waits({ name: "Chemistry" }));
    await page.goto(`/teacher/sessions/${next.id}`);
    await teacher.sees(t.waitsFor({ name: "Biology" }));
    await joinEarly(eva, next.code, "Eva");
    await eva.sees(early.waitsForOther);
    await teacher.button(t.endOther).click();
    await teacher.sees(teacher.page.locator(".desk-menu"));
    await eva.page.waitForURL("**/class/*");
    await amy.sees(/class is over/i);
    await callSessionApi(teacher, next.id)("POST", "/end", { now: true });
  });

  await step("waiting students learn of the cancellation", async () => {
    const art = await scheduleClass(teacher, "Art", 5 * 60_000);
    const gus = await person({ phone: true });
    await joinEarly(gus, art.code, "Gus");
    await callSessionApi(teacher, art.id)("POST", "/end", { now: true });
    await gus.sees(early.cancelledTitle);
    await waitForAnswer(
      () => gus.page.evaluate(() => document.activeElement?.textContent),
      early.cancelledTitle,
      "who hears the page is told",
    );
  });
});

/** Midnight (UTC, ms) of the last Sunday of a month, when Europe changes clocks. */
function lastSunday(year: number, month: number): number {
  const end = new Date(Date.UTC(year, month, 0));
  return end.getTime() - end.getUTCDay() * 24 * 60 * 60_000;
}
