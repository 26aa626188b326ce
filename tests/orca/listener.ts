/** A person with a keyboard and a screen reader: presses keys and checks the speech. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { eventually } from "../people.ts";
import { type Desktop, startDesktop } from "./desktop.ts";

/** Milliseconds before a test gives up waiting for speech. */
const patience = 40_000;
/** More Tab stops than any class page has. */
const mostStops = 80;
/** Lines of context shown with a repeated one. */
const neighbours = 3;

/** Keys that undo a step of focus. */
const backs = { Tab: "shift+Tab", "shift+Tab": "Tab", Down: "Up" } as const;

/** A key in `xdotool` syntax. */
type Key = "Tab" | "shift+Tab" | "Return" | "space" | "Escape" | `${string}`;

export type RunStep = (
  name: string,
  work: () => Promise<void>,
) => Promise<void>;

export class Listener {
  #all: string[] = [];
  /** Index of the step's first line. */
  #from = 0;
  /** Lines to be heard once, from an index on. */
  readonly #once: { words: string | RegExp; from: number }[] = [];

  private constructor(
    readonly desktop: Desktop,
    readonly run: RunStep,
  ) {}

  static async start(url: string, run: RunStep): Promise<Listener> {
    return new Listener(await startDesktop(url), run);
  }

  get page(): Page {
    return this.desktop.page;
  }

  /** Runs a step; its checks see only speech since its beginning. */
  async runStep(name: string, work: () => Promise<void>): Promise<void> {
    await this.run(name, async () => {
      this.#all = await this.desktop.said();
      this.#from = this.#all.length;
      try {
        await work();
      } catch (error) {
        const since = this.#all.slice(this.#from).map((it) => `\n  · ${it}`);
        throw new Error(
          `in “${name}”: ${(error as Error).message}\nheard since:${
            since.join("") || " nothing"
          }`,
          { cause: error },
        );
      }
    });
  }

  /** Counts matches since the step began. */
  async countSpoken(
    words: string | RegExp,
    from = this.#from,
  ): Promise<number> {
    this.#all = await this.desktop.said();
    const text = this.#all.slice(from).join(" · ");
    if (typeof words === "string") return text.split(words).length - 1;
    return [...text.matchAll(new RegExp(words, "g"))].length;
  }

  async waitForSpeech(...all: (string | RegExp)[]): Promise<void> {
    for (const words of all) {
      await eventually(
        () => this.countSpoken(words),
        (times) => times > 0,
        `“${words}” was heard`,
        patience,
      );
    }
  }

  /** Waits for that number of matches since the step began. */
  async waitForSpeechTimes(
    words: string | RegExp,
    times: number,
  ): Promise<void> {
    await eventually(
      () => this.countSpoken(words),
      (it) => it === times,
      `“${words}” was heard ${times} times`,
      patience,
    );
  }

  /** Sums the spoken numbers since the step began; a word counts as one. */
  async sumSpoken(words: RegExp): Promise<number> {
    this.#all = await this.desktop.said();
    const text = this.#all.slice(this.#from).join(" · ");
    return [...text.matchAll(words)]
      .reduce((sum, [, number]) => sum + Number(number ?? 1), 0);
  }

  /** Waits for the speech, which must not repeat before the lesson ends. */
  async waitForSpeechOnce(...all: (string | RegExp)[]): Promise<void> {
    for (const words of all) this.#once.push({ words, from: this.#from });
    await this.waitForSpeech(...all);
  }

  /** Fails at the end for repeated lines, shown in context. */
  async assertNothingRepeated(): Promise<void> {
    const again: string[] = [];
    for (const { words, from } of this.#once) {
      const times = await this.countSpoken(words, from);
      if (times !== 1) {
        again.push(
          `“${words}” was heard ${times} times${this.#around(words, from)}`,
        );
      }
    }
    assert.equal(again.length, 0, again.join("\n"));
  }

