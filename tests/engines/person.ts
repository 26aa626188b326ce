/** A person at a browser of any engine, behind their own proxy. */
import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { places } from "texts/sessions_class.ts";
import { eventually } from "../people.ts";
import { startProxy, type TestProxy } from "../proxy.ts";
import {
  type Device,
  type ElementPosition,
  PageNavigatedError,
} from "./device.ts";
import { describeTarget, type Target } from "./find.ts";

export const buttonTarget = (
  name: string | RegExp,
  within?: string,
): Target => ({
  role: "button",
  name,
  within,
});

export const textTarget = (name: string | RegExp, within?: string): Target => ({
  role: "text",
  name,
  within,
});

const log = "[role=log]";

export class Person {
  private constructor(
    readonly name: string,
    readonly device: Device,
    readonly network: TestProxy,
  ) {}

  static start(name: string, device: Device, server: string): Person {
    return new Person(name, device, startProxy(server));
  }

  async close() {
    await this.device.close();
    await this.network.stop();
  }

  async opens(path: string) {
    await this.device.open(this.network.url + path);
  }

  async path(): Promise<string> {
    return await this.device.run(() => location.pathname);
  }

  async isAt(path: RegExp) {
    await this.#until(
      async () => path.test(await this.path()),
      `was at ${path}`,
    );
  }

  async sees(what: Target | string | RegExp) {
    const it = asWhat(what);
    await this.#until(() => this.device.has(it), `saw ${describeTarget(it)}`);
  }

  async seesNoMore(what: Target | string | RegExp) {
    const it = asWhat(what);
    await this.#until(
      async () => !await this.device.has(it),
      `saw ${describeTarget(it)} no more`,
    );
  }

  async waitForPosition(what: Target): Promise<ElementPosition> {
    let place: ElementPosition | null = null;
    await this.#until(
      async () => (place = await this.device.place(what)) !== null,
      `saw ${describeTarget(what)}`,
    );
    return place!;
  }

  async presses(what: Target | string) {
    const it = typeof what === "string" ? buttonTarget(what) : what;
    await this.#until(
      () => this.device.press(it),
      `could press ${describeTarget(it)}`,
    );
  }

  /** Presses until `seen` is visible, since a press may precede the page's script. */
  async pressUntilSeen(what: Target | string, seen: Target | string | RegExp) {
    const it = typeof what === "string" ? buttonTarget(what) : what;
    const wanted = asWhat(seen);
    await this.#until(async () => {
      if (await this.device.has(wanted)) return true;
      await this.device.press(it);
      return await this.device.has(wanted);
    }, `opened ${describeTarget(wanted)} by ${describeTarget(it)}`);
  }

  async writes(into: Target | string | RegExp, text: string) {
    const it: Target = typeof into === "object" && "role" in into
      ? into
      : { role: "textbox", name: into };
    await this.#until(
      () => this.device.write(it, text),
      `could write in ${describeTarget(it)}`,
    );
  }

  async attaches(name: string, ...paths: string[]) {
    const field: Target = { role: "file", name, within: ".composer" };
    await this.#until(
      () => this.device.attach(field, paths),
      `could attach by ${name}`,
    );
  }

  async opensChat() {
    const either = [chat.title, places.classChat].map(RegExp.escape);
    const name = new RegExp(`^(${either.join("|")})($|[,，])`);
    await this.pressUntilSeen(buttonTarget(name), { role: "log" });
  }

  async closesChat() {
    await this.presses(buttonTarget(chat.close, ".chat-head"));
    await this.seesNoMore({ role: "log" });
  }

  /** Sends a chat message, which must appear at once. */
  async says(text: string) {
    await this.writes(chat.message, text);
    await this.device.key("Enter");
    await this.waitForMessage(text);
  }

  async waitForMessage(text: string) {
    await this.sees(textTarget(text, log));
  }

  /** Those of the texts that are in the chat, in its order, repeats included. */
  async visibleMessagesOf(texts: readonly string[]): Promise<string[]> {
    const all = await this.device.run(() =>
      document.querySelector<HTMLElement>("[role=log]")?.innerText ?? ""
    );
    return all.split("\n").map((line) => line.trim())
      .filter((line) => texts.includes(line));
  }

  /** Waits until the chat shows exactly these, in order, and no message is pending. */
  async waitForAllMessages(texts: readonly string[]) {
    await this.seesNoMore(textTarget(chat.pending, log));
    let now: string[] = [];
    await this.#until(
      async () =>
        (now = await this.visibleMessagesOf(texts)).join() === texts.join(),
      `heard ${texts.join()}`,
    ).catch(() => assert.deepEqual(now, texts, this.name));
  }

  /** Presses a download link; returns the file's name. */
  async downloads(what: Target): Promise<string> {
    await this.sees(what);
    return await this.device.download(what);
  }

  async waitUntilNothingStored() {
    await this.#until(
      () =>
        this.device.run(async () =>
          (await indexedDB.databases()).length === 0 &&
          await caches.match(location.pathname) === undefined
        ),
      "had nothing of the class on the device",
    );
  }

  async waitUntilStoredForOffline() {
    await this.#until(
      () =>
        this.device.run(async () =>
          (await navigator.serviceWorker.getRegistration())?.active?.state ===
            "activated" &&
          navigator.serviceWorker.controller !== null &&
          await caches.match(location.pathname) !== undefined
        ),
      "had the page on the device",
    );
  }

  async #until(ask: () => Promise<boolean>, what: string) {
    const asks = async () => {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof PageNavigatedError) return false;
        throw error;
      }
    };
    await eventually(asks, (it) => it, `${this.name} ${what}`);
  }
}

function asWhat(what: Target | string | RegExp): Target {
  return typeof what === "object" && "role" in what ? what : textTarget(what);
}
