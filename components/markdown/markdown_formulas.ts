/**
 * Where a formula stands in Markdown (C-4), for the lexer. What it looks at grows with the length of the text and no
 * faster: a long text must not hold up whoever reads it. Pure.
 */
/** A formula as it was written, and its TeX; `display`: it is meant to stand apart. */
interface Formula {
  readonly raw: string;
  readonly tex: string;
  readonly display: boolean;
}

/**
 * A formula where a text begins with one: between `$` that stand close to it (so that prices are none), `$$`,
 * `\(…\)` or `\[…\]`. One longer than a thousand characters is shown as it was written.
 */
export function formulaAt(text: string): Formula | null {
  const found = text.startsWith("$")
    ? betweenDollars(text)
    : betweenBrackets(text, "[", "]") ?? betweenBrackets(text, "(", ")");
  const tex = found?.tex.trim();
  if (!found || !tex) return null;
  const display = /^(\$\$|\\\[)/.test(found.raw);
  return { raw: found.raw, tex, display };
}

/** The longest formula. */
const longestMaths = 1000;
/** The same with its signs. */
export const longestFormula = longestMaths + 4;

function betweenDollars(text: string) {
  const [raw, tex] = /^\$\$([^$]{1,1000})\$\$/.exec(text) ??
    /^\$((?![\s$])(?:\\.|[^$\n\\]){1,1000}(?<!\s))\$(?![\d$])/.exec(text) ??
    [];
  return raw && tex && tex.length <= longestMaths ? { raw, tex } : null;
}

function betweenBrackets(text: string, open: string, close: string) {
  if (!text.startsWith(`\\${open}`)) return null;
  // No pattern: where brackets open and never close, it would be slow at each of them.
  const end = text.slice(0, longestMaths + 4).indexOf(`\\${close}`, 3);
  return end < 0
    ? null
    : { raw: text.slice(0, end + 2), tex: text.slice(2, end) };
}

/** A formula on lines of its own where a text begins with one. */
export function formulaBlockAt(text: string): Formula | null {
  const found = formulaAt(text);
  return found?.display &&
      /^[ \t]*(\n|$)/.test(text.slice(found.raw.length))
    ? found
    : null;
}

/**
 * Where the next sign stands in what is left of a text. It is looked for once, until the text is read so far:
 * looking through all that is left at each step is what makes long texts slow.
 */
export class Ahead {
  /** How much is left of the text from the sign on; 0: there is none. */
  #left = Infinity;

  constructor(readonly find: (text: string) => number) {}

  /** Its place in what is left. */
  in(text: string): number | undefined {
    if (this.#left > text.length) {
      const place = this.find(text);
      this.#left = place < 0 ? 0 : text.length - place;
    }
    return this.#left === 0 ? undefined : text.length - this.#left;
  }
}

/** Where the line before a formula of its own lines ends; -1: there is none. */
export function beforeFormulaBlock(text: string): number {
  for (const { index } of text.matchAll(/\n(?=\$\$|\\\[)/g)) {
    if (formulaBlockAt(text.slice(index + 1))) return index;
  }
  return -1;
}
