/** How a join code is written within a sentence. */

/** A code of six digits, in two groups that stay on one line. */
export function writeCode(code: string): string {
  return code.replace(/^(\d{3})(\d{3})$/, "$1\u00a0$2");
}
