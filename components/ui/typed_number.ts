import { hasScriptCharacters } from "../../classroom/model/superscripts.ts";

const spaces = /(?<=\d)[\s'’_](?=\d{3})/g;
const number = /^[+-]?(\d+([.]\d*)?|[.]\d+)(e[+-]?\d{1,3})?$/i;

/**
 * A typed number: `3,5` is `3.5`; of two different signs the last is decimal. A Chinese keyboard has `。` for the point,
 * and the minus varies. Undefined: empty; null: not a number. Pure.
 */
export function parseTypedNumber(typed: string): number | null | undefined {
  if (hasScriptCharacters(typed)) return null;
  const text = typed.normalize("NFKC").trim().replace(/[‐‑‒–−]/g, "-")
    .replace(/^([-+])\s+/, "$1").replace(/(?<=\d)。/g, ".")
    .replace(spaces, "");
  if (text === "") return undefined;
  const plain = withPoint(text);
  if (plain === null || !number.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** Decimal point only, no groups; null: ambiguous. */
function withPoint(text: string): string | null {
  const signs = text.match(/[.,]/g) ?? [];
  const [first, ...rest] = signs;
  if (first === undefined) return text;
  if (rest.length === 0) return text.replace(",", ".");
  const last = signs.at(-1)!;
  // In 1,234,567 all signs separate groups; in 1,234.5 the last one is the decimal sign.
  const groups = last === first ? signs.length : signs.length - 1;
  if (signs.slice(0, groups).some((sign) => sign !== first)) return null;
  const [whole] = last === first ? [text] : text.split(last);
  if (!/^[+-]?\d{1,3}([.,]\d{3})+$/.test(whole)) return null;
  return text.replaceAll(first, "").replace(last, ".");
}
