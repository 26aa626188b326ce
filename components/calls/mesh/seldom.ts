/** Something that others may change as often as they like, and that counts once in a while: the last of it, then. */
import { type ReadonlySignal, signal } from "@preact/signals";

/** Such a thing. */
export class Seldom<T> {
  /** What counts. */
  readonly value: ReadonlySignal<T>;
  readonly #counts;
  #last: T;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param every how long that while is (ms) */
  constructor(first: T, readonly every: number) {
    this.#last = first;
    this.value = this.#counts = signal(first);
  }

  /** It is this now. */
  set(value: T): void {
    this.#last = value;
    if (this.#timer === undefined) this.#count();
  }

  /** Follows no more. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #count() {
    this.#timer = undefined;
    if (this.#counts.peek() === this.#last) return;
    this.#counts.value = this.#last;
    this.#timer = setTimeout(() => this.#count(), this.every);
  }
}
