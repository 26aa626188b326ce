/**
 * Turns at committing to a space that several instances write (SYNC-5). Of two simultaneous commits one loses its
 * check, and a slower instance could lose repeatedly. A loser queues under a key that every commit checks: while the
 * queue is not empty, only its first instance commits, once.
 */
import type { CommitTurns } from "../store.ts";
import { floorKey, headKey, turnQueueKey } from "./kv_layout.ts";
import type { AtomicOperation, Kv } from "./kv.ts";

/** The first in the queue counts as gone after this. */
const firstForMs = 1000;

export class KvTurns implements CommitTurns {
  /** The queue as last seen; it is the first ticket's turn. */
  #line: readonly string[] = [];
  /** The mark that a commit in this instance's turn checks. */
  #mark: string | null = null;
  /** Since when the first ticket has been first. */
  #since = 0;
  /**
   * This instance's ticket, new each time it queues, so that a returning instance is not mistaken for its earlier self.
   */
  #ticket = "";

  constructor(
    readonly kv: Kv,
    readonly space: string,
    readonly clock: () => number,
  ) {}

  get isContended(): boolean {
    return this.#line.length > 0;
  }

  async requestTurn(insists: boolean): Promise<boolean> {
    const { kv, space } = this;
    for (;;) {
      const [stored, floor] = await kv.getMany<[string[], number]>([
        turnQueueKey(space),
        floorKey(space),
      ]);
      const line = this.#note(stored);
      // No queue, or no space, which the store will report.
      if (floor.value === null || line.length === 0 && !insists) return true;
      // `Math.abs`, because the clock may have been set back.
      const isGone = line.length > 0 && !this.#isFirst &&
        Math.abs(this.clock() - this.#since) > firstForMs;
      const left = isGone ? line.slice(1) : line;
      const isIn = left.includes(this.#ticket);
      if (left === line && isIn) return this.#isFirst;
      const value = isIn ? left : [...left, this.#ticket = crypto.randomUUID()];
      // Checks the floor, so that nothing is written to a dropped space.
      const change = kv.atomic().check(stored, floor);
      const written = await change.set(turnQueueKey(space), value).commit();
      if (!written.ok) continue;
      this.#note({ value, versionstamp: written.versionstamp });
      return this.#isFirst;
    }
  }

  async leaveQueue(): Promise<void> {
    const { kv, space } = this;
    while (this.#line.includes(this.#ticket)) {
      const stored = await kv.get<string[]>(turnQueueKey(space));
      const line = this.#note(stored);
      if (!line.includes(this.#ticket)) return;
      const left = line.filter((it) => it !== this.#ticket);
      const change = kv.atomic().check(stored);
      this.#change(change, left);
      if ((await change.commit()).ok) this.#see(left);
    }
  }

  /** Makes a commit check whose turn it is, and end this instance's own turn. */
  addChecks(commit: AtomicOperation): void {
    const versionstamp = this.#isFirst ? this.#mark : null;
    commit.check({ key: turnQueueKey(this.space), versionstamp });
    if (this.#isFirst) this.#change(commit, this.#line.slice(1));
  }

  noteCommit(): void {
    // Instances behind this one still wait.
    this.#see(this.#isFirst ? this.#line.slice(1) : []);
  }

  /** Whether a guarded commit was lost only because the queue grew; it is then repeated. */
  async hasOnlyQueueGrown(head: string | null): Promise<boolean> {
    if (!this.#isFirst) return false;
    const { kv, space } = this;
    const [stored, now] = await kv.getMany<[string[], unknown]>([
      turnQueueKey(space),
      headKey(space),
    ]);
    this.#note(stored);
    return this.#isFirst && now.versionstamp === head;
  }

  get #isFirst(): boolean {
    return this.#line[0] === this.#ticket;
  }

  #change(atomic: AtomicOperation, line: readonly string[]): void {
    if (line.length > 0) atomic.set(turnQueueKey(this.space), line);
    else atomic.delete(turnQueueKey(this.space));
  }

  #note(
    { value, versionstamp }: {
      value: readonly string[] | null;
      versionstamp: string | null;
    },
  ): readonly string[] {
    this.#mark = versionstamp;
    return this.#see(value ?? []);
  }

  #see(line: readonly string[]): readonly string[] {
    if (line[0] !== this.#line[0]) this.#since = this.clock();
    return this.#line = line;
  }
}
