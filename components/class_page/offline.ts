/**
 * The class page without a network: the service worker, and the copy of the page that it serves. The
 * copy names its member, so it goes when the member does.
 */
import { isLostByReload } from "../page/held_page.ts";
import { languages } from "texts/languages.ts";
import { language } from "../../locales/current.ts";
import { loadStagedList, loadUploadItem } from "../files/file_parts.ts";
import { loadClient } from "../files/outgoing.ts";
import { isOurs, ourStatus } from "../client/our_answer.ts";
import { again, isFile } from "../ui/load_part.ts";

/** The cache of pages and the one of their scripts and styles; `static/sw.js` reads them too. */
const pages = "homeroom-pages";
const assets = "homeroom-assets";

/** The pages of a class, by the names of their islands. */
type ClassPageName = "ClassPage" | "SessionLive";

/**
 * Registers the worker and keeps this page for the time without a network, with all that it has loaded and all parts that
 * it may come to load. False: it may work another time.
 */
export async function keepPage(name: ClassPageName): Promise<boolean> {
  // What shows and sends files is needed when a file is attached without a network, too; over plain http as well.
  const client = Promise.all([
    loadClient(),
    loadStagedList(),
    loadUploadItem(),
  ]);
  try {
    if (isLostByReload()) {
      await keepParts(name);
      return true;
    }
    await navigator.serviceWorker.register("/sw.js");
    await client;
    await keepAssets();
    // What was loaded before the worker was there has not passed through it.
    await renewPage();
    await keepParts(name);
    return true;
  } catch {
    // No worker, no room, no network: the page works as long as it is open.
    return false;
  }
}

/** Puts this page as the server has it now in the place of its copy. Rejects where the server does not say. */
export async function renewPage(): Promise<void> {
  const { pathname } = location;
  const response = await fetch(pathname, {
    redirect: "manual",
    cache: "no-store",
  });
  const status = response.status === 200 && isOurs(response)
    ? 200
    : await ourStatus(pathname);
  if (!("caches" in globalThis)) return;
  const page = await caches.open(pages);
  if (status !== 200) await page.delete(pathname);
  // In another, chosen in another tab, its scripts may not be kept.
  else if (await isInThisLanguage(response.clone())) {
    await page.put(pathname, response);
    // The copies may have been deleted while this answer was on its way.
    if (forgotten.has(sessionIn(pathname))) await page.delete(pathname);
  }
}

/** The sessions whose copies this page has deleted. */
const forgotten = new Set<string>();

function sessionIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

async function isInThisLanguage(response: Response): Promise<boolean> {
  const [, lang] =
    (await response.text()).match(/<html\b[^>]*\blang="([^"]*)"/) ?? [];
  return lang === document.documentElement.lang;
}

async function keepAssets() {
  const cache = await caches.open(assets);
  const pathOf = ({ url }: { url: string }) => new URL(url).pathname;
  const kept = new Set((await cache.keys()).map(pathOf));
  const loaded = performance.getEntriesByType("resource")
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) =>
      origin === location.origin && !kept.has(pathname) &&
      /^\/(assets\/|icon|manifest\/)/.test(pathname)
    );
  const missing = new Set(loaded.map(({ pathname }) => pathname));
  // All at once, as the browser has them already: the worker leaves alone what is asked for in this way.
  await Promise.all([...missing].map(async (path) => {
    const answer = await fetch(path, { cache: "force-cache" });
    if (!isFile(answer)) throw new Error(`${path} is no file of ours`);
    await cache.put(path, answer);
  }));
  // What is loaded from now on, the worker keeps.
  navigator.serviceWorker.controller?.postMessage("kept");
}

/** Keeps what the page may come to load, a file after the other; without a worker the browser's own cache does. */
async function keepParts(name: ClassPageName) {
  const list = await again(() => fetch("/parts.json", { cache: "no-store" }));
  const parts: Record<ClassPageName, string[]> = await list.json();
  const { tag } = language();
  const of = tag === languages[0].tag ? "" : `${tag}/`;
  const cache = isLostByReload() ? null : await caches.open(assets);
  for (const file of parts[name]) {
    const path = `/assets/${file.endsWith(".css") ? "" : of}${file}`;
    if (await cache?.match(path)) continue;
    const how: RequestInit = { cache: "force-cache", priority: "low" };
    const answer = await again(async () => {
      const came = await fetch(path, how);
      if (isFile(came) || isOurs(came)) return came;
      throw new Error(`${path} was answered by the network`);
    });
    // An older page's files are gone from the server.
    if (!isFile(answer)) continue;
    if (cache) await cache.put(path, answer);
    else await answer.arrayBuffer();
  }
}

/** Deletes the copies of a class's page, in every language. */
export async function forgetPage(session: string): Promise<void> {
  forgotten.add(session);
  try {
    const cache = await caches.open(pages);
    for (const request of await cache.keys()) {
      if (sessionIn(new URL(request.url).pathname) === session) {
        await cache.delete(request);
      }
    }
  } catch {
    // There was none.
  }
}
