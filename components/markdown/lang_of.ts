/** In which language people write, as far as its script says: a screen reader then takes the voice for it. */

import { language } from "../../locales/current.ts";

const han = /\p{Script=Han}/gu;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const hangul = /\p{Script=Hangul}/gu;
const latin = /\p{Script=Latin}/gu;

/**
 * The language of a text where it is not the page's, as BCP 47; undefined where it is, or where nobody can tell. Latin
 * letters are only told from a page in Chinese: which language they are is not known otherwise.
 *
 * @param page the language of the page
 */
export function langOf(
  text: string,
  page: string = language().tag,
): string | undefined {
  const count = (script: RegExp) => text.match(script)?.length ?? 0;
  const hans = count(han), hanguls = count(hangul);
  // A Chinese character says about as much as a word of several letters.
  const latins = count(latin) / 4;
  const found = kana.test(text)
    ? "ja"
    : hanguls > hans && hanguls > latins
    ? "ko"
    : hans > latins
    ? "zh-Hant"
    : latins > hans && /^zh/.test(page)
    ? "en"
    : undefined;
  return found?.slice(0, 2) === page.slice(0, 2) ? undefined : found;
}
