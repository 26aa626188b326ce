/** S-2: codes are six digits, fairly drawn, and read as people type them. */
import assert from "node:assert/strict";
import { newCode, readCode } from "../../../classroom/sessions/codes.ts";

Deno.test("S-2: a code is six digits, with leading zeros", () => {
  assert.equal(newCode(() => 42), "000042");
  assert.equal(newCode(() => 999_999), "999999");
  assert.match(newCode(), /^\d{6}$/);
});

Deno.test("S-2: what would favour low codes is drawn again", () => {
  const draws = [4_294_967_295, 4_294_000_000, 4_293_999_999];
  assert.equal(newCode(() => draws.shift() ?? 0), "999999");
  assert.equal(draws.length, 0);
});

Deno.test("S-2: blanks, dashes and width do not matter in a code", () => {
  const table = [
    ["482913", "482913"],
    [" 482 913\n", "482913"],
    ["482-913", "482913"],
    ["４８２９１３", "482913"],
    ["48291", null],
    ["4829130", null],
    ["48291a", null],
    ["", null],
    ["٤٨٢٩١٣", null],
  ] as const;
  for (const [typed, code] of table) assert.equal(readCode(typed), code);
});
