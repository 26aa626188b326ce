const forms = /[.“”„‟″＂«»`´ʹʻ-ʽˈ՚׳‘-‛′‵ꞌ＇־‐-―−﹘﹣－•‧∙⋅・･]/g;
const hyphen = /[־‐-―−﹘﹣－]/;
const quote = /[“”„‟″＂«»]/;
const dot = /[•‧∙⋅・･]/;

/**
 * Folds signs that keyboards write in several forms: the apostrophe of `O’Neil`, the hyphen of `Anne‑Marie`, the dot
 * of `撒韵‧武荖`, the quotation marks of `Robert “Bob” Lee`. Leaves out full stops, as in `J. R. Lin`. Pure.
 */
export function foldSigns(words: string): string {
  return words.replace(
    forms,
    (sign) =>
      sign === "."
        ? ""
        : hyphen.test(sign)
        ? "-"
        : quote.test(sign)
        ? '"'
        : dot.test(sign)
        ? "·"
        : "'",
  );
}
