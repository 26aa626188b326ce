/**
 * Commits of many spaces in one atomic write: a sync to the disk takes as long for fifty as for one, and Deno KV makes
 * one for each write. Whoever comes while nothing is being written goes at once; whoever comes meanwhile goes with all
 * others that wait. Only where no other instance writes: one lost check is all the group's.
 */
import { limits } from "../limits.ts";
import type { KvBusyRetry } from "./busy_retry.ts";
import { mutationsAtOnce } from "./kv_layout.ts";
import type { AtomicCheck, Kv, KvKey } from "./kv.ts";

/** A commit as it goes into an atomic write. It checks the head of its space and nothing else. */
interface Part {
  readonly space: string;
  readonly checked: AtomicCheck;
  readonly set: readonly (readonly [key: KvKey, value: unknown])[];
  readonly bytes: number;
}

/** Under which mark it was written; null: its check was lost; "other": nothing was written, for its check or another's was lost. */
type Written = { mark: string } | "other" | null;

/** Deno KV takes a hundred. */
const checksAtOnce = 90;

/** What is written together, no two of the same space: of those the second must lose its check. */
class Group {
  readonly parts = new Map<string, Part>();
  readonly written = Promise.withResolvers<Written>();
  #bytes = 0;
  #set = 0;

  /** Adds one; false where it must go with the next. */
  add(part: Part): boolean {
    const { parts } = this;
    const bytes = this.#bytes + part.bytes, set = this.#set + part.set.length;
    const isFull = parts.size >= checksAtOnce || bytes > limits.batch ||
      set > mutationsAtOnce;
    if (parts.size > 0 && (isFull || parts.has(part.space))) return false;
    parts.set(part.space, part);
    this.#bytes = bytes;
    this.#set = set;
    return true;
  }
}

/** Writes to one KV, one group after the other. */
export class CommitGroups {
  #waiting: Group[] = [];
  #isWriting = false;

  constructor(readonly kv: Kv, readonly busy: KvBusyRetry) {}

  /**
   * Writes a commit, with others that wait. Answers with its new mark; null: its check was lost; "other": nothing was
   * written, for its check or another's was lost. A throw means that nobody knows.
   */
  write(part: Part): Promise<Written> {
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

  async #commit({ parts }: Group): Promise<Written> {
    const atomic = this.kv.atomic();
    for (const { checked, set } of parts.values()) {
      atomic.check(checked);
      for (const [key, value] of set) atomic.set(key, value);
    }
    const result = await this.busy.answer(atomic.commit());
    if (result.ok) return { mark: result.versionstamp };
    return parts.size === 1 ? null : "other";
  }
}
