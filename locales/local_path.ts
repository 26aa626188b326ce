/** Addresses in a language: `/zh/my` is `/my` in Chinese. Pages, and links between them, stay in theirs. */
import { languages } from "texts/languages.ts";
import { type Language, language } from "./current.ts";

/** A path of ours, in the language that is spoken. */
export function localPath(path: string): string {
  return language().path + path;
}

/** A path taken apart: the language it names, if any, and what it is without that. */
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
