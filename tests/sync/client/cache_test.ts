/** What a document's copy on the device promises when another tab deletes it, in a browser's own IndexedDB. */
import assert from "node:assert/strict";
import { keepNothing } from "../../../sync/client/cache.ts";
import { launch } from "../../browser.ts";
import { pageScript } from "./page_script.ts";

Deno.test({
  name:
    "S16: another tab deletes the copy: it is said that nothing is kept, and nobody waits for it",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.route("**", (route) => route.fulfill({ body: "" }));
      await page.goto("http://localhost/");
      await page.evaluate(await pageScript());
      assert.deepEqual(await page.evaluate(deletedMeanwhile), {
        keptAtFirst: true,
        // Nothing has to be written.
        flushedAtFirst: true,
        keptAtLast: false,
        flushed: false,
        // Nor for who asks later.
        flushedLater: false,
        // Its connection is closed, so that the other tab need not wait.
        isDeleted: true,
      });
    } finally {
      await browser.close();
    }
  },
});

/** In the page: has a copy deleted while what was just written to it waits for another tab that writes. */
async function deletedMeanwhile() {
  const { Y, keep } = inPage;
  const name = "homeroom/e/amy/s/member/amy";
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const within10s = <T>(work: Promise<T>) =>
    Promise.race([
      work,
      new Promise<"never">((done) => setTimeout(done, 10_000, "never")),
    ]);
  const doc = new Y.Doc();
  const cache = keep(name, doc);
  await cache.loaded;
  const keptAtFirst = cache.kept.value;
  const flushedAtFirst = await cache.flushed();

  const other = await done(indexedDB.open(name));
  const updates = other.transaction("updates", "readwrite")
    .objectStore("updates");
  let isWriting = true;
  const goOn = () => {
    if (isWriting) updates.count().onsuccess = goOn;
  };
  goOn();
  doc.getArray("outbox").push([{ id: "a" }]);
  const flushing = cache.flushed();
  const deleting = done(indexedDB.deleteDatabase(name));
  const flushed = await within10s(flushing);
  const keptAtLast = cache.kept.value;
  const flushedLater = await within10s(cache.flushed());
  isWriting = false;
  other.close();
  const isDeleted = await within10s(deleting.then(() => true));
  return {
    keptAtFirst,
    flushedAtFirst,
    keptAtLast,
    flushed,
    flushedLater,
    isDeleted,
  };
}

Deno.test("S16: where no copy is asked for, nobody waits for one", async () => {
  assert.equal(await keepNothing().flushed(), false);
});
