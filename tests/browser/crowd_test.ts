/** J-4, J-9: a crowd at the door, as those who wait and their teacher see it. */
import { crowd as t } from "../../locales/en_crowd.ts";
import { join } from "../../locales/en_join.ts";
import { session as s } from "../../locales/en_session.ts";
import { Visitor } from "../people.ts";
import type { TestServer } from "../server.ts";
import { type Person, testStage } from "./stage.ts";

/** So many names come at once, each in a browser of its own; most get in. */
async function crowd(server: TestServer, code: string, count: number) {
  await Promise.all(
    Array.from(
      { length: count },
      (_, n) =>
        new Visitor(server).ask("POST", "/api/join", {
          code,
          name: `Fake ${n}`,
        }),
    ),
  );
}

/** Joins where one has to wait. */
async function knock(person: Person, code: string, name: string) {
  const { page } = person;
  await page.goto(`/join?sessionCode=${code}`);
  await page.getByLabel("Display name").fill(name);
  await person.button(/^Join$/).click();
}

for (const phone of [false, true]) {
  const where = phone ? "phone" : "desktop";
  testStage(
    `J-9: a teacher lets a crowd in, sees that it is one, puts it out and takes that back (${where})`,
    async ({ server, person, step }) => {
      const teacher = await person({ phone });
      const amy = await person({ phone });
      await teacher.signUp("Ms Lin");
      const { code } = await teacher.createSession();
      await crowd(server, code, 44);

      await step("who waits is told why", async () => {
        await knock(amy, code, "Amy");
        await amy.sees(join.waitingCrowd);
        await amy.accessible(`waiting-crowd-${where}`);
      });
      await step("all are let in by one press", async () => {
        await teacher.sees(s.letAllIn);
        await teacher.accessible(`crowd-waits-${where}`);
        await teacher.button(s.letAllIn).click();
        await amy.page.waitForURL("**/class/*");
      });
      await step("the teacher locks joining", async () => {
        await teacher.sees(t.lastMinute(45));
        await teacher.accessible(`crowd-${where}`);
        await teacher.button(t.lock).click();
        await teacher.sees(s.locked);
      });
      await step("all but one are removed, and it can be undone", async () => {
        await teacher.button(t.removeSince).first().click();
        await teacher.page.getByRole("checkbox", { name: /^Amy/ }).uncheck();
        await teacher.accessible(`remove-since-${where}`);
        await teacher.button(t.remove(44)).click();
        await teacher.sees(t.removed(44));
        await teacher.sees(s.removedCount(44));
        await teacher.accessible(`crowd-removed-${where}`);
        await teacher.button(s.undo).first().click();
        await teacher.sees(t.restored(44));
      });
    },
  );
}

testStage(
  "J-9: without a script, too, a page says why one waits, and the ceiling can be changed",
  async ({ server, person }) => {
    const teacher = await person();
    const amy = await person({ script: false });
    await teacher.signUp("Ms Lin");
    const { code } = await teacher.createSession();
    await crowd(server, code, 31);
    await knock(amy, code, "Amy");
    await amy.sees(join.waitingCrowd);

    await teacher.part(s.settings);
    const field = teacher.page.getByLabel(t.mostStudents);
    await field.fill("1001");
    await teacher.sees(t.outOfBounds(1, 1000));
    await field.fill("31");
    const form = teacher.page.locator("form").filter({ has: field });
    await form.getByRole("button", { name: t.save }).click();
    await teacher.sees(t.saved);
    await teacher.accessible("most-students");
  },
);
