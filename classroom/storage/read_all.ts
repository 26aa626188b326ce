import type { Kv, KvKey } from "../../sync/kv/kv.ts";

const keysPerRead = 10;

/** Reads many values, in the order of `keys`; null: the key is missing. */
export async function readValues<T>(
  kv: Pick<Kv, "getMany">,
  keys: readonly KvKey[],
): Promise<(T | null)[]> {
  const parts: KvKey[][] = [];
  for (let start = 0; start < keys.length; start += keysPerRead) {
    parts.push(keys.slice(start, start + keysPerRead));
  }
  const read = await Promise.all(parts.map((part) => kv.getMany<T[]>(part)));
  return read.flat().map(({ value }) => value);
}
