import { useRef } from "preact/hooks";

const maxNotices = 2;

/** The two most urgent notices. Those already shown keep their places, with the oldest at the edge. */
export function useTopNotices<Line extends string>(
  wanted: readonly Line[],
): Line[] {
  const shown = useRef<Line[]>([]);
  shown.current = pickTopNotices(wanted, shown.current);
  return shown.current;
}

export function pickTopNotices<Line extends string>(
  wanted: readonly Line[],
  before: readonly Line[],
): Line[] {
  const now = wanted.slice(0, maxNotices);
  const stays = before.filter((line) => now.includes(line));
  return [...stays, ...now.filter((line) => !stays.includes(line))];
}
