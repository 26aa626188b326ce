/**
 * Finds the author of each piece of a page's text (W-2), from the Yjs client ids, each of which the server has noted
 * with its member.
 */
import * as Y from "yjs";
import { findNodeRule } from "./page_schema.ts";
import { pageRoot } from "./page_tree.ts";
import { pageWriters } from "./roots.ts";

/** `author` is null if unknown, as for the text that the page began with. */
interface AuthoredText {
  readonly author: string | null;
  readonly text: string;
}

export interface AuthoredLine {
  readonly block: "text" | "heading" | "item" | "cell";
  /** Only for a cell: number of its row, counted over all tables. */
  readonly row?: number;
  readonly pieces: AuthoredText[];
}

const blocks: Readonly<Record<string, AuthoredLine["block"]>> = {
  heading: "heading",
  list_item: "item",
  table_cell: "cell",
};

const symbols: Readonly<Record<string, string>> = {
  hard_break: " ",
  image: "🖼",
  horizontal_rule: "—",
};

interface AuthorShare {
  readonly author: string | null;
  readonly words: number;
}

/** The page's text, block by block; adjacent text of one author is one piece. */
export function readAuthoredLines(page: Y.Doc): AuthoredLine[] {
  const memberByClient = pageWriters(page);
  const lines: AuthoredLine[] = [];
  let row = 0;
  const walk = (
    parent: Y.XmlFragment,
    line: AuthoredText[] | null,
    within: AuthoredLine["block"],
  ) => {
    for (const child of parent.toArray()) {
      if (child instanceof Y.XmlText) {
        for (let item = child._start; item !== null; item = item.right) {
          const { content, deleted, id } = item;
          if (deleted || !(content instanceof Y.ContentString)) continue;
          addText(
            line,
            memberByClient.get(String(id.client)) ?? null,
            content.str,
          );
        }
      } else if (child instanceof Y.XmlElement) {
        const { tex, alt } = child.getAttributes();
        const author = memberByClient.get(String(child._item!.id.client)) ??
          null;
        const isBlock = line === null;
        const pieces = line ?? [];
        const text = tex || alt || symbols[child.nodeName] || "";
        addText(pieces, author, text);
        const holds = findNodeRule(child.nodeName)?.holds ?? [];
        const hasText = holds.includes("inline") || holds.includes("text");
        const block = blocks[child.nodeName] ?? within;
        if (child.nodeName === "table_row") row++;
        walk(child as unknown as Y.XmlFragment, hasText ? pieces : line, block);
        if (isBlock && (pieces.length > 0 || child.nodeName === "table_cell")) {
          lines.push({ block, ...block === "cell" && { row }, pieces: pieces });
        }
      }
    }
  };
  walk(pageRoot(page), null, "text");
  return lines;
}

/** Index of the last block with anything from a member in it; -1: there is none. */
export function lastWrittenBlock(page: Y.Doc): number {
  const memberByClient = pageWriters(page);
  const isOfMember = ({ deleted, id, content }: Y.Item): boolean =>
    !deleted &&
    (memberByClient.has(String(id.client)) ||
      content instanceof Y.ContentType && holdsMemberText(content.type));
  const holdsMemberText = (type: Y.AbstractType<unknown>): boolean => {
    let item = type._start;
    while (item !== null && !isOfMember(item)) item = item.right;
    return item !== null;
  };
  return pageRoot(page).toArray().findLastIndex(({ _item }) =>
    isOfMember(_item!)
  );
}

/** The last `count` lines with text from an author, of which empty ones are left out. */
export function lastLinesBy(
  page: Y.Doc,
  isAuthor: (member: string) => boolean,
  count: number,
): string[] {
  return readAuthoredLines(page)
    .filter(({ pieces }) =>
      pieces.some(({ author, text }) =>
        author !== null && text.trim() !== "" && isAuthor(author)
      )
    )
    .slice(-count)
    .map(({ pieces }) => pieces.map(({ text }) => text).join("").trim());
}

/** The authors by their number of words, the unknown author last. */
export function countAuthorShares(
  lines: readonly AuthoredLine[],
): AuthorShare[] {
  const texts = new Map<string | null, string>();
  for (const { author, text } of lines.flatMap((it) => it.pieces)) {
    texts.set(author, `${texts.get(author) ?? ""} ${text}`);
  }
  return [...texts].filter(([, text]) => text.trim() !== "").map((
    [author, text],
  ) => ({
    author,
    words: countWords(text),
  })).sort((a, b) =>
    Number(a.author === null) - Number(b.author === null) ||
    b.words - a.words
  );
}

/** Counts words; each Han character is one. */
export function countWords(text: string): number {
  return text.match(/\p{Script=Han}|[^\s\p{P}\p{S}\p{Script=Han}]+/gu)
    ?.length ?? 0;
}

function addText(
  line: AuthoredText[] | null,
  author: string | null,
  text: string,
): void {
  const last = line?.at(-1);
  if (line === null || text === "") return;
  if (last?.author === author) {
    line[line.length - 1] = { author, text: last.text + text };
  } else line.push({ author, text });
}
