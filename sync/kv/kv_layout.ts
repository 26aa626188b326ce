/**
 * The store's keys in Deno KV:
 *
 * ```
 *  ["space", s, "head"]                {seq, epoch}        checked and changed by every commit
 *  ["space", s, "floor"]               seq                 the log begins after it; moved by compaction
 *  ["space", s, "line"]                tickets             instances that lost a commit, in their order
 *  ["space", s, "log", seq, piece]     one commit as bytes, in pieces of at most 60 KiB
 *  ["space", s, "doc", name]           {seq, gen, pieces}  a snapshot: the document as of seq
 *  ["space", s, "piece", name, gen, n] its bytes; gen is a new random id for each snapshot
 *  ["space", s, …]                     facts of the space, deleted with it
 * ```
 */
import * as encoding from "lib0/encoding";
import { limits } from "../limits.ts";
import type { Kv, KvListSelector } from "./kv.ts";

export type StoredHead = { seq: number; epoch: string };
export type StoredSnapshot = { seq: number; gen: string; pieces: number };

export const headKey = (space: string) => ["space", space, "head"];
export const floorKey = (space: string) => ["space", space, "floor"];
export const turnQueueKey = (space: string) => ["space", space, "line"];
export const logKey = (space: string) => ["space", space, "log"];
export const documentKey = (
  space: string,
  name: string,
) => ["space", space, "doc", name];
export const pieceKey = (
  space: string,
  name: string,
) => ["space", space, "piece", name];

/** Keys that Deno KV takes in one read. */
export const maxKeysPerRead = 10;
/** Mutations in one atomic operation; Deno KV allows more. */
export const maxMutationsPerAtomic = 500;

export function splitPieces(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += limits.piece) {
    pieces.push(bytes.slice(start, start + limits.piece));
  }
  return pieces;
}

export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  return encoding.encode((encoder) => {
    for (const piece of pieces) encoding.writeUint8Array(encoder, piece);
  });
}

export async function deleteKeys(
  kv: Kv,
  selector: KvListSelector,
): Promise<void> {
  let atomic = kv.atomic(), count = 0;
  for await (const { key } of kv.list(selector)) {
    atomic.delete(key);
    if (++count % maxMutationsPerAtomic === 0) {
      await atomic.commit();
      atomic = kv.atomic();
    }
  }
  await atomic.commit();
}
