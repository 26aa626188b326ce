/** Join codes (S-2): six digits, drawn uniformly, so that no code hints at another. The store ensures uniqueness. */

import { bounds, isJoinCode } from "../model/bounds.ts";
import { normalise } from "../../formats/normalise.ts";

/** Returns 32 random bits. */
type Bits32 = () => number;

const secureBits: Bits32 = () =>
  crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

const codeCount = 10 ** bounds.codeDigits;

/** Largest multiple of `codeCount` within 32 bits; values above would favour low codes. */
const fairLimit = 2 ** 32 - 2 ** 32 % codeCount;

export function generateCode(bits: Bits32 = secureBits): string {
  let drawn = bits();
  while (drawn >= fairLimit) drawn = bits();
  return String(drawn % codeCount).padStart(bounds.codeDigits, "0");
}

/** Normalises a typed code: ignores blanks, dashes and width. Null if it cannot be a code. */
export function parseCode(typed: string): string | null {
  const digits = normalise(typed.slice(0, 100), "NFKC").replace(
    /[\s\p{Pd}\p{Cf}]/gu,
    "",
  );
  return isJoinCode(digits) ? digits : null;
}
