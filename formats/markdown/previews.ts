import { figurePattern, termLinePattern } from "./figure_pattern.ts";

/**
 * The beginning of a text on one line, without Markdown.
 * @param max characters; a longer text ends with "…"
 * @example makePreview("## Cells\n\n- the **wall**"); // "Cells the wall"
 */
export function makePreview(text: string, max = 200): string {
  const part = text.slice(0, 4 * max);
  const line = removeMarkdown(part).replace(/\s+/gu, " ").trim();
  if (line.length <= max && part.length === text.length) return line;
  // Never ends with half of a surrogate pair.
  const cut = line.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "");
  return `${cut.trimEnd()}…`;
}

/** Removes Markdown and keeps lines. The caller bounds the text's length. */
export function removeMarkdown(text: string): string {
  return text
    // Code fences, table rules, thematic breaks.
    .replace(/^[ \t]*(?:`{3,}|~~~)[^\n`]*$/gm, "")
    .replace(/^[ \t]*[|:*_-][|:*_ \t-]{2,}$/gm, "")
    // Marks at the beginning of a line.
    .replace(loneTerm.test(text.trim()) ? /(?!)/ : lineStart, "")
    .replace(/^[ \t]*\|.*$/gm, (row) => row.replaceAll("|", " "))
    // Links and formulas.
    .replace(/!?\[([^[\]\n]{1,200})\]\([^()\s]{1,400}\)/g, "$1")
    .replace(/\$\$([^$]{1,400})\$\$/g, "$1")
    .replace(formula, "$1")
    .replace(/\*\*|~~|`+/g, "")
    // A pair that ends within a word, as is usual where no blanks stand between words.
    .replace(
      /(?<![\p{L}\p{N}\\*])\*([\p{L}\p{N}][^*\n]*)\*(?=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])/gu,
      "$1",
    )
    .replace(/(?<![\p{L}\p{N}_\\])__(?=[^\s_])/gu, "")
    .replace(/(?<=[^\s_\\])__(?![\p{L}\p{N}_])/gu, "")
    .replace(
      /(?<!\\)[*_]/g,
      (sign, index: number, whole: string) =>
        isLiteralSign(whole[index - 1] ?? " ", sign, whole[index + 1] ?? " ")
          ? sign
          : "",
    )
    .replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

/** Before a figure a sign is itself, as in `- 3` (`typed_signs.ts`, which not every class page loads). */
const lineStart = new RegExp(
  "^[ \\t]*(?:(?:#{1,6}|[-*+] \\[[ xX]\\])[ \\t]+" +
    `|[-*+][ \\t]+(?![ \\t]|${figurePattern})|>(?![ \\t]*${figurePattern})[ \\t]?)+`,
  "gmu",
);

/** A text that is an answer in algebra alone: `- x`. */
const loneTerm = new RegExp(
  `^[-+*>#][ \\t]+${termLinePattern}[^\\n]*$`,
  "u",
);

/** A shorter form of the pattern in `math_formulas.ts`, since every class page loads it. */
const formula = /(?<![\w\\$])\$(?![\s$])([^$\n]{1,400})(?<![\s/:])\$(?![\w$])/g;

/** Whether `*` or `_` is no markup: between blanks, as in 2 * 3, and within words, as in snake_case, 2*3 and 長*寬. */
function isLiteralSign(left: string, sign: string, right: string): boolean {
  if (/\s/.test(left)) return /\s/.test(right);
  const within = sign === "_" ? /[\p{L}\p{N}_]/u : /[\p{L}\p{N}]/u;
  return within.test(left) && within.test(right);
}
