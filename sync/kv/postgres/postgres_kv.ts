/** The interface of Deno KV over a table in PostgreSQL, which several servers may share. */
import { createHash } from "node:crypto";
import type { Sql } from "postgres";
import type {
  AtomicCheck,
  AtomicOperation,
  Kv,
  KvEntry,
  KvEntryMaybe,
  KvKey,
  KvListIterator,
  KvListSelector,
} from "../kv.ts";
import { Changes } from "./changes.ts";
import { bytesLiteral } from "./literals.ts";
import { readAgain } from "./read_again.ts";
import { ReadBatches } from "./read_batches.ts";
import { decodeKey, encodeKey, keyName } from "./tuple_keys.ts";
import { decodeValue, encodeValue } from "./values.ts";
import { type Row, Watches } from "./watches.ts";
import { type Write, WriteGroups } from "./write_groups.ts";

const rowsPerRead = 500;
const sweepEveryMs = 60_000;
const rowsPerSweep = 1000;
/** The time that closing waits for statements under way. */
const endTimeoutSeconds = 2;

export class PostgresKv implements Kv {
  readonly #sql: Sql;
  readonly #writePool: Sql;
  readonly #reads: ReadBatches<Row>;
  readonly #writes: WriteGroups;
  readonly #watches: Watches;
  readonly #serverName: string;
  readonly #sweeping: ReturnType<typeof setInterval>;

