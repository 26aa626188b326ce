/** A token bucket: so much a second, with a burst after absence (S12). */
export class TokenBucket {
  #left: number;
  #at: number;

  /**
   * @param rate how much comes back a second
   * @param burst how much there is at the most
   * @param clock milliseconds; where it is set back, that moment brings nothing and costs nothing
   */
  constructor(
    readonly rate: number,
    readonly burst: number,
    readonly clock: () => number,
  ) {
    this.#left = burst;
    this.#at = clock();
  }

  /** How many milliseconds until this much can be had; 0: it can be had now. */
  wait(amount: number): number {
    this.#refill();
    const lacking = Math.min(amount, this.burst) - this.#left;
    return lacking <= 0 ? 0 : Math.ceil(lacking / this.rate * 1000);
  }

  /** Whether there is as much as there can be. */
  get isFull(): boolean {
    return this.wait(this.burst) === 0;
  }

  /** Takes this much if it is there (or the bucket is full) and says whether it was. */
  take(amount: number): boolean {
    if (this.wait(amount) > 0) return false;
    this.#left -= amount;
    return true;
  }

  /** Has as much again: what it was taken for did not come about. */
  giveBack(amount: number): void {
    this.#refill();
    this.#left = Math.min(this.burst, this.#left + amount);
  }

  /** Takes this much whether or not it is there; what was lacking must come back first. */
  spend(amount: number): void {
    this.#refill();
    this.#left -= amount;
  }

  #refill(): void {
    const now = this.clock();
    const passed = Math.max(0, now - this.#at);
    this.#left = Math.min(
      this.burst,
      this.#left + passed / 1000 * this.rate,
    );
    this.#at = now;
  }
}
