/**
 * What is written as TeX, as a tree of MathML elements (C-4): a fixed set of elements and attributes, nothing that
 * links, loads, runs or carries a style. Pure; loaded when a message has mathematics.
 */
import temml, { type Options } from "temml";
import { rationed } from "./rationed.ts";

/** A MathML element; a string is its text. */
export interface MathElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (MathElement | string)[];
}

/** What Temml gives, as far as it is read here. */
interface Given {
  readonly type?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly children?: readonly Given[];
}

const elements = new Set(
  "math mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd menclose"
    .split(" "),
);
const attributes = new Set(
  "accent accentunder columnalign columnlines columnspacing depth display displaystyle fence form frame height largeop linethickness lspace mathvariant maxsize minsize movablelimits notation rowalign rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width columnspan rowspan"
    .split(" "),
);
/** What its types leave out; the version is pinned. */
const { __renderToMathMLTree: toTree } = temml as unknown as {
  __renderToMathMLTree(tex: string, options: Options): Given;
};

/** Past this depth nobody nests in earnest. */
const deepest = 100;

/**
 * Commands that no message needs. Those that give names to others: a few short names in a row stand for millions of
 * signs. Those that build what stands in them more than once: it doubles with each in another. (And those that the
 * library keeps to itself, whose names have an `@`.)
 */
const refused = new Set(
  "def gdef edef xdef let futurelet global long newcommand renewcommand providecommand definecolor expandafter noexpand cancelto llap mathllap equilibriumLeft equilibriumRight"
    .split(" "),
);

/** Whether a formula has a command that is refused. */
function isRefused(tex: string): boolean {
  for (const [, name] of tex.matchAll(/\\(?:([a-zA-Z@]+)|[^])/g)) {
    if (name && (refused.has(name) || name.includes("@"))) return true;
  }
  return false;
}

/** How many elements a formula may have: in earnest they are about as many as its characters. */
function most(tex: string): number {
  return 100 + 3 * tex.length;
}

/** The tree of a formula; null where it is none that can be read, or is too large or too deep to be shown. */
export function mathsTree(tex: string, display: boolean): MathElement | null {
  if (isRefused(tex)) return null;
  try {
    const given = toTree(tex, {
      displayMode: display,
      throwOnError: true,
      maxExpand: 200,
      maxSize: [20, 500],
    });
    const math = find(given);
    const room: Room = { left: most(tex) };
    const read = math && toElement(math, 0, room);
    return read && typeof read !== "string" ? read : null;
  } catch {
    return null;
  }
}

/** Makes the tree of a formula; null where it is to be shown as it was written. */
export type Formulas = (tex: string, display: boolean) => MathElement | null;

/** The trees of formulas of so many characters, and of so many more a second. What was read last is kept. */
export function formulasFor(
  most: number,
  perSecond: number,
  now: () => number,
): Formulas {
  const ration = rationed<[MathElement | null]>(most, perSecond, now);
  return (tex, display) =>
    ration(
      `${display} ${tex}`,
      tex.length,
      () => [mathsTree(tex, display)],
    )?.[0] ?? null;
}

/** The formulas on this page. */
export const formulas: Formulas = formulasFor(
  20_000,
  4000,
  () => performance.now(),
);

/** The formula, in whatever stands around it. */
function find(given: Given): Given | null {
  if (given.type === "math") return given;
  for (const child of given.children ?? []) {
    const found = find(child);
    if (found) return found;
  }
  return null;
}

/** One element less is left with each. */
interface Room {
  left: number;
}

function toElement(
  given: Given,
  depth: number,
  room: Room,
): MathElement | string {
  if (typeof given.text === "string" && given.type === undefined) {
    return given.text;
  }
  const name = given.type ?? "mrow";
  if (depth > deepest) throw new Error("Too deep.");
  if (--room.left < 0) throw new Error("Too large.");
  const children = (given.children ?? [])
    .map((child) => toElement(child, depth + 1, room));
  const kept = Object.entries(given.attributes ?? {})
    .filter(([key]) => attributes.has(key))
    .map(([key, value]) => [key, String(value)]);
  return {
    name: elements.has(name) ? name : "mrow",
    attributes: elements.has(name) ? Object.fromEntries(kept) : {},
    children,
  };
}
