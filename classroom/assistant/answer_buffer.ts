/**
 * Buffers of the answers under way: they hold the words that are not stored yet, and write them into the conversations,
 * no word twice and no letter in halves.
 */
import type { Tx } from "../../sync/authority.ts";
import type { Task } from "../answering.ts";
import { endAnswer, type Ending, stopWaiting } from "./conversations.ts";
import type { TokenUsage } from "./model.ts";
import type { AnswerTicket } from "./model_queue.ts";
import type { Failure } from "../model/conversations.ts";
import { documents as names } from "../model/documents.ts";
import { findTurn, stateOf, textOf } from "../model/turns.ts";
import { estimateTokens } from "../model/usage.ts";

/** What one commit takes of a class's answers, in characters. */
const atOnce = 60_000;

/** An answer that is being written here. */
export interface AnswerBuffer {
  readonly task: Task;
  readonly abort: AbortController;
  /** With which it waits for its turn. */
  readonly ticket: AnswerTicket;
  /** Resolves when it is stored to its end, or given up. */
  readonly settled: PromiseWithResolvers<void>;
  /** The model's words that are not stored yet. */
  pending: string;
  /** How much of the answer is stored, in characters and, roughly, in tokens. */
  written: number;
  tokens: number;
  /** When it was asked for, by a clock that never steps. */
  readonly began: number;
  /** Whether the model was asked, and whether it has said anything. */
  asked: boolean;
  heard: boolean;
  /** The tokens that the model has counted. */
  took?: TokenUsage;
  /** How it ended, until that is stored. */
  ending?: Ending;
}

/** Failures at which the provider has not begun to work. */
export const forFree: ReadonlySet<Failure | undefined> = new Set<Failure>([
  "unreachable",
  "overloaded",
  "no-quota",
  "wrong-key",
  "no-model",
]);

/** How many tokens an answer took: as the model has counted, else by its words. */
export function tokensTaken(
  { asked, heard, pending, task, tokens, took }: AnswerBuffer,
  { failure }: Pick<Ending, "failure"> = {},
): number {
  if (took) return took.prompt + took.completion;
  if (!asked || !heard && forFree.has(failure)) return 0;
  return task.prompts + tokens + estimateTokens(pending);
}

/** The part of an answer that a commit is to store. */
interface AnswerPart {
  run: AnswerBuffer;
  text: string;
  ending: Ending | undefined;
}

/** The parts to store, of each answer in turn, up to the size of a commit. */
export function nextParts(
  { runs }: { runs: Iterable<AnswerBuffer> },
): AnswerPart[] {
  let room = atOnce;
  const parts: AnswerPart[] = [];
  for (const run of runs) {
    let text = run.pending.slice(0, room);
    const isAll = text.length === run.pending.length;
    const ending = isAll ? run.ending : undefined;
    // A character outside the basic plane is two units: half of one would be stored as a lost one.
    if (!ending && /[\ud800-\udbff]$/.test(text)) text = text.slice(0, -1);
    if (text === "" && !ending) continue;
    room -= text.length;
    parts.push({ run, text: text.toWellFormed(), ending });
  }
  return parts;
}

/** Appends to an answer; `gone`: somebody has ended it; `later`: this commit is full. */
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
  // Only this run writes here: what stands there beyond what it knows of came from a commit whose answer was lost.
  const missing = text.slice(answer.length - run.written);
  if (missing) answer.insert(answer.length, missing);
  if (run.written === 0 && missing) stopWaiting(staff, member);
  if (ending) {
    const at = { tx, s: session, staff, member };
    endAnswer(at, found, ending, tokensTaken(run, ending));
  }
  return "stored";
}
