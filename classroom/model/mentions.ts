/** Mentions (C-1): `@Name` in a message. Found in the text by the class's present names, in browser and server. */
import { bounds } from "./bounds.ts";

export interface Mentionable {
  readonly id: string;
  readonly name: string;
  /** Of two members with one name, the one who is not removed is meant. */
  readonly removed?: boolean;
}

export interface MentionPeople {
  readonly me: string;
  readonly all: readonly Mentionable[];
}

/** From the `@` to the end of the name. */
interface Mention {
  readonly start: number;
  readonly end: number;
  readonly member: string;
}

const maxSigns = 200;

/**
 * The mentions in a text, in order. The longest name wins: `@Amy (2)` is Amy (2), even if there is an Amy.
 * Ignores case and width.
 * @param people cached by list: replace it, never change it
 */
export function findMentions(
  text: string,
  people: readonly Mentionable[],
): Mention[] {
  const found: Mention[] = [];
  let after = 0, signs = 0;
  for (const { index: at } of text.matchAll(/[@＠]/g)) {
    if (at < after) continue;
    if (!canMentionBegin(text, at)) continue;
    if (++signs > maxSigns) break;
    const meant = nameAt(text, at + 1, people);
    if (!meant) continue;
    after = meant.end;
    found.push({ start: at, end: after, member: meant.id });
  }
  return found;
}

/** Not in the middle of a word, as in an e-mail address. */
export function canMentionBegin(text: string, at: number): boolean {
  return !runsOn(before(text, at), "a");
}

/**
 * Whether the name, or a word in it, begins with what was typed after an `@`. In scripts without spaces each
 * character may begin a word: `@小明` finds 王小明.
 */
export function matchesTypedName(typed: string, name: string): boolean {
  const wanted = fold(typed), words = fold(name);
  if (words.startsWith(wanted)) return true;
  if (/^\s/u.test(wanted)) return false;
  const first = next(wanted, 0);
  let at = words.indexOf(wanted);
  while (at > 0 && runsOn(before(words, at), first)) {
    at = words.indexOf(wanted, at + 1);
  }
  return at > 0;
}

export function isMentioned(
  member: string,
  text: string,
  people: readonly Mentionable[],
): boolean {
  const { name } = people.find(({ id }) => id === member) ?? {};
  if (name === undefined || !fold(text).includes(fold(name))) return false;
  return findMentions(text, people).some((it) => it.member === member);
}

/** By length as written, the longest first, then by folded name. */
type ByName = readonly [
  length: number,
  people: ReadonlyMap<string, Mentionable>,
][];

const known = new WeakMap<readonly Mentionable[], ByName>();

function byName(people: readonly Mentionable[]): ByName {
  const before = known.get(people);
  if (before) return before;
  const all = new Map<number, Map<string, Mentionable>>();
  for (const one of people) {
    for (const length of lengths(one.name)) {
      const named = all.get(length) ?? new Map<string, Mentionable>();
      all.set(length, named);
      const same = named.get(fold(one.name));
      if (!same || same.removed && !one.removed) named.set(fold(one.name), one);
    }
  }
  const sorted = [...all].sort(([a], [b]) => b - a);
  known.set(people, sorted);
  return sorted;
}

/**
 * Lengths of a name as written: ダイ has two characters, ﾀﾞｲ three. Leaves out longer spellings, such as the
 * eighteen of ﷺ.
 */
function lengths(name: string): Set<number> {
  const forms = [name, name.normalize("NFKC"), name.normalize("NFKD")];
  return new Set(
    forms.map(({ length }) => length)
      .filter((it) => it > 0 && it <= 2 * bounds.displayName),
  );
}

function nameAt(
  text: string,
  start: number,
  people: readonly Mentionable[],
): { id: string; end: number } | undefined {
  for (const [length, named] of byName(people)) {
    const end = start + length;
    if (end > text.length) continue;
    const meant = named.get(fold(text.slice(start, end)));
    if (meant && !runsOn(last(meant.name), next(text, end))) {
      return { id: meant.id, end };
    }
  }
}

function fold(words: string): string {
  return /^[ -~]*$/.test(words)
    ? words.toLowerCase()
    : words.normalize("NFKC").toUpperCase().toLowerCase();
}

const inWords = /^[\p{L}\p{N}\p{M}_]$/u;
/** Scripts without spaces between words. */
const unspaced =
  /^[\p{sc=Han}\p{sc=Bopo}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]$/u;

/** Whether both characters belong to one word. */
function runsOn(one: string, other: string): boolean {
  return inWords.test(one) && inWords.test(other) &&
    !unspaced.test(one) && !unspaced.test(other);
}

/** The character at a place; "" past the end. */
function next(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function before(text: string, at: number): string {
  return last(text.slice(Math.max(0, at - 2), at));
}

function last(text: string): string {
  return [...text].at(-1) ?? "";
}
