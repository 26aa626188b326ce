/** What is dear, and done for somebody else, so often and no more. */

/** So often (ms), and so much sooner a few times. */
const rests = { each: 1_000, ahead: 2_000 };

/** When it may be done. */
export class Paced {
  #until = 0;

  /** Whether it may be done now, and then it is. */
  take(): boolean {
    const now = performance.now();
    const from = Math.max(now, this.#until);
    if (from > now + rests.ahead) return false;
    this.#until = from + rests.each;
    return true;
  }
}
