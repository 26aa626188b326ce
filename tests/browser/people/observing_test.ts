/** A visiting teacher reads children's words: who is let in, sees what, and loses it at once (S-8, S-9). */
import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { tools } from "texts/chat_tools.ts";
import { groupsDesk } from "texts/groups_desk.ts";
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
import { live } from "texts/sharing_live.ts";
import { wall } from "texts/walls.ts";
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import {
  type ModelServer,
  startModelServer,
  streamWords,
} from "../../model_server.ts";
import { eventually } from "../../people.ts";
import { askAssistant } from "../assistant/asking.ts";
import {
  callSessionApi,
  type Person,
  testStage,
  waitForAnswer,
} from "../stage.ts";
import { frame } from "texts/everywhere.ts";

let model: ModelServer | undefined;
const slowly = Array.from({ length: 120 }, (_, n) => `word${n} `);
/** Keeps an answer unfinished until it resolves. */
const mayFinish = Promise.withResolvers<void>();

Deno.test.afterAll(() => model?.stop());

const seesThatWuObserves = (person: Person) =>
  person.sees(observing.line({ count: 1, names: "Ms Wu" }));

async function keepsNothingOf({ page }: Person, session: string) {
  await eventually(
    () =>
      page.evaluate(async (session) => {
        const names = (await indexedDB.databases()).map(({ name }) => name!);
        const cache = await caches.open("homeroom-pages");
        const pages = (await cache.keys()).map(({ url }) => url);
        const keys = [localStorage, sessionStorage].flatMap(Object.keys);
        return [...names, ...pages, ...keys]
          .filter((name) => name.includes(session));
      }, session),
    (kept) => kept.length === 0,
    "nothing of the class was left on this device",
  );
}

