import assert from "node:assert/strict";
import { calls } from "texts/calls.ts";
import { chat } from "texts/chat.ts";
import { board } from "texts/monitoring_board.ts";
import { desk as t } from "texts/desk.ts";
import { groupsDesk } from "texts/groups_desk.ts";
import { hands } from "texts/groups_hands.ts";
import { notesDesk } from "texts/notes_desk.ts";
import { review } from "texts/review.ts";
import { newId } from "../../../classroom/model/ids.ts";
import { joinClass, type Seat } from "../../people.ts";
import {
  callSessionApi,
  type Person,
  type Stage,
  testStage,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";

const sizes = [
  ["laptop", { width: 1366, height: 768 }],
  ["large", { width: 1920, height: 1080 }],
  ["tablet", { width: 820, height: 1180 }],
] as const;

/** A class of 28 in which students wait for the teacher in every way. */
async function makeWaitingClass({ person, server }: Stage) {
  const teacher = await person();
  await teacher.page.setViewportSize(sizes[0][1]);
  await teacher.context.grantPermissions(["microphone", "camera"]);
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  await desk("PATCH", "", { blockedWords: ["fool"] });
  const seats: Seat[] = [];
  for (let n = 1; n <= 28; n++) {
    const seat = await joinClass(server, session.code, `Pupil ${n}`);
    seats.push(n > 20 ? await seat.openPage() : seat);
  }
  const [kim, hugo, amy, ben, fay] = seats.slice(20);
  // One after the other: the last to act is the first on the board.
  for (
    const [seat, command] of [
      [kim, { kind: "help", on: true, note: "what is a stoma?" }],
      [hugo, { kind: "help", on: true }],
      [amy, { kind: "note", text: "I want to kill myself" }],
      [ben, { kind: "say", room: "main", text: "you fool" }],
      [fay, { kind: "ask", conversation: newId(), text: "I hate my life" }],
    ] as const
  ) {
    seat.queueCommand(command);
    await seat.own.waitUntil(
      () => seat.readOutbox().length === 0,
      `${command.kind} was received`,
    );
  }
  await teacher.startLesson();
  for (
    const [kind, count] of [
      ["hand", 2],
      ["note", 1],
      ["held", 1],
      ["worrying", 1],
    ] as const
  ) {
    await teacher.button(t.kinds[kind]({ count })).waitFor();
  }
  return { teacher, desk };
}

/** Covered buttons of the list and of lit tiles, and covered tiles of the first row; runs in the page. */
function findCovered(): string[] {
  const hit = (it: Element, down = 0.5) => {
    const { x, y, width, height } = it.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height * down);
  };
  const wrong: string[] = [];
  for (const it of document.querySelectorAll(".strip-list button")) {
    if (!it.checkVisibility({ visibilityProperty: true })) continue;
    it.scrollIntoView({ block: "nearest" });
    if (!it.contains(hit(it))) wrong.push(`the list: ${it.textContent}`);
  }
  const tiles = [...document.querySelectorAll(".board-tile")];
  const top = tiles[0].getBoundingClientRect().y;
  const row = tiles.filter((it) => it.getBoundingClientRect().y === top);
  for (
    const it of [
      ...row,
      ...document.querySelectorAll(".board-tile-wait button"),
    ]
  ) {
    const over = hit(it)?.closest(".call-bar");
    if (over) wrong.push(`the call is over ${it.textContent}`);
  }
  for (const it of document.querySelectorAll(".desk-aside button")) {
    if (hit(it)?.closest(".call-bar")) wrong.push(`aside: ${it.textContent}`);
  }
  return wrong;
}

async function setChat(teacher: Person, how: "pinned" | "floating" | "closed") {
  const panel = teacher.page.locator(".chat-panel");
  const isOpen = await panel.evaluate((it: HTMLDialogElement) => it.open);
  if (how === "closed") {
    if (isOpen) await panel.getByRole("button", { name: "Close" }).click();
    return;
  }
  if (!isOpen) await teacher.openChat();
  const mode = await panel.getAttribute("data-mode");
  if (mode === how) return;
  await panel.getByRole("button", {
    name: how === "pinned" ? chat.pin : chat.unpin,
    exact: true,
  }).click();
}

