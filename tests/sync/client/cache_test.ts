import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { makeNoCache } from "../../../sync/client/cache.ts";
import { launch } from "../../browser.ts";
import { pageScript } from "./page_script.ts";

/** Registers a test on an empty page, in which `inPage` is. */
function test(name: string, prove: (page: Page) => Promise<void>): void {
  const fn = async () => {
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.route("**", (route) => route.fulfill({ body: "" }));
      await page.goto("http://localhost/");
      await page.evaluate(await pageScript());
      await prove(page);
    } finally {
      await browser.close();
    }
  };
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });
}

test("after another tab deletes the cache the page shows it, and waits for nothing (SYNC-16)", async (page) => {
  assert.deepEqual(await page.evaluate(deletedMeanwhile), {
    keptAtFirst: true,
    flushedAtFirst: true,
    keptAtLast: false,
    flushed: false,
    flushedLater: false,
    // Its connection is closed, so that the other tab need not wait.
    isDeleted: true,
  });
});

/** Runs in the page: deletes a copy while an edit waits for another tab's transaction. */
async function deletedMeanwhile() {
  const { Y, requestResult, openCache } = inPage;
  const name = "homeroom/e/amy/s/member/amy";
  const inTime = <T>(work: Promise<T>) =>
    Promise.race([
      work,
      new Promise<"never">((resolve) => setTimeout(resolve, 60_000, "never")),
    ]);
  const doc = new Y.Doc();
  const cache = openCache(name, doc);
  await cache.whenLoaded;
  const keptAtFirst = cache.isSaved.value;
  const flushedAtFirst = await cache.flush();

  const other = await requestResult(indexedDB.open(name));
  const updates = other.transaction("updates", "readwrite")
    .objectStore("updates");
  let isWriting = true;
  const goOn = () => {
    if (isWriting) updates.count().onsuccess = goOn;
  };
  goOn();
  doc.getArray("outbox").push([{ id: "a" }]);
  const flushing = cache.flush();
  const deleting = requestResult(indexedDB.deleteDatabase(name));
  const flushed = await inTime(flushing);
  const keptAtLast = cache.isSaved.value;
  const flushedLater = await inTime(cache.flush());
  isWriting = false;
  other.close();
  const isDeleted = await inTime(deleting.then(() => true));
  return {
    keptAtFirst,
    flushedAtFirst,
    keptAtLast,
    flushed,
    flushedLater,
    isDeleted,
  };
}

test("two tabs that fold concurrently lose no update (SYNC-16)", async (page) => {
  const { kept, stored } = await page.evaluate(foldedByTwo);
  assert.deepEqual(kept, { a: 900, b: 900 });
  assert.ok(stored < 600, `${stored} updates are stored`);
});

/** Runs in the page: two tabs write more than is folded; how much of each is stored. */
async function foldedByTwo() {
  const { Y, requestResult, openCache } = inPage;
  const name = "homeroom/e/amy/s/room/main";
  const open = async () => {
    const doc = new Y.Doc(), cache = openCache(name, doc);
    await cache.whenLoaded;
    return { doc, cache };
  };
  const tabs = { a: await open(), b: await open() };
  for (let n = 0; n < 900; n++) {
    for (const [tab, { doc, cache }] of Object.entries(tabs)) {
      doc.getArray(tab).push([n]);
      if (n % 30 === 0) await cache.flush();
    }
  }
  await tabs.a.cache.flush();
  await tabs.b.cache.flush();
  tabs.a.cache.close();
  tabs.b.cache.close();
  const { doc, cache } = await open();
  const kept = { a: doc.getArray("a").length, b: doc.getArray("b").length };
  cache.close();
  const database = await requestResult(indexedDB.open(name));
  const updates = database.transaction("updates").objectStore("updates");
  const stored = await requestResult(updates.count());
  return { kept, stored };
}

test("after the storage is cleared each of two tabs stores its own text again (SYNC-16)", async (page) => {
  const kept = page.evaluate(clearedUnderTwo);
  await page.waitForFunction(() => "areOpen" in globalThis);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Storage.clearDataForOrigin", {
    origin: "http://localhost",
    storageTypes: "indexeddb",
  });
  assert.deepEqual(await kept, { a: 1, b: 1 });
});

