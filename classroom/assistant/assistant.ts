/**
 * Gives the assistant's answers: queues them, asks the model, and stores its words in about ten commits per second for
 * a whole class (SYNC-1, SYNC-6). `answer_leases.ts` ends answers of dead instances.
 */
import { isRefusal } from "../../sync/refusal.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import type { Tx } from "../../sync/authority.ts";
import type { AnswerService, AnswerTask } from "../define_command.ts";
import {
  AnswerLeases,
  decideWhetherToBegin,
  interruptedEnding,
  maxAttempts,
  type ModelQuestion,
  modelQuestionOf,
  notBegunEnding,
  retryDelayMs,
  startTurn,
} from "./answer_leases.ts";
import { type AnswerEnding, flagWorryingQuestion } from "./conversations.ts";
import { findPerson } from "../model/persons.ts";
import type { Identity } from "../model/members.ts";
import {
  type AnswerPiece,
  isModelFailure,
  ModelFailure,
  type TokenUsage,
  withdrawn,
} from "./model.ts";
import type { ModelQueue } from "./model_queue.ts";
import { bounds } from "../model/bounds.ts";
import { documentNames as names } from "../model/documents.ts";
import { newId } from "../model/ids.ts";
import type { AssistantSpending } from "./spending.ts";
import { StoppedAnswers } from "./stopped_answers.ts";
import {
  type AnswerBuffer,
  answerLength,
  countTokens,
  notePart,
  partsToStore,
  unreportedFailures,
  withdrawWords,
  writePart,
} from "./answer_buffer.ts";
import { estimateTokens } from "../model/usage.ts";
import {
  type ClassDocuments,
  decideOnClass,
  readClassDocuments,
  sessionInfo,
} from "../model/layout.ts";
import type { AppServices } from "../app_services.ts";
import { oneTurnPerGroup, TurnQueue } from "../limits/turn_queue.ts";

const flushEveryMs = 100;
/** An answer may exceed its limit by this factor, as tokens are estimated. */
export const lengthToleranceFactor = 1.5;
/** Interval of renewing the lease (ms). A member who left may seem online for as long. */
const leaseCheckMs = 5_000;
const reviewIntervalMs = 1_000;

interface PendingWrites {
  readonly runs: Set<AnswerBuffer>;
  /** Answers for which a signal of the guard is not stored yet. */
  readonly flagged: Set<AnswerTask>;
  timer?: ReturnType<typeof setTimeout>;
  flushing: Promise<void> | null;
  flushedAt: number;
  failures: number;
}

interface AssistantParts extends
  Pick<
    AppServices,
    "kv" | "clock" | "isKvShared" | "report" | "meter" | "onDeleted"
  > {
  spending: AssistantSpending;
  queue: ModelQueue;
  /** Receives the stored words of answers that staff may read. */
  liveAnswers: {
    addAnswer(
      session: string,
      member: string,
      turn: string,
      text: string,
    ): void;
    endAnswer(session: string, turn: string): void;
  };
}

