/** How long a connection may be silent before it is taken for dead (S14): a browser may never tell that it is lost. */

/** The server says something every 20 s (S14), which a bad link may hold up: after this it is not there (ms). */
const quiet = 26_000;
/**
 * What it is sent it answers within a round trip and a commit: after this, a new connection is sooner there than what
 * the old one tries again after ever longer pauses (ms). Each waits up to half as long again: a server that answers
 * nobody for a while is not dialled by all at once (S15).
 */
const answersWithin = 5_000;
/** A try to connect that takes longer has failed (ms). */
const tryFor = 10_000;

/** The silence of a connection, by a clock that is given. */
export class Silence {
  #since = 0;
  /** When something was sent that is answered, and nothing has come since; null: all is answered. */
  #askedAt: number | null = null;
  /** By how much longer this connection waits than the least. */
  #spread = 1;
  /** How often in a row it was asked in vain: a server that was only slow has twice as long each next time. */
  unanswered = 0;

  /**
   * A try to connect begins.
   *
   * @param random between 0 and 1
   */
  begin(now: number, random: number): void {
    this.#spread = 1 + random / 2;
    this.#since = now;
    this.#askedAt = null;
  }

  /** Something has come. */
  end(now: number): void {
    const isPrompt = this.#askedAt !== null &&
      now - this.#askedAt < answersWithin;
    if (isPrompt) this.unanswered = 0;
    this.#since = now;
    this.#askedAt = null;
  }

  /** Something is sent that will be answered. */
  expect(now: number): void {
    this.#askedAt ??= now;
  }

  /** Whether the connection, or the try to have one, is given up. */
  isTooLong(now: number, isOpen: boolean): boolean {
    // A clock that was put back.
    this.#since = Math.min(this.#since, now);
    const asked = Math.min(this.#askedAt ?? now, now);
    const patience = answersWithin * 2 ** this.unanswered * this.#spread;
    if (now - asked > Math.min(patience, quiet)) {
      this.unanswered++;
      return true;
    }
    return now - this.#since > (isOpen ? quiet : tryFor);
  }
}
