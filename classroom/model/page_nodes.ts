/** What is put into a page from elsewhere (W-3): whether a page may hold it, and how much of its room it takes. */
import { pageShape } from "./page_schema.ts";
import type { PageMark, PageNode } from "./page_tree.ts";

/** Whether a page may hold this, whatever it is: the questions of the guard of its document. */
export function isPageText(value: unknown): value is PageNode[] {
  return areNodes(value, null, 0);
}

/** How many characters a page has, as its editor counts them. */
export function lengthOfPage(nodes: readonly PageNode[]): number {
  return nodes.reduce(
    (length, { attrs, content = [], text = "" }) =>
      length + text.length + String(attrs?.tex ?? attrs?.alt ?? "").length +
      lengthOfPage(content),
    0,
  );
}

function areNodes(
  value: unknown,
  parent: string | null,
  depth: number,
): boolean {
  return Array.isArray(value) &&
    value.every((it) => isNode(it, parent, depth));
}

function isNode(
  value: unknown,
  parent: string | null,
  depth: number,
): boolean {
  if (!isObject(value)) return false;
  const { type, attrs = {}, content = [], text, marks = [], ...more } =
    value as Partial<PageNode>;
  if (typeof type !== "string" || Object.keys(more).length > 0) return false;
  const areMarks = Array.isArray(marks) && marks.every(isMark);
  if (!areMarks || !isObject(attrs)) return false;
  if (type === "text") {
    return pageShape.text(parent) && typeof text === "string" &&
      Object.keys(attrs).length === 0 && content.length === 0;
  }
  return text === undefined && pageShape.element(type, parent, depth) &&
    Object.entries(attrs).every(([key, it]) =>
      it === null || pageShape.attribute(type, key, it)
    ) && areNodes(content, type, depth + 1);
}

function isMark(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { type, attrs = {} } = value as Partial<PageMark>;
  return typeof type === "string" && pageShape.mark(type, attrs);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
