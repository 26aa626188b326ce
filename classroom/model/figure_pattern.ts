/** A number, perhaps with a sign, a root, a bracket or a currency before it; the source of a pattern with `u`. */
export const figurePattern = "[(√±+−.,-]{0,2}[€$£¥]?\\p{N}";
