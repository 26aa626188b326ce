/** What a page's WebSockets carried and when, as the page itself noticed it. */
import type { BrowserContext, Page } from "playwright-core";

/** Something that happened on a page. */
export interface Entry {
  /** ms since 1970; this machine's clock is the page's. */
  readonly at: number;
  readonly what: "made" | "open" | "close" | "in" | "out" | "online" | "error";
  /** Which of the page's sockets, in the order they were made. */
  readonly socket: number;
  readonly url?: string;
  /** A frame, in base64. */
  readonly frame?: string;
}

/** Has all pages of a context write down what their sockets carry. */
export async function logSockets(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const log: Entry[] = [];
    Object.assign(globalThis, { socketLog: log });
    let made = 0;
    const note = (what: Entry["what"], socket: number, more = {}) =>
      log.push({ at: Date.now(), what, socket, ...more });
    const frame = (data: ArrayBuffer | Uint8Array) => {
      const bytes = new Uint8Array(
        data instanceof Uint8Array ? data : new Uint8Array(data),
      );
      let text = "";
      for (let at = 0; at < bytes.length; at += 8192) {
        text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      }
      return { frame: btoa(text) };
    };
    globalThis.WebSocket = class extends WebSocket {
      readonly #number = ++made;
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        note("made", this.#number, { url: String(url) });
        for (const what of ["open", "close", "error"] as const) {
          this.addEventListener(what, () => note(what, this.#number));
        }
        this.addEventListener(
          "message",
          ({ data }) => note("in", this.#number, frame(data)),
        );
      }
      override send(data: ArrayBuffer | Uint8Array<ArrayBuffer>) {
        note("out", this.#number, frame(data));
        super.send(data);
      }
    };
    addEventListener("online", () => note("online", 0));
  });
}

/** Takes out of a page what has been written down since the last time. */
export async function takeLog(page: Page): Promise<Entry[]> {
  return await page.evaluate(() =>
    (globalThis as unknown as { socketLog: Entry[] }).socketLog.splice(0)
  );
}
