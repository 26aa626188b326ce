/** How long a connection may be silent before it is taken for dead (S14): a browser may never tell that it is lost. */

/** The server says something every 20 s (S14), which a bad link may hold up: after this it is not there (ms). */
const quiet = 26_000;
/**
 * What it is sent it answers within a round trip and a commit: after this, a new connection is sooner there than what
 * the old one tries again after ever longer pauses (ms).
 */
const answersWithin = 6_000;
/** A try to connect that takes longer has failed (ms). */
const tryFor = 10_000;

/** The silence of a connection, by a clock that is given. */
export class Silence {
  /** Since when there is any. */
  #since = 0;
  /** When something was sent that is answered, and nothing has come since; null: all is answered. */
  #askedAt: number | null = null;
  /** How long that may be: a server that was only slow has twice as long the next time. */
  #patience = answersWithin;

  /** A try to connect begins. */
  begin(now: number): void {
    this.#since = now;
    this.#askedAt = null;
  }

  /** Something has come. */
  end(now: number): void {
    const isPrompt = this.#askedAt !== null &&
      now - this.#askedAt < answersWithin;
    if (isPrompt) this.#patience = answersWithin;
    this.begin(now);
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
    if (now - asked > this.#patience) {
      this.#patience = Math.min(2 * this.#patience, quiet);
      return true;
    }
    return now - this.#since > (isOpen ? quiet : tryFor);
  }
}
