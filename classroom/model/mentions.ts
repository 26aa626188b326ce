/**
 * Mentions (C-1): `@Name` in a message. Browser and server find them in the text by the names of the class's members.
 */
import { bounds } from "./bounds.ts";
import { foldCase, normalise } from "./normalise.ts";
import { foldSigns } from "./sign_forms.ts";

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

/** The range of a mention, from the `@` to the end of the name. */
interface Mention {
  readonly start: number;
  readonly end: number;
  readonly member: string;
}

const maxSigns = 200;

/**
 * The mentions in a text, in order. The longest name wins: `@Amy (2)` is Amy (2), even if there is an Amy.
 * Ignores case, width, forms of signs and full stops.
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
    const meant = findNameAt(text, at + 1, people);
    if (!meant) continue;
    after = meant.end;
    found.push({ start: at, end: after, member: meant.id });
  }
  return found;
}

/** Whether an `@` here is not within a word, as in an e-mail address. */
export function canMentionBegin(text: string, at: number): boolean {
  return !isSameWord(characterBefore(text, at), "a");
}

/**
 * Whether the name, or a word in it, begins with what was typed after an `@`. In scripts without spaces each
 * character may begin a word: `@小明` finds 王小明.
 */
export function matchesTypedName(typed: string, name: string): boolean {
  const wanted = fold(typed), words = fold(name);
  if (words.startsWith(wanted)) return true;
  if (/^\s/u.test(wanted)) return false;
  const first = characterAt(wanted, 0);
  let at = words.indexOf(wanted);
  while (at > 0 && isSameWord(characterBefore(words, at), first)) {
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
  if (name === undefined || !fold(text).includes(fold(name))) {
    return false;
  }
  return findMentions(text, people).some((it) => it.member === member);
}

interface NamedPerson {
  readonly person: Mentionable;
  /** Lengths of the name as written, the longest first. */
  readonly lengths: readonly number[];
}

/** Names as they are compared. */
interface FoldedNames {
  readonly people: ReadonlyMap<string, NamedPerson>;
  /** All beginnings of the names, and the names themselves. */
  readonly beginnings: ReadonlySet<string>;
}

const namesCache = new WeakMap<readonly Mentionable[], FoldedNames>();

function foldedNames(people: readonly Mentionable[]): FoldedNames {
  const before = namesCache.get(people);
  if (before) return before;
  const named = new Map<string, { person: Mentionable; all: Set<number> }>();
  const beginnings = new Set<string>();
  for (const person of people) {
    const name = foldName(person.name);
    const same = named.get(name);
    if (!same) {
      for (let n = 1; n <= name.length; n++) beginnings.add(name.slice(0, n));
    }
    const all = same?.all ?? new Set();
    for (const length of writtenLengths(person.name)) all.add(length);
    const isMeant = !same || same.person.removed && !person.removed;
    named.set(name, { person: isMeant ? person : same.person, all });
  }
  const sorted = [...named].map(([name, { person, all }]) => {
    const lengths = [...all].sort((a, b) => b - a);
    return [name, { person, lengths }] as const;
  });
  const names = { people: new Map(sorted), beginnings };
  namesCache.set(people, names);
  return names;
}

/**
 * Lengths of a name as written: ダイ has two characters, ﾀﾞｲ three. Leaves out longer spellings, such as the
 * eighteen of ﷺ.
 */
function writtenLengths(name: string): Set<number> {
  const forms = [
    name,
    name.replaceAll(".", ""),
    normalise(name, "NFKC"),
    normalise(name, "NFKD"),
  ];
  return new Set(
    forms.map(({ length }) => length)
      .filter((it) => it > 0 && it <= maxWritten),
  );
}

/** Maximum characters of a name as written in a text. */
const maxWritten = 2 * bounds.displayName;

/** Compares the text after an `@` once with all names; only those with which it begins are looked at more closely. */
function findNameAt(
  text: string,
  start: number,
  people: readonly Mentionable[],
): { id: string; end: number } | undefined {
  const names = foldedNames(people);
  const after = foldName(text.slice(start, start + maxWritten));
  const found: string[] = [];
  for (let n = 1; n <= after.length; n++) {
    const beginning = after.slice(0, n);
    if (!names.beginnings.has(beginning)) break;
    if (names.people.has(beginning)) found.push(beginning);
  }
  for (const name of found.reverse()) {
    const { person, lengths } = names.people.get(name)!;
    for (const length of lengths) {
      const end = start + length;
      if (end > text.length) continue;
      if (foldName(text.slice(start, end)) !== name) continue;
      if (!isNameEnd(person.name, text, end)) continue;
      return { id: person.id, end };
    }
  }
}

/** As {@link fold}; the sigma at the end of a word is like any other, as it is not known yet where a name ends. */
function foldName(name: string): string {
  return fold(name).replaceAll("ς", "σ");
}

function isNameEnd(name: string, text: string, end: number): boolean {
  return !isSameWord(lastCharacter(name), characterAt(text, end)) ||
    /\p{sc=Hang}{2}$/u.test(name) &&
      koreanEnding.test(text.slice(end, end + maxKoreanEnding));
}

const maxKoreanEnding = 12;
/** Korean endings that are written after a person's name without a blank: `김민수님`, `김민수에게`. */
const koreanEnding =
  /^(?:님|씨|군|양|쌤|샘|선생님|학생|형|누나|언니|오빠)?(?:은|는|이는|이가|이|가|께서|을|를|이를|의|이의|에게|에게서|께|한테|한테서|이한테|와|과|이와|랑|이랑|하고|도|이도|만|이만|부터|까지|로|으로|보다|처럼|같이|아|야|이야|이여|여|요|이요)?(?![\p{L}\p{N}\p{M}_])/u;

/** Ignores case, width, forms of signs and full stops. */
function fold(words: string): string {
  return foldCase(foldSigns(words));
}

const wordCharacter = /^[\p{L}\p{N}\p{M}_]$/u;
const unspacedScript =
  /^[\p{sc=Han}\p{sc=Bopo}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]$/u;

function isSameWord(one: string, other: string): boolean {
  return wordCharacter.test(one) && wordCharacter.test(other) &&
    !unspacedScript.test(one) && !unspacedScript.test(other);
}

/** The character at a place; "" past the end. */
function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function characterBefore(text: string, at: number): string {
  return lastCharacter(text.slice(Math.max(0, at - 2), at));
}

function lastCharacter(text: string): string {
  return [...text].at(-1) ?? "";
}
