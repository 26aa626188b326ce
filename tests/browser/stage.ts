/**
 * The stage of the browser tests: a server, a Chromium, and people with profiles and networks of their own, which can
 * be cut.
 */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { bounds } from "../../classroom/model/bounds.ts";
import type { SessionView } from "../../classroom/model/views.ts";
import type { StaffQueueKind } from "../../components/monitoring/staff_queues.ts";
import { classUrlAfterJoin } from "../../components/people/joining/class_url.ts";
import { formatTime } from "../../formats/format_time.ts";
import { chat as chatText } from "texts/chat.ts";
import { desk } from "texts/desk.ts";
import { review } from "texts/review.ts";
import { signIn as t } from "texts/accounts.ts";
import { sessions } from "texts/sessions_portal.ts";
import { languages } from "texts/languages.ts";
import { type Language, runInLanguage } from "../../locales/current.ts";
import {
  assertAccessible,
  assertLayoutAndShoot,
  fakeDeviceFlags,
  type lanHosts,
  launch,
} from "../browser.ts";
import { eventually, type ServerAddress, Visitor } from "../people.ts";
import { startProxy, type TestProxy } from "../proxy.ts";
import { startServer, type TestServer } from "../server.ts";
import { withSharedServer } from "../shared_server.ts";
import { makeStepRunner, type StepRunner } from "../steps.ts";
import { openChat } from "./open_chat.ts";

export interface Stage<Server extends ServerAddress = ServerAddress> {
  readonly server: Server;
  readonly browser: Browser;
  /** A person with a profile and network of their own. */
  person(options?: PersonOptions): Promise<Person>;
  /** A person whose profile the tests of a file share, so that scripts load once; for pages that keep nothing. */
  lastingPerson(): Promise<Person>;
  /** A part of a long test. After a failed step none follows. */
  readonly step: StepRunner;
}

export interface PersonOptions {
  phone?: boolean;
  script?: boolean;
  /** The browser's preferred language; English by default. */
  language?: Language;
  /** The host that they open; over http other hosts are no secure context (D-4). */
  host?: typeof lanHosts[number];
  /** Makes the profile, as a persistent {@link BrowserContext}. */
  context?: (url: string) => Promise<BrowserContext>;
}

/** One for all tests of a file: their contexts share nothing. */
let browser: Browser | undefined;

let lasting: { readonly person: Person; readonly server: string } | null = null;

async function dismissLasting(): Promise<void> {
  await lasting?.person.leave();
  lasting = null;
}

Deno.test.afterAll(async () => {
  await dismissLasting();
  await browser?.close();
});

/** Sends something that waits ten seconds for **Undo**, and lets them pass. */
export async function sendAndPassUndo(
  page: Page,
  send: () => Promise<unknown>,
): Promise<void> {
  await page.clock.install();
  await send();
  await page.locator(".held-notice").first().waitFor();
  await page.clock.fastForward(10_500);
  await page.locator(".held-notice").first().waitFor({ state: "detached" });
}

/** The server's settings; a function if they are known only when the test begins. */
type Settings = Record<string, string> | (() => Record<string, string>);

/**
 * Registers a browser test on a shared server. Errors in a page's console fail it.
 *
 * @example
 * testStage("a student joins with a code (J-1)", async ({ person }) => {
 *   const teacher = await person(), amy = await person({ phone: true });
 *   await teacher.signUp("Ms Lin");
 *   const { code } = await teacher.createSession();
 *   await amy.join(code, "Amy");
 * });
 */
export function testStage(
  name: string,
  test: (stage: Stage) => Promise<void>,
  env: Settings = {},
) {
  register(name, async (context) => {
    await withSharedServer(
      read(env),
      (server) =>
        playAgainAfterCrash(name, () => playTest(context, server, test)),
    );
  });
}

/** The same on a server of its own, for a test that stops it, reads its output or data, or counts what it did. */
export function testStageAlone(
  name: string,
  test: (stage: Stage<TestServer>) => Promise<void>,
  env: Settings = {},
) {
  register(name, async (context) => {
    const server = await startServer(read(env));
    try {
      await playAgainAfterCrash(name, () => playTest(context, server, test));
    } finally {
      await server.stop();
    }
  });
}

const read = (env: Settings) => typeof env === "function" ? env() : env;

function register(
  name: string,
  fn: (context: Deno.TestContext) => Promise<void>,
) {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });
}

/** Plays a test; if Chromium crashes, once more in a new one, and reports it. */
export async function playAgainAfterCrash(
  name: string,
  play: () => Promise<void>,
  say: (line: string) => void = console.log,
): Promise<void> {
  try {
    await play();
  } catch (error) {
    if (!(error instanceof BrowserCrash)) throw error;
    say(`begun again: ${name}: ${error.message}`);
    await dismissLasting();
    await browser?.close();
    browser = undefined;
    await play();
  }
}

