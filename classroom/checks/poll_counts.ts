/**
 * The counts of anonymous polls, which stand in the KV and in no document.
 *
 * The rule: any two counts of a poll that anybody is told (over HTTP, in a document, in the record, in an export) are
 * equal, or at least {@link fewest} votes apart. From two counts with one vote between them that vote could be told, and
 * who voted when is known: staff see who has answered, and decide who can. So votes are counted in batches of five, in
 * the order in which they come. While more votes can come, the full batches are told but for the last of them: then the
 * votes that are left for the end, when all are told, are five or more. The end is **Show results**, or the end of the
 * class; after either of them nobody can vote. Closing is not: a poll can be opened again.
 *
 * What is told follows from the votes alone: who looks when, from which server, and how often it was closed change
 * nothing. Nor is there an order within a batch, in the KV or in an answer: names are sorted. What five votes have in
 * common is known of each of the five, as of any secret ballot.
 */
import { type ClassDocuments, info } from "../model/layout.ts";
import { fewest } from "../model/resources/shared.ts";
import { keys } from "../storage/session_keys.ts";
import { votesCast } from "../model/resources_layout.ts";
import { votesIn } from "../model/resources/results.ts";
import type { Kv, KvKey } from "../../sync/kv/kv.ts";

/** How often each answer to an anonymous poll was given. */
export type PollCount = Readonly<Record<string, number>>;

/** The votes of an anonymous poll as the KV has them; they are told by {@link countToTell} and {@link allVotes} alone. */
export interface VoteBatch {
  key: KvKey;
  counts: PollCount;
}

/** The key of the batch to which the next vote belongs. `votes`: how many there are before it. */
export function batchKey(s: string, poll: string, votes: number): KvKey {
  return keys.tally(s, poll, Math.floor(votes / fewest));
}

/** The batches of a poll, in their order; first of all what a version before 0.20 has counted, without batches. */
export async function readBatches(
  kv: Pick<Kv, "list">,
  s: string,
  poll: string,
): Promise<VoteBatch[]> {
  const start = keys.tally(s, poll);
  const list = kv.list<PollCount>({ start, end: [...start, Infinity] });
  return await Array.fromAsync(
    list,
    ({ key, value }) => ({ key, counts: value }),
  );
}

/** The count as it is told now; null: the KV has none. */
export function countToTell(
  { session, staff }: ClassDocuments,
  poll: string,
  batches: readonly VoteBatch[],
): PollCount | null {
  if (batches.length === 0) return null;
  const all = allVotes(batches);
  const isWhole = votesIn(all) === votesCast(staff, poll);
  if (isWhole && info(session, "state") === "ended") {
    return votesIn(all) < fewest ? {} : all;
  }
  const isFull = ({ key, counts }: VoteBatch, n: number) =>
    key.at(-1) === n && votesIn(counts) === fewest;
  const partial = batches.findIndex((batch, n) => !isFull(batch, n));
  const full = partial < 0 ? batches.length : partial;
  return allVotes(batches.slice(0, Math.max(0, full - 1)));
}

export function allVotes(batches: readonly VoteBatch[]): PollCount {
  const sum = new Map<string, number>();
  for (const { counts } of batches) {
    for (const [answer, n] of Object.entries(counts)) {
      sum.set(answer, (sum.get(answer) ?? 0) + n);
    }
  }
  return Object.fromEntries([...sum].sort(([a], [b]) => a < b ? -1 : 1));
}
