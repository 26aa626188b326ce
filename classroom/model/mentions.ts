/**
 * Mentions (C-1): `@Name` in a message. Who is meant is found in the words themselves, by the names of the class as
 * they are now, in the browser as on the server.
 */
import { bounds } from "./bounds.ts";

export interface Mentionable {
  readonly id: string;
  readonly name: string;
  /** Where two have one name, who is still here is meant. */
  readonly removed?: boolean;
}

/** Who can be mentioned, and who looks. */
export interface MentionPeople {
  readonly me: string;
  readonly all: readonly Mentionable[];
}

/** A mention, from its `@` to the end of the name. */
interface Mention {
  readonly start: number;
  readonly end: number;
  readonly member: string;
}

/** At how many signs in one text a name is looked for; nobody means so many people. */
const mostSigns = 200;

/**
 * The mentions in a text, in its order. The longest name counts: `@Amy (2)` is Amy (2), also where there is an Amy.
 * Case and width make no difference.
 *
 * @param people a list that is replaced and never changed: it is read once
 * @example
 * mentionsIn("Thanks @amy!", [{ id: "a", name: "Amy" }]); // [{ start: 7, end: 11, member: "a" }]
 */
export function mentionsIn(
  text: string,
  people: readonly Mentionable[],
): Mention[] {
  const found: Mention[] = [];
  let after = 0, signs = 0;
  for (const { index: at } of text.matchAll(/[@＠]/g)) {
    if (at < after) continue;
    if (!canBegin(text, at)) continue;
    if (++signs > mostSigns) break;
    const meant = nameAt(text, at + 1, people);
    if (!meant) continue;
    after = meant.end;
    found.push({ start: at, end: after, member: meant.id });
  }
  return found;
}

/** Whether the `@` at a place can begin a mention: not in the middle of a word, as in an address of mail. */
export function canBegin(text: string, at: number): boolean {
  return !runsOn(before(text, at), "a");
}

/**
 * Whether what is typed after an `@` can become a name: the name, or a word in it, begins so. Where words have no
 * spaces between them, each character may begin one: `@小明` finds 王小明.
 */
export function canBecome(typed: string, name: string): boolean {
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
  return mentionsIn(text, people).some((it) => it.member === member);
}

/** People by the lengths that their names can have, the longest first, and then by their names as they are compared. */
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
 * How long a name can be as somebody writes it: ダイ is two characters, ﾀﾞｲ are three. Nobody writes out the eighteen of
 * ﷺ, of which a class of such names has hundreds of lengths.
 */
function lengths(name: string): Set<number> {
  const forms = [name, name.normalize("NFKC"), name.normalize("NFKD")];
  return new Set(
    forms.map(({ length }) => length)
      .filter((it) => it > 0 && it <= 2 * bounds.displayName),
  );
}

/** Whose name stands here, and where it ends. */
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
/** Written without spaces between words. */
const unspaced =
  /^[\p{sc=Han}\p{sc=Bopo}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]$/u;

/** Whether one character continues the other, as letters of one word do. */
function runsOn(one: string, other: string): boolean {
  return inWords.test(one) && inWords.test(other) &&
    !unspaced.test(one) && !unspaced.test(other);
}

/** The characters about a place; "" at the ends. */
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
