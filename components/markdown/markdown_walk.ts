import type { Block, Inline } from "./markdown_tokens.ts";

/** Yields every block and inline, parents first. Pure. */
export function* walk(
  all: readonly (Block | Inline)[],
): Generator<Block | Inline> {
  for (const one of all) {
    yield one;
    if ("children" in one) yield* walk(one.children);
    else if (one.kind === "list") {
      for (const { children } of one.items) yield* walk(children);
    } else if (one.kind === "table") {
      for (const cell of [...one.head, ...one.rows.flat()]) yield* walk(cell);
    }
  }
}
