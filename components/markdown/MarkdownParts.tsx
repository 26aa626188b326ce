/** Coloured code and formulas (C-4). The module for each is loaded on first use; until then the source shows. */
import { signal } from "@preact/signals";
import { type ComponentChild, createContext } from "preact";
import { useContext, useEffect, useMemo } from "preact/hooks";
import type { MarkdownAuthor } from "../../formats/markdown/typed_signs.ts";
import type { CodeColourer } from "../../formats/markdown/code_colours.ts";
import type { MarkdownBlock } from "../../formats/markdown/parse_markdown.ts";
import type { FormulaDrawer } from "./drawn_formula.tsx";
import { lazyPart } from "../ui/load_part.ts";

export interface MarkdownReaders {
  read(text: string, author: MarkdownAuthor): MarkdownBlock[];
  readChoice(text: string): MarkdownBlock[];
  colours: CodeColourer;
  drawFormula: FormulaDrawer;
}

/** Set for pages without script, which must render everything at once. */
export const SynchronousReaders = createContext<MarkdownReaders | null>(null);

const colours = signal<
  typeof import("../../formats/markdown/code_colours.ts") | null
>(null);
const maths = signal<typeof import("./drawn_formula.tsx") | null>(null);
const coloursPart = lazyPart(() =>
  import("../../formats/markdown/code_colours.ts")
);
const mathsPart = lazyPart(() => import("./drawn_formula.tsx"));

export function CodeBlock(
  { text, language }: { text: string; language: string },
) {
  useEffect(() => {
    if (!language || colours.peek()) return;
    void coloursPart().then((it) => colours.value = it);
  }, [language]);
  const loadedColourer = useContext(SynchronousReaders)?.colours ??
    colours.value?.colourCode;
  const colourer = language ? loadedColourer : undefined;
  const pieces = useMemo(() => colourer?.(text, language), [
    text,
    language,
    colourer,
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
  { tex, isBlock }: { tex: string; isBlock: boolean },
) {
  useEffect(() => {
    if (maths.peek()) return;
    void mathsPart().then((it) => maths.value = it);
  }, []);
  const draw = useContext(SynchronousReaders)?.drawFormula ??
    maths.value?.drawFormula;
  const drawn = useMemo<ComponentChild>(() => draw?.(tex, isBlock), [
    tex,
    isBlock,
    draw,
  ]);
  return <>{drawn ?? <code>{tex}</code>}</>;
}
