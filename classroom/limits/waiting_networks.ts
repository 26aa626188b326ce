/**
 * Networks of people waiting to be let in, so that no network takes all places (J-2, J-9). Only on the
 * server, in memory and waiting records: readers of the list must not learn who is together.
 */
import { createHash } from "node:crypto";
import { keys, type WaitingRecord } from "../storage/session_keys.ts";
import { readAll } from "../storage/read_all.ts";
import type { Kv } from "../../sync/kv/kv.ts";

const unknown = -1;

/** One of 256 numbers per session, so that an address cannot be found from it. */
export function networkOf(session: string, address: string): number {
  return createHash("sha256").update(`${session} ${address}`).digest()[0];
}

export class Networks {
  readonly #kv: Kv;
  readonly #all = new Map<string, number>();

  constructor(kv: Kv) {
    this.#kv = kv;
  }

  isIn(id: string, network: number): boolean {
    return this.#all.get(id) === network;
  }

  note(id: string, network: number): void {
    this.#all.set(id, network);
  }

  /** Looks up requests from before a restart or from other instances. */
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

  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#all.keys()) if (!ids.has(id)) this.#all.delete(id);
  }
}
