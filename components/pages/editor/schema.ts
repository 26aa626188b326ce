/**
 * The editor's schema, from {@link pageNodeRules}. Lists, items, rows and cells may be empty: concurrent deletions
 * can leave empty ones, and y-prosemirror deletes whatever the schema refuses.
 */
import {
  type DOMOutputSpec,
  type MarkSpec,
  type Node,
  type NodeSpec,
  Schema,
} from "prosemirror-model";
import { pageEditor as t } from "texts/pages.ts";
import {
  type AttributeRule,
  maxListDepth,
  type NodeRule,
  pageMarkRules,
  pageNodeRules,
} from "../../../classroom/model/page_schema.ts";
import { safeHref } from "../../../formats/markdown/safe_href.ts";

/** How a node is shown, read from HTML, and treated by commands. */
type NodeLook = Partial<NodeSpec>;

const dataOf = (node: HTMLElement | string): DOMStringMap =>
  typeof node === "string" ? {} : node.dataset;

const looks: Record<keyof typeof pageNodeRules, NodeLook> = {
  paragraph: { parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    defining: true,
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({
      tag: `h${level}`,
      getAttrs: (element) => ({
        level: Number(dataOf(element).level) || Math.min(level, 3),
      }),
    })),
    // The title above the page has level 2.
    toDOM: ({ attrs: { level } }) => [
      `h${level + 2}`,
      { "data-level": String(level) },
      0,
    ],
  },
  bullet_list: {
    parseDOM: [{ tag: "ul" }],
    toDOM: () => ["ul", { dir: "auto" }, 0],
  },
  ordered_list: {
    parseDOM: [{
      tag: "ol",
      getAttrs: (element) => ({
        start: typeof element === "string"
          ? null
          : parseListStart(element.getAttribute("start") ?? ""),
      }),
    }],
    toDOM: ({ attrs: { start } }) => [
      "ol",
      { dir: "auto", ...start !== null && { start } },
      0,
    ],
  },
  list_item: {
    defining: true,
    parseDOM: [{
      tag: "li",
      getAttrs: (element) => {
        const { checked } = dataOf(element);
        return { checked: checked ? checked === "true" : null };
      },
    }],
    toDOM: ({ attrs: { checked } }) => [
      "li",
      checked === null ? {} : { "data-checked": String(checked) },
      0,
    ],
  },
  code_block: {
    code: true,
    defining: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: () => ["pre", { dir: "ltr" }, ["code", 0]],
  },
  math_block: {
    atom: true,
    parseDOM: [formulaFrom("div")],
    toDOM: (node) => formulaIn("div", node),
  },
  table: {
    isolating: true,
    parseDOM: [{ tag: "table" }],
    toDOM: () => [
      "div",
      { class: "page-table" },
      ["table", { dir: "auto" }, ["tbody", 0]],
    ],
  },
  table_row: { parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  table_cell: {
    isolating: true,
    parseDOM: [
      { tag: "th", attrs: { header: true } },
      { tag: "td" },
    ],
    toDOM: ({ attrs: { header } }) => [header ? "th" : "td", 0],
  },
  horizontal_rule: { parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  text: {},
  image: {
    parseDOM: [{
      tag: "img[data-file]",
      getAttrs: (element) => {
        const { file, alt, width, height } = dataOf(element);
        return {
          file,
          alt: alt ?? null,
          width: Number(width) || null,
          height: Number(height) || null,
        };
      },
    }],
    toDOM: ({ attrs: { file, alt, width, height } }) => [
      "img",
      {
        src: `/api/files/${file}`,
        alt: alt ?? t.picture,
        "data-file": file,
        ...alt !== null && { "data-alt": alt },
        ...width !== null && { "data-width": String(width) },
        ...height !== null && { "data-height": String(height) },
      },
    ],
  },
  math_inline: {
    atom: true,
    parseDOM: [formulaFrom("span")],
    toDOM: (node) => formulaIn("span", node),
  },
  hard_break: {
    linebreakReplacement: true,
    selectable: false,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
};

/** The start number of a list; null: 1, or a number that a page does not allow. */
export function parseListStart(written: string): number | null {
  const start = /^\d{1,9}$/.test(written) ? Number(written) : 1;
  return start !== 1 &&
      pageNodeRules.ordered_list.attributes.start.allows(start)
    ? start
    : null;
}

function formulaFrom(tag: string) {
  return {
    tag: `${tag}[data-tex]`,
    getAttrs: (it: HTMLElement | string) => ({ tex: dataOf(it).tex }),
  };
}

function formulaIn(tag: string, { attrs: { tex } }: Node): DOMOutputSpec {
  return [tag, { "data-tex": tex }, tex];
}

const marks: Record<keyof typeof pageMarkRules, MarkSpec> = {
  strong: {
    parseDOM: [{ tag: "strong" }, { tag: "b" }],
    toDOM: () => ["strong", 0],
  },
  em: {
    parseDOM: [{ tag: "em" }, { tag: "i" }],
    toDOM: () => ["em", 0],
  },
  code: {
    code: true,
    parseDOM: [{
      tag: "code, kbd, samp",
      // Code in a code block is no inline code.
      getAttrs: (element) =>
        typeof element !== "string" && element.closest("pre") ? false : null,
    }],
    toDOM: () => ["code", { dir: "ltr" }, 0],
  },
  link: {
    inclusive: false,
    parseDOM: [{
      tag: "a[href]",
      getAttrs: (element) => {
        const href = typeof element === "string"
          ? null
          : parseLink(element.getAttribute("href") ?? "");
        return href === null ? false : { href };
      },
    }],
    toDOM: ({ attrs: { href } }) => [
      "a",
      {
        href: safeHref(href) ?? "",
        title: href,
        target: "_blank",
        rel: "noopener noreferrer",
      },
      0,
    ],
  },
};

/** The address as it is stored; null: a page does not allow it. */
export function parseLink(written: string): string | null {
  const href = safeHref(written.trim());
  return href !== null && pageMarkRules.link.href.allows(href) ? href : null;
}

function attributesOf(
  rules: Readonly<Record<string, AttributeRule>> = {},
): NodeSpec["attrs"] {
  return Object.fromEntries(
    Object.entries(rules).map((
      [name, { default: usual }],
    ) => [name, { default: usual }]),
  );
}

function nodeSpecs(): Record<string, NodeSpec> {
  const specs = Object.entries<NodeRule>(pageNodeRules).map(
    ([name, { group, holds, attributes }]): [string, NodeSpec] => [name, {
      ...looks[name as keyof typeof pageNodeRules],
      content: holds.map((it) => `${it}*`).join(" "),
      ...group && { group },
      inline: group === "inline",
      attrs: attributesOf(attributes),
    }],
  );
  return { doc: { content: "block+" }, ...Object.fromEntries(specs) };
}

export const schema = new Schema({
  nodes: nodeSpecs(),
  marks: Object.fromEntries(
    Object.entries(marks).map(([name, spec]) => [name, {
      ...spec,
      attrs: attributesOf(pageMarkRules[name as keyof typeof pageMarkRules]),
    }]),
  ),
});

function listsAround(
  position: { depth: number; node(depth: number): Node },
): number {
  let lists = 0;
  for (let depth = position.depth; depth > 0; depth--) {
    if (position.node(depth).type === schema.nodes.list_item) lists++;
  }
  return lists;
}

export const canNestList = (
  position: Parameters<typeof listsAround>[0],
): boolean => listsAround(position) < maxListDepth;
