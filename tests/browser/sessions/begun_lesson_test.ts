/**
 * A lesson that begins by itself (S-7 to S-9), with a co-teacher, an observer and early students, one asleep and one
 * offline; and one whose server is down at its start.
 */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { SessionView } from "../../../classroom/model/views.ts";
import { chat } from "texts/chat.ts";
import { moderation } from "texts/chat_moderation.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { early } from "texts/people_early.ts";
import { join } from "texts/people_join.ts";
import { observing } from "texts/people_observing.ts";
import {
  classes,
  colleagues,
  coTeacher,
  gone,
  observe,
  observer,
} from "texts/people_staff.ts";
import { live as resource, share } from "texts/sharing_live.ts";
import { review } from "texts/review.ts";
import { classPage, places } from "texts/sessions_class.ts";
import { session as live } from "texts/sessions_live.ts";
import { scheduled } from "texts/sessions_schedule.ts";
import { languages } from "texts/languages.ts";
import { eventually } from "../../people.ts";
import {
  api,
  becomes,
  type Person,
  testStage as test,
  testStageAlone,
} from "../stage.ts";
import { comesEarly, schedules } from "./early.ts";

const cells = {
  name: "Cells",
  questions: [{
    kind: "single",
    text: "Who makes energy?",
    choices: ["Mitochondria", "Nucleus"],
    correct: 0,
  }],
};
const instructions = "Draw a cell and name its parts.";
const blocked = "pizza";
const rooms = ["Reds", "Blues"];

