/**
 * Commits of many spaces in one atomic write: a disk sync takes as long for fifty as for one. A commit goes immediately
 * if nothing is being written, else with all others that wait. Used only if no other instance writes, because one lost
 * check fails the group.
 */
import { limits } from "../limits.ts";
import type { KvBusyRetry } from "./busy_retry.ts";
import { maxMutationsPerAtomic } from "./kv_layout.ts";
import type { AtomicCheck, Kv, KvKey } from "./kv.ts";

/** One commit in an atomic write. It checks only the head of its space. */
interface Part {
  readonly space: string;
  readonly checked: AtomicCheck;
  readonly set: readonly (readonly [key: KvKey, value: unknown])[];
  readonly bytes: number;
}

/** The mark; null if its check was lost; "other" if the group failed on an unknown check. */
type GroupOutcome = { mark: string } | "other" | null;

/** Deno KV takes a hundred. */
const checksAtOnce = 90;

/** Commits written together, at most one per space, because a second one would lose its check. */
class Group {
  readonly parts = new Map<string, Part>();
  readonly written = Promise.withResolvers<GroupOutcome>();
  #bytes = 0;
  #set = 0;

  add(part: Part): boolean {
    const { parts } = this;
    const bytes = this.#bytes + part.bytes, set = this.#set + part.set.length;
    const isFull = parts.size >= checksAtOnce || bytes > limits.batch ||
      set > maxMutationsPerAtomic;
    if (parts.size > 0 && (isFull || parts.has(part.space))) return false;
    parts.set(part.space, part);
    this.#bytes = bytes;
    this.#set = set;
    return true;
  }
}

export class CommitGroups {
  #waiting: Group[] = [];
  #isWriting = false;

  constructor(readonly kv: Kv, readonly busy: KvBusyRetry) {}

  /**
   * Writes a commit with others that wait, and returns its {@link GroupOutcome} outcome. If it throws, the outcome is
   * unknown.
   */
  write(part: Part): Promise<GroupOutcome> {
    let group = this.#waiting.at(-1);
    if (group === undefined || !group.add(part)) {
      group = new Group();
      group.add(part);
      this.#waiting.push(group);
    }
    if (!this.#isWriting) void this.#run();
    return group.written.promise;
  }

  async #run(): Promise<void> {
    this.#isWriting = true;
    for (;;) {
      const group = this.#waiting.shift();
      if (group === undefined) break;
      try {
        group.written.resolve(await this.#commit(group));
      } catch (error) {
        group.written.reject(error);
      }
    }
    this.#isWriting = false;
  }

  async #commit({ parts }: Group): Promise<GroupOutcome> {
    const atomic = this.kv.atomic();
    for (const { checked, set } of parts.values()) {
      atomic.check(checked);
      for (const [key, value] of set) atomic.set(key, value);
    }
    const result = await this.busy.awaitWrite(atomic.commit());
    if (result.ok) return { mark: result.versionstamp };
    return parts.size === 1 ? null : "other";
  }
}
