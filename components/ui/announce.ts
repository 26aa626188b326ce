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
  readonly after?: number;
  /** Minimum interval within a topic (ms). */
  readonly every?: number;
}

/** Default of `after` (ms), so that words of a topic at the same moment are spoken once. */
const gatherMs = 300;

export class Announcer {
  readonly #waiting = new Map<string, { words: AnnouncedWords }>();
  readonly #said = new Map<string, number>();
  #n = 0;

  /**
   * @param speak speaks words even if they equal the last ones
   * @param later runs a function after ms, by the clock of `now`
   */
  constructor(
    readonly speak: (said: SpokenText) => void,
    readonly later: (run: () => void, ms: number) => void = (run, ms) =>
      void setTimeout(run, ms),
    readonly now: () => number = Date.now,
  ) {}

  schedule(
    words: AnnouncedWords,
    { topic, after = gatherMs, every = 0 }: AnnounceOptions = {},
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
      this.speak(said);
    }, Math.max(after, every - since));
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
function speak(said: SpokenText): void {
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
    sentence.append(...nodesOf(said));
    part.append(sentence);
    setTimeout(() => sentence.remove(), sentenceLifetimeMs);
  }, isNew ? regionMoveMs : 0);
}

function nodesOf(said: SpokenText): (string | Node)[] {
  if (typeof said === "string") return [said];
  const nodes: (string | Node)[] = [];
  let rest = said.words;
  for (const quote of said.quotes) {
    const at = rest.indexOf(quote), lang = detectLang(quote);
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
  const part = document.createElement("div");
  part.ariaLive = "polite";
  made.append(part);
  new MutationObserver((changes) => {
    if (changes.some(isOpening)) emptyRegion(made);
  }).observe(document, { subtree: true, attributeFilter: ["open"] });
  return made;
}

const isOpening = ({ target }: MutationRecord) =>
  (target as Element).matches("dialog:modal");

/** Empties the region: otherwise old sentences would be read again after it has moved. */
function emptyRegion(region: HTMLElement): void {
  region.firstElementChild!.replaceChildren();
}

const announcer = new Announcer(speak);

export function announce(words: AnnouncedWords, how?: AnnounceOptions): void {
  announcer.schedule(words, how);
}
