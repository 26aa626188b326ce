import { limits } from "../../sync/limits.ts";

/**
 * SYNC-12: begins one request per turn of the event loop, alternating between addresses, so that other clients and
 * sockets are read in between. It refuses no request, because a whole school has one address.
 */
export class FairTurns {
  /** Waiting requests by address, the next address first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #isComing = false;
  /** When a timer last let Deno look at its sockets, or there was nothing to do. */
  #rangAt = 0;

  enqueue(address: string, begin: () => void): void {
    this.#waiting.getOrInsertComputed(address, () => []).push(begin);
    if (this.#isComing) return;
    this.#rangAt = performance.now();
    this.#comeNext();
  }

  #comeNext(): void {
    this.#isComing = true;
    const come = () => {
      const [[address, waiting]] = this.#waiting;
      const begin = waiting.shift()!;
      this.#waiting.delete(address);
      if (waiting.length > 0) this.#waiting.set(address, waiting);
      try {
        begin();
      } finally {
        this.#isComing = false;
        if (this.#waiting.size > 0) this.#comeNext();
      }
    };
    // Also counts what requests did after they had begun, which is most of their work.
    const workedMs = performance.now() - this.#rangAt;
    if (workedMs < limits.workPerTurn) return void setImmediate(come);
    // Only a timer lets Deno look at its sockets: after `setImmediate` it may go on for sixty turns without.
    setTimeout(() => {
      this.#rangAt = performance.now();
      come();
    });
  }
}
