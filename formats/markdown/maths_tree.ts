/**
 * Converts TeX to MathML (C-4), with a fixed set of elements and attributes: nothing that links, loads, runs or
 * has a style. Pure.
 */
import temml, { type Options } from "temml";
import { makeRateLimitedCache } from "./rate_limited_cache.ts";
import { writeOutUnits } from "./tex_units.ts";

export interface MathElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (MathElement | string)[];
}

interface TemmlNode {
  readonly type?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly style?: Readonly<Record<string, string>>;
  readonly children?: readonly TemmlNode[];
}

const elements = new Set(
  "math mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd"
    .split(" "),
);
const attributes = new Set(
  "accent accentunder columnalign columnlines columnspacing depth display displaystyle fence form frame height largeop linethickness lspace mathvariant maxsize minsize movablelimits notation rowalign rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width columnspan rowspan"
    .split(" "),
);
/**
 * Values of `data-drawn` for the notations of `menclose`, which Chromium does not draw. A formula with another one is
 * not drawn, so that no stroke is missing untold.
 */
const enclosures = new Map(Object.entries({
  updiagonalstrike: "up",
  downdiagonalstrike: "down",
  "updiagonalstrike downdiagonalstrike": "cross",
  horizontalstrike: "through",
  box: "box",
  top: "over",
  bottom: "under",
}));

function enclosureOf({ type, attributes, style }: TemmlNode): string | null {
  if (type === "mrow" && style?.border) return "box";
  if (type !== "menclose") return null;
  const enclosure = enclosures.get(String(attributes?.notation));
  if (!enclosure) throw new Error("Not drawn.");
  return enclosure;
}

/** The package's types lack this function; its version is fixed. */
const { __renderToMathMLTree } = temml as unknown as {
  __renderToMathMLTree(tex: string, options: Options): TemmlNode;
};

const maxDepth = 100;

/**
 * Refused commands: those that define names can expand without limit; others double their argument at each level of
 * nesting. Names with an `@` are internal.
 */
const refused = new Set(
  "def gdef edef xdef let futurelet global long newcommand renewcommand providecommand definecolor expandafter noexpand cancelto llap mathllap equilibriumLeft equilibriumRight"
    .split(" "),
);

function isRefused(tex: string): boolean {
  for (const [, name] of tex.matchAll(/\\(?:([a-zA-Z@]+)|[^])/g)) {
    if (name && (refused.has(name) || name.includes("@"))) return true;
  }
  return false;
}

/** Chemistry within chemistry is read again at each level. */
const maxChemistryDepth = 3;

function hasDeepChemistry(tex: string): boolean {
  const isChemistry: boolean[] = [];
  let depth = 0;
  for (const [sign] of tex.matchAll(/\\(?:ce|pu)\s*\{|\\[^]|[{}]/g)) {
    if (sign === "}") {
      if (isChemistry.pop()) depth--;
    } else if (sign.endsWith("{") && sign !== "\\{") {
      isChemistry.push(sign !== "{");
      if (sign !== "{" && ++depth > maxChemistryDepth) return true;
    }
  }
  return false;
}

/** The maximum number of elements. Real formulas have about one per character. */
function maxElements(tex: string): number {
  return 100 + 3 * tex.length;
}

/** The formula's elements; null: it is refused, cannot be parsed, or is too large or too deep. */
export function parseMaths(tex: string, isBlock: boolean): MathElement | null {
  if (isRefused(tex) || hasDeepChemistry(tex)) return null;
  try {
    const tree = __renderToMathMLTree(writeOutUnits(tex), {
      displayMode: isBlock,
      throwOnError: true,
      maxExpand: 200,
      maxSize: [20, 500],
    });
    const math = find(tree);
    const room: Room = { left: maxElements(tex) };
    const read = math && toElement(math, 0, room);
    return read && typeof read !== "string" ? cutLongRow(read) : null;
  } catch {
    return null;
  }
}

/** From this number of elements on, a row may be broken on paper. */
const longRowLength = 20;
const breakAfter = /^[+−±∓=≠≈≡<>≤≥→⇒⇔∈⊂⊆∪∩×⋅·∧∨]$/;

/** Cuts a long formula into rows that end with an operator, between which the line of a page can end. */
function cutLongRow(math: MathElement): MathElement {
  let row = math;
  while (row.children.length === 1 && isPlainRow(row.children[0])) {
    row = row.children[0];
  }
  if (row === math || row.children.length < longRowLength) return math;
  const rows: (MathElement | string)[][] = [[]];
  for (const child of row.children) {
    const current = rows.at(-1)!;
    current.push(child);
    // An operator at the beginning is a sign.
    if (current.length > 1 && isOperator(child)) rows.push([]);
  }
  const children = rows.filter((it) => it.length > 0)
    .map((it) => ({ ...row, children: it }));
  return { ...math, children };
}

function isPlainRow(element: MathElement | string): element is MathElement {
  return typeof element !== "string" && element.name === "mrow" &&
    !element.attributes["data-drawn"];
}

function isOperator(element: MathElement | string): boolean {
  return typeof element !== "string" && element.name === "mo" &&
    breakAfter.test(String(element.children[0]));
}

export type FormulaParser = (
  tex: string,
  isBlock: boolean,
) => MathElement | null;

/** Parses at most `max` characters at once, and `perSecond` more each second. Keeps recent results. */
export function makeFormulaParser(
  max: number,
  perSecond: number,
  now: () => number,
): FormulaParser {
  const mathsCached = makeRateLimitedCache<[MathElement | null]>(
    max,
    perSecond,
    now,
  );
  return (tex, isBlock) =>
    mathsCached(
      `${isBlock} ${tex}`,
      tex.length,
      () => [parseMaths(tex, isBlock)],
    )?.[0] ?? null;
}

export const parseFormula: FormulaParser = makeFormulaParser(
  20_000,
  4000,
  () => performance.now(),
);

function find(node: TemmlNode): TemmlNode | null {
  if (node.type === "math") return node;
  for (const child of node.children ?? []) {
    const mathNode = find(child);
    if (mathNode) return mathNode;
  }
  return null;
}

interface Room {
  left: number;
}

function toElement(
  node: TemmlNode,
  depth: number,
  room: Room,
): MathElement | string {
  if (typeof node.text === "string" && node.type === undefined) {
    return node.text;
  }
  const name = node.type ?? "mrow";
  if (depth > maxDepth) throw new Error("Too deep.");
  if (--room.left < 0) throw new Error("Too large.");
  const children = (node.children ?? [])
    .map((child) => toElement(child, depth + 1, room));
  const enclosure = enclosureOf(node);
  if (enclosure) {
    return { name: "mrow", attributes: { "data-drawn": enclosure }, children };
  }
  const keptAttributes = Object.entries(node.attributes ?? {})
    .filter(([key]) => attributes.has(key))
    .map(([key, value]) => [key, String(value)]);
  return {
    name: elements.has(name) ? name : "mrow",
    attributes: elements.has(name) ? Object.fromEntries(keptAttributes) : {},
    children,
  };
}
