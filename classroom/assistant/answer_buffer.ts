/** Buffers an answer's words until they are stored. No word is stored twice, and no half of a surrogate pair. */
import type { Tx } from "../../sync/authority.ts";
import type { AnswerTask } from "../define_command.ts";
import { type AnswerEnding, endAnswer, stopWaiting } from "./conversations.ts";
import type { TokenUsage } from "./model.ts";
import type { AnswerTicket } from "./model_queue.ts";
import type { AnswerFailure } from "../model/conversations.ts";
import { documentNames as names } from "../model/documents.ts";
import { classDocumentsOf } from "../model/layout.ts";
import { findTurn, turnState, turnText } from "../model/turns.ts";
import { estimateTokens } from "../model/usage.ts";

const maxCommitLength = 60_000;

export interface AnswerBuffer {
  readonly task: AnswerTask;
  readonly abort: AbortController;
  readonly ticket: AnswerTicket;
  /** Resolves when the end is stored, or the answer is given up. */
  readonly settled: PromiseWithResolvers<void>;
  /** Words of the model that are not stored yet. */
  pending: string;
  /** The stored words were a thought, and are to be deleted before `pending` is stored. */
  isWithdrawn: boolean;
  /** Stored characters, and the estimated tokens of all words of the model that are not pending. */
  written: number;
  tokens: number;
  /** In ms, as `performance.now()` counts. */
  readonly startedAt: number;
  /** Whether the model was asked, and has begun to answer. */
  isRequested: boolean;
  hasFirstWords: boolean;
  usage?: TokenUsage;
  /** Tokens that the guard took. */
  guardTokens: number;
  ending?: AnswerEnding;
}

/** Failures that are not reported: they are no faults, or the guard has reported them. */
export const unreportedFailures: ReadonlySet<AnswerFailure> = new Set<
  AnswerFailure
>(
  ["question-stopped", "answer-stopped", "not-checked"],
);

/** Failures before the first word for which only the guard's tokens are charged: the provider has done no work. */
export const unchargedFailures: ReadonlySet<AnswerFailure | undefined> =
  new Set<
    AnswerFailure
  >([
    "unreachable",
    "overloaded",
    "no-quota",
    "wrong-key",
    "no-model",
    "question-stopped",
    "not-checked",
  ]);

export function countTokens(
  {
    isRequested,
    hasFirstWords,
    pending,
    task,
    tokens,
    usage,
    guardTokens,
  }: AnswerBuffer,
  { failure }: Pick<AnswerEnding, "failure"> = {},
): number {
  if (usage) return usage.prompt + usage.completion + guardTokens;
  if (!isRequested || !hasFirstWords && unchargedFailures.has(failure)) {
    return guardTokens;
  }
  return task.inputTokens + tokens + estimateTokens(pending) + guardTokens;
}

/** Takes back all words so far: they were a thought. Their tokens count. */
export function withdrawWords(run: AnswerBuffer): void {
  run.tokens += estimateTokens(run.pending);
  run.pending = "";
  run.isWithdrawn = true;
}

/** Characters of the answer, stored or not. */
export function answerLength(run: AnswerBuffer): number {
  return (run.isWithdrawn ? 0 : run.written) + run.pending.length;
}

interface AnswerPart {
  run: AnswerBuffer;
  text: string;
  isWithdrawn: boolean;
  ending: AnswerEnding | undefined;
}

export function partsToStore(
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
    const { isWithdrawn } = run;
    if (text === "" && !ending && !isWithdrawn) continue;
    room -= text.length;
    parts.push({ run, text: text.toWellFormed(), isWithdrawn, ending });
  }
  return parts;
}

/** Stores words. `gone`: the answer has ended meanwhile; `later`: this commit is full. */
export function writePart(
  tx: Tx,
  { run, text, isWithdrawn, ending }: AnswerPart,
): "stored" | "gone" | "later" {
  const { session, conversation, member, turn } = run.task;
  const turnMap = findTurn(
    tx.doc(names.conversation(session, conversation)),
    turn,
  );
  if (!turnMap || turnState(turnMap) !== "streaming") return "gone";
  const bytes = 3 * text.length + 200;
  if (bytes > tx.bytesLeft) return "later";
  tx.reserveBytes(bytes);
  const docs = classDocumentsOf(tx, session), { staff } = docs;
  const answer = turnText(turnMap);
  if (isWithdrawn) answer.delete(0, answer.length);
  // Nothing else writes this answer, so words beyond `run.written` are from a commit whose reply was lost.
  const missing = isWithdrawn ? text : text.slice(answer.length - run.written);
  if (missing) answer.insert(answer.length, missing);
  if (run.written === 0 && missing) stopWaiting(staff, member);
  // The words that had passed the guard are deleted, too.
  if (ending?.failure === "answer-stopped") answer.delete(0, answer.length);
  if (ending) {
    const place = { tx, s: session, ...docs, conversation, member };
    endAnswer(place, turnMap, ending, countTokens(run, ending));
  }
  return "stored";
}

/** Notes what {@link writePart} has stored. */
export function notePart({ run, text, isWithdrawn }: AnswerPart): void {
  // The words were withdrawn while they were being stored.
  if (run.isWithdrawn && !isWithdrawn) {
    run.written += text.length;
    return;
  }
  run.isWithdrawn = false;
  run.pending = run.pending.slice(text.length);
  run.written = isWithdrawn ? text.length : run.written + text.length;
  run.tokens += estimateTokens(text);
}
