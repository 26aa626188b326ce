/**
 * Commits of many spaces in one atomic write. Used only if no other instance writes, because one lost check fails the
 * group.
 */
import { limits } from "../limits.ts";
import type { KvBusyRetry } from "./busy_retry.ts";
import { maxMutationsPerAtomic } from "./kv_layout.ts";
import type { AtomicCheck, Kv, KvKey } from "./kv.ts";
import { type QueuedWrite, WriteQueue } from "./write_queue.ts";

/** One commit in an atomic write. It checks only the head of its space. */
interface Part {
  readonly space: string;
  readonly checked: AtomicCheck;
  readonly set: readonly (readonly [key: KvKey, value: unknown])[];
  readonly bytes: number;
}

/**
 * The versionstamp of the write; null if the commit's own check failed; "other" if a check of the group failed and it
 * is unknown which.
 */
type GroupOutcome = { versionstamp: string } | "other" | null;

/** Checks in an atomic write; Deno KV allows a hundred. */
const checksAtOnce = 90;

const groupLimits = {
  writes: checksAtOnce,
  bytes: limits.batch,
  changes: maxMutationsPerAtomic,
};

export class CommitGroups {
  readonly #queue: WriteQueue<Part & QueuedWrite, GroupOutcome>;

  constructor(readonly kv: Kv, readonly busy: KvBusyRetry) {
    this.#queue = new WriteQueue(
      (parts) => this.#commit(parts),
      groupLimits,
      1,
    );
  }

  /** Writes a commit with others that wait, and returns its outcome. After an error, the outcome is unknown. */
  write(part: Part): Promise<GroupOutcome> {
    // A second commit of a space in the same write would fail its check.
    const groups = new Set([part.space]);
    return this.#queue.add({ ...part, groups, changes: part.set.length });
  }

  async #commit(parts: readonly Part[]): Promise<GroupOutcome[]> {
    const atomic = this.kv.atomic();
    for (const { checked, set } of parts) {
      atomic.check(checked);
      for (const [key, value] of set) atomic.set(key, value);
    }
    const result = await this.busy.awaitWrite(atomic.commit());
    const outcome = result.ok
      ? { versionstamp: result.versionstamp }
      : parts.length === 1
      ? null
      : "other";
    return parts.map(() => outcome);
  }
}
