/**
 * A part of the record as Markdown. People's text is read into tokens and written again, so that it keeps its form and
 * never becomes raw HTML, a heading of ours, or a forbidden link.
 */
import type {
  Block,
  Inline,
  Item,
} from "../components/markdown/markdown_tokens.ts";
import { markdown } from "../components/markdown/markdown_tokens.ts";
import type { FilePlace, PageHead } from "./html.ts";
import type { Piece } from "./part.ts";
import { record as t } from "texts/record.ts";
import { writeSize } from "../components/files/size.ts";

/** The pieces as one text. */
export async function* markdownText(
  { title, lines }: PageHead,
  pieces: AsyncIterable<Piece>,
  files: Pick<FilePlace, "href">,
): AsyncGenerator<string> {
  yield `# ${plain(title)}\n\n`;
  for (const line of lines) yield `*${plain(line)}*\n\n`;
  for await (const piece of pieces) yield written(piece, files);
}

/** Text on one line, without meaning in Markdown. */
export function plain(text: string): string {
  return escaped(onOneLine(text));
}

/** No pattern: one for white space around the ends of lines would look at each run of blanks again and again. */
function onOneLine(text: string): string {
  if (!/[\r\n]/.test(text)) return text;
  return text.split(/[\r\n]+/).map((line) => line.trim())
    .filter((line) => line !== "").join(" ");
}

function written(piece: Piece, files: Pick<FilePlace, "href">): string {
  switch (piece.kind) {
    case "heading":
      return `${"#".repeat(piece.level)} ${plain(piece.text)}\n\n`;
    case "by": {
      const about = piece.about.map(plain).join(" · ");
      return `**${plain(piece.name)}**${about && ` · ${about}`}\n\n`;
    }
    case "words":
      return `${blocks(markdown(piece.text))}\n\n`;
    case "labelled":
      return `**${plain(t.labelled({ label: piece.label }))}** ${
        plain(piece.text)
      }\n\n`;
    case "remark":
      return `*${plain(piece.text)}*\n\n`;
    case "file": {
      const href = files.href(piece.file);
      const name = plain(piece.file.name);
      const shown = href === null ? name : `[${name}](<${href}>)`;
      return `${shown} · ${plain(writeSize(piece.file.size))}\n\n`;
    }
    case "columns":
      return tableRow(piece.cells.map(plain)) +
        tableRow(piece.cells.map(() => "---"));
    case "row":
      return tableRow(piece.cells.map((cell) => plain(String(cell ?? ""))));
    case "end":
      return "\n";
  }
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

/** What Markdown takes for a sign of its own, and what begins a line there. */
function escaped(text: string): string {
  return text.replaceAll("\0", "")
    .replace(/[\\`*_[\]<>&~|$]/g, "\\$&")
    .replace(/^([^\S\n]*)([#+\-=])/gm, "$1\\$2")
    .replace(/^([^\S\n]*\d{1,9})([.)])/gm, "$1\\$2");
}

function blocks(all: readonly Block[]): string {
  return all.map(block).join("\n\n");
}

function block(it: Block): string {
  switch (it.kind) {
    case "paragraph":
    case "line":
      return inlines(it.children);
    // Headings are of the record itself.
    case "heading":
      return `**${inlines(it.children).replace(/\*\*/g, "")}**`;
    case "quote":
      return indented(blocks(it.children), "> ", "> ");
    case "code": {
      const fence = "`".repeat(Math.max(3, longest(it.text) + 1));
      return `${fence}${it.language}\n${it.text}\n${fence}`;
    }
    case "list":
      return it.items.map((one, n) =>
        item(one, it.ordered ? `${it.start + n}. ` : "- ")
      ).join("\n");
    case "table": {
      const cells = (row: Inline[][]) =>
        tableRow(row.map((cell) =>
          onOneLine(inlines(cell))
            // Cells end at a bar, also within code.
            .replace(/(?<!\\)\|/g, "\\|")
        ));
      return (cells(it.head) + tableRow(it.head.map(() => "---")) +
        it.rows.map(cells).join("")).trimEnd();
    }
    case "rule":
      return "---";
  }
}

function item({ done, children }: Item, sign: string): string {
  const box = done === undefined ? "" : done ? "[x] " : "[ ] ";
  const inner = children.map(block).join("\n");
  return indented(box + inner, sign, " ".repeat(sign.length));
}

function indented(text: string, first: string, rest: string): string {
  return text.split("\n").map((line, n) => (n === 0 ? first : rest) + line)
    .join("\n");
}

function inlines(all: readonly Inline[]): string {
  return all.map(inline).join("");
}

function inline(it: Inline): string {
  switch (it.kind) {
    case "text":
      return escaped(it.text);
    case "code": {
      const text = it.text.replace(/\n/g, " ");
      const sign = "`".repeat(longest(text) + 1);
      const space = /^`|`$/.test(text) ? " " : "";
      return sign + space + text + space + sign;
    }
    case "break":
      return "  \n";
    case "strong":
      return `**${inlines(it.children)}**`;
    case "emphasis":
      return `*${inlines(it.children)}*`;
    case "struck":
      return `~~${inlines(it.children)}~~`;
    case "link":
      return `[${inlines(it.children)}](<${
        it.href.replace(/[<>\s]/g, encodeURIComponent)
      }>)`;
  }
}

/** How many backticks stand side by side at most. */
function longest(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
