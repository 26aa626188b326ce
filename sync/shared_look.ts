/** What is asked for by many at once, and looked up once for all of them: one look at a time, however many ask. */

/** A question to the store. */
export class SharedLook<T> {
  #running: Promise<T> | null = null;
  #next: Promise<T> | null = null;

  constructor(readonly look: () => Promise<T>) {}

  /**
   * The answer, no older than the question. Whoever asks while a look is under way shares the next one with all others
   * who do.
   */
  ask(): Promise<T> {
    if (this.#running === null) return this.#look();
    return this.#next ??= this.#running.catch(() => {}).then(() => {
      this.#next = null;
      return this.ask();
    });
  }

  #look(): Promise<T> {
    return this.#running = this.look().finally(() => this.#running = null);
  }
}
