/** A space's log since it was last folded, in memory: with a snapshot it makes a document without reading it again. */
import { limits } from "../limits.ts";
import type { Changes, Logged, Snapshot } from "../store.ts";

/** The commits since the floor, by document. Bounded, because it is folded when it is long (S9). */
export class Log {
  /** How often it was folded: a snapshot that was read before may be too old for it. */
  folds = 0;
  #commits: { seq: number; names: string[]; bytes: number }[] = [];
  #updates = new Map<string, { seq: number; update: Uint8Array }[]>();
  #bytes = 0;
  /** Commits that were there when folding last failed; it is tried again after as many again. */
  #failedAt = 0;

  constructor(logged: readonly Logged[]) {
    for (const { seq, updates } of logged) this.add(seq, updates);
  }

  /** Begins anew with what the store has in its log now. */
  replace(logged: readonly Logged[]): void {
    this.folded(Infinity);
    for (const { seq, updates } of logged) this.add(seq, updates);
  }

  /** Adds a commit. */
  add(seq: number, updates: Changes): void {
    let bytes = 0;
    for (const [name, update] of updates) {
      this.#updates.getOrInsertComputed(name, () => []).push({ seq, update });
      bytes += update.length;
    }
    this.#commits.push({ seq, names: updates.map(([name]) => name), bytes });
    this.#bytes += bytes;
  }

  /** What makes up a document: its snapshot, if it has one, and the updates after it. */
  since(name: string, snapshot: Snapshot | null): Uint8Array[] {
    const after = (this.#updates.get(name) ?? [])
      .filter(({ seq }) => seq > (snapshot?.seq ?? 0))
      .map(({ update }) => update);
    return snapshot === null ? after : [snapshot.state, ...after];
  }

  /** Whether it should be folded: so many commits, or too many bytes or documents. */
  isLong(commits: number): boolean {
    if (this.#commits.length < 2 * this.#failedAt) return false;
    return this.#commits.length >= commits ||
      this.#bytes >= limits.logBytes ||
      this.#updates.size >= limits.logDocuments;
  }

  /** How far it can be folded with the documents that one atomic holds, and which they are. */
  foldable(): { upTo: number; documents: Set<string> } {
    const documents = new Set<string>();
    let upTo = 0;
    for (const { seq, names } of this.#commits) {
      const more = names.filter((name) => !documents.has(name)).length;
      if (upTo > 0 && documents.size + more > limits.logDocuments) break;
      for (const name of names) documents.add(name);
      upTo = seq;
    }
    return { upTo, documents };
  }

  /** Forgets the commits up to this one: snapshots have them now. */
  folded(upTo: number): void {
    this.folds++;
    this.#failedAt = 0;
    for (const [name, list] of this.#updates) {
      const left = list.filter(({ seq }) => seq > upTo);
      if (left.length === 0) this.#updates.delete(name);
      else this.#updates.set(name, left);
    }
    this.#commits = this.#commits.filter(({ seq }) => seq > upTo);
    this.#bytes = this.#commits.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Remembers that folding did not succeed, so that it is not tried at every commit. */
  notFolded(): void {
    this.#failedAt = this.#commits.length;
  }
}