test("a prepared class begins for early students, a co-teacher and an observer (S-7, S-8, S-9)", async ({ person, step }) => {
  const zh = languages.find(({ tag }) => tag === "zh-TW")!;
  const teacher = await person(), ho = await person(), wu = await person();
  const amy = await person({ phone: true });
  const ben = await person(), cleo = await person();
  const dan = await person();
  const mei = await person({ language: zh });
  const students = { Amy: amy, Ben: ben, Cleo: cleo, Dan: dan, 美玲: mei };
  const pupils = Object.entries(students);
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  await ho.signUp("Mr Ho");
  await wu.signUp("Ms Wu");
  const session = await schedules(teacher, "Biology", 60 * 60_000);
  const ask = api(teacher, session.id);

  await step("colleagues are invited to a class that is ahead", async () => {
    const made = await ho.page.request.post("/api/quizzes", { data: cells });
    assert.equal(made.status(), 201, await made.text());
    await page.goto(`/teacher/sessions/${session.id}`);
    await teacher.part(review.tabs.settings);
    await invites(ho, colleagues.inviteModerator);
    await ho.page.reload();
    await ho.sees(classes.heading);
    await ho.page.getByRole("link", { name: "Biology" }).click();
    await ho.sees(coTeacher.line({ name: "Ms Lin" }));
    await invites(wu, colleagues.inviteObserver);
    await wu.page.goto("/teacher/observe");
    await wu.page.getByLabel(observe.code).fill(session.code);
    await wu.button(observe.ask).click();
    await wu.page.waitForURL(`**/teacher/sessions/${session.id}`);
    await wu.sees(observer.line);
    await wu.sees(scheduled.nobodyEarly);
  });

  async function invites(colleague: Person, how: string) {
    const me = await colleague.page.request.get("/api/me");
    const { email } = (await me.json()).teacher;
    await page.getByLabel(colleagues.email).fill(email);
    await teacher.button(how).click();
    await teacher.sees(colleagues.wasInvited({ email }));
  }

  await step("two teachers prepare it, and a third looks on", async () => {
    await ask("PATCH", "", { blockedWords: [blocked] });
    await ask("PATCH", "/breakouts", { entry: "assigned", instructions });
    await ask("POST", "/breakouts/rooms", { names: rooms });
    await ask("PUT", "/class-list", {
      names: pupils.map(([name], n) => ({ name, room: rooms[n % 2] })),
    });
    await ho.part(review.tabs.resources);
    const main = ho.page.getByRole("main");
    await main.getByRole("button", { name: share.quiz, exact: true }).click();
    const dialog = ho.page.getByRole("dialog");
    await dialog.getByRole("radio", { name: cells.name }).check();
    await dialog.getByRole("button", { name: share.assign }).click();
    await main.getByRole("heading", { name: cells.name }).waitFor();
    await ho.sees(resource.states.ahead);
    await becomes(() => ho.button(resource.showResults).count(), 0);
    await ask("POST", "/resources", { wall: {} });
    await wu.part(review.tabs.resources);
    await wu.sees(cells.name);
  });

  await step("students are early", async () => {
    await together(pupils, async ([name, one]) => {
      if (one === dan) await comesByKeyboard(dan, session.code, name);
      else await comesEarly(one, session.code, name);
    });
    await mei.sees(mei.page.getByRole("heading", { name: "Biology" }));
    await cleo.page.goto(`/join?sessionCode=${session.code}`);
    await cleo.sees(early.as({ name: "Cleo" }));
    for (const one of [teacher, ho, wu]) {
      await one.sees(scheduled.early({ count: pupils.length }));
    }
    await page.evaluate(() => Object.assign(globalThis, { stays: true }));
  });

  await step("it begins by itself, and everybody is in", async () => {
    const asleep = await ben.context.newCDPSession(ben.page);
    await asleep.send("Page.setWebLifecycleState", { state: "frozen" });
    await cleo.goOffline();
    await startsAt(ho, session, Date.now() + 20 * 60_000);
    await amy.sees(early.moved);
    await startsAt(ho, session, Date.now() + 3_000);
    for (const one of [amy, dan, mei]) await one.page.waitForURL(isInClass);
    await teacher.sees(teacher.page.locator(".desk-menu"));
    await ho.sees(ho.page.locator(".desk-menu"));
    await ho.sees(ho.button(resource.showResults));
    await asleep.send("Page.setWebLifecycleState", { state: "active" });
    await cleo.goOnline();
    for (const one of [ben, cleo]) await one.page.waitForURL(isInClass);
    assert.deepEqual(
      await namesIn(teacher, session),
      [...Object.keys(students)].sort(),
    );
    assert(await page.evaluate(() => "stays" in globalThis));
  });

  await step("what was prepared is there, for each as it should", async () => {
    await together(pupils, ([, one]) => one.sees(cells.name));
    await together(pupils, async ([name, one]) => {
      if (one === dan) {
        await opensByKeyboard(dan);
        await saysByKeyboard(dan, greeting(name));
      } else {
        await one.openChat();
        await one.say(greeting(name));
      }
    });
    const staff = [teacher, ho, wu];
    await together(staff, (one) => one.openChat());
    const readers = [...staff, ...Object.values(students)];
    await together(readers, async (one) => {
      for (const [name] of pupils) await one.hears(greeting(name));
    });
  });

  await step("the co-teacher acts", async () => {
    await amy.say(`Is it like a ${blocked}?`);
    await amy.sees(chat.held);
    await ho.button(moderation.allowOf({ name: "Amy" })).click();
    await mei.hears(`Is it like a ${blocked}?`);
    await ho.part(review.tabs.groups);
    await ho.button(groupsDesk.start).click();
    for (const [n, [, one]] of pupils.entries()) {
      await one.page.getByRole("tab", { name: rooms[n % 2] }).waitFor();
    }
    await cleo.page.getByRole("tab", { name: "Reds" }).click();
    await cleo.sees(instructions);
  });

  await step("the observer reads, and cannot act", async () => {
    await wu.sees(observer.line);
    for (const [, one] of pupils) {
      const line = one.words(() =>
        observing.line({ count: 1, names: "Ms Wu" })
      );
      await one.sees(line);
    }
    const all = pupils.length;
    await wu.sees(live.count({ online: all, all }));
    await wu.part(review.tabs.groups);
    await wu.sees("Reds");
    await wu.part(review.tabs.resources);
    await wu.sees(cells.name);
    const main = wu.page.getByRole("main");
    for (
      const name of [live.end, live.extend, groupsDesk.start, resource.takeBack]
    ) {
      assert.equal(await main.getByRole("button", { name }).count(), 0, name);
    }
    const acts = await wu.page.request.post(
      `/api/sessions/${session.id}/end`,
      { data: { now: true } },
    );
    assert.equal(acts.status(), 403);
  });

  await step("the owner ends it, for everybody", async () => {
    await ask("POST", "/end", { now: true });
    await together(pupils, async ([, one]) => {
      await one.sees(one.words(() => classPage.isOver));
      await one.keepsNothing();
    });
    await wu.sees(gone.over);
    await teacher.sees(live.overTitle);
    await ho.sees(live.overTitle);
  });
});

