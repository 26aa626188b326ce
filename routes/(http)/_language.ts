/** Which language a request is answered in: its address's, else the one that was chosen here before, else the browser's. */
import { languages } from "texts/languages.ts";
import type { Language } from "../../locales/current.ts";
import { splitPath } from "../../locales/local_path.ts";
import { readCookies } from "./_cookies.ts";

/** How a request is to be answered. */
export interface Rendering {
  language: Language;
  /** The address of the same page in that language, to which the browser should go; null: it is there. */
  moved: string | null;
  /** The path without its language. */
  path: string;
  /** Nothing was chosen here before, so that what was found out is kept. */
  guessed: boolean;
}

/** What the language of a request's answer is, and whether its page has another address in that language. */
export function answering(req: Request): Rendering {
  const url = new URL(req.url);
  const { language: named, rest: path } = splitPath(url.pathname);
  if (named) return { language: named, moved: null, path, guessed: false };
  const cookie = readCookies(req.headers.get("cookie")).get("language");
  const chosen = languages.find(({ tag }) => tag === cookie);
  const language = chosen ?? preferred(req.headers.get("accept-language"));
  const moves = language.path !== "" && isPage(req, path);
  const moved = moves ? language.path + path + url.search : null;
  return { language, moved, path, guessed: !chosen };
}

/** Somebody goes to a page, rather than a program to the API or a page to one of its files. */
function isPage({ method, headers }: Request, path: string): boolean {
  return /^(GET|HEAD)$/.test(method) &&
    !/^\/(api|sync|calls|assets)\//.test(path) &&
    /\btext\/html\b/.test(headers.get("accept") ?? "");
}

/** The first of the reader's languages that we have, by its first subtag: who reads zh-HK is served with zh-TW. */
function preferred(header: string | null): Language {
  const wanted = (header ?? "").split(",").map((part) => {
    const [tag, ...rest] = part.trim().toLowerCase().split(";");
    const q = rest.join().match(/\bq=([\d.]+)/)?.[1];
    return { first: tag.split("-")[0], q: q === undefined ? 1 : Number(q) };
  }).filter(({ q }) => q > 0).sort((a, b) => b.q - a.q);
  for (const { first } of wanted) {
    const fits = languages.find(({ tag }) => tag.split("-")[0] === first);
    if (fits) return fits;
  }
  return languages[0];
}
