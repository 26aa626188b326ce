import assert from "node:assert/strict";
import {
  addExpectedNames,
  eventually,
  joinClass,
  type Seat,
} from "../../people.ts";
import {
  callSessionApi,
  testStage as test,
  waitForAnswer,
  waitForPaint,
} from "../stage.ts";

const screens = [[1366, 768], [1920, 1080], [2560, 1440], [768, 1024], [
  360,
  740,
]] as const;

/** Minimum per cent of the board that tiles cover, per screen; on a phone many students scroll. A tile of a few students does not grow to half a screen. */
const classes: readonly [count: number, least: readonly number[]][] = [
  [1, [30, 16, 15, 48, 35]],
  [6, [84, 85, 85, 84, 65]],
  [12, [80, 85, 85, 80]],
  [28, [78, 85, 85, 78]],
  [40, [70, 80, 85, 75]],
];

interface Fill {
  /** Per cent of the board: from below the tabs to the lower edge of the screen. */
  readonly covered: number;
  /** Tiles that are not on the screen as a whole. */
  readonly offScreen: number;
  /** Tiles whose last words are cut to less than one line. */
  readonly wordless: string[];
}

/** Runs in the page. */
function measureBoard(): Fill {
  const main = document.querySelector(".desk-main")!.getBoundingClientRect();
  const top = document.querySelector(".tabs-row")!.getBoundingClientRect()
    .bottom;
  const tiles = [...document.querySelectorAll(".board-tile")];
  const heightOf = ({ top: from, bottom: to }: DOMRect) =>
    Math.max(0, Math.min(to, innerHeight) - Math.max(from, top));
  const boxes = tiles.map((tile) => tile.getBoundingClientRect());
  const covered = boxes.reduce(
    (sum, box) => sum + box.width * heightOf(box),
    0,
  );
  const wordless = tiles.flatMap((tile) => {
    const words = tile.querySelector(".board-tile-words:last-child > p");
    if (!words) return [];
    const { height } = words.getBoundingClientRect();
    const box = tile.getBoundingClientRect();
    const { bottom } = words.getBoundingClientRect();
    const line = parseFloat(getComputedStyle(words).lineHeight);
    return height >= line - 1 && bottom <= box.bottom + 1
      ? []
      : [`${tile.textContent} ${height}`];
  });
  return {
    covered: Math.round(
      1000 * covered / (main.width * (innerHeight - top)),
    ) / 10,
    offScreen:
      boxes.filter(({ top: from, bottom }) =>
        from < top - 1 || bottom > innerHeight + 1
      ).length,
    wordless,
  };
}

test("tiles fill the board of a class of any size, and beside a panel each keeps its last line (V-1)", async ({ person, server, step }) => {
  const teacher = await person();
  const { page } = teacher;
  await page.setViewportSize({ width: 1366, height: 768 });
  await teacher.signUp("Ms Lin");
  const session = await teacher.createSession();
  const desk = callSessionApi(teacher, session.id);
  const visitor = await teacher.makeVisitor(server);
  const seats: Seat[] = [];
  for (const [count, least] of classes) {
    await step(`a class of ${count}`, async () => {
      const names = Array.from({ length: count }, (_, n) => `Student ${n + 1}`);
      await addExpectedNames(visitor, session, names);
      for (const name of names.slice(seats.length)) {
        const seat = await joinClass(server, session.code, name);
        seats.push(seat);
        await seat.openPage();
        await seat.sayAndSee(`the leaf of plant ${seats.length} is green`);
      }
      if (count === 1) await teacher.startLesson();
      await waitForAnswer(
        () => page.locator(".board-tile-words:last-child").count(),
        count,
      );
      for (const [n, [width, height]] of screens.entries()) {
        if (least[n] === undefined) continue;
        await page.setViewportSize({ width, height });
        const what = `${count} students at ${width} × ${height}`;
        // Tiles take a moment to move to their places.
        const fill = await eventually(
          () => page.evaluate(measureBoard),
          ({ covered, offScreen }) =>
            covered >= least[n] && (offScreen === 0 || count > 28),
          `tiles covered ${least[n]} % of the board of ${what}`,
        );
        console.log(`${what}: ${fill.covered} %`);
        assert.deepEqual(fill.wordless, [], what);
      }
    });
    if (count !== 28) continue;
    await step("beside the chat, a conversation and results", async () => {
      await page.setViewportSize({ width: 1366, height: 768 });
      await teacher.openChat();
      const whole = async (what: string) => {
        await waitForPaint(page);
        const { offScreen, wordless } = await page.evaluate(measureBoard);
        assert.deepEqual([offScreen, wordless], [0, []], what);
      };
      await whole("the chat");
      await page.locator(".board-tile-view").first().click();
      await page.locator(".desk-aside").waitFor();
      await whole("the chat and a conversation");
      await page.keyboard.press("Escape");
      await page.locator(".desk-aside").waitFor({ state: "detached" });
      await desk("POST", "/resources", {
        poll: {
          kind: "yes-no",
          question: "",
          anonymous: false,
          words: ["Yes", "No"],
        },
      });
      await page.locator(".now-see").first().click();
      await page.locator(".desk-aside").waitFor();
      await whole("the chat and results");
      await page.keyboard.press("Escape");
      await page.locator(".desk-aside").waitFor({ state: "detached" });
      await page.locator(".chat-button").click();
      await teacher.log.waitFor({ state: "hidden" });
    });
  }
  for (const seat of seats) seat.close();
});