testStageAlone(
  "who waits is in after a restart across the start, with a script and without (S-7)",
  async ({ person, server }) => {
    const teacher = await person();
    const amy = await person({ phone: true }), fay = await person();
    const dan = await person({ script: false });
    await teacher.signUp("Ms Lin");
    const session = await schedules(teacher, "Biology", 60 * 60_000);
    const pupils = Object.entries({ Amy: amy, Dan: dan, Fay: fay });
    await together(pupils, async ([name, one]) => {
      await comesEarly(one, session.code, name);
    });
    await fay.page.goto("about:blank");
    const starts = Date.now() + 2_000;
    await startsAt(teacher, session, starts);
    await server.kill();
    await eventually(
      () => Promise.resolve(Date.now() > starts),
      (isPast) => isPast,
      "its time has come",
    );
    await server.restart();
    await dan.page.reload();
    await fay.page.goto(`/join?sessionCode=${session.code}`);
    for (const [, one] of pupils) await one.page.waitForURL(isInClass);
    assert.deepEqual(await namesIn(teacher, session), ["Amy", "Dan", "Fay"]);
  },
);

async function startsAt(
  { page }: Person,
  { id }: SessionView,
  at: number,
): Promise<void> {
  const startsAt = new Date(at).toISOString();
  await page.request.patch(`/api/sessions/${id}`, { data: { startsAt } });
}

async function namesIn(
  teacher: Person,
  { id }: SessionView,
): Promise<string[]> {
  const { members } = await api(teacher, id)("GET", "/members");
  return members
    .filter(({ role }: { role: string }) => role === "student")
    .map(({ name }: { name: string }) => name).sort();
}

const isInClass = "**/class/*";

const greeting = (name: string) => `${name} is here`;

async function together<T>(all: readonly T[], work: (one: T) => Promise<void>) {
  await Promise.all(all.map(work));
}

async function comesByKeyboard(student: Person, code: string, name: string) {
  const { page } = student;
  await page.goto(`/join?sessionCode=${code}`);
  await tabsTo(student, page.getByLabel(join.name, { exact: true }));
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await student.sees(early.as({ name }));
}

async function opensByKeyboard(student: Person) {
  const icon = new RegExp(`^(${chat.title}|${places.classChat})($|,)`);
  await tabsTo(student, student.button(icon));
  await student.page.keyboard.press("Enter");
  await student.log.waitFor();
}

async function saysByKeyboard(student: Person, text: string) {
  const { page } = student;
  await tabsTo(student, page.getByRole("textbox", { name: chat.message }));
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await student.hears(text);
}

async function tabsTo({ page }: Person, control: Locator) {
  await control.waitFor();
  const isThere = () =>
    control.evaluate((it) => it === it.ownerDocument.activeElement);
  for (let presses = 0; !await isThere(); presses++) {
    assert(presses < 60, "the keyboard comes to it");
    await page.keyboard.press("Tab");
  }
}
