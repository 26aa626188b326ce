/** A token bucket: refills at a rate up to a burst (SYNC-12). */
export class TokenBucket {
  #left: number;
  #at: number;

  /**
   * @param rate tokens per second
   * @param clock milliseconds; if it is set back, that moment neither adds nor costs tokens
   */
  constructor(
    readonly rate: number,
    readonly burst: number,
    readonly clock: () => number,
  ) {
    this.#left = burst;
    this.#at = clock();
  }

  msUntil(amount: number): number {
    this.#refill();
    const lacking = Math.min(amount, this.burst) - this.#left;
    return lacking <= 0 ? 0 : Math.ceil(lacking / this.rate * 1000);
  }

  get isFull(): boolean {
    return this.msUntil(this.burst) === 0;
  }

  /** Takes this amount if it is available (or the bucket is full), and returns whether it did. */
  take(amount: number): boolean {
    if (this.msUntil(amount) > 0) return false;
    this.#left -= amount;
    return true;
  }

  giveBack(amount: number): void {
    this.#refill();
    this.#left = Math.min(this.burst, this.#left + amount);
  }

  /** Takes this amount even if it is not available; the debt must refill first. */
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
