/**
 * A part of the record as Markdown. People's text is parsed and written again, so that it cannot become raw HTML, a
 * heading of the record, or a forbidden link.
 */
import { TimeSlices } from "../classroom/limits/time_slices.ts";
import type {
  MarkdownBlock,
  MarkdownInline,
  MarkdownListItem,
} from "../formats/markdown/parse_markdown.ts";
import { parseInSteps } from "../formats/markdown/parse_markdown.ts";
import { walkMarkdown } from "../formats/markdown/markdown_walk.ts";
import type { MarkdownAuthor } from "../formats/markdown/typed_signs.ts";
import type { BlockContent, PhrasingContent } from "mdast";
import { markdownOf } from "../formats/markdown/markdown_text.ts";
import type { FileSource, PageHead } from "./html.ts";
import type { TextPiece } from "./record_part.ts";
import { record as t } from "texts/record.ts";
import { formatSize } from "../formats/format_size.ts";

export async function* writeMarkdown(
  { title, lines }: PageHead,
  pieces: AsyncIterable<TextPiece>,
  files: Pick<FileSource, "href">,
): AsyncGenerator<string> {
  yield `# ${escapeMarkdownLine(title)}\n\n`;
  for (const line of lines) yield `*${escapeMarkdownLine(line)}*\n\n`;
  const slices = new TimeSlices();
  for await (const piece of pieces) {
    if (piece.kind !== "words") yield written(piece, files);
    else {
      const words = wordsOf(piece.text, piece.author);
      yield `${await slices.runSteps(words)}\n\n`;
    }
  }
}

/** Text on one line, escaped for Markdown. */
export function escapeMarkdownLine(text: string): string {
  return escaped(onOneLine(text));
}

/** Writes a text for use between brackets. */
function named(text: string): string {
  return escapeMarkdownLine(text).replace(
    /(?<!\\)((?:\\\\)*)([[\]])/g,
    "$1\\$2",
  );
}

/** Splits lines instead of using a pattern for white space around line ends, which would take quadratic time. */
function onOneLine(text: string): string {
  if (!/[\r\n]/.test(text)) return text;
  return text.split(/[\r\n]+/).map((line) => line.trim())
    .filter((line) => line !== "").join(" ");
}

function written(
  piece: Exclude<TextPiece, { kind: "words" }>,
  files: Pick<FileSource, "href">,
): string {
  switch (piece.kind) {
    case "heading":
      return `${"#".repeat(piece.level)} ${escapeMarkdownLine(piece.text)}\n\n`;
    case "by": {
      const about = piece.about.map(escapeMarkdownLine).join(" · ");
      return `**${escapeMarkdownLine(piece.name)}**${
        about && ` · ${about}`
      }\n\n`;
    }
    case "labelled":
      return `**${escapeMarkdownLine(t.labelled({ label: piece.label }))}** ${
        escapeMarkdownLine(piece.text)
      }\n\n`;
    case "picture":
    case "remark":
      return `*${escapeMarkdownLine(piece.text)}*\n\n`;
    case "file": {
      const href = files.href(piece.file);
      const { alt } = piece;
      if (alt !== undefined && href !== null) {
        return `![${named(alt || piece.file.name)}](<${href}>)\n\n`;
      }
      const name = escapeMarkdownLine(piece.file.name);
      const linkText = href === null ? name : `[${name}](<${href}>)`;
      return `${linkText} · ${
        escapeMarkdownLine(formatSize(piece.file.size))
      }\n\n`;
    }
    case "columns":
      return tableRow(piece.cells.map(escapeMarkdownLine)) +
        tableRow(piece.cells.map(() => "---"));
    case "row":
      return tableRow(
        piece.cells.map((cell) => escapeMarkdownLine(String(cell ?? ""))),
      );
    case "end":
      return "\n";
  }
}

/** Maximum pieces of a text; one with more is written as plain text. */
const maxPieces = 5000;

function* wordsOf(
  text: string,
  author?: MarkdownAuthor,
): Generator<void, string, void> {
  const tree = yield* parseInSteps(text, author);
  if (walkMarkdown(tree).drop(maxPieces).some(() => true)) {
    const lines = text.split(/[\r\n]+/).map((line) => line.trim());
    return escaped(lines.filter((line) => line !== "").join("\n"));
  }
  return markdownOf({ type: "root", children: tree.flatMap(blocksOf) });
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

function escaped(text: string): string {
  const value = text.replaceAll("\0", "");
  return markdownOf({ type: "text", value }).replaceAll("|", "\\|");
}

/** A block; a list is one list more wherever a number does not follow the number before it. */
function blocksOf(block: MarkdownBlock): BlockContent[] {
  if (block.kind !== "list") return [blockOf(block)];
  const lists = [{ ...block, items: [block.items[0]] }];
  for (const item of block.items.slice(1)) {
    const { number } = item;
    if (number === undefined) lists.at(-1)!.items.push(item);
    else lists.push({ ...block, start: number, items: [item] });
  }
  return lists.map(blockOf);
}

function blockOf(block: MarkdownBlock): BlockContent {
  switch (block.kind) {
    case "paragraph":
    case "line":
      return { type: "paragraph", children: block.children.map(inlineOf) };
    // Only the record itself has headings.
    case "heading": {
      const children = block.children.map(inlineOf);
      return { type: "paragraph", children: [{ type: "strong", children }] };
    }
    case "quote":
      return { type: "blockquote", children: block.children.flatMap(blocksOf) };
    case "code":
      return { type: "code", lang: block.language || null, value: block.text };
    case "list":
      return {
        type: "list",
        ordered: block.isOrdered,
        start: block.start,
        spread: block.items.some(isSpread),
        children: block.items.map((item) => ({
          type: "listItem",
          checked: item.isDone ?? null,
          spread: isSpread(item),
          children: item.children.flatMap(blocksOf),
        })),
      };
    case "table":
      return {
        type: "table",
        align: block.align,
        children: [block.head, ...block.rows].map((row) => ({
          type: "tableRow",
          children: row.map((cell) => ({
            type: "tableCell",
            children: cell.map(inlineOf),
          })),
        })),
      };
    case "rule":
      return { type: "thematicBreak" };
  }
}

function isSpread({ children }: MarkdownListItem): boolean {
  return children.some(({ kind }) => kind === "paragraph");
}

function inlineOf(inline: MarkdownInline): PhrasingContent {
  switch (inline.kind) {
    case "text":
      return { type: "text", value: inline.text.replaceAll("\0", "") };
    case "code":
      return inline.tex === undefined
        ? { type: "inlineCode", value: inline.text }
        : { type: "inlineMath", value: inline.text };
    case "break":
      return { type: "break" };
    case "strong":
    case "emphasis":
      return { type: inline.kind, children: inline.children.map(inlineOf) };
    case "struck":
      return { type: "delete", children: inline.children.map(inlineOf) };
    case "link":
      return {
        type: "link",
        url: inline.href,
        children: inline.children.map(inlineOf),
      };
  }
}
