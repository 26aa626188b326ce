/** When two names are the same, and which names of groups are automatic: by one rule for server and pages (J-2, B-3). Pure. */
import { memoized } from "./memoized.ts";

/** What shows nothing, blanks and marks apart: it makes no difference between two names. */
const fillers = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** What shows a gap and is no blank by its name: fillers of Hangul, a sign of Braille without dots. */
const gaps = /[\u115f\u1160\u2800\u3164\uffa0]/g;

/** A name with a blank in the place of what looks like one. */
export function withBlanks(name: string): string {
  return name.replace(gaps, " ");
}

/**
 * The key by which names are compared (J-2): case, width and invisible signs make no difference. Two names are the same
 * if their keys are equal.
 */
export function nameKey(name: string): string {
  // Most names, and a class compares each with each.
  if (/^[!-~]+( [!-~]+)*$/.test(name)) return name.toLowerCase();
  return folded(name);
}

/** How many names' keys are remembered: those of two of the largest classes. */
export const mostNames = 4_000;

const folded = memoized(mostNames, (name) => {
  let key = withBlanks(name);
  // Folding can uncover something to fold; two rounds are enough for all of Unicode, three are safe.
  for (let round = 0; round < 3; round++) {
    key = key.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC")
      .replace(fillers, "").replace(/\s+/gu, " ").trim();
  }
  return key;
});

/** What spreadsheets and web pages leave at the ends of a name, and shows nothing there. */
const edge = /[\s\u00ad\u061c\u200b-\u200f\u2060\ufeff]/;

/** A name without blanks and invisible marks at its ends. A pattern for the end would look at each run of them again. */
export function trimmedName(name: string): string {
  let from = 0, to = name.length;
  while (from < to && edge.test(name[from])) from++;
  while (to > from && edge.test(name[to - 1])) to--;
  return name.slice(from, to);
}

/** A name without what can be in one and shows nothing, blanks apart. */
export function withoutInvisible(name: string): string {
  return name.replace(fillers, "");
}

/** What a document calls the automatic group of a number (1 is A); pages say it in their reader's language (B-3). */
export function automaticName(number: number): string {
  return `Group ${number <= 26 ? groupLetter(number) : number}`;
}

/** The letter of one of the first 26 automatic groups. */
export function groupLetter(number: number): string {
  return String.fromCharCode(64 + number);
}

/** The number of an automatic group, from what a document calls it; null: it was named by hand. */
export function automaticNumber(name: string): number | null {
  const [, letter, digits] = /^Group (?:([A-Z])|(\d{2,6}))$/.exec(name) ?? [];
  const number = letter ? letter.charCodeAt(0) - 64 : Number(digits);
  return name === automaticName(number) ? number : null;
}
