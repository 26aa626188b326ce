import { languages } from "texts/languages.ts";
import type { Language } from "../../locales/current.ts";
import { splitPath } from "../../locales/local_path.ts";
import { readCookies } from "./_cookies.ts";

interface Rendering {
  language: Language;
  /** The page's URL in that language, to which the browser is redirected; null: no redirect. */
  moved: string | null;
  path: string;
  /** True if `language` is the browser's, not the URL's or cookie's. A redirect then stores it. */
  isGuessed: boolean;
}

/** Chooses the language of an answer: the URL's, else the chosen one, else the browser's. */
export function chooseLanguage(req: Request): Rendering {
  const url = new URL(req.url);
  const { language: urlLanguage, path } = splitPath(url.pathname);
  if (urlLanguage) {
    return { language: urlLanguage, moved: null, path, isGuessed: false };
  }
  const cookie = readCookies(req.headers.get("cookie")).get("language");
  const fromCookie = languages.find(({ tag }) => tag === cookie);
  const language = fromCookie ?? preferred(req.headers.get("accept-language"));
  const moves = language.path !== "" && isPage(req, path);
  const moved = moves ? language.path + path + url.search : null;
  return { language, moved, path, isGuessed: !fromCookie };
}

/** Whether this is a navigation to a page, and not a request to the API or for a file. */
function isPage({ method, headers }: Request, path: string): boolean {
  return /^(GET|HEAD)$/.test(method) &&
    !/^\/(api|sync|calls|assets)\//.test(path) &&
    /\btext\/html\b/.test(headers.get("accept") ?? "");
}

/** The first of the reader's languages that we have, by first subtag: zh-HK gets zh-TW. */
function preferred(header: string | null): Language {
  const preferences = (header ?? "").split(",").map((part) => {
    const [tag, ...rest] = part.trim().toLowerCase().split(";");
    const q = rest.join().match(/\bq=([\d.]+)/)?.[1];
    return { first: tag.split("-")[0], q: q === undefined ? 1 : Number(q) };
  }).filter(({ q }) => q > 0).sort((a, b) => b.q - a.q);
  for (const { first } of preferences) {
    const fits = languages.find(({ tag }) => tag.split("-")[0] === first);
    if (fits) return fits;
  }
  return languages[0];
}
