/**
 * Networks of people waiting to be let in, so that no network takes all places (J-2, J-9). Not in documents, as readers
 * of the waiting list must not learn who is in one network.
 */
import { createHash } from "node:crypto";
import { kvKeys, type WaitingRecord } from "../storage/kv_keys.ts";
import { readValues } from "../storage/read_all.ts";
import type { Kv } from "../../sync/kv/kv.ts";
import { RateLimiter } from "./rate_limiter.ts";

const unknown = -1;

/** The number of a network address in a session: one of 256, so that it does not reveal the address. */
export function networkNumber(session: string, address: string): number {
  return createHash("sha256").update(`${session} ${address}`).digest()[0];
}

export class WaitingNetworks {
  readonly #kv: Kv;
  readonly #networks = new Map<string, number>();
  readonly #limiter: RateLimiter;

  constructor(kv: Kv, clock: () => number) {
    this.#kv = kv;
    this.#limiter = new RateLimiter(clock);
  }

  networkOf(id: string): number | undefined {
    return this.#networks.get(id);
  }

  /** Whether one more wait of the network may be stored without a place on the list. */
  takeUnlisted(session: string, network: number): boolean {
    const key = `${session} ${network}`;
    return this.#limiter.takeTry(["unlistedWaitOfNetwork", key]) === 0;
  }

  noteNetwork(id: string, network: number): void {
    this.#networks.set(id, network);
  }

  /** Loads the networks of requests from before a restart or from other instances. */
  async loadNetworks(ids: readonly string[]): Promise<void> {
    const unloaded = ids.filter((id) => !this.#networks.has(id));
    const records = await readValues<WaitingRecord>(
      this.#kv,
      unloaded.map((id) => kvKeys.waiting(id)),
    );
    for (const [i, id] of unloaded.entries()) {
      this.noteNetwork(id, records[i]?.network ?? unknown);
    }
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#networks.keys()) {
      if (!ids.has(id)) this.#networks.delete(id);
    }
  }
}
