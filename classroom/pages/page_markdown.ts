/** Markdown as the text of a page (W-1), and the text of a page as Markdown. What a page has no form for stays as its words. */
import type {
  BlockContent,
  ListItem,
  Nodes,
  PhrasingContent,
  RootContent,
  TableRow,
} from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";
import {
  type Formula,
  markdownOf,
  withFormulas,
} from "../library/formats/markdown_text.ts";
import { dollarFormula } from "../model/dollar_formula.ts";
import type { Attached } from "../model/files.ts";
import type { PagePiece } from "../model/page_pictures.ts";
import { deepestList, pageShape } from "../model/page_schema.ts";
import type { PageMark, PageNode } from "../model/page_tree.ts";

/** Reads Markdown. */
export function pageOfMarkdown(text: string): PageNode[] {
  const tree = fromMarkdown(hidden(text), {
    extensions: [gfmTable(), gfmTaskListItem()],
    mdastExtensions: [gfmTableFromMarkdown(), gfmTaskListItemFromMarkdown()],
  });
  return blocksOf(tree.children, 0);
}

/** Stand for a dollar that is one, and for what is around the TeX between two: signs of nobody's. */
const dollar = "\uE000", opens = "\uE001", closes = "\uE002";

/** From here on stand the signs of TeX, so that Markdown sees none of its own in them. */
const shift = 0xF0000;

/** `$…$` and `\$` as a reader of Markdown leaves them alone. */
function hidden(text: string): string {
  return text.replace(anyDollar, (whole, tex?: string) => {
    if (tex === undefined) return whole === "\\$" ? dollar : whole;
    const units = tex.split("").map((it) => shift + it.charCodeAt(0));
    return opens + String.fromCodePoint(...units) + closes;
  });
}

const anyDollar = new RegExp(`\\\\[^]|${dollarFormula.source}`, "g");

/** What was hidden, as it was written; an escaped dollar may be meant as one. */
function shown(text: string, escaped = "\\$"): string {
  return text.replace(hiddenTex, (_, tex: string) => `$${texOf(tex)}$`)
    .replaceAll(dollar, escaped);
}

const hiddenTex = new RegExp(`${opens}([^${closes}]*)${closes}`, "g");

const texOf = (hidden: string): string =>
  Array.from(hidden, (it) => String.fromCharCode(it.codePointAt(0)! - shift))
    .join("");

function blocksOf(nodes: readonly Nodes[], depth: number): PageNode[] {
  return nodes.flatMap((node) => blockOf(node, depth));
}

function blockOf(node: Nodes, depth: number): PageNode[] {
  switch (node.type) {
    case "paragraph": {
      const [only] = node.children;
      const tex = node.children.length === 1 && only.type === "text" &&
        /^\s*(?:\$\$([^$]+)\$\$|\\\[(.+)\\\])\s*$/s.exec(only.value);
      const block = tex ? mathsOf("math_block", tex[1] ?? tex[2]) : [];
      if (block[0]?.type === "math_block") return block;
      return [{ type: "paragraph", ...inner(node.children) }];
    }
    case "heading":
      return [{
        type: "heading",
        attrs: { level: Math.min(node.depth, 3) },
        ...inner(node.children),
      }];
    case "thematicBreak":
      return [{ type: "horizontal_rule" }];
    case "code":
      return [{
        type: "code_block",
        ...(node.value && {
          content: [{ type: "text", text: shown(node.value) }],
        }),
      }];
    case "list": {
      const items = node.children.flatMap((it) => itemOf(it, depth + 1));
      // What is deeper than a page has lists stands in the last of them.
      if (depth >= deepestList) return items.flatMap((it) => it.content ?? []);
      const type = node.ordered ? "ordered_list" : "bullet_list";
      return items.length > 0 ? [{ type, content: items }] : [];
    }
    case "table":
      return [{
        type: "table",
        content: node.children.map((row, at) => rowOf(row, at === 0)),
      }];
    case "blockquote":
      return blocksOf(node.children, depth);
    case "html":
      return [{ type: "paragraph", content: textOf(shown(node.value), []) }];
    case "definition":
      return [];
    default:
      return "children" in node
        ? blocksOf(node.children as Nodes[], depth)
        : [];
  }
}

