/**
 * A circuit breaker for a KV over a network. Deno retries requests to an absent KV forever, so calls hang.
 * The breaker turns that into a failure, so that people get an answer, and lets few calls through until the
 * KV answers.
 */

/** Runs `act` after `ms`; returns the cancellation. */
type After = (ms: number, act: () => void) => () => void;

const setTimer: After = (ms, act) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

class NoAnswer extends Error {
  constructor() {
    super("the storage does not answer");
  }
}

export class KvCircuitBreaker {
  /** First request after the KV's last answer. */
  #since: number | null = null;
  #asked = 0;
  #told = false;

  /** @param timeout in ms; Infinity for a KV in a file, which fails by itself */
  constructor(
    readonly timeout: number,
    readonly clock = () => performance.now(),
    readonly after: After = setTimer,
  ) {}

  /**
   * Whether a call may go to the KV. An open breaker lets about 70 per hour through, since hanging calls may
   * never notice that the KV is back.
   */
  allowsCall(): boolean {
    const now = this.clock();
    if (this.#since !== null && now - this.#since > this.timeout) {
      const pause = Math.max(1000, (now - this.#since) / 10);
      if (now - this.#asked < pause) return false;
    }
    this.#since ??= now;
    this.#asked = now;
    return true;
  }

  /** Waits for the answer; any answer closes the breaker. */
  trackAnswer<T>(answer: Promise<T>): Promise<T> {
    return answer.finally(() => {
      this.#since = null;
      this.#told = false;
    });
  }

  /** Rejects with {@link NoAnswer} after the timeout. Only for calls that change nothing. */
  async withTimeout<T>(answer: Promise<T>): Promise<T> {
    const watched = this.trackAnswer(answer);
    if (this.timeout === Infinity) return await watched;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const prevent = this.after(this.timeout, () => reject(new NoAnswer()));
    return await Promise.race([watched, late]).finally(prevent);
  }

  /** Whether to report a failure: each outage once. */
  shouldReport(error: unknown): boolean {
    if (!(error instanceof NoAnswer)) return true;
    const isNews = !this.#told;
    this.#told = true;
    return isNews;
  }
}
