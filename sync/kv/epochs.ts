/**
 * Clients name their caches by the epoch. After a restore from a backup every space gets a new one, so that what they
 * know beyond the backup is set aside and not merged into it (S17).
 */
import { headKey } from "./kv_layout.ts";
import type { Kv, KvKey } from "./kv.ts";

/** Gives every space in a KV, which no server may have open, a new epoch; answers with how many there are. */
export async function renewEpochs(kv: Kv): Promise<number> {
  let spaces = 0;
  // Seeks from head to head, so that the documents need not be read.
  for (let start: KvKey = ["space"];; spaces++) {
    const [entry] = await Array.fromAsync(
      kv.list({ start, end: ["space\0"] }, { limit: 1 }),
    );
    if (entry === undefined) return spaces;
    const space = entry.key[1] as string;
    const key = headKey(space);
    const head = await kv.get<{ seq: number; epoch: string }>(key);
    if (head.value !== null) {
      await kv.set(key, { ...head.value, epoch: crypto.randomUUID() });
    }
    start = ["space", `${space}\0`];
  }
}
