/** What waits for the teacher, on the page of the class: it is seen whole, and nothing moves when it comes and goes. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { chat as chatText } from "texts/chat.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { join } from "texts/people_join.ts";
import { taking } from "texts/monitoring_taking.ts";
import { moderation } from "texts/chat_moderation.ts";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import { session as t } from "texts/sessions_live.ts";
import { waits } from "texts/people_waits.ts";
import { eventually } from "../../people.ts";
import { ask } from "../assistant/asking.ts";
import { countNotes } from "../groups/lesson.ts";
import { api, becomes, isOnScreen, type Person, testStage } from "../stage.ts";

testStage(
  "J-2, B-12: what a hand or an open menu is on stays where it is while students knock and ask for help",
  async ({ person }) => {
    const teacher = await person();
    const amy = await person(), other = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await amy.openChat();
    const name = people.menu({ name: "Amy" });
    const menu = teacher.page.getByRole("button", { name, exact: true });
    await menu.click();
    const remove = teacher.page.getByRole("menuitem", { name: people.remove });
    const places = async () => [await place(menu), await place(remove)];
    const before = await places();

    await teacher.page.evaluate(watchArrival);
    await knockAs(other, session.code, "Amy");
    await teacher.sees(t.request({ name: "Amy" }));
    assert.deepEqual(await places(), before, "somebody knocks");
    assert.equal(
      await teacher.page.evaluate(() => document.body.dataset.pressed),
      "nothing",
      "what has just come takes no press that was meant for the page",
    );
    await amy.button(groups.raiseHand).click();
    await teacher.sees(groupsDesk.handUp({ name: "Amy", room: groups.main }));
    await teacher.sees(waits.count({ count: 2 }));
    assert.deepEqual(await places(), before, "somebody asks for help");
    await teacher.page.keyboard.press("Escape");
    await teacher.accessible("session-waits");

    await teacher.button(t.makeNew).click();
    await teacher.text(t.request({ name: "Amy" })).waitFor({
      state: "detached",
    });
    assert.deepEqual(await place(menu), before[0], "the knock is answered");
    await amy.button(groups.lowerHand).click();
    await teacher.text(waits.count({ count: 1 })).waitFor({
      state: "detached",
    });
    assert.deepEqual(await place(menu), before[0], "the hand is down");
  },
);

testStage(
  "J-2: on a phone all three answers are in sight, and what waits can be folded away",
  async ({ person }) => {
    const teacher = await person({ phone: true });
    const amy = await person(), ben = await person();
    const others = [await person(), await person()];
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await amy.join(session.code, "Amy");
    await ben.join(session.code, "Ben");
    await knockAs(others[0], session.code, "Amy");
    await teacher.sees(t.request({ name: "Amy" }));
    for (const name of [t.letIn, t.makeNew, t.refuse]) {
      await inSight(teacher.button(name), name);
    }
    await inSight(teacher.page.locator(".requests-hints"), "what it means");
    await teacher.accessible("phone-waits");
    await knockAs(others[1], session.code, "Ben");
    await teacher.sees(t.request({ name: "Ben" }));
    for (const refuse of await teacher.button(t.refuse).all()) {
      await inSight(refuse, "each can be refused");
    }
    await teacher.accessible("phone-waits-two");
    const fold = teacher.button(waits.show);
    await fold.click();
    await becomes(() => teacher.button(t.refuse).count(), 0);
    await teacher.sees(waits.count({ count: 2 }));
    await teacher.accessible("phone-waits-folded");
    await fold.click();
    await teacher.button(t.refuse).first().click();
    await teacher.sees(waits.count({ count: 1 }));
    await teacher.button(t.letIn).click();
    await others[1].page.waitForURL("**/class/*");
  },
);

testStage(
  "S-9: what calls a teacher calls all of them until one takes it, and with one alone there is nothing to take",
  async ({ person, server }) => {
    const lin = await person(), wu = await person({ phone: true });
    const amy = await person();
    await lin.page.addInitScript(countNotes);
    const notes = () =>
      lin.page.evaluate(() => (globalThis as { notes?: number }).notes ?? 0);
    await lin.signUp("Ms Lin");
    await wu.signUp("Ms Wu");
    const session = await lin.createSession();
    await amy.join(session.code, "Amy");
    await amy.openChat();
    await amy.button(groups.raiseHand).click();
    await lin.sees(groupsDesk.handUp({ name: "Amy", room: groups.main }));
    await lin.sees(waits.count({ count: 1 }));
    const take = taking.takeOf({ about: "Amy" });
    const others = (name: string) => taking.others({ name });
    await becomes(() => lin.button(take).count(), 0);

    const me = await (await wu.visitor(server)).get(200, "GET", "/api/me");
    const { email } = me.body.teacher;
    await api(lin, session.id)("PUT", "/moderators", { email });
    await wu.page.goto(`/teacher/sessions/${session.id}`);
    await lin.sees(lin.button(take));
    await wu.button(take).click();
    await wu.sees(taking.mine);
    await lin.sees(others("Ms Wu"));
    await lin.sees(taking.othersAre);
    await becomes(() => lin.button(take).count(), 0);
    await lin.accessible("session-taken");
    await wu.accessible("phone-session-taken");
    await wu.button(taking.giveBackOf({ about: "Amy" })).click();
    await lin.sees(lin.button(take));
    // Whoever joins the room is on it.
    await lin.button(groupsDesk.joinRoomName({ name: groups.main })).click();
    await wu.sees(others("Ms Lin"));
    await amy.button(groups.lowerHand).click();
    await wu.text(others("Ms Lin")).waitFor({ state: "hidden" });

    // Whoever reads the conversation is, too; until then it rings.
    const before = await notes();
    await ask(amy, "I hate my life");
    await wu.sees(taking.words);
    await eventually(notes, (now) => now === before + 2, "it chimed");
    const view = review.board.viewOf({ name: "Amy" });
    await wu.page.locator(".waits").getByRole("button", { name: view })
      .click();
    await wu.page.getByRole("dialog", { name: "Amy" }).waitFor();
    await lin.sees(lin.page.locator(".waits").getByText(others("Ms Wu")));
    await lin.sees(
      lin.page.locator(".student-tile").getByText(others("Ms Wu")),
    );
    await lin.accessible("session-words-taken");
  },
);

testStage(
  "C-11: a message that is held is counted where the teacher looks, with the chat closed",
  async ({ person }) => {
    const teacher = await person(), amy = await person();
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    await api(teacher, session.id)("PATCH", "", { blockedWords: ["fool"] });
    await amy.join(session.code, "Amy");
    await amy.openChat();
    await amy.say("you fool");
    await teacher.sees(chatText.heldCount({ count: 1 }));
    await teacher.part(review.tabs.settings);
    await teacher.sees(chatText.heldCount({ count: 1 }));
    await teacher.accessible("session-held");
    const badge = teacher.page.locator(".chat-held");
    await becomes(() => badge.innerText(), "1");
    await teacher.button(waits.read).click();
    const panel = teacher.page.getByRole("dialog", { name: chatText.title });
    await panel.getByText(chatText.heldCount({ count: 1 })).waitFor();
    await teacher.text(waits.count({ count: 1 })).waitFor({ state: "hidden" });
    await teacher.button(moderation.allowOf({ name: "Amy" })).click();
    await badge.waitFor({ state: "detached" });

    // On the other pages of the desk it stands at the speech bubble.
    await teacher.button(chatText.close).click();
    await amy.say("fool again");
    await teacher.page.goto("/teacher/account");
    await badge.getByText("1").waitFor();
    await teacher.accessible("desk-held");
  },
);

/** Notes what a press would have hit in the moment in which the first button for a knock is there. */
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

/** Without any scrolling; pressable only once it has stood there for a moment. */
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
