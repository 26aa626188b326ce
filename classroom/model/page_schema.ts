/**
 * What may be in a page (W-1): the nodes, the attributes of each, what each holds, and the marks of its text. The guard
 * of a page's document and the editor read this one table, so neither knows what the other refuses.
 */
import { pageBounds } from "./page_bounds.ts";
import { isId } from "./ids.ts";
import { safeHref } from "./safe_href.ts";

/** An attribute: what it is where nobody has set it, and what it may be set to. */
export interface AttributeRule {
  readonly usual: unknown;
  allows(value: unknown): boolean;
}

type Attributes = Readonly<Record<string, AttributeRule>>;

/** A node. `group` is where it may be, and `holds` names the groups and nodes that may be in it. */
export interface NodeRule {
  readonly group?: "block" | "inline";
  readonly holds: readonly string[];
  readonly attributes?: Attributes;
}

const isShort = (value: unknown, most: number): value is string =>
  typeof value === "string" && value.length <= most;

const tex: AttributeRule = {
  usual: "",
  allows: (value) => isShort(value, pageBounds.formula),
};

const side: AttributeRule = {
  usual: null,
  allows: (value) =>
    Number.isInteger(value) && Number(value) > 0 &&
    Number(value) <= pageBounds.side,
};

/** Every node but the root, which holds blocks. */
export const pageNodes = {
  paragraph: { group: "block", holds: ["inline"] },
  heading: {
    group: "block",
    holds: ["inline"],
    attributes: {
      level: {
        usual: 1,
        allows: (value) => value === 1 || value === 2 || value === 3,
      },
    },
  },
  bullet_list: { group: "block", holds: ["list_item"] },
  ordered_list: {
    group: "block",
    holds: ["list_item"],
    attributes: {
      /** The number of the first item, where it is not 1. */
      start: {
        usual: null,
        allows: (value) =>
          Number.isInteger(value) && Number(value) >= 0 &&
          Number(value) <= pageBounds.listStart,
      },
    },
  },
  list_item: {
    holds: ["block"],
    attributes: {
      /** Of a task alone: whether it is done. */
      checked: { usual: null, allows: (value) => typeof value === "boolean" },
    },
  },
  code_block: { group: "block", holds: ["text"] },
  math_block: { group: "block", holds: [], attributes: { tex } },
  table: { group: "block", holds: ["table_row"] },
  table_row: { holds: ["table_cell"] },
  table_cell: {
    holds: ["inline"],
    attributes: {
      header: { usual: null, allows: (value) => value === true },
    },
  },
  horizontal_rule: { group: "block", holds: [] },
  text: { group: "inline", holds: [] },
  image: {
    group: "inline",
    holds: [],
    attributes: {
      file: { usual: "", allows: isId },
      alt: { usual: null, allows: (value) => isShort(value, pageBounds.alt) },
      /** In px, so that nothing moves when it loads. */
      width: side,
      height: side,
    },
  },
  math_inline: { group: "inline", holds: [], attributes: { tex } },
  hard_break: { group: "inline", holds: [] },
} as const satisfies Readonly<Record<string, NodeRule>>;

/** The marks of text, each with its attributes. */
export const pageMarks = {
  strong: {},
  em: {},
  code: {},
  link: {
    href: {
      usual: "",
      allows: (value) =>
        isShort(value, pageBounds.href) && safeHref(value) !== null,
    },
  },
} as const satisfies Readonly<Record<string, Attributes>>;

/** How many lists may be in each other. */
export const deepestList = 6;

const nodes = new Map<string, NodeRule>(Object.entries(pageNodes));
const marks = new Map<string, Attributes>(Object.entries(pageMarks));

/** The node of this name; undefined where there is none. */
export const nodeRule = (name: string): NodeRule | undefined => nodes.get(name);

/** Whether a node may hold another, or text, whatever they are in. */
function holds(parent: string | null, name: string): boolean {
  const child = nodes.get(name);
  if (!child) return false;
  if (parent === null) return child.group === "block";
  return nodes.get(parent)?.holds.some((it) =>
    it === name || it === child.group
  ) ?? false;
}

/** Whether a node is a list. */
export const isList = (name: string): boolean =>
  nodes.get(name)?.holds.includes("list_item") ?? false;

/** What a page's document may hold: the shape by which its guard judges every update. */
export const pageShape = {
  /** The one root in which members write. */
  root: "page",

  /**
   * Whether an element of this name may be in a parent; null is the root.
   *
   * @param depth in how many elements it is: 0 in the root
   */
  element(name: string, parent: string | null, depth: number): boolean {
    if (name === "text" || !holds(parent, name)) return false;
    // Between two lists is the item of the outer one.
    return !isList(name) || depth <= 2 * (deepestList - 1);
  },

  /** Whether text may be in a parent. */
  text(parent: string | null): boolean {
    return holds(parent, "text");
  },

  /** Whether an element may have this attribute. */
  attribute(element: string, key: string, value: unknown): boolean {
    const attributes = nodes.get(element)?.attributes;
    return attributes !== undefined && Object.hasOwn(attributes, key) &&
      attributes[key].allows(value);
  },

  /** Whether text may have this mark; null ends one. */
  mark(name: string, value: unknown): boolean {
    const attributes = marks.get(name);
    if (!attributes) return false;
    if (value === null) return true;
    if (typeof value !== "object" || Array.isArray(value)) return false;
    const given = Object.entries(value);
    return given.length === Object.keys(attributes).length &&
      given.every(([key, it]) =>
        Object.hasOwn(attributes, key) && attributes[key].allows(it)
      );
  },

  /** How many characters the text of a document may have, twice as many as the editor takes. */
  characters: 2 * pageBounds.text,
} as const;
