/**
 * Names that would pass for a teacher's, or for a badge (J-9): a student may have neither. Names are compared by how
 * they look (`confusables.ts`), without signs, blanks and digits around them.
 */
import {
  badges,
  capitals,
  familyNames,
  givenNames,
  phrases,
  titles,
  unspaced,
  unspacedFirst,
} from "./badge_words.ts";
import { hastySkeleton, visualSkeleton } from "./confusables.ts";
import { readAs } from "./name_filter.ts";
import { withoutInvisible } from "../../model/names.ts";

/** A badge word of this many letters counts anywhere in a word. */
const longWord = 7;

const key = (word: string) =>
  hastySkeleton(word).replace(/[^\p{L}\p{M}]/gu, "");
const keysOf = (list: readonly string[]) => new Set(list.map(key));

const isBadge = keysOf([...badges, ...phrases]);
const isFamilyName = keysOf(familyNames);
const isGivenName = keysOf(givenNames);
const isTitle = keysOf(titles);
const long = [
  ...[...badges, ...phrases].filter((it) => it.length >= longWord).map(key),
  ...unspaced.map(key),
];
const first = unspacedFirst.map(key);
const spelledCapitals = new Set(capitals.map((it) => it.replaceAll(" ", "")));

/**
 * What a student's name would pass for: a badge, or one of these teachers; null: neither.
 *
 * @param staff the names of the members who are no students
 */
export function impersonation(
  name: string,
  staff: Iterable<string>,
): "badge" | "teacher" | null {
  const words = wordsOf(name);
  if (passesForBadge(name, words)) return "badge";
  const read = wordsOf(asLetters(name));
  for (const teacher of staff) {
    const theirs = wordsOf(teacher);
    if (passesFor(words, theirs) || passesFor(read, theirs)) return "teacher";
  }
  return null;
}

/** Whether a student's name would pass for that of a teacher. */
export function isLikeTeachers(name: string, teacher: string): boolean {
  return [name, asLetters(name)].some((it) =>
    passesFor(wordsOf(it), wordsOf(teacher))
  );
}

/** With letters in the place of the digits and signs that are read as such: "L1n". */
function asLetters(name: string): string {
  return name.normalize("NFKC")
    .replace(/[013457@$!¡|]/gu, (it) => readAs[it] ?? it);
}

/** A word of a name: as it is written, without digits at its ends, and how it reads. */
interface Word {
  text: string;
  key: string;
}

function wordsOf(name: string): Word[] {
  return withoutInvisible(name.normalize("NFKC"))
    .split(/[^\p{L}\p{M}\p{N}@$\u{1f150}-\u{1f189}\u{1f1e6}-\u{1f1ff}]+/u)
    .map((word) => word.replace(/^[\p{N}@$]+|[\p{N}@$]+$/gu, ""))
    .filter((word) => word !== "").map(inCapitals)
    .map((text) => ({ text, key: key(text) }));
}

/** Between capitals an "l" is read as an "I": "LlN". */
function inCapitals(word: string): string {
  const rest = word.replaceAll("l", "");
  const isInCapitals = /\p{Lu}.*\p{Lu}/u.test(rest) && !/\p{Ll}/u.test(rest);
  return isInCapitals ? word.replaceAll("l", "I") : word;
}

function passesForBadge(name: string, words: readonly Word[]): boolean {
  const all = words.map(({ key }) => key);
  const joined = all.join("");
  if (joined === "") return false;
  const letters = words.map(({ text }) => text).join("");
  if (spelledCapitals.has(capitalLetters(letters))) return true;
  const read = wordsOf(asLetters(name)).map(({ key }) => key);
  for (const words of [all, read]) {
    if (words.some((word) => isBadge.has(word))) return true;
    const whole = words.join("");
    // "T e a c h e r": letters with gaps are one word.
    if (isBadge.has(whole) || long.some((it) => whole.includes(it))) {
      return true;
    }
  }
  if (first.some((it) => joined.startsWith(it))) return true;
  const rest = all.filter((word) => !isTitle.has(word));
  const others = rest.filter((word) =>
    !isFamilyName.has(word) && !isGivenName.has(word)
  );
  if (others.length === 0) return true;
  return isFamilyName.has(rest[0]);
}

/** A word in capitals, in the letters of the alphabet that they look like; "" where it is not in capitals. */
function capitalLetters(text: string): string {
  if (text.toLowerCase() === text) return "";
  return text === text.toUpperCase()
    ? visualSkeleton(text).replaceAll("l", "I")
    : "";
}

function passesFor(words: readonly Word[], teacher: readonly Word[]): boolean {
  const core = joinKeys(teacher);
  if (core === "") return false;
  const isExtra = ({ key }: Word) =>
    isFamilyName.has(key) || isGivenName.has(key);
  const bare = words.filter((it) => !isExtra(it));
  if (joinKeys(words) === core || joinKeys(bare) === core) return true;
  const joinTexts = (all: readonly Word[]) =>
    visualSkeleton(all.map(({ text }) => text).join(""));
  if (joinTexts(words) === joinTexts(teacher)) return true;
  // "Miss Lin", where Ms Lin teaches; "Lin" alone is a family name, and anybody's.
  const untitled = (all: readonly Word[]) =>
    all.filter(({ key }) => !isTitle.has(key));
  const rest = untitled(bare), name = untitled(teacher);
  if (rest.length === bare.length || rest.length === 0) return false;
  return joinKeys(rest) === joinKeys(name) ||
    rest.length === 1 && name.some(({ key }) => key === rest[0].key);
}

function joinKeys(words: readonly Word[]): string {
  return words.map(({ key }) => key).join("");
}
