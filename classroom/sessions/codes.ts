/**
 * Join codes (S-2): six digits, every code equally likely, so that knowing one tells nothing of
 * another. Uniqueness is the business of whoever stores them.
 */

import { bounds, isCode } from "../model/bounds.ts";

/** The source of randomness that a code is made of: 32 unsigned bits a call. */
type Bits32 = () => number;

const secureBits: Bits32 = () =>
  crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

/** How many codes there are. */
const codes = 10 ** bounds.codeDigits;

/** The largest multiple of that within 32 bits: what lies above would favour low codes. */
const fair = 2 ** 32 - 2 ** 32 % codes;

/** A new code, uniform over 000000 … 999999. */
export function newCode(bits: Bits32 = secureBits): string {
  let drawn = bits();
  while (drawn >= fair) drawn = bits();
  return String(drawn % codes).padStart(bounds.codeDigits, "0");
}

/**
 * A typed or pasted code in its stored form: blanks and dashes between the digits do not matter, nor does their width.
 * Null: it cannot be a code.
 */
export function readCode(typed: string): string | null {
  const digits = typed.slice(0, 100).normalize("NFKC").replace(
    /[\s\p{Pd}\p{Cf}]/gu,
    "",
  );
  return isCode(digits) ? digits : null;
}
