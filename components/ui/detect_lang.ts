/** Guesses a text's language by its script, so that screen readers choose the right voice. */

import { language } from "../../locales/current.ts";

const han = /\p{Script=Han}/gu;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const hangul = /\p{Script=Hangul}/gu;
const latin = /\p{Script=Latin}/gu;

/**
 * The language as BCP 47; undefined: it is the page's, or unknown. Latin text counts as English, only on a Chinese
 * page.
 *
 * @param page the page's language
 */
export function detectLang(
  text: string,
  page: string = language().tag,
): string | undefined {
  const count = (script: RegExp) => text.match(script)?.length ?? 0;
  const hans = count(han), hanguls = count(hangul);
  // A Chinese character says about as much as four Latin letters.
  const latins = count(latin) / 4;
  const lang = kana.test(text)
    ? "ja"
    : hanguls > hans && hanguls > latins
    ? "ko"
    : hans > latins
    ? "zh-Hant"
    : latins > hans && /^zh/.test(page)
    ? "en"
    : undefined;
  return lang?.slice(0, 2) === page.slice(0, 2) ? undefined : lang;
}
