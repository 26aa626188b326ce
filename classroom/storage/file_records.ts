/**
 * What the KV knows of files beside the staff's document: the session of a file, the files of a session, and the files
 * that wait to be posted. The keys are in `session_keys.ts`.
 */
import type { Tx } from "../../sync/authority.ts";
import { isId } from "../model/ids.ts";
import { type FileRecord, keys } from "./session_keys.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/** Records a new file, in the commit that adds it; `at`: since when it waits to be posted. */
export function addRecord(
  tx: Tx,
  id: string,
  record: FileRecord,
  at: number,
): void {
  tx.fact({ key: keys.file(id), value: record });
  tx.fact({ key: keys.fileOf(record.session, id), value: true });
  waitSince(tx, id, at);
}

/** A file waits to be posted since this moment, in ms. */
export function waitSince(tx: Tx, id: string, at: number): void {
  tx.fact({ key: keys.unposted(id), value: at });
}

/** Forgets a file, in the commit that takes it away. */
export function dropRecord(tx: Tx, session: string, id: string): void {
  tx.fact({ key: keys.file(id), delete: true });
  tx.fact({ key: keys.fileOf(session, id), delete: true });
  tx.fact({ key: keys.unposted(id), delete: true });
}

/** Looks files up outside a commit. */
export class FileRecords {
  readonly #kv: Kv;

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  /** The record of a file; null: there is none. */
  async get(id: string): Promise<FileRecord | null> {
    if (!isId(id)) return null;
    return (await this.#kv.get<FileRecord>(keys.file(id))).value;
  }

  /** Whether bytes of this id belong to anything: to a file of a class, or to a picture of a teacher's. */
  async isKnown(id: string): Promise<boolean> {
    const found = await this.#kv.getMany([keys.file(id), keys.image(id)]);
    return found.some(({ value }) => value !== null);
  }

  async hasAny(): Promise<boolean> {
    const some = this.#kv.list({ prefix: keys.file() }, { limit: 1 });
    return !(await some.next()).done;
  }

  /** The files that wait to be posted since this moment or longer. */
  async waitingSince(moment: number): Promise<string[]> {
    const waiting: string[] = [];
    const all = this.#kv.list<number>({ prefix: keys.unposted() });
    for await (const { key, value } of all) {
      if (value <= moment) waiting.push(String(key[1]));
    }
    return waiting;
  }

  /** A file does not wait to be posted any more. */
  async stopWaiting(id: string): Promise<void> {
    await this.#kv.delete(keys.unposted(id));
  }

  /** Forgets every file of a session that is being deleted; `remove` deletes the bytes of one. */
  async forgetSession(
    session: string,
    remove: (id: string) => Promise<void>,
  ): Promise<void> {
    const all = this.#kv.list({ prefix: keys.fileOf(session) });
    for await (const { key } of all) {
      const id = String(key[2]);
      // The record goes before the bytes: bytes that still come find no record, and go too.
      await this.#kv.atomic().delete(keys.file(id)).delete(keys.unposted(id))
        .commit();
      await remove(id);
      // The key by which the file is found goes last, so that an interrupted deletion is resumed.
      await this.#kv.delete(key);
    }
  }
}
