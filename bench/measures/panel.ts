/**
 * How the chat panel does with 5,000 messages, in Chromium: how soon it is open, how even it scrolls, and
 * what it keeps in memory while one scrolls all the way up and down, twice.
 */
import type { CDPSession, Page } from "playwright-core";
import { launch } from "../../tests/browser.ts";
import { createSession, join, type Seat, signUp } from "../../tests/people.ts";
import { startServer, swiftStudents } from "../../tests/server.ts";
import { said } from "./page/class.ts";

const messages = 5000, students = 25, trips = 2;
/** How far a frame scrolls (px): a flick of a finger goes no faster. */
const stride = 300;

const server = await startServer(swiftStudents);
const browser = await launch();
const seats: Seat[] = [];
try {
  const session = await createSession(await signUp(server));
  for (let n = 0; n < students; n++) {
    const seat = await join(server, session.code, `Student ${n}`);
    await seat.own.synced();
    seats.push(seat);
  }
  for (let n = 0; n < messages; n++) {
    seats[n % students].say(`${n}: ${said[n % said.length]}`);
    // No more than a member may say in a second, with room to spare.
    if (n % 400 === 399) await allSaid();
  }
  await allSaid();

  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await page.goto(`/join?sessionCode=${session.code}`);
  await page.getByLabel("Display name").fill("Amy");
  const joined = performance.now();
  await page.getByRole("button", { name: /^Join$/ }).click();
  const log = page.getByRole("log");
  // A press before the page is alive does nothing.
  for (let open = false; !open; open = await log.isVisible()) {
    await page.getByRole("button", { name: /^Chat/ }).click();
  }
  // Besides, there is the line that the class has started.
  await log.locator(`[aria-posinset='${messages + 1}']`).waitFor();
  say("joined, until all 5,000 are here", performance.now() - joined, "ms");

  await page.getByRole("button", { name: "Close", exact: true }).click();
  await log.waitFor({ state: "hidden" });
  const opening = await page.evaluate(() => {
    const button = document.querySelector<HTMLElement>(".chat-button")!;
    const start = performance.now();
    button.click();
    return new Promise<number>((tell) =>
      requestAnimationFrame(function look() {
        const list = document.querySelector(".chat-messages");
        const last = list?.lastElementChild?.getBoundingClientRect();
        if (last && last.height > 0) tell(performance.now() - start);
        else requestAnimationFrame(look);
      })
    );
  });
  say("open, from the press to the frame with its messages", opening, "ms");

  const before = await memory(devtools);
  for (let trip = 1; trip <= trips; trip++) {
    for (const way of [-1, 1]) {
      const { frames, late, longest, empty } = await scroll(page, way * stride);
      console.log(
        `trip ${trip} ${way < 0 ? "up" : "down"}: ${frames} frames, ${
          (100 * late / frames).toFixed(1)
        } % late, the longest ${
          longest.toFixed(0)
        } ms, ${empty} with nothing to read`,
      );
    }
    const now = await memory(devtools);
    say(`heap after trip ${trip}`, now.heap / 1e6, "MB");
    say(`elements after trip ${trip}`, now.nodes, "nodes");
  }
  say("heap before", before.heap / 1e6, "MB");
  say("elements before", before.nodes, "nodes");
} finally {
  seats.forEach((seat) => seat.close());
  await browser.close();
  await server.stop();
}

/** Waits until all that was said has arrived. */
async function allSaid() {
  for (const seat of seats) {
    await seat.own.until(() => seat.outbox().length === 0, "all was said");
  }
}

/** Scrolls to an end, a stride a frame; a frame is late when the one before it took longer than 1.5 of them. */
async function scroll(page: Page, stride: number) {
  return await page.evaluate(async (stride) => {
    const log = document.querySelector(".chat-scroll")!;
    const times: number[] = [];
    let empty = 0;
    await new Promise<void>((done) => {
      let before = -1;
      requestAnimationFrame(function step(now) {
        times.push(now);
        if (times.length % 30 === 0) {
          const { left, top, height } = log.getBoundingClientRect();
          const there = document.elementFromPoint(left + 60, top + height / 2);
          if (!there?.closest(".message")) empty++;
        }
        if (log.scrollTop === before && (before === 0) === (stride < 0)) {
          return done();
        }
        before = log.scrollTop;
        log.scrollTop += stride;
        requestAnimationFrame(step);
      });
    });
    const gaps = times.slice(1).map((time, n) => time - times[n]);
    return {
      frames: gaps.length,
      late: gaps.filter((gap) => gap > 25).length,
      longest: Math.max(...gaps),
      empty,
    };
  }, stride);
}

async function memory(devtools: CDPSession) {
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.send("Performance.enable");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const of = (name: string) =>
    metrics.find((metric) => metric.name === name)!.value;
  return { heap: of("JSHeapUsedSize"), nodes: of("Nodes") };
}

function say(what: string, value: number, unit: string) {
  console.log(`${what}: ${value.toFixed(unit === "nodes" ? 0 : 1)} ${unit}`);
}
