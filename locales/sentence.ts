/** Sentences with somebody's own words in them, such as a name. Pure. */

/** The sentence, without its full stop where such words have one of their own: "Emeka O." */
export function sentence(words: string): string {
  return words.replace(/([.!?…。！？])[.。](?=\s|$)/gu, "$1");
}