testStage(
  "no call lies over a list, over what is on tiles, or over the first row (V-5)",
  async (stage) => {
    const { teacher, desk } = await makeWaitingClass(stage);
    const { page } = teacher;
    await desk("POST", "/call", { rooms: "main" });
    await teacher.button(calls.join).click();
    await teacher.button(calls.unmute).waitFor();
    for (const [what, size] of sizes) {
      await page.setViewportSize(size);
      for (const how of ["pinned", "floating", "closed"] as const) {
        await setChat(teacher, how);
        for (const larger of [false, true]) {
          if (larger) await teacher.button(calls.makeLarger).click();
          await waitForPaint(page);
          for (const kind of ["note", "hand", "held", "worrying"] as const) {
            await teacher.openWaitingItem(kind);
            await page.locator(".strip-list button").first().waitFor();
            await page.locator(".strip-list [data-settling]").waitFor({
              state: "detached",
            });
            await waitForPaint(page);
            const call = larger ? "large" : "small";
            const pair = `${kind}, ${call} call, chat ${how}, ${what}`;
            assert.deepEqual(await page.evaluate(findCovered), [], pair);
            if (kind === "note" || kind === "hand") {
              await teacher.shoot(`waits-${kind}-${call}-${how}-${what}`);
            }
            await page.locator(`.strip-place[data-kind="${kind}"]`).click();
          }
          if (larger) await teacher.button(calls.makeSmaller).click();
        }
      }
    }
  },
);

/** Names and places of the tiles; runs in the page. */
function placesOfTiles(): string[] {
  return [...document.querySelectorAll(".board-tile")].map((it) => {
    const { x, y, width, height } = it.getBoundingClientRect();
    const name = it.querySelector("strong")!.textContent;
    return [name, ...[x, y, width, height].map(Math.round)].join();
  });
}

testStage(
  "those who wait are lit up in place, with words and buttons on the tile (V-7)",
  async (stage) => {
    const { teacher } = await makeWaitingClass(stage);
    const { page } = teacher;
    await page.setViewportSize({ width: 1920, height: 1080 });
    const lit = page.locator('.board-tile[data-lit="true"]');
    const tile = (name: string) => lit.filter({ hasText: name });
    const chip = (kind: string) =>
      page.locator(`.strip-place[data-kind="${kind}"]`);
    await waitForAnswer(
      () => page.locator(".board-tile-name").count(),
      28,
    );
    await waitForAnswer(
      async () => (await page.evaluate(placesOfTiles)).slice(0, 5),
      ["25,96", "23,353", "21,611", "22,868", "24,1125"]
        .map((place) => `Pupil ${place},153,249,213`),
    );
    const before = await page.evaluate(placesOfTiles);
    const fay = page.locator(".board-tile", { hasText: "Pupil 25" });
    const colours = () =>
      fay.evaluate((it) => {
        const { backgroundColor, borderInlineStartColor } = getComputedStyle(
          it,
        );
        return [backgroundColor, borderInlineStartColor];
      });
    const red = await colours();
    const stays = async (when: string) =>
      assert.deepEqual(await page.evaluate(placesOfTiles), before, when);

    // A list of words is not what the child asked for.
    const told = page.locator(".board-tile", { hasText: "Pupil 23" });
    await told.getByText(board.signals.told).waitFor();
    await waitForAnswer(
      () => told.getByText(board.signals.worrying).count(),
      0,
    );

    await chip("hand").click();
    await waitForAnswer(() => lit.count(), 2);
    await stays("hands are lit up");
    await tile("Pupil 21").getByText("what is a stoma?").waitFor();
    await teacher.assertAccessible("waits-on-board");
    await teacher.shoot("waits-on-board");
    const onTile = (name: string, button: string) =>
      tile(name).getByRole("button", { name: button });
    await onTile("Pupil 22", groupsDesk.lowerName({ name: "Pupil 22" }))
      .click();
    await page.locator(".strip-list").waitFor({ state: "hidden" });
    await onTile("Pupil 22", hands.undoOf({ name: "Pupil 22" })).click();
    await tile("Pupil 22").getByText(board.handUp).waitFor();
    await stays("a hand goes down and up again");
    await page.locator(".board-tile-view").last().focus();
    await page.keyboard.press("Escape");
    await waitForAnswer(() => lit.count(), 0);
    await stays("Escape ends it");

    await chip("note").click();
    await tile("Pupil 23").locator(".board-tile-why", {
      hasText: board.signals.told,
    }).waitFor();
    await onTile("Pupil 23", notesDesk.openOf({ name: "Pupil 23" })).click();
    const dialog = page.getByRole("dialog", {
      name: notesDesk.of({ name: "Pupil 23" }),
    });
    await dialog.getByText("I want to kill myself").waitFor();
    await dialog.getByRole("button", { name: notesDesk.settle }).click();
    await chip("note").waitFor({ state: "detached" });
    await stays("the note is handled");

    await chip("held").click();
    await tile("Pupil 24").getByText("you fool").waitFor();
    await chip("held").click();
    await waitForAnswer(() => lit.count(), 0);
    await chip("worrying").click();
    await tile("Pupil 25").locator(".board-tile-why", {
      hasText: "I hate my life",
    }).waitFor();
    await stays("all is as before");
    assert.deepEqual(await colours(), red, "worrying words stay red");
    await fay.locator(".board-tile-view").click({ position: { x: 9, y: 9 } });
    await page.locator(".desk-aside").waitFor();
    await waitForAnswer(() => lit.count(), 0);
    await chip("worrying").click();
    await waitForAnswer(() => lit.count(), 1);
    await page.locator(".strip-list").getByRole("button", {
      name: review.board.viewOf({ name: "Pupil 25" }),
    }).click();
    await waitForAnswer(() => lit.count(), 0);
  },
);

