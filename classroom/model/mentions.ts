/**
 * Mentions (C-1): `@Name` in a message. Browser and server find them in the text by the names of the class's members.
 */
import { bounds } from "./bounds.ts";
import { foldCase, normalise } from "../../formats/normalise.ts";
import { foldSigns } from "../../formats/sign_forms.ts";

export interface Mentionable {
  readonly id: string;
  readonly name: string;
  /** Of two members with one name, the one who is not removed is meant. */
  readonly removed?: boolean;
}

export interface MentionPeople {
  readonly ownMemberId: string;
  readonly people: readonly Mentionable[];
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
  const mentions: Mention[] = [];
  let lastEnd = 0, signs = 0;
  for (const { index } of text.matchAll(/[@＠]/g)) {
    if (index < lastEnd) continue;
    if (!canMentionBegin(text, index)) continue;
    if (++signs > maxSigns) break;
    const match = findNameAt(text, index + 1, people);
    if (!match) continue;
    lastEnd = match.end;
    mentions.push({ start: index, end: lastEnd, member: match.id });
  }
  return mentions;
}

/** Whether an `@` here is not within a word, as in an e-mail address. */
export function canMentionBegin(text: string, index: number): boolean {
  return !isSameWord(characterBefore(text, index), "a");
}

/**
 * Whether the name, or a word in it, begins with what was typed after an `@`. In scripts without spaces each
 * character may begin a word: `@小明` finds 王小明.
 */
export function matchesTypedName(typed: string, name: string): boolean {
  const prefix = fold(typed), words = fold(name);
  if (words.startsWith(prefix)) return true;
  if (/^\s/u.test(prefix)) return false;
  const first = characterAt(prefix, 0);
  let index = words.indexOf(prefix);
  while (index > 0 && isSameWord(characterBefore(words, index), first)) {
    index = words.indexOf(prefix, index + 1);
  }
  return index > 0;
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
  const cachedNames = namesCache.get(people);
  if (cachedNames) return cachedNames;
  const named = new Map<
    string,
    { person: Mentionable; lengthSet: Set<number> }
  >();
  const beginnings = new Set<string>();
  for (const person of people) {
    const name = foldName(person.name);
    const entry = named.get(name);
    if (!entry) {
      for (let n = 1; n <= name.length; n++) beginnings.add(name.slice(0, n));
    }
    const lengthSet = entry?.lengthSet ?? new Set();
    for (const length of writtenLengths(person.name)) lengthSet.add(length);
    const isMeant = !entry || entry.person.removed && !person.removed;
    named.set(name, { person: isMeant ? person : entry.person, lengthSet });
  }
  const sorted = [...named].map(([name, { person, lengthSet }]) => {
    const lengths = [...lengthSet].sort((a, b) => b - a);
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
  const foldedText = foldName(text.slice(start, start + maxWritten));
  const matches: string[] = [];
  for (let n = 1; n <= foldedText.length; n++) {
    const beginning = foldedText.slice(0, n);
    if (!names.beginnings.has(beginning)) break;
    if (names.people.has(beginning)) matches.push(beginning);
  }
  for (const name of matches.reverse()) {
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

function isSameWord(character: string, otherCharacter: string): boolean {
  return wordCharacter.test(character) && wordCharacter.test(otherCharacter) &&
    !unspacedScript.test(character) && !unspacedScript.test(otherCharacter);
}

/** The character at a place; "" past the end. */
function characterAt(text: string, index: number): string {
  const code = text.codePointAt(index);
  return code === undefined ? "" : String.fromCodePoint(code);
}

function characterBefore(text: string, index: number): string {
  return lastCharacter(text.slice(Math.max(0, index - 2), index));
}

function lastCharacter(text: string): string {
  return [...text].at(-1) ?? "";
}
