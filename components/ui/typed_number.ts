import { hasScriptCharacters } from "../../classroom/model/superscripts.ts";
import { normalise } from "../../classroom/model/normalise.ts";

const spaces = /(?<=\d)[\s'’_](?=\d{3})/g;
const number = /^[+-]?(\d+([.]\d*)?|[.]\d+)(e[+-]?\d{1,3})?$/i;

/**
 * Reads a typed number; undefined: empty; null: not a number. Of two different signs the last is the decimal sign.
 * A Chinese keyboard types `。` for the point, and there are several minus signs. Pure.
 */
export function parseTypedNumber(typed: string): number | null | undefined {
  if (hasScriptCharacters(typed)) return null;
  const text = normalise(typed, "NFKC").trim().replace(/[‐‑‒–−]/g, "-")
    .replace(/^([-+])\s+/, "$1").replace(/(?<=\d)。/g, ".")
    .replace(spaces, "");
  if (text === "") return undefined;
  const plain = withPoint(text);
  if (plain === null || !number.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** The number with a decimal point and without separators; null: ambiguous or malformed. */
function withPoint(text: string): string | null {
  const signs = text.match(/[.,]/g) ?? [];
  const [first, ...rest] = signs;
  if (first === undefined) return text;
  if (rest.length === 0) return text.replace(",", ".");
  const last = signs.at(-1)!;
  // In 1,234,567 all signs are separators; in 1,234.5 the last is the decimal sign.
  const groups = last === first ? signs.length : signs.length - 1;
  if (signs.slice(0, groups).some((sign) => sign !== first)) return null;
  const [whole] = last === first ? [text] : text.split(last);
  if (!/^[+-]?\d{1,3}([.,]\d{3})+$/.test(whole)) return null;
  return text.replaceAll(first, "").replace(last, ".");
}
