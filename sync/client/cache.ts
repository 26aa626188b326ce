/**
 * Keeps a document in IndexedDB, so that it opens offline and unsent commands outlive the page. Never blocks the page
 * (SYNC-16). Several tabs may share a document. The layout is y-indexeddb's, with an empty `custom`.
 */
import { type Signal, signal } from "@preact/signals";
import * as Y from "yjs";
import { deleteDatabase } from "./databases.ts";

export interface DeviceCache {
  /** Resolves once the document is read, cannot be read, or takes too long. Never rejects. */
  readonly whenLoaded: Promise<void>;
  /** Whether the device stores new changes, or need not. */
  readonly isSaved: Signal<boolean>;
  /** Reads what another tab has written. */
  refresh(): void;
  /** True once everything so far is stored; false if the cache was closed, deleted or does not exist. */
  flush(): Promise<boolean>;
  close(): void;
  /** Deletes the database and stops writing. */
  forget(): Promise<void>;
}

const table = "updates";
/** Number of updates after which they are merged into one. */
const maxUpdates = 200;
/** After this time without an answer, a device counts as unable to store until it answers. */
const deviceWithinMs = 2_000;
const retryAfterMs = 5_000;
/** Delay that batches server updates: an assistant's answer has ten a second. */
const gatherMs = 300;
/** Delay that batches the storing of typed text, so that a key press is shown first. */
const gatherTypedMs = 100;

/** A cache that stores nothing, for documents that the device must not keep. */
export function makeNoCache(): DeviceCache {
  return {
    whenLoaded: Promise.resolve(),
    isSaved: signal(true),
    refresh() {},
    flush: () => Promise.resolve(false),
    close() {},
    forget: () => Promise.resolve(),
  };
}

/**
 * Reads the database `name` into `doc`, then stores updates.
 * @param list a list whose removed elements must leave the device
 * @param isTyped the document is a text with many small own changes
 */
export function openCache(
  name: string,
  doc: Y.Doc,
  options: CacheOptions = {},
): DeviceCache {
  return new DatabaseCache(name, doc, options);
}

interface CacheOptions {
  list?: string;
  isTyped?: boolean;
}

class StoredUpdates {
  readonly #db: IDBDatabase;
  #lastReadKey = 0;
  /** Keys of the rows after `#lastReadKey` that this tab wrote. */
  #ownKeys = new Set<IDBValidKey>();
  #count = 0;

  constructor(db: IDBDatabase) {
    this.#db = db;
  }

  isFull(newCount: number): boolean {
    return this.#count + newCount > maxUpdates;
  }