testStage(
  "an observer and a co-teacher take part in a lesson until its end (S-8, S-9)",
  async ({ person, step }) => {
    const teacher = await person(), amy = await person();
    const wu = await person(), ho = await person();
    await teacher.signUp("Ms Lin");
    await wu.signUp("Ms Wu");
    await ho.signUp("Mr Ho");
    const session = await teacher.createSession();
    let own = session;
    const desk = callSessionApi(teacher, session.id);
    await amy.join(session.code, "Amy");
    await desk("POST", "/breakouts/rooms", { names: ["Red"] });
    await desk("POST", "/breakouts/distribute", { how: "shuffle" });
    await desk("POST", "/breakouts/start");

    await step("a knocking teacher sees nothing yet", async () => {
      await wu.button(observe.title).click();
      const code = wu.page.getByLabel(observe.code);
      await code.fill("12");
      await wu.button(observe.ask).click();
      await wu.sees(observe.needCode({ digits: 6 }));
      await wu.assertAccessible("observe-dialog");
      await code.fill(session.code);
      await code.press("Enter");
      await wu.page.waitForURL("**/teacher/observe?waiting=*");
      await wu.sees(observe.waiting);
      await waitForAnswer(() => wu.text(session.name).count(), 0);
      await teacher.openWaitingItem("door");
      await teacher.sees(knock.asks({ name: "Ms Wu" }));
    });

    await step("a refused one is told, an admitted one is in", async () => {
      await ho.button(observe.title).click();
      await ho.page.getByLabel(observe.code).fill(session.code);
      await ho.button(observe.ask).click();
      await ho.sees(observe.waiting);
      await teacher.button(knock.refuseNamed({ name: "Mr Ho" })).click();
      await ho.sees(/hasn’t let you observe/);
      await ho.assertAccessible("observe-refused");
      await teacher.button(knock.letNamed({ name: "Ms Wu" })).click();
      await wu.page.waitForURL(`**/teacher/sessions/${session.id}`);
      await wu.sees(observer.line);
      await seesThatWuObserves(teacher);
      await seesThatWuObserves(amy);
    });

    await step("who has closed the page no longer observes", async () => {
      await wu.page.goto("about:blank");
      const line = observing.line({ count: 1, names: "Ms Wu" });
      for (const person of [teacher, amy]) {
        await waitForAnswer(() => person.text(line).count(), 0);
      }
      await wu.page.goto(`/teacher/sessions/${session.id}`);
      for (const person of [teacher, amy]) await seesThatWuObserves(person);
    });

    await step("they read an answer while it is written", async () => {
      await askAssistant(amy, "Why is the sky blue?");
      await wu.page.locator(".board-tile").getByText("Why is the sky blue?")
        .waitFor();
      await wu.shoot("observer-students");
      await wu.button(review.board.viewOf({ name: "Amy" })).click();
      const view = wu.page.getByRole("complementary", { name: "Amy" });
      await view.getByText("word3").first().waitFor();
      await view.locator('.answer[data-state="streaming"]').waitFor();
      mayFinish.resolve();
      await waitForAnswer(() => view.getByLabel(review.view.named).count(), 0);
      await wu.page.keyboard.press("Escape");
    });

    await step("they read the groups, and cannot write", async () => {
      await amy.openChat();
      await amy.page.getByRole("tab", { name: /Red/, selected: true })
        .waitFor();
      await amy.say("Hello, Red");
      await wu.openTab(review.tabs.groups);
      await wu.button(observer.readName({ name: "Red" })).click();
      await wu.waitForMessage("Hello, Red");
      await wu.sees(observer.readOnly);
      const box = wu.page.getByRole("textbox", { name: chat.message });
      assert.equal(await box.count(), 0, "there is nothing to write in");
      await amy.say("More from Red");
      await wu.waitForMessage("More from Red");
      await wu.shoot("observer-groups");
    });

    await step("they see what the class has, and change nothing", async () => {
      await wu.openTab(review.tabs.resources);
      await desk("POST", "/resources", {
        poll: { kind: "yes-no", anonymous: false },
      });
      await desk("POST", "/resources", { wall: {} });
      const shared = wu.page.locator(".shared-name");
      await shared.nth(1).waitFor();
      await shared.last().click();
      await wu.page.locator(".live-check .bars-place").first().waitFor();
      await waitForAnswer(
        () => wu.page.locator(".resources button:not([aria-pressed])").count(),
        1,
      );
      await wu.button(live.back).click();
      await shared.first().click();
      await wu.sees(wall.emptyDesk);
      await waitForAnswer(
        () => wu.page.locator(".resources button").count(),
        1,
      );
      const main = wu.page.getByRole("main");
      const acts = [groupsDesk.distribute, t.end, t.extend];
      for (const name of acts) {
        assert.equal(await main.getByRole("button", { name }).count(), 0, name);
      }
      await teacher.sees(t.count({ online: 1, all: 1 }));
    });

    await step("an observer removed by the owner is out at once", async () => {
      await teacher.openTab(review.tabs.settings);
      await teacher.button(colleagues.endNamed({ name: "Ms Wu" })).click();
      await wu.sees(gone.observing);
      await waitForAnswer(
        () => wu.page.evaluate(() => document.activeElement?.textContent),
        gone.observing,
        "who hears the page is told",
      );
      await waitForAnswer(() => wu.text("More from Red").count(), 0);
      await keepsNothingOf(wu, session.id);
      await waitForAnswer(
        () =>
          teacher.text(observing.line({ count: 1, names: "Ms Wu" })).count(),
        0,
      );
    });

    await step("an invited one is in at once, and leaves", async () => {
      const { teacher: me } = await (await wu.page.request.get("/api/me"))
        .json();
      const email = teacher.page.getByLabel(colleagues.email);
      await teacher.sees(colleagues.unproved);
      await email.fill("nobody");
      await teacher.button(colleagues.inviteObserver).click();
      await teacher.sees(colleagues.badEmail);
      await email.fill(me.email);
      await teacher.button(colleagues.inviteObserver).click();
      await teacher.sees(colleagues.wasInvited({ email: me.email }));
      await teacher.assertAccessible("colleagues");
      const plain = await person({ script: false });
      await plain.context.addCookies(
        (await wu.context.cookies()).map((it) => ({
          ...it,
          domain: new URL(plain.network.url).hostname,
        })),
      );
      await plain.page.goto("/teacher/observe");
      await plain.page.getByLabel(observe.code).fill(session.code);
      await plain.button(observe.ask).click();
      await plain.page.waitForURL(`**/teacher/sessions/${session.id}`);
      await wu.page.goto("/teacher/sessions");
      await wu.sees(classes.heading);
      await wu.page.getByRole("link", { name: session.name }).click();
      await wu.sees(observer.line);
      await wu.button(observer.stop).click();
      await wu.sees(gone.stopped);
      await keepsNothingOf(wu, session.id);
    });

    await step("a co-teacher is in, beside their own class", async () => {
      const { teacher: me } = await (await ho.page.request.get("/api/me"))
        .json();
      await teacher.page.getByLabel(colleagues.email).fill(me.email);
      await teacher.button(colleagues.inviteModerator).click();
      await teacher.sees(colleagues.wasInvited({ email: me.email }));
      // The colleague's own class runs meanwhile.
      own = await ho.createSession();
      await ho.page.goto("/teacher/sessions");
      await ho.sees(classes.helping);
      await ho.page.goto(`/teacher/sessions/${session.id}`);
      await ho.sees(coTeacher.line({ name: "Ms Lin" }));
    });

    await step("a co-teacher's words are a teacher's", async () => {
      await ho.openChat();
      await ho.say("I am here too");
      // Teachers' blocked messages name their author.
      await teacher.openChat();
      const words = teacher.log.getByRole("listitem")
        .filter({ hasText: "I am here too" });
      const badge = words.getByText(chat.teacher, { exact: true });
      await waitForAnswer(
        async () => ((await badge.boundingBox())?.width ?? 0) > 20,
        true,
      );
      await waitForAnswer(
        () =>
          words.locator(".bubble").evaluate((it) =>
            getComputedStyle(it).borderInlineStartWidth
          ),
        "0px",
      );
      await teacher.page.keyboard.press("Escape");
      await amy.page.getByRole("tab", { name: "Main" }).first().click();
      await amy.waitForMessage("I am here too");
    });

    await step("a co-teacher deletes a student's words", async () => {
      await amy.say("Something rude");
      await ho.waitForMessage("Something rude");
      const message = ho.log.getByRole("listitem")
        .filter({ hasText: "Something rude" });
      await message.hover();
      await message.getByRole("button", { name: chat.toolsOf({ name: "Amy" }) })
        .click();
      await ho.page.getByRole("button", { name: tools.delete, exact: true })
        .click();
      await amy.log.getByText("Something rude").waitFor({ state: "detached" });
    });

    await step("a co-teacher distributes, and invites nobody", async () => {
      await ho.openTab(review.tabs.groups);
      await ho.page.getByRole("main")
        .getByRole("button", { name: groupsDesk.distribute }).first().click();
      const dialog = ho.page.getByRole("dialog", {
        name: groupsDesk.distribute,
      });
      await dialog.getByRole("button", { name: groupsDesk.autoDistribute })
        .click();
      await dialog.getByRole("button", { name: frame.undo }).first().waitFor();
      await ho.page.keyboard.press("Escape");
      await ho.shoot("co-teacher");
      await ho.openTab(review.tabs.settings);
      await waitForAnswer(
        () => ho.page.getByLabel(colleagues.email).count(),
        0,
      );
    });

    await step("the chats of both classes stay apart", async () => {
      await ho.page.goto(`/teacher/sessions/${own.id}`);
      await ho.openChat();
      await waitForAnswer(() => ho.text("I am here too").count(), 0);
      await ho.page.goto(`/teacher/sessions/${session.id}`);
      await ho.openChat();
      await ho.waitForMessage("I am here too");
    });

    await step("a knock at their own class reaches them", async () => {
      await wu.page.request.post("/api/observe", { data: { code: own.code } });
      const toast = ho.page.locator(".knock-toast");
      await toast.getByText(knock.asks({ name: "Ms Wu" })).waitFor();
      await callSessionApi(ho, own.id)("POST", "/end", { now: true });
    });

    await step("a removed one is told, with unsent text", async () => {
      const { teacher: me } = await (await ho.page.request.get("/api/me"))
        .json();
      await ho.page.goto(`/teacher/sessions/${session.id}/history`);
      await ho.openChat();
      await ho.waitForMessage("I am here too");
      await ho.page.getByRole("textbox", { name: chat.message })
        .fill("Half a thought");
      const takeBack = colleagues.takeBackNamed({ email: me.email });
      await teacher.button(takeBack).click();
      await teacher.sees(colleagues.takenBack({ email: me.email }));
      await ho.sees(gone.coTeacher);
      await ho.sees("Half a thought");
      await keepsNothingOf(ho, session.id);
      await ho.page.getByRole("dialog").getByRole("link", { name: gone.back })
        .click();
      await ho.page.waitForURL("**/teacher/sessions");
      await waitForAnswer(() => ho.text(classes.heading).count(), 0);
      await ho.page.goto(`/teacher/sessions/${session.id}`);
      await ho.sees(gone.out);
    });

    await step("observing ends with the class", async () => {
      await wu.page.goto("/teacher/observe");
      await wu.page.getByLabel(observe.code).fill(session.code);
      await wu.button(observe.ask).click();
      await wu.sees(observer.line);
      await seesThatWuObserves(amy);
      await desk("POST", "/end", { now: true });
      await wu.sees(gone.over);
      await keepsNothingOf(wu, session.id);
    });
  },
  () => {
    const hold = { after: 110, until: mayFinish.promise, filler: "and " };
    model = startModelServer(() => streamWords(slowly, { pause: 150, hold }));
    return { OPENAI_BASE_URL: model.url, OPENAI_MODEL: "words-1" };
  },
);
