/** The suite's Chromium, and the machine's Firefox over WebDriver BiDi, both driven by Playwright. */
import {
  type Browser,
  type ConsoleMessage,
  type ElementHandle,
  firefox,
  type Page,
} from "playwright-core";
import { launch } from "../browser.ts";
import { eventually } from "../people.ts";
import {
  type Device,
  type Engine,
  PageNavigatedError,
  type RunningEngine,
} from "./device.ts";
import {
  findCover,
  findTarget,
  positionOf,
  type Target,
  targetQuery,
} from "./find.ts";
import { isInstalled } from "./installed.ts";

export const chromiumEngine: Engine = {
  name: "Chromium",
  lacks: () => Promise.resolve(null),
  start: async () => running(await launch()),
};

const firefoxPath = "/usr/bin/firefox-esr";

/** Debian's Firefox ESR. */
export const firefoxEngine: Engine = {
  name: "Firefox",
  lacks: async () =>
    await isInstalled(firefoxPath)
      ? null
      : `${firefoxPath} (apt install firefox-esr)`,
  start: async () => running(await launchFirefox()),
};

/** The caller closes the browser. */
export async function launchFirefox(
  settings: Readonly<Record<string, boolean | number>> = {},
): Promise<Browser> {
  const browser = await firefox.launch({
    channel: "moz-firefox",
    executablePath: firefoxPath,
    firefoxUserPrefs: {
      // Gives each page the focus in its own window.
      "focusmanager.testmode": true,
      // Reports a mouse that points and hovers, which the machine lacks.
      "ui.primaryPointerCapabilities": 6,
      "ui.allPointerCapabilities": 6,
      ...settings,
    },
  });
  leaveOutWhatFirefoxDoesNotKnow(browser);
  return browser;
}

/** Playwright sets the colour scheme of each context; Firefox up to 153 lacks the command. */
function leaveOutWhatFirefoxDoesNotKnow(browser: Browser) {
  const { _connection: { toImpl } } = browser as unknown as {
    _connection: {
      toImpl(it: unknown): { _browserSession: { send: typeof sends } };
    };
  };
  const sessions = Object.getPrototypeOf(toImpl(browser)._browserSession);
  const sends: (method: string, what: unknown) => Promise<unknown> =
    sessions.send;
  sessions.send = function (method: string, what: unknown) {
    if (method === "emulation.setMediaFeaturesOverride") {
      return Promise.resolve({});
    }
    return sends.call(this, method, what);
  };
}

function running(browser: Browser): RunningEngine {
  return {
    version: browser.version(),
    async device() {
      const context = await browser.newContext({
        locale: "en-GB",
        viewport: { width: 1280, height: 800 },
      });
      return new PlaywrightDevice(await context.newPage());
    },
    stop: () => browser.close(),
  };
}

/** Browser messages about a cut network. */
const ofTheNetwork =
  /net::ERR_|Failed to load resource|WebSocket connection|fetching the script|establish a connection|connection to \S+ was interrupted|NetworkError|Loading failed for|Cross-Origin Request Blocked/;

/** Hash of a style that Playwright inserts for screenshots and the CSP forbids. */
const ofPictures = "sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT+SmwNZWA=";

/** Errors of a page that navigates during a query. */
const goes =
  /Execution context was destroyed|navigat|not attached|detached|JSHandle is disposed|no such (frame|node|handle)/;

/** Turns errors of a navigating page into `PageNavigatedError`. */
async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && goes.test(error.message)) {
      throw new PageNavigatedError(error.message);
    }
    throw error;
  }
}

class PlaywrightDevice implements Device {
  readonly #trouble: string[] = [];

  constructor(readonly page: Page) {
    page.setDefaultTimeout(60_000);
    // Firefox reports CSP and network messages as page errors.
    page.on("pageerror", (error) => this.#hears(String(error)));
    page.on("console", (message: ConsoleMessage) => {
      if (message.type() === "error") this.#hears(message.text());
    });
  }

  async open(url: string) {
    await this.page.goto(url);
  }

  async reload() {
    await this.page.reload();
  }

  async run<A extends unknown[], T>(
    work: (...args: A) => T | Promise<T>,
    ...args: A
  ): Promise<T> {
    const script = `(${work})(...${JSON.stringify(args)})`;
    return await asking(() => this.page.evaluate(script)) as T;
  }

  async has(what: Target) {
    return await this.#found(what) !== null;
  }

  async place(what: Target) {
    return await asking(async () =>
      await (await this.#found(what))?.evaluate(positionOf) ?? null
    );
  }

  async press(what: Target) {
    return await asking(async () => {
      const element = await this.#found(what);
      if (element === null || await element.evaluate(findCover)) return false;
      await element.click();
      return true;
    });
  }

  async write(into: Target, text: string) {
    return await asking(async () => {
      const element = await this.#found(into);
      await element?.fill(text);
      return element !== null;
    });
  }

  async key(name: "Enter" | "Escape") {
    await this.page.keyboard.press(name);
  }

  async attach(to: Target, paths: readonly string[]) {
    const element = await this.#found(to);
    await element?.setInputFiles([...paths]);
    return element !== null;
  }

  async download(what: Target) {
    const coming = this.page.waitForEvent("download");
    await eventually(
      () => this.press(what),
      (pressed) => pressed,
      "the download was pressed",
    );
    const download = await coming;
    await download.path();
    return download.suggestedFilename();
  }

  async resize(width: number, height: number) {
    await this.page.setViewportSize({ width, height });
  }

  async picture() {
    return await this.page.screenshot({ caret: "initial" });
  }

  trouble() {
    return Promise.resolve(this.#trouble);
  }

  async close() {
    await this.page.context().close();
  }

  #hears(text: string) {
    if (ofTheNetwork.test(text) || text.includes(ofPictures)) return;
    this.#trouble.push(text);
  }

  async #found(what: Target): Promise<ElementHandle<Element> | null> {
    const handle = await asking(() =>
      this.page.evaluateHandle(findTarget, targetQuery(what))
    );
    return handle.asElement() as ElementHandle<Element> | null;
  }
}
