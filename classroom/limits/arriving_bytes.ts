/**
 * Memory of all that has not wholly arrived: messages of sockets, and bodies of requests (SYNC-12). Above the limit, the
 * oldest of the holder with the most bytes is ended, so that a holder who leaves much unfinished loses it, and others
 * get through.
 */
import { limits } from "../../sync/limits.ts";

export interface Arriving {
  /** For limits: a person, or an address. */
  readonly holder: string;
  /** Called when it loses its place. */
  end(): void;
}

interface Held {
  bytes: number;
  /** The oldest first. */
  readonly sizes: Map<Arriving, number>;
}

export class ArrivingBytes {
  readonly #holders = new Map<string, Held>();
  readonly #maxBytes: number;
  #total = 0;

  constructor(maxBytes: number = limits.unfinished) {
    this.#maxBytes = maxBytes;
  }

  get total(): number {
    return this.#total;
  }

  /** Notes how many bytes something holds; 0: it has arrived, or is gone. */
  set(arriving: Arriving, bytes: number): void {
    this.#count(arriving, bytes);
    while (this.#total > this.#maxBytes) this.#endOne();
  }

  #count(arriving: Arriving, bytes: number): void {
    const { holder } = arriving;
    const holding = this.#holders.get(holder) ?? { bytes: 0, sizes: new Map() };
    const addedBytes = bytes - (holding.sizes.get(arriving) ?? 0);
    holding.bytes += addedBytes;
    this.#total += addedBytes;
    if (bytes > 0) holding.sizes.set(arriving, bytes);
    else holding.sizes.delete(arriving);
    if (holding.sizes.size > 0) this.#holders.set(holder, holding);
    else this.#holders.delete(holder);
  }

  #endOne(): void {
    const largest = this.#holders.values().reduce((biggest, candidate) =>
      candidate.bytes > biggest.bytes ? candidate : biggest
    );
    const [oldest] = largest.sizes.keys();
    this.#count(oldest, 0);
    oldest.end();
  }
}