export class Assistant implements AnswerService {
  readonly instance: string = newId();
  readonly model: string;
  readonly spending: AssistantSpending;
  readonly #parts: AssistantParts;
  #sync: SyncEngine<Identity> | null = null;
  #onCause: AppServices["onCause"] = () => {};
  readonly #pendingWrites = new Map<string, PendingWrites>();
  /** Gives the answers of one conversation one after the other. */
  readonly #turns = new TurnQueue(oneTurnPerGroup);
  /** When a seat was left in some browser, by session and seat. */
  readonly #leftAt = new Map<string, number>();
  #leases: AnswerLeases | undefined;
  #stoppedAnswers: StoppedAnswers | undefined;
  #intervals: ReturnType<typeof setInterval>[] = [];
  #leaseCheck: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(parts: AssistantParts) {
    this.#parts = parts;
    this.model = parts.queue.modelName;
    this.spending = parts.spending;
  }

  get hasQueue(): boolean {
    return this.#parts.queue.hasQueue;
  }

  /** Settles answers of an earlier process: begun ones become `failed`, waiting ones go on waiting. */
  async start(
    sync: SyncEngine<Identity>,
    onCause: AppServices["onCause"],
  ): Promise<void> {
    this.#sync = sync;
    this.#onCause = onCause;
    this.#parts.queue.start((document) => sync.sendEphemeral(document));
    const leases = new AnswerLeases({ ...this.#parts, sync }, this);
    this.#leases = leases;
    this.#stoppedAnswers = new StoppedAnswers(this.#parts, sync);
    await this.#stoppedAnswers.start();
    const look = () => this.#leaseCheck = leases.renew();
    await look();
    this.#intervals = [
      setInterval(look, leaseCheckMs),
      setInterval(() => void this.#review(), reviewIntervalMs),
    ];
  }

  /** Ends and stores every answer that has begun (without a queue, all). Other instances take over waiting ones. */
  async close(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const round of this.#intervals) clearInterval(round);
    this.#parts.queue.close();
    await this.#leaseCheck;
    const ends = [...this.#pendingWrites].map(async ([session, writes]) => {
      clearTimeout(writes.timer);
      await writes.flushing;
      for (const run of [...writes.runs]) {
        const isWaiting = !run.isRequested && !run.ending;
        if (this.hasQueue && isWaiting) writes.runs.delete(run);
        else run.ending ??= interruptedEnding;
        run.abort.abort();
      }
      const { runs, flagged } = writes;
      while (runs.size + flagged.size > 0 && writes.failures === 0) {
        await this.#flush(session, writes);
      }
    });
    await Promise.all(ends);
    this.#stoppedAnswers?.stop();
    await this.#leases?.release();
  }

  async purgeStopped(): Promise<void> {
    await this.#stoppedAnswers?.purgeDue();
  }

  beginAnswer(task: AnswerTask): void {
    const { session, conversation, seat, turn, isCollected } = task;
    // Another instance takes the answer over.
    if (this.#isStopping) return;
    const run: AnswerBuffer = {
      task,
      abort: new AbortController(),
      ticket: {
        group: session,
        member: seat,
        answer: { conversation, turn, isCollected },
      },
      settled: Promise.withResolvers(),
      pending: "",
      isWithdrawn: false,
      written: 0,
      tokens: 0,
      guardTokens: 0,
      startedAt: performance.now(),
      isRequested: false,
      hasFirstWords: false,
    };
    this.#pendingWritesOf(session).runs.add(run);
    this.#parts.meter?.recordQuestion();
    const name = names.conversation(session, conversation);
    void this.#turns.run(
      { group: name, member: "" },
      () => this.#writeAnswer(run),
    );
  }

  stopAnswer(session: string, conversation: string): void {
    const writes = this.#pendingWrites.get(session);
    for (const run of writes?.runs ?? []) {
      if (run.task.conversation === conversation) {
        this.#drop(run, { state: "stopped" });
      }
    }
  }

  /**
   * Drops a seat's waiting prompts after **Leave class** in a browser, unless another browser of the student is online
   * (J-6).
   */
  dropSeat(session: string, seat: string): void {
    if (this.hasQueue) this.#leftAt.set(`${session} ${seat}`, Date.now());
  }

  forgetSession(session: string): void {
    const writes = this.#pendingWrites.get(session);
    clearTimeout(writes?.timer);
    for (const run of writes?.runs ?? []) {
      this.#drop(run, { state: "stopped" });
    }
    this.#pendingWrites.delete(session);
  }

  #pendingWritesOf(session: string): PendingWrites {
    const writes = this.#pendingWrites.get(session) ?? {
      runs: new Set(),
      flagged: new Set(),
      flushing: null,
      flushedAt: 0,
      failures: 0,
    };
    this.#pendingWrites.set(session, writes);
    return writes;
  }

  /** Waits for the answer's turn, asks the model, and buffers its words. Never throws. */
  async #writeAnswer(run: AnswerBuffer): Promise<void> {
    const { signal } = run.abort;
    const { queue } = this.#parts;
    const { session } = run.task;
    try {
      const caller = await queue.checkQuestion(run.task.question, {
        turn: run.ticket,
        onTokens: (took: number) => run.guardTokens += took,
        onFlagged: () => this.#noteFlagged(run.task),
      });
      const question = await this.#waitForTurn(run);
      if (question === null || signal.aborted) return;
      run.isRequested = true;
      const maxTokens = this.spending.limits.answer;
      const onUsage = (took: TokenUsage) => run.usage = took;
      const request = { ...question, maxTokens, onUsage, signal };
      for await (const piece of queue.answer(request, caller)) {
        if (signal.aborted) break;
        this.#receive(run, piece);
      }
      const silent = answerLength(run) === 0;
      run.ending ??= silent
        ? { state: "failed", failure: "unknown" }
        : { state: "done" };
    } catch (error) {
      if (!signal.aborted) run.ending ??= this.#endingOf(run, error);
      if (run.ending?.failure === "answer-stopped") run.pending = "";
    } finally {
      queue.endTurn(run.ticket);
    }
    if (!signal.aborted) this.#schedule(session);
    await run.settled.promise;
  }

  /** The model's input, once it is the answer's turn; null: the answer is no longer wanted. */
  async #waitForTurn(run: AnswerBuffer): Promise<ModelQuestion | null> {
    const { queue } = this.#parts;
    const { task, ticket, abort: { signal } } = run;
    const { session, conversation, prompt } = task;
    const name = names.conversation(session, conversation);
    let hasTurn = await queue.enter(ticket, signal);
    while (hasTurn && !signal.aborted) {
      if (!queue.hasQueue) {
        return await readClassDocuments(
          this.#requireSync,
          session,
          ({ staff }, { doc }) => modelQuestionOf(staff, doc(name), prompt),
          [name],
        );
      }
      const outcome = await startTurn(this.#requireSync, task, this.instance, {
        isStopping: () => this.#isStopping,
        signal,
      });
      if (outcome !== "later") {
        if (outcome !== null && outcome !== "no") return outcome;
        this.#drop(
          run,
          outcome === "no" ? notBegunEnding : { state: "stopped" },
        );
        return null;
      }
      ticket.isHeld = true;
      hasTurn = await queue.putBack(ticket, signal);
    }
    return null;
  }

  /** Drops waiting answers that may no longer begin, and holds those that may begin only later. Never throws. */
  async #review(): Promise<void> {
    const { clock, queue, report } = this.#parts;
    if (!queue.hasQueue) return;
    for (const session of queue.groups) {
      const runs = [...this.#pendingWrites.get(session)?.runs ?? []]
        .filter(({ isRequested }) => !isRequested);
      try {
        const may = await readClassDocuments(
          this.#requireSync,
          session,
          (docs, { online }) =>
            runs.map(({ task: { member, seat } }) =>
              this.#leftAt.has(`${session} ${seat}`) && !online.has(member)
                ? "left"
                : decideWhetherToBegin(docs.session, member, clock())
            ),
        );
        for (const [n, run] of runs.entries()) {
          run.ticket.isHeld = may[n] === "later";
          // An answer outside of the queue has its turn, which is being decided, or is with the guard.
          if (may[n] !== "no" && may[n] !== "left") continue;
          if (!queue.isWaiting(run.ticket)) continue;
          run.ending ??= may[n] === "no"
            ? notBegunEnding
            : { state: "stopped" };
          queue.takeOut(run.ticket);
          this.#schedule(session);
        }
      } catch (error) {
        if (!isRefusal(error)) {
          report("the assistant's queue could not be checked", error);
        }
      }
    }
    queue.grantTurns();
    for (const [key, leftAt] of this.#leftAt) {
      if (Date.now() - leftAt > leaseCheckMs) this.#leftAt.delete(key);
    }
  }

  #receive(run: AnswerBuffer, piece: AnswerPiece): void {
    if (piece === withdrawn) {
      withdrawWords(run);
      this.#schedule(run.task.session);
      return;
    }
    const room = bounds.answer - answerLength(run);
    run.pending += piece.slice(0, room);
    if (!run.hasFirstWords) {
      run.hasFirstWords = true;
      this.#parts.meter?.recordFirstWords(performance.now() - run.startedAt);
    }
    this.#schedule(run.task.session);
    // The provider may ignore the requested length.
    const tooMany = run.tokens + estimateTokens(run.pending) >
      lengthToleranceFactor * this.spending.limits.answer;
    if (piece.length > room || tooMany) throw new ModelFailure("too-long");
  }

  #endingOf(run: AnswerBuffer, error: unknown): AnswerEnding {
    const failure = isModelFailure(error)
      ? error.failure
      : isRefusal(error)
      ? "interrupted"
      : "unknown";
    // The failure contains the provider's codes, and no person's words. The guard reports its own.
    if (!unreportedFailures.has(failure)) {
      this.#parts.report(`an answer failed: ${failure}`, error);
    }
    const cut = failure === "too-long" && answerLength(run) > 0;
    return { state: cut ? "stopped" : "failed", failure };
  }

  /** Has the next commit signal the guard's finding to staff, at the latest with the answer's end. */
  #noteFlagged(task: AnswerTask): void {
    if (!task.isCollected) return;
    this.#pendingWritesOf(task.session).flagged.add(task);
    this.#schedule(task.session);
  }

  #flagWorrying(
    { session, staff }: ClassDocuments,
    tx: Tx,
    flagged: readonly AnswerTask[],
  ): void {
    if (flagged.length === 0 || !sessionInfo(session, "collect")) return;
    for (const { member, conversation, prompt } of flagged) {
      const about = { at: tx.now, conversation, message: prompt };
      flagWorryingQuestion(staff, findPerson(session, member), about);
      tx.reserveBytes(500);
    }
    this.#onCause(tx, flagged[0].session);
  }

  #schedule(session: string): void {
    const writes = this.#pendingWritesOf(session);
    if (writes.timer !== undefined || writes.flushing) return;
    if (this.#isStopping) return;
    const since = Date.now() - writes.flushedAt;
    const wait = writes.failures > 0
      ? retryDelayMs
      : Math.max(0, flushEveryMs - since);
    writes.timer = setTimeout(() => {
      writes.timer = undefined;
      writes.flushing = this.#flush(session, writes).finally(() => {
        writes.flushing = null;
        const { runs, flagged } = writes;
        if (flagged.size > 0 || partsToStore(writes).length > 0) {
          this.#schedule(session);
        } else if (runs.size === 0) this.#pendingWrites.delete(session);
      });
    }, wait);
  }

  /** Stores a class's buffered words, with its signals of the guard, in one commit. Never throws. */
  async #flush(session: string, writes: PendingWrites): Promise<void> {
    const parts = partsToStore(writes);
    const flagged = [...writes.flagged];
    if (parts.length + flagged.length === 0) return;
    writes.flushedAt = Date.now();
    const needs = new Set(
      parts.map(({ run }) =>
        names.conversation(session, run.task.conversation)
      ),
    );
    try {
      const stored = await decideOnClass(
        this.#requireSync,
        session,
        (docs, tx) => {
          this.#flagWorrying(docs, tx, flagged);
          return parts.map((part) => {
            const outcome = writePart(tx, part);
            const { failure } = part.ending ?? {};
            if (outcome === "stored" && failure === "answer-stopped") {
              this.#stoppedAnswers?.schedule(tx, session);
            }
            return [part, outcome] as const;
          });
        },
        [...needs],
      );
      writes.failures = 0;
      for (const task of flagged) writes.flagged.delete(task);
      for (const [part, outcome] of stored) {
        if (outcome === "later") continue;
        notePart(part);
        const { run, text, isWithdrawn, ending } = part;
        const { member, turn, isCollected } = run.task;
        if (isWithdrawn) this.#parts.liveAnswers.endAnswer(session, turn);
        if (outcome === "stored" && isCollected && !ending) {
          this.#parts.liveAnswers.addAnswer(session, member, turn, text);
        }
        // Ended meanwhile, such as by its student at another instance.
        if (outcome === "gone") this.#drop(run, { state: "stopped" });
        else if (ending) this.#drop(run, ending);
      }
    } catch (error) {
      const canRetry = isRefusal(error, "storage-unavailable");
      if (canRetry && ++writes.failures < maxAttempts) return;
      const gone = isRefusal(error, "not-found");
      const subject = parts.length > 0 ? "an answer" : "a signal";
      if (!gone) this.#parts.report(`${subject} could not be stored`, error);
      // A later check of the leases settles the claims.
      for (const { run } of parts) this.#drop(run, interruptedEnding);
      // Signals that failed with words are tried without them.
      if (parts.length === 0) {
        for (const task of flagged) writes.flagged.delete(task);
      }
      writes.failures = 0;
    }
  }

  #drop(run: AnswerBuffer, { state, failure }: AnswerEnding): void {
    const { tokens, startedAt, task, abort, settled } = run;
    abort.abort();
    this.#parts.liveAnswers.endAnswer(task.session, task.turn);
    const isNew = this.#pendingWrites.get(task.session)?.runs.delete(run);
    settled.resolve();
    if (!isNew) return;
    this.spending.settleCost(task.command, countTokens(run, { failure }));
    const took = performance.now() - startedAt;
    this.#parts.meter?.recordAnswer({ state, failure, tokens, took });
  }

  isAnswering(session: string, turn: string): boolean {
    const runs = this.#pendingWrites.get(session)?.runs ?? [];
    return [...runs].some(({ task }) => task.turn === turn);
  }

  get #requireSync(): SyncEngine<Identity> {
    if (!this.#sync) throw new Error("the assistant has not been started");
    return this.#sync;
  }
}
