/** Which two of several lines are shown: the most urgent, each where it came to stand. Pure but for what it remembers. */
import { useRef } from "preact/hooks";

/** At most so many lie over the page. */
const mostOver = 2;

/** The lines that there are, the most urgent first; gives those that are shown, the one that came first at the edge. */
export function useTwo<Line extends string>(wanted: readonly Line[]): Line[] {
  const shown = useRef<Line[]>([]);
  shown.current = twoOf(wanted, shown.current);
  return shown.current;
}

/** The same, given which were shown before. */
export function twoOf<Line extends string>(
  wanted: readonly Line[],
  before: readonly Line[],
): Line[] {
  const now = wanted.slice(0, mostOver);
  const stays = before.filter((line) => now.includes(line));
  return [...stays, ...now.filter((line) => !stays.includes(line))];
}
