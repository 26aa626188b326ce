/**
 * What a page is like for who sits before it, in Chromium on a processor that is slowed down: how soon it is usable, how
 * long a key takes to be on screen, how long its main thread is held up, what it keeps in memory.
 */
import type {
  Browser,
  BrowserContext,
  CDPSession,
  Page,
} from "playwright-core";
import type { Visitor } from "../../../tests/people.ts";
import { keepProfile, type Profile } from "../../profile.ts";
import { sleep } from "../../steadily.ts";

/** So many times as slow as this machine. */
const slowed = 4;
/** How fast somebody types who is quick at it (keys a second). */
const keysPerSecond = 10;
/** A frame is late that comes so long after the one before it (ms). */
const late = 25;

/** What is typed. */
const words = "I think that it is the second one because it has two cells. ";

/** What a stretch of time was like. Times in ms, shares in hundredths. */
export interface Stretch {
  /** From the key to the end of the frame in which it is on screen; empty where nothing was typed. */
  keys: number[];
  longTasks: number;
  longest: number;
  /** What the long tasks took beyond 50 ms each. */
  blocked: number;
  frames: number;
  lateFrames: number;
  /** How much of the time the main thread was busy, and with which of these; null: not known. */
  busy: number | null;
  script: number | null;
  layout: number | null;
}

/** What a page keeps, after the garbage has been collected. */
export interface Memory {
  heap: number;
  nodes: number;
  listeners: number;
  documents: number;
}

/** What the script in the page notes. */
interface Noted {
  keys: number[];
  long: { at: number; ms: number }[];
  frames: number[];
  usable: number | null;
}

/** A browser profile that is signed in as somebody, in which the chat of a session is open. */
export async function signedIn(
  browser: Browser,
  url: string,
  session: string,
  { cookies }: Visitor,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1366, height: 768 },
  });
  await context.addCookies(
    [...cookies].map(([name, value]) => ({ name, value, url })),
  );
  await context.addInitScript((session) => {
    localStorage["homeroom/panel"] ??= JSON.stringify({ session, open: true });
  }, session);
  return context;
}

/** A page that is looked at. */
export class Looked {
  private constructor(
    readonly page: Page,
    readonly devtools: CDPSession,
    readonly profiles: boolean,
  ) {}

  /** Looks at a new page. `usable`: what is on it as soon as one can use it. */
  static async at(
    context: BrowserContext,
    { usable, profile }: { usable: readonly string[]; profile: boolean },
  ): Promise<Looked> {
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Performance.enable");
    await page.addInitScript(note, usable);
    return new Looked(page, devtools, profile);
  }

  /** Slows the processor, or lets it be as it is. */
  async slow(on = true): Promise<void> {
    const rate = on ? slowed : 1;
    await this.devtools.send("Emulation.setCPUThrottlingRate", { rate });
  }

