/** A store that delays, loses races, fails, or fails after it committed. */
import type {
  CommitEntry,
  CommitExtras,
  DocumentSnapshot,
  Head,
  Store,
} from "../../sync/store.ts";

export type CommitFate = "pass" | "throw" | "race";

export class FaultyStore implements Store {
  /** The fate of each commit, possibly after a wait. */
  fate: (
    space: string,
    entry: CommitEntry,
  ) => CommitFate | Promise<CommitFate> = () => "pass";
  inFlight = 0;
  most = 0;
  made: string[][] = [];
  /** Whether reads of an open space fail too. */
  isAway = false;

  constructor(readonly inner: Store) {}

  readHead(space: string) {
    if (this.isAway) return Promise.reject(new Error("the storage is away"));
    return this.inner.readHead(space);
  }

  load(space: string, documents: readonly string[]) {
    return this.inner.load(space, documents);
  }

  readSnapshot(space: string, document: string) {
    if (this.isAway) return Promise.reject(new Error("the storage is away"));
    return this.inner.readSnapshot(space, document);
  }

  readCommitsSince(space: string, seq: number) {
    if (this.isAway) return Promise.reject(new Error("the storage is away"));
    return this.inner.readCommitsSince(space, seq);
  }

  compact(space: string, upTo: number, snapshots: readonly DocumentSnapshot[]) {
    return this.inner.compact(space, upTo, snapshots);
  }

  makeTurns(space: string) {
    return this.inner.makeTurns(space);
  }

  watch(space: string, moved: (seq: number | null) => void) {
    return this.inner.watch(space, moved);
  }

  drop(space: string, riding: CommitExtras) {
    return this.inner.drop(space, riding);
  }

  sweep(space: string) {
    return this.inner.sweep(space);
  }

  async commit(
    space: string,
    expected: Head | null,
    entry: CommitEntry,
    riding: CommitExtras,
  ) {
    this.most = Math.max(this.most, ++this.inFlight);
    try {
      const fate = await this.fate(space, entry);
      if (fate === "throw") throw new Error("the storage is away");
      if (fate === "race") return null;
      const head = await this.inner.commit(space, expected, entry, riding);
      if (head !== null) this.made.push(entry.updates.map(([name]) => name));
      return head;
    } finally {
      this.inFlight--;
    }
  }
}

export class CommitGate {
  #waiting: (() => void)[] = [];
  #arrived: (() => void)[] = [];
  #open = false;

  pass(): Promise<void> {
    if (this.#open) return Promise.resolve();
    const passed = new Promise<void>((resolve) => this.#waiting.push(resolve));
    for (const resolve of this.#arrived.splice(0)) resolve();
    return passed;
  }

  arrival(): Promise<void> {
    if (this.#waiting.length > 0) return Promise.resolve();
    return new Promise((resolve) => this.#arrived.push(resolve));
  }

  open(): void {
    this.#open = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
