/**
 * A circuit breaker for a KV over a network. Such a KV does not fail when it is away: Deno repeats each request by
 * itself, some four times a second, and the call hangs until the KV is back. The breaker turns silence into a failure,
 * so that people read a sentence, and lets hardly any new call through until the KV answers.
 */

/** Does something after this many ms; returns what prevents it. */
type After = (ms: number, act: () => void) => () => void;

const setTimer: After = (ms, act) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

/** Thrown for a call that got no answer in time. */
class NoAnswer extends Error {
  constructor() {
    super("the storage does not answer");
  }
}

export class KvCircuitBreaker {
  /** When the KV was first asked after its last answer. */
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
   * Whether a call may go to the KV now. An open breaker still lets some seventy an hour through: a call that hangs
   * may never hear that the KV is back.
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

  /** The answer, however long it takes; any answer closes the breaker. */
  watch<T>(answer: Promise<T>): Promise<T> {
    return answer.finally(() => {
      this.#since = null;
      this.#told = false;
    });
  }

  /** The answer, or {@link NoAnswer} after the timeout. Only for calls that change nothing. */
  async withTimeout<T>(answer: Promise<T>): Promise<T> {
    const watched = this.watch(answer);
    if (this.timeout === Infinity) return await watched;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const prevent = this.after(this.timeout, () => reject(new NoAnswer()));
    return await Promise.race([watched, late]).finally(prevent);
  }

  /** Whether the operator is to be told of a failure: of one silence only once. */
  isNews(error: unknown): boolean {
    if (!(error instanceof NoAnswer)) return true;
    const isNews = !this.#told;
    this.#told = true;
    return isNews;
  }
}
