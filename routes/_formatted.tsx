/** Markdown whole at once, formulas and the colours of code included, for pages that no script makes alive (C-4). */
import type { ComponentChildren } from "preact";
import { coloursFor } from "../components/code_tokens.ts";
import { AtOnce, type Readers } from "../components/MarkdownParts.tsx";
import { markdown } from "../components/markdown_tokens.ts";
import { mathsTree } from "../components/maths_tree.ts";

/** So many characters of code, and of formulas, are read for one page; the others stand as they were written. */
const most = 20_000;

/** All Markdown in it is shown as it is meant. */
export function Formatted({ children }: { children: ComponentChildren }) {
  return <AtOnce.Provider value={readers()}>{children}</AtOnce.Provider>;
}

function readers(): Readers {
  let left = most;
  return {
    read: markdown,
    colours: coloursFor(most, 0, () => 0),
    maths(tex, display) {
      if (tex.length > left) return null;
      left -= tex.length;
      return mathsTree(tex, display);
    },
  };
}
