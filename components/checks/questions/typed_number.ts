/** Numbers as people type them. Pure. */
import { hasRaised } from "../../../classroom/model/raised.ts";

const spaces = /(?<=\d)[\s'’_](?=\d{3})/g;
const number = /^[+-]?(\d+([.]\d*)?|[.]\d+)(e[+-]?\d{1,3})?$/i;

/**
 * What was typed, as a number: `3,5` is `3.5`, and of two signs the last one is for decimals. A Chinese
 * keyboard has `。` where others have the point, and keyboards differ in their minus. Undefined: nothing was
 * typed; null: it is no number.
 */
export function typedNumber(typed: string): number | null | undefined {
  if (hasRaised(typed)) return null;
  const text = typed.normalize("NFKC").trim().replace(/[‐‑‒–−]/g, "-")
    .replace(/^([-+])\s+/, "$1").replace(/(?<=\d)。/g, ".")
    .replace(spaces, "");
  if (text === "") return undefined;
  const plain = withPoint(text);
  if (plain === null || !number.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** With a point for decimals and nothing else between digits; null where that cannot be told. */
function withPoint(text: string): string | null {
  const signs = text.match(/[.,]/g) ?? [];
  const [first, ...rest] = signs;
  if (first === undefined) return text;
  if (rest.length === 0) return text.replace(",", ".");
  const last = signs.at(-1)!;
  // 1,234,567 has groups alone; 1,234.5 has both.
  const groups = last === first ? signs.length : signs.length - 1;
  if (signs.slice(0, groups).some((sign) => sign !== first)) return null;
  const [whole] = last === first ? [text] : text.split(last);
  if (!/^[+-]?\d{1,3}([.,]\d{3})+$/.test(whole)) return null;
  return text.replaceAll(first, "").replace(last, ".");
}
