/** A number, perhaps with a sign, a root, a bracket or a currency before it; the source of a pattern with `u`. */
export const figurePattern = "[(√±+−.,-]{0,2}[€$£¥]?\\p{N}";

/** A line that is a term or equation with letters, as in an answer: `x`, `π + 1`, `a = 5`; no `x-axis`. */
export const termLinePattern =
  "(?:(?:\\p{Script=Latin}|\\p{Script=Greek})[\\p{No}′]*[ \\t]*" +
  "(?:$|[=<>≤≥≈≠+×÷·^]|\\((?=[^()\\n]*\\)[ \\t]*=)|[-−*/][ \\t]*[(√]?(?:\\p{N}|\\p{L}(?!\\p{L})))|\\p{L}{2}[ \\t]*=)";
