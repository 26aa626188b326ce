/**
 * Which blocked words are in a text (C-11): as words of their own, whatever their case, accents and width, also
 * with something between their letters: `b a d`, `b-a-d`, `b**ad**`. Inside of other words they are not meant. It
 * is a courtesy to the teacher, who decides; so it may hold a little too much. Pure.
 */
import { z } from "zod";
import { bounds } from "./schema.ts";

/** The list, as a teacher gives it; each word once, as it was first written. */
export const blockedWordsAsk = z.array(
  z.string().max(1000).transform((word) =>
    word.normalize("NFC").trim().replace(/\s+/gu, " ")
  ).pipe(
    z.string().max(
      bounds.blockedWord,
      `A word of the list has at most ${bounds.blockedWord} characters.`,
    ),
  ),
).max(
  bounds.blockedWords,
  `The list has at most ${bounds.blockedWords} words.`,
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
  const { words, phrases, parts, longest } = readList(list);
  const read = plain(text);
  const found = new Set<string | undefined>();
  const chunks = read.split(/\s+/u).map(lettersIn);
  // What stands together, whatever is between its letters; then single letters, wherever they stand.
  for (const chunk of chunks) {
    runs(chunk, "", longest, (run) => found.add(words.get(run)));
  }
  const all = chunks.flat();
  for (const run of singles(all)) {
    runs(run, "", longest, (run) => found.add(words.get(run)));
  }
  if (phrases.size > 0) {
    runs(all, " ", longest, (run) => found.add(phrases.get(run)));
  }
  if (parts.size > 0) {
    const squeezed = all.join("");
    for (const [part, word] of parts) {
      if ((inWords.test(part) ? squeezed : read).includes(part)) {
        found.add(word);
      }
    }
  }
  return list.filter((word) => found.has(word));
}

/** A text without what makes no difference. */
function plain(text: string): string {
  return text.normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")
    .toUpperCase().toLowerCase().trim();
}

const inWords = /^[\p{L}\p{N}]+$/u;
/** Written without spaces, so that a word has no end that could be seen. */
const unspaced =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]/u;

/** The words of a list, by what they are looked for as. */
interface Read {
  /** Their letters. */
  words: Map<string, string>;
  /** Of those that are several words: with a space between each two. */
  phrases: Map<string, string>;
  /** Those that are found inside of others: without letters, or in a script without spaces. */
  parts: Map<string, string>;
  /** How long the longest of the words and phrases is. */
  longest: number;
}

const readLists = new WeakMap<readonly string[], Read>();

/** Read once for each list, which is never changed but replaced. */
function readList(list: readonly string[]): Read {
  const known = readLists.get(list);
  if (known) return known;
  const read: Read = {
    words: new Map(),
    phrases: new Map(),
    parts: new Map(),
    longest: 0,
  };
  for (const word of list) {
    const form = plain(word);
    const letters = lettersIn(form);
    const joined = letters.join("");
    if (unspaced.test(joined)) read.parts.set(joined, word);
    else if (/[^\p{L}\p{N}\s'’.-]/u.test(form)) read.parts.set(form, word);
    else {
      read.words.set(joined, word);
      if (letters.length > 1) read.phrases.set(letters.join(" "), word);
    }
  }
  const looked = [...read.words.keys(), ...read.phrases.keys()];
  read.longest = Math.max(0, ...looked.map(({ length }) => length));
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

/** Every run of these, one after the other, up to this length. */
function runs(
  all: readonly string[],
  between: string,
  longest: number,
  look: (run: string) => void,
): void {
  for (const [at, first] of all.entries()) {
    let run = first;
    for (let next = at + 1; run.length <= longest; next++) {
      look(run);
      if (next === all.length) break;
      run += between + all[next];
    }
  }
}
