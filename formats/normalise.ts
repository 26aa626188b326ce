/**
 * Unicode's forms of text from outside, in time linear in its length (SYNC-18). ICU orders the marks of a run in time
 * by its square, and some signs become up to 18 characters; so both are bounded first. Nothing else calls
 * `String.prototype.normalize`. Pure.
 */

/** Marks of a run that are kept; text in any language needs fewer than ten. */
export const maxMarks = 30;

/** A text grows at most by this factor, and by what {@link maxLongSigns} add. */
export const maxGrowth = 7;

/** Signs of a text that become more than {@link maxGrowth} characters; further ones become a blank. */
const maxLongSigns = 20;

/** Marks, and the signs that become one: Thai and Lao "am", and the half-width voicing marks of Japanese. */
const mark = "[\\p{M}\\u0e33\\u0eb3\\uff9e\\uff9f]";
const longRun = new RegExp(`(?<!${mark})(${mark}{${maxMarks}})${mark}+`, "gu");
const longSign = /[\ufdfa\ufdfb]/g;
export const ascii = /^[\0-\x7f]*$/;

type NormalForm = "NFC" | "NFD" | "NFKC" | "NFKD";

export function normalise(text: string, form: NormalForm): string {
  if (ascii.test(text)) return text;
  if (text.length <= maxMarks) return text.normalize(form);
  let longSigns = 0;
  return text.replace(longRun, "$1")
    .replace(longSign, (it) => ++longSigns > maxLongSigns ? " " : it)
    .normalize(form);
}

/** A text without the differences of case and width. */
export function foldCase(text: string): string {
  return ascii.test(text)
    ? text.toLowerCase()
    : normalise(text, "NFKC").toUpperCase().toLowerCase();
}
