/**
 * When two names are the same, and how groups are named: by one rule for the server and for a page that proposes a name
 * to it (J-2, B-3). Pure.
 */
import { memoized } from "../limits/memoized.ts";

/** What shows nothing, blanks and marks apart: it makes no difference between two names. */
const fillers = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

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
  let key = name;
  // Folding can uncover something to fold; two rounds are enough for all of Unicode, three are safe.
  for (let round = 0; round < 3; round++) {
    key = key.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC")
      .replace(fillers, "").replace(/\s+/gu, " ").trim();
  }
  return key;
});

/** A name without what can be in one and shows nothing, blanks apart. */
export function withoutInvisible(name: string): string {
  return name.replace(fillers, "");
}

/**
 * The first so many of Group A … Group Z, Group 27, Group 28 … that are not {@link nameKey the same} as a name of a
 * living group (G5).
 */
export function freeGroupNames(
  living: Iterable<string>,
  count: number,
): string[] {
  const taken = new Set([...living].map(nameKey));
  const free: string[] = [];
  for (let n = 1; free.length < count; n++) {
    const name = `Group ${n <= 26 ? String.fromCharCode(64 + n) : n}`;
    if (!taken.has(nameKey(name))) free.push(name);
  }
  return free;
}

/** Whether it is a name that {@link freeGroupNames} gives. */
export function isAutomaticName(name: string): boolean {
  const number = /^Group (?:[A-Z]|(\d+))$/.exec(name)?.[1];
  return number === undefined
    ? /^Group [A-Z]$/.test(name)
    : Number(number) > 26 && String(Number(number)) === number;
}
