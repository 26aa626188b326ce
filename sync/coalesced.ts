/** What is asked for by many at once, and looked up once for all of them: one look at a time, however many ask. */

/** A question to the store. */
export class Coalesced<T> {
  #running: Promise<T> | null = null;
  #next: Promise<T> | null = null;

  constructor(readonly look: () => Promise<T>) {}

  /**
   * The answer, no older than the question. Whoever asks at the same moment, or while a look is under way, shares the
   * next one with all others who do.
   */
  ask(): Promise<T> {
    const before = this.#running?.catch(() => {}) ?? Promise.resolve();
    return this.#next ??= before.then(() => {
      this.#next = null;
      return this.#look();
    });
  }

  #look(): Promise<T> {
    return this.#running = this.look().finally(() => this.#running = null);
  }
}
