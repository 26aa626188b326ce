/** Markdown rendered on the server, with formulas and coloured code, for pages without scripts (C-4). */
import type { ComponentChildren } from "preact";
import { TimeSlices } from "../classroom/limits/time_slices.ts";
import type { MarkdownAuthor } from "../formats/markdown/typed_signs.ts";
import { makeCodeColourer } from "../formats/markdown/code_colours.ts";
import { makeFormulaDrawer } from "../components/markdown/drawn_formula.tsx";
import {
  type MarkdownReaders,
  SynchronousReaders,
} from "../components/markdown/MarkdownParts.tsx";
import {
  mayHaveMarkdown,
  toPlainBlocks,
} from "../formats/markdown/markdown_plain.ts";
import {
  type MarkdownBlock,
  parseChoice,
  parseInSteps,
} from "../formats/markdown/parse_markdown.ts";
import { walkMarkdown } from "../formats/markdown/markdown_walk.ts";
import { makeFormulaParser } from "../formats/markdown/maths_tree.ts";

/** Characters of code and of formulas per page; the rest is shown as written. */
const mostCode = 20_000, mostMaths = 10_000;
/** Pieces of text per page, and characters that are parsed for them; the rest is shown as written. */
const mostPieces = 30_000, mostParsed = 400_000;
/** Longer texts are shown as written. */
const mostCharacters = 50_000;

/**
 * Parses all Markdown of a page before rendering, which cannot pause: other requests get their turn between two texts
 * and within a long one, and between two formulas. Texts that were not parsed are shown as written.
 */
export async function parseMarkdownTexts(
  texts: Iterable<string>,
  programsTexts: Iterable<string> = [],
): Promise<MarkdownReaders> {
  const slices = new TimeSlices();
  const blocksByText = new Map<string, MarkdownBlock[]>();
  const colours = makeCodeColourer(mostCode, 0, () => 0);
  const maths = makeFormulaParser(mostMaths, 0, () => 0);
  let pieces = 0, parsed = 0;
  for (const { text, author } of authored()) {
    const key = author + text;
    if (blocksByText.has(key)) continue;
    await slices.pauseIfLong();
    const hasMarkdown = mayHaveMarkdown(text);
    if (hasMarkdown) parsed += text.length;
    if (text.length > mostCharacters || hasMarkdown && parsed > mostParsed) {
      blocksByText.set(key, asWritten(text));
      continue;
    }
    const blocks = hasMarkdown
      ? await slices.runSteps(parseInSteps(text, author))
      : toPlainBlocks(text);
    const nodes = [...walkMarkdown(blocks)];
    if (pieces + nodes.length > mostPieces) {
      blocksByText.set(key, asWritten(text));
      continue;
    }
    pieces += nodes.length;
    for (const node of nodes) {
      if (node.kind !== "code") continue;
      if ("language" in node && node.language !== "math") {
        if (node.language !== "") colours(node.text, node.language);
      } else if ("language" in node) maths(node.text, true);
      else if (node.tex !== undefined) maths(node.tex, node.isBlock === true);
      await slices.pauseIfLong();
    }
    blocksByText.set(key, blocks);
  }
  return {
    read: (text, author) => blocksByText.get(author + text) ?? asWritten(text),
    readChoice: parseChoice,
    colours,
    drawFormula: makeFormulaDrawer(maths),
  };

  function* authored(): Generator<{ text: string; author: MarkdownAuthor }> {
    for (const text of texts) yield { text, author: "person" };
    for (const text of programsTexts) yield { text, author: "program" };
  }
}

export function MarkdownProvider(
  { readers, children }: {
    readers: MarkdownReaders;
    children: ComponentChildren;
  },
) {
  return (
    <SynchronousReaders.Provider value={readers}>
      {children}
    </SynchronousReaders.Provider>
  );
}

function asWritten(text: string): MarkdownBlock[] {
  return [{ kind: "code", text, language: "" }];
}
