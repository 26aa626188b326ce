/**
 * Text without any Markdown in it, which is most of what people write: it needs nobody who reads Markdown. And text
 * that has some, until that one is there. Pure.
 */
import type { Block, Inline } from "./markdown_tokens.ts";

/** What may mean something in Markdown; rather too much than too little. */
const marks = new RegExp(
  [
    // Anywhere.
    /[*_~`#>[\]|\\<&$]|https?:|ftp:|www\.|\S@\S/,
    // Where a line begins or ends.
    /^(?:[-+=:]|\d+[.)])/,
    /^[^\S\n]|[^\S\n]$/,
    // Other white space than blanks.
    /[^\S\n ]/,
  ].map(({ source }) => source).join("|"),
  "im",
);

export function mayHaveMarkdown(text: string): boolean {
  return marks.test(text) || text.trim() !== text || text === "";
}

/** The paragraphs and lines of a text, as they stand. */
export function plainBlocks(text: string): Block[] {
  return text.split(/\n{2,}/).map((paragraph): Block => ({
    kind: "paragraph",
    children: paragraph.split("\n").flatMap((line, n): Inline[] => [
      ...(n > 0 ? [{ kind: "break" } as const] : []),
      { kind: "text", text: line },
    ]),
  }));
}
