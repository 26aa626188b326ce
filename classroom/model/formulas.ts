/** Formulas in a text: how they are told from what is around them. */

/** A formula as it is typed and as a text has it, `$…$`; prices, such as $5 and $6, are none. Its first group is the TeX. */
export const dollarFormula =
  /(?<![\\$\d])\$([^\s$`](?:[^$`\n]*[^\s$`\\])?)\$(?![$\d])/;

/** A piece of a text; a formula with the signs around it. */
type Piece = { type: "text" | "inlineMath"; value: string };

/** The pieces of a text: `\(…\)`, `\[…\]` and `$$…$$` in it are formulas, as in other programs. */
export function withFormulas(text: string): Piece[] {
  return text.split(formula).flatMap((value, at): Piece[] => {
    if (value === "") return [];
    const isFormula = at % 2 === 1 && value.slice(2, -2).trim() !== "";
    return [{ type: isFormula ? "inlineMath" : "text", value }];
  });
}

const formula =
  /(\\\((?:(?!\\\().){1,1000}?\\\)|\\\[(?:(?!\\\[).){1,1000}?\\\]|\$\$[^$]{1,1000}\$\$)/s;