  /**
   * @param sql a pool whose database has the schema; closed with this object, as is `writePool`
   * @param writePool a pool for writes, without a limit of time once they are stored
   * @param report called with errors of background work
   * @param serverName the name of connections of servers on the same data
   */
  constructor(
    sql: Sql,
    writePool: Sql,
    report: (what: string, error: unknown) => void,
    serverName: string,
  ) {
    this.#sql = sql;
    this.#serverName = serverName;
    this.#writePool = writePool;
    const changes = new Changes(sql);
    this.#reads = new ReadBatches((keys) => this.#readRows(keys));
    this.#writes = new WriteGroups(writePool, changes);
    this.#watches = new Watches(changes, (keys) => this.#reads.read(keys));
    this.#sweeping = setInterval(
      () =>
        this.sweep().catch((error) =>
          report("expired entries could not be deleted", error)
        ),
      sweepEveryMs,
    );
  }

  async get<T = unknown>(key: KvKey): Promise<KvEntryMaybe<T>> {
    const [row] = await this.#reads.read([encodeKey(key)]);
    return entryOrNone<T>(key, row);
  }

  async getMany<T extends readonly unknown[]>(
    keys: readonly [...{ [K in keyof T]: KvKey }],
  ): Promise<{ [K in keyof T]: KvEntryMaybe<T[K]> }> {
    const rows = await this.#reads.read(keys.map(encodeKey));
    return keys.map((key, index) => entryOrNone(key, rows[index])) as {
      [K in keyof T]: KvEntryMaybe<T[K]>;
    };
  }

  async set(
    key: KvKey,
    value: unknown,
    keeping?: { expireIn?: number },
  ): Promise<{ ok: true; versionstamp: string }> {
    // A commit without checks is never refused.
    return await this.atomic().set(key, value, keeping).commit() as {
      ok: true;
      versionstamp: string;
    };
  }

  async delete(key: KvKey): Promise<void> {
    await this.atomic().delete(key).commit();
  }

  async *list<T = unknown>(
    selector: KvListSelector,
    { limit = Infinity, batchSize = rowsPerRead }: {
      limit?: number;
      batchSize?: number;
    } = {},
  ): KvListIterator<T> {
    const range = rangeOf(selector);
    let { from } = range;
    for (let remaining = limit; remaining > 0;) {
      const size = Math.min(remaining, batchSize);
      const rows = await readAgain(() =>
        this.#sql<Row[]>`select k, v, s from kv
          where k >= ${from} and k < ${range.to} and (x is null or x > now())
          order by k limit ${size}`
      );
      for (const row of rows) {
        yield entryOf<T>(decodeKey(row.k), row);
      }
      if (rows.length < size) return;
      remaining -= rows.length;
      from = append(rows.at(-1)!.k, 0);
    }
  }

  atomic(): AtomicOperation {
    const checks: AtomicCheck[] = [];
    /** Changes by key; the last change of a key counts. */
    const changes = new Map<string, Change>();
    const change = (key: KvKey, to: Omit<Change, "key" | "bytes">) => {
      const bytes = encodeKey(key);
      changes.set(keyName(bytes), { key, bytes, ...to });
    };
    const operation: AtomicOperation = {
      check(...newChecks) {
        checks.push(...newChecks);
        return this;
      },
      set(key, value, { expireIn } = {}) {
        const expiry = expireIn ?? null;
        change(key, { value: encodeValue(value), expireIn: expiry });
        return this;
      },
      delete(key) {
        change(key, { value: null, expireIn: null });
        return this;
      },
      commit: async () => {
        const write = makeWrite(checks, [...changes.values()]);
        const revision = await this.#writes.write(write);
        if (revision === null) return { ok: false };
        if (changes.size > 0) {
          this.#watches.noteWritten(revision, rowsOf(changes, revision));
        }
        return { ok: true, versionstamp: revisionToVersionstamp(revision) };
      },
    };
    return operation;
  }

  watch<T extends readonly unknown[]>(
    keys: readonly [...{ [K in keyof T]: KvKey }],
  ): ReadableStream<{ [K in keyof T]: KvEntryMaybe<T[K]> }> {
    type Entries = { [K in keyof T]: KvEntryMaybe<T[K]> };
    let end = () => {};
    return new ReadableStream<Entries>({
      start: (stream) => {
        end = this.#watches.add({
          keys: keys.map(encodeKey),
          groups: groupsOf(keys),
          deliver: (rows) =>
            stream.enqueue(
              keys.map((key, index) =>
                entryOrNone(key, rows[index])
              ) as Entries,
            ),
          fail: (error) => {
            end();
            stream.error(error);
          },
        });
      },
      cancel: () => end(),
    });
  }

  /** Deletes expired entries, which no read returns any more. */
  async sweep(): Promise<void> {
    for (let deleted = rowsPerSweep; deleted === rowsPerSweep;) {
      ({ count: deleted } = await this.#sql`delete from kv where k in (
        select k from kv where x < now() limit ${rowsPerSweep}
        for update skip locked)`);
    }
  }

  /** When entries expire, in ms since 1970, by {@link keyName}. */
  async readExpiries(): Promise<Map<string, number>> {
    const rows = await readAgain(() =>
      this.#sql<{ k: Uint8Array; ms: number }[]>`
        select k, (extract(epoch from x) * 1000)::float8 as ms
        from kv where x is not null`
    );
    return new Map(rows.map(({ k, ms }) => [keyName(k), ms]));
  }

  /** Whether a process that serves classes is connected to this data. */
  async hasServers(): Promise<boolean> {
    const [{ isConnected }] = await this.#sql<{ isConnected: boolean }[]>`
      select exists (select from pg_stat_activity
        where datname = current_database()
        and application_name = ${this.#serverName}) as "isConnected"`;
    return isConnected;
  }

  close(): void {
    clearInterval(this.#sweeping);
    this.#watches.stop();
    for (const pool of [this.#sql, this.#writePool]) {
      void pool.end({ timeout: endTimeoutSeconds });
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #readRows(keys: readonly Uint8Array[]): Promise<Row[]> {
    return readAgain(() =>
      this.#sql<Row[]>`select k, v, s from kv
        where k = any(${bytesLiteral(keys)}::bytea[])
        and (x is null or x > now())`
    );
  }
}

/** A change of one key; `value` is null if the key is deleted. */
interface Change {
  readonly key: KvKey;
  readonly bytes: Uint8Array;
  readonly value: Uint8Array | null;
  readonly expireIn: number | null;
}

/** The rows after the changes, by {@link keyName}; undefined for a deleted key. */
function rowsOf(
  changes: ReadonlyMap<string, Change>,
  revision: string,
): Map<string, Row | undefined> {
  return new Map(
    changes.entries().map(([name, { bytes, value }]) => [
      name,
      value === null ? undefined : { k: bytes, v: value, s: revision },
    ]),
  );
}

function makeWrite(
  checks: readonly AtomicCheck[],
  changes: readonly Change[],
): Write {
  return {
    groups: groupsOf([...checks, ...changes].map(({ key }) => key)),
    checks: checks.map(({ key, versionstamp }) => ({
      key: encodeKey(key),
      revision: versionstamp === null
        ? null
        : versionstampToRevision(versionstamp),
    })),
    sets: changes.flatMap(({ bytes, value, expireIn }) =>
      value === null ? [] : [{ key: bytes, value, expireIn }]
    ),
    deletes: changes.flatMap(({ bytes, value }) =>
      value === null ? [bytes] : []
    ),
  };
}

/** The groups of keys, as numbers. A group is all keys with the same first two parts; locks and notices name groups. */
function groupsOf(keys: readonly KvKey[]): ReadonlySet<string> {
  // Most writes have one group, so few hashes are computed.
  const starts = new Map(keys.map((key) => {
    const start = encodeKey(key.slice(0, 2));
    return [keyName(start), start];
  }));
  return new Set(
    starts.values().map((start) => {
      const hash = createHash("sha1").update(start).digest();
      return String(hash.readBigInt64BE());
    }),
  );
}

function entryOf<T>(key: KvKey, row: Row): KvEntry<T> {
  const value = decodeValue(row.v) as T;
  return { key, value, versionstamp: revisionToVersionstamp(row.s) };
}

function entryOrNone<T>(key: KvKey, row: Row | undefined): KvEntryMaybe<T> {
  return row ? entryOf<T>(key, row) : { key, value: null, versionstamp: null };
}

/**
 * The range of encoded keys that a selector means: `from` is included, `to` is not. A prefix does not include its own
 * key.
 */
function rangeOf(
  selector: KvListSelector,
): { from: Uint8Array; to: Uint8Array } {
  const { prefix, start, end } = selector as {
    prefix?: KvKey;
    start?: KvKey;
    end?: KvKey;
  };
  return {
    from: start ? encodeKey(start) : append(encodeKey(prefix!), 0),
    to: end ? encodeKey(end) : append(encodeKey(prefix!), 0xff),
  };
}

function append(bytes: Uint8Array, byte: number): Uint8Array {
  return Uint8Array.from([...bytes, byte]);
}

const versionstampDigits = 20;

/** Turns a revision into a versionstamp, which is as long as Deno's and sorts as text. */
function revisionToVersionstamp(revision: string): string {
  return BigInt(revision).toString(16).padStart(versionstampDigits, "0");
}

/** Turns a versionstamp into a revision; one that this store never gave becomes -1, which matches nothing. */
function versionstampToRevision(text: string): string {
  return /^0000[0-7]/.test(text) ? String(BigInt(`0x${text}`)) : "-1";
}
