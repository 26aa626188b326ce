/** Shares one store lookup among concurrent callers; at most one runs at a time. */
export class CoalescedLookup<T> {
  #running: Promise<T> | null = null;
  #next: Promise<T> | null = null;

  constructor(readonly lookUp: () => Promise<T>) {}

  /** Resolves to a result no older than the call: a call during a lookup waits for the next one. */
  run(): Promise<T> {
    const previousLookup = this.#running?.catch(() => {}) ?? Promise.resolve();
    return this.#next ??= previousLookup.then(() => {
      this.#next = null;
      return this.#look();
    });
  }

  #look(): Promise<T> {
    return this.#running = this.lookUp().finally(() => this.#running = null);
  }
}
