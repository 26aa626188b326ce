/**
 * Finds blocked words in a text (C-11), whatever their case, accents and width, also with signs between letters: `b a
 * d`, `b**ad**`. Not inside other words, except entries with signs or in scripts without spaces. False hits are
 * tolerable, as a teacher decides. Pure.
 */
import { z } from "zod";
import { bounds } from "./bounds.ts";
import { faultMessage } from "./faults.ts";
import { normalise } from "../../formats/normalise.ts";
import { plainText } from "./words/plain_text.ts";

/** The teacher's list. Of several spellings of a word, the first stays. */
export const blockedWordsSchema = z.array(
  z.string().max(1000).transform((word) =>
    normalise(word, "NFC").trim().replace(/\s+/gu, " ")
  ).pipe(
    z.string().max(
      bounds.blockedWord,
      faultMessage("listed-word-too-long"),
    ),
  ),
).max(
  bounds.blockedWords,
  faultMessage("too-many-words"),
).transform((words) => {
  const byPlain = new Map<string, string>();
  for (const word of words) {
    const key = plain(word);
    if (key !== "" && !byPlain.has(key)) byPlain.set(key, word);
  }
  return [...byPlain.values()];
});

/** The words of the list that are in the text, as the list spells them. */
export function findBlockedWords(
  text: string,
  list: readonly string[],
): string[] {
  if (list.length === 0) return [];
  const { words, phrases, parts } = readList(list);
  const plainForm = plain(text);
  const foundWords = new Set<string>();
  // Each chunk once, as a message may repeat it thousands of times.
  const chunks = [...new Set(plainForm.split(/\s+/u))].map(lettersIn);
  const letterRuns = lettersIn(plainForm);
  // Joins the letters of each chunk (`b**ad**`), and of each run of single letters (`b a d`).
  for (const run of [...chunks, ...singles(letterRuns)]) {
    lookFor(words, run, "", foundWords);
  }
  lookFor(phrases, letterRuns, " ", foundWords);
  lookInside(parts, plainForm, foundWords);
  lookInside(parts, letterRuns.join(""), foundWords);
  return list.filter((word) => foundWords.has(word));
}

function plain(text: string): string {
  return plainText(text).trim();
}

/** Scripts without spaces, where a word has no visible end. */
const unspaced =
  /[\p{sc=Han}\p{sc=Bopo}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]/u;

interface Read {
  words: Forms;
  phrases: Forms;
  /** Found inside other words, too: entries with signs such as `+`, or in scripts without spaces. */
  parts: Forms;
}

interface Forms {
  words: ReadonlyMap<string, string>;
  finder: WordFinder;
}

const readLists = new WeakMap<readonly string[], Read>();

/** Cached by the array, which is replaced, never changed. */
function readList(list: readonly string[]): Read {
  const cached = readLists.get(list);
  if (cached) return cached;
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

function lettersIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function singles(letterRuns: readonly string[]): string[][] {
  const groups: string[][] = [[]];
  for (const run of letterRuns) {
    if ([...run].length === 1) groups.at(-1)?.push(run);
    else if (groups.at(-1)?.length) groups.push([]);
  }
  return groups;
}

function lookFor(
  { words, finder }: Forms,
  runs: readonly string[],
  between: string,
  foundWords: Set<string>,
): void {
  if (words.size === 0) return;
  const starts = new Set<number>(), ends = new Set<number>();
  let start = 0;
  for (const { length } of runs) {
    starts.add(start);
    ends.add(start + length);
    start += length + between.length;
  }
  finder.find(runs.join(between), (form, end) => {
    if (!ends.has(end) || !starts.has(end - form.length)) return;
    const word = words.get(form);
    if (word !== undefined) foundWords.add(word);
  });
}

function lookInside(
  { words, finder }: Forms,
  text: string,
  foundWords: Set<string>,
): void {
  if (words.size === 0) return;
  finder.find(text, (form) => {
    const word = words.get(form);
    if (word !== undefined) foundWords.add(word);
  });
}

/** A node of the automaton: a prefix of some word. */
interface State {
  next: Map<number, State>;
  /** Node of the longest proper suffix that is a prefix of a word. */
  fail?: State;
  word?: string;
  /** The next node along `fail` with a word. */
  shorter?: State;
}

/** Finds all words in one pass over a text (Aho and Corasick), however long and alike the list's words are. */
class WordFinder {
  readonly #start: State = { next: new Map() };

  constructor(words: Iterable<string>) {
    for (const word of words) {
      let state = this.#start;
      // UTF-16 units suffice, as words begin and end with whole characters.
      for (let n = 0; n < word.length; n++) {
        const unit = word.charCodeAt(n);
        let next = state.next.get(unit);
        if (!next) state.next.set(unit, next = { next: new Map() });
        state = next;
      }
      if (state !== this.#start) state.word = word;
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

  /** Calls `onMatch` for each match, with the index after its last character. */
  find(text: string, onMatch: (word: string, end: number) => void): void {
    let state = this.#start;
    for (let n = 0; n < text.length; n++) {
      state = step(state, text.charCodeAt(n)) ?? this.#start;
      for (
        let match = state.word === undefined ? state.shorter : state;
        match?.word !== undefined;
        match = match.shorter
      ) onMatch(match.word, n + 1);
    }
  }
}

/** Follows `fail` until this unit continues a prefix; undefined if it continues none. */
function step(from: State | undefined, unit: number): State | undefined {
  for (let state = from; state; state = state.fail) {
    const next = state.next.get(unit);
    if (next) return next;
  }
  return undefined;
}
