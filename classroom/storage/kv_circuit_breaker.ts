/**
 * How long the classroom waits for a KV over a network. Such a KV does not fail where it is away: Deno asks it again
 * and again by itself, and every call hangs until it is back. People are to be refused with a sentence instead, and
 * hardly anything more is to be asked meanwhile: every call that hangs goes on knocking some four times a second.
 */

/** Does something after so many ms; answers with what prevents it. */
type After = (ms: number, act: () => void) => () => void;

const setTimer: After = (ms, act) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

/** What is thrown for a call that was waited for in vain. */
class Silence extends Error {
  constructor() {
    super("the storage keeps silent");
  }
}

/** The patience with one KV. */
export class Patience {
  /** When it was first asked something since its last answer. */
  #since: number | null = null;
  #asked = 0;
  #told = false;

  /** @param lasts in ms; of a KV in a file there is no end to it, for that one fails by itself */
  constructor(
    readonly lasts: number,
    readonly clock = () => performance.now(),
    readonly after: After = setTimer,
  ) {}

  /**
   * Whether it may be asked now. Where it has kept silent for longer than patience lasts it is asked seldom: some
   * seventy times in an hour, in case that it is only those who wait that will never hear.
   */
  mayAsk(): boolean {
    const now = this.clock();
    if (this.#since !== null && now - this.#since > this.lasts) {
      const pause = Math.max(1000, (now - this.#since) / 10);
      if (now - this.#asked < pause) return false;
    }
    this.#since ??= now;
    this.#asked = now;
    return true;
  }

  /** The answer, however long it takes. */
  heard<T>(answer: Promise<T>): Promise<T> {
    return answer.finally(() => {
      this.#since = null;
      this.#told = false;
    });
  }

  /** Whether a failure is to be told to whoever runs the server: of a silence only the first. */
  isNews(error: unknown): boolean {
    if (!(error instanceof Silence)) return true;
    const isNews = !this.#told;
    this.#told = true;
    return isNews;
  }

  /** The answer, or a {@link Silence} when patience is over. What is waited for must change nothing. */
  async within<T>(answer: Promise<T>): Promise<T> {
    const heard = this.heard(answer);
    if (this.lasts === Infinity) return await heard;
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const prevent = this.after(this.lasts, () => reject(new Silence()));
    return await Promise.race([heard, silence]).finally(prevent);
  }
}
