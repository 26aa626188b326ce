import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { Kv, KvKey } from "../../sync/kv/kv.ts";
import { PostgresKv } from "../../sync/kv/postgres/postgres_kv.ts";
import { encodeKey, keyName } from "../../sync/kv/postgres/tuple_keys.ts";
import { encodeValue } from "../../sync/kv/postgres/values.ts";

/** Two stores have equal digests exactly if their entries that never expire are equal. */
export interface StoreDigest {
  readonly entries: number;
  readonly hash: string;
}

/** When entries expire, in ms since 1970, by {@link keyName}. */
export type Expiries = ReadonlyMap<string, number>;

/** Deno KV takes 1,000 changes and 800 KB in one write. */
const entriesPerWrite = 200;
const bytesPerWrite = 400_000;
const everything = { prefix: [] as KvKey };

/** Copies all entries that have not expired. `onProgress` gets their number so far. */
export async function copyStore(
  from: Kv,
  to: Kv,
  expiries: Expiries,
  onProgress: (entries: number) => void,
): Promise<void> {
  let write = to.atomic(), waiting = 0, bytes = 0, copied = 0;
  const send = async () => {
    await write.commit();
    copied += waiting;
    onProgress(copied);
    write = to.atomic();
    waiting = bytes = 0;
  };
  for await (const { key, value } of from.list(everything)) {
    const expires = expiries.get(keyName(encodeKey(key)));
    const expireIn = expires === undefined
      ? undefined
      : Math.round(expires - Date.now());
    if (expireIn !== undefined && expireIn <= 0) continue;
    write.set(key, value, { expireIn });
    bytes += encodeValue(value).length;
    if (++waiting >= entriesPerWrite || bytes >= bytesPerWrite) await send();
  }
  if (waiting > 0) await send();
}

/** The digest of all entries that do not expire: others may expire during the copy. */
export async function digestStore(
  kv: Kv,
  expiries: Expiries,
): Promise<StoreDigest> {
  const hash = createHash("sha256");
  let entries = 0;
  const add = (bytes: Uint8Array) =>
    hash.update(`${bytes.length} `).update(bytes);
  for await (const { key, value } of kv.list(everything)) {
    const name = encodeKey(key);
    if (expiries.has(keyName(name))) continue;
    add(name);
    add(encodeValue(value));
    entries++;
  }
  return { entries, hash: hash.digest("hex") };
}

export async function isEmptyStore(kv: Kv): Promise<boolean> {
  for await (const _ of kv.list(everything, { limit: 1 })) return false;
  return true;
}

/** Reads from the KV's file or PostgreSQL when entries expire, as Deno KV does not tell. Otherwise empty. */
export async function readExpiries(
  kv: Kv,
  file: string | null,
): Promise<Expiries> {
  if (kv instanceof PostgresKv) return await kv.readExpiries();
  if (file === null) return new Map();
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare(
      "select k, expiration_ms from kv where expiration_ms > 0",
    ).all() as { k: Uint8Array; expiration_ms: number }[];
    return new Map(rows.map(({ k, expiration_ms }) => [
      keyName(k),
      expiration_ms,
    ]));
  } finally {
    database.close();
  }
}
