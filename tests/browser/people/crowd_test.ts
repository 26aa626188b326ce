/** J-4, J-9: a crowd joins, as waiting students and the teacher see it. */
import assert from "node:assert/strict";
import type { SessionView } from "../../../classroom/model/views.ts";
import { spellJoinCode } from "../../../formats/format_join_code.ts";
import { crowd as t } from "texts/people_crowd.ts";
import { join } from "texts/people_join.ts";
import { session as s } from "texts/sessions_live.ts";
import { desk } from "texts/desk.ts";
import {
  joinClass as enter,
  type Seat,
  type ServerAddress,
  Visitor,
} from "../../people.ts";
import { callSessionApi, type Person, testStage } from "../stage.ts";

class Crowds {
  count = 0;

  constructor(
    readonly server: ServerAddress,
    readonly teacher: Person,
    readonly session: SessionView,
  ) {}

  async come(count: number) {
    const { code } = this.session;
    const names = Array.from({ length: count }, () => `Fake ${this.count++}`);
    await Promise.all(
      names.map((name) =>
        new Visitor(this.server).ask("POST", "/api/join", { code, name })
      ),
    );
  }

  async write(words: readonly string[]): Promise<Seat> {
    const seat = await enter(
      this.server,
      this.session.code,
      `Fake ${this.count++}`,
    );
    await seat.openPage();
    for (const text of words) await seat.sayAndSee(text);
    return seat;
  }

  /** Joins right behind a crowd and waits; a free second may admit it at once. */
  async follow(person: Person, name: string) {
    const { page } = person;
    const ask = callSessionApi(this.teacher, this.session.id);
    for (;;) {
      await page.goto(`/join?sessionCode=${this.session.code}`);
      await page.getByLabel("Display name").fill(name);
      await this.come(3);
      await person.button(/^Join$/).click();
      const waits = person.text(join.waitingCrowd).filter({ visible: true });
      const isIn = page.waitForURL("**/class/*").then(() => true);
      const didWait = waits.first().waitFor().then(() => false);
      isIn.catch(() => {});
      didWait.catch(() => {});
      if (!await Promise.race([isIn, didWait])) return;
      const { members } = await ask("GET", "/members");
      const { id } = members.find((it: { name: string }) => it.name === name);
      await ask("POST", `/members/${id}/erase`);
      await person.context.clearCookies();
    }
  }
}

testStage(
  "on a phone a teacher admits a crowd, removes it and undoes that (J-9)",
  async ({ server, person, step }) => {
    const teacher = await person({ phone: true });
    const amy = await person({ phone: true });
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const crowds = new Crowds(server, teacher, session);
    // This student joins first and does not wait.
    const words = ["spam", "and spam", "and spam again"];
    const writer = await crowds.write(words);
    writer.close();
    await crowds.come(44);

    await step("a waiting student is told why", async () => {
      await crowds.follow(amy, "Amy");
      await amy.shoot("waiting-crowd");
    });
    await step("one press lets all in", async () => {
      await teacher.openWaitingItem("door");
      await teacher.sees(s.letAllIn);
      await teacher.sees(
        teacher.page.getByRole("region", { name: t.title }),
      );
      const count = await teacher.page.locator(".comers-list > li").count();
      await teacher.sees(teacher.button(desk.kinds.door({ count })));
      await teacher.assertAccessible("crowd-waits");
      await teacher.button(s.letAllIn).click();
      await amy.page.waitForURL("**/class/*");
    });
    await amy.openChat();
    for (const text of words) await amy.waitForMessage(text);
    await teacher.sees(teacher.page.getByRole("region", { name: t.title }));
    await teacher.sees(teacher.button(t.many));
    const all = crowds.count + 1;
    await step("the teacher locks joining", async () => {
      await teacher.sees(s.count({ online: 1, all }));
      await teacher.shoot("crowd");
      await teacher.button(t.lock).click();
      await teacher.sees(teacher.button(
        desk.codeLocked({ code: spellJoinCode(session.code) }),
      ));
    });
    const ask = async () => {
      await teacher.button(t.removeSince).first().click();
      const dialog = teacher.page.getByRole("dialog", {
        name: t.removeSince,
      });
      await dialog.getByRole("radio").last().check();
      await dialog.getByRole("checkbox", { name: /^Amy/ }).uncheck();
      return dialog.getByLabel(t.deleteToo);
    };
    const gone = all - 1;
    await step("all but one are removed, and messages stay", async () => {
      const tick = await ask();
      assert(await tick.isChecked());
      await tick.scrollIntoViewIfNeeded();
      await teacher.assertAccessible("remove-since");
      await tick.uncheck();
      await teacher.button(t.remove({ count: gone })).click();
      await teacher.sees(t.removed({ count: gone }));
      await teacher.sees(s.removedCount({ count: gone }));
      for (const text of words) await amy.waitForMessage(text);
    });
    await step("one more press deletes their messages", async () => {
      await teacher.button(t.deleteToo).click();
      await teacher.sees(t.deleted({ count: words.length }));
      await teacher.shoot("crowd-removed");
      for (const text of words) {
        await amy.log.getByText(text, { exact: true })
          .waitFor({ state: "detached" });
      }
    });
  },
);
