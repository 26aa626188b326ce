/**
 * Files that wait to be uploaded, in IndexedDB, so that they outlive the page. A device that cannot store them never
 * blocks the page (SYNC-16).
 */
import { deleteDatabase } from "./databases.ts";

/** Stored as bytes, because WebKit keeps no Blob in a private window. */
interface Bytes {
  readonly bytes: ArrayBuffer;
  readonly type: string;
}

interface KeptFile<R> {
  readonly id: string;
  readonly record: R;
  readonly blob: Blob;
}

export function deviceFilesName(holder: string, space: string): string {
  return `homeroom-files/${holder}/${space}`;
}

/** Parses a {@link deviceFilesName}; null if it is none. */
export function parseDeviceFilesName(
  name: string,
): { holder: string; space: string } | null {
  const parts = /^homeroom-files\/([^/]+)\/([^/]+)$/.exec(name);
  return parts && { holder: parts[1], space: parts[2] };
}

/** A device that does not answer within this time counts as unable to store. */
const deviceWithinMs = 2_000;
/** Bytes that a slow device writes per ms. */
const slowBytesPerMs = 2_000;

/** The files of a holder in a space. The first file creates the database. */
export class DeviceFiles<R> {
  #db: IDBDatabase | null = null;
  #isClosed = false;

  constructor(readonly name: string) {}

  /** All files, by id; empty if they cannot be read. */
  readAll(): Promise<KeptFile<R>[]> {
    return this.#transact<KeptFile<R>[]>("readonly", [], (records, blobs) => {
      const ids = records.getAllKeys(), values = records.getAll();
      const blobsById = new Map<IDBValidKey, Blob>();
      // Reads one by one: all files at once may exceed the memory.
      const cursor = blobs.openCursor();
      cursor.onsuccess = () => {
        if (!cursor.result) return;
        const { key, value } = cursor.result;
        blobsById.set(key, blobOf(value));
        cursor.result.continue();
      };
      return () =>
        ids.result.flatMap((id, i) => {
          const blob = blobsById.get(id);
          return blob ? { id: String(id), record: values.result[i], blob } : [];
        });
    }, { within: 5 * deviceWithinMs });
  }

  /**
   * The current record, which another page may have written. Null if the file was sent or deleted by another page,
   * undefined if it cannot be read.
   */
  read(id: string): Promise<R | null | undefined> {
    return this.#transact("readonly", undefined, (records) => {
      const record = records.get(id);
      return () => record.result ?? null;
    });
  }

  /** Stores a file or its new record; returns whether it is stored. */
  async put(id: string, record: R, blob?: Blob): Promise<boolean> {
    const bytes = blob && await bytesOf(blob);
    if (blob && !bytes) return false;
    return await this.#transact("readwrite", false, (records, blobs) => {
      records.put(record, id);
      if (bytes) blobs.put(bytes, id);
      return () => true;
    }, {
      mayCreate: bytes != null,
      within: deviceWithinMs + (blob?.size ?? 0) / slowBytesPerMs,
    });
  }

  delete(id: string): Promise<void> {
    return this.#transact("readwrite", undefined, (records, blobs) => {
      records.delete(id);
      blobs.delete(id);
      return () => undefined;
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#db?.close();
    this.#db = null;
  }

  async deleteDatabase(): Promise<void> {
    this.close();
    await deleteDatabase(this.name);
  }

  /** Runs `work` in one transaction. The function that it returns reads the result once the transaction is complete. */
  async #transact<T>(
    mode: IDBTransactionMode,
    otherwise: T,
    work: (records: IDBObjectStore, blobs: IDBObjectStore) => () => T,
    { mayCreate = false, within = deviceWithinMs } = {},
  ): Promise<T> {
    const db = await this.#open(mayCreate);
    if (!db) return otherwise;
    return await soon(otherwise, (resolve) => {
      const tx = db.transaction(["records", "blobs"], mode);
      const answer = work(tx.objectStore("records"), tx.objectStore("blobs"));
      tx.oncomplete = () => resolve(answer());
      tx.onabort = () => resolve(otherwise);
    }, within);
  }

  /** Opens the database; null if that fails, or if it does not exist and `mayCreate` is false. */
  async #open(mayCreate: boolean): Promise<IDBDatabase | null> {
    if (this.#isClosed || this.#db) return this.#db;
    return await soon<IDBDatabase | null>(null, (resolve) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => {
        if (!mayCreate) return request.transaction?.abort();
        request.result.createObjectStore("records");
        request.result.createObjectStore("blobs");
      };
      request.onerror = () => resolve(null);
      request.onsuccess = () => {
        const db = request.result;
        if (this.#isClosed || this.#db) {
          db.close();
          return resolve(this.#db);
        }
        // Another tab deletes the database.
        db.onversionchange = () => this.close();
        db.onclose = () => this.#db = null;
        resolve(this.#db = db);
      };
    });
  }
}

async function bytesOf(blob: Blob): Promise<Bytes | null> {
  try {
    return { bytes: await blob.arrayBuffer(), type: blob.type };
  } catch {
    return null;
  }
}

/** Versions before 0.17 stored Blobs. */
function blobOf(stored: Bytes | Blob): Blob {
  if (stored instanceof Blob) return stored;
  return new Blob([stored.bytes], { type: stored.type });
}

/** The result of database work; `otherwise` if it fails or takes too long. Never rejects. */
function soon<T>(
  otherwise: T,
  work: (finish: (value: T) => void) => void,
  within = deviceWithinMs,
): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(otherwise), within);
    const finish = (value: T) => {
      clearTimeout(timer);
      resolve(value);
    };
    try {
      work(finish);
    } catch {
      finish(otherwise); // IndexedDB is missing or forbidden
    }
  });
}
