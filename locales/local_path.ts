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
): { language: Language | null; path: string } {
  for (const candidate of languages) {
    if (candidate.path === "") continue;
    if (path === candidate.path || path.startsWith(`${candidate.path}/`)) {
      return {
        language: candidate,
        path: path.slice(candidate.path.length) || "/",
      };
    }
  }
  return { language: null, path };
}
