/** What the code of a class looks like (S-2), for server and browser alike. Imports nothing. */

export const codeDigits = 6;

export function isCode(typed: string): boolean {
  return typed.length === codeDigits && /^[0-9]+$/.test(typed);
}
