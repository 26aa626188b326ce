/** What waits for a teacher is found, taken by one of them, and not forgotten by all. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { desk } from "texts/desk.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import { join } from "texts/people_join.ts";
import { board } from "texts/monitoring_board.ts";
import { taking } from "texts/monitoring_taking.ts";
import { moderation } from "texts/chat_moderation.ts";
import { notesDesk } from "texts/notes_desk.ts";
import { notesMark } from "texts/notes_mark.ts";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import { eventually } from "../../people.ts";
import { askAssistant } from "../assistant/asking.ts";
import { countChimeNotes } from "../groups/lesson.ts";
import {
  callSessionApi,
  isOnScreen,
  type Person,
  testStage,
  waitForAnswer,
} from "../stage.ts";

testStage(
  "a focused or open item stays in place while students knock and ask for help (J-2, B-12)",
  async ({ person }) => {
    const teacher = await person();
    const amy = await person(), other = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await amy.openChat();
    const name = people.menu({ name: "Amy" });
    const menu = teacher.page.getByRole("button", { name, exact: true });
    await teacher.startLesson();
    await menu.click();
    const remove = teacher.page.getByRole("menuitem", { name: people.remove });
    const places = async () => [await place(menu), await place(remove)];
    const before = await places();

    await knockAs(other, session.code, "Amy");
    await teacher.sees(waiting("door", 1));
    assert.deepEqual(await places(), before, "somebody knocks");
    await amy.button(groups.raiseHand).click();
    await teacher.sees(waiting("hand", 1));
    assert.deepEqual(await places(), before, "somebody asks for help");
    await teacher.page.keyboard.press("Escape");

    await teacher.page.evaluate(watchArrival);
    await teacher.openWaitingItem("door");
    await teacher.sees(teacher.text(t.request({ name: "Amy" })).first());
    assert.equal(
      await teacher.page.evaluate(() => document.body.dataset.pressed),
      "nothing",
      "what has just come takes no press that was meant for the page",
    );
    await teacher.shoot("session-waits");
    await teacher.button(t.refuse).first().click();
    await teacher.text(t.request({ name: "Amy" })).first().waitFor({
      state: "detached",
    });
    await teacher.page.locator(".strip-list").waitFor({ state: "hidden" });
    await amy.button(groups.lowerHand).click();
    await waitForAnswer(
      () => teacher.page.locator(".strip [data-waits=true]").count(),
      0,
    );
    assert.deepEqual(await place(menu), before[0], "all is dealt with");

    function waiting(kind: "door" | "hand", count: number) {
      return teacher.button(desk.kinds[kind]({ count }));
    }
  },
);

testStage(
  "on a phone all three answers are visible, and the waiting list can be closed (J-2)",
  async ({ person }) => {
    const teacher = await person({ phone: true });
    const amy = await person(), ben = await person();
    const others = [await person(), await person()];
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    await knockAs(others[0], session.code, "Amy");
    await teacher.openWaitingItem("door");
    await teacher.sees(t.request({ name: "Amy" }));
    for (const name of [t.letIn, t.makeNew, t.refuse]) {
      await inSight(teacher.button(name), name);
    }
    await inSight(teacher.page.locator(".requests-hints"), "what it means");
    await teacher.assertAccessible("phone-waits");
    await knockAs(others[1], session.code, "Ben");
    // By the class's link again, the student still waits.
    await others[1].page.goto(`/join?sessionCode=${session.code}`);
    await others[1].sees(join.waiting({ name: "Ben" }));
    await teacher.sees(t.request({ name: "Ben" }));
    for (const refuse of await teacher.button(t.refuse).all()) {
      await inSight(refuse, "each can be refused");
    }
    await teacher.shoot("phone-waits-two");
    await teacher.page.keyboard.press("Escape");
    await waitForAnswer(() => teacher.button(t.refuse).count(), 0);
    await teacher.sees(teacher.button(desk.kinds.door({ count: 2 })));
    await teacher.openWaitingItem("door");
    await teacher.button(t.refuse).first().click();
    await teacher.sees(teacher.button(desk.kinds.door({ count: 1 })));
    await teacher.button(t.letIn).first().click();
    await others[1].page.waitForURL("**/class/*");
  },
);

testStage(
  "a call for a teacher reaches all teachers until one takes it (S-9)",
  async ({ person, server, step }) => {
    const lin = await person(), wu = await person({ phone: true });
    const amy = await person();
    await lin.page.addInitScript(countChimeNotes);
    const notes = () =>
      lin.page.evaluate(() => (globalThis as { notes?: number }).notes ?? 0);
    await lin.signUp("Ms Lin");
    await wu.signUp("Ms Wu");
    const session = await lin.createSession();
    await amy.join(session.code, "Amy");
    await amy.openChat();
    await amy.button(groups.raiseHand).click();
    await lin.openWaitingItem("hand");
    await lin.sees(groupsDesk.handUp({ name: "Amy", room: groups.main }));
    const take = taking.takeOf({ about: "Amy" });
    const others = (name: string) => taking.others({ name });
    await waitForAnswer(() => lin.button(take).count(), 0);

    await step("with a second teacher the call can be taken", async () => {
      const me = await (await wu.makeVisitor(server)).askExpecting(
        200,
        "GET",
        "/api/me",
      );
      const { email } = me.body.teacher;
      await callSessionApi(lin, session.id)("PUT", "/moderators", { email });
      await wu.page.goto(`/teacher/sessions/${session.id}`);
      await lin.sees(lin.button(take).first());
    });

    await step("a refusal is shown until the call is taken", async () => {
      await wu.openWaitingItem("hand");
      const refused = "**/taken/**";
      await wu.page.route(
        refused,
        (route) =>
          route.fulfill({
            status: 429,
            contentType: "application/problem+json",
            body: JSON.stringify({ detail: "Not so fast." }),
          }),
      );
      await wu.button(take).first().click();
      await wu.sees(
        wu.page.getByRole("alert").getByText("Not so fast.").first(),
      );
      await wu.page.unroute(refused);
      await wu.button(take).first().click();
      await wu.sees(wu.text(taking.mine).first());
      await waitForAnswer(() => wu.text("Not so fast.").count(), 0);
    });

    await step("others see who has it until it is back", async () => {
      await lin.sees(lin.text(others("Ms Wu")).first());
      await lin.sees(lin.page.locator(".strip-place[data-taken=true]"));
      await waitForAnswer(() => lin.button(take).count(), 0);
      await lin.shoot("session-taken");
      await wu.button(taking.giveBackOf({ about: "Amy" })).first().click();
      await lin.sees(lin.button(take).first());
    });

    await step("an answer takes it too", async () => {
      // An answer marks its teacher as present.
      await lin.button(hands.answerOf({ name: "Amy" })).first().click();
      await wu.sees(wu.text(others("Ms Lin")).first());
      await amy.button(groups.lowerHand).click();
      await wu.text(others("Ms Lin")).first().waitFor({ state: "hidden" });
    });

    await step("reading the conversation takes it too", async () => {
      // Reading the conversation does so too; it rings until then.
      const before = await notes();
      await askAssistant(amy, "I hate my life");
      await wu.sees(wu.button(desk.kinds.worrying({ count: 1 })));
      await eventually(notes, (now) => now === before + 2, "it chimed");
      const view = review.board.viewOf({ name: "Amy" });
      await wu.openWaitingItem("worrying");
      await lin.openWaitingItem("worrying");
      await wu.page.locator(".strip-list").getByRole("button", { name: view })
        .click();
      await wu.page.getByRole("complementary", { name: "Amy" }).waitFor();
      await lin.sees(
        lin.page.locator(".strip-list").getByText(others("Ms Wu")),
      );
    });

    await step("a teacher writes to this child alone", async () => {
      // She writes to this child alone; the focus then is where the list was opened.
      const write = people.write({ name: "Amy" });
      await lin.assertAccessible("waits-worrying");
      await lin.shoot("waits-worrying");
      await lin.page.locator(".strip-list").getByRole("button", { name: write })
        .click();
      const dialog = lin.page.getByRole("dialog", {
        name: notesDesk.of({ name: "Amy" }),
      });
      await dialog.getByLabel(write).fill("I am here for you");
      await lin.shoot("waits-worrying-write");
      await lin.page.keyboard.press("Enter");
      await dialog.locator(".note").waitFor();
      await amy.sees(
        amy.page.getByText(notesMark.answeredBy({ names: "Ms Lin" })).first(),
      );
      await amy.page.getByRole("button", { name: notesMark.open }).first()
        .click();
      await amy.page.getByRole("dialog").getByText("I am here for you")
        .waitFor();
      await amy.shoot("waits-worrying-written");
      await lin.page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      assert.equal(
        await lin.page.evaluate(() =>
          document.activeElement?.closest(".strip") !== null
        ),
        true,
      );
      await lin.button(people.menu({ name: "Amy" })).click();
      await lin.page.getByRole("menuitem", { name: write }).click();
      await dialog.getByText("I am here for you").waitFor();
    });
  },
);

testStage(
  "waiting students come first on the board, the longest wait before the others (M-1, B-12)",
  async ({ person }) => {
    const teacher = await person();
    const amy = await person(), ben = await person(), chloe = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    await chloe.join(session.code, "Chloe");
    const order = () =>
      teacher.page.locator(".board-tile strong").allInnerTexts();
    await teacher.startLesson();
    await waitForAnswer(order, ["Amy", "Ben", "Chloe"]);
    for (const one of [chloe, ben]) {
      await one.openChat();
      await one.button(groups.raiseHand).click();
      await one.sees(one.button(groups.lowerHand));
    }
    await waitForAnswer(order, ["Chloe", "Ben", "Amy"]);
    await askAssistant(amy, "What is osmosis?");
    await teacher.sees("What is osmosis?");
    await waitForAnswer(order, ["Chloe", "Ben", "Amy"]);
    await chloe.button(groups.lowerHand).click();
    await waitForAnswer(order, ["Ben", "Amy", "Chloe"]);
    await teacher.page.getByLabel(board.order).selectOption(board.byName);
    await waitForAnswer(order, ["Amy", "Ben", "Chloe"]);
  },
);

testStage(
  "a held message is counted where the teacher looks, with the chat closed (C-11)",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await callSessionApi(teacher, session.id)("PATCH", "", {
      blockedWords: ["fool"],
    });
    await amy.join(session.code, "Amy");
    await (await person()).join(session.code, "Ben");
    await teacher.startLesson();
    await amy.openChat();
    await amy.say("you fool");
    const held = teacher.button(desk.kinds.held({ count: 1 }));
    await teacher.sees(held);
    await teacher.openTab(review.tabs.settings);
    await teacher.sees(held);
    await teacher.openWaitingItem("held");
    await teacher.assertAccessible("session-held");
    await teacher.openTab(review.tabs.students);
    await teacher.openWaitingItem("held");
    await teacher.sees(teacher.page.locator('.board-tile[data-lit="true"]'));
    await teacher.button(moderation.allowOf({ name: "Amy" })).first().click();
    await teacher.page.locator(".strip-list").waitFor({ state: "hidden" });
    await amy.waitForMessage("you fool");
    const badge = teacher.page.locator(".chat-held");

    // Other pages show the count at the speech bubble.
    await amy.say("fool again");
    await teacher.page.goto("/teacher/account");
    await badge.getByText("1").waitFor();
  },
);

/** Records what a press would hit when the first button for a request appears. */
function watchArrival() {
  new MutationObserver((_, observer) => {
    const button = document.querySelector("#requests button");
    if (!button) return;
    observer.disconnect();
    const { x, y, width, height } = button.getBoundingClientRect();
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    document.body.dataset.pressed = hit?.closest("button") ? "it" : "nothing";
  }).observe(document.body, { childList: true, subtree: true });
}

/** Visible without scrolling. A button works only after a moment. */
async function inSight(what: Locator, name: string) {
  await eventually(() => isOnScreen(what), (seen) => seen, name);
}

async function place(what: Locator) {
  const { x, y } = (await what.boundingBox())!;
  return { x, y };
}

async function knockAs(who: Person, code: string, name: string) {
  await who.page.goto(`/join?sessionCode=${code}`);
  await who.page.getByLabel("Display name").fill(name);
  await who.button(/^Join$/).click();
  await who.sees(join.waitingTitle);
}
