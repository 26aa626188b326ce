import type { PageNode } from "./page_tree.ts";

/** Characters of a page, as its editor counts them. */
export function lengthOfPage(nodes: readonly PageNode[]): number {
  return nodes.reduce(
    (length, { attrs, content = [], text = "" }) =>
      length + text.length + String(attrs?.tex ?? attrs?.alt ?? "").length +
      lengthOfPage(content),
    0,
  );
}
