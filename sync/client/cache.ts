/**
 * Keeps a document in IndexedDB, so that it opens offline and unsent commands outlive the page. It never blocks the
 * page (S16); `kept` says whether it works. Several tabs may keep the same document. The layout is y-indexeddb's:
 * `updates` has the document; `custom` is unused and may be missing.
 */
import { type Signal, signal } from "@preact/signals";
import * as Y from "yjs";
import { removeDatabase } from "./databases.ts";

export interface Cache {
  /** Settles, never rejecting, when the document is read, cannot be read, or takes too long. */
  readonly loaded: Promise<void>;
  /** Whether new changes survive the page. */
  readonly kept: Signal<boolean>;
  /** Reads what another tab has written. */
  refresh(): void;
  /** Resolves to true once everything so far is stored; to false if the cache was closed, deleted or does not exist. */
  flushed(): Promise<boolean>;
  close(): void;
  /** Deletes the database and stops writing. */
  forget(): Promise<void>;
}

const store = "updates";
/** Updates that are merged into one. */
const fold = 200;
/** After this, a device that does not answer counts as unable to store, until it answers. */
const deviceWithinMs = 2_000;
const retryAfterMs = 5_000;
/** Server updates are gathered this long before a write: an assistant's answer has ten a second. */
const gatherMs = 300;
/**
 * The same for typing in a text, which goes to the server immediately: a key press must be on screen before it is
 * written.
 */
const gatherTypedMs = 100;

/** The cache of a document that this device should not keep. */
export function keepNothing(): Cache {
  return {
    loaded: Promise.resolve(),
    kept: signal(true),
    refresh() {},
    flushed: () => Promise.resolve(false),
    close() {},
    forget: () => Promise.resolve(),
  };
}

/**
 * Reads the database `name` into `doc`, then stores every update.
 *
 * @param list the name of a list whose removed elements must leave the device
 * @param isTyped the document is a text with many small own changes
 */
