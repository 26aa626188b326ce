/** Writes pages (W-1) as Markdown. */
import type { BlockContent, PhrasingContent, RootContent } from "mdast";
import {
  type Formula,
  markdownOf,
} from "../../formats/markdown/markdown_text.ts";
import type { PageMark, PageNode } from "./page_tree.ts";

/** `image` returns the address of a file, or null to write its description instead. */
export function markdownOfPage(
  nodes: readonly PageNode[],
  image: (file: string) => string | null = () => null,
): string {
  return markdownOf({ type: "root", children: toMarkdownNodes(nodes, image) });
}

type Address = (file: string) => string | null;

function toMarkdownNodes(
  nodes: readonly PageNode[],
  image: Address,
): RootContent[] {
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
          ...(typeof attrs.start === "number" && { start: attrs.start }),
          spread: false,
          children: content.map((item) => ({
            type: "listItem",
            spread: false,
            ...(typeof item.attrs?.checked === "boolean" &&
              { checked: item.attrs.checked }),
            children: toMarkdownNodes(
              item.content ?? [],
              image,
            ) as BlockContent[],
          })),
        }];
      case "code_block":
        return [{ type: "code", value: wordsOf(content) }];
      case "math_block": {
        const tex = texOf(node);
        if (tex === "") return [];
        const value = tex.includes("$") ? `\\[${tex}\\]` : `$$${tex}$$`;
        return [{ type: "paragraph", children: [formula(value)] }];
      }
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
  return nodes.flatMap((node, index): PhrasingContent[] => {
    const { attrs = {}, marks = [], text = "" } = node;
    switch (node.type) {
      case "text":
        return [withMark(text, marks)];
      case "hard_break":
        return [{ type: "break" }];
      case "math_inline": {
        const tex = texOf(node);
        if (tex === "") return [];
        const isApart = !forbidsDollars(nodes[index - 1], -1) &&
          !forbidsDollars(nodes[index + 1], 0);
        const value = isApart && betweenDollars.test(tex)
          ? `$${tex}$`
          : `\\(${tex}\\)`;
        return [formula(value)];
      }
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

function withMark(text: string, marks: readonly PageMark[]): PhrasingContent {
  const findMark = (type: string) => marks.find((it) => it.type === type);
  let node: PhrasingContent = findMark("code")
    ? { type: "inlineCode", value: text }
    : { type: "text", value: text };
  if (findMark("em")) node = { type: "emphasis", children: [node] };
  if (findMark("strong")) node = { type: "strong", children: [node] };
  const url = findMark("link")?.attrs?.href;
  return typeof url === "string"
    ? { type: "link", url, children: [node] }
    : node;
}

function formula(value: string): Formula {
  return { type: "inlineMath", value };
}

/** TeX that dollars can delimit. */
const betweenDollars = /^[^$`]*[^$`\\]$/;

/** Whether `$…$` cannot delimit a formula here, as a digit, `$` or `\` next to it would change how it is read. */
function forbidsDollars(node: PageNode | undefined, end: 0 | -1): boolean {
  return node !== undefined && node.type !== "hard_break" &&
    /^[\d$\\]?$/.test(node.text?.at(end) ?? "");
}

/** TeX without signs that would end it. */
function texOf({ attrs }: PageNode): string {
  return String(attrs?.tex ?? "").trim()
    .replace(/\\[^]/g, (it) => /[()[\]]/.test(it) ? it[1] : it)
    // A backslash that remains before a bracket is the second of `\\`, which ends a row.
    .replace(/\\(?=[()\]])/g, "\\ ");
}

function wordsOf(nodes: readonly PageNode[]): string {
  return nodes.map(({ text = "" }) => text).join("");
}
