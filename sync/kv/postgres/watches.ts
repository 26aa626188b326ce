/** Watches keys. One statement reads the keys of all watches that may have changed. */
import type { Changes } from "./changes.ts";
import { keyName } from "./tuple_keys.ts";

export interface Watch {
  readonly keys: readonly Uint8Array[];
  /** The groups of the keys, as {@link Changes} names them. */
  readonly groups: ReadonlySet<string>;
  /** Receives the rows of `keys`, in their order. */
  deliver(rows: readonly (Row | undefined)[]): void;
  fail(error: unknown): void;
}

export interface Row {
  readonly k: Uint8Array;
  readonly v: Uint8Array;
  readonly s: string;
}

interface Delivered {
  /** The watch's keys by {@link keyName}. */
  readonly names: readonly string[];
  /** The rows that were delivered last; null: none yet. */
  lastRows: readonly (Row | undefined)[] | null;
}

/** Interval at which all watched keys are read, because an instance may end between a write and its notice. */
const lookEveryMs = 1000;

export class Watches {
  readonly #changes: Changes;
  readonly #readRows: (
    keys: readonly Uint8Array[],
  ) => Promise<(Row | undefined)[]>;
  readonly #watches = new Map<Watch, Delivered>();
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

  /** Delivers the current rows, and again after changes. Returns the function that ends the watch. */
  add(watch: Watch): () => void {
    const names = watch.keys.map(keyName);
    this.#watches.set(watch, { names, lastRows: null });
    this.#timer ??= setInterval(() => this.#mark(null), lookEveryMs);
    this.#listening ??= this.#changes.listen((groups) => this.#mark(groups))
      .catch((error) => {
        this.#listening = undefined;
        throw error;
      });
    // Reads only once listening has begun, so that no change is missed.
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

  /**
   * Delivers what this instance has written, usually without a read.
   * @param rows by {@link keyName}; undefined: deleted
   */
  noteWritten(
    revision: string,
    rows: ReadonlyMap<string, Row | undefined>,
  ): void {
    for (const [watch, { names, lastRows }] of this.#watches) {
      if (!names.some((name) => rows.has(name))) continue;
      // A running read may have begun before this write.
      if (lastRows === null || this.#isReading) this.#markWatch(watch);
      else {
        const newRows = names.map((name, index) => {
          const row = lastRows[index];
          const isOlder = row !== undefined && BigInt(row.s) > BigInt(revision);
          return !rows.has(name) || isOlder ? row : rows.get(name);
        });
        this.#deliver(watch, newRows);
      }
    }
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
        let offset = 0;
        for (const watch of watches) {
          this.#deliver(watch, rows.slice(offset, offset += watch.keys.length));
        }
      } catch (error) {
        for (const watch of watches) watch.fail(error);
      }
    }
    this.#isReading = false;
  }

  #deliver(watch: Watch, rows: (Row | undefined)[]): void {
    const delivered = this.#watches.get(watch);
    // The watch may have ended during the read.
    if (!delivered) return;
    const { lastRows } = delivered;
    if (lastRows && rows.every((row, index) => row?.s === lastRows[index]?.s)) {
      return;
    }
    delivered.lastRows = rows;
    watch.deliver(rows);
  }
}
