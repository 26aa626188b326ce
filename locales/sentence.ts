/** Sentences that end with somebody's own words, such as a name. Pure. */

/** The sentence with its full stop; none where the words end with one: "Emeka O." */
export function sentence(words: string): string {
  return /[.!?…。！？]$/u.test(words) ? words : `${words}.`;
}
