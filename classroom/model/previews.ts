/**
 * A text as one line of plain text, where there is no room for more: tiles, quotes, lists, titles. The signs of
 * Markdown are left out, because there they would mean nothing. Pure, and imported by the browser.
 */

/**
 * The beginning of a text on one line, without marks.
 *
 * @param most characters; what is longer ends with "…"
 * @example
 * previewOf("## Cells\n\n- the **wall**, see [here](https://a.example)"); // "Cells the wall, see here"
 */
export function previewOf(text: string, most = 200): string {
  // Only a bounded part is looked at, however long the text.
  const part = text.slice(0, 4 * most);
  const line = withoutMarks(part).replace(/\s+/gu, " ").trim();
  if (line.length <= most && part.length === text.length) return line;
  // Never half of a pair.
  const cut = line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "");
  return `${cut.trimEnd()}…`;
}

/** A text without the signs that would be Markdown; its lines stay. For texts whose length is bounded. */
export function withoutMarks(text: string): string {
  return text
    // Fences of code, rows under the head of a table, lines across.
    .replace(/^[ \t]*(?:`{3,}|~{3,})[^\n`]*$/gm, "")
    .replace(/^[ \t]*[|:*_-][|:*_ \t-]{2,}$/gm, "")
    // Where a line begins.
    .replace(/^[ \t]*(?:(?:#{1,6}|[-*+](?: \[[ xX]\])?)[ \t]+|>[ \t]?)+/gm, "")
    .replace(/^[ \t]*\|.*$/gm, (row) => row.replaceAll("|", " "))
    // Links, and formulas, which stand close to their signs.
    .replace(/!?\[([^[\]\n]{1,200})\]\([^()\s]{1,400}\)/g, "$1")
    .replace(/\$\$([^$]{1,400})\$\$/g, "$1")
    .replace(formula, "$1")
    .replace(/\*\*|~~|`+/g, "")
    .replace(/(?<![\p{L}\p{N}_\\])__(?=[^\s_])/gu, "")
    .replace(/(?<=[^\s_\\])__(?![\p{L}\p{N}_])/gu, "")
    .replace(
      /(?<!\\)[*_]/g,
      (sign, at: number, all: string) =>
        isMeant(all[at - 1] ?? " ", sign, all[at + 1] ?? " ") ? sign : "",
    )
    .replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

/** Nearly as `formulas.ts` has it, in fewer signs: every page of a class loads this. */
const formula = /(?<![\w\\$])\$(?![\s$])([^$\n]{1,400})(?<![\s/:])\$(?![\w$])/g;

/** Whether a sign is meant as itself: between blanks, as in 2 * 3, and within words, as in snake_case and 2*3. */
function isMeant(before: string, sign: string, after: string): boolean {
  if (/\s/.test(before)) return /\s/.test(after);
  const within = sign === "_" ? /[\p{L}\p{N}_]/u : /[A-Za-z0-9]/;
  return within.test(before) && within.test(after);
}
