/** Buffers an answer's words until they are stored: no word twice, no half characters. */
import type { Tx } from "../../sync/authority.ts";
import type { Task } from "../answering.ts";
import { endAnswer, type Ending, stopWaiting } from "./conversations.ts";
import type { TokenUsage } from "./model.ts";
import type { AnswerTicket } from "./model_queue.ts";
import type { Failure } from "../model/conversations.ts";
import { documents as names } from "../model/documents.ts";
import { findTurn, stateOf, textOf } from "../model/turns.ts";
import { estimateTokens } from "../model/usage.ts";

const maxCommitLength = 60_000;

/** An answer that this instance writes. */
export interface AnswerBuffer {
  readonly task: Task;
  readonly abort: AbortController;
  readonly ticket: AnswerTicket;
  /** Resolves when the end is stored, or the answer is given up. */
  readonly settled: PromiseWithResolvers<void>;
  /** Words of the model that are not stored yet. */
  pending: string;
  /** Stored characters, and their estimated tokens. */
  written: number;
  tokens: number;
  /** By `performance.now()`. */
  readonly began: number;
  /** Whether the model was asked, and has begun to answer. */
  asked: boolean;
  heard: boolean;
  took?: TokenUsage;
  ending?: Ending;
}

/** Failures before the provider has begun to work. */
export const forFree: ReadonlySet<Failure | undefined> = new Set<Failure>([
  "unreachable",
  "overloaded",
  "no-quota",
  "wrong-key",
  "no-model",
]);

export function tokensTaken(
  { asked, heard, pending, task, tokens, took }: AnswerBuffer,
  { failure }: Pick<Ending, "failure"> = {},
): number {
  if (took) return took.prompt + took.completion;
  if (!asked || !heard && forFree.has(failure)) return 0;
  return task.prompts + tokens + estimateTokens(pending);
}

interface AnswerPart {
  run: AnswerBuffer;
  text: string;
  ending: Ending | undefined;
}

export function nextParts(
  { runs }: { runs: Iterable<AnswerBuffer> },
): AnswerPart[] {
  let room = maxCommitLength;
  const parts: AnswerPart[] = [];
  for (const run of runs) {
    let text = run.pending.slice(0, room);
    const isAll = text.length === run.pending.length;
    const ending = isAll ? run.ending : undefined;
    // Half of a surrogate pair would be stored as a lost character.
    if (!ending && /[\ud800-\udbff]$/.test(text)) text = text.slice(0, -1);
    if (text === "" && !ending) continue;
    room -= text.length;
    parts.push({ run, text: text.toWellFormed(), ending });
  }
  return parts;
}

/** `gone`: the answer has ended meanwhile; `later`: this commit is full. */
export function writePart(
  tx: Tx,
  { run, text, ending }: AnswerPart,
): "stored" | "gone" | "later" {
  const { session, conversation, member, turn } = run.task;
  const found = findTurn(
    tx.doc(names.conversation(session, conversation)),
    turn,
  );
  if (!found || stateOf(found) !== "streaming") return "gone";
  const bytes = 3 * text.length + 200;
  if (bytes > tx.bytesLeft) return "later";
  tx.weigh(bytes);
  const staff = tx.doc(names.staff(session));
  const answer = textOf(found);
  // Only this run writes here, so further words came from a commit whose reply was lost.
  const missing = text.slice(answer.length - run.written);
  if (missing) answer.insert(answer.length, missing);
  if (run.written === 0 && missing) stopWaiting(staff, member);
  if (ending) {
    const at = { tx, s: session, staff, member };
    endAnswer(at, found, ending, tokensTaken(run, ending));
  }
  return "stored";
}
