/** A class with a call: pages in Chromium with made-up devices, one of them beyond a bad link. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { callDevices, calls as t } from "texts/calls.ts";
import { chat } from "texts/chat.ts";
import { fakeDevices, launch } from "../../tests/browser.ts";
import { openChat } from "../../tests/browser/open_chat.ts";
import {
  createSession,
  join,
  signUp,
  type Visitor,
} from "../../tests/people.ts";
import type { Link } from "../reconnect/link.ts";
import { sleep } from "../steadily.ts";

/** Which way a message went: to the page beyond the link, or from it. */
export type Way = "to" | "from";

/** In a page: when each message was there (ms since 1970), and its connections. */
interface Watched {
  shown: Record<string, number>;
  made: RTCPeerConnection[];
}

/** Whose pages are all open, with the chat. */
export class CallClass {
  #said = 0;

  private constructor(
    readonly teacher: Visitor,
    readonly path: string,
    readonly browsers: readonly Browser[],
    /** The first is beyond the link. */
    readonly pages: readonly Page[],
  ) {}

  /** Opens them. */
  static async begin(
    port: number,
    link: Link,
    people: number,
  ): Promise<CallClass> {
    const place = {
      url: `http://127.0.0.1:${port}`,
      wsUrl: `ws://127.0.0.1:${port}`,
    };
    const teacher = await signUp(place);
    const session = await createSession(teacher);
    const browsers = [
      await link.launch(fakeDevices),
      await launch(fakeDevices),
    ];
    const pages: Page[] = [];
    for (let n = 0; n < people; n++) {
      const { visitor } = await join(place, session.code, `Student ${n}`);
      const url = `http://localhost:${port}`;
      const context = await browsers[Math.min(n, 1)].newContext({
        baseURL: url,
        permissions: ["microphone", "camera"],
        viewport: { width: 1000, height: 700 },
      });
      await context.addCookies(
        [...visitor.cookies].map(([name, value]) => ({ name, value, url })),
      );
      pages.push(await opened(context, `/class/${session.id}`));
    }
    const path = `/api/sessions/${session.id}`;
    return new CallClass(teacher, path, browsers, pages);
  }

  /** All go into a call and unmute; so many turn their cameras on. */
  async talk(cameras: number): Promise<void> {
    await this.teacher.get(200, "POST", `${this.path}/call`, { rooms: "main" });
    await this.teacher.get(200, "PATCH", `${this.path}/call`, {
      cameras: true,
    });
    for (const [n, page] of this.pages.entries()) {
      await page.locator(".call-main").first().click();
      await page.getByRole("dialog", { name: callDevices.joinTitle })
        .getByRole("button", { name: t.join }).click();
      await page.getByRole("button", { name: t.unmute }).click();
      await page.getByRole("button", { name: t.mute }).waitFor();
      if (n >= cameras) continue;
      await page.getByRole("button", { name: t.cameraOn }).click();
      await page.getByRole("button", { name: t.cameraOff }).waitFor();
    }
  }

  /** The call ends. */
  async hangUp(): Promise<void> {
    await this.teacher.get(200, "DELETE", `${this.path}/call`);
    for (const page of this.pages) {
      await page.getByRole("button", { name: t.unmute })
        .or(page.getByRole("button", { name: t.mute }))
        .waitFor({ state: "detached" });
    }
  }

  /** So many messages a second, each way, for so many seconds; how long each took (ms), where one never came: Infinity. */
  async chat(
    perSecond: number,
    seconds: number,
  ): Promise<Record<Way, number[]>> {
    const far = this.pages[0], near = this.pages[1];
    const texts: Record<Way, string[]> = { to: [], from: [] };
    const began = performance.now();
    const count = Math.round(seconds * perSecond);
    for (let n = 0; n < count; n++) {
      const wait = began + 1000 * n / perSecond - performance.now();
      if (wait > 0) await sleep(wait);
      const number = ++this.#said;
      texts.to.push(`to${number}.`);
      texts.from.push(`from${number}.`);
      await Promise.all([
        say(near, `to${number}.`),
        say(far, `from${number}.`),
      ]);
    }
    await sleep(5_000);
    const [there, here] = [await shown(far), await shown(near)];
    const took = (text: string, from: typeof here, to: typeof here) =>
      text in to ? to[text] - from[text] : Infinity;
    return {
      to: texts.to.map((it) => took(it, here, there)),
      from: texts.from.map((it) => took(it, there, here)),
    };
  }

  /** How the call is, as the page beyond the link has it. */
  async told(): Promise<unknown> {
    return await this.pages[0].evaluate(async () => {
      const { made } = globalThis as unknown as Watched;
      const open = made.filter((it) => it.connectionState === "connected");
      const sent = { audio: 0, video: 0 }, got = { audio: 0, video: 0 };
      for (const connection of open) {
        const all = [...(await connection.getStats()).values()];
        for (const it of all) {
          const kind = it.kind as "audio" | "video";
          if (it.type === "outbound-rtp") sent[kind] += it.packetsSent;
          if (it.type === "inbound-rtp") got[kind] += it.packetsReceived;
        }
      }
      const words = document.querySelector(".call-bar")?.textContent;
      return { connections: open.length, sent, got, words };
    });
  }

  async end(): Promise<void> {
    for (const browser of this.browsers) await browser.close();
  }
}

async function opened(context: BrowserContext, path: string): Promise<Page> {
  await context.addInitScript(() => {
    const shown: Watched["shown"] = {}, made: Watched["made"] = [];
    Object.assign(globalThis, { shown, made });
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
    const look = (node: Node) => {
      for (
        const [text] of node.textContent?.matchAll(/(to|from)\d+\./g) ?? []
      ) {
        shown[text] ??= performance.timeOrigin + performance.now();
      }
    };
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const log = (target as Element).closest?.("[role=log]");
        if (log) addedNodes.forEach(look);
      }
    }).observe(document, { childList: true, subtree: true });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(path);
  await openChat(page);
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  const box = page.getByRole("textbox", { name: chat.message });
  await box.fill(text);
  await box.press("Enter");
}

const shown = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as Watched).shown);
