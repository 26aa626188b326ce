/**
 * Turns at committing to a space that several instances write (SYNC-5). A slower instance could lose repeatedly; so a
 * loser queues under a key that every commit checks. While the queue is not empty, only its first instance commits,
 * once.
 */
import type { CommitTurns } from "../store.ts";
import { floorKey, headKey, turnQueueKey } from "./kv_layout.ts";
import type { AtomicOperation, Kv } from "./kv.ts";

/** Time after which the first instance in the queue counts as gone. */
const firstForMs = 1000;

export class KvTurns implements CommitTurns {
  /** The queue as last read: tickets of instances, the next one first. */
  #queue: readonly string[] = [];
  /** The versionstamp of the stored queue, which a commit of its first instance checks. */
  #versionstamp: string | null = null;
  /** When the first ticket came first (ms since 1970). */
  #firstSince = 0;
  /** This instance's ticket; new each time the instance queues. */
  #ticket = "";

  constructor(
    readonly kv: Kv,
    readonly space: string,
    readonly clock: () => number,
  ) {}

  get isContended(): boolean {
    return this.#queue.length > 0;
  }

  async requestTurn(shouldQueue: boolean): Promise<boolean> {
    const { kv, space } = this;
    for (;;) {
      const [stored, floor] = await kv.getMany<[string[], number]>([
        turnQueueKey(space),
        floorKey(space),
      ]);
      const queue = this.#takeStored(stored);
      // Nobody waits, or the space is gone, which the store will report.
      if (floor.value === null || queue.length === 0 && !shouldQueue) {
        return true;
      }
      // `Math.abs`, because the clock may have been set back.
      const isGone = queue.length > 0 && !this.#isFirst &&
        Math.abs(this.clock() - this.#firstSince) > firstForMs;
      const remaining = isGone ? queue.slice(1) : queue;
      const isIn = remaining.includes(this.#ticket);
      if (remaining === queue && isIn) return this.#isFirst;
      const value = isIn
        ? remaining
        : [...remaining, this.#ticket = crypto.randomUUID()];
      // Checks the floor, so that nothing is written to a dropped space.
      const change = kv.atomic().check(stored, floor);
      const written = await change.set(turnQueueKey(space), value).commit();
      if (!written.ok) continue;
      this.#takeStored({ value, versionstamp: written.versionstamp });
      return this.#isFirst;
    }
  }

  async leaveQueue(): Promise<void> {
    const { kv, space } = this;
    while (this.#queue.includes(this.#ticket)) {
      const stored = await kv.get<string[]>(turnQueueKey(space));
      const queue = this.#takeStored(stored);
      if (!queue.includes(this.#ticket)) return;
      const remaining = queue.filter((it) => it !== this.#ticket);
      const change = kv.atomic().check(stored);
      this.#writeQueue(change, remaining);
      if ((await change.commit()).ok) this.#setQueue(remaining);
    }
  }

  /** Adds checks to a commit: it fails if it is another instance's turn. The commit also ends this instance's turn. */
  addChecks(commit: AtomicOperation): void {
    const versionstamp = this.#isFirst ? this.#versionstamp : null;
    commit.check({ key: turnQueueKey(this.space), versionstamp });
    if (this.#isFirst) this.#writeQueue(commit, this.#queue.slice(1));
  }

  noteCommit(): void {
    // The instances behind this one still wait.
    this.#setQueue(this.#isFirst ? this.#queue.slice(1) : []);
  }

  /** Whether a commit with {@link addChecks} failed only because the queue grew, so that it can be repeated. */
  async hasOnlyQueueGrown(head: string | null): Promise<boolean> {
    if (!this.#isFirst) return false;
    const { kv, space } = this;
    const [stored, headEntry] = await kv.getMany<[string[], unknown]>([
      turnQueueKey(space),
      headKey(space),
    ]);
    this.#takeStored(stored);
    return this.#isFirst && headEntry.versionstamp === head;
  }

  get #isFirst(): boolean {
    return this.#queue[0] === this.#ticket;
  }

  #writeQueue(atomic: AtomicOperation, queue: readonly string[]): void {
    if (queue.length > 0) atomic.set(turnQueueKey(this.space), queue);
    else atomic.delete(turnQueueKey(this.space));
  }

  #takeStored(
    { value, versionstamp }: {
      value: readonly string[] | null;
      versionstamp: string | null;
    },
  ): readonly string[] {
    this.#versionstamp = versionstamp;
    return this.#setQueue(value ?? []);
  }

  #setQueue(queue: readonly string[]): readonly string[] {
    if (queue[0] !== this.#queue[0]) this.#firstSince = this.clock();
    return this.#queue = queue;
  }
}
