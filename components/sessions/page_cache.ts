/**
 * The class page offline: registers the service worker, and stores a copy of the page, which is deleted with the
 * member's data.
 */
import { isPageLostOnReload } from "../page/leave_warning.ts";
import { languages } from "texts/languages.ts";
import { language } from "../../locales/current.ts";
import { loadUploadItem } from "../chat/messages/lazy_parts.ts";
import { loadStagedFileList } from "../files/file_parts.ts";
import { loadUploadCode } from "../files/outgoing_file.ts";
import {
  fetchServerStatus,
  isServerResponse,
} from "../client/server_response.ts";
import { isFileResponse, retryForever } from "../ui/load_part.ts";

/** Cache names, also used in `static/sw.js`. */
const pages = "homeroom-pages";
const assets = "homeroom-assets";

type ClassPageName = "ClassPage" | "SessionLive";

/** Stores the page with all files that it may load. Resolves to false if it must be tried again later. */
export async function cachePage(name: ClassPageName): Promise<boolean> {
  // With these parts, files can be attached offline, also over plain HTTP.
  const client = Promise.all([
    loadUploadCode(),
    loadStagedFileList(),
    loadUploadItem(),
  ]);
  try {
    if (isPageLostOnReload()) {
      await keepParts(name);
      return true;
    }
    await navigator.serviceWorker.register("/sw.js");
    await client;
    await keepAssets();
    // Replaces the worker's copy, which may be older.
    await refreshCachedPage();
    await keepParts(name);
    return true;
  } catch {
    // Without a worker, space or network the open page still works.
    return false;
  }
}

/** Renews or deletes the page's copy. Rejects if the server does not answer. */
export async function refreshCachedPage(): Promise<void> {
  const { pathname } = location;
  const response = await fetch(pathname, {
    redirect: "manual",
    cache: "no-store",
  });
  const status = response.status === 200 && isServerResponse(response)
    ? 200
    : await fetchServerStatus(pathname);
  if (!("caches" in globalThis)) return;
  const page = await caches.open(pages);
  if (status !== 200) await page.delete(pathname);
  // A page in the language of another tab is not stored: its scripts may be missing.
  else if (await isInThisLanguage(response.clone())) {
    await page.put(pathname, response);
    // `deleteCachedPage` may have run meanwhile.
    if (forgotten.has(sessionIn(pathname))) await page.delete(pathname);
  }
}

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
  const cachedPaths = new Set((await cache.keys()).map(pathOf));
  const loaded = performance.getEntriesByType("resource")
    .map(({ name }) => new URL(name))
    .filter(({ origin, pathname }) =>
      origin === location.origin && !cachedPaths.has(pathname) &&
      /^\/(assets\/|icon|manifest\/)/.test(pathname)
    );
  const missing = new Set(loaded.map(({ pathname }) => pathname));
  // From the browser's cache. The worker ignores these requests.
  await Promise.all([...missing].map(async (path) => {
    const answer = await fetch(path, { cache: "force-cache" });
    if (!isFileResponse(answer)) throw new Error(`${path} is no file of ours`);
    await cache.put(path, answer);
  }));
  // From now on the worker stores further files.
  navigator.serviceWorker.controller?.postMessage("kept");
}

/** Stores all parts of the page, one at a time; without a worker, in the browser's own cache. */
async function keepParts(name: ClassPageName) {
  const list = await retryForever(() =>
    fetch("/parts.json", { cache: "no-store" })
  );
  const parts: Record<ClassPageName, string[]> = await list.json();
  const { tag } = language();
  const prefix = tag === languages[0].tag ? "" : `${tag}/`;
  const cache = isPageLostOnReload() ? null : await caches.open(assets);
  for (const file of parts[name]) {
    const path = `/assets/${file.endsWith(".css") ? "" : prefix}${file}`;
    if (await cache?.match(path)) continue;
    const options: RequestInit = { cache: "force-cache", priority: "low" };
    const answer = await retryForever(async () => {
      const response = await fetch(path, options);
      if (isFileResponse(response) || isServerResponse(response)) {
        return response;
      }
      throw new Error(`${path} was answered by the network`);
    });
    // A newer build does not have this file.
    if (!isFileResponse(answer)) continue;
    if (cache) await cache.put(path, answer);
    else await answer.arrayBuffer();
  }
}

export async function deleteCachedPage(session: string): Promise<void> {
  forgotten.add(session);
  try {
    const cache = await caches.open(pages);
    for (const request of await cache.keys()) {
      if (sessionIn(new URL(request.url).pathname) === session) {
        await cache.delete(request);
      }
    }
  } catch {
    // The browser has no caches.
  }
}
