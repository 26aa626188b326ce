/**
 * The language that is spoken at the moment: on the server each request's own, in a browser the page's. Whatever is
 * put in words goes through here, so that no text and no format is passed from hand to hand.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { languages } from "texts/languages.ts";

/** A language that people can have their pages in. */
export type Language = Omit<typeof languages[number], "direction"> & {
  readonly direction: "ltr" | "rtl";
};

/** The server's two bundles have a copy of this file each, and one request goes through both. */
const shared = globalThis as { [name: symbol]: unknown };
const key = Symbol.for("homeroom.language");
const spokenNow =
  (shared[key] ??= new AsyncLocalStorage<Language>()) as AsyncLocalStorage<
    Language
  >;

/** The language that is spoken now: English where nobody has said another. */
export function language(): Language {
  return spokenNow.getStore() ?? languages[0];
}

/** Does some work, and all that comes of it, in a language. */
export function speak<T>(language: Language, work: () => T): T {
  return spokenNow.run(language, work);
}

/** Texts in whichever language is spoken when one of them is read; `texts` has them by the language's tag. */
export function spoken<T extends object>(texts: Record<string, T>): T {
  return new Proxy(texts.en, {
    get: (_, name) => Reflect.get(texts[language().tag] ?? texts.en, name),
  });
}