class BrowserCrash extends Error {}

/** Plays a test once. Throws `BrowserCrash` if Chromium crashed, whatever the test threw. */
export async function playTest<Server extends ServerAddress>(
  context: Deno.TestContext,
  server: Server,
  test: (stage: Stage<Server>) => Promise<void>,
): Promise<void> {
  if (!browser?.isConnected()) browser = await launch(fakeDeviceFlags);
  const people: Person[] = [];
  const crash = (cause: unknown) => {
    const what = !browser!.isConnected()
      ? "Chromium ended"
      : people.some((it) => it.hasCrashed) || /crashed/i.test(String(cause))
      ? "a page crashed"
      : null;
    return what === null ? null : new BrowserCrash(what, { cause });
  };
  const step = makeStepRunner(context);
  try {
    await test({
      server,
      browser,
      async person(options = {}) {
        const person = await Person.arrive(server.url, browser!, options);
        people.push(person);
        return person;
      },
      async lastingPerson() {
        if (lasting?.server !== server.url) {
          await dismissLasting();
          const person = await Person.arrive(server.url, browser!, {});
          lasting = { person, server: server.url };
        }
        const { person } = lasting!;
        people.push(person);
        return person;
      },
      async step(name, work) {
        // A failed step fails the test for good, so that a crash must not fail it.
        const result = await step(name, async () => {
          try {
            return { value: await work() };
          } catch (error) {
            const crashed = crash(error);
            if (!crashed) throw error;
            return crashed;
          }
        });
        if (result instanceof BrowserCrash) throw result;
        return result.value;
      },
    });
    for (const { trouble } of people) assert.deepEqual(trouble, []);
  } catch (error) {
    const crashed = error instanceof BrowserCrash ? error : crash(error);
    if (crashed) throw crashed;
    for (const [n, { page, trouble }] of people.entries()) {
      const where = page.isClosed() ? "closed" : page.url();
      console.log(`person ${n} was at ${where}`, trouble);
      await page.screenshot({ path: `tests/screenshots/failed-${n}.png` })
        .catch(() => {});
    }
    if (people.some((it) => it === lasting?.person)) lasting = null;
    throw error;
  } finally {
    for (const person of people) {
      if (person !== lasting?.person) await person.leave();
    }
  }
}

/** With `SLOW=1` each person's network delays what comes, which shows a missing wait. */
const isSlow = Deno.env.get("SLOW") === "1";

const randomPause = () =>
  new Promise<void>((resolve) => setTimeout(resolve, 500 * Math.random() ** 3));

/** Repeats a navigation that the page's own reload broke off: class pages reload when a class ends. */
function goAgainWhereBrokenOff(page: Page): void {
  const goto = page.goto.bind(page);
  page.goto = async (url, options) => {
    try {
      return await goto(url, options);
    } catch (error) {
      const isBrokenOff = /net::ERR_ABORTED|interrupted by another navigation/
        .test(String(error));
      if (!isBrokenOff) throw error;
      return await goto(url, options);
    }
  };
}

/** Chromium logs this on every page over plain http. */
const ofPlainHttp = /^The Cross-Origin-Opener-Policy header has been ignored/;

export class Person {
  readonly trouble: string[] = [];
  hasCrashed = false;

  private constructor(
    readonly network: TestProxy,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly language: Language,
    host?: string,
  ) {
    page.setDefaultTimeout(60_000);
    goAgainWhereBrokenOff(page);
    const notice = (it: Page) => it.on("crash", () => this.hasCrashed = true);
    context.pages().forEach(notice);
    context.on("page", notice);
    page.on("pageerror", (error) => this.trouble.push(String(error)));
    page.on("console", (message) => {
      const text = message.text();
      if (host && ofPlainHttp.test(text)) return;
      // Cut networks and answers of 4xx are part of tests.
      if (message.type() !== "error") return;
      if (
        /net::ERR_|Failed to load resource|WebSocket connection|error occurred when fetching the script/
          .test(text)
      ) {
        return;
      }
      this.trouble.push(text);
    });
  }

  static async arrive(
    url: string,
    browser: Browser,
    { phone = false, script = true, language = languages[0], host, context }:
      PersonOptions,
  ): Promise<Person> {
    const network = startProxy(url, isSlow ? randomPause : undefined);
    const baseURL = host ? network.url.replace("127.0.0.1", host) : network.url;
    const made = context
      ? await context(network.url)
      : await browser.newContext({
        baseURL,
        locale: language.tag,
        javaScriptEnabled: script,
        viewport: phone
          ? { width: 360, height: 740 }
          : { width: 1280, height: 800 },
        hasTouch: phone,
        isMobile: phone,
        permissions: ["clipboard-read", "clipboard-write"],
      });
    const page = made.pages()[0] ?? await made.newPage();
    return new Person(network, made, page, language, host);
  }

