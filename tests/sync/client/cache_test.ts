/** What a document's copy on the device promises when another tab deletes it, over a stand-in for IndexedDB. */
import assert from "node:assert/strict";
import * as Y from "yjs";
import { keep, keepNothing } from "../../../sync/client/cache.ts";

/** A database that answers reads with nothing, and ends no write by itself. */
class Stuck {
  onversionchange: (() => void) | null = null;
  isClosed = false;
  /** The write that is under way. */
  writing = { oncomplete() {} };

  /** Begins what `indexedDB.open` does. */
  open() {
    const request = { result: this, onsuccess: () => {} };
    queueMicrotask(() => request.onsuccess());
    return request;
  }

  transaction(_: string, mode: string) {
    const request = { result: [] };
    const objectStore = () => ({
      getAllKeys: () => request,
      getAll: () => request,
      add: () => request,
    });
    const transaction = { objectStore, commit() {}, oncomplete() {} };
    if (mode === "readonly") queueMicrotask(() => transaction.oncomplete());
    else this.writing = transaction;
    return transaction;
  }

  close(): void {
    this.isClosed = true;
  }
}

Deno.test("S16: another tab deletes the copy: it is said that nothing is kept, and nobody waits for it", async () => {
  const database = new Stuck();
  const before = ["indexedDB", "IDBKeyRange"].map((name) =>
    [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const
  );
  Object.defineProperties(globalThis, {
    indexedDB: { value: database, configurable: true },
    IDBKeyRange: { value: { lowerBound: () => null }, configurable: true },
  });
  const doc = new Y.Doc();
  try {
    const cache = keep("homeroom/e/amy/s/member/amy", doc);
    await cache.loaded;
    assert.equal(cache.kept.value, true);
    assert.equal(await cache.flushed(), true, "nothing has to be written");
    doc.getArray("outbox").push([{ id: "a" }]);
    const flushed = cache.flushed();

    database.onversionchange!();
    assert.equal(cache.kept.value, false);
    assert.equal(await flushed, false);
    assert.equal(await cache.flushed(), false, "nor who asks later");
    assert.ok(database.isClosed, "the other tab need not wait");
    database.writing.oncomplete();
    assert.equal(cache.kept.value, false, "what was being written went too");
  } finally {
    doc.destroy();
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
});

Deno.test("S16: where no copy is asked for, nobody waits for one", async () => {
  assert.equal(await keepNothing().flushed(), false);
});
