import type { MarkdownBlock, MarkdownInline } from "./parse_markdown.ts";

/** Yields every block and inline, parents first. Pure. */
export function* walkMarkdown(
  nodes: readonly (MarkdownBlock | MarkdownInline)[],
): Generator<MarkdownBlock | MarkdownInline> {
  for (const node of nodes) {
    yield node;
    if ("children" in node) yield* walkMarkdown(node.children);
    else if (node.kind === "list") {
      for (const { children } of node.items) yield* walkMarkdown(children);
    } else if (node.kind === "table") {
      for (const cell of [...node.head, ...node.rows.flat()]) {
        yield* walkMarkdown(cell);
      }
    }
  }
}
