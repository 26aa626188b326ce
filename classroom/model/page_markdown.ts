/** Turns Markdown into a page's nodes (W-1), for initial and pasted text. Unsupported forms stay as text. */
import type { List, ListItem, Nodes, PhrasingContent, TableRow } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import {
  dollarFormulaPattern,
  splitFormulas,
} from "../../formats/markdown/math_formulas.ts";
import { maxListDepth, pageShape } from "./page_schema.ts";
import type { PageMark, PageNode } from "./page_tree.ts";
import {
  hideTypedSigns,
  showTypedSigns,
} from "../../formats/markdown/typed_signs.ts";

export function parsePageMarkdown(text: string): PageNode[] {
  const source = hideFormulas(
    hideTypedSigns(text, "person", { areLinesBroken: false }),
  );
  const tree = fromMarkdown(source, {
    extensions: [gfmTable(), gfmTaskListItem(), cjkFriendlyExtension()],
    mdastExtensions: [gfmTableFromMarkdown(), gfmTaskListItemFromMarkdown()],
  });
  splitAtNumbers(tree, source);
  return blocksOf(tree.children, 0);
}

/** Begins another list where a number does not follow the one before it, as a list of pages counts by itself. */
function splitAtNumbers(parent: Nodes, source: string): void {
  if (!("children" in parent)) return;
  for (const child of parent.children) splitAtNumbers(child, source);
  if (
    !("ordered" in parent) && parent.children.some((it) => it.type === "list")
  ) {
    parent.children = (parent.children as Nodes[])
      .flatMap((node) =>
        node.type === "list" && node.ordered ? splitList(node, source) : [node]
      ) as typeof parent.children;
  }
}

function splitList(list: List, source: string): List[] {
  const lists: List[] = [];
  let next = NaN;
  for (const item of list.children) {
    const offset = item.position?.start.offset ?? 0;
    const number = Number(/^\d+/.exec(source.slice(offset, offset + 9))?.[0]);
    if (number !== next) lists.push({ ...list, start: number, children: [] });
    lists.at(-1)!.children.push(item);
    next = number + 1;
  }
  return lists;
}

/** Private-use characters for an escaped dollar and around a formula. */
const dollar = "\uE000", opens = "\uE001", closes = "\uE002";

/** Added to the characters of a formula, so that the Markdown parser finds no syntax in them. */
const shift = 0xF0000;

