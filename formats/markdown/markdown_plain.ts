/** Text without Markdown needs no parser. Other text is shown plain until the parser has loaded. Pure. */
import type { MarkdownBlock, MarkdownInline } from "./parse_markdown.ts";

/** Text that may be Markdown. A wrong match only loads the parser. */
const marks = new RegExp(
  [
    /[*_~`#>[\]|\\<&$]|https?:|ftp:|www\.|\S@\S/,
    // At the start or end of a line.
    /^(?:[-+=:]|\d+[.)])/,
    /^[^\S\n]|[^\S\n]$/,
    // White space other than a space.
    /[^\S\n ]/,
  ].map(({ source }) => source).join("|"),
  "im",
);

export function mayHaveMarkdown(text: string): boolean {
  return marks.test(text) || text.trim() !== text || text === "";
}

export function toPlainBlocks(text: string): MarkdownBlock[] {
  return text.split(/\n{2,}/).map((paragraph): MarkdownBlock => ({
    kind: "paragraph",
    children: paragraph.split("\n").flatMap((line, n): MarkdownInline[] => [
      ...(n > 0 ? [{ kind: "break" } as const] : []),
      { kind: "text", text: line },
    ]),
  }));
}
