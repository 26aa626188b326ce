/** TeX between dollars: no unescaped dollar, and no blank at its ends. */
const tex = "(?!\\s)(?:\\\\[^\\n]|[^$`\\n\\\\])+(?<!\\s)";

/** TeX that letters and digits may touch, as in `H$_2$O` and `5$\mu$m`: no price or name begins so. */
const certain = "\\$(?=\\\\[A-Za-z]|[_^](?![A-Za-z]{2}|[$\\s]))" + tex +
  "\\$(?![$\\p{N}])";

/** Other TeX. A letter may follow, as in `$n$th`, unless a name ends there: `$HOME/$USER`, `$HOME$USER`. */
const likely = "(?<![\\p{Script=Latin}\\p{N}_])\\$" + tex +
  "(?<![/:]|\\d[-–—~])\\$(?![$\\p{N}_{])" +
  "(?:(?!\\p{Script=Latin})|(?<=[\\p{L}\\p{N}})\\]'!|]\\$)(?<!\\$[A-Za-z_]\\w+\\$))";

/**
 * A formula between dollars, for the flag `u`; group 1 is the TeX. Excludes prices (`$5 and $6`, `US$20`) and
 * variables: no digit follows, and only before `certain` TeX may a Latin letter or a digit come.
 */
export const dollarFormulaPattern =
  `(?<![\\\\$])(?=${certain}|${likely})\\$(${tex})\\$`;

/** A formula in `$$…$$`, `\(…\)` or `\[…\]`. */
const between =
  /(\\\((?:(?!\\\().){1,1000}?\\\)|\\\[(?:(?!\\\[).){1,1000}?\\\]|(?<!\$)\$\$[^$]{1,1000}\$\$(?!\$))/s;

/** The value of a formula includes its delimiters. */
type Piece = { type: "text" | "inlineMath"; value: string };

export function splitFormulas(text: string): Piece[] {
  return text.split(between).flatMap((value, index): Piece[] => {
    if (value === "") return [];
    const isFormula = index % 2 === 1 && value.slice(2, -2).trim() !== "";
    return [{ type: isFormula ? "inlineMath" : "text", value }];
  });
}
