/**
 * Counts of anonymous polls, in the store and, until published, in no document. Rule: any two published counts
 * (HTTP, document, record, export) are equal or at least {@link minAnonymousVotes} votes apart, as a difference of one
 * vote would reveal that vote.
 *
 * Votes are counted in batches of five. Until voting ends with **Show results** or with the class, all full batches but
 * the last are published, so that the rest at the end is five or more. What is published depends on votes alone. A
 * batch does not keep the order of its votes.
 */
import { type ClassDocuments, sessionInfo } from "../model/layout.ts";
import { minAnonymousVotes } from "../model/resources/shared_resources.ts";
import { kvKeys } from "../storage/kv_keys.ts";
import { countAnonymousVotes } from "../model/resources_layout.ts";
import { sumCounts } from "../model/resources/results.ts";
import type { Kv, KvKey } from "../../sync/kv/kv.ts";

export type PollCount = Readonly<Record<string, number>>;

/** Published only through {@link countToPublish} and {@link sumVotes}. */
export interface VoteBatch {
  key: KvKey;
  counts: PollCount;
}

/** The key of the batch that the next vote goes to. `votes`: number of earlier votes. */
export function voteBatchKey(s: string, poll: string, votes: number): KvKey {
  return kvKeys.voteBatch(s, poll, Math.floor(votes / minAnonymousVotes));
}

/** All batches in order; the first may be the count of a version before 0.20, which had no batches. */
export async function readVoteBatches(
  kv: Pick<Kv, "list">,
  s: string,
  poll: string,
): Promise<VoteBatch[]> {
  const start = kvKeys.voteBatch(s, poll);
  const list = kv.list<PollCount>({ start, end: [...start, Infinity] });
  return await Array.fromAsync(
    list,
    ({ key, value }) => ({ key, counts: value }),
  );
}

/** The count to publish now, which may be empty; null: the store has no votes. */
export function countToPublish(
  { session, staff }: ClassDocuments,
  poll: string,
  batches: readonly VoteBatch[],
): PollCount | null {
  if (batches.length === 0) return null;
  const allCounts = sumVotes(batches);
  const isWhole = sumCounts(allCounts) === countAnonymousVotes(staff, poll);
  if (isWhole && sessionInfo(session, "state") === "ended") {
    return sumCounts(allCounts) < minAnonymousVotes ? {} : allCounts;
  }
  const isFull = ({ key, counts }: VoteBatch, n: number) =>
    key.at(-1) === n && sumCounts(counts) === minAnonymousVotes;
  const partial = batches.findIndex((batch, n) => !isFull(batch, n));
  const full = partial < 0 ? batches.length : partial;
  return sumVotes(batches.slice(0, Math.max(0, full - 1)));
}

export function sumVotes(batches: readonly VoteBatch[]): PollCount {
  const sum = new Map<string, number>();
  for (const { counts } of batches) {
    for (const [answer, n] of Object.entries(counts)) {
      sum.set(answer, (sum.get(answer) ?? 0) + n);
    }
  }
  return Object.fromEntries([...sum].sort(([a], [b]) => a < b ? -1 : 1));
}
