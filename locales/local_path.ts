/** Paths in a language: `/zh/my` is `/my` in Chinese. */
import { languages } from "texts/languages.ts";
import { type Language, language } from "./current.ts";

/**
 * The address of a page in the reader's language.
 *
 * @example
 * <a href={localPath("/teacher")}>{t.home}</a> // "/zh/teacher" in Chinese
 */
export function localPath(path: string): string {
  return language().path + path;
}

/** Splits off a path's language, if it has one. */
export function splitPath(
  path: string,
): { language: Language | null; rest: string } {
  for (const one of languages) {
    if (one.path === "") continue;
    if (path === one.path || path.startsWith(`${one.path}/`)) {
      return { language: one, rest: path.slice(one.path.length) || "/" };
    }
  }
  return { language: null, rest: path };
}
