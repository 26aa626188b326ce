/**
 * Lets a class page that was open once, a student's or a teacher's, open again without a network. Pages come from the network and
 * only without one from the copy; scripts, styles and fonts have their content in their name, so the
 * copy is as good. Nothing else is touched: no API, no other person's page.
 */

const pages = "homeroom-pages";
const assets = "homeroom-assets";
/** After this a network that does not answer counts as none, where there is a copy (ms). */
const patience = 4000;
/** So many files are kept; the oldest go. A student's page has a hundred, a teacher's two, in each language. */
const most = 800;
/**
 * Pages that have just come over the network and are loading what they name. What a worker answers is not taken for
 * what the browser has asked for ahead, so that each file would be fetched twice: they go past it, to the browser's own
 * cache, until the page says that it has kept them. A worker that was stopped meanwhile answers, as for any other page.
 */
const loading = new Set();
/** So many pages may be loading; of others it is forgotten. */
const mostLoading = 20;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("homeroom-") && ![pages, assets].includes(name)) {
        await caches.delete(name);
      }
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (isKept(url.pathname)) event.respondWith(page(event, url.pathname));
    else begins(event.resultingClientId);
  } else if (loading.has(event.clientId) && navigator.onLine) {
    return;
  } else if (request.cache === "force-cache") {
    // The page keeps it by itself.
    return;
  } else if (/^\/(assets\/|icon|manifest\/)/.test(url.pathname)) {
    event.respondWith(asset(event, url.pathname));
  }
});

self.addEventListener("message", (event) => {
  const { data, source } = event;
  if (data !== "kept" || !source) return;
  loading.delete(source.id);
  event.waitUntil(dropOldest());
});

/** Once a visit: it looks through all files. */
async function dropOldest() {
  const cache = await caches.open(assets);
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - most))) {
    await cache.delete(key);
  }
}

/** From now on a page loads what it names. */
function begins(client) {
  if (!client) return;
  loading.add(client);
  if (loading.size > mostLoading) loading.delete(loading.keys().next().value);
}

/** A class's page, the student's or the teacher's. */
function isKept(path) {
  return /^(\/[\w-]+)?\/(class|teacher\/sessions)\/[1-9A-HJ-NP-Za-km-z]{16}$/
    .test(path);
}

/** The page as the network has it; where that is silent, as it was. */
async function page(event, path) {
  const cache = await caches.open(pages);
  const copy = await cache.match(path);
  const fresh = fetch(event.request).then(async (response) => {
    // A teacher's page says itself that it is to be kept: the same address has the record of a class that is over.
    const keeps = copy || /\/class\//.test(path);
    if (response.status === 200 && isOurs(response)) {
      if (keeps) await cache.put(path, response.clone());
    } // Sent elsewhere, or told that it is nothing of theirs: the copy is nothing of theirs, too.
    else if (copy && await deniesPage(response, path)) {
      await cache.delete(path);
    }
    return response;
  });
  event.waitUntil(fresh.catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  const first = copy
    ? await Promise.race([fresh.catch(() => undefined), late])
    : await fresh.catch(async (error) => {
      const other = await inOtherLanguage(cache, path);
      if (other) return other;
      throw error;
    });
  if (copy && !(first && first.status < 500)) return copy;
  begins(event.resultingClientId);
  return first;
}

/** Whether the server gave an answer, and not the network: a hotel's login page, a filter's notice. */
function isOurs({ headers }) {
  return headers.has("homeroom");
}

/** Whether the server says that the page is nothing of theirs. Whose a redirect is, only the page at its end shows. */
async function deniesPage(response, path) {
  const { status, type } = response;
  if (type !== "opaqueredirect") {
    return isOurs(response) && status < 500 && status !== 429 && status !== 200;
  }
  const how = { method: "HEAD", cache: "no-store" };
  return await fetch(path, how).then(isOurs, () => false);
}

/** The copy of the same page in another language: there is one of it where its address was kept in the first. */
async function inOtherLanguage(cache, path) {
  const own = path.match(/\/(class|teacher)\/.*$/)[0];
  const keys = await cache.keys();
  const key = keys.find(({ url }) => new URL(url).pathname.endsWith(own));
  return key && await cache.match(key);
}

/** A file whose name changes with its content. */
async function asset(event, path) {
  const cache = await caches.open(assets);
  const copy = await cache.match(path);
  if (copy) return copy;
  const response = await fetch(event.request);
  const type = response.headers.get("content-type") ?? "";
  // A network may give a page of its own in place of a file.
  const isFile = !response.redirected && !type.startsWith("text/html");
  if (response.status === 200 && isFile) {
    event.waitUntil(cache.put(path, response.clone()));
  }
  return response;
}
