/**
 * A circuit breaker for a store over a network. Deno retries requests to a silent store forever, so that calls hang.
 * The breaker makes them fail, and lets few calls through until the store answers.
 */

/** Runs `act` after `ms`; returns a function that prevents it. */
type After = (ms: number, act: () => void) => () => void;

const setTimer: After = (ms, act) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

/** The storage is silent; the call may still be answered. */
export class NoAnswer extends Error {
  constructor() {
    super("the storage does not answer");
  }
}

export class KvCircuitBreaker {
  /** Time of the first request after the store's last answer; null: it answers. */
  #silentSince: number | null = null;
  #lastCallAt = 0;
  #isReported = false;

  /** @param timeout in ms; Infinity for a store in a file, which fails by itself */
  constructor(
    readonly timeout: number,
    readonly clock = () => performance.now(),
    readonly startTimer: After = setTimer,
  ) {}

  /**
   * Whether a call may go to the store. An open breaker still lets a call through after each pause of 1 s or a tenth of
   * the outage, if that is longer: calls that already hang may never notice that the store is back.
   */
  allowsCall(): boolean {
    const now = this.clock();
    if (this.#silentSince !== null && now - this.#silentSince > this.timeout) {
      const pause = Math.max(1000, (now - this.#silentSince) / 10);
      if (now - this.#lastCallAt < pause) return false;
    }
    this.#silentSince ??= now;
    this.#lastCallAt = now;
    return true;
  }

  /** Waits for the answer; any answer closes the breaker. */
  trackAnswer<T>(answer: Promise<T>): Promise<T> {
    return answer.finally(() => {
      this.#silentSince = null;
      this.#isReported = false;
    });
  }

  /** Rejects with {@link NoAnswer} after the timeout. Only for calls that change nothing. */
  async withTimeout<T>(answer: Promise<T>): Promise<T> {
    const watched = this.trackAnswer(answer);
    if (this.timeout === Infinity) return await watched;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const prevent = this.startTimer(this.timeout, () => reject(new NoAnswer()));
    return await Promise.race([watched, late]).finally(prevent);
  }

  /** Whether to report a failure: always, but a missing answer only once until the store answers. */
  shouldReport(error: unknown): boolean {
    if (!(error instanceof NoAnswer)) return true;
    const isNews = !this.#isReported;
    this.#isReported = true;
    return isNews;
  }
}
