/**
 * Reads numbers as people write them: `3,5`, `1 1/2`, `½`, `1.38*10^-1`, `3·10⁴`, `50 %`. Keys and answers are
 * read here alone, and so are the numbers of imported files. Pure.
 */
import { normalise } from "./normalise.ts";
import { hasScriptCharacters } from "./superscripts.ts";

const maxTypedLength = 100;
const decimal = /^[+-]?(\d+([.]\d*)?|[.]\d+)(e[+-]?\d{1,3})?$/i;
const thousands = /(?<=\d)[\s'’_](?=\d{3})/g;

/**
 * The number; undefined: empty; null: not a number, or a division by zero. `question` is its text: 50 % is 50
 * where it asks for a percentage, and 0.5 elsewhere.
 */
export function parseTypedNumber(
  typed: string,
  question = "",
): number | null | undefined {
  if (typed.trim() === "") return undefined;
  if (typed.length > maxTypedLength) return null;
  const text = foldNumber(typed);
  if (hasScriptCharacters(text)) return null;
  const bare = text.replace(/\s*%$/, "");
  const value = parsePower(bare) ?? parseFraction(bare) ?? parseDecimal(bare);
  if (value === null || bare === text) return value;
  return asksForPercentage(question) ? value : shiftPoint(value, -2);
}

export type DecimalSign = "." | ",";

export interface WrittenNumber {
  value: number;
  /** It may be another number: `3,142` in a text whose decimal sign is unknown. */
  isUnsure: boolean;
}

/** A sign before three digits; a number that begins with 0 has no thousands. */
const groupOfThree =
  /(?<![\p{Nd}.,])([1-9]\d{0,2})([.,])(\d{3})(?![.,]?\p{Nd})/gu;
const pairOrDecimal = /^[-+−–]?[1-9]\d*,\d+$/;

/**
 * A number of an imported file, read as {@link parseTypedNumber} does; null: not a number.
 * @param sign the decimal sign of the file; undefined: `1,000` is a thousand
 */
export function parseWrittenNumber(
  written: string,
  question = "",
  sign?: DecimalSign,
): WrittenNumber | null {
  let isUnsure = false;
  const decided = written.length > maxTypedLength ? written : written.replace(
    groupOfThree,
    (_, leadingDigits, separator, lastDigits) => {
      isUnsure ||= separator === "," && sign === undefined;
      const isDecimal = separator === (sign ?? ".");
      return leadingDigits + (isDecimal ? "." : "") + lastDigits;
    },
  );
  const value = parseTypedNumber(decided, question);
  // Without decimal commas elsewhere, `1,5` may be two answers.
  isUnsure ||= sign !== "," && pairOrDecimal.test(decided.trim());
  return typeof value === "number" ? { value, isUnsure } : null;
}

/**
 * A number without powers, fractions and percentages; undefined: empty; null: not a number. Of two different signs the
 * last is the decimal sign.
 */
export function parsePlainNumber(typed: string): number | null | undefined {
  if (typed.trim() === "") return undefined;
  return hasScriptCharacters(typed) || typed.length > maxTypedLength
    ? null
    : parseDecimal(foldSigns(typed));
}

/** "What percentage", "how many per cent", "as a %", but not "20 % of 50". */
function asksForPercentage(question: string): boolean {
  return /(?<!\p{N}\s?)(?:[%％]|per ?cent|pour ?cent|prozent|por ?cien|百分(?:比|率|之[幾几多]))/iu
    .test(question);
}

/** The digits of all scripts, and the signs of keyboards, as ASCII. A Chinese keyboard types `。` for the point. */
function foldSigns(typed: string): string {
  return normalise(typed, "NFKC").replace(/[^\0-\x7f]/gu, foldDigit)
    .replace(/[‐‑‒–−]/g, "-").replace(/(?<=\d)。|٫/g, ".")
    .replace(/٬/g, ",").replace(/٪/g, "%").trim()
    .replace(/^([-+])\s+/, "$1");
}

/** A script's digits are ten characters in a row. */
function foldDigit(character: string): string {
  if (!/\p{Nd}/u.test(character)) return character;
  const code = character.codePointAt(0)!;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

/** One form for powers (`10^4`), products (`3*10^4`) and fractions (`1 1/2`). */
function foldNumber(typed: string): string {
  const text = typed
    .replace(/^\s*\$([^$]+)\$\s*$/, "$1")
    .replace(/\\[dt]?frac\s*\{([^{}]+)\}\s*\{([^{}]+)\}/g, " $1/$2")
    .replace(/\\[dt]?frac\s*(\d)\s*(\d)/g, " $1/$2")
    .replace(/\\(?:cdot|times)(?![a-z])/gi, "*")
    .replace(/\{,\}/g, ",").replace(/\\%/g, "%").replace(/\\,/g, " ")
    .replace(
      /([⁰¹²³⁴-⁹]+)\s?[⁄∕/]\s?([₀-₉]+)/g,
      (_, above, below) => normalise(` ${above}/${below}`, "NFKC"),
    )
    .replace(
      /(?<=\p{Nd})[⁺⁻]?[⁰¹²³⁴-⁹]+/gu,
      (exponent) => `^${normalise(exponent, "NFKC")}`,
    )
    .replace(/[¼-¾⅐-⅞]/g, (fraction) => ` ${normalise(fraction, "NFKC")}`);
  return hasScriptCharacters(text)
    ? text
    : foldSigns(text).replace(/[⁄∕]/g, "/").replace(/[×✕✖·⋅∙•・]/g, "*");
}

const power =
  /^(?:(.*\d[.,]?)\s*[*x]\s*|([-+]?))(\d+(?:[.,]\d+)?)\s*(?:\^|\*\*)\s*(?:\(\s*([-+]?\s*\d{1,3})\s*\)|\{\s*([-+]?\s*\d{1,3})\s*\}|([-+]?\s*\d{1,3}))$/i;

/** `1.38*10^-1`, `3 x 10**4`, `2^10`; null: no power. A product has the base 10. */
function parsePower(text: string): number | null {
  const [, factor, sign, base, ...exponents] = power.exec(text) ?? [];
  if (base === undefined) return null;
  const exponent = Number(exponents.find(Boolean)!.replace(/\s/g, ""));
  if (base === "10") {
    const value = factor === undefined ? 1 : parseDecimal(factor);
    if (value === null || value === 0) return value;
    // Zero: smaller than any number that a computer keeps.
    const shifted = shiftPoint(sign === "-" ? -value : value, exponent);
    return shifted === 0 ? null : finite(shifted);
  }
  if (factor !== undefined) return null;
  const value = Number(base.replace(",", ".")) ** exponent;
  return finite(sign === "-" ? -value : value);
}

/** `1/2`, `-1 1/2`, `2,5/4`; null: no fraction, or a division by zero. */
function parseFraction(text: string): number | null {
  const [, sign, whole, above, below] =
    /^([-+]?)\s*(?:(\d+)\s+(?=[1-9]\d*\s*\/\s*\d+$))?([\d.,'’_\s]+)\/([\d.,'’_\s]+)$/
      .exec(text) ?? [];
  if (above === undefined) return null;
  const [top, bottom] = [above, below].map((part) => parseDecimal(part.trim()));
  if (top === null || bottom === null) return null;
  const value = finite(Number(whole ?? 0) + top / bottom);
  return value !== null && sign === "-" ? -value : value;
}

function parseDecimal(text: string): number | null {
  const plain = withPoint(text.replace(thousands, ""));
  return plain === null || !decimal.test(plain) ? null : finite(Number(plain));
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

/** Multiplies by a power of ten without an error of rounding. */
function shiftPoint(value: number, places: number): number {
  const [digits, exponent = "0"] = String(value).split("e");
  return Number(`${digits}e${Number(exponent) + places}`);
}

const finite = (value: number): number | null =>
  Number.isFinite(value) ? value : null;
