/** The store in memory, for tests and rehearsals: the same contract as the KV's, nothing on disk. */
import type { Fact } from "./authority.ts";
import {
  decodeEntry,
  encodeEntry,
  type Entry,
  type Head,
  type Riding,
  type Store,
} from "./store.ts";

interface Kept {
  epoch: string;
  log: Uint8Array[];
}

/** A {@link Store} that forgets everything with the process. */
export class MemoryStore implements Store {
  #spaces = new Map<string, Kept>();
  #facts = new Map<string, { value: unknown; versionstamp: string }>();
  #version = 0;

  /** What rode along under this key, as Deno KV would give it. */
  fact(key: Deno.KvKey): { value: unknown; versionstamp: string | null } {
    return this.#facts.get(JSON.stringify(key)) ??
      { value: null, versionstamp: null };
  }

  load(space: string, documents: readonly string[]) {
    const kept = this.#spaces.get(space);
    if (kept === undefined) return Promise.resolve(null);
    const found = new Map(documents.map((name) => [name, [] as Uint8Array[]]));
    for (const bytes of kept.log) {
      for (const [name, update] of decodeEntry(bytes).updates) {
        found.get(name)?.push(update);
      }
    }
    return Promise.resolve({ head: headOf(kept), documents: found });
  }

  since(space: string, seq: number) {
    const kept = this.#spaces.get(space);
    if (kept === undefined) return Promise.resolve(null);
    const entries = kept.log.slice(seq).map((bytes, i) => ({
      ...decodeEntry(bytes),
      seq: seq + i + 1,
    }));
    return Promise.resolve({ head: headOf(kept), entries });
  }

  commit(space: string, expected: Head | null, entry: Entry, riding: Riding) {
    const kept = this.#spaces.get(space);
    if ((kept === undefined) !== (expected === null)) {
      return Promise.resolve(null);
    }
    if (kept !== undefined && expected?.mark !== kept.log.length) {
      return Promise.resolve(null);
    }
    for (const { key, versionstamp } of riding.checks ?? []) {
      if (this.fact(key).versionstamp !== versionstamp) {
        return Promise.resolve(null);
      }
    }
    const next = kept ?? { epoch: crypto.randomUUID(), log: [] };
    next.log.push(encodeEntry(entry));
    this.#spaces.set(space, next);
    for (const fact of riding.facts ?? []) this.#ride(fact);
    return Promise.resolve(headOf(next));
  }

  #ride(fact: Fact): void {
    const key = JSON.stringify(fact.key);
    if ("delete" in fact) this.#facts.delete(key);
    else {
      const versionstamp = String(++this.#version).padStart(20, "0");
      this.#facts.set(key, {
        value: structuredClone(fact.value),
        versionstamp,
      });
    }
  }
}

function headOf(kept: Kept): Head {
  return { seq: kept.log.length, epoch: kept.epoch, mark: kept.log.length };
}
