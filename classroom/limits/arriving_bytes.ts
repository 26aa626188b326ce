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
  readonly #most: number;
  #total = 0;

  constructor(most: number = limits.unfinished) {
    this.#most = most;
  }

  get total(): number {
    return this.#total;
  }

  /** Notes how many bytes something holds; 0: it has arrived, or is gone. */
  set(arriving: Arriving, bytes: number): void {
    this.#count(arriving, bytes);
    while (this.#total > this.#most) this.#endOne();
  }

  #count(arriving: Arriving, bytes: number): void {
    const { holder } = arriving;
    const held = this.#holders.get(holder) ?? { bytes: 0, sizes: new Map() };
    const more = bytes - (held.sizes.get(arriving) ?? 0);
    held.bytes += more;
    this.#total += more;
    if (bytes > 0) held.sizes.set(arriving, bytes);
    else held.sizes.delete(arriving);
    if (held.sizes.size > 0) this.#holders.set(holder, held);
    else this.#holders.delete(holder);
  }

  #endOne(): void {
    const largest = this.#holders.values().reduce((one, other) =>
      other.bytes > one.bytes ? other : one
    );
    const [oldest] = largest.sizes.keys();
    this.#count(oldest, 0);
    oldest.end();
  }
}
