/**
 * A lesson that begins by itself (S-7 to S-9), as a school has it: prepared with a colleague, looked on by a student
 * teacher, with six students who are early and are anything but in front of their screens when it begins. Once as it
 * should be, and once with a server that is away at the time.
 */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { SessionView } from "../../../classroom/model/views.ts";
import { chat } from "texts/chat.ts";
import { moderation } from "texts/chat_moderation.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { early } from "texts/people_early.ts";
import { join } from "texts/people_join.ts";
import { observing } from "texts/people_observing.ts";
import {
  classes,
  colleagues,
  coTeacher,
  gone,
  knock,
  observe,
  observer,
} from "texts/people_staff.ts";
import { live as resource, share } from "texts/sharing_live.ts";
import { portal } from "texts/sharing_portal.ts";
import { review } from "texts/review.ts";
import { classPage } from "texts/sessions_class.ts";
import { session as live } from "texts/sessions_live.ts";
import { sessions } from "texts/sessions_portal.ts";
import { schedule as form, scheduled } from "texts/sessions_schedule.ts";
import { languages } from "texts/languages.ts";
import { eventually } from "../../people.ts";
import { api, becomes, type Person, type Stage, testStage } from "../stage.ts";

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

testStage(
  "S-7, S-8, S-9: a prepared class begins by itself for early students, a co-teacher and an invited observer",
  (stage) => lesson(stage, { away: false }),
);

testStage(
  "S-7, S-8, S-9: the same with a restart of the server across the start, and an observer who knocks",
  (stage) => lesson(stage, { away: true }),
);