/** Runs in the page: two tabs write to a cleared copy; how much of each is stored. */
async function clearedUnderTwo() {
  const { Y, openCache } = inPage;
  const open = async () => {
    const doc = new Y.Doc();
    const cache = openCache("homeroom/e/amy/s/member/amy", doc);
    await cache.whenLoaded;
    return { doc, cache };
  };
  // Its keys are beyond those that a new one begins with.
  const before = await open();
  for (let n = 0; n < 20; n++) before.doc.getArray("before").push([n]);
  await before.cache.flush();
  before.cache.close();
  const tabs = { a: await open(), b: await open() };
  const cleared = Object.values(tabs).map(({ cache: { isSaved: kept } }) =>
    new Promise<void>((resolve) =>
      kept.subscribe((isKept) => isKept || resolve())
    )
  );
  Object.assign(globalThis, { areOpen: true });
  await Promise.all(cleared);
  for (const [tab, { doc }] of Object.entries(tabs)) {
    doc.getArray(tab).push([0]);
  }
  const { a, b } = tabs;
  await Promise.all([a.cache.flush(), b.cache.flush()]);
  a.cache.close();
  b.cache.close();
  const { doc, cache } = await open();
  cache.close();
  return { a: doc.getArray("a").length, b: doc.getArray("b").length };
}

test("typed text is stored shortly after the key, and at once on pagehide (SYNC-16)", async (page) => {
  assert.deepEqual(await page.evaluate(typed), {
    withTheKeys: 0,
    asThePageGoes: 3,
    aMomentLater: 6,
  });
});

/** Runs in the page: how many typed keys the copy has, and when. */
async function typed() {
  const { Y, requestResult, openCache } = inPage;
  const name = "homeroom/e/amy/s/page/p";
  const doc = new Y.Doc(), text = doc.getText("text");
  const cache = openCache(name, doc, { isTyped: true });
  await cache.whenLoaded;
  const database = await requestResult(indexedDB.open(name));
  const stored = () =>
    requestResult(
      database.transaction("updates").objectStore("updates").count(),
    );
  for (const key of "abc") text.insert(text.length, key);
  const withTheKeys = await stored();
  dispatchEvent(new Event("pagehide"));
  const asThePageGoes = await stored();
  for (const key of "def") text.insert(text.length, key);
  let aMomentLater = asThePageGoes;
  while (aMomentLater === asThePageGoes) aMomentLater = await stored();
  cache.close();
  database.close();
  return { withTheKeys, asThePageGoes, aMomentLater };
}

Deno.test("without a cache nothing waits for one (SYNC-16)", async () => {
  assert.equal(await makeNoCache().flush(), false);
});

test("a command removed from the outbox leaves the device with its text (CHAT-3)", async (page) => {
  assert.deepEqual(await page.evaluate(takenOut), {
    before: true,
    after: false,
  });
});

/** Runs in the page: whether a copy has a message's words before and after its deletion. */
async function takenOut() {
  const { Y, requestResult, openCache } = inPage;
  const name = "homeroom/e/amy/s/room/main";
  const server = new Y.Doc(), doc = new Y.Doc();
  const cache = openCache(name, doc, { list: "messages" });
  await cache.whenLoaded;
  server.on("update", (update: Uint8Array) => Y.applyUpdate(doc, update));
  const other = await requestResult(indexedDB.open(name));
  const hasWords = async () => {
    await cache.flush();
    const stored: Uint8Array[] = await requestResult(
      other.transaction("updates").objectStore("updates").getAll(),
    );
    const decoder = new TextDecoder();
    return stored.some((it) => decoder.decode(it).includes("unkind words"));
  };
  server.getArray("messages").push([{ text: "unkind words" }]);
  const before = await hasWords();
  server.getArray("messages").delete(0);
  const after = await hasWords();
  other.close();
  return { before, after };
}
