export interface Line {
  line: number;
  text: string;
}

/** The longest line, in characters, that patterns may search. */
export const maxLineLength = 8000;
const maxLines = 20_000;

/** Returns why a line is not read, or null if it is. `isEnd`: all later lines are not read, either. */
export function checkLineBounds({ line, text }: Line) {
  if (line > maxLines) {
    return { reason: "too-many-lines", most: maxLines, isEnd: true } as const;
  }
  return text.length <= maxLineLength
    ? null
    : { reason: "line-too-long", most: maxLineLength, isEnd: false } as const;
}

/** Removes the byte order mark and NUL characters, replaces lone surrogates, and unifies the ends of lines. */
export function normalizeText(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")
    .replaceAll("\0", "").toWellFormed();
}

/** Like {@link normalizeText}; also unifies the line ends of word processors. */
export function normalizePastedText(text: string): string {
  return normalizeText(text).replace(/[\u2028\u2029\v\f]/g, "\n");
}

/** The lines of a text on one, without blank ones. */
export function onOneLine(text: string): string {
  return text.split("\n").map((line) => line.trim())
    .filter((line) => line !== "").join(" ");
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
