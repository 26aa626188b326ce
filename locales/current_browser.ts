/** What `current.ts` is in a browser: a page has one language, and loads the texts of that alone. */
import { languages } from "texts/languages.ts";
import type { Language } from "./current.ts";

/** The language of this page. */
export function language(): Language {
  const { lang } = document.documentElement;
  return languages.find(({ tag }) => tag === lang) ?? languages[0];
}
