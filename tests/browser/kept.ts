import type { Person } from "./stage.ts";

/** All that a browser keeps for us, as text: caches with their bodies, databases, storage. */
export async function everything({ page }: Person): Promise<string> {
  return await page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      if (name === "homeroom-assets") continue;
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        found.push(`${request.url} ${await response?.text()}`);
      }
    }
    for (const { name = "" } of await indexedDB.databases()) {
      found.push(name);
      const db = await new Promise<IDBDatabase | null>((resolve) => {
        const request = indexedDB.open(name);
        // The database was deleted since its name was read; opening must not make it again.
        request.onupgradeneeded = () => request.transaction!.abort();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      });
      if (!db) continue;
      for (const store of db.objectStoreNames) {
        const all = await new Promise<unknown[]>((resolve) => {
          const request = db.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
        });
        for (const value of all) {
          found.push(
            value instanceof Uint8Array
              ? new TextDecoder().decode(value)
              : JSON.stringify(value),
          );
        }
      }
      db.close();
    }
    for (const storage of [localStorage, sessionStorage]) {
      found.push(JSON.stringify({ ...storage }));
    }
    return found.join("\n");
  });
}
