/**
 * The current language: the request's on the server, the page's in a browser. All texts and formats use it, so it is
 * never passed along.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { languages } from "texts/languages.ts";

export type Language = Omit<typeof languages[number], "direction"> & {
  readonly direction: "ltr" | "rtl";
};

/** The server's two bundles each have a copy of this file, and a request passes through both. */
const shared = globalThis as { [name: symbol]: unknown };
const key = Symbol.for("homeroom.language");
const spokenNow =
  (shared[key] ??= new AsyncLocalStorage<Language>()) as AsyncLocalStorage<
    Language
  >;

/** The current language, English by default. */
export function language(): Language {
  return spokenNow.getStore() ?? languages[0];
}

/** Runs `work` and everything that it starts in a language. */
export function runInLanguage<T>(language: Language, work: () => T): T {
  return spokenNow.run(language, work);
}

/** Texts in the current language at each access; `texts` is by tag. */
export function spoken<T extends object>(texts: Record<string, T>): T {
  return new Proxy(texts.en, {
    get: (_, name) => Reflect.get(texts[language().tag] ?? texts.en, name),
  });
}
