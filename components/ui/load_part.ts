/** Loads parts of the page's code on demand, with retries. */
import { signal } from "@preact/signals";

/** The number of parts that failed to load and are being retried. */
export const missingPartCount = signal(0);

/** Delay before the first retry while the device seems online (ms); doubled each time. */
const retryAfterMs = 1_000;
const maxRetryMs = 60_000;

/** Imports with retries. Browsers remember a failed import by its URL, so a retry adds a query. */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  let get = load;
  return await fetchUntilFile(async (tries) => {
    try {
      return await get();
    } catch (error) {
      const [address] = /https?:[^\s?]+/.exec(String(error)) ?? [];
      if (address?.startsWith(location.origin + "/assets/")) {
        get = () => import(/* @vite-ignore */ `${address}?${tries}`);
      }
      throw error;
    }
  });
}

/** Returns a function that loads a part on first use, and then always returns the same one. */
export function lazyPart<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => loading ??= loadPart(load);
}

const importWithRetries = new Map<string, Promise<unknown>>();

/**
 * Loads all files of a part first: if a nested import failed, the browser would remember it. The build replaces
 * Vite's preloading by this.
 *
 * @param files relative to `from`
 */
export async function loadFiles<T>(
  load: () => Promise<T>,
  files: readonly string[] = [],
  from = location.href,
): Promise<T> {
  await Promise.all(files.map((file) => {
    const { href } = new URL(file, from);
    const get = href.endsWith(".css") ? addSheet : fetchScript;
    const loading = importWithRetries.get(href) ??
      (isNamed(href) ? Promise.resolve() : fetchUntilFile(() => get(href)));
    importWithRetries.set(href, loading);
    return loading;
  }));
  return await load();
}

/** Whether the page's HTML names the file, so that it is loaded already. */
function isNamed(href: string): boolean {
  const links = document.querySelectorAll<HTMLLinkElement>(
    'link[rel="modulepreload"], link[rel="stylesheet"]',
  );
  return [...links].some((link) => link.href === href);
}

/** Whether a response is the file, and not a page of the network, such as a login. */
export function isFileResponse({ ok, redirected, headers }: Response): boolean {
  const isPage = headers.get("content-type")?.startsWith("text/html");
  return ok && !redirected && !isPage;
}

/** Fetches a script, so that the browser's cache has it. */
async function fetchScript(href: string): Promise<void> {
  const answer = await fetch(href);
  if (!isFileResponse(answer)) {
    throw new Error(`${href} answered ${answer.status}`);
  }
  await answer.arrayBuffer();
}

function addSheet(href: string): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error(`${href} did not come`));
    };
    document.head.append(link);
  });
}

/** Retries until it succeeds. After the first failure, counts in `missingPartCount`. */
async function fetchUntilFile<T>(
  get: (tries: number) => Promise<T>,
): Promise<T> {
  let missing = 0;
  try {
    return await retryForever(get, () => {
      if (missing++ === 0) missingPartCount.value++;
    });
  } finally {
    if (missing > 0) missingPartCount.value--;
  }
}

export async function retryForever<T>(
  get: (tries: number) => Promise<T>,
  failed = () => {},
): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await get(tries);
    } catch {
      failed();
      await waitForNetwork(
        Math.min(retryAfterMs * 2 ** (tries - 1), maxRetryMs),
      );
    }
  }
}

/** Waits for the network; if the device says that it is online, for `pause` ms. */
function waitForNetwork(pause: number): Promise<unknown> {
  return new Promise((resolve) =>
    navigator.onLine
      ? setTimeout(resolve, pause)
      : addEventListener("online", resolve, { once: true })
  );
}
