/** KV records of files: a file's session, a session's files, and unposted files. Keys are in `kv_keys.ts`. */
import type { Tx } from "../../sync/authority.ts";
import { isId } from "../model/ids.ts";
import { type FileRecord, kvKeys } from "./kv_keys.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/** Adds a file's record to a commit. `since`: since when the file waits to be posted (ms). */
export function addFileRecord(
  tx: Tx,
  id: string,
  record: FileRecord,
  since: number,
): void {
  tx.addFact({ key: kvKeys.file(id), value: record });
  tx.addFact({ key: kvKeys.fileOf(record.session, id), value: true });
  markFileWaiting(tx, id, since);
}

export function markFileWaiting(tx: Tx, id: string, since: number): void {
  tx.addFact({ key: kvKeys.unposted(id), value: since });
}

export function dropFileRecord(tx: Tx, session: string, id: string): void {
  tx.addFact({ key: kvKeys.file(id), delete: true });
  tx.addFact({ key: kvKeys.fileOf(session, id), delete: true });
  tx.addFact({ key: kvKeys.unposted(id), delete: true });
}

/** Bytes of a class's file or a teacher's picture, once they are complete. */
export interface StoredFile {
  readonly id: string;
  readonly size: number;
}

export class FileRecords {
  readonly #kv: Kv;

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  async get(id: string): Promise<FileRecord | null> {
    if (!isId(id)) return null;
    return (await this.#kv.get<FileRecord>(kvKeys.file(id))).value;
  }

  /** Whether bytes of this id belong to a class's file or a teacher's picture. */
  async isKnown(id: string): Promise<boolean> {
    const records = await this.#kv.getMany([kvKeys.file(id), kvKeys.image(id)]);
    return records.some(({ value }) => value !== null);
  }

  /** All files of classes and pictures of teachers. */
  async *listAll(): AsyncIterable<StoredFile> {
    for (const prefix of [kvKeys.file(), kvKeys.image()]) {
      for await (
        const { key, value } of this.#kv.list<{ size: number }>({ prefix })
      ) {
        yield { id: String(key[1]), size: value.size };
      }
    }
  }

  async hasAny(): Promise<boolean> {
    const files = this.#kv.list({ prefix: kvKeys.file() }, { limit: 1 });
    return !(await files.next()).done;
  }

  /** Files that have waited to be posted since `moment` or longer. */
  async waitingSince(moment: number): Promise<string[]> {
    const waiting: string[] = [];
    const entries = this.#kv.list<number>({ prefix: kvKeys.unposted() });
    for await (const { key, value } of entries) {
      if (value <= moment) waiting.push(String(key[1]));
    }
    return waiting;
  }

  async stopWaiting(id: string): Promise<void> {
    await this.#kv.delete(kvKeys.unposted(id));
  }

  async forgetSession(
    session: string,
    remove: (id: string) => Promise<void>,
  ): Promise<void> {
    const entries = this.#kv.list({ prefix: kvKeys.fileOf(session) });
    for await (const { key } of entries) {
      const id = String(key[2]);
      // The record is deleted first, so that bytes that still arrive find none and are deleted, too.
      await this.#kv.atomic().delete(kvKeys.file(id)).delete(
        kvKeys.unposted(id),
      )
        .commit();
      await remove(id);
      // Last, so that an interrupted deletion is resumed.
      await this.#kv.delete(key);
    }
  }
}
