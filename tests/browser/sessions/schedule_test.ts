/** Classes that begin by themselves in Chromium (S-7): scheduled, changed, cancelled, and begun with early students. */
import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/schema/views.ts";
import { early } from "texts/people_early.ts";
import { portal } from "texts/resources_portal.ts";
import { sessions } from "texts/sessions_portal.ts";
import {
  classes,
  schedule as form,
  scheduled as t,
} from "texts/sessions_schedule.ts";
import { session as live } from "texts/sessions_live.ts";
import { review } from "texts/review.ts";
import { eventually } from "../../people.ts";
import { api, becomes, type Person, testStage } from "../stage.ts";

const sessionPage = /\/teacher\/sessions\/[1-9A-HJ-NP-Za-km-z]{16}$/;

/** A class that starts so many ms from now. */
async function schedules(
  { page }: Person,
  name: string,
  ahead: number,
  more: Record<string, unknown> = {},
): Promise<SessionView> {
  const startsAt = new Date(Date.now() + ahead).toISOString();
  const answer = await page.request.post("/api/sessions", {
    data: { name, startsAt, ...more },
  });
  const text = await answer.text();
  assert.equal(answer.status(), 201, text);
  return JSON.parse(text).session;
}

/** Joins before the start; ends at the page that waits. */
async function comesEarly(student: Person, code: string, name: string) {
  const { page } = student;
  await page.goto(`/join?sessionCode=${code}`);
  await page.getByLabel("Display name").fill(name);
  await student.button(/^Join$/).click();
  await page.waitForURL(/\/join\?waiting=/);
  await student.sees(early.as({ name }));
}

testStage(
  "S-7: a class is scheduled every week over a change of the clocks, changed, cancelled, and held again at a time",
  async ({ person }) => {
    const teacher = await person();
    const plain = await person({ script: false });
    const { page } = teacher;
    await teacher.signUp("Ms Lin");
    await page.getByRole("link", { name: form.schedule }).click();
    await page.getByLabel(sessions.name, { exact: true }).fill("Biology");
    const year = new Date().getUTCFullYear() + 1;
    // The last Sunday of March is between this one and the next.
    const first = lastSunday(year, 3) - 2 * 24 * 60 * 60_000;
    await page.getByLabel(form.date).fill("2020-01-01");
    await teacher.button(form.submit).click();
    await teacher.sees(form.past);
    await teacher.accessible("schedule-refused");
    await page.getByLabel(form.date).fill(
      new Date(first).toISOString().slice(0, 10),
    );
    await page.getByLabel(form.time, { exact: true }).fill("09:10");
    await page.getByLabel(form.zone).selectOption("Europe/Berlin");
    await page.getByLabel(form.repeat).check();
    await page.getByLabel(form.times).fill("3");
    await becomes(
      () => page.locator(".schedule-dates li").count(),
      3,
    );
    await teacher.sees(/09:10|9:10/);
    assert.equal(await page.locator(".schedule-clocks").count(), 1);
    await teacher.accessible("schedule-form");
    await teacher.button(form.submit).click();
    await page.waitForURL(sessionPage);
    await teacher.sees(page.getByRole("img", { name: /\/join\?/ }));
    await teacher.sees(t.series({ count: 2 }));
    await teacher.accessible("schedule-prepared");

    const id = page.url().split("/").at(-1)!;
    const { session } = await api(teacher, id)("GET", "");
    assert.equal(session.state, "scheduled");
    assert.equal(new Date(session.startsAt).getUTCHours(), 8);
    const file = await page.request.get(
      `/teacher/sessions/${id}/class.ics?series`,
    );
    assert.match(file.headers()["content-type"], /text\/calendar/);
    assert.equal((await file.text()).match(/BEGIN:VEVENT/g)?.length, 3);

    // Without a script the same page starts, changes and cancels.
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
    await plain.button(t.cancel).click();
    await plain.button(t.undo).click();
    await plain.sees(plain.button(t.startNow));

    await page.goto("/teacher/sessions");
    await teacher.sees(classes.more({ count: 2 }));
    await page.getByText(classes.more({ count: 2 })).click();
    await teacher.accessible("schedule-list");
    await page.getByRole("link", { name: "Biology 3" }).click();
    await teacher.button(t.cancel).click();
    await teacher.sees(teacher.button(t.undo));
    await teacher.accessible("schedule-cancelling");
    await teacher.button(t.undo).click();
    await teacher.button(t.undo).waitFor({ state: "detached" });
    await teacher.button(t.cancel).click();
    await teacher.sees(t.cancelledTitle);
    await teacher.accessible("schedule-cancelled");

    // The class that was not held is held yet, at another time.
    await teacher.button("Restart Class").click();
    await page.getByLabel(form.atTime).check();
    await teacher.accessible("schedule-restart");
    await teacher.button(form.submit).click();
    await page.waitForURL(sessionPage);
    await teacher.sees(teacher.button(t.startNow));
    const again = await api(teacher, page.url().split("/").at(-1)!)("GET", "");
    assert.equal(again.session.restartOf, id);
    await teacher.button(t.startNow).click();
    await teacher.sees(teacher.button(live.end));
  },
);

