/** Announcements of the page, in one live region. `docs/announcements.md` lists all announcements. */
import { detectLang } from "./detect_lang.ts";

export interface SentenceWithQuotes {
  readonly words: string;
  readonly quotes: readonly string[];
}

/** A function is called at the moment of speaking; if it returns null, nothing is spoken. */
type AnnouncedWords = SpokenText | (() => SpokenText | null);

type SpokenText = string | SentenceWithQuotes;

interface AnnounceOptions {
  /** Later words of the same topic replace waiting ones. */
  readonly topic?: string;
  /** Time to wait for later words of the topic (ms). */
  readonly delayMs?: number;
  /** Minimum interval within a topic (ms). */
  readonly every?: number;
}

/** Default of `delayMs` (ms), so that words of a topic at the same moment are spoken once. */
const gatherMs = 300;

export class Announcer {
  readonly #waiting = new Map<string, { words: AnnouncedWords }>();
  readonly #spokenAt = new Map<string, number>();
  #n = 0;

  /**
   * @param speak speaks words even if they equal the last ones
   * @param later runs a function after ms, by the clock of `now`
   */
  constructor(
    readonly speak: (text: SpokenText) => void,
    readonly later: (run: () => void, ms: number) => void = (run, ms) =>
      void setTimeout(run, ms),
    readonly now: () => number = Date.now,
  ) {}

  schedule(
    words: AnnouncedWords,
    { topic, delayMs = gatherMs, every = 0 }: AnnounceOptions = {},
  ): void {
    const key = topic ?? `${++this.#n}`;
    const waiting = this.#waiting.get(key);
    if (waiting) return void (waiting.words = words);
    const item = { words };
    this.#waiting.set(key, item);
    const since = this.now() - (this.#spokenAt.get(key) ?? -Infinity);
    this.later(() => {
      this.#waiting.delete(key);
      const { words } = item;
      const text = typeof words === "function" ? words() : words;
      if (!text) return;
      if (topic) this.#spokenAt.set(key, this.now());
      this.speak(text);
    }, Math.max(delayMs, every - since));
  }
}

/** A sentence stays in the page for this long, for those who read it with a screen reader's cursor (ms). */
const sentenceLifetimeMs = 10_000;
/** A screen reader needs this long to notice a moved region (ms). */
const regionMoveMs = 150;

let region: HTMLElement | null = null;

/**
 * Adds an element per sentence, so that equal ones are spoken again. Moves the region into an open modal dialog,
 * since nothing outside of it is read.
 */
function speak(text: SpokenText): void {
  const { document } = globalThis;
  region ??= makeRegion(document);
  const place = document.activeElement?.closest("dialog:modal") ??
    [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  const isNew = region.parentElement !== place;
  if (isNew) {
    emptyRegion(region);
    place.append(region);
  }
  const part = region.firstElementChild!;
  setTimeout(() => {
    const sentence = document.createElement("p");
    sentence.append(...nodesOf(text));
    part.append(sentence);
    setTimeout(() => sentence.remove(), sentenceLifetimeMs);
  }, isNew ? regionMoveMs : 0);
}

function nodesOf(text: SpokenText): (string | Node)[] {
  if (typeof text === "string") return [text];
  const nodes: (string | Node)[] = [];
  let rest = text.words;
  for (const quote of text.quotes) {
    const index = rest.indexOf(quote), lang = detectLang(quote);
    if (index < 0 || !lang) continue;
    const part = globalThis.document.createElement("span");
    part.lang = lang;
    part.textContent = quote;
    nodes.push(rest.slice(0, index), part);
    rest = rest.slice(index + quote.length);
  }
  return [...nodes, rest];
}

function makeRegion(document: Document): HTMLElement {
  const element = document.createElement("div");
  element.className = "visually-hidden";
  element.dataset.voice = "";
  const part = document.createElement("div");
  part.ariaLive = "polite";
  element.append(part);
  new MutationObserver((changes) => {
    if (changes.some(isOpening)) emptyRegion(element);
  }).observe(document, { subtree: true, attributeFilter: ["open"] });
  return element;
}

const isOpening = ({ target }: MutationRecord) =>
  (target as Element).matches("dialog:modal");

/** Empties the region: otherwise old sentences would be read again after it has moved. */
function emptyRegion(region: HTMLElement): void {
  region.firstElementChild!.replaceChildren();
}

const announcer = new Announcer(speak);

export function announce(
  words: AnnouncedWords,
  options?: AnnounceOptions,
): void {
  announcer.schedule(words, options);
}
