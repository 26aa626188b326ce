import { limits } from "../limits.ts";
import type {
  DocumentSnapshot,
  DocumentUpdates,
  LoggedCommit,
} from "../store.ts";

/**
 * The commits since the last fold, by document, in memory: with a snapshot they make up a document. Bounded, because a
 * long log is folded (SYNC-9).
 */
export class CommitLog {
  /** Number of folds; a snapshot read before a fold may be too old for this log. */
  folds = 0;
  #commits: { seq: number; names: string[]; bytes: number }[] = [];
  #updates = new Map<string, { seq: number; update: Uint8Array }[]>();
  #bytes = 0;
  /** Number of commits when folding last failed; it is retried at twice as many. */
  #failedAt = 0;

  constructor(logged: readonly LoggedCommit[]) {
    for (const { seq, updates } of logged) this.add(seq, updates);
  }

  replace(logged: readonly LoggedCommit[]): void {
    this.dropUpTo(Infinity);
    for (const { seq, updates } of logged) this.add(seq, updates);
  }

  add(seq: number, updates: DocumentUpdates): void {
    let bytes = 0;
    for (const [name, update] of updates) {
      this.#updates.getOrInsertComputed(name, () => []).push({ seq, update });
      bytes += update.length;
    }
    this.#commits.push({ seq, names: updates.map(([name]) => name), bytes });
    this.#bytes += bytes;
  }

  /** The updates that make up a document: its snapshot, if any, and later updates. */
  updatesOf(name: string, snapshot: DocumentSnapshot | null): Uint8Array[] {
    const laterUpdates = (this.#updates.get(name) ?? [])
      .filter(({ seq }) => seq > (snapshot?.seq ?? 0))
      .map(({ update }) => update);
    return snapshot === null ? laterUpdates : [snapshot.state, ...laterUpdates];
  }

  isLong(commits: number): boolean {
    if (this.#commits.length < 2 * this.#failedAt) return false;
    return this.#commits.length >= commits ||
      this.#bytes >= limits.logBytes ||
      this.#updates.size >= limits.logDocuments;
  }

  /**
   * The last commit up to which one atomic operation can hold snapshots of all changed documents, and these documents.
   */
  findFoldable(): { upTo: number; documents: Set<string> } {
    const documents = new Set<string>();
    let upTo = 0;
    for (const { seq, names } of this.#commits) {
      const addedCount = names.filter((name) => !documents.has(name)).length;
      if (upTo > 0 && documents.size + addedCount > limits.logDocuments) break;
      for (const name of names) documents.add(name);
      upTo = seq;
    }
    return { upTo, documents };
  }

  /** Drops the commits up to this one, which snapshots now contain. */
  dropUpTo(upTo: number): void {
    this.folds++;
    this.#failedAt = 0;
    for (const [name, list] of this.#updates) {
      const remaining = list.filter(({ seq }) => seq > upTo);
      if (remaining.length === 0) this.#updates.delete(name);
      else this.#updates.set(name, remaining);
    }
    this.#commits = this.#commits.filter(({ seq }) => seq > upTo);
    this.#bytes = this.#commits.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  recordFailedFold(): void {
    this.#failedAt = this.#commits.length;
  }
}
