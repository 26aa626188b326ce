/**
 * From which network those come who wait to be let in, so that no network takes all places (J-2, J-9). Only the server
 * knows: who reads the list, as observers do, is not to learn who sits beside whom. It is in memory, and in the records
 * of those who wait.
 */
import { createHash } from "node:crypto";
import { keys, type WaitingRecord } from "../storage/session_keys.ts";
import { readAll } from "../storage/read_all.ts";
import type { Kv } from "../../sync/kv/kv.ts";

/** Of who has none. */
const unknown = -1;

/**
 * By what those of one address are counted, where nothing of the address may be kept: one of 256 numbers within a
 * session, the same everywhere, which tells nobody where somebody is.
 */
export function networkOf(session: string, address: string): number {
  return createHash("sha256").update(`${session} ${address}`).digest()[0];
}

/** The networks of those who wait, by the ids under which they do. */
export class Networks {
  readonly #kv: Kv;
  readonly #all = new Map<string, number>();

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  /** Whether somebody is known to wait in this network. */
  isIn(id: string, network: number): boolean {
    return this.#all.get(id) === network;
  }

  /** Somebody waits in this network. */
  note(id: string, network: number): void {
    this.#all.set(id, network);
  }

  /** Looks those up who began to wait before a restart, or with another instance. */
  async learn(ids: readonly string[]): Promise<void> {
    const fresh = ids.filter((id) => !this.#all.has(id));
    const records = await readAll<WaitingRecord>(
      this.#kv,
      fresh.map((id) => keys.waiting(id)),
    );
    for (const [i, id] of fresh.entries()) {
      this.note(id, records[i]?.network ?? unknown);
    }
  }

  /** Forgets all but these. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#all.keys()) if (!ids.has(id)) this.#all.delete(id);
  }
}