export function keepDocument(
  name: string,
  doc: Y.Doc,
  { list, isTyped = false }: { list?: string; isTyped?: boolean } = {},
): Cache {
  const kept = signal(true);
  const { promise: loaded, resolve: settle } = Promise.withResolvers<void>();
  const origin = {};
  let db: IDBDatabase | null = null;
  let closed = false;
  let writing = 0;
  /** The database is incomplete or fragmented; the next write replaces its content. */
  let whole = false;
  let strict = false;
  let queue: Uint8Array[] = [];
  let waiting: ((isFlushed: boolean) => void)[] = [];
  let count = 0;
  /** The last key read, and later keys that this tab wrote. */
  let lastKey = 0;
  let own = new Set<IDBValidKey>();
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const slow = setTimeout(() => fail(false), deviceWithinMs);

  function fail(broken: boolean) {
    clearTimeout(slow);
    settle();
    if (closed) return;
    kept.value = false;
    if (!broken) return;
    whole = true;
    clearTimeout(retry);
    retry = setTimeout(() => db ? write() : start(), retryAfterMs);
  }

  function take(updates: readonly Uint8Array[]) {
    Y.transact(
      doc,
      () => {
        for (const update of updates) {
          try {
            Y.applyUpdate(doc, update, origin);
          } catch {
            whole = true; // invalid: the next write replaces all, without it
          }
        }
      },
      origin,
      false,
    );
  }

  /** Reads what other tabs wrote after `lastKey`. */
  function read(then: () => void) {
    if (!db || closed) return;
    try {
      const tx = db.transaction(store, "readonly");
      const range = IDBKeyRange.lowerBound(lastKey, true);
      const keys = tx.objectStore(store).getAllKeys(range);
      const updates = tx.objectStore(store).getAll(range);
      tx.oncomplete = () => {
        if (closed) return;
        lastKey = Number(keys.result.at(-1) ?? lastKey);
        take(updates.result as Uint8Array[]);
        then();
      };
      tx.onabort = () => fail(true);
    } catch {
      fail(true);
    }
  }

  function write() {
    // The user's own changes do not wait for an earlier write: the page may be gone by then.
    if (!db || closed || (writing > 0 && !strict)) return;
    if (!whole && queue.length === 0) {
      return answer(true);
    }
    let ended = false;
    const end = () => {
      if (!ended) writing--;
      ended = true;
    };
    writing++;
    try {
      const durability = strict ? "strict" : "default";
      const tx = db.transaction(store, "readwrite", { durability });
      const updates = tx.objectStore(store);
      const batch = queue;
      queue = [];
      strict = false;
      const replacing = whole || count + batch.length > fold;
      const added = replacing
        ? replace(updates)
        : batch.map((update) => updates.add(update));
      count += batch.length;
      tx.oncomplete = () => {
        end();
        // Only now: an aborted transaction frees its keys for other tabs.
        if (replacing) own = new Set();
        for (const { result } of added) own.add(result);
        // Another tab may have deleted the document meanwhile.
        kept.value = !closed;
        write();
      };
      tx.onabort = () => {
        end();
        fail(true);
      };
      // Committed explicitly, so that the write survives even if the page closes now.
      if (!replacing) tx.commit();
    } catch {
      end();
      fail(true);
    }
  }

  function answer(isFlushed: boolean) {
    waiting.forEach((done) => done(isFlushed));
    waiting = [];
  }

  /**
   * Replaces the content by one update that includes what other tabs wrote. Known updates are not read again, because a
   * long room is large. The returned list is filled later.
   */
  function replace(updates: IDBObjectStore): IDBRequest<IDBValidKey>[] {
    const added: IDBRequest<IDBValidKey>[] = [];
    const fold = (others: readonly Uint8Array[]) => {
      take(others);
      whole = false;
      updates.clear();
      added.push(updates.add(Y.encodeStateAsUpdate(doc)));
      count = 1;
    };
    whole = false;
    const keys = updates.getAllKeys(IDBKeyRange.lowerBound(lastKey, true));
    keys.onsuccess = () => {
      const others = keys.result.filter((key) => !own.has(key))
        .map((key) => updates.get(key));
      const last = others.at(-1);
      if (!last) fold([]);
      else last.onsuccess = () => fold(others.map(({ result }) => result));
    };
    return added;
  }

  function start() {
    if (closed) return;
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(store, { autoIncrement: true });
        request.result.createObjectStore("custom");
      };
      request.onerror = () => fail(true);
      request.onsuccess = () => opened(request.result);
    } catch {
      fail(false); // missing or forbidden: a retry would not help
    }
  }

  function opened(database: IDBDatabase) {
    if (closed) return database.close();
    db = database;
    // The user may have cleared the site's data: keys then restart.
    lastKey = 0;
    own = new Set();
    // Another tab deletes the document, so nothing is kept from here on.
    db.onversionchange = () => {
      kept.value = false;
      close();
    };
    db.onclose = () => {
      db = null;
      fail(true);
    };
    read(() => {
      clearTimeout(slow);
      kept.value = true;
      count = lastKey ? fold / 2 : 0; // unknown; fold a little earlier
      settle();
      write();
    });
  }

  const onUpdate = (
    update: Uint8Array,
    from: unknown,
    _: Y.Doc,
    transaction: Y.Transaction,
  ) => {
    // Older updates still contain the removed element, a fresh encoding does not.
    if (list && tookOut(transaction, doc.getArray(list))) whole = true;
    if (from === origin) return;
    queue.push(update);
    // The user's own changes wait for the disk; the server's can be fetched again.
    const isFirst = transaction.local && !strict;
    strict ||= transaction.local;
    // Removed elements are deleted from the device immediately.
    if (whole || strict && !isTyped) return writeNow();
    if (isFirst) clearTimeout(gathering);
    if (isFirst) gathering = setTimeout(writeNow, gatherTypedMs);
    else gathering ??= setTimeout(writeNow, gatherMs);
  };

  function writeNow() {
    clearTimeout(gathering);
    gathering = undefined;
    write();
  }

  function close() {
    if (queue.length > 0) writeNow();
    closed = true;
    removeEventListener("pagehide", writeNow);
    clearTimeout(slow);
    clearTimeout(retry);
    doc.off("update", onUpdate);
    db?.close();
    db = null;
    settle();
    answer(false);
  }

  doc.on("update", onUpdate);
  addEventListener("pagehide", writeNow);
  start();
  return {
    loaded,
    kept,
    refresh: () => read(write),
    flushed: () =>
      new Promise((done) => {
        if (closed) return done(false);
        waiting.push(done);
        write();
      }),
    close,
    forget: () => {
      queue = [];
      close();
      return removeDatabase(name);
    },
  };
}

/** Whether a transaction removed something from a list. */
function tookOut(
  { changed, deleteSet }: Y.Transaction,
  list: Y.Array<unknown>,
): boolean {
  return deleteSet.clients.size > 0 && changed.has(list as never);
}
