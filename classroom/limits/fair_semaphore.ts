/**
 * A semaphore that is fair between keys: `total` permits, of which one key holds `perKey` at most. A free permit goes to
 * the waiting key that holds the fewest, so that one class does not make all others wait.
 */
export class FairSemaphore {
  readonly #total: number;
  readonly #perKey: number;
  readonly #held = new Map<string, number>();
  #sum = 0;
  readonly #waiting: { key: string; go: () => void }[] = [];

  constructor(total: number, perKey: number) {
    this.#total = total;
    this.#perKey = perKey;
  }

  /** Resolves when this key has got a permit. */
  async acquire(key: string): Promise<void> {
    if (this.#isFree(key)) this.#count(key, 1);
    else {
      await new Promise<void>((go) => this.#waiting.push({ key, go }));
    }
  }

  /** Gives a permit of this key back. */
  release(key: string): void {
    this.#count(key, -1);
    const ready = this.#waiting.filter((it) => this.#isFree(it.key));
    const [first, ...others] = ready;
    if (!first) return;
    const next = others.reduce(
      (best, it) => this.#heldBy(it.key) < this.#heldBy(best.key) ? it : best,
      first,
    );
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    this.#count(next.key, 1);
    next.go();
  }

  #isFree(key: string): boolean {
    return this.#sum < this.#total && this.#heldBy(key) < this.#perKey;
  }

  #heldBy(key: string): number {
    return this.#held.get(key) ?? 0;
  }

  #count(key: string, change: number): void {
    this.#sum += change;
    const now = this.#heldBy(key) + change;
    if (now === 0) this.#held.delete(key);
    else this.#held.set(key, now);
  }
}
