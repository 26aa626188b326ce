import { limits } from "../../sync/limits.ts";

/**
 * SYNC-12: begins one request per turn of the event loop, alternating between addresses, so that other clients and
 * sockets are read in between. It refuses no request, because a whole school has one address.
 */
export class FairTurns {
  /** Waiting requests by address, the next address first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #isComing = false;
  /** Time that requests took to begin since the last timer. */
  #workedMs = 0;

  enqueue(address: string, begin: () => void): void {
    this.#waiting.getOrInsertComputed(address, () => []).push(begin);
    if (!this.#isComing) this.#comeNext();
  }

  #comeNext(): void {
    this.#isComing = true;
    const come = () => {
      const beganAt = performance.now();
      const [[address, waiting]] = this.#waiting;
      const begin = waiting.shift()!;
      this.#waiting.delete(address);
      if (waiting.length > 0) this.#waiting.set(address, waiting);
      try {
        begin();
      } finally {
        this.#isComing = false;
        this.#workedMs += performance.now() - beganAt;
        if (this.#waiting.size > 0) this.#comeNext();
      }
    };
    if (this.#workedMs < limits.workPerTurn) return void setImmediate(come);
    // Only a timer lets Deno look at its sockets: after `setImmediate` it may go on for sixty turns without.
    this.#workedMs = 0;
    setTimeout(come);
  }
}