/** `away`: the server is down at the start. */
async function lesson(
  { person, server, step }: Stage,
  { away }: { away: boolean },
) {
  const zh = languages.find(({ tag }) => tag === "zh-TW")!;
  const teacher = await person(), ho = await person(), wu = await person();
  const amy = await person({ phone: true });
  const ben = await person(), cleo = await person(), fay = await person();
  // By the keyboard alone; and where the server is away, without a script.
  const dan = await person({ script: !away });
  const mei = await person({ language: zh });
  const pupils = {
    Amy: amy,
    Ben: ben,
    Cleo: cleo,
    Dan: dan,
    美玲: mei,
    Fay: fay,
  };
  const scripted = Object.entries(pupils)
    .filter(([, one]) => one !== dan || !away);
  const { page } = teacher;
  await teacher.signUp("Ms Lin");
  await ho.signUp("Mr Ho");
  await wu.signUp("Ms Wu");
  let session: SessionView;
  let ask: ReturnType<typeof api>;

  await step("the class is scheduled, and colleagues are invited", async () => {
    const made = await ho.page.request.post("/api/quizzes", { data: cells });
    assert.equal(made.status(), 201, await made.text());
    await page.getByRole("link", { name: form.schedule }).click();
    await page.getByLabel(sessions.name, { exact: true }).fill("Biology");
    await teacher.button(form.submit).click();
    await page.waitForURL(/\/teacher\/sessions\/[1-9A-HJ-NP-Za-km-z]{16}$/);
    const id = page.url().split("/").at(-1)!;
    ask = api(teacher, id);
    session = (await ask("GET", "")).session;
    assert.equal(session.state, "scheduled");
    await teacher.part(review.tabs.settings);
    await invites(ho, colleagues.inviteModerator);
    await ho.page.reload();
    await ho.sees(classes.heading);
    await ho.page.getByRole("link", { name: "Biology" }).click();
    await ho.sees(coTeacher.line({ name: "Ms Lin" }));
    await wu.page.goto("/teacher/observe");
    if (!away) await invites(wu, colleagues.inviteObserver);
    await wu.page.getByLabel(observe.code).fill(session.code);
    await wu.button(observe.ask).click();
    if (away) return await wu.sees(/has not started/);
    await wu.page.waitForURL(`**/teacher/sessions/${session.id}`);
    await wu.sees(observer.line);
    await wu.sees(scheduled.nobodyEarly);
  });

  /** The owner invites somebody by their address. */
  async function invites(colleague: Person, how: string) {
    const me = await colleague.page.request.get("/api/me");
    const { email } = (await me.json()).teacher;
    await page.getByLabel(colleagues.email).fill(email);
    await teacher.button(how).click();
    await teacher.sees(colleagues.wasInvited({ email }));
  }

  await step("two teachers prepare it, and a third looks on", async () => {
    const names = Object.keys(pupils);
    await ask("PATCH", "", {
      blockedWords: [blocked],
      prompt: "Answer with a question.",
    });
    await ask("PATCH", "/breakouts", {
      ...away
        ? { auto: true, capacity: 3 }
        : { auto: false, entry: "assigned" },
      instructions,
    });
    const rooms = ["Reds", "Blues"];
    if (!away) await ask("POST", "/breakouts/rooms", { names: rooms });
    await ask("PUT", "/class-list", {
      names: names.map((name, n) => ({
        name,
        ...!away && { room: rooms[n % 2] },
      })),
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
    if (away) return;
    await wu.part(review.tabs.resources);
    await wu.sees(cells.name);
  });

  await step("six students are early", async () => {
    await together(Object.entries(pupils), async ([name, one]) => {
      if (one === dan && !away) await comesByKeyboard(dan, session.code, name);
      else await comesEarly(one, session.code, name);
    });
    await mei.sees(mei.page.getByRole("heading", { name: "Biology" }));
    // The code once more, in the same browser: she waits already.
    await cleo.page.goto(`/join?sessionCode=${session.code}`);
    await cleo.sees(early.as({ name: "Cleo" }));
    await teacher.sees(scheduled.early({ count: 6 }));
    await ho.sees(scheduled.early({ count: 6 }));
    if (away) return;
    await wu.sees(scheduled.early({ count: 6 }));
    await ho.shoot("begun-co-teacher-ahead");
    await wu.shoot("begun-observer-ahead");
    await mei.shoot("begun-early-zh");
    await page.evaluate(() => Object.assign(globalThis, { stays: true }));
  });

  await step("it begins by itself, and everybody is in", async () => {
    const asleep = await ben.context.newCDPSession(ben.page);
    await asleep.send("Page.setWebLifecycleState", { state: "frozen" });
    await cleo.goOffline();
    // She closes the tab.
    await fay.page.goto("about:blank");
    const starts = Date.now() + 6_000;
    const startsAt = new Date(starts).toISOString();
    await ho.page.request.patch(`/api/sessions/${session.id}`, {
      data: { startsAt },
    });
    await amy.sees(early.moved);
    if (away) {
      await server.kill();
      await eventually(
        () => Promise.resolve(Date.now() > starts),
        (isPast) => isPast,
        "its time has come",
      );
      await server.restart();
      // A page without a script does not come back from no answer.
      await dan.page.reload();
    }
    for (const one of [amy, dan, mei]) await one.page.waitForURL(isInClass);
    if (!away) {
      const late = Date.now() - starts;
      assert(late < 8_000, `they were in after ${late} ms`);
    }
    await teacher.sees(teacher.page.locator(".desk-menu"));
    await ho.sees(ho.page.locator(".desk-menu"));
    await ho.sees(ho.button(resource.showResults));
    await asleep.send("Page.setWebLifecycleState", { state: "active" });
    await cleo.goOnline();
    await fay.page.goto(`/join?sessionCode=${session.code}`);
    for (const one of [ben, cleo, fay]) await one.page.waitForURL(isInClass);
    const { members } = await ask("GET", "/members");
    const students: { name: string; role: string }[] = members;
    assert.deepEqual(
      students.filter(({ role }) => role === "student")
        .map(({ name }) => name).sort(),
      Object.keys(pupils).sort(),
    );
    if (!away) assert(await page.evaluate(() => "stays" in globalThis));
  });

  await step("what was prepared is there, for each as it should", async () => {
    // A phone names one thing; with the wall, where the page was opened before the class began, they are two.
    const { newThing, newThings } = portal;
    const told = [newThing({ name: cells.name }), newThings({ count: 2 })];
    for (const [, one] of scripted) {
      const { page } = one;
      await one.sees(
        one === amy
          ? page.getByText(told[0]).or(page.getByText(told[1]))
          : cells.name,
      );
    }
    await together(scripted, async ([name, one]) => {
      if (one === dan) await opensByKeyboard(dan);
      else await one.openChat();
      const main = one.words(() => groups.main);
      if (away) {
        // Groups that fill by themselves are open with the class.
        await one.page.getByRole("tab", { name: /Group|組/ }).click();
        await one.sees(instructions);
        await one.page.getByRole("tab", { name: main }).click();
      }
      if (one === dan) await saysByKeyboard(dan, greeting(name));
      else await one.say(greeting(name));
    });
    // Who observes had the page open before there was a chat.
    const staff = away ? [teacher, ho] : [teacher, ho, wu];
    await together(staff, (one) => one.openChat());
    const readers = [...staff, ...scripted.map(([, one]) => one)];
    await together(readers, async (one) => {
      for (const [name] of scripted) await one.hears(greeting(name));
    });
  });

  await step("the co-teacher acts", async () => {
    await amy.say(`Is it like a ${blocked}?`);
    await amy.sees(chat.held);
    await ho.button(moderation.allowOf({ name: "Amy" })).click();
    await mei.hears(`Is it like a ${blocked}?`);
    await ho.part(review.tabs.groups);
    if (away) return;
    await ho.button(groupsDesk.start).click();
    for (const [n, [, one]] of scripted.entries()) {
      const name = ["Reds", "Blues"][n % 2];
      await one.page.getByRole("tab", { name }).waitFor();
    }
    await cleo.page.getByRole("tab", { name: "Reds" }).click();
    await cleo.sees(instructions);
  });

  await step("the observer reads, and cannot act", async () => {
    if (away) {
      await wu.button(observe.ask).click();
      await wu.sees(observe.waiting);
      await teacher.looksAt("door");
      await teacher.button(knock.letNamed({ name: "Ms Wu" })).click();
      await wu.page.waitForURL(`**/teacher/sessions/${session.id}`);
    }
    await wu.sees(observer.line);
    for (const [, one] of scripted) {
      const line = one.words(() =>
        observing.line({ count: 1, names: "Ms Wu" })
      );
      await one.sees(line);
    }
    await wu.sees(live.count({ online: scripted.length, all: 6 }));
    await wu.part(review.tabs.groups);
    await wu.sees(away ? "Group A" : "Reds");
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
    await together(scripted, async ([, one]) => {
      await one.sees(one.words(() => classPage.isOver));
      await one.keepsNothing();
    });
    await wu.sees(gone.over);
    await teacher.sees(live.overTitle);
    await ho.sees(live.overTitle);
  });
}

const isInClass = "**/class/*";

/** What somebody says when they are in. */
const greeting = (name: string) => `${name} is here`;

/** Does something for all at the same time. */
async function together<T>(all: readonly T[], work: (one: T) => Promise<void>) {
  await Promise.all(all.map(work));
}

/** Joins before the start; ends at the page that waits. */
async function comesEarly(student: Person, code: string, name: string) {
  const { page } = student;
  const t = student.words(() => ({ ...join, as: early.as({ name }) }));
  await page.goto(`/join?sessionCode=${code}`);
  await page.getByLabel(t.name, { exact: true }).fill(name);
  await page.getByRole("button", { name: t.join, exact: true }).click();
  await page.waitForURL(/\/join\?waiting=/);
  await student.sees(t.as);
}

/** The same by keys alone. */
async function comesByKeyboard(student: Person, code: string, name: string) {
  const { page } = student;
  await page.goto(`/join?sessionCode=${code}`);
  await tabsTo(student, page.getByLabel(join.name, { exact: true }));
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await student.sees(early.as({ name }));
}

async function opensByKeyboard(student: Person) {
  const icon = new RegExp(`^${chat.title}($|,)`);
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

/** Presses Tab until it is there. */
async function tabsTo({ page }: Person, control: Locator) {
  await control.waitFor();
  const isThere = () =>
    control.evaluate((it) => it === it.ownerDocument.activeElement);
  for (let presses = 0; !await isThere(); presses++) {
    assert(presses < 60, "the keyboard comes to it");
    await page.keyboard.press("Tab");
  }
}
