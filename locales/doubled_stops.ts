/** Removes a sentence's full stop after a name that ends with its own: "Emeka O." */
export function removeDoubledStops(words: string): string {
  return words.replace(/([.!?…。！？])[.。](?=\s|$)/gu, "$1");
}
