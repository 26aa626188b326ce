/**
 * Which blocked words are in a text (C-11): as words of their own, whatever their case, accents and width, also
 * with something between their letters: `b a d`, `b-a-d`, `b**ad**`. Inside of other words they are not meant. It
 * is a courtesy to the teacher, who decides; so it may hold a little too much. Pure.
 */
import { z } from "zod";
import { bounds } from "./bounds.ts";
import { fault } from "./faults.ts";

/** The list, as a teacher gives it; each word once, as it was first written. */
export const blockedWordsSchema = z.array(
  z.string().max(1000).transform((word) =>
    word.normalize("NFC").trim().replace(/\s+/gu, " ")
  ).pipe(
    z.string().max(
      bounds.blockedWord,
      fault("listed-word-too-long"),
    ),
  ),
).max(
  bounds.blockedWords,
  fault("too-many-words"),
).transform((words) => {
  const byPlain = new Map<string, string>();
  for (const word of words) {
    const key = plain(word);
    if (key !== "" && !byPlain.has(key)) byPlain.set(key, word);
  }
  return [...byPlain.values()];
});

/** The words of the list that are in a text, as the list has them. */
export function blockedIn(text: string, list: readonly string[]): string[] {
  if (list.length === 0) return [];
  const { words, phrases, parts } = readList(list);
  const read = plain(text);
  const found = new Set<string>();
  // Each once: one sign may stand for several words, and a message for thousands of them.
  const chunks = [...new Set(read.split(/\s+/u))].map(lettersIn);
  const all = lettersIn(read);
  // What stands together, whatever is between its letters; then single letters, wherever they stand.
  for (const run of [...chunks, ...singles(all)]) {
    lookFor(words, run, "", found);
  }
  lookFor(phrases, all, " ", found);
  lookInside(parts, read, found);
  lookInside(parts, all.join(""), found);
  return list.filter((word) => found.has(word));
}

/** A text without what makes no difference. */
function plain(text: string): string {
  return text.normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
    .toUpperCase().toLowerCase().trim();
}

/** Written without spaces, so that a word has no end that could be seen. */
const unspaced =
  /[\p{sc=Han}\p{sc=Bopo}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]/u;

/** The words of a list, by what they are looked for as. */
interface Read {
  /** Their letters. */
  words: Forms;
  /** Of those that are several words: with a space between each two. */
  phrases: Forms;
  /** Those that are found inside of others: without letters, or in a script without spaces. */
  parts: Forms;
}

/** Words of a list by the forms that are looked for. */
interface Forms {
  words: ReadonlyMap<string, string>;
  finder: WordFinder;
}

const readLists = new WeakMap<readonly string[], Read>();

/** Read once for each list, which is never changed but replaced. */
function readList(list: readonly string[]): Read {
  const known = readLists.get(list);
  if (known) return known;
  const words = new Map<string, string>();
  const phrases = new Map<string, string>();
  const parts = new Map<string, string>();
  for (const word of list) {
    const form = plain(word);
    const letters = lettersIn(form);
    const joined = letters.join("");
    if (unspaced.test(joined)) parts.set(joined, word);
    else if (/[^\p{L}\p{N}\s'’.-]/u.test(form)) parts.set(form, word);
    else {
      words.set(joined, word);
      if (letters.length > 1) phrases.set(letters.join(" "), word);
    }
  }
  const forms = (words: ReadonlyMap<string, string>): Forms => ({
    words,
    finder: new WordFinder(words.keys()),
  });
  const read: Read = {
    words: forms(words),
    phrases: forms(phrases),
    parts: forms(parts),
  };
  readLists.set(list, read);
  return read;
}

/** The runs of letters and digits in a text. */
function lettersIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The runs of single letters among others. */
function singles(all: readonly string[]): string[][] {
  const found: string[][] = [[]];
  for (const one of all) {
    if ([...one].length === 1) found.at(-1)?.push(one);
    else if (found.at(-1)?.length) found.push([]);
  }
  return found;
}

/** Adds the words that are one or several of these runs of letters, one after the other. */
function lookFor(
  { words, finder }: Forms,
  runs: readonly string[],
  between: string,
  found: Set<string>,
): void {
  if (words.size === 0) return;
  const starts = new Set<number>(), ends = new Set<number>();
  let at = 0;
  for (const { length } of runs) {
    starts.add(at);
    ends.add(at + length);
    at += length + between.length;
  }
  finder.find(runs.join(between), (form, end) => {
    if (!ends.has(end) || !starts.has(end - form.length)) return;
    const word = words.get(form);
    if (word !== undefined) found.add(word);
  });
}

/** Adds the words that stand anywhere in a text. */
function lookInside(
  { words, finder }: Forms,
  text: string,
  found: Set<string>,
): void {
  if (words.size === 0) return;
  finder.find(text, (form) => {
    const word = words.get(form);
    if (word !== undefined) found.add(word);
  });
}

/** Where the walk stands: what it has read ends with the beginning of a word. */
interface State {
  next: Map<number, State>;
  /** Where the search goes on when this prefix leads no further: the longest shorter one. */
  fail?: State;
  /** The word that is complete here. */
  word?: string;
  /** The next shorter beginning that is a complete word. */
  shorter?: State;
}

/**
 * Finds many words in a text in one walk through it, however long the list and however alike its words are (the
 * automaton of Aho and Corasick). The list is read once for any number of texts.
 */
class WordFinder {
  readonly #start: State = { next: new Map() };

  constructor(words: Iterable<string>) {
    for (const word of words) {
      let at = this.#start;
      // By UTF-16 units: what is found begins and ends with whole characters, as the word does.
      for (let n = 0; n < word.length; n++) {
        const unit = word.charCodeAt(n);
        let next = at.next.get(unit);
        if (!next) at.next.set(unit, next = { next: new Map() });
        at = next;
      }
      if (at !== this.#start) at.word = word;
    }
    const states = [this.#start];
    for (const state of states) {
      for (const [unit, next] of state.next) {
        next.fail = step(state.fail, unit) ?? this.#start;
        next.shorter = next.fail.word === undefined
          ? next.fail.shorter
          : next.fail;
        states.push(next);
      }
    }
  }

  /** Tells of each place at which a word ends: which one, and the index behind it. */
  find(text: string, found: (word: string, end: number) => void): void {
    let at = this.#start;
    for (let n = 0; n < text.length; n++) {
      at = step(at, text.charCodeAt(n)) ?? this.#start;
      for (
        let one = at.word === undefined ? at.shorter : at;
        one?.word !== undefined;
        one = one.shorter
      ) found(one.word, n + 1);
    }
  }
}

/** The longest prefix that this unit continues; undefined: none. */
function step(from: State | undefined, unit: number): State | undefined {
  for (let at = from; at; at = at.fail) {
    const next = at.next.get(unit);
    if (next) return next;
  }
  return undefined;
}