testStage(
  "S-7: a class starts by itself with what was prepared, for early students, one asleep, one without a network, and after a restart of the server",
  async ({ person, server, step }) => {
    const teacher = await person();
    const amy = await person({ phone: true });
    const ben = await person(), cleo = await person();
    const plain = await person({ script: false });
    const { page } = teacher;
    await teacher.signUp("Ms Lin");
    const biology = await schedules(teacher, "Biology", 9 * 60_000);
    const desk = api(teacher, biology.id);

    await step("early students wait, and the teacher prepares", async () => {
      await page.goto(`/teacher/sessions/${biology.id}`);
      await teacher.sees(t.nobodyEarly);
      await comesEarly(amy, biology.code, "Amy");
      await amy.sees(amy.page.getByRole("heading", { name: "Biology" }));
      await amy.accessible("schedule-early");
      await comesEarly(ben, biology.code, "Ben");
      await comesEarly(cleo, biology.code, "Cleo");
      await cleo.page.reload();
      await cleo.sees(early.as({ name: "Cleo" }));
      await comesEarly(plain, biology.code, "Dan");
      await teacher.sees(t.early({ count: 4 }));
      await teacher.sees(page.getByText("Cleo", { exact: true }));
      await desk("POST", "/breakouts/rooms", { names: ["Reds", "Blues"] });
      const made = await page.request.post("/api/quizzes", {
        data: {
          name: "Cells",
          questions: [{
            kind: "single",
            text: "Who makes energy?",
            choices: ["Mitochondria", "Nucleus"],
            correct: 0,
          }],
        },
      });
      const { quiz } = await made.json();
      await desk("POST", "/resources", { quiz: quiz.id, minutes: 30 });
      await teacher.part(review.tabs.groups);
      await teacher.sees("Reds");
      await teacher.accessible("schedule-waiting");
      await page.evaluate(() => Object.assign(globalThis, { stays: true }));
    });

    await step("it starts on every page", async () => {
      const asleep = await ben.context.newCDPSession(ben.page);
      await asleep.send("Page.setWebLifecycleState", { state: "frozen" });
      await cleo.goOffline();
      const starts = Date.now() + 12_000;
      const startsAt = new Date(starts).toISOString();
      await desk("PATCH", "", { startsAt });
      await amy.sees(early.moved);
      await amy.page.waitForURL("**/class/*");
      const late = Date.now() - starts;
      assert(late < 6_000, `Amy was in after ${late} ms`);
      await teacher.sees(teacher.button(live.end));
      await teacher.sees("Reds");
      assert(await page.evaluate(() => "stays" in globalThis));
      await teacher.openChat();
      await amy.sees(
        amy.page.getByRole("button", { name: portal.open, exact: true }),
      );
      await plain.page.waitForURL("**/class/*");
      await asleep.send("Page.setWebLifecycleState", { state: "active" });
      await ben.page.waitForURL("**/class/*");
      await cleo.goOnline();
      await cleo.page.waitForURL("**/class/*");
      const { members } = await desk("GET", "/members");
      const students = members.filter(({ role }: { role: string }) =>
        role === "student"
      );
      assert.deepEqual(
        students.map(({ name }: { name: string }) => name).sort(),
        ["Amy", "Ben", "Cleo", "Dan"],
      );
      await teacher.accessible("schedule-started");
    });

    await step("the next one waits while it runs, and says so", async () => {
      const next = await schedules(teacher, "Chemistry", 1_000);
      const eva = await person({ phone: true });
      await page.goto(`/teacher/sessions/${next.id}`);
      await teacher.sees(t.waitsFor({ name: "Biology" }));
      await comesEarly(eva, next.code, "Eva");
      await teacher.accessible("schedule-late");
      await teacher.button(t.endOther).click();
      await teacher.sees(teacher.button(live.end));
      await eva.page.waitForURL("**/class/*");
      await amy.sees(/class is over/i);
      await api(teacher, next.id)("POST", "/end", { now: true });
    });

    await step("a server that was away at the time starts it", async () => {
      const physics = await schedules(teacher, "Physics", 8_000);
      const finn = await person();
      await comesEarly(finn, physics.code, "Finn");
      await server.kill();
      await eventually(
        () => Promise.resolve(Date.now() > Date.parse(physics.startsAt)),
        (isPast) => isPast,
        "its time has come",
      );
      await server.restart();
      await finn.page.waitForURL("**/class/*");
    });

    await step("who waits is told that it was cancelled", async () => {
      const running = await page.request.get("/api/sessions");
      const [{ id }] = (await running.json()).sessions;
      await api(teacher, id)("POST", "/end", { now: true });
      const art = await schedules(teacher, "Art", 5 * 60_000);
      const gus = await person({ phone: true });
      await comesEarly(gus, art.code, "Gus");
      await api(teacher, art.id)("POST", "/end", { now: true });
      await gus.sees(early.cancelledTitle);
      await gus.accessible("schedule-early-cancelled");
    });
  },
);

/** The last Sunday of a month, at midnight in UTC (ms): when clocks are changed in Europe. */
function lastSunday(year: number, month: number): number {
  const end = new Date(Date.UTC(year, month, 0));
  return end.getTime() - end.getUTCDay() * 24 * 60 * 60_000;
}
