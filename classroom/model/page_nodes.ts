/** The text of a page, as nodes. */
import type { PageNode } from "./page_tree.ts";

/** How many characters a page has, as its editor counts them. */
export function lengthOfPage(nodes: readonly PageNode[]): number {
  return nodes.reduce(
    (length, { attrs, content = [], text = "" }) =>
      length + text.length + String(attrs?.tex ?? attrs?.alt ?? "").length +
      lengthOfPage(content),
    0,
  );
}
