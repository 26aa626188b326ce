import { useRef } from "preact/hooks";

const maxNotices = 2;

/** The two most urgent notices. Those already shown keep their places, with the oldest at the edge. */
export function useTopNotices<Line extends string>(
  activeLines: readonly Line[],
): Line[] {
  const topLines = useRef<Line[]>([]);
  topLines.current = pickTopNotices(activeLines, topLines.current);
  return topLines.current;
}

export function pickTopNotices<Line extends string>(
  activeLines: readonly Line[],
  previousLines: readonly Line[],
): Line[] {
  const topLines = activeLines.slice(0, maxNotices);
  const stays = previousLines.filter((line) => topLines.includes(line));
  return [...stays, ...topLines.filter((line) => !stays.includes(line))];
}