  inOwnLanguage<T>(say: () => T): T {
    return runInLanguage(this.language, say);
  }

  async leave() {
    if (this.context.browser()?.isConnected() !== false) {
      await this.context.close();
    }
    await this.network.stop();
  }

  async makeVisitor(server: ServerAddress): Promise<Visitor> {
    const visitor = new Visitor(server);
    for (const { name, value } of await this.context.cookies()) {
      visitor.cookies.set(name, value);
    }
    return visitor;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }
  text(text: string | RegExp): Locator {
    return this.page.getByText(text);
  }

  readClipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  async sees(what: Locator | string | RegExp) {
    const locator = typeof what === "string" || what instanceof RegExp
      ? this.text(what)
      : what;
    await locator.filter({ visible: true }).first().waitFor();
  }

  async signUp(name: string) {
    const email = `${crypto.randomUUID()}@school.example`;
    await this.#posts("/api/teachers", {
      name,
      email,
      password: "correct horse",
    });
    await this.page.goto("/teacher/sessions");
  }

  async createSession(): Promise<SessionView> {
    const { session } = await this.#posts("/api/sessions", {
      name: this.inOwnLanguage(() =>
        sessions.usualName({ day: formatTime(Date.now(), "short") })
      ),
      breakouts: { auto: false, capacity: bounds.capacity.default },
    });
    await this.page.goto(`/teacher/sessions/${session.id}`);
    return session;
  }

  async startLesson() {
    const start = this.page.locator(".lobby-start");
    await this.page.locator(".students-part").waitFor();
    await pressUntil(
      start,
      async () => await start.count() === 0,
      "the board was there",
    );
  }

  async openDeskMenu(): Promise<Locator> {
    const list = this.page.locator("#desk-menu");
    if (!await list.isVisible()) {
      const name = this.inOwnLanguage(() => desk.more);
      await this.page.locator(".desk-bar").getByRole("button", {
        name,
        exact: true,
      }).click();
      await list.waitFor();
    }
    return list;
  }

  async pressInDeskMenu(name: string | RegExp) {
    const list = await this.openDeskMenu();
    await list.getByRole("button", { name })
      .or(list.getByRole("link", { name })).first().click();
  }

  async openWaitingItem(kind: StaffQueueKind) {
    const { page } = this;
    const place = page.locator(`.strip-place[data-kind="${kind}"]`);
    const opened = page.locator(
      `.strip-place[data-kind="${kind}"][aria-expanded="true"]`,
    );
    if (await opened.count() > 0) return;
    await place.waitFor();
    await place.click();
    await opened.waitFor();
  }

  /** Opens a part of the session page; repeated if the page's script had not begun. */
  async openTab(name: string) {
    const tab = this.page.getByRole("tab", { name, exact: true });
    if (name === this.inOwnLanguage(() => review.tabs.settings)) {
      await this.page.locator(".tabs [role=tab]").first().waitFor();
      if (await tab.count() === 0) {
        const panel = this.page.getByRole("tabpanel", { name, exact: true });
        await eventually(
          async () => {
            await this.pressInDeskMenu(name);
            return await panel.count();
          },
          (count) => count > 0,
          `${name} was open`,
        );
        return;
      }
    }
    await eventually(
      async () => {
        await tab.click();
        return await tab.getAttribute("aria-selected");
      },
      (selected) => selected === "true",
      `${name} was open`,
    );
  }

  async join(code: string, name: string) {
    const joined = await this.#posts("/api/join", { code, name });
    await this.page.goto(
      this.inOwnLanguage(() => classUrlAfterJoin(joined, name)),
    );
  }

  /** The three above as a person does them, page by page. */
  readonly byHand = {
    signUp: async (name: string) => {
      const { page } = this;
      await page.goto("/");
      await page.getByRole("link", { name: "Teacher Portal" }).first().click();
      await page.getByRole("link", { name: t.signUp }).click();
      await waitForAnswer(
        () =>
          page.getByLabel(t.name)
            .evaluate((it) => it === document.activeElement),
        true,
        "one writes at once",
      );
      await page.keyboard.type(name);
      await page.getByLabel(t.email).fill(
        `${crypto.randomUUID()}@school.example`,
      );
      await page.getByLabel(t.password).fill("correct horse");
      await this.button(t.signUp).click();
      await page.waitForURL("**/teacher/sessions");
    },
    /** Two presses from the list to the code. */
    createSession: async (): Promise<SessionView> => {
      const { page } = this;
      await this.button("Create New Session").or(
        page.getByRole("link", { name: "Create New Session" }),
      ).first().click();
      await this.button(/^Create$/).click();
      await page.waitForURL(/\/teacher\/sessions\/[1-9A-HJ-NP-Za-km-z]{16}$/);
      const answer = await page.request.get(
        `/api/sessions/${page.url().split("/").at(-1)}`,
      );
      return (await answer.json()).session;
    },
    join: async (code: string, name: string) => {
      const { page } = this;
      // Not by the link, which lets a browser that knows its student in at once.
      await page.goto("/join");
      await page.getByLabel("Session code").fill(code);
      await page.getByLabel("Display name").fill(name);
      await this.button(/^Join$/).click();
      await page.waitForURL("**/class/*");
    },
  };

  get log(): Locator {
    return this.page.getByRole("log");
  }

  async openChat() {
    await this.inOwnLanguage(() => openChat(this.page));
  }

  async say(text: string, shown = text) {
    const name = this.inOwnLanguage(() => chatText.message);
    const box = this.page.getByRole("textbox", { name });
    await box.fill(text);
    await box.press("Enter");
    await this.log.getByText(shown, { exact: true }).waitFor();
  }

  async waitForMessage(text: string) {
    await this.log.getByText(text, { exact: true }).first().waitFor();
  }

  /** Those of the texts that are among the messages, in their order. */
  async visibleMessagesOf(texts: readonly string[]): Promise<string[]> {
    const all = await this.log.innerText();
    return all.split("\n").map((line) => line.trim())
      .filter((line) => texts.includes(line));
  }

  async #posts(path: string, data: unknown) {
    const answer = await this.page.request.post(path, { data });
    const text = await answer.text();
    assert(
      [200, 201].includes(answer.status()),
      `${path} answered ${answer.status()} ${text}`,
    );
    return JSON.parse(text);
  }

  async goOffline() {
    this.network.cut();
    await this.context.setOffline(true);
  }
  async goOnline() {
    this.network.restore();
    await this.context.setOffline(false);
  }

  /**
   * Asserts that axe finds nothing in this state, light and dark. For states that neither `pieces_test.ts` nor
   * `every_page_test.ts` has.
   */
  async assertAccessible(name: string) {
    await assertAccessible(this.page, name);
  }

  /** Checks the layout on this screen and on one of the other kind. */
  async shoot(name: string) {
    await assertLayoutAndShoot(this.page, name);
  }

  async waitUntilStoredForOffline() {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller) return;
      await new Promise((resolve) =>
        navigator.serviceWorker.addEventListener("controllerchange", resolve)
      );
    });
    await eventually(
      () =>
        this.page.evaluate(async () =>
          await caches.match(location.pathname) !== undefined
        ),
      (isKept) => isKept,
      "the page was kept",
    );
  }

  /** Databases of classes on this device, and whether it has this page. */
  async kept(): Promise<{ databases: string[]; page: boolean }> {
    return await this.page.evaluate(async () => {
      const databases = (await indexedDB.databases()).map(({ name }) => name!);
      const page = await caches.match(location.pathname);
      return { databases, page: page !== undefined };
    });
  }

  async waitUntilNothingStored() {
    await eventually(
      () => this.kept(),
      ({ databases, page }) => databases.length === 0 && !page,
      "nothing was left on this device",
    );
  }
}

