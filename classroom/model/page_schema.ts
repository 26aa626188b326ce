/** The schema of pages (W-1), which the server's checks and the editor share, so that both allow the same. */
import { pageBounds } from "./page_bounds.ts";
import { isId } from "./ids.ts";
import { safeHref } from "../../formats/markdown/safe_href.ts";

export interface AttributeRule {
  readonly default: unknown;
  allows(value: unknown): boolean;
}

type Attributes = Readonly<Record<string, AttributeRule>>;

/** `group`: the group that the node belongs to; `holds`: the groups and nodes that may be in it. */
export interface NodeRule {
  readonly group?: "block" | "inline";
  readonly holds: readonly string[];
  readonly attributes?: Attributes;
}

const isStringUpTo = (value: unknown, max: number): value is string =>
  typeof value === "string" && value.length <= max;

const tex: AttributeRule = {
  default: "",
  allows: (value) => isStringUpTo(value, pageBounds.formula),
};

const side: AttributeRule = {
  default: null,
  allows: (value) =>
    Number.isInteger(value) && Number(value) > 0 &&
    Number(value) <= pageBounds.maxPictureSide,
};

/** All nodes except the root, which holds blocks. */
export const pageNodeRules = {
  paragraph: { group: "block", holds: ["inline"] },
  heading: {
    group: "block",
    holds: ["inline"],
    attributes: {
      level: {
        default: 1,
        allows: (value) => value === 1 || value === 2 || value === 3,
      },
    },
  },
  bullet_list: { group: "block", holds: ["list_item"] },
  ordered_list: {
    group: "block",
    holds: ["list_item"],
    attributes: {
      start: {
        default: null,
        allows: (value) =>
          Number.isInteger(value) && Number(value) >= 0 &&
          Number(value) <= pageBounds.listStart,
      },
    },
  },
  list_item: {
    holds: ["block"],
    attributes: {
      /** Whether a task is done; null: the item is no task. */
      checked: { default: null, allows: (value) => typeof value === "boolean" },
    },
  },
  code_block: { group: "block", holds: ["text"] },
  math_block: { group: "block", holds: [], attributes: { tex } },
  table: { group: "block", holds: ["table_row"] },
  table_row: { holds: ["table_cell"] },
  table_cell: {
    holds: ["inline"],
    attributes: {
      header: { default: null, allows: (value) => value === true },
    },
  },
  horizontal_rule: { group: "block", holds: [] },
  text: { group: "inline", holds: [] },
  image: {
    group: "inline",
    holds: [],
    attributes: {
      file: { default: "", allows: isId },
      alt: {
        default: null,
        allows: (value) => isStringUpTo(value, pageBounds.alt),
      },
      /** In px, so that nothing moves when it loads. */
      width: side,
      height: side,
    },
  },
  math_inline: { group: "inline", holds: [], attributes: { tex } },
  hard_break: { group: "inline", holds: [] },
} as const satisfies Readonly<Record<string, NodeRule>>;

export const pageMarkRules = {
  strong: {},
  em: {},
  code: {},
  link: {
    href: {
      default: "",
      allows: (value) =>
        isStringUpTo(value, pageBounds.href) && safeHref(value) !== null,
    },
  },
} as const satisfies Readonly<Record<string, Attributes>>;

export const maxListDepth = 6;

const nodes = new Map<string, NodeRule>(Object.entries(pageNodeRules));
const marks = new Map<string, Attributes>(Object.entries(pageMarkRules));

export const findNodeRule = (name: string): NodeRule | undefined =>
  nodes.get(name);

/** Whether a node may hold another; depth is not checked. `parent` null: the root. */
function mayHold(parent: string | null, name: string): boolean {
  const child = nodes.get(name);
  if (!child) return false;
  if (parent === null) return child.group === "block";
  return nodes.get(parent)?.holds.some((entry) =>
    entry === name || entry === child.group
  ) ?? false;
}

export const isListNode = (name: string): boolean =>
  nodes.get(name)?.holds.includes("list_item") ?? false;

/** The shape by which the server checks every update of a page. */
export const pageShape = {
  /** The only shared type of the document that members may write. */
  root: "page",

  /**
   * Whether an element may be in a parent. `parent` null: the root.
   * @param depth number of elements around the element
   */
  element(name: string, parent: string | null, depth: number): boolean {
    if (name === "text" || !mayHold(parent, name)) return false;
    // Each nested list adds two elements: list and item.
    return !isListNode(name) || depth <= 2 * (maxListDepth - 1);
  },

  text(parent: string | null): boolean {
    return mayHold(parent, "text");
  },

  attribute(element: string, key: string, value: unknown): boolean {
    const attributes = nodes.get(element)?.attributes;
    return attributes !== undefined && Object.hasOwn(attributes, key) &&
      attributes[key].allows(value);
  },

  /** Whether a mark may have this value; null removes the mark. */
  mark(name: string, value: unknown): boolean {
    const attributes = marks.get(name);
    if (!attributes) return false;
    if (value === null) return true;
    if (typeof value !== "object" || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    return entries.length === Object.keys(attributes).length &&
      entries.every(([key, attribute]) =>
        Object.hasOwn(attributes, key) && attributes[key].allows(attribute)
      );
  },

  /** Maximum characters of a document's text: twice as many as the editor allows. */
  characters: 2 * pageBounds.text,
} as const;
