import { board as t } from "texts/drawings.ts";

/** What is drawn on a board, in words: the number of lines, and the words on it. */
export function describeShapes(
  count: number,
  words: readonly string[],
): string {
  return [
    t.lines({ count }),
    ...words.length > 0 ? [t.says({ words: words.join(" · ") })] : [],
  ].join(t.then);
}
