/** Somebody in front of a browser of any engine, behind a network of their own: what they do and see, in the lesson's words. */
import assert from "node:assert/strict";
import { chat } from "texts/chat.ts";
import { places } from "texts/sessions_class.ts";
import { eventually } from "../people.ts";
import { type Proxy, startProxy } from "../proxy.ts";
import { type Device, PageGoes, type Place } from "./device.ts";
import { nameOf, type What } from "./find.ts";

/** A button of this name. */
export const button = (name: string | RegExp, within?: string): What => ({
  role: "button",
  name,
  within,
});

export const words = (name: string | RegExp, within?: string): What => ({
  role: "text",
  name,
  within,
});

/** Where the messages of the chat are. */
const log = "[role=log]";

/** Somebody. */
export class Person {
  private constructor(
    readonly name: string,
    readonly device: Device,
    readonly network: Proxy,
  ) {}

  /** Somebody with this device, who has nothing open yet. */
  static arrives(name: string, device: Device, server: string): Person {
    return new Person(name, device, startProxy(server));
  }

  async leaves() {
    await this.device.close();
    await this.network.stop();
  }

  /** Opens a page of ours. */
  async opens(path: string) {
    await this.device.open(this.network.url + path);
  }

  /** Where they are. */
  async path(): Promise<string> {
    return await this.device.run(() => location.pathname);
  }

  /** Waits until they are at such a path. */
  async isAt(path: RegExp) {
    await this.#until(
      async () => path.test(await this.path()),
      `was at ${path}`,
    );
  }

  async sees(what: What | string | RegExp) {
    const it = asWhat(what);
    await this.#until(() => this.device.has(it), `saw ${nameOf(it)}`);
  }

  async seesNoMore(what: What | string | RegExp) {
    const it = asWhat(what);
    await this.#until(
      async () => !await this.device.has(it),
      `saw ${nameOf(it)} no more`,
    );
  }

  /** Where something is, once it is to be seen. */
  async place(what: What): Promise<Place> {
    let place: Place | null = null;
    await this.#until(
      async () => (place = await this.device.place(what)) !== null,
      `saw ${nameOf(what)}`,
    );
    return place!;
  }

  async presses(what: What | string) {
    const it = typeof what === "string" ? button(what) : what;
    await this.#until(() => this.device.press(it), `could press ${nameOf(it)}`);
  }

  /** Presses until this is to be seen: a press may come before the page's script. */
  async opensBy(what: What | string, seen: What | string | RegExp) {
    const it = typeof what === "string" ? button(what) : what;
    const wanted = asWhat(seen);
    await this.#until(async () => {
      if (await this.device.has(wanted)) return true;
      await this.device.press(it);
      return await this.device.has(wanted);
    }, `opened ${nameOf(wanted)} by ${nameOf(it)}`);
  }

  async writes(into: What | string | RegExp, text: string) {
    const it: What = typeof into === "object" && "role" in into
      ? into
      : { role: "textbox", name: into };
    await this.#until(
      () => this.device.write(it, text),
      `could write in ${nameOf(it)}`,
    );
  }

  /** Attaches files of this machine by the field of this name. */
  async attaches(name: string, ...paths: string[]) {
    const field: What = { role: "file", name, within: ".composer" };
    await this.#until(
      () => this.device.attach(field, paths),
      `could attach by ${name}`,
    );
  }

  /** Opens the chat, if it is not. */
  async opensChat() {
    const either = [chat.title, places.classChat].map(RegExp.escape);
    const name = new RegExp(`^(${either.join("|")})($|[,，])`);
    await this.opensBy(button(name), { role: "log" });
  }

  async closesChat() {
    await this.presses(button(chat.close, ".chat-head"));
    await this.seesNoMore({ role: "log" });
  }

  /** Writes in the chat and presses Enter; it is on screen at once. */
  async says(text: string) {
    await this.writes(chat.message, text);
    await this.device.key("Enter");
    await this.hears(text);
  }

  /** Waits until the text is among the messages. */
  async hears(text: string) {
    await this.sees(words(text, log));
  }

  /** Which of these texts are among the messages, in their order, as often as they are. */
  async heard(texts: readonly string[]): Promise<string[]> {
    const all = await this.device.run(() =>
      document.querySelector<HTMLElement>("[role=log]")?.innerText ?? ""
    );
    return all.split("\n").map((line) => line.trim())
      .filter((line) => texts.includes(line));
  }

  /** Waits until the messages are these, each once, in this order, and none of one's own waits. */
  async heardAll(texts: readonly string[]) {
    await this.seesNoMore(words(chat.pending, log));
    let now: string[] = [];
    await this.#until(
      async () => (now = await this.heard(texts)).join() === texts.join(),
      `heard ${texts.join()}`,
    ).catch(() => assert.deepEqual(now, texts, this.name));
  }

  /** Presses a link that leads to a file; the file's name. */
  async downloads(what: What): Promise<string> {
    await this.sees(what);
    return await this.device.download(what);
  }

  /** Waits until nothing of any class is on the device. */
  async keepsNothing() {
    await this.#until(
      () =>
        this.device.run(async () =>
          (await indexedDB.databases()).length === 0 &&
          await caches.match(location.pathname) === undefined
        ),
      "had nothing of the class on the device",
    );
  }

  /** Waits until the page would open without a network. */
  async isKeptForOffline() {
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
        if (error instanceof PageGoes) return false;
        throw error;
      }
    };
    await eventually(asks, (it) => it, `${this.name} ${what}`);
  }
}

function asWhat(what: What | string | RegExp): What {
  return typeof what === "object" && "role" in what ? what : words(what);
}
