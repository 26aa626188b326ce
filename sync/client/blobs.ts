/**
 * Files on their way, kept in IndexedDB with what is known of them, so that they outlive the page. Nothing
 * waits for it (S16): where the device keeps nothing, that is the answer, and the page goes on.
 */
import { remove } from "./databases.ts";

/** A file that is kept. */
export interface KeptFile<R> {
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
const patience = 2_000;
/** What a slow device writes in a ms (bytes). */
const slow = 2_000;

/** The files of a holder in a space. The database is made with the first of them. */
export class FileBox<R> {
  #db: IDBDatabase | null = null;
  #closed = false;

  constructor(readonly name: string) {}

  /** All that is kept, oldest first; nothing, where nothing can be read. */
  async all(): Promise<KeptFile<R>[]> {
    const db = await this.#open(false);
    if (!db) return [];
    return await soon<KeptFile<R>[]>([], (done) => {
      const tx = db.transaction(["records", "blobs"], "readonly");
      const ids = tx.objectStore("records").getAllKeys();
      const records = tx.objectStore("records").getAll();
      const blobIds = tx.objectStore("blobs").getAllKeys();
      const blobs = tx.objectStore("blobs").getAll();
      tx.oncomplete = () =>
        done(ids.result.flatMap((id, i) => {
          const blob = blobs.result[blobIds.result.indexOf(id)];
          const record = records.result[i];
          return blob ? { id: String(id), record, blob } : [];
        }));
    });
  }

  /**
   * What is known of a file by now: another page may have written it. Null: it is gone, sent by another page
   * or deleted. Undefined: it cannot be read.
   */
  async read(id: string): Promise<R | null | undefined> {
    const db = await this.#open(false);
    if (!db) return undefined;
    return await soon<R | null | undefined>(undefined, (done) => {
      const tx = db.transaction("records", "readonly");
      const record = tx.objectStore("records").get(id);
      tx.oncomplete = () => done(record.result ?? null);
    });
  }

  /** Keeps a file, or what is newly known of it; whether it is kept. */
  async put(id: string, record: R, blob?: Blob): Promise<boolean> {
    const db = await this.#open(blob !== undefined);
    if (!db) return false;
    return await soon(false, (done) => {
      const tx = db.transaction(["records", "blobs"], "readwrite");
      tx.objectStore("records").put(record, id);
      if (blob) tx.objectStore("blobs").put(blob, id);
      tx.oncomplete = () => done(true);
      tx.onabort = () => done(false);
    }, blob ? patience + blob.size / slow : patience);
  }

  /** Forgets a file. */
  async delete(id: string): Promise<void> {
    const db = await this.#open(false);
    if (!db) return;
    await soon(undefined, (done) => {
      const tx = db.transaction(["records", "blobs"], "readwrite");
      tx.objectStore("records").delete(id);
      tx.objectStore("blobs").delete(id);
      tx.oncomplete = tx.onabort = () => done(undefined);
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
    await remove(this.name);
  }

  /** Opens the database; null where it cannot be, or where it is not there and is not to be made. */
  async #open(make: boolean): Promise<IDBDatabase | null> {
    if (this.#closed || this.#db) return this.#db;
    const db = await soon<IDBDatabase | null>(null, (done, late) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => {
        if (!make) return request.transaction?.abort();
        request.result.createObjectStore("records");
        request.result.createObjectStore("blobs");
      };
      request.onerror = () => done(null);
      request.onsuccess = () => {
        if (late() || this.#closed) request.result.close();
        else done(request.result);
      };
    });
    if (!db) return null;
    // Two who opened it at once share the first.
    if (this.#closed || this.#db) {
      db.close();
      return this.#db;
    }
    this.#db = db;
    // Another tab forgets it: let it.
    db.onversionchange = () => this.close();
    db.onclose = () => this.#db = null;
    return db;
  }
}

/** What some work with the database answers; `otherwise` where it fails or takes too long. Never rejects. */
function soon<T>(
  otherwise: T,
  work: (done: (value: T) => void, late: () => boolean) => void,
  within = patience,
): Promise<T> {
  return new Promise((resolve) => {
    let over = false;
    const done = (value: T) => {
      over = true;
      clearTimeout(timer);
      resolve(value);
    };
    const timer = setTimeout(() => done(otherwise), within);
    try {
      work(done, () => over);
    } catch {
      done(otherwise); // there is none, or it is forbidden
    }
  });
}
