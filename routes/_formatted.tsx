/** Markdown rendered on the server, with formulas and coloured code, for pages without scripts (C-4). */
import type { ComponentChildren } from "preact";
import { TimeSlices } from "../classroom/limits/time_slices.ts";
import { coloursFor } from "../components/markdown/code_tokens.ts";
import { AtOnce, type Readers } from "../components/markdown/MarkdownParts.tsx";
import {
  mayHaveMarkdown,
  plainBlocks,
} from "../components/markdown/markdown_plain.ts";
import {
  type Block,
  markdownOn,
  type ReadSoFar,
} from "../components/markdown/markdown_tokens.ts";
import { walk } from "../components/markdown/markdown_walk.ts";
import { formulasFor } from "../components/markdown/maths_tree.ts";

/** Characters of code and of formulas per page; the rest is shown as written. */
const mostCode = 20_000, mostMaths = 10_000;
/** Pieces of text per page, and ms to parse them; the rest is shown as written. */
const mostPieces = 30_000, longest = 2000;
/** Longer texts are shown as written; a model's longest answer is shorter. */
const mostCharacters = 50_000;
/** Characters of a text that are parsed at once, if its blocks end there. */
const window = 4000;

/**
 * Parses all Markdown of a page before rendering, which cannot pause: other requests get their turn between two texts
 * and within a long one. Texts that were not parsed are shown as written.
 */
export async function readAhead(texts: Iterable<string>): Promise<Readers> {
  const slices = new TimeSlices();
  const known = new Map<string, Block[]>();
  const colours = coloursFor(mostCode, 0, () => 0);
  const maths = formulasFor(mostMaths, 0, () => 0);
  let pieces = 0, took = 0, began = 0;
  for (const text of texts) {
    if (known.has(text)) continue;
    await slices.between();
    if (text.length > mostCharacters) {
      known.set(text, asWritten(text));
      continue;
    }
    began = performance.now();
    const blocks = mayHaveMarkdown(text)
      ? await slices.take(inWindows(text))
      : plainBlocks(text);
    const all = [...walk(blocks)];
    if (pieces + all.length > mostPieces || took > longest) {
      known.set(text, asWritten(text));
      continue;
    }
    pieces += all.length;
    for (const one of all) {
      if (one.kind !== "code") continue;
      if ("language" in one && one.language !== "math") {
        if (one.language !== "") colours(one.text, one.language);
      } else if ("language" in one) maths(one.text, true);
      else if (one.tex !== undefined) maths(one.tex, one.display === true);
    }
    took += performance.now() - began;
    known.set(text, blocks);
  }
  return { read: (text) => known.get(text) ?? asWritten(text), colours, maths };

  function* inWindows(text: string): Generator<void, Block[], void> {
    let sofar: ReadSoFar | null = null;
    // If no block ends in a window, the next one is twice as long.
    for (let end = window;; end += Math.max(window, end - sofar.upTo)) {
      sofar = markdownOn(text.slice(0, end), sofar);
      if (end >= text.length) return [...sofar.blocks];
      took += performance.now() - began;
      yield;
      began = performance.now();
    }
  }
}

export function Formatted(
  { readers, children }: { readers: Readers; children: ComponentChildren },
) {
  return <AtOnce.Provider value={readers}>{children}</AtOnce.Provider>;
}

function asWritten(text: string): Block[] {
  return [{ kind: "code", text, language: "" }];
}
