/**
 * A space's log since it was last folded, in memory: documents that are not loaded are built from their
 * snapshot and this, without reading the whole log again for each.
 */
import type { Entry, Loaded, Snapshot } from "./store.ts";

/** The commits since the floor, by document. Bounded, because it is folded when it is long (S9). */
export class Log {
  /** How often it was folded: a snapshot that was read before may be too old for it. */
  folds = 0;
  #updates = new Map<string, { seq: number; update: Uint8Array }[]>();
  #commits = 0;
  #bytes = 0;
  /** Commits that were there when folding last failed; it is tried again after as many again. */
  #failedAt = 0;

  constructor(logged: Loaded["logged"]) {
    for (const { seq, updates } of logged) this.add(seq, updates);
  }

  /** Adds a commit. */
  add(seq: number, updates: Entry["updates"]): void {
    this.#commits++;
    for (const [name, update] of updates) {
      const list = this.#updates.get(name);
      if (list === undefined) this.#updates.set(name, [{ seq, update }]);
      else list.push({ seq, update });
      this.#bytes += update.length;
    }
  }

  /** The documents that it names. */
  documents(): string[] {
    return [...this.#updates.keys()];
  }

  /** What makes up a document: its snapshot, if it has one, and the updates after it. */
  since(name: string, snapshot: Snapshot | null): Uint8Array[] {
    const after = (this.#updates.get(name) ?? [])
      .filter(({ seq }) => seq > (snapshot?.seq ?? 0))
      .map(({ update }) => update);
    return snapshot === null ? after : [snapshot.state, ...after];
  }

  /** Whether it should be folded. */
  isLong(commits: number, bytes: number): boolean {
    if (this.#commits < 2 * this.#failedAt) return false;
    return this.#commits >= commits || this.#bytes >= bytes;
  }

  /** Forgets the commits up to this one: snapshots have them now. */
  folded(upTo: number): void {
    this.folds++;
    this.#failedAt = this.#commits = this.#bytes = 0;
    const seqs = new Set<number>();
    for (const [name, list] of this.#updates) {
      const left = list.filter(({ seq }) => seq > upTo);
      if (left.length === 0) this.#updates.delete(name);
      else this.#updates.set(name, left);
      for (const { seq, update } of left) {
        seqs.add(seq);
        this.#bytes += update.length;
      }
    }
    this.#commits = seqs.size;
  }

  /** Remembers that folding did not succeed, so that it is not tried at every commit. */
  notFolded(): void {
    this.#failedAt = this.#commits;
  }
}
