/** Watches keys of a Deno KV that several instances share, a few keys per watch. */

import type { Kv, KvEntryMaybe, KvKey } from "./kv.ts";

interface Listener {
  key: KvKey;
  changed: (value: unknown) => void;
  /**
   * The versionstamp of the value last notified; undefined before the first. A watch yields all of its keys at each
   * change.
   */
  lastNotified?: string | null;
}

interface Group {
  listeners: Set<Listener>;
  reader: ReadableStreamDefaultReader<KvEntryMaybe<unknown>[]> | null;
  retry?: ReturnType<typeof setTimeout>;
}

/** Keys per watch: each change reads all of them. Deno KV takes ten. */
const keysAtOnce = 3;
const watchAgainAfterMs = 1000;

export class KvWatch {
  #groups = new Set<Group>();

  /** @param report called when a watch breaks; the watch then restarts */
  constructor(
    readonly kv: Kv,
    readonly report: (what: string, error: unknown) => void,
  ) {}

  /**
   * Calls back with a key's current value and after changes; several changes may come as one. Returns the function that
   * ends the watch.
   */
  watchKey(key: KvKey, changed: Listener["changed"]): () => void {
    const listener: Listener = { key, changed };
    const freeGroup = this.#groups.values()
      .find(({ listeners }) => listeners.size < keysAtOnce);
    const group = freeGroup ?? { listeners: new Set(), reader: null };
    this.#groups.add(group);
    group.listeners.add(listener);
    this.#restart(group);
    return () => {
      group.listeners.delete(listener);
      if (!this.#groups.has(group)) return;
      // Unused keys must not wake the watch.
      if (group.listeners.size > 0) return this.#restart(group);
      this.#groups.delete(group);
      this.#stop(group);
    };
  }

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

  /** A watch first yields current values, so a restart misses nothing. */
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
        value.forEach((entry, i) => notify(listeners[i], entry));
      }
    };
    read().catch((error) => {
      if (group.reader !== reader) return;
      this.report("a watch broke", error);
      group.retry = setTimeout(() => this.#restart(group), watchAgainAfterMs);
    });
  }
}

function notify(
  listener: Listener,
  { value, versionstamp }: KvEntryMaybe<unknown>,
): void {
  if (listener.lastNotified === versionstamp) return;
  listener.lastNotified = versionstamp;
  listener.changed(value);
}
