/** Digits and signs that are read as letters. */
export const letterLookalikes: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  "$": "s",
  "!": "i",
  "¡": "i",
  "|": "i",
};

/** Reads digits and signs as letters, as in "k1ll"; all but `¡` and `|`. */
export function readLookalikes(text: string): string {
  return text.replace(/[013457@$!]/g, (it) => letterLookalikes[it]);
}
