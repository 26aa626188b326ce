import { limits } from "./limits.ts";

/** A space's work on the serving thread, of which half is forgotten each second. */
export class WorkShare {
  #ms = 0;
  #at = 0;

  recentMs(now: number): number {
    return this.#ms * 0.5 ** (Math.max(0, now - this.#at) / 1000);
  }

  add(ms: number, now: number): void {
    this.#ms = this.recentMs(now) + ms;
    this.#at = now;
  }
}

interface Waiting {
  readonly share: WorkShare;
  readonly begin: () => void;
}

/**
 * SYNC-18: all spaces together work for `limits.workPerTurn`; then sockets are read and timers ring before more work
 * begins, and the space that has worked least goes first. A pause of all work counts against what was done before it.
 */
export class WorkTurns {
  #workedMs = 0;
  #endedAt = 0;
  #waiting: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly clock: () => number) {}

  /** Does work at once, or if this turn has no time left, in a later one. */
  async run<T>(share: WorkShare, work: () => T): Promise<T> {
    if (this.#waiting.length > 0 || this.#isOver) {
      await new Promise<void>((begin) => {
        this.#waiting.push({ share, begin });
        this.#timer ??= this.#nextTurn();
      });
    }
    return this.measure(share, work);
  }

  /** Does work that cannot wait, and counts it. */
  measure<T>(share: WorkShare, work: () => T): T {
    const beganAt = this.clock();
    try {
      return work();
    } finally {
      const now = this.clock();
      const ms = Math.max(0, now - beganAt);
      this.#workedMs = this.#leftAt(beganAt) + ms;
      this.#endedAt = now;
      share.add(ms, now);
      if (this.#waiting.length > 0 && this.#timer === undefined) {
        if (this.#isOver) this.#timer = this.#nextTurn();
        else this.#beginNext();
      }
    }
  }

  get #isOver(): boolean {
    return this.#leftAt(this.clock()) >= limits.workPerTurn;
  }

  #leftAt(now: number): number {
    return Math.max(0, this.#workedMs - Math.max(0, now - this.#endedAt));
  }

  /** Only a timer lets Deno look at its sockets: after `setImmediate` it may go on for sixty turns without. */
  #nextTurn() {
    return setTimeout(() => {
      this.#timer = undefined;
      this.#workedMs = 0;
      this.#beginNext();
    });
  }

  #beginNext(): void {
    const now = this.clock();
    let least = 0;
    for (const [n, { share }] of this.#waiting.entries()) {
      const leastShare = this.#waiting[least].share;
      if (share.recentMs(now) < leastShare.recentMs(now)) least = n;
    }
    const [next] = this.#waiting.splice(least, 1);
    next?.begin();
  }
}
