/** Formulas as MathML, or their TeX with a word that they cannot be drawn (C-4). Loaded with the first formula. */
import { type ComponentChild, h } from "preact";
import { formulas as t } from "texts/markdown.ts";
import {
  type FormulaParser,
  type MathElement,
  parseFormula,
} from "../../formats/markdown/maths_tree.ts";

export type FormulaDrawer = (tex: string, isBlock: boolean) => ComponentChild;

export function makeFormulaDrawer(parse: FormulaParser): FormulaDrawer {
  return (tex, isBlock) => {
    const tree = parse(tex, isBlock);
    return tree ? drawElement(tree) : (
      <>
        <code>{tex}</code> <small>{t.notDrawn}</small>
      </>
    );
  };
}

export const drawFormula: FormulaDrawer = makeFormulaDrawer(parseFormula);

function drawElement(
  { name, attributes, children }: MathElement,
): ComponentChild {
  // Made italic by a style, since few fonts have the letters that browsers would use.
  const isLetter = name === "mi" && attributes.mathvariant === undefined &&
    children.length === 1 && [...String(children[0])].length === 1;
  return h<Record<string, string>>(
    name,
    isLetter ? { ...attributes, class: "letter" } : attributes,
    children.map((child) =>
      typeof child === "string" ? child : drawElement(child)
    ),
  );
}
