/**
 * So many at once, and of each kind no more than its share: who waits gets a place before those of whose kind more
 * have one already. What one class asks makes no other wait for all of it.
 */
export class Places {
  readonly #all: number;
  readonly #each: number;
  readonly #taken = new Map<string, number>();
  #sum = 0;
  readonly #waiting: { kind: string; go: () => void }[] = [];

  /** @param all how many places there are, of which one kind gets `each` at most */
  constructor(all: number, each: number) {
    this.#all = all;
    this.#each = each;
  }

  /** Takes a place, when there is one. */
  async take(kind: string): Promise<void> {
    if (this.#isFree(kind)) this.#count(kind, 1);
    else {
      await new Promise<void>((go) => this.#waiting.push({ kind, go }));
    }
  }

  /** Gives a place back, to whoever waits. */
  free(kind: string): void {
    this.#count(kind, -1);
    const ready = this.#waiting.filter((it) => this.#isFree(it.kind));
    const [first, ...others] = ready;
    if (!first) return;
    const next = others.reduce(
      (best, it) => this.#has(it.kind) < this.#has(best.kind) ? it : best,
      first,
    );
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    this.#count(next.kind, 1);
    next.go();
  }

  #isFree(kind: string): boolean {
    return this.#sum < this.#all && this.#has(kind) < this.#each;
  }

  #has(kind: string): number {
    return this.#taken.get(kind) ?? 0;
  }

  #count(kind: string, more: number): void {
    this.#sum += more;
    const now = this.#has(kind) + more;
    if (now === 0) this.#taken.delete(kind);
    else this.#taken.set(kind, now);
  }
}
