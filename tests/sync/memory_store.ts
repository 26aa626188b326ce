/** The store in memory, with the contract of the KV's. */
import type { Fact } from "../../sync/authority.ts";
import {
  type CommitEntry,
  type CommitExtras,
  decodeEntry,
  type DocumentSnapshot,
  encodeEntry,
  type Head,
  immediateTurns,
  type Store,
} from "../../sync/store.ts";

interface Kept {
  epoch: string;
  floor: number;
  log: Uint8Array[];
  snapshots: Map<string, DocumentSnapshot>;
}

export class MemoryStore implements Store {
  #spaces = new Map<string, Kept>();
  #facts = new Map<string, { value: unknown; versionstamp: string }>();
  #version = 0;
  #watchers = new Map<string, Set<(seq: number | null) => void>>();

  fact(key: Deno.KvKey): { value: unknown; versionstamp: string | null } {
    return this.#facts.get(JSON.stringify(key)) ??
      { value: null, versionstamp: null };
  }

  readHead(space: string) {
    const kept = this.#spaces.get(space);
    return Promise.resolve(kept === undefined ? null : headOf(kept));
  }

  load(space: string, documents: readonly string[]) {
    const kept = this.#spaces.get(space);
    if (kept === undefined) return Promise.resolve(null);
    const found = new Map<string, Uint8Array[]>();
    for (const name of documents) {
      const snapshot = kept.snapshots.get(name);
      found.set(name, snapshot === undefined ? [] : [snapshot.state]);
    }
    const logged = entriesOf(kept, kept.floor);
    for (const { seq, updates } of logged) {
      for (const [name, update] of updates) {
        if (seq > (kept.snapshots.get(name)?.seq ?? 0)) {
          found.get(name)?.push(update);
        }
      }
    }
    return Promise.resolve({ head: headOf(kept), documents: found, logged });
  }

  readSnapshot(space: string, document: string) {
    const snapshot = this.#spaces.get(space)?.snapshots.get(document);
    return Promise.resolve(snapshot ?? null);
  }

  readCommitsSince(space: string, seq: number) {
    const kept = this.#spaces.get(space);
    if (kept === undefined) return Promise.resolve(null);
    if (seq < kept.floor) return Promise.resolve("folded" as const);
    const entries = entriesOf(kept, seq);
    return Promise.resolve({ head: headOf(kept), entries });
  }

  commit(
    space: string,
    expected: Head | null,
    entry: CommitEntry,
    riding: CommitExtras,
  ) {
    const kept = this.#spaces.get(space);
    if ((kept === undefined) !== (expected === null)) {
      return Promise.resolve(null);
    }
    if (
      kept !== undefined && expected?.versionstamp !== headOf(kept).versionstamp
    ) {
      return Promise.resolve(null);
    }
    if (!this.#holds(riding)) return Promise.resolve(null);
    const next: Kept = kept ??
      { epoch: crypto.randomUUID(), floor: 0, log: [], snapshots: new Map() };
    next.log.push(encodeEntry(entry));
    this.#spaces.set(space, next);
    for (const fact of riding.facts ?? []) this.#ride(fact);
    const head = headOf(next);
    this.#tell(space, head.seq);
    return Promise.resolve(head);
  }

  makeTurns() {
    return immediateTurns;
  }

  drop(space: string, riding: CommitExtras) {
    if (!this.#holds(riding)) return Promise.resolve(!this.#spaces.has(space));
    this.#spaces.delete(space);
    for (const fact of riding.facts ?? []) this.#ride(fact);
    this.#tell(space, null);
    return Promise.resolve(true);
  }

  sweep() {
    return Promise.resolve();
  }

  watch(space: string, moved: (seq: number | null) => void) {
    const watchers = this.#watchers.get(space) ?? new Set();
    this.#watchers.set(space, watchers.add(moved));
    return () => void watchers.delete(moved);
  }

  compact(space: string, upTo: number, snapshots: readonly DocumentSnapshot[]) {
    const kept = this.#spaces.get(space);
    if (kept === undefined || upTo <= kept.floor) return Promise.resolve(false);
    for (const snapshot of snapshots) {
      kept.snapshots.set(snapshot.document, snapshot);
    }
    kept.log.splice(0, upTo - kept.floor);
    kept.floor = upTo;
    return Promise.resolve(true);
  }

  #holds({ checks = [] }: CommitExtras): boolean {
    return checks.every(({ key, versionstamp }) =>
      this.fact(key).versionstamp === versionstamp
    );
  }

  #tell(space: string, seq: number | null): void {
    for (const moved of this.#watchers.get(space) ?? []) {
      queueMicrotask(() => moved(seq));
    }
  }

  #ride(fact: Fact): void {
    const key = JSON.stringify(fact.key);
    if ("delete" in fact) this.#facts.delete(key);
    else {
      const versionstamp = String(++this.#version).padStart(20, "0");
      const value = "value" in fact
        ? structuredClone(fact.value)
        : added(this.fact(fact.key).value, fact.add);
      this.#facts.set(key, { value, versionstamp });
    }
  }
}

function added(before: unknown, add: Readonly<Record<string, number>>) {
  const sum = { ...before as Record<string, number> | null };
  for (const [what, n] of Object.entries(add)) sum[what] = (sum[what] ?? 0) + n;
  return Object.fromEntries(
    Object.entries(sum).sort(([a], [b]) => a < b ? -1 : 1),
  );
}

function entriesOf({ floor, log }: Kept, seq: number) {
  return log.slice(seq - floor).map((bytes, i) => ({
    ...decodeEntry(bytes),
    seq: seq + i + 1,
  }));
}

function headOf(kept: Kept): Head {
  const seq = kept.floor + kept.log.length;
  return { seq, epoch: kept.epoch, versionstamp: seq };
}
