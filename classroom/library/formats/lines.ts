/** The lines of a text as people and programs write it. Pure. */

/** A line with its number, from 1. */
export interface Line {
  line: number;
  text: string;
}

/** So long may one line be that is looked at by patterns. */
export const longestLine = 8000;
/** So many lines are looked at by patterns: each costs, an empty one too. */
export const mostLines = 20_000;

/** Why patterns may not look at a line. `isEnd`: nor at those after it. Null: they may. */
export function overBounds({ line, text }: Line) {
  if (line > mostLines) {
    return { reason: "too-many-lines", most: mostLines, isEnd: true } as const;
  }
  return text.length <= longestLine
    ? null
    : { reason: "line-too-long", most: longestLine, isEnd: false } as const;
}

/** A text without a byte order mark, its lines ended in one way, and whole: halves of surrogate pairs are no text. */
export function plainText(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")
    .replaceAll("\0", "").toWellFormed();
}

/** A plain text that somebody wrote: word processors have further ends of lines. */
export function plainLines(text: string): string {
  return plainText(text).replace(/[\u2028\u2029\v\f]/g, "\n");
}

export function* textLines(text: string): Generator<Line> {
  let from = 0;
  for (let line = 1; from <= text.length; line++) {
    const to = text.indexOf("\n", from);
    const end = to < 0 ? text.length : to;
    yield { line, text: text.slice(from, end) };
    from = end + 1;
  }
}
