/** Somebody who listens to a page and has a keyboard: what they press, and what they must hear then. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { eventually } from "../people.ts";
import { type Desktop, startDesktop } from "./desktop.ts";

/** How long one waits for what is to be said (ms); it decides nothing else. */
const patience = 40_000;
/** So many presses of Tab are more than any page of a class has stops. */
const mostStops = 80;
/** So many lines are shown before and after one that was heard too often. */
const neighbours = 3;

/** What takes a step back. */
const backs = { Tab: "shift+Tab", "shift+Tab": "Tab", Down: "Up" } as const;

/** A key as `xdotool` names it. */
type Key = "Tab" | "shift+Tab" | "Return" | "space" | "Escape" | `${string}`;

/** How a step of a test is run. */
export type Run = (name: string, work: () => Promise<void>) => Promise<void>;

/** Somebody. */
export class Listener {
  #all: string[] = [];
  /** From here on is what was said since the step began. */
  #from = 0;
  /** What was to be said once, and from where. */
  readonly #once: { words: string | RegExp; from: number }[] = [];

  private constructor(
    readonly desktop: Desktop,
    readonly run: Run,
  ) {}

  /** Somebody who opens this address. */
  static async sitsDown(url: string, run: Run): Promise<Listener> {
    return new Listener(await startDesktop(url), run);
  }

  get page(): Page {
    return this.desktop.page;
  }

  /** A step: what it hears is what was said since it began. */
  async step(name: string, work: () => Promise<void>): Promise<void> {
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

  /** How often that was said, since the step began. */
  async heard(words: string | RegExp, from = this.#from): Promise<number> {
    this.#all = await this.desktop.said();
    const text = this.#all.slice(from).join(" · ");
    if (typeof words === "string") return text.split(words).length - 1;
    return [...text.matchAll(new RegExp(words, "g"))].length;
  }

  /** Waits until each of these was said. */
  async hears(...all: (string | RegExp)[]): Promise<void> {
    for (const words of all) {
      await eventually(
        () => this.heard(words),
        (times) => times > 0,
        `“${words}” was heard`,
        patience,
      );
    }
  }

  /** Waits until it was said so many times, since the step began. */
  async hearsTimes(words: string | RegExp, times: number): Promise<void> {
    await eventually(
      () => this.heard(words),
      (it) => it === times,
      `“${words}” was heard ${times} times`,
      patience,
    );
  }

  /** The sum of the numbers that were said so, since the step began; where it is a word it counts one. */
  async sumOf(words: RegExp): Promise<number> {
    this.#all = await this.desktop.said();
    const text = this.#all.slice(this.#from).join(" · ");
    return [...text.matchAll(words)]
      .reduce((sum, [, number]) => sum + Number(number ?? 1), 0);
  }

  /** The same of what must not be said again, however long the lesson goes on. */
  async hearsOnce(...all: (string | RegExp)[]): Promise<void> {
    for (const words of all) this.#once.push({ words, from: this.#from });
    await this.hears(...all);
  }

  /** At the end: what was to be said once was; what was not is shown with what was heard around it. */
  async heardNothingTwice(): Promise<void> {
    const again: string[] = [];
    for (const { words, from } of this.#once) {
      const times = await this.heard(words, from);
      if (times !== 1) {
        again.push(
          `“${words}” was heard ${times} times${this.#around(words, from)}`,
        );
      }
    }
    assert.equal(again.length, 0, again.join("\n"));
  }

  /** The lines in which that was said, from there on, each between its neighbours. */
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

  async presses(...keys: Key[]): Promise<void> {
    for (const key of keys) await this.desktop.tool("key", key);
  }

  /** Has the page get every key, also the arrows, which are the screen reader's own where nothing is written. */
  async givesKeysToPage(): Promise<void> {
    // Twice at once: it is to stay so.
    await this.desktop.tool("key", "Insert+a", "Insert+a");
    await this.hears("Focus mode is sticky");
  }

  /** Has them again; Orca, which may take the page for one that is still loading, does not always say so. */
  async takesKeysBack(): Promise<void> {
    await this.presses("Insert+a");
  }

  /** Types into the field that has the focus, key by key. */
  async types(text: string): Promise<void> {
    const before = await this.value();
    await this.desktop.tool("type", text);
    await eventually(
      () => this.value(),
      (value) => value === before + text,
      `“${text}” was written`,
      patience,
    );
  }

  /** Deletes what stands in the field that has the focus, key by key. */
  async rubsOut(): Promise<void> {
    for (const _ of await this.value() ?? "") await this.presses("BackSpace");
    await eventually(
      () => this.value(),
      (value) => value === "",
      "nothing was written there",
      patience,
    );
  }

  /** What stands in the field that has the focus. */
  value(): Promise<string | undefined> {
    return this.page.evaluate(() => {
      const field = document.activeElement as HTMLInputElement;
      return field.value ?? field.textContent;
    });
  }

  /** Waits until the focus is there. */
  async isAt(what: Locator): Promise<void> {
    await eventually(
      () => hasFocus(what),
      (it) => it,
      `the focus was at ${what}`,
      patience,
    );
  }

  /** Presses a key, Tab where none is named, until the focus is there, and hears where it is; how many presses it took. */
  async tabsTo(
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
      await this.presses(key);
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
          () => this.heard(words, from),
          (times) => times > 0,
          `“${words}” was heard of ${what}`,
          within,
        );
      try {
        await hears(patience / 4);
      } catch {
        // Orca misses a focus now and then: who is not told where they are goes a step back, and comes again.
        await this.presses(backs[key], key);
        await this.isAt(what);
        await hears(patience);
      }
    }
    return presses;
  }

  /** They leave the computer. */
  async leaves(): Promise<void> {
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
