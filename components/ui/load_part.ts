/** Parts of the page that are loaded when they are wanted, as often as it takes. */
import { signal } from "@preact/signals";

/** How many are wanted and did not come; they are asked for again. */
export const missingParts = signal(0);

/** How soon what did not come is asked for again, where the device seems to have a network (ms); later each time. */
const retryAfterMs = 1_000;
const longestRetryMs = 60_000;

/**
 * What `load` imports, as soon as it comes. Browsers remember by its address that a module did not come, and ask no more
 * for it while the page is open: so it is asked for by another address, where the browser tells which it was.
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  let get = load;
  return await untilItComes(async (tries) => {
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

/** Asks for a part when it is first wanted, and for all who want it once. */
export function lazyPart<T>(load: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => asked ??= loadPart(load);
}

const come = new Map<string, Promise<unknown>>();

/**
 * Loads a part of several files once all of them are there: one that the part itself imports would, if it did not come,
 * be remembered too, and could not be asked for by another address. The build puts this in the place of Vite's own
 * preloading; `files` are addresses as seen from `from`, another script's.
 */
export async function loadFiles<T>(
  load: () => Promise<T>,
  files: readonly string[] = [],
  from = location.href,
): Promise<T> {
  await Promise.all(files.map((file) => {
    const { href } = new URL(file, from);
    const get = href.endsWith(".css") ? addSheet : fetchScript;
    const coming = come.get(href) ??
      (isNamed(href) ? Promise.resolve() : untilItComes(() => get(href)));
    come.set(href, coming);
    return coming;
  }));
  return await load();
}

/** Whether the page names the file itself: then it is there, since the page runs. */
function isNamed(href: string): boolean {
  const links = document.querySelectorAll<HTMLLinkElement>(
    'link[rel="modulepreload"], link[rel="stylesheet"]',
  );
  return [...links].some((link) => link.href === href);
}

/** Whether an answer is a file of a page, and not the page that a network gives in its place, such as a login. */
export function isFile({ ok, redirected, headers }: Response): boolean {
  const isPage = headers.get("content-type")?.startsWith("text/html");
  return ok && !redirected && !isPage;
}

/** Into the browser's cache. */
async function fetchScript(href: string): Promise<void> {
  const answer = await fetch(href);
  if (!isFile(answer)) throw new Error(`${href} answered ${answer.status}`);
  await answer.arrayBuffer();
}

function addSheet(href: string): Promise<void> {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((done, fail) => {
    link.onload = () => done();
    link.onerror = () => {
      link.remove();
      fail(new Error(`${href} did not come`));
    };
    document.head.append(link);
  });
}

/** Gets what is wanted; where it does not come the page says so. */
async function untilItComes<T>(
  get: (tries: number) => Promise<T>,
): Promise<T> {
  let missing = 0;
  try {
    return await again(get, () => {
      if (missing++ === 0) missingParts.value++;
    });
  } finally {
    if (missing > 0) missingParts.value--;
  }
}

/** Does it again and again until it is done. */
export async function again<T>(
  get: (tries: number) => Promise<T>,
  failed = () => {},
): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await get(tries);
    } catch {
      failed();
      await networkPerhaps(
        Math.min(retryAfterMs * 2 ** (tries - 1), longestRetryMs),
      );
    }
  }
}

/** Waits until the device says that it has a network; where it says so already, for a while (ms). */
function networkPerhaps(pause: number): Promise<unknown> {
  return new Promise((done) =>
    navigator.onLine
      ? setTimeout(done, pause)
      : addEventListener("online", done, { once: true })
  );
}
