import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { chat } from "texts/chat.ts";
import { desk as t } from "texts/desk.ts";
import { groups } from "texts/groups.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import { board } from "texts/monitoring_board.ts";
import { people } from "texts/people.ts";
import { review } from "texts/review.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { joinClass, type Seat } from "../../people.ts";
import { countPresses } from "../groups/presses.ts";
import { readShifts, watchShifts } from "../sessions/shifts.ts";
import {
  callSessionApi,
  type Person,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";

const names = ["Amy", "Ben", "Chloe", "Dan", "Eva"] as const;

/** Longer than tiles rest after a change of their order (ms). */
const restsMs = 1_000;

test("students with a raised hand or a signal come first, and one press answers (M-1, M-4, B-12)", async ({ person, server, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.addInitScript(watchShifts);
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const presses = await countPresses(page);
  const seats = new Map<string, Seat>();
  for (const name of names) {
    const seat = await joinClass(server, session.code, name);
    seats.set(name, await seat.openPage());
  }
  const seat = (name: typeof names[number]) => seats.get(name)!;
  const asks = (name: typeof names[number], text: string, to = newId()) => {
    seat(name).queueCommand({ kind: "ask", conversation: to, text });
    return to;
  };
  const raises = (name: typeof names[number]) =>
    seat(name).queueCommand({ kind: "help", on: true });
  const tiles = page.locator(".board-tile");
  const order = async () =>
    (await tiles.locator("strong").allInnerTexts()).join(" ");
  const tile = (name: string) => tiles.filter({ hasText: name });
  const box = page.getByRole("textbox", { name: chat.message });
  await teacher.startLesson();
  await waitForAnswer(() => tiles.count(), names.length);

  await step("a hand with a note opens no chat that all read", async () => {
    const note = "May I go home?";
    seat("Amy").queueCommand({ kind: "help", on: true, note });
    await teacher.openWaitingItem("hand");
    await teacher.sees(hands.noteReaders);
    seat("Amy").queueCommand({ kind: "help", on: false });
    await teacher.text(hands.noteReaders).waitFor({ state: "hidden" });
    assert.equal(await box.isVisible(), false);
    await page.keyboard.press("Escape");
  });
  await step("a hand marks its tile, and moves nothing in it", async () => {
    const before = await place(teacher, "Eva");
    const known = (await readShifts(page)).length;
    raises("Eva");
    await tile("Eva").locator('.hand-mark[data-up="true"]').waitFor();
    await waitForAnswer(
      () => teacher.button(board.show({ name: "Eva" })).count(),
      1,
    );
    const said = tile("Eva").getByText(hands.raised({ name: "Eva" }));
    await said.waitFor({ state: "attached" });
    assert.deepEqual(await place(teacher, "Eva"), before);
    assert.deepEqual((await readShifts(page)).slice(known), []);
    await waitForAnswer(order, "Eva Amy Ben Chloe Dan");
  });
  await step("the longest wait precedes busy students", async () => {
    const talk = asks("Dan", "why is the sky blue");
    await tile("Dan").getByText("why is the sky blue").waitFor();
    asks("Dan", "why is the sky blue", talk);
    await teacher.sees(teacher.button(t.kinds.stuck({ count: 1 })));
    asks("Ben", "what is osmosis");
    await tile("Ben").getByText("what is osmosis").waitFor();
    raises("Chloe");
    await waitForAnswer(order, "Eva Dan Chloe Ben Amy");
    await page.getByLabel(board.order).selectOption(board.byName);
    await waitForAnswer(order, names.join(" "));
    await page.getByLabel(board.order).selectOption(board.byActivity);
    await waitForAnswer(order, "Eva Dan Chloe Ben Amy");
  });
  await step("the order stays while the cursor is over it", async () => {
    await page.mouse.move(400, 20);
    await tile("Amy").hover();
    await page.waitForTimeout(restsMs);
    raises("Amy");
    await tile("Amy").locator('.hand-mark[data-up="true"]').waitFor();
    await waitForPaint(page);
    assert.equal(await order(), "Eva Dan Chloe Ben Amy");
    await page.mouse.move(400, 20);
    await waitForAnswer(order, "Eva Dan Chloe Amy Ben");
  });
  await step("Answer opens the chat with their name", async () => {
    await presses.start();
    await teacher.openWaitingItem("hand");
    await teacher.button(hands.answerOf({ name: "Eva" })).first().click();
    await waitForAnswer(() => box.inputValue(), "@Eva ");
    await waitForAnswer(() => isFocused(teacher), true);
    assert.equal(await presses.count(), 2);
    await teacher.button(hands.answerOf({ name: "Chloe" })).first()
      .click();
    await waitForAnswer(() => box.inputValue(), "@Chloe ");
    await page.keyboard.type("look at page 12");
    await page.keyboard.press("Enter");
    await teacher.waitForMessage("@Chloe look at page 12");
    await teacher.button(hands.answerOf({ name: "Eva" })).first().click();
    await waitForAnswer(() => box.inputValue(), "@Eva ");
    await page.keyboard.type("half a");
    await teacher.button(hands.answerOf({ name: "Amy" })).first().click();
    await waitForAnswer(() => isFocused(teacher), true);
    assert.equal(await box.inputValue(), "@Eva half a");
    await box.fill("");
  });
  await step("the tile's menu and name row have it", async () => {
    await page.locator('.strip-place[data-kind="hand"]').click();
    raises("Chloe");
    await tile("Chloe").locator('.hand-mark[data-up="true"]').waitFor();
    await tile("Chloe").hover();
    await tile("Chloe").getByRole("button", {
      name: people.menu({ name: "Chloe" }),
      exact: true,
    }).click();
    await teacher.assertAccessible("board-hand-menu");
    await page.getByRole("menuitem", { name: hands.answer }).click();
    await waitForAnswer(() => box.inputValue(), "@Chloe ");
    await waitForAnswer(() => isFocused(teacher), true);
    await teacher.button(board.show({ name: "Amy" })).click();
    await page.getByRole("complementary", { name: "Amy" })
      .getByRole("button", { name: hands.answerOf({ name: "Amy" }) }).click();
    await waitForAnswer(() => box.inputValue(), "@Amy ");
    await page.getByRole("complementary", { name: "Amy" })
      .getByRole("heading").first().click();
    await page.keyboard.press("Escape");
  });
  await step("a stuck student is read in two presses", async () => {
    await presses.start();
    await teacher.openWaitingItem("stuck");
    const row = page.locator(".wait-signals > li", { hasText: "Dan" });
    await row.getByText("why is the sky blue").waitFor();
    await row.getByText(review.board.signals.stuck).waitFor();
    await row.getByText(/just now|min/).waitFor();
    await teacher.shoot("board-stuck");
    await row.getByRole("button", {
      name: review.board.viewOf({ name: "Dan" }),
    }).click();
    const aside = page.getByRole("complementary", { name: "Dan" });
    await aside.getByText("why is the sky blue").first().waitFor();
    assert.equal(await presses.count(), 2);
    await page.keyboard.press("Escape");
  });
  await step("a conversation is as wide beside the chat", async () => {
    await teacher.openChat();
    await teacher.button(review.board.viewOf({ name: "Dan" })).first()
      .click();
    await page.locator(".desk-aside.fills").waitFor();
    await waitForAnswer(
      () => page.evaluate(() => document.documentElement.dataset.chat),
      "pinned",
    );
    const wide = await page.locator(".conversation-scroll > div")
      .evaluate((element) => element.clientWidth);
    assert(wide >= 400, `${wide} px`);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  });
  await step("a group's hand names its student on the chip", async () => {
    await desk("POST", "/breakouts/rooms", { names: ["Group A"] });
    const { members } = await desk("GET", "/members");
    const { rooms: [room] } = await desk("GET", "/breakouts");
    const ben = members.find((it: { name: string }) => it.name === "Ben");
    await desk("POST", "/breakouts/moves", {
      moves: [{ member: ben.id, room: room.id }],
    });
    await desk("POST", "/breakouts/start");
    await teacher.openTab(review.tabs.groups);
    const chip = page.locator(".chip", { hasText: "Ben" });
    await chip.waitFor();
    const before = (await chip.boundingBox())!;
    const card = page.locator(".tile").filter({ hasText: "Group A" });
    const stood = await below(card);
    raises("Ben");
    await card.getByText(groups.asks({ count: 1 })).waitFor();
    await chip.locator('.hand-mark[data-up="true"]').waitFor();
    assert.match(
      (await chip.getAttribute("aria-label"))!,
      new RegExp(`^${hands.raised({ name: "Ben" })}`),
    );
    const { width, x } = (await chip.boundingBox())!;
    assert.deepEqual({ width, x }, { width: before.width, x: before.x });
    assert.equal(await below(card), stood, "nothing in the card has moved");
  });
  await step("the dialog that moves students opens them too", async () => {
    await page.getByRole("main")
      .getByRole("button", { name: groupsDesk.distribute }).first().click();
    const dialog = page.getByRole("dialog", { name: groupsDesk.distribute });
    await dialog.locator('.strip-place[data-kind="hand"]').click();
    await dialog.getByRole("button", {
      name: groupsDesk.joinRoomName({ name: "Group A" }),
    }).click();
    await dialog.waitFor({ state: "hidden" });
    await waitForAnswer(() => isFocused(teacher), true);
  });
  for (const one of seats.values()) one.close();
});

test("a student who has been quiet for a while has no label (V-1, M-4)", async ({ person }) => {
  const teacher = await person();
  await teacher.page.goto("/pieces?of=board");
  const piece = teacher.page.locator(".board-tiles").first()
    .locator(".board-tile");
  await piece.filter({ hasText: board.signals.stuck }).first().waitFor();
  assert.equal(
    await piece.filter({ hasText: board.signals.idle }).count(),
    0,
  );
});

/** Within the tile, in whole 1/64 px as the browser lays out: a tile that is still moving adds the noise of floats. */
async function place({ page }: Person, name: string) {
  return await page.locator(".board-tile").filter({ hasText: name })
    .locator("strong").evaluate((element) => {
      const tile = element.closest("li")!.getBoundingClientRect();
      const { x, y, width } = element.getBoundingClientRect();
      const exact = (px: number) => Math.round(px * 64) / 64;
      return {
        x: exact(x - tile.x),
        y: exact(y - tile.y),
        width: exact(width),
      };
    });
}

async function below(card: Locator) {
  return await card.locator(".tile-people").evaluate((people) =>
    people.getBoundingClientRect().y -
    people.closest("li")!.getBoundingClientRect().y
  );
}

async function isFocused({ page }: Person) {
  return await page.evaluate(() =>
    document.activeElement?.closest(".composer") != null
  );
}