function itemOf({ checked, children }: ListItem, depth: number): PageNode[] {
  const content = blocksOf(children, depth);
  // An item begins with a paragraph, be it an empty one.
  if (content[0]?.type !== "paragraph") content.unshift({ type: "paragraph" });
  return [{
    type: "list_item",
    ...(typeof checked === "boolean" && { attrs: { checked } }),
    content,
  }];
}

function rowOf({ children }: TableRow, isHead: boolean): PageNode {
  return {
    type: "table_row",
    content: children.map((cell) => ({
      type: "table_cell",
      ...(isHead && { attrs: { header: true } }),
      ...inner(cell.children),
    })),
  };
}

function inner(nodes: readonly PhrasingContent[]): Pick<PageNode, "content"> {
  const content = inlinesOf(nodes, []);
  return content.length > 0 ? { content } : {};
}

function inlinesOf(
  nodes: readonly Nodes[],
  marks: readonly PageMark[],
): PageNode[] {
  return nodes.flatMap((node): PageNode[] => {
    switch (node.type) {
      case "text":
        return withFormulas(node.value).flatMap((piece) =>
          piece.type === "text"
            ? wordsAndFormulas(piece.value.replace(/\s*\n\s*/g, " "), marks)
            : mathsOf("math_inline", piece.value.slice(2, -2))
        );
      case "strong":
        return inlinesOf(node.children, [...marks, { type: "strong" }]);
      case "emphasis":
        return inlinesOf(node.children, [...marks, { type: "em" }]);
      case "inlineCode":
        return textOf(shown(node.value), [...marks, { type: "code" }]);
      case "link": {
        const attrs = { href: shown(node.url, "$") };
        const isLink = pageShape.mark("link", attrs);
        const linked = isLink ? [...marks, { type: "link", attrs }] : marks;
        return inlinesOf(node.children, linked);
      }
      case "break":
        return [{ type: "hard_break" }];
      case "image":
        return textOf(shown(node.alt ?? "", "$"), marks);
      case "html":
        return textOf(shown(node.value), marks);
      default:
        return "children" in node
          ? inlinesOf(node.children as Nodes[], marks)
          : [];
    }
  });
}

/** A text in which formulas are hidden. */
function wordsAndFormulas(
  text: string,
  marks: readonly PageMark[],
): PageNode[] {
  return text.split(hiddenTex).flatMap((it, at): PageNode[] => {
    if (at % 2 === 0) return textOf(it.replaceAll(dollar, "$"), marks);
    const tex = texOf(it);
    return pageShape.attribute("math_inline", "tex", tex)
      ? [{ type: "math_inline", attrs: { tex } }]
      : textOf(`$${tex}$`, marks);
  });
}

/** Each mark once: emphasis within emphasis is emphasis. */
function textOf(text: string, marks: readonly PageMark[]): PageNode[] {
  if (text === "") return [];
  const own = [...new Map(marks.map((it) => [it.type, it])).values()];
  return [{ type: "text", text, ...(own.length > 0 && { marks: own }) }];
}

function mathsOf(type: "math_inline" | "math_block", tex: string): PageNode[] {
  const attrs = { tex: shown(tex.trim()) };
  return pageShape.attribute(type, "tex", attrs.tex)
    ? [{ type, attrs }]
    : textOf(attrs.tex, []);
}

/** Writes Markdown. `image` gives the address of a file; null: in its place are its words. */
export function markdownOfPage(
  nodes: readonly PageNode[],
  image: (file: string) => string | null = () => null,
): string {
  return markdownOf({ type: "root", children: written(nodes, image) });
}

