/**
 * Watches keys of a Deno KV that several instances share, ten to a watch. For one process on its own
 * file there is nothing to watch.
 */

type Listener = (value: unknown) => void;

interface Group {
  listeners: Map<string, { key: Deno.KvKey; changed: Listener }>;
  reader: ReadableStreamDefaultReader<unknown[]> | null;
  retry?: ReturnType<typeof setTimeout>;
}

/** Deno KV's limit of keys in one watch. */
const keysAtOnce = 10;
/** How long to wait before a watch that broke is begun anew, in ms. */
const pause = 1000;

/** The watches of one instance. */
export class KvWatch {
  #groups: Group[] = [];

  /**
   * @param kv an open Deno KV
   * @param report is told when a watch breaks; it is begun anew by itself
   */
  constructor(
    readonly kv: Deno.Kv,
    readonly report: (what: string, error: unknown) => void,
  ) {}

  /**
   * Calls back with a key's value now and after every change, perhaps with some in between left out.
   * Answers with what ends it.
   */
  on(key: Deno.KvKey, changed: Listener): () => void {
    const name = crypto.randomUUID();
    let group = this.#groups.find(({ listeners }) =>
      listeners.size < keysAtOnce
    );
    if (group === undefined) {
      group = { listeners: new Map(), reader: null };
      this.#groups.push(group);
    }
    const joined = group;
    joined.listeners.set(name, { key, changed });
    this.#restart(joined);
    return () => {
      joined.listeners.delete(name);
      if (joined.listeners.size > 0) return;
      this.#groups = this.#groups.filter((each) => each !== joined);
      this.#stop(joined);
    };
  }

  /** Ends all watches. */
  stop(): void {
    for (const group of this.#groups) this.#stop(group);
    this.#groups = [];
  }

  #stop(group: Group): void {
    clearTimeout(group.retry);
    const { reader } = group;
    group.reader = null;
    reader?.cancel().catch((error) =>
      this.report("a watch did not end", error)
    );
  }

  /** A watch gives the present values first, so that beginning anew misses nothing. */
  #restart(group: Group): void {
    this.#stop(group);
    const listeners = [...group.listeners.values()];
    const keys = listeners.map(({ key }) => key);
    const reader = this.kv.watch(keys).getReader();
    group.reader = reader;
    const read = async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (group.reader !== reader) return;
        if (done) throw new Error("the watch ended by itself");
        value.forEach((entry, i) => listeners[i].changed(entry.value));
      }
    };
    read().catch((error) => {
      if (group.reader !== reader) return;
      this.report("a watch broke", error);
      group.retry = setTimeout(() => this.#restart(group), pause);
    });
  }
}
