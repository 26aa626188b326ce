/** Where a space stands in the store now, for as many as ask at once: one look at a time, whoever asks, and how often. */
import type { Head, Store } from "../store.ts";

/** Looks at the head of one space. */
export class HeadLook {
  #running: Promise<Head | null> | null = null;
  #next: Promise<Head | null> | null = null;

  constructor(readonly store: Store, readonly space: string) {}

  /**
   * The head, no older than the question; null: there is no such space. Whoever asks while a look is under way shares
   * the next one with all others who do.
   */
  ask(): Promise<Head | null> {
    if (this.#running === null) return this.#look();
    return this.#next ??= this.#running.catch(() => {}).then(() => {
      this.#next = null;
      return this.ask();
    });
  }

  #look(): Promise<Head | null> {
    return this.#running = this.store.head(this.space)
      .finally(() => this.#running = null);
  }
}
