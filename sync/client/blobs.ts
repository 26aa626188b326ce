/**
 * Files on their way, kept in IndexedDB with what is known of them, so that they outlive the page. Nothing
 * waits for it (S16): where the device keeps nothing, that is the answer, and the page goes on.
 */
import { removeDatabase } from "./databases.ts";

/** Its bytes as they are stored: not as a Blob, which WebKit keeps in no private window. */
interface Bytes {
  readonly bytes: ArrayBuffer;
  readonly type: string;
}

interface KeptFile<R> {
  readonly id: string;
  readonly record: R;
  readonly blob: Blob;
}

/** The name of a holder's files of a space on this device. */
export function boxName(holder: string, space: string): string {
  return `homeroom-files/${holder}/${space}`;
}

/** Takes the name of {@link boxName} apart; null: it is none. */
export function readBoxName(
  name: string,
): { holder: string; space: string } | null {
  const parts = /^homeroom-files\/([^/]+)\/([^/]+)$/.exec(name);
  return parts && { holder: parts[1], space: parts[2] };
}

/** After this, a device that has not answered counts as not keeping anything (ms). */
const deviceWithinMs = 2_000;
/** What a slow device writes in a ms (bytes). */
const slow = 2_000;

/** The files of a holder in a space. The database is made with the first of them. */
export class FileBox<R> {
  #db: IDBDatabase | null = null;
  #closed = false;

  constructor(readonly name: string) {}

  /** All that is kept, oldest first; nothing, where nothing can be read. */
  all(): Promise<KeptFile<R>[]> {
    return this.#transact<KeptFile<R>[]>("readonly", [], (records, blobs) => {
      const ids = records.getAllKeys(), all = records.getAll();
      const found = new Map<IDBValidKey, Blob>();
      // One after the other: the bytes of all at once may be more than there is memory.
      const cursor = blobs.openCursor();
      cursor.onsuccess = () => {
        if (!cursor.result) return;
        const { key, value } = cursor.result;
        found.set(key, blobOf(value));
        cursor.result.continue();
      };
      return () =>
        ids.result.flatMap((id, i) => {
          const blob = found.get(id);
          return blob ? { id: String(id), record: all.result[i], blob } : [];
        });
    }, { within: 5 * deviceWithinMs });
  }

  /**
   * What is known of a file by now: another page may have written it. Null: it is gone, sent by another page
   * or deleted. Undefined: it cannot be read.
   */
  read(id: string): Promise<R | null | undefined> {
    return this.#transact("readonly", undefined, (records) => {
      const record = records.get(id);
      return () => record.result ?? null;
    });
  }

  /** Keeps a file, or what is newly known of it; whether it is kept. */
  async put(id: string, record: R, blob?: Blob): Promise<boolean> {
    const bytes = blob && await bytesOf(blob);
    if (blob && !bytes) return false;
    return await this.#transact("readwrite", false, (records, blobs) => {
      records.put(record, id);
      if (bytes) blobs.put(bytes, id);
      return () => true;
    }, {
      make: bytes != null,
      within: deviceWithinMs + (blob?.size ?? 0) / slow,
    });
  }

  /** Forgets a file. */
  delete(id: string): Promise<void> {
    return this.#transact("readwrite", undefined, (records, blobs) => {
      records.delete(id);
      blobs.delete(id);
      return () => undefined;
    });
  }

  /** Reads and writes nothing more. */
  close(): void {
    this.#closed = true;
    this.#db?.close();
    this.#db = null;
  }

  /** Forgets all, and writes nothing more. */
  async forget(): Promise<void> {
    this.close();
    await removeDatabase(this.name);
  }

  /** Asks for some work in one transaction. What that gives back is asked for the answer once all is done. */
  async #transact<T>(
    mode: IDBTransactionMode,
    otherwise: T,
    work: (records: IDBObjectStore, blobs: IDBObjectStore) => () => T,
    { make = false, within = deviceWithinMs } = {},
  ): Promise<T> {
    const db = await this.#open(make);
    if (!db) return otherwise;
    return await soon(otherwise, (done) => {
      const tx = db.transaction(["records", "blobs"], mode);
      const answer = work(tx.objectStore("records"), tx.objectStore("blobs"));
      tx.oncomplete = () => done(answer());
      tx.onabort = () => done(otherwise);
    }, within);
  }

  /** Opens the database; null where it cannot be, or where it is not there and is not to be made. */
  async #open(make: boolean): Promise<IDBDatabase | null> {
    if (this.#closed || this.#db) return this.#db;
    return await soon<IDBDatabase | null>(null, (done) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => {
        if (!make) return request.transaction?.abort();
        request.result.createObjectStore("records");
        request.result.createObjectStore("blobs");
      };
      request.onerror = () => done(null);
      request.onsuccess = () => {
        const db = request.result;
        // Two who opened it at once share the first.
        if (this.#closed || this.#db) {
          db.close();
          return done(this.#db);
        }
        // Another tab forgets it: let it.
        db.onversionchange = () => this.close();
        db.onclose = () => this.#db = null;
        done(this.#db = db);
      };
    });
  }
}

/** The bytes of a file that was chosen; null where it is gone by now, or cannot be read. */
async function bytesOf(blob: Blob): Promise<Bytes | null> {
  try {
    return { bytes: await blob.arrayBuffer(), type: blob.type };
  } catch {
    return null;
  }
}

/** Versions before 0.17 kept Blobs. */
function blobOf(kept: Bytes | Blob): Blob {
  if (kept instanceof Blob) return kept;
  return new Blob([kept.bytes], { type: kept.type });
}

/** What some work with the database answers; `otherwise` where it fails or takes too long. Never rejects. */
function soon<T>(
  otherwise: T,
  work: (done: (value: T) => void) => void,
  within = deviceWithinMs,
): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(otherwise), within);
    const done = (value: T) => {
      clearTimeout(timer);
      resolve(value);
    };
    try {
      work(done);
    } catch {
      done(otherwise); // there is none, or it is forbidden
    }
  });
}
