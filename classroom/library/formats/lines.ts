export interface Line {
  line: number;
  text: string;
}

/** The longest line, in characters, that patterns may search. */
export const longestLine = 8000;
export const mostLines = 20_000;

/** Returns why a line is not searched. `isEnd` also excludes all later lines. */
export function overBounds({ line, text }: Line) {
  if (line > mostLines) {
    return { reason: "too-many-lines", most: mostLines, isEnd: true } as const;
  }
  return text.length <= longestLine
    ? null
    : { reason: "line-too-long", most: longestLine, isEnd: false } as const;
}

/** Removes the byte order mark and lone surrogates, and unifies the ends of lines. */
export function plainText(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")
    .replaceAll("\0", "").toWellFormed();
}

/** Also splits at the line ends of word processors. */
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
