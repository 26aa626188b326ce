/** Replaces `current.ts` in a browser: a page has one language and loads only its texts. */
import { languages } from "texts/languages.ts";
import type { Language } from "./current.ts";

export function language(): Language {
  const { lang } = document.documentElement;
  return languages.find(({ tag }) => tag === lang) ?? languages[0];
}