/** A page's text in pieces: each picture follows the block that it stands in. Of one that is gone its words are left. */
export function piecesOfPage(
  nodes: readonly PageNode[],
  pictures: ReadonlyMap<string, Attached>,
): PagePiece[] {
  const pieces: PagePiece[] = [];
  let run: PageNode[] = [];
  const endRun = () => {
    const text = markdownOfPage(run);
    if (text.trim() !== "") pieces.push({ text });
    run = [];
  };
  for (const node of nodes) {
    const shown: PagePiece[] = [];
    run.push(withoutPictures(node, pictures, shown));
    if (shown.length === 0) continue;
    endRun();
    pieces.push(...shown);
  }
  endRun();
  return pieces;
}

/** A node without those of its pictures that there are, which are put into `taken`. */
function withoutPictures(
  node: PageNode,
  pictures: ReadonlyMap<string, Attached>,
  taken: PagePiece[],
): PageNode {
  const content = node.content?.flatMap((it): PageNode[] => {
    const picture = it.type === "image"
      ? pictures.get(String(it.attrs?.file))
      : undefined;
    if (!picture) return [withoutPictures(it, pictures, taken)];
    taken.push({ picture, alt: String(it.attrs?.alt ?? "") });
    return [];
  });
  return { ...node, ...(content && { content }) };
}

type Address = (file: string) => string | null;

function written(nodes: readonly PageNode[], image: Address): RootContent[] {
  return nodes.flatMap((node): RootContent[] => {
    const { content = [], attrs = {} } = node;
    switch (node.type) {
      case "heading": {
        const depth = Math.min(Math.max(Number(attrs.level) || 1, 1), 3);
        const children = phrases(content, image);
        return [{ type: "heading", depth: depth as 1 | 2 | 3, children }];
      }
      case "bullet_list":
      case "ordered_list":
        return [{
          type: "list",
          ordered: node.type === "ordered_list",
          spread: false,
          children: content.map((item) => ({
            type: "listItem",
            spread: false,
            ...(typeof item.attrs?.checked === "boolean" &&
              { checked: item.attrs.checked }),
            children: written(item.content ?? [], image) as BlockContent[],
          })),
        }];
      case "code_block":
        return [{ type: "code", value: wordsOf(content) }];
      case "math_block":
        return [{
          type: "paragraph",
          children: [formula(`$$${attrs.tex}$$`)],
        }];
      case "horizontal_rule":
        return [{ type: "thematicBreak" }];
      case "table":
        return [{
          type: "table",
          children: content.map((row) => ({
            type: "tableRow",
            children: (row.content ?? []).map((cell) => ({
              type: "tableCell",
              children: phrases(cell.content ?? [], image),
            })),
          })),
        }];
      default:
        return [{ type: "paragraph", children: phrases(content, image) }];
    }
  });
}

function phrases(
  nodes: readonly PageNode[],
  image: Address,
): PhrasingContent[] {
  return nodes.flatMap((node): PhrasingContent[] => {
    const { attrs = {}, marks = [], text = "" } = node;
    switch (node.type) {
      case "text":
        return [marked(text, marks)];
      case "hard_break":
        return [{ type: "break" }];
      case "math_inline":
        return [formula(`\\(${attrs.tex}\\)`)];
      case "image": {
        const alt = String(attrs.alt ?? "");
        const url = image(String(attrs.file));
        return url === null
          ? [{ type: "text", value: alt }]
          : [{ type: "image", url, alt }];
      }
      default:
        return [];
    }
  });
}

function marked(text: string, marks: readonly PageMark[]): PhrasingContent {
  const has = (type: string) => marks.find((it) => it.type === type);
  let node: PhrasingContent = has("code")
    ? { type: "inlineCode", value: text }
    : { type: "text", value: text };
  if (has("em")) node = { type: "emphasis", children: [node] };
  if (has("strong")) node = { type: "strong", children: [node] };
  const url = has("link")?.attrs?.href;
  return typeof url === "string"
    ? { type: "link", url, children: [node] }
    : node;
}

function formula(value: string): Formula {
  return { type: "inlineMath", value };
}

function wordsOf(nodes: readonly PageNode[]): string {
  return nodes.map(({ text = "" }) => text).join("");
}
