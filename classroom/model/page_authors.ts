/** Who wrote what of a page (W-2), by the client ids that its structs bear and whose the server has noted that they are. */
import * as Y from "yjs";
import { nodeRule } from "./page_schema.ts";
import { pageRoot, writers } from "./page_tree.ts";

/** Some text of one author; null: nobody knows any more, as of what the page began with. */
export interface AuthoredText {
  readonly author: string | null;
  readonly text: string;
}

/** A block of text: what it is, and the pieces of it. */
export interface AuthoredLine {
  readonly block: "text" | "heading" | "item" | "cell";
  /** Of a cell: the number of its row, counted over all tables. */
  readonly row?: number;
  readonly pieces: AuthoredText[];
}

const blocks: Readonly<Record<string, AuthoredLine["block"]>> = {
  heading: "heading",
  list_item: "item",
  table_cell: "cell",
};

/** What stands for what has no words. */
const signs: Readonly<Record<string, string>> = {
  hard_break: " ",
  image: "🖼",
  horizontal_rule: "—",
};

/** How much one author has of a page. */
export interface AuthorShare {
  readonly author: string | null;
  readonly words: number;
}

/** What stands in a page, a line for each block of text: what one author wrote there together is one piece. */
export function authoredLines(page: Y.Doc): AuthoredLine[] {
  const known = writers(page);
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
          add(line, known.get(String(id.client)) ?? null, content.str);
        }
      } else if (child instanceof Y.XmlElement) {
        const { tex, alt } = child.getAttributes();
        const author = known.get(String(child._item!.id.client)) ?? null;
        const isBlock = line === null;
        const own = line ?? [];
        const text = tex || alt || signs[child.nodeName] || "";
        add(own, author, text);
        const holds = nodeRule(child.nodeName)?.holds ?? [];
        const hasText = holds.includes("inline") || holds.includes("text");
        const block = blocks[child.nodeName] ?? within;
        if (child.nodeName === "table_row") row++;
        walk(child as unknown as Y.XmlFragment, hasText ? own : line, block);
        if (isBlock && (own.length > 0 || child.nodeName === "table_cell")) {
          lines.push({ block, ...block === "cell" && { row }, pieces: own });
        }
      }
    }
  };
  walk(pageRoot(page), null, "text");
  return lines;
}

/** The number of the last block in which somebody has written; -1: the page is as it began. */
export function lastWritten(page: Y.Doc): number {
  const known = writers(page);
  const isTheirs = ({ deleted, id, content }: Y.Item): boolean =>
    !deleted &&
    (known.has(String(id.client)) ||
      content instanceof Y.ContentType && holdsTheirs(content.type));
  const holdsTheirs = (type: Y.AbstractType<unknown>): boolean => {
    let item = type._start;
    while (item !== null && !isTheirs(item)) item = item.right;
    return item !== null;
  };
  return pageRoot(page).toArray().findLastIndex(({ _item }) =>
    isTheirs(_item!)
  );
}

/** Who has how much, the most first, be it signs or pictures alone; what is nobody's comes last. */
export function sharesOf(
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

/** Words, and each character of Han for one. */
export function countWords(text: string): number {
  return text.match(/\p{Script=Han}|[^\s\p{P}\p{S}\p{Script=Han}]+/gu)
    ?.length ?? 0;
}

function add(
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
