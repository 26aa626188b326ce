/**
 * Keeps a document in IndexedDB, so that it is there without a network and unsent words outlive the
 * page. Nothing waits for it (S16): unavailable, full, corrupt or slow, it says so in `kept` and the
 * page goes on. Several tabs may keep the same document. The layout is y-indexeddb's, and either opens what the
 * other kept: `updates` has the document; `custom`, which databases of before lack, we do not use.
 */
import { type Signal, signal } from "@preact/signals";
import * as Y from "yjs";
import { removeDatabase } from "./databases.ts";

/** A document being kept on this device. */
export interface Cache {
  /** Settles, never rejecting, when the document was read, cannot be, or takes too long. */
  readonly loaded: Promise<void>;
  /** Whether what is written now survives the page. */
  readonly kept: Signal<boolean>;
  /** Takes in what another tab has written meanwhile. */
  refresh(): void;
  /**
   * Settles when all that the document holds by now is on the device; with false, when it will not be: the copy was
   * closed, another tab has deleted it, or none is kept.
   */
  flushed(): Promise<boolean>;
  /** Writes nothing more. */
  close(): void;
  /** Deletes it from the device, and writes nothing more. */
  forget(): Promise<void>;
}

const store = "updates";
/** So many updates are folded into one. */
const fold = 200;
/** After this, a device that has not answered counts as not keeping anything, until it does (ms). */
const deviceWithinMs = 2_000;
/** How soon a failed write is tried again (ms). */
const retryAfterMs = 5_000;
/** What the server sends is gathered for so long before it is written (ms): an answer comes in ten pieces a second. */
const gatherMs = 300;
/** The same for what one types into a text, which the server is sent at once: a key is on the screen before it is written (ms). */
const gatherTypedMs = 100;

/** The same for a document of which this device keeps no copy, as it was asked. */
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
 * Keeps `doc` in the database `name`: reads what is there, then writes every update.
 *
 * @param list the name of a list from which nothing that was taken out may stay on the device
 * @param isTyped it is a text into which one types, so that one's own changes are many and small
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
  /** What is in the database is incomplete or fragmented: the next write replaces it by the whole. */
  let whole = false;
  let strict = false;
  let queue: Uint8Array[] = [];
  let waiting: ((isFlushed: boolean) => void)[] = [];
  let count = 0;
  /** The last key that was read, and those after it that are of our own writes. */
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
            whole = true; // not one of ours any more: fold the rest, without it
          }
        }
      },
      origin,
      false,
    );
  }

  /** Reads what is after the last key that was read; what we wrote ourselves changes nothing. */
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
    // A person's own words do not wait for a write before them: the page may be gone by then.
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
        // Only now they are ours: what is aborted gives its keys back, and another tab may get them.
        if (replacing) own = new Set();
        for (const { result } of added) own.add(result);
        // Another tab may have deleted the document since this was begun.
        kept.value = !closed;
        write();
      };
      tx.onabort = () => {
        end();
        fail(true);
      };
      // Handed over at once: from here on it is kept even if the page goes away in this moment.
      if (!replacing) tx.commit();
    } catch {
      end();
      fail(true);
    }
  }

  /** Tells those who wait whether all is on the device. */
  function answer(isFlushed: boolean) {
    waiting.forEach((done) => done(isFlushed));
    waiting = [];
  }

  /**
   * All in one, with what another tab wrote and this one has not seen: nothing of it may be lost. What is known is not
   * read again, for a long room is much to read. Gives what is added, in time.
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
      fail(false); // there is none, or it is forbidden: trying again would not help
    }
  }

  function opened(database: IDBDatabase) {
    if (closed) return database.close();
    db = database;
    // It may be another than before, whose keys begin anew: a person has cleared what this site keeps.
    lastKey = 0;
    own = new Set();
    // Another tab forgets the document: let it. From here on nothing is kept, and that is said.
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
    // Older updates still have what was taken out: the whole has it no more.
    if (list && tookOut(transaction, doc.getArray(list))) whole = true;
    if (from === origin) return;
    queue.push(update);
    // A person's own words are worth the wait for the disk; what the server sent can be had again.
    const isFirst = transaction.local && !strict;
    strict ||= transaction.local;
    // Nor does what is to leave the device.
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

/** Whether a transaction took something out of a list. */
function tookOut(
  { changed, deleteSet }: Y.Transaction,
  list: Y.Array<unknown>,
): boolean {
  return deleteSet.clients.size > 0 && changed.has(list as never);
}
