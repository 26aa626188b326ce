/** Equality of names, and names of automatic groups (J-2, B-3). Pure. */
import { memoize } from "./memoize.ts";
import { foldCase, normalise } from "./normalise.ts";

/** Invisible characters other than blanks and marks. */
const fillers = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Characters that look like a blank: Hangul fillers, and Braille without dots. */
const gaps = /[\u115f\u1160\u2800\u3164\uffa0]/g;

export function replaceBlankLookalikes(name: string): string {
  return name.replace(gaps, " ");
}

/** Two names are equal if their keys are (J-2). Ignores case, width and invisible characters. */
export function nameKey(name: string): string {
  // The fast path, for most names.
  if (/^[!-~]+( [!-~]+)*$/.test(name)) return name.toLowerCase();
  return folded(name);
}

/** Keys to cache: enough for the names of two of the largest classes. */
export const maxCachedNames = 4_000;

const folded = memoize(maxCachedNames, (name) => {
  let key = replaceBlankLookalikes(name);
  // One round can make characters that the next one changes. No single character needs the third.
  for (let round = 0; round < 3; round++) {
    key = normalise(foldCase(key), "NFKC")
      .replace(fillers, "").replace(/\s+/gu, " ").trim();
  }
  return key;
});

/** Blanks and invisible characters that spreadsheets and web pages leave at the ends of a name. */
const edge = /[\s\u00ad\u061c\u200b-\u200f\u2060\ufeff]/;

/** Trims blanks and invisible characters, in linear time: a pattern would rescan each run of them. */
export function trimName(name: string): string {
  let from = 0, to = name.length;
  while (from < to && edge.test(name[from])) from++;
  while (to > from && edge.test(name[to - 1])) to--;
  return name.slice(from, to);
}

/** Removes invisible characters other than blanks. */
export function removeInvisible(name: string): string {
  return name.replace(fillers, "");
}

/** The stored name of an automatic group (1 is A), which pages translate (B-3). */
export function storedGroupName(number: number): string {
  return `Group ${number <= 26 ? groupLetter(number) : number}`;
}

/** Letter of one of the first 26 automatic groups. */
export function groupLetter(number: number): string {
  return String.fromCharCode(64 + number);
}

/** Number of an automatic group, from its stored name; null: named by hand. */
export function automaticGroupNumber(name: string): number | null {
  const [, letter, digits] = /^Group (?:([A-Z])|(\d{2,6}))$/.exec(name) ?? [];
  const number = letter ? letter.charCodeAt(0) - 64 : Number(digits);
  return name === storedGroupName(number) ? number : null;
}
