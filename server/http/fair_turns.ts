/**
 * S12: one request begins in each turn of the event loop, and addresses take turns: so what others send, on sockets too, is
 * read in between, however much one address asks. A whole school has one address: nothing of it is refused, or waits for
 * an answer that takes long.
 */
export class FairTurns {
  /** What waits, by address: the one whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #isComing = false;

  /** Calls `begin` when it is the turn of this address. */
  take(address: string, begin: () => void): void {
    this.#waiting.getOrInsertComputed(address, () => []).push(begin);
    if (!this.#isComing) this.#comeNext();
  }

  #comeNext(): void {
    this.#isComing = true;
    setImmediate(() => {
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
    });
  }
}
