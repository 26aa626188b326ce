/**
 * The one voice of a page: what shows without having been asked for is told here to whoever listens to the page. What is
 * said to whom, and when, stands in `docs/announcements.md`.
 */
import { langOf } from "../markdown/lang_of.ts";

/** What is said with what people have written in it: each of the quotes, in their order, is read in its own language. */
export interface Sentence {
  readonly words: string;
  readonly quotes: readonly string[];
}

/** The words; a function is asked at the moment at which they are said, and null is nothing. */
export type Words = Said | (() => Said | null);

type Said = string | Sentence;

/** How something is said. */
export interface HowSaid {
  /** What of one topic still waits gives way to what comes later, and is not said besides. */
  readonly topic?: string;
  /** So long it waits for more of its topic (ms). */
  readonly after?: number;
  /** A topic is said so often at most (ms). */
  readonly every?: number;
  /** It interrupts what is being said. */
  readonly urgent?: boolean;
}

/** So long a sentence waits, if nothing else is asked for (ms): what happens at one moment is said together. */
const gatherMs = 300;

/** What waits to be said, by its topic. */
export class Announcer {
  readonly #waiting = new Map<string, { words: Words }>();
  /** When each topic was said last (ms). */
  readonly #said = new Map<string, number>();
  #n = 0;

  /**
   * @param speak says it, also where it is the same as before
   * @param later runs something after so many ms, and `now` is the time by the same clock
   */
  constructor(
    readonly speak: (said: Said, urgent: boolean) => void,
    readonly later: (run: () => void, ms: number) => void = (run, ms) =>
      void setTimeout(run, ms),
    readonly now: () => number = Date.now,
  ) {}

  /** Says it in a moment. */
  say(
    words: Words,
    { topic, after = gatherMs, every = 0, urgent = false }: HowSaid = {},
  ): void {
    const key = topic ?? `${++this.#n}`;
    const waiting = this.#waiting.get(key);
    if (waiting) return void (waiting.words = words);
    const item = { words };
    this.#waiting.set(key, item);
    const since = this.now() - (this.#said.get(key) ?? -Infinity);
    this.later(() => {
      this.#waiting.delete(key);
      const { words } = item;
      const said = typeof words === "function" ? words() : words;
      if (!said) return;
      if (topic) this.#said.set(key, this.now());
      this.speak(said, urgent);
    }, Math.max(after, every - since));
  }
}

/** So long a sentence can still be found by whoever reads the page with a cursor (ms). */
const staysMs = 10_000;
/** So long a screen reader needs to notice a region that has come to another place (ms). */
const noticesMs = 150;

let region: HTMLElement | null = null;

/**
 * Each sentence is an element of its own: so the same words are heard again. Under an open dialog nothing is heard, so
 * the region is in it.
 */
function speak(said: Said, urgent: boolean): void {
  const { document } = globalThis;
  region ??= makeRegion(document);
  const place = document.activeElement?.closest("dialog:modal") ??
    [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  const isNew = region.parentElement !== place;
  if (isNew) {
    empty(region);
    place.append(region);
  }
  const part = region.children[urgent ? 1 : 0];
  setTimeout(() => {
    const sentence = document.createElement("p");
    sentence.append(...nodesOf(said));
    part.append(sentence);
    setTimeout(() => sentence.remove(), staysMs);
  }, isNew ? noticesMs : 0);
}

function nodesOf(said: Said): (string | Node)[] {
  if (typeof said === "string") return [said];
  const nodes: (string | Node)[] = [];
  let rest = said.words;
  for (const quote of said.quotes) {
    const at = rest.indexOf(quote), lang = langOf(quote);
    if (at < 0 || !lang) continue;
    const part = globalThis.document.createElement("span");
    part.lang = lang;
    part.textContent = quote;
    nodes.push(rest.slice(0, at), part);
    rest = rest.slice(at + quote.length);
  }
  return [...nodes, rest];
}

function makeRegion(document: Document): HTMLElement {
  const made = document.createElement("div");
  made.className = "visually-hidden";
  made.dataset.voice = "";
  for (const live of ["polite", "assertive"]) {
    const part = document.createElement("div");
    part.ariaLive = live;
    made.append(part);
  }
  new MutationObserver((changes) => {
    if (changes.some(isOpening)) empty(made);
  }).observe(document, { subtree: true, attributeFilter: ["open"] });
  return made;
}

const isOpening = ({ target }: MutationRecord) =>
  (target as Element).matches("dialog:modal");

/** What still stands there when it comes to another place, or back from under a dialog, would be said once more. */
function empty(region: HTMLElement): void {
  for (const part of region.children) part.replaceChildren();
}

const announcer = new Announcer(speak);

/** Says something on this page, in a moment. */
export function announce(words: Words, how?: HowSaid): void {
  announcer.say(words, how);
}
