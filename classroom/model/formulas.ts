/** Formulas in a text: how they are told from what is around them. */

/** What TeX between dollars is: no unescaped dollar, and no blank at its ends. */
const tex = "(?!\\s)(?:\\\\[^\\n]|[^$`\\n\\\\])+(?<!\\s)";

/** TeX that letters and digits may touch, as in `H$_2$O` and `5$\mu$m`: a price or a name does not begin so. */
const certain = "\\$(?=\\\\[A-Za-z]|[_^](?![A-Za-z]{2}|[$\\s]))" + tex +
  "\\$(?![$\\p{N}])";

/** Other TeX. It may end before a letter, as in `$n$th`, unless a name ends there: `$HOME/$USER`, `$HOME$USER`. */
const likely = "(?<![\\p{Script=Latin}\\p{N}_])\\$" + tex +
  "(?<![/:]|\\d[-–—~])\\$(?![$\\p{N}_{])" +
  "(?:(?!\\p{Script=Latin})|(?<=[\\p{L}\\p{N}})\\]'!|]\\$)(?<!\\$[A-Za-z_]\\w+\\$))";

/**
 * A formula between dollars, as a pattern with the flag `u`; its first group is the TeX. Prices (`$5 and $6`, `US$20`)
 * and variables are none: no digit follows its end, and no letter or digit stands before its beginning.
 */
export const dollarFormula =
  `(?<![\\\\$])(?=${certain}|${likely})\\$(${tex})\\$`;

/** The same between two dollars each, or in `\(…\)` or `\[…\]`. */
const between =
  /(\\\((?:(?!\\\().){1,1000}?\\\)|\\\[(?:(?!\\\[).){1,1000}?\\\]|(?<!\$)\$\$[^$]{1,1000}\$\$(?!\$))/s;

/** A piece of a text; a formula with the signs around it. */
type Piece = { type: "text" | "inlineMath"; value: string };

/** The pieces of a text: `\(…\)`, `\[…\]` and `$$…$$` in it are formulas, as in other programs. */
export function withFormulas(text: string): Piece[] {
  return text.split(between).flatMap((value, at): Piece[] => {
    if (value === "") return [];
    const isFormula = at % 2 === 1 && value.slice(2, -2).trim() !== "";
    return [{ type: isFormula ? "inlineMath" : "text", value }];
  });
}