/** Hides `$…$`, `\(…\)`, `\[…\]` and `\$` from the Markdown parser. */
function hideFormulas(text: string): string {
  return text.replace(anyDollar, (whole) => {
    if (!/^(?:\$|\\[([])./s.test(whole)) {
      return whole === "\\$" ? dollar : whole;
    }
    const units = whole.split("").map((it) => shift + it.charCodeAt(0));
    return opens + String.fromCodePoint(...units) + closes;
  });
}

const anyDollar = new RegExp(
  [
    "(?<!`)(?<code>`+)(?!`)[^`\\n]+\\k<code>(?!`)",
    // No formula has a blank line or a fence of code.
    "\\\\\\((?:(?!\\\\[()]|\\n[ \\t]*(?:\\n|```|~~~))[^]){1,1000}\\\\\\)",
    "\\\\\\[(?:(?!\\\\[[\\]]|\\n[ \\t]*(?:\\n|```|~~~))[^]){1,1000}\\\\\\]",
    "\\\\[^]",
    dollarFormulaPattern,
  ].join("|"),
  "gu",
);

/** Restores what `hideFormulas` has replaced; an escaped dollar becomes `escaped`. */
function restoreEscapes(text: string, escaped = "\\$"): string {
  return text.replace(
    hiddenFormula,
    (_, formula: string) => showFormula(formula),
  )
    .replaceAll(dollar, escaped);
}

const hiddenFormula = new RegExp(`${opens}([^${closes}]*)${closes}`, "g");

/** The formula with its delimiters. */
const showFormula = (formula: string): string =>
  Array.from(formula, (it) => String.fromCharCode(it.codePointAt(0)! - shift))
    .join("");

function blocksOf(nodes: readonly Nodes[], depth: number): PageNode[] {
  return nodes.flatMap((node) => blockOf(node, depth));
}

function blockOf(node: Nodes, depth: number): PageNode[] {
  switch (node.type) {
    case "paragraph": {
      const [only] = node.children;
      const tex = node.children.length === 1 && only.type === "text" &&
        /^\s*(?:\$\$([^$]+)\$\$|\\\[(.+)\\\])\s*$/s
          .exec(only.value.replace(hiddenFormula, (whole, formula: string) => {
            const source = showFormula(formula);
            return source.startsWith("\\[") ? source : whole;
          }));
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
          content: [{
            type: "text",
            text: showTypedSigns(restoreEscapes(node.value)),
          }],
        }),
      }];
    case "list": {
      const items = node.children.flatMap((it) => itemOf(it, depth + 1));
      // The content of deeper lists goes into the deepest allowed list.
      if (depth >= maxListDepth) return items.flatMap((it) => it.content ?? []);
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
      return [{
        type: "paragraph",
        content: linesOf(restoreEscapes(node.value), (it) => textOf(it, [])),
      }];
    case "definition": {
      const { label, identifier, url, title } = node;
      return [{
        type: "paragraph",
        content: [
          ...textOf(restoreEscapes(`[${label ?? identifier}]: `), []),
          ...textOf(restoreEscapes(url, "$"), linking(url, [])),
          ...textOf(restoreEscapes(title ? ` "${title}"` : ""), []),
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
  // An item must begin with a paragraph.
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
        return splitFormulas(node.value).flatMap((piece) =>
          piece.type === "text"
            ? linesOf(piece.value, (line) => wordsAndFormulas(line, marks))
            : mathsOf("math_inline", piece.value.slice(2, -2))
        );
      case "strong":
        return inlinesOf(node.children, [...marks, { type: "strong" }]);
      case "emphasis":
        return inlinesOf(node.children, [...marks, { type: "em" }]);
      case "inlineCode":
        return linesOf(
          restoreEscapes(node.value),
          (it) => textOf(it, [...marks, { type: "code" }]),
        );
      case "link": {
        const inside = inlinesOf(node.children, linking(node.url, marks));
        const { url, title, children: [only] } = node;
        if (mayLinkTo(url)) return inside;
        // `f[i](x)` is no link, nor is `<a:b>`.
        const isBare = only?.type === "text" && only.value === url;
        const end = title ? `](${url} "${title}")` : `](${url})`;
        const whole = [
          ...textOf(isBare ? "<" : "[", marks),
          ...inside,
          ...textOf(restoreEscapes(isBare ? ">" : end, "$"), marks),
        ];
        const words = whole.map(({ text = "" }) => text).join("");
        return only?.type === "text" && inside.length === 1
          ? textOf(words, marks)
          : whole;
      }
      // A link by reference stays as text, like the definition with its address.
      case "linkReference": {
        const label = `[${node.label ?? node.identifier}]`;
        const end = { shortcut: "]", collapsed: "][]", full: `]${label}` };
        return [
          ...textOf("[", marks),
          ...inlinesOf(node.children, marks),
          ...textOf(restoreEscapes(end[node.referenceType]), marks),
        ];
      }
      case "break":
        return [{ type: "hard_break" }];
      case "image":
      case "imageReference":
        return textOf(restoreEscapes(node.alt ?? "", "$"), marks);
      case "html":
        return linesOf(restoreEscapes(node.value), (it) => textOf(it, marks));
      default:
        return "children" in node
          ? inlinesOf(node.children as Nodes[], marks)
          : [];
    }
  });
}

/** A person's lines stay lines. */
function linesOf(
  text: string,
  read: (line: string) => PageNode[],
): PageNode[] {
  return text.split(/\r\n?|\n/).flatMap((line, index) => [
    ...(index > 0 ? [{ type: "hard_break" }] : []),
    ...read(line),
  ]);
}

function linking(url: string, marks: readonly PageMark[]): readonly PageMark[] {
  return mayLinkTo(url)
    ? [...marks, { type: "link", attrs: { href: addressOf(url) } }]
    : marks;
}

function mayLinkTo(url: string): boolean {
  return pageShape.mark("link", { href: addressOf(url) });
}

function addressOf(url: string): string {
  return showTypedSigns(restoreEscapes(url, "$"));
}

function wordsAndFormulas(
  text: string,
  marks: readonly PageMark[],
): PageNode[] {
  return text.split(hiddenFormula).flatMap((piece, index): PageNode[] => {
    if (index % 2 === 0) return textOf(piece.replaceAll(dollar, "$"), marks);
    const source = showTypedSigns(showFormula(piece));
    const tex = source.replace(/^(?:\$|\\.)\s*|\s*(?:\$|\\.)$/g, "");
    return tex !== "" && pageShape.attribute("math_inline", "tex", tex)
      ? [{ type: "math_inline", attrs: { tex } }]
      : linesOf(source, (line) => textOf(line, marks));
  });
}

/** A text node with one mark of each type, as nested emphasis repeats a mark. */
function textOf(text: string, marks: readonly PageMark[]): PageNode[] {
  if (text === "") return [];
  const uniqueMarks = [...new Map(marks.map((it) => [it.type, it])).values()];
  return [{
    type: "text",
    text: showTypedSigns(text),
    ...(uniqueMarks.length > 0 && { marks: uniqueMarks }),
  }];
}

function mathsOf(type: "math_inline" | "math_block", tex: string): PageNode[] {
  const attrs = { tex: showTypedSigns(restoreEscapes(tex.trim())) };
  return pageShape.attribute(type, "tex", attrs.tex)
    ? [{ type, attrs }]
    : textOf(attrs.tex, []);
}
