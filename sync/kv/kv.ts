/**
 * The parts of Deno KV that we use: ordered keys with a versionstamp of the last write, and atomic writes that check
 * versionstamps. `server/platform/kv.ts` opens it.
 */

export type KvKey = readonly (
  | Uint8Array
  | string
  | number
  | bigint
  | boolean
  | symbol
)[];

export interface KvEntry<T> {
  key: KvKey;
  value: T;
  /** The versionstamp of the last write; versionstamps grow as text. */
  versionstamp: string;
}

export type KvEntryMaybe<T> =
  | KvEntry<T>
  | { key: KvKey; value: null; versionstamp: null };

/** A condition of an atomic write: the key's versionstamp; null if it must be absent. */
export interface AtomicCheck {
  key: KvKey;
  versionstamp: string | null;
}

export type KvListSelector =
  | { prefix: KvKey; start?: KvKey; end?: KvKey }
  | { start: KvKey; end: KvKey };

/** `expireIn`: ms after which the entry is removed, perhaps later. */
interface Keeping {
  expireIn?: number;
}

export interface AtomicOperation {
  check(...checks: AtomicCheck[]): this;
  set(key: KvKey, value: unknown, keeping?: Keeping): this;
  delete(key: KvKey): this;
  commit(): Promise<{ ok: true; versionstamp: string } | { ok: false }>;
}

export type KvListIterator<T> = AsyncIterableIterator<KvEntry<T>>;

export interface Kv extends Disposable {
  get<T = unknown>(key: KvKey): Promise<KvEntryMaybe<T>>;
  getMany<T extends readonly unknown[]>(
    keys: readonly [...{ [K in keyof T]: KvKey }],
  ): Promise<{ [K in keyof T]: KvEntryMaybe<T[K]> }>;
  set(
    key: KvKey,
    value: unknown,
    keeping?: Keeping,
  ): Promise<{ ok: true; versionstamp: string }>;
  delete(key: KvKey): Promise<void>;
  list<T = unknown>(
    selector: KvListSelector,
    options?: { limit?: number; batchSize?: number },
  ): KvListIterator<T>;
  atomic(): AtomicOperation;
  /** Yields the current entries, and again after changes; several changes may come as one. */
  watch<T extends readonly unknown[]>(
    keys: readonly [...{ [K in keyof T]: KvKey }],
  ): ReadableStream<{ [K in keyof T]: KvEntryMaybe<T[K]> }>;
  close(): void;
}
