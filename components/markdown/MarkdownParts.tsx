/** Coloured code and formulas (C-4). The module for each is loaded on first use; until then the source shows. */
import { signal } from "@preact/signals";
import { type ComponentChild, createContext, h } from "preact";
import { useContext, useEffect, useMemo } from "preact/hooks";
import type { CodeColourer } from "./code_colours.ts";
import type { MarkdownBlock } from "./parse_markdown.ts";
import type { FormulaParser, MathElement } from "./maths_tree.ts";
import { lazyPart } from "../ui/load_part.ts";

export interface MarkdownReaders {
  read(text: string): MarkdownBlock[];
  colours: CodeColourer;
  maths: FormulaParser;
}

/** Set for pages without script, which must render everything at once. */
export const SynchronousReaders = createContext<MarkdownReaders | null>(null);

const colours = signal<typeof import("./code_colours.ts") | null>(null);
const maths = signal<typeof import("./maths_tree.ts") | null>(null);
const coloursPart = lazyPart(() => import("./code_colours.ts"));
const mathsPart = lazyPart(() => import("./maths_tree.ts"));

export function CodeBlock(
  { text, language }: { text: string; language: string },
) {
  useEffect(() => {
    if (!language || colours.peek()) return;
    void coloursPart().then((it) => colours.value = it);
  }, [language]);
  const now = useContext(SynchronousReaders)?.colours ??
    colours.value?.colourCode;
  const made = language ? now : undefined;
  const pieces = useMemo(() => made?.(text, language), [
    text,
    language,
    made,
  ]);
  if (!pieces) return <code>{text}</code>;
  return (
    <code>
      {pieces.map(({ text, kind }, n) =>
        kind ? <span key={n} class={`code-${kind}`}>{text}</span> : text
      )}
    </code>
  );
}

export function MathsFormula(
  { tex, display }: { tex: string; display: boolean },
) {
  useEffect(() => {
    if (maths.peek()) return;
    void mathsPart().then((it) => maths.value = it);
  }, []);
  const made = useContext(SynchronousReaders)?.maths ??
    maths.value?.parseFormula;
  const tree = useMemo(() => made?.(tex, display), [
    tex,
    display,
    made,
  ]);
  return tree ? show(tree) : <code>{tex}</code>;
}

function show({ name, attributes, children }: MathElement): ComponentChild {
  // Made italic by a style, since few fonts have the letters that browsers would use.
  const isLetter = name === "mi" && attributes.mathvariant === undefined &&
    children.length === 1 && [...String(children[0])].length === 1;
  return h<Record<string, string>>(
    name,
    isLetter ? { ...attributes, class: "letter" } : attributes,
    children.map((child) => typeof child === "string" ? child : show(child)),
  );
}