  /** Opens the page, or opens it again, and waits until it is usable: after how long it was. */
  async open(path: string): Promise<Stretch & { usable: number }> {
    let usable = 0;
    const stretch = await this.#during("open", async () => {
      await this.page.goto(path);
      usable = await this.#until(({ usable }) => usable);
      // What is put off until the page is there, one feels as well.
      await sleep(2500);
    }, true);
    return { ...stretch, usable };
  }

  /** Types into a box for so many seconds. */
  async typeInto(
    name: string,
    box: string,
    seconds: number,
  ): Promise<Stretch> {
    const { page } = this;
    await page.locator(box).focus();
    const stretch = await this.#during(name, async () => {
      const began = performance.now();
      for (let n = 0; n < seconds * keysPerSecond; n++) {
        const wait = began + 1000 * n / keysPerSecond - performance.now();
        if (wait > 0) await sleep(wait);
        void this.#press(words[n % words.length]);
      }
      const all = seconds * keysPerSecond;
      await this.#until(({ keys }) => keys.length >= all || null, all);
    });
    await page.locator(box).fill("");
    return stretch;
  }

  /** Only looks on, for so many seconds. */
  async watch(name: string, seconds: number): Promise<Stretch> {
    return await this.#during(name, () => sleep(1000 * seconds));
  }

  /** What the page keeps. */
  async memory(): Promise<Memory> {
    // What a first collection sets free may hold more.
    for (let n = 0; n < 3; n++) {
      await this.devtools.send("HeapProfiler.collectGarbage");
      await sleep(100);
    }
    const metrics = await this.#metrics();
    return {
      heap: metrics.JSHeapUsedSize,
      nodes: metrics.Nodes,
      listeners: metrics.JSEventListeners,
      documents: metrics.Documents,
    };
  }

  #press(key: string) {
    const code = key === " " ? "Space" : `Key${key.toUpperCase()}`;
    const about = { key, code, text: key, unmodifiedText: key };
    return Promise.all([
      this.devtools.send("Input.dispatchKeyEvent", {
        type: "keyDown",
        ...about,
      }),
      this.devtools.send("Input.dispatchKeyEvent", {
        type: "keyUp",
        ...about,
      }),
    ]);
  }

  async #metrics(): Promise<Record<string, number>> {
    const { metrics } = await this.devtools.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  async #noted(): Promise<Noted> {
    return await this.page.evaluate(() => {
      const { noted } = globalThis as unknown as { noted: Noted };
      return noted;
    });
  }

  /** Asks the page now and then, and seldom: asking is work for it, too. */
  async #until<T>(
    read: (noted: Noted) => T | null,
    what: unknown = "",
  ): Promise<T> {
    for (let left = 200; left > 0; left--) {
      const found = read(await this.#noted());
      if (found !== null) return found;
      await sleep(250);
    }
    throw new Error(`the page has not come to it: ${what}`);
  }

  async #during(
    name: string,
    work: () => Promise<void>,
    fresh = false,
  ): Promise<Stretch> {
    if (!fresh) {
      await this.page.evaluate(() => {
        const { noted } = globalThis as unknown as { noted: Noted };
        noted.keys.length = noted.long.length = noted.frames.length = 0;
      });
    }
    if (this.profiles) {
      await this.devtools.send("Profiler.enable");
      await this.devtools.send("Profiler.setSamplingInterval", {
        interval: 500,
      });
      await this.devtools.send("Profiler.start");
    }
    const before = await this.#metrics();
    await work();
    const after = await this.#metrics();
    if (this.profiles) {
      const { profile } = await this.devtools.send("Profiler.stop");
      await keepProfile(`page ${name}`, profile as unknown as Profile);
    }
    const { keys, long, frames } = await this.#noted();
    const gaps = frames.slice(1).map((at, n) => at - frames[n]);
    const took = after.Timestamp - before.Timestamp;
    const share = (name: string) => 100 * (after[name] - before[name]) / took;
    return {
      keys,
      longTasks: long.length,
      longest: Math.max(0, ...long.map(({ ms }) => ms)),
      blocked: long.reduce((sum, { ms }) => sum + ms - 50, 0),
      frames: gaps.length,
      lateFrames: gaps.filter((gap) => gap > late).length,
      // A page that is opened counts anew.
      busy: fresh ? null : share("TaskDuration"),
      script: fresh ? null : share("ScriptDuration"),
      layout: fresh
        ? null
        : share("LayoutDuration") + share("RecalcStyleDuration"),
    };
  }
}

/** Notes in the page what it is like; `usable` is what is on it as soon as one can use it. */
function note(usable: readonly string[]) {
  const noted: Noted = { keys: [], long: [], frames: [], usable: null };
  Object.assign(globalThis, { noted });
  new PerformanceObserver((list) => {
    for (const { startTime: at, duration: ms } of list.getEntries()) {
      noted.long.push({ at, ms });
    }
  }).observe({ type: "longtask", buffered: true });
  requestAnimationFrame(function look(now) {
    noted.frames.push(now);
    if (
      noted.usable === null && usable.every((it) => document.querySelector(it))
    ) {
      noted.usable = performance.now();
    }
    requestAnimationFrame(look);
  });
  addEventListener("keydown", (event) => {
    const box = event.target as HTMLTextAreaElement;
    const { length } = box.value ?? "";
    // What comes after the frame's own work waits until that is done.
    requestAnimationFrame(function look() {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        if (box.value.length <= length) requestAnimationFrame(look);
        else noted.keys.push(performance.now() - event.timeStamp);
        port1.close();
      };
      port2.postMessage(null);
    });
  }, true);
}
