/**
 * Mentions (C-1): `@Name` in a message. Who is meant is found in the words themselves, by the names of the class as
 * they are now, in the browser as on the server. So this file imports nothing.
 */

/** Somebody who can be mentioned. */
export interface Mentionable {
  readonly id: string;
  readonly name: string;
  /** Where two have one name, who is still here is meant. */
  readonly removed?: boolean;
}

/** A mention, from its `@` to the end of the name. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly member: string;
}

/**
 * The mentions in a text, in its order. The longest name counts: `@Amy (2)` is Amy (2), also where there is an Amy.
 * Case and width make no difference.
 *
 * @example
 * mentionsIn("Thanks @amy!", [{ id: "a", name: "Amy" }]); // [{ start: 7, end: 11, member: "a" }]
 */
export function mentionsIn(
  text: string,
  people: Iterable<Mentionable>,
): Mention[] {
  if (!/[@＠]/.test(text)) return [];
  const byLength = [...people].filter(({ name }) => name !== "").sort((a, b) =>
    b.name.length - a.name.length ||
    Number(a.removed ?? false) - Number(b.removed ?? false)
  );
  const found: Mention[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== "@" && text[at] !== "＠") continue;
    // Not in the middle of a word: an address of mail mentions nobody.
    if (runsOn(before(text, at), "a")) continue;
    const meant = byLength.find(({ name }) => isAt(text, at + 1, name));
    if (!meant) continue;
    const end = at + 1 + meant.name.length;
    found.push({ start: at, end, member: meant.id });
    at = end - 1;
  }
  return found;
}

/** Whether somebody is mentioned in a text. */
export function isMentioned(
  member: string,
  text: string,
  people: Iterable<Mentionable>,
): boolean {
  return mentionsIn(text, people).some((it) => it.member === member);
}

/** Whether a name stands here, and ends here. */
function isAt(text: string, start: number, name: string): boolean {
  const end = start + name.length;
  const written = text.slice(start, end);
  if (written !== name && fold(written) !== fold(name)) return false;
  return !runsOn(last(name), next(text, end));
}

function fold(words: string): string {
  return words.normalize("NFKC").toUpperCase().toLowerCase();
}

const inWords = /^[\p{L}\p{N}\p{M}_]$/u;
/** Written without spaces between words. */
const unspaced =
  /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]$/u;

/** Whether one character goes on in the other, as letters of one word do. */
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
