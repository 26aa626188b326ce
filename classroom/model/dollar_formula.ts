/** A formula as it is typed and as a text has it, `$…$`; prices, such as $5 and $6, are none. Its first group is the TeX. */
export const dollarFormula =
  /(?<![\\$\d])\$([^\s$`](?:[^$`\n]*[^\s$`\\])?)\$(?![$\d])/;