testStage(
  "between the chat and a panel, tiles have room for names and buttons (V-7)",
  async (stage) => {
    const { teacher } = await makeWaitingClass(stage);
    const { page } = teacher;
    const tiles = page.locator(".board-tile");
    const title = page.locator(".desk-title h1");
    await setChat(teacher, "pinned");
    assert(
      await title.evaluate((it) => it.scrollHeight < it.clientHeight + 4),
      "the class's name is whole",
    );
    await tiles.filter({ hasText: "Pupil 25" }).locator(".board-tile-view")
      .click();
    await page.locator(".desk-aside").waitFor();
    await teacher.openWaitingItem("worrying");
    const lit = page.locator('.board-tile[data-lit="true"]');
    const button = lit.getByRole("button", {
      name: review.board.settleOf({ name: "Pupil 25" }),
    });
    await page.locator(".strip-list").evaluate((it: HTMLElement) =>
      it.hidePopover()
    );
    const [tile, name, settle] = await Promise.all(
      [lit, lit.locator("strong"), button].map((it) => it.boundingBox()),
    );
    assert(tile && name && settle);
    assert(tile.height < 72, "the tile is a small one");
    assert(settle.width >= 24 && settle.height >= 24);
    assert(name.width > 40 && settle.x >= name.x + name.width);
    assert(settle.y + settle.height <= tile.y + tile.height);
    await button.click();
    await waitForAnswer(() => lit.count(), 0);
  },
);

testStage(
  "counts of who waits have one order, and move under no pointer (N-4)",
  async ({ person, server }) => {
    const teacher = await person();
    const { page } = teacher;
    await teacher.signUp("Ms Lin");
    const session = await teacher.createSession();
    const amy = await joinClass(server, session.code, "Amy");
    const ben = await joinClass(server, session.code, "Ben");
    for (const seat of [amy, ben]) await seat.openPage();
    const counts = page.locator(".strip-place");
    const order = () =>
      counts.evaluateAll((all) =>
        all.map((it) => (it as HTMLElement).dataset.kind)
      );
    const hand = page.locator('.strip-place[data-kind="hand"]');
    amy.queueCommand({ kind: "help", on: true });
    await hand.hover();
    const before = await hand.boundingBox();
    ben.queueCommand({ kind: "note", text: "I was hit" });
    await waitForAnswer(order, ["note", "hand"]);
    assert.deepEqual(await hand.boundingBox(), before);
    await page.mouse.move(5, 400);
    await waitForAnswer(order, ["hand", "note"]);
    amy.queueCommand({
      kind: "ask",
      conversation: newId(),
      text: "I hate my life",
    });
    await waitForAnswer(order, ["hand", "note", "worrying"]);
    await page.reload();
    await waitForAnswer(order, ["hand", "note", "worrying"]);

    await callSessionApi(teacher, session.id)("PATCH", "", {
      blockedWords: ["fool"],
    });
    ben.queueMessage("what a fool");
    await waitForAnswer(order, ["held", "hand", "note", "worrying"]);
    await page.setViewportSize({ width: 360, height: 740 });
    await waitForAnswer(
      () => page.evaluate(() => document.documentElement.scrollWidth),
      360,
      "four counts fit a phone",
    );
    await teacher.shoot("four-counts-phone");
  },
);
