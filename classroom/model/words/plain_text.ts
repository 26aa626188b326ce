/** The form of a text in which words are looked for. Pure. */
import { memoize } from "../../../formats/memoize.ts";
import { ascii, normalise } from "../../../formats/normalise.ts";

/** Marks, and characters that show nothing, such as the zero-width space. */
const unseen = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Texts that {@link plainText} remembers: a question and those before it, or a message and what it replaces. */
const maxRemembered = 8;

const foldAccents = memoize(
  maxRemembered,
  (text) =>
    normalise(text, "NFKD").replace(unseen, "").toUpperCase().toLowerCase(),
);

/**
 * A text also without accents and unseen characters, in which words are looked for. All who look in one message share
 * the result.
 */
export function plainText(text: string): string {
  return ascii.test(text) ? text.toLowerCase() : foldAccents(text);
}
