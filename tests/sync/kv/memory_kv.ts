/** A Deno KV in memory, as far as the sync layer uses it. Nothing takes time, so that runs repeat exactly. */

type Key = readonly (string | number)[];
interface Entry {
  key: Key;
  value: unknown;
  versionstamp: string;
}
type Change = { key: Key; value?: unknown };

/** Strings before numbers, as Deno KV has it. */
function compare(a: Key, b: Key): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    if (x === y) continue;
    if (typeof x !== typeof y) return typeof x === "string" ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

export class MemoryKv {
  #entries: Entry[] = [];
  #version = 0;
  #watches = new Set<() => void>();

  get asKv(): Deno.Kv {
    return this as unknown as Deno.Kv;
  }

  get(key: Key) {
    return Promise.resolve(this.#get(key));
  }

  getMany(keys: readonly Key[]) {
    return Promise.resolve(keys.map((key) => this.#get(key)));
  }

  async *list(
    { prefix, start, end }: { prefix?: Key; start?: Key; end?: Key },
    { batchSize = 100 } = {},
  ) {
    let after: Key | undefined;
    for (;;) {
      const batch: Entry[] = [];
      for (let i = this.#place(after ?? prefix ?? start ?? []);; i++) {
        const entry = this.#entries[i];
        if (entry === undefined || batch.length === batchSize) break;
        if (after && compare(entry.key, after) === 0) continue;
        // A key is not among those that begin with it.
        if (prefix && compare(entry.key, prefix) === 0) continue;
        if (end && compare(entry.key, end) >= 0) break;
        if (prefix && !prefix.every((part, n) => entry.key[n] === part)) break;
        batch.push(entry);
      }
      yield* batch.map((entry) => structuredClone(entry));
      if (batch.length < batchSize) return;
      after = batch.at(-1)?.key;
    }
  }

  async set(key: Key, value: unknown) {
    await this.atomic().set(key, value).commit();
  }

  async delete(key: Key) {
    await this.atomic().delete(key).commit();
  }

  atomic() {
    const checks: { key: Key; versionstamp: string | null }[] = [];
    const changes: Change[] = [];
    const atomic = {
      check(...more: typeof checks) {
        checks.push(...more);
        return atomic;
      },
      set(key: Key, value: unknown) {
        changes.push({ key, value: structuredClone(value) });
        return atomic;
      },
      delete(key: Key) {
        changes.push({ key });
        return atomic;
      },
      commit: () => Promise.resolve(this.#commit(checks, changes)),
    };
    return atomic;
  }

  watch(keys: readonly Key[]): ReadableStream<unknown[]> {
    let look: () => void;
    let last = "";
    return new ReadableStream({
      start: (to) => {
        look = () => {
          const entries = keys.map((key) => this.#get(key));
          const now = entries.map(({ versionstamp }) => versionstamp).join();
          if (now !== last) to.enqueue(entries);
          last = now;
        };
        this.#watches.add(look);
        look();
      },
      cancel: () => void this.#watches.delete(look),
    });
  }

  close(): void {}

  #commit(
    checks: readonly { key: Key; versionstamp: string | null }[],
    changes: readonly Change[],
  ) {
    for (const { key, versionstamp } of checks) {
      if (this.#get(key).versionstamp !== versionstamp) return { ok: false };
    }
    const versionstamp = String(++this.#version).padStart(20, "0");
    for (const change of changes) {
      const at = this.#place(change.key);
      const found = this.#entries[at];
      const isThere = found !== undefined &&
        compare(found.key, change.key) === 0;
      const { key, value } = change;
      const entry = "value" in change ? [{ key, value, versionstamp }] : [];
      this.#entries.splice(at, isThere ? 1 : 0, ...entry);
    }
    for (const look of this.#watches) look();
    return { ok: true, versionstamp };
  }

  #get(key: Key) {
    const found = this.#entries[this.#place(key)];
    return found !== undefined && compare(found.key, key) === 0
      ? structuredClone(found)
      : { key, value: null, versionstamp: null };
  }

  #place(key: Key): number {
    let low = 0, high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.#entries[middle].key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
