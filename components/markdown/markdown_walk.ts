import type { MarkdownBlock, MarkdownInline } from "./parse_markdown.ts";

/** Yields every block and inline, parents first. Pure. */
export function* walkMarkdown(
  all: readonly (MarkdownBlock | MarkdownInline)[],
): Generator<MarkdownBlock | MarkdownInline> {
  for (const one of all) {
    yield one;
    if ("children" in one) yield* walkMarkdown(one.children);
    else if (one.kind === "list") {
      for (const { children } of one.items) yield* walkMarkdown(children);
    } else if (one.kind === "table") {
      for (const cell of [...one.head, ...one.rows.flat()]) {
        yield* walkMarkdown(cell);
      }
    }
  }
}
