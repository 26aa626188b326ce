/** Markdown as the text of a page (W-1): what it begins with, and what is pasted. What a page has no form for stays as its words. */
import type { ListItem, Nodes, PhrasingContent, TableRow } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { dollarFormula, withFormulas } from "./formulas.ts";
import { deepestList, pageShape } from "./page_schema.ts";
import type { PageMark, PageNode } from "./page_tree.ts";

/** Reads Markdown. */
export function pageOfMarkdown(text: string): PageNode[] {
  const tree = fromMarkdown(hidden(text), {
    extensions: [gfmTable(), gfmTaskListItem(), cjkFriendlyExtension()],
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

const anyDollar = new RegExp(`\\\\[^]|${dollarFormula}`, "gu");

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
      const { start } = node;
      const attrs = node.ordered && start !== 1 &&
        pageShape.attribute(type, "start", start) && { start };
      return items.length > 0
        ? [{ type, ...(attrs && { attrs }), content: items }]
        : [];
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
    case "definition": {
      const { label, identifier, url, title } = node;
      return [{
        type: "paragraph",
        content: [
          ...textOf(shown(`[${label ?? identifier}]: `), []),
          ...textOf(shown(url, "$"), linking(url, [])),
          ...textOf(shown(title ? ` "${title}"` : ""), []),
        ],
      }];
    }
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
            ? wordsAndFormulas(piece.value.replace(/\r?\n|\r/g, " "), marks)
            : mathsOf("math_inline", piece.value.slice(2, -2))
        );
      case "strong":
        return inlinesOf(node.children, [...marks, { type: "strong" }]);
      case "emphasis":
        return inlinesOf(node.children, [...marks, { type: "em" }]);
      case "inlineCode":
        return textOf(shown(node.value), [...marks, { type: "code" }]);
      case "link":
        return inlinesOf(node.children, linking(node.url, marks));
      // Where it leads stands in its definition, which stays as its words.
      case "linkReference": {
        const label = `[${node.label ?? node.identifier}]`;
        const end = { shortcut: "]", collapsed: "][]", full: `]${label}` };
        return [
          ...textOf("[", marks),
          ...inlinesOf(node.children, marks),
          ...textOf(shown(end[node.referenceType]), marks),
        ];
      }
      case "break":
        return [{ type: "hard_break" }];
      case "image":
      case "imageReference":
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

/** With the mark of a link, where a page takes the address. */
function linking(url: string, marks: readonly PageMark[]): readonly PageMark[] {
  const attrs = { href: shown(url, "$") };
  return pageShape.mark("link", attrs)
    ? [...marks, { type: "link", attrs }]
    : marks;
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