/** Calls the API of a session with a person's cookies; throws unless the answer is good. */
export function callSessionApi({ page }: Person, session: string) {
  return async (method: string, path: string, data: unknown = {}) => {
    const answer = await page.request.fetch(
      `/api/sessions/${session}${path}`,
      { method, ...method === "GET" ? {} : { data } },
    );
    const text = await answer.text();
    assert(answer.ok(), `${method} ${path} answered ${text}`);
    return text ? JSON.parse(text) : null;
  };
}

/** Presses a control that may disappear by itself, until the condition holds. */
export async function pressUntil(
  button: Locator,
  isSo: () => Promise<boolean>,
  what: string,
): Promise<void> {
  const press = async () => {
    if (await isSo()) return true;
    await button.filter({ visible: true })
      .evaluateAll(([it]) => (it as HTMLElement | undefined)?.click());
    return await isSo();
  };
  await eventually(press, (is) => is, what);
}

/** Waits until an answer about a page is the wanted one. */
export async function waitForAnswer<T>(
  ask: () => Promise<T>,
  wanted: T,
  message = "the page was as wanted",
): Promise<void> {
  let now: T | undefined;
  try {
    await eventually(
      async () => now = await ask(),
      (it) => isDeepStrictEqual(it, wanted),
      message,
    );
  } catch (error) {
    assert.deepEqual(now, wanted, message);
    throw error;
  }
}

export async function waitForPaint(page: Page): Promise<void> {
  await page.evaluate(() =>
    new Promise<void>((resolve) =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
    )
  );
}

export async function isOnScreen(what: Locator): Promise<boolean> {
  return await what.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const there = document.elementFromPoint(x + width / 2, y + height / 2);
    return there !== null && element.contains(there);
  });
}