  /** Matching lines with their context. */
  #around(words: string | RegExp, from: number): string {
    const shown: string[] = [];
    let last = from - 1;
    for (let at = from; at < this.#all.length; at++) {
      if (!isIn(this.#all[at], words)) continue;
      if (at - neighbours > last + 1) shown.push("…");
      const end = Math.min(at + neighbours, this.#all.length - 1);
      for (let n = Math.max(last + 1, at - neighbours); n <= end; n++) {
        shown.push(`${n} ${this.#all[n]}`);
      }
      last = end;
    }
    return shown.map((it) => `\n  · ${it}`).join("");
  }

  async press(...keys: Key[]): Promise<void> {
    for (const key of keys) await this.desktop.tool("key", key);
  }

  /** Passes all keys to the page, including arrows that Orca uses itself outside of fields. */
  async passKeysToPage(): Promise<void> {
    // Twice makes it sticky.
    await this.desktop.tool("key", "Insert+a", "Insert+a");
    await this.waitForSpeech("Focus mode is sticky");
  }

  /** Gives the arrows back to Orca, which does not always announce it. */
  async returnKeysToOrca(): Promise<void> {
    await this.press("Insert+a");
  }

  /** Types into the focused field key by key. */
  async type(text: string): Promise<void> {
    const before = await this.value();
    await this.desktop.tool("type", text);
    await eventually(
      () => this.value(),
      (value) => value === before + text,
      `“${text}” was written`,
      patience,
    );
  }

  /** Empties the focused field key by key. */
  async emptyField(): Promise<void> {
    for (const _ of await this.value() ?? "") await this.press("BackSpace");
    await eventually(
      () => this.value(),
      (value) => value === "",
      "nothing was written there",
      patience,
    );
  }

  value(): Promise<string | undefined> {
    return this.page.evaluate(() => {
      const field = document.activeElement as HTMLInputElement;
      return field.value ?? field.textContent;
    });
  }

  async waitForFocus(what: Locator): Promise<void> {
    await eventually(
      () => hasFocus(what),
      (it) => it,
      `the focus was at ${what}`,
      patience,
    );
  }

  /** Presses a key (default: Tab) until the element has the focus and is announced. Returns the number of presses. */
  async tabTo(
    what: Locator,
    words: string | RegExp,
    key: "Tab" | "shift+Tab" | "Down" = "Tab",
  ): Promise<number> {
    this.#all = await this.desktop.said();
    let from = this.#all.length, presses = 0;
    for (; !await hasFocus(what); presses++) {
      assert(presses < mostStops, `${key} leads to ${what}`);
      from = this.#all.length;
      await this.page.evaluate(() => {
        Object.assign(globalThis, { stoodAt: document.activeElement });
      });
      await this.press(key);
      await eventually(
        () =>
          this.page.evaluate(() =>
            (globalThis as { stoodAt?: Element }).stoodAt !==
              document.activeElement
          ),
        (it) => it,
        `${key} led on, to ${what}`,
        patience,
      );
      this.#all = await this.desktop.said();
    }
    if (presses > 0) {
      const hears = (within: number) =>
        eventually(
          () => this.countSpoken(words, from),
          (times) => times > 0,
          `“${words}” was heard of ${what}`,
          within,
        );
      try {
        await hears(patience / 4);
      } catch {
        // Orca sometimes misses a focus, so step back and return.
        await this.press(backs[key], key);
        await this.waitForFocus(what);
        await hears(patience);
      }
    }
    return presses;
  }

  async stop(): Promise<void> {
    await this.desktop.stop();
  }
}

function isIn(line: string, words: string | RegExp): boolean {
  return typeof words === "string" ? line.includes(words) : words.test(line);
}

function hasFocus(what: Locator): Promise<boolean> {
  return what.evaluateAll((all) =>
    all.includes(document.activeElement as HTMLElement)
  );
}
