/**
 * The key-value store that everything is kept in, as far as we use it: ordered keys, each with a mark of its last write,
 * and atomic writes that check such marks. Deno KV has this form; what opens it is in `server/platform/kv.ts`.
 */

/** A key: a path of parts, by which keys are ordered. */
export type KvKey = readonly (
  | Uint8Array
  | string
  | number
  | bigint
  | boolean
  | symbol
)[];

/** What stands under a key. */
export interface KvEntry<T> {
  key: KvKey;
  value: T;
  /** The mark of its last write: a later one is greater as text. */
  versionstamp: string;
}

/** The same, where there may be nothing. */
export type KvEntryMaybe<T> =
  | KvEntry<T>
  | { key: KvKey; value: null; versionstamp: null };

/** What a value's place must hold for an atomic write to come about; null: nothing. */
export interface AtomicCheck {
  key: KvKey;
  versionstamp: string | null;
}

/** Which entries a listing has. */
export type KvListSelector =
  | { prefix: KvKey; start?: KvKey; end?: KvKey }
  | { start: KvKey; end: KvKey };

/** How an entry is kept: not at all after `expireIn` ms, or some time later. */
interface Keeping {
  expireIn?: number;
}

/** Writes that come about together or not at all. */
export interface AtomicOperation {
  check(...checks: AtomicCheck[]): this;
  set(key: KvKey, value: unknown, keeping?: Keeping): this;
  delete(key: KvKey): this;
  commit(): Promise<{ ok: true; versionstamp: string } | { ok: false }>;
}

/** Entries in the order of their keys, read as they are asked for. */
export type KvListIterator<T> = AsyncIterableIterator<KvEntry<T>>;

/** An open store. */
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
  /** The present entries of these keys, and all again when one has changed; not after each change. */
  watch<T extends readonly unknown[]>(
    keys: readonly [...{ [K in keyof T]: KvKey }],
  ): ReadableStream<{ [K in keyof T]: KvEntryMaybe<T[K]> }>;
  close(): void;
}