  read(
    onDone: (updates: readonly Uint8Array[]) => void,
    onFailed: () => void,
  ): void {
    const tx = this.#db.transaction(table, "readonly");
    const range = IDBKeyRange.lowerBound(this.#lastReadKey, true);
    const keys = tx.objectStore(table).getAllKeys(range);
    const updates = tx.objectStore(table).getAll(range);
    tx.oncomplete = () => {
      const last = Number(keys.result.at(-1) ?? this.#lastReadKey);
      // Keys do not tell the number of rows. With this guess they are merged a little early.
      if (this.#lastReadKey === 0 && last > 0) this.#count += maxUpdates / 2;
      this.#lastReadKey = last;
      onDone(updates.result);
    };
    tx.onabort = onFailed;
  }

  /** Adds rows. They are stored even if the page closes right after this call. */
  append(
    updates: readonly Uint8Array[],
    durability: IDBTransactionDurability,
    onDone: () => void,
    onFailed: () => void,
  ): void {
    const tx = this.#db.transaction(table, "readwrite", { durability });
    const rows = tx.objectStore(table);
    const added = updates.map((update) => rows.add(update));
    this.#count += updates.length;
    tx.oncomplete = () => {
      // Keys count as own only once stored: after an aborted transaction, another tab may get the same keys.
      for (const { result } of added) this.#ownKeys.add(result);
      onDone();
    };
    tx.onabort = onFailed;
    tx.commit();
  }

  /**
   * Replaces all rows by one.
   * @param merge makes the new row from the rows that other tabs added since the last read
   */
  replace(
    merge: (otherUpdates: readonly Uint8Array[]) => Uint8Array,
    durability: IDBTransactionDurability,
    onDone: () => void,
    onFailed: () => void,
  ): void {
    const tx = this.#db.transaction(table, "readwrite", { durability });
    const rows = tx.objectStore(table);
    let added: IDBRequest<IDBValidKey>;
    const replaceBy = (otherUpdates: readonly Uint8Array[]) => {
      const whole = merge(otherUpdates);
      rows.clear();
      added = rows.add(whole);
      this.#count = 1;
    };
    const keys = rows.getAllKeys(
      IDBKeyRange.lowerBound(this.#lastReadKey, true),
    );
    keys.onsuccess = () => {
      const otherRows = keys.result.filter((key) => !this.#ownKeys.has(key))
        .map((key) => rows.get(key));
      const last = otherRows.at(-1);
      if (!last) replaceBy([]);
      else last.onsuccess = () => replaceBy(otherRows.map((it) => it.result));
    };
    tx.oncomplete = () => {
      this.#ownKeys = new Set([added.result]);
      onDone();
    };
    tx.onabort = onFailed;
  }

  close(): void {
    this.#db.close();
  }
}

class DatabaseCache implements DeviceCache {
  readonly whenLoaded: Promise<void>;
  readonly isSaved = signal(true);
  readonly #name: string;
  readonly #doc: Y.Doc;
  readonly #options: CacheOptions;
  readonly #settle: () => void;
  /** Null until the database is open, and once it is closed. */
  #stored: StoredUpdates | null = null;
  #isClosed = false;
  #writes = 0;
  /**
   * True if the database is incomplete, or has unreadable rows or elements removed from `options.list`: the next write
   * replaces it.
   */
  #mustReplace = false;
  /** True if an own change waits: it must be on disk before it counts as stored. */
  #hasOwn = false;
  #queue: Uint8Array[] = [];
  #waiting: ((isFlushed: boolean) => void)[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  readonly #slow = setTimeout(() => this.#fail(false), deviceWithinMs);

  constructor(name: string, doc: Y.Doc, options: CacheOptions) {
    this.#name = name;
    this.#doc = doc;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.whenLoaded = promise;
    this.#settle = resolve;
    doc.on("update", this.#onUpdate);
    addEventListener("pagehide", this.#writeNow);
    this.#open();
  }

  refresh(): void {
    this.#read(() => this.#write());
  }

  flush(): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#isClosed) return resolve(false);
      this.#waiting.push(resolve);
      this.#write();
    });
  }

  close(): void {
    if (this.#queue.length > 0) this.#writeNow();
    this.#isClosed = true;
    removeEventListener("pagehide", this.#writeNow);
    clearTimeout(this.#slow);
    clearTimeout(this.#retry);
    this.#doc.off("update", this.#onUpdate);
    this.#stored?.close();
    this.#stored = null;
    this.#settle();
    this.#answer(false);
  }

  forget(): Promise<void> {
    this.#queue = [];
    this.close();
    return deleteDatabase(this.#name);
  }

  #open(): void {
    if (this.#isClosed) return;
    try {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(table, { autoIncrement: true });
        request.result.createObjectStore("custom");
      };
      request.onerror = () => this.#fail(true);
      request.onsuccess = () => this.#onOpened(request.result);
    } catch {
      this.#fail(false); // missing or forbidden: a retry would not help
    }
  }

  #onOpened(db: IDBDatabase): void {
    if (this.#isClosed) return db.close();
    this.#stored = new StoredUpdates(db);
    // Another tab deletes the database.
    db.onversionchange = () => {
      this.isSaved.value = false;
      this.close();
    };
    db.onclose = () => {
      this.#stored = null;
      this.#fail(true);
    };
    this.#read(() => {
      clearTimeout(this.#slow);
      this.isSaved.value = true;
      this.#settle();
      this.#write();
    });
  }

  /** @param mayRetry whether another try may succeed */
  #fail(mayRetry: boolean): void {
    clearTimeout(this.#slow);
    this.#settle();
    if (this.#isClosed) return;
    this.isSaved.value = false;
    if (!mayRetry) return;
    this.#mustReplace = true;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(
      () => this.#stored ? this.#write() : this.#open(),
      retryAfterMs,
    );
  }

  #read(onRead: () => void): void {
    if (!this.#stored) return;
    try {
      this.#stored.read((updates) => {
        if (this.#isClosed) return;
        this.#apply(updates);
        onRead();
      }, () => this.#fail(true));
    } catch {
      this.#fail(true);
    }
  }

  #apply(updates: readonly Uint8Array[]): void {
    const apply = () => {
      for (const update of updates) {
        try {
          Y.applyUpdate(this.#doc, update, this);
        } catch {
          this.#mustReplace = true; // the row is no update: the next write omits it
        }
      }
    };
    Y.transact(this.#doc, apply, this, false);
  }

  #write(): void {
    // Own changes do not wait for an earlier write: the page may close first.
    if (!this.#stored || (this.#writes > 0 && !this.#hasOwn)) return;
    if (!this.#mustReplace && this.#queue.length === 0) {
      return this.#answer(true);
    }
    const durability = this.#hasOwn ? "strict" : "default";
    const batch = this.#queue;
    let isOver = false;
    const end = () => {
      if (!isOver) this.#writes--;
      isOver = true;
    };
    const onDone = () => {
      end();
      // Another tab may have deleted the document before the write ended.
      this.isSaved.value = !this.#isClosed;
      this.#write();
    };
    const onFailed = () => {
      end();
      this.#fail(true);
    };
    this.#writes++;
    this.#queue = [];
    this.#hasOwn = false;
    try {
      if (this.#mustReplace || this.#stored.isFull(batch.length)) {
        this.#mustReplace = false;
        this.#stored.replace(this.#merge, durability, onDone, onFailed);
      } else this.#stored.append(batch, durability, onDone, onFailed);
    } catch {
      this.#hasOwn = durability === "strict";
      onFailed();
    }
  }

  readonly #merge = (otherUpdates: readonly Uint8Array[]): Uint8Array => {
    // A row that `#apply` cannot read is dropped by this write, so it needs no second one. A removal during this write
    // does, and has set `#mustReplace` again.
    const mustRepeat = this.#mustReplace;
    this.#apply(otherUpdates);
    this.#mustReplace = mustRepeat;
    return Y.encodeStateAsUpdate(this.#doc);
  };

  #answer(isFlushed: boolean): void {
    this.#waiting.forEach((resolve) => resolve(isFlushed));
    this.#waiting = [];
  }

  readonly #onUpdate = (
    update: Uint8Array,
    origin: unknown,
    _: Y.Doc,
    transaction: Y.Transaction,
  ): void => {
    const { list, isTyped } = this.#options;
    // Older rows still hold the removed elements.
    if (list && tookOut(transaction, this.#doc.getArray(list))) {
      this.#mustReplace = true;
    }
    if (origin === this) return;
    this.#queue.push(update);
    const isFirstOwn = transaction.local && !this.#hasOwn;
    this.#hasOwn ||= transaction.local;
    if (this.#mustReplace || this.#hasOwn && !isTyped) return this.#writeNow();
    if (isFirstOwn) {
      clearTimeout(this.#gathering);
      this.#gathering = setTimeout(this.#writeNow, gatherTypedMs);
    } else this.#gathering ??= setTimeout(this.#writeNow, gatherMs);
  };

  readonly #writeNow = (): void => {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#write();
  };
}

function tookOut(
  { changed, deleteSet }: Y.Transaction,
  list: Y.Array<unknown>,
): boolean {
  return deleteSet.clients.size > 0 && changed.has(list as never);
}
