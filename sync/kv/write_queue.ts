/**
 * Groups writes, because a disk sync takes as long for fifty as for one. While fewer than `atOnce` batches are under
 * way, a write goes immediately; otherwise it waits and goes with others.
 */

export interface QueuedWrite {
  /** Groups of keys that the write checks or changes. Two writes that share a group never go together. */
  readonly groups: ReadonlySet<string>;
  readonly bytes: number;
  readonly changes: number;
}

interface BatchLimits {
  readonly writes: number;
  readonly bytes: number;
  readonly changes: number;
}

/** Writes that go together. A write that exceeds a limit goes alone. */
class Batch<Write extends QueuedWrite, Outcome> {
  readonly writes: Write[] = [];
  readonly outcomes = Promise.withResolvers<readonly Outcome[]>();
  readonly #groups = new Set<string>();
  #bytes = 0;
  #changes = 0;

  /** Adds a write; returns its place in the batch, or null if it does not fit. */
  add(write: Write, limits: BatchLimits): number | null {
    const bytes = this.#bytes + write.bytes;
    const changes = this.#changes + write.changes;
    const fits = this.writes.length < limits.writes && bytes <= limits.bytes &&
      changes <= limits.changes && this.#groups.isDisjointFrom(write.groups);
    if (this.writes.length > 0 && !fits) return null;
    for (const group of write.groups) this.#groups.add(group);
    this.#bytes = bytes;
    this.#changes = changes;
    return this.writes.push(write) - 1;
  }
}

export class WriteQueue<Write extends QueuedWrite, Outcome> {
  #waiting: Batch<Write, Outcome>[] = [];
  #underway = 0;

  /**
   * @param write returns an outcome for each of its writes; if it throws, all of them do
   * @param atOnce batches under way at the same time
   */
  constructor(
    readonly write: (writes: readonly Write[]) => Promise<readonly Outcome[]>,
    readonly limits: BatchLimits,
    readonly atOnce: number,
  ) {}

  async add(write: Write): Promise<Outcome> {
    let batch = this.#waiting.at(-1);
    let place = batch?.add(write, this.limits) ?? null;
    if (batch === undefined || place === null) {
      batch = new Batch();
      place = batch.add(write, this.limits)!;
      this.#waiting.push(batch);
    }
    if (this.#underway < this.atOnce) void this.#run();
    return (await batch.outcomes.promise)[place];
  }

  async #run(): Promise<void> {
    this.#underway++;
    for (;;) {
      const batch = this.#waiting.shift();
      if (batch === undefined) break;
      try {
        batch.outcomes.resolve(await this.write(batch.writes));
      } catch (error) {
        batch.outcomes.reject(error);
      }
    }
    this.#underway--;
  }
}
