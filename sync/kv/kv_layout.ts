/**
 * Where the store keeps what in Deno KV. These keys are its own:
 *
 * ```
 * ["space", s, "head"]                {seq, epoch}        checked and bumped by every commit
 * ["space", s, "floor"]               seq                 the log begins after it; moved by compaction
 * ["space", s, "line"]                tickets             instances whose commits were lost; the first one's turn it is
 * ["space", s, "log", seq, piece]     one commit as bytes, in pieces of at most 60 KiB
 * ["space", s, "doc", name]           {seq, gen, pieces}  a snapshot: the document as of seq
 * ["space", s, "piece", name, gen, n] its bytes; gen is a new random id for each snapshot
 * ["space", s, …]                     what else is a space's rides in as facts, and goes when it is swept
 * ```
 */
import * as encoding from "lib0/encoding";
import { limits } from "../limits.ts";
import type { Kv, KvListSelector } from "./kv.ts";

/** What stands at the head. */
export type StoredHead = { seq: number; epoch: string };
/** What stands at a snapshot; its bytes stand in so many pieces. */
export type StoredSnapshot = { seq: number; gen: string; pieces: number };

/** Where a space stands. */
export const headKey = (space: string) => ["space", space, "head"];
/** After which commit its log begins. */
export const floorKey = (space: string) => ["space", space, "floor"];
/** Who stands in line to commit to it. */
export const lineKey = (space: string) => ["space", space, "line"];
/** Before each commit. */
export const logKey = (space: string) => ["space", space, "log"];
/** A document's snapshot. */
export const docKey = (
  space: string,
  name: string,
) => ["space", space, "doc", name];
/** Before each piece of its snapshots. */
export const pieceKey = (
  space: string,
  name: string,
) => ["space", space, "piece", name];

/** How many keys Deno KV takes in one read. */
export const keysAtOnce = 10;
/** How many mutations in one atomic, with room to spare. */
export const mutationsAtOnce = 500;

/** Bytes in pieces, each of which a value of the KV holds. */
export function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += limits.piece) {
    pieces.push(bytes.slice(at, at + limits.piece));
  }
  return pieces;
}

/** What {@link piecesOf} has cut, in one. */
export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  return encoding.encode((encoder) => {
    for (const piece of pieces) encoding.writeUint8Array(encoder, piece);
  });
}

/** Deletes all that a selector finds, some at a time. */
export async function deleteAll(
  kv: Kv,
  selector: KvListSelector,
): Promise<void> {
  let atomic = kv.atomic(), count = 0;
  for await (const { key } of kv.list(selector)) {
    atomic.delete(key);
    if (++count % mutationsAtOnce === 0) {
      await atomic.commit();
      atomic = kv.atomic();
    }
  }
  await atomic.commit();
}
