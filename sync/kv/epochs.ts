import { headKey } from "./kv_layout.ts";
import type { Kv, KvKey } from "./kv.ts";

/**
 * Gives every space a new epoch after a restore, so that clients do not merge what they know beyond the backup
 * (SYNC-17). No server may have the KV open. Returns the number of spaces.
 */
export async function renewEpochs(kv: Kv): Promise<number> {
  let spaces = 0;
  // Jumps from head to head without reading documents.
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
