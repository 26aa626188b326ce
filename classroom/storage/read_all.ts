/** Many values of the KV at once. */

import type { Kv, KvKey } from "../../sync/kv/kv.ts";

/** So many of them a KV gives in one answer. */
const atOnce = 10;

/** The values of these keys, in their order; null: there is none. */
export async function readAll<T>(
  kv: Pick<Kv, "getMany">,
  keys: readonly KvKey[],
): Promise<(T | null)[]> {
  const parts: KvKey[][] = [];
  for (let at = 0; at < keys.length; at += atOnce) {
    parts.push(keys.slice(at, at + atOnce));
  }
  const read = await Promise.all(parts.map((part) => kv.getMany<T[]>(part)));
  return read.flat().map(({ value }) => value);
}
