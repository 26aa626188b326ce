/** Watches of keys: one read serves all that may have changed. */
import type { Changes } from "./changes.ts";

export interface Watch {
  readonly keys: readonly Uint8Array[];
  /** The groups of the keys, as {@link Changes} names them. */
  readonly groups: ReadonlySet<string>;
  /** Gets the rows of its keys, in their order. */
  deliver(rows: readonly (Row | undefined)[]): void;
  fail(error: unknown): void;
}

export interface Row {
  readonly k: Uint8Array;
  readonly v: Uint8Array;
  readonly s: string;
}

/** An instance may end between a write and its notice, so all watched keys are looked at now and then, in ms. */
const lookEveryMs = 1000;

export class Watches {
  readonly #changes: Changes;
  readonly #readRows: (
    keys: readonly Uint8Array[],
  ) => Promise<(Row | undefined)[]>;
  /** With the marks that were delivered last. */
  readonly #watches = new Map<Watch, string | null>();
  readonly #dirty = new Set<Watch>();
  #isReading = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #listening: Promise<void> | undefined;

  constructor(
    changes: Changes,
    readRows: (keys: readonly Uint8Array[]) => Promise<(Row | undefined)[]>,
  ) {
    this.#changes = changes;
    this.#readRows = readRows;
  }

  /** Delivers the current rows, and again after changes. Returns the function that ends it. */
  add(watch: Watch): () => void {
    this.#watches.set(watch, null);
    this.#timer ??= setInterval(() => this.#mark(null), lookEveryMs);
    this.#listening ??= this.#changes.listen((groups) => this.#mark(groups))
      .catch((error) => {
        this.#listening = undefined;
        throw error;
      });
    // After the listening began, so that no change is missed.
    this.#listening.then(
      () => this.#markWatch(watch),
      (error) => watch.fail(error),
    );
    return () => {
      this.#watches.delete(watch);
      this.#dirty.delete(watch);
      if (this.#watches.size === 0) this.stop();
    };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #mark(groups: readonly string[] | null): void {
    const changed = groups && new Set(groups);
    for (const watch of this.#watches.keys()) {
      if (changed === null || !changed.isDisjointFrom(watch.groups)) {
        this.#markWatch(watch);
      }
    }
  }

  #markWatch(watch: Watch): void {
    if (!this.#watches.has(watch)) return;
    this.#dirty.add(watch);
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    while (this.#dirty.size > 0) {
      const watches = [...this.#dirty];
      this.#dirty.clear();
      try {
        const rows = await this.#readRows(watches.flatMap(({ keys }) => keys));
        let at = 0;
        for (const watch of watches) {
          this.#deliver(watch, rows.slice(at, at += watch.keys.length));
        }
      } catch (error) {
        for (const watch of watches) watch.fail(error);
      }
    }
    this.#isReading = false;
  }

  #deliver(watch: Watch, rows: (Row | undefined)[]): void {
    // It may have ended meanwhile.
    if (!this.#watches.has(watch)) return;
    const marks = rows.map((row) => row?.s ?? "").join();
    if (this.#watches.get(watch) === marks) return;
    this.#watches.set(watch, marks);
    watch.deliver(rows);
  }
}
