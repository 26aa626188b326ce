/** How a join code is written within a sentence, and how it is spoken. */

/** A code of six digits, in two groups that stay on one line. */
export function writeCode(code: string): string {
  return code.replace(/^(\d{3})(\d{3})$/, "$1\u00a0$2");
}

/** A code as it is spoken, digit by digit. */
export function spellCode(code: string): string {
  const spell = (digits: string) => digits.split("").join(" ");
  return `${spell(code.slice(0, 3))}, ${spell(code.slice(3))}`;
}
