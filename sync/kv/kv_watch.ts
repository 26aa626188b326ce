/** Watches keys of a Deno KV that several instances share, a few to a watch. */

import type { Kv, KvEntryMaybe, KvKey } from "./kv.ts";

interface Listener {
  key: KvKey;
  changed: (value: unknown) => void;
  /** What it was told last; undefined: nothing yet. A watch gives all of its keys when one has changed. */
  told?: string | null;
}

interface Group {
  listeners: Set<Listener>;
  reader: ReadableStreamDefaultReader<KvEntryMaybe<unknown>[]> | null;
  retry?: ReturnType<typeof setTimeout>;
}

/** How many keys one watch has: of each change all are read and told, and Deno KV takes ten. */
const keysAtOnce = 3;
/** How long to wait before a watch that broke is begun anew, in ms. */
const watchAgainAfterMs = 1000;

/** The watches of one instance. */
export class KvWatch {
  #groups = new Set<Group>();

  /**
   * @param kv an open Deno KV
   * @param report is told when a watch breaks; it is begun anew by itself
   */
  constructor(
    readonly kv: Kv,
    readonly report: (what: string, error: unknown) => void,
  ) {}

  /**
   * Calls back with a key's value now and after changes of it, perhaps not after all, and of no other. Answers with what
   * ends it.
   */
  on(key: KvKey, changed: Listener["changed"]): () => void {
    const listener: Listener = { key, changed };
    const free = this.#groups.values()
      .find(({ listeners }) => listeners.size < keysAtOnce);
    const group = free ?? { listeners: new Set(), reader: null };
    this.#groups.add(group);
    group.listeners.add(listener);
    this.#restart(group);
    return () => {
      group.listeners.delete(listener);
      // All have ended.
      if (!this.#groups.has(group)) return;
      // What nobody asks for any more is to wake nobody.
      if (group.listeners.size > 0) return this.#restart(group);
      this.#groups.delete(group);
      this.#stop(group);
    };
  }

  /** Ends all watches. */
  stop(): void {
    for (const group of this.#groups) this.#stop(group);
    this.#groups.clear();
  }

  #stop(group: Group): void {
    clearTimeout(group.retry);
    const { reader } = group;
    group.reader = null;
    reader?.cancel().catch((error) =>
      this.report("a watch could not be ended", error)
    );
  }

  /** A watch gives the present values first, so that beginning anew misses nothing. */
  #restart(group: Group): void {
    this.#stop(group);
    const listeners = [...group.listeners];
    const keys = listeners.map(({ key }) => key);
    const reader = this.kv.watch<unknown[]>(keys).getReader();
    group.reader = reader;
    const read = async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (group.reader !== reader) return;
        if (done) throw new Error("the watch ended by itself");
        value.forEach((entry, i) => tell(listeners[i], entry));
      }
    };
    read().catch((error) => {
      if (group.reader !== reader) return;
      this.report("a watch broke", error);
      group.retry = setTimeout(() => this.#restart(group), watchAgainAfterMs);
    });
  }
}

function tell(
  listener: Listener,
  { value, versionstamp }: KvEntryMaybe<unknown>,
): void {
  if (listener.told === versionstamp) return;
  listener.told = versionstamp;
  listener.changed(value);
}
