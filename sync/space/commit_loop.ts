/**
 * The commit loop of a space. Work queues here; a batch is applied and decided when the commit before it has ended,
 * stored as one atomic commit, and only then announced (SYNC-1–SYNC-7).
 */
import { limits } from "../limits.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import {
  awaitStore,
  type CommitTurns,
  type DocumentUpdates,
  StoreFailure,
} from "../store.ts";
import { Batch, type BatchContext } from "./batch.ts";
import type { NextStep, Work } from "./queued_work.ts";

export interface CommitEvents {
  announce(updates: DocumentUpdates): void;
  onLogged(): void;
  /** The store is back, and updates were dropped meanwhile. */
  onUpdatesMissing(): void;
  /** The space is gone (`not-found`) or has met a bug; the space must end. */
  onFailure(refusal: Refusal): void;
}

/** `run` is called on committed state; `cancel` if the space ends before, or committed state cannot be read. */
interface Waiting {
  run: () => void;
  cancel?: (refusal: Refusal) => void;
}

/**
 * Commits lost in a row to other instances: after more than `lossesBeforeQueueing` the loop insists on a turn, after
 * `maxLosses` it gives up.
 */
const lossesBeforeQueueing = 1, maxLosses = 50;
const askAgainAfterMs = 10;
/** Pauses in ms before a failed store is tried again: they double from the first to the longest. */
const firstPauseMs = 100, longestPauseMs = 2000;

export class CommitLoop {
  #queue: Work[] = [];
  #waiting: Waiting[] = [];
  #delayedOutboxes = new Map<
    string,
    { timer: ReturnType<typeof setTimeout>; dueAt: number }
  >();
  #running: Promise<void> | null = null;
  /** True when only decisions are still accepted. */
  #isEnding = false;
  /** The answer to every later request; set once the loop has ended. */
  #endReason: Refusal | null = null;
  #isDropped = false;
  /** True if the watch reported that the space was dropped. The report may be outdated, so the store is asked. */
  #mayBeGone = false;
  /** The highest known sequence number of the head. */
  #newestSeq = 0;
  #unwatch: () => void;
  #turns: CommitTurns;
  #losses = 0;
  /** True if it is this instance's turn and memory is up to date. */
  #isNext = false;
  #faulty = new Set<unknown>();
  readonly #tooLarge = new WeakSet<Work>();
  #maxBatchSize = Infinity;
  /** SYNC-7: documents that memory may have ahead of the store; nothing reads them until they are rebuilt. */
  readonly #unsure = new Set<string>();
  /** The pause after the store's last failure in ms; 0: the last commit was stored. */
  #pauseMs = 0;
  /** Set during a pause. */
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;
  /** False during a pause if memory could not be brought to the store's state. */
  #isReadable = true;
  /** Bytes of the updates in the queue, if the store fails. */
  #unstoredBytes = 0;
  #hasDroppedUpdates = false;

  constructor(readonly context: BatchContext, readonly events: CommitEvents) {
    const { engine: { store }, documents } = context;
    this.#turns = store.makeTurns(documents.space);
    this.#unwatch = store.watch(documents.space, (seq) => {
      if (seq === null) this.#mayBeGone = true;
      else this.#newestSeq = Math.max(this.#newestSeq, seq);
      this.#wake();
    });
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  get isIdle(): boolean {
    return this.#running === null && this.#delayedOutboxes.size === 0 &&
      this.#queue.length === 0 && this.#pauseTimer === undefined;
  }

  isDue(document: string): boolean {
    return this.#delayedOutboxes.has(document);
  }

  /** Queues work. After the end, a decision is rejected and other work is dropped. */
  enqueue(work: Work): void {
    const isDecision = work.kind === "decision";
    if (this.#endReason !== null && isDecision) work.reject(this.#endReason);
    if (this.#endReason !== null || this.#isEnding && !isDecision) return;
    this.context.documents.markUsed();
    if (!this.#holds(work)) return;
    this.#queue.push(work);
    this.#wake();
  }

  /** Whether to queue this work: while the store fails, the queue does not grow without bound. */
  #holds(work: Work): boolean {
    if (this.#pauseMs === 0 || work.kind === "decision") return true;
    if (work.kind === "commands") {
      return !this.#queue.some((queued) =>
        queued.kind === "commands" && queued.document === work.document
      );
    }
    const bytes = bytesOf(work);
    if (this.#unstoredBytes + bytes > limits.unstored) {
      this.#hasDroppedUpdates = true;
      return false;
    }
    this.#unstoredBytes += bytes;
    return true;
  }

  /**
   * Runs a callback when no commit is in flight, so that memory is the committed state (SYNC-6). Without `cancel`, it
   * waits as long as the space lives.
   */
  whenSettled(run: () => void, cancel?: (refusal: Refusal) => void): void {
    if (this.#endReason !== null) return cancel?.(this.#endReason);
    if (cancel && !this.#isReadable) return cancel(unavailable());
    this.#waiting.push({ run, cancel });
    this.#wake();
  }

  /**
   * Reads committed state. Throws `storage-unavailable` if the space ends or the store cannot tell that state,
   * `not-found` if the space is deleted.
   */
  read<T>(read: () => T): Promise<T> {
    this.context.documents.markUsed();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.whenSettled(() => {
      try {
        resolve(read());
      } catch (error) {
        reject(error);
      }
    }, reject);
    return promise;
  }

  async catchUpTo(seq: number): Promise<void> {
    this.#newestSeq = Math.max(this.#newestSeq, seq);
    await this.read(() => {});
  }

  /** Finishes queued work until `patience` resolves, accepts only decisions meanwhile, and ends. */
  async finish(refusal: Refusal, patience?: Promise<void>): Promise<void> {
    this.#isEnding = true;
    const idle = this.#whenIdle();
    await Promise.race([idle, patience ?? idle]);
    this.end(refusal);
  }

  async #whenIdle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /** The store has dropped the space; resolves when the loop has ended. */
  async stopAfterDrop(): Promise<void> {
    this.#isDropped = true;
    this.#wake();
    await this.#whenIdle();
  }

  /** Ends immediately, with this reason for everything that waits. */
  end(refusal: Refusal): void {
    if (this.#endReason !== null) return;
    this.#endReason = refusal;
    clearTimeout(this.#pauseTimer);
    for (const { timer } of this.#delayedOutboxes.values()) clearTimeout(timer);
    this.#delayedOutboxes.clear();
    this.#unwatch();
    for (const work of this.#queue.splice(0)) {
      if (work.kind === "decision") work.reject(refusal);
    }
    for (const { cancel } of this.#waiting.splice(0)) cancel?.(refusal);
  }

  #wake(): void {
    this.#running ??= Promise.resolve().then(() => this.#run()).finally(() => {
      this.#running = null;
      if (this.#hasWork) this.#wake();
    });
  }

  get #hasWork(): boolean {
    if (this.#endReason !== null) return false;
    if (this.#isDropped) return true;
    if (!this.#isReadable) return false;
    return this.#hasNews || this.#unsure.size > 0 || this.#waiting.length > 0 ||
      this.#queue.length > 0 && this.#pauseTimer === undefined;
  }

  get #hasNews(): boolean {
    return this.#mayBeGone || this.#newestSeq > this.context.documents.head.seq;
  }

  async #run(): Promise<void> {
    try {
      while (this.#hasWork) {
        try {
          await this.#step();
        } catch (error) {
          if (!(error instanceof StoreFailure)) throw error;
          await this.#pauseAfter(error);
        }
      }
    } catch (error) {
      if (isRefusal(error, "not-found")) {
        return this.events.onFailure(error);
      }
      // A bug: nobody knows what memory holds, so the whole space is dropped.
      const { report } = this.context.engine;
      report("a commit failed, the space is dropped", error);
      this.events.onFailure(unavailable());
    } finally {
      // If this fails, other instances wait until the turn expires.
      await this.#turns.leaveQueue().catch((error) =>
        this.context.engine.report("a space could not give up its turn", error)
      );
    }
  }

  async #step(): Promise<void> {
    if (this.#isDropped) throw new Refusal("not-found");
    if (this.#hasNews || this.#unsure.size > 0) await this.#takeNews();
    if (this.#waiting.length > 0) await this.#work(() => this.#callWaiting());
    const isPaused = this.#pauseTimer !== undefined;
    if (this.#queue.length === 0 || isPaused || !await this.#isTurn()) return;
    const works = this.#nextBatch().filter((it) => !this.#refuses(it));
    if (await this.#settle(works)) {
      this.#losses = 0;
      this.#endTrouble();
    } // Work queued meanwhile joins the retry.
    else this.#queue = [...works, ...this.#queue];
  }

  /** SYNC-18: does work of this space when it has its turn. */
  #work<T>(work: () => T): Promise<T> {
    const { engine: { workTurns }, documents: { share } } = this.context;
    return workTurns.run(share, work);
  }

  /**
   * Calls those that wait for committed state; what was added meanwhile, or has no time left, waits for the next round.
   * If one throws, the later ones stay in the list and are cancelled.
   */
  #callWaiting(): void {
    const { clock } = this.context.engine;
    const endsAt = clock() + limits.workPerTurn;
    let left = this.#waiting.length;
    do this.#waiting.shift()?.run(); while (--left > 0 && clock() < endsAt);
  }

  /**
   * SYNC-7: after a failure of the store, memory goes back to what the store holds, connections stay, and members' work
   * is tried again after a pause. Requests are refused, because their senders decide whether to repeat them.
   */
  async #pauseAfter({ cause }: StoreFailure): Promise<void> {
    if (this.#pauseMs === 0) {
      this.context.engine.report("the storage failed", cause);
      this.#unstoredBytes = this.#queue.reduce(
        (sum, work) => sum + bytesOf(work),
        0,
      );
    }
    const refusal = unavailable();
    const decisions = this.#queue.filter((it) => it.kind === "decision");
    this.#queue = this.#queue.filter((it) => it.kind !== "decision");
    for (const { reject } of decisions) reject(refusal);
    try {
      await this.#catchUp();
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      this.#isReadable = false;
      const reads = this.#waiting.filter(({ cancel }) => cancel);
      this.#waiting = this.#waiting.filter(({ cancel }) => !cancel);
      for (const { cancel } of reads) cancel?.(refusal);
    }
    if (this.#endReason !== null) return;
    this.#pauseMs = Math.min(
      longestPauseMs,
      Math.max(firstPauseMs, 2 * this.#pauseMs),
    );
    // Spaces that failed together are not all tried at the same moment.
    const pauseMs = this.#pauseMs * (0.5 + Math.random() / 2);
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = setTimeout(() => {
      this.#pauseTimer = undefined;
      this.#isReadable = true;
      this.#wake();
    }, pauseMs);
  }

  #endTrouble(): void {
    if (this.#pauseMs === 0) return;
    this.#pauseMs = 0;
    this.#unstoredBytes = 0;
    if (!this.#hasDroppedUpdates) return;
    this.#hasDroppedUpdates = false;
    this.events.onUpdatesMissing();
  }

  #refuses(work: Work): boolean {
    if (!this.#tooLarge.has(work)) return false;
    const refusal = new Refusal("too-large");
    if (work.kind === "decision") work.reject(refusal);
    else if (work.kind === "update") work.sender.refuse(refusal.kind);
    return true;
  }

  /** SYNC-5: whether to commit now; if other instances are first in line, waits a moment and returns false. */
  async #isTurn(): Promise<boolean> {
    const isNext = this.#isNext || !this.#turns.isContended;
    this.#isNext = false;
    if (isNext) return true;
    if (await this.#requestTurn()) {
      // No other instance commits now, so decisions are made on the head.
      await this.#catchUp();
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs));
    return false;
  }

  #requestTurn(): Promise<boolean> {
    return awaitStore(
      this.#turns.requestTurn(this.#losses > lossesBeforeQueueing),
    );
  }

  /**
   * Catches up with other instances. While there are new commits, a reported deletion is not believed and is checked
   * again.
   */
  async #takeNews(): Promise<void> {
    const { documents } = this.context;
    const mayBeGone = this.#mayBeGone, oldSeq = documents.head.seq;
    this.#mayBeGone = false;
    try {
      await this.#catchUp();
    } catch (error) {
      this.#mayBeGone ||= mayBeGone;
      throw error;
    }
    if (mayBeGone && documents.head.seq > oldSeq) this.#mayBeGone = true;
  }

  #nextBatch(): Work[] {
    let bytes = 0, decisions = 0, count = 0;
    for (const work of this.#queue) {
      if (work.kind === "update") bytes += work.update.length;
      if (work.kind === "decision") decisions++;
      const isFull = bytes > limits.batch || decisions > limits.decisions ||
        count >= this.#maxBatchSize;
      if (count > 0 && isFull) break;
      count++;
    }
    this.#maxBatchSize = Infinity;
    return this.#queue.splice(0, count);
  }

  /**
   * Commits and announces a batch, or refuses it. False if the batch must be decided again: another instance was first,
   * a decision failed, or the batch was too large. If the store fails, throws a {@link StoreFailure}, with the work of
   * members back in the queue.
   */
  async #settle(works: readonly Work[]): Promise<boolean> {
    const batch = new Batch(this.context, works, this.#faulty);
    try {
      let beganAt = 0;
      const updates = await this.#work(() => {
        beganAt = performance.now();
        batch.apply();
        for (const step of batch.nextSteps) this.#do(step);
        return batch.fault === undefined ? batch.collectUpdates() : [];
      });
      const { fault } = batch;
      if (fault !== undefined) {
        this.context.engine.report("a decision failed", fault.error);
        this.#faulty.add(fault.work);
        batch.returnBudgets();
        await this.#catchUp(batch.touchedDocuments);
        return false;
      }
      if (await this.#isTooLarge(batch, updates)) return false;
      const isEmpty = updates.length === 0 && batch.facts.length === 0;
      if (isEmpty || await this.#commit(batch, updates, beganAt)) {
        for (const effect of batch.afterCommit) effect();
        this.#queue = [...batch.unfitWork, ...this.#queue];
        this.#faulty.clear();
        if (!isEmpty) this.events.onLogged();
        return true;
      }
      batch.returnBudgets();
      if (++this.#losses === maxLosses) {
        this.#losses = 0;
        throw new StoreFailure(new Error("other instances were always first"));
      }
      // Queues before catching up, because other instances commit meanwhile.
      this.#isNext = await this.#requestTurn();
      // Documents without changes are still the committed state.
      await this.#catchUp(updates.map(([name]) => name));
      return false;
    } catch (error) {
      const refusal = isRefusal(error) ? error : unavailable();
      for (const work of works) {
        if (work.kind === "decision") work.reject(refusal);
      }
      if (error instanceof StoreFailure) {
        batch.returnBudgets();
        for (const name of batch.touchedDocuments) this.#unsure.add(name);
        const memberWork = works.filter((it) => it.kind !== "decision");
        this.#queue = [...memberWork, ...this.#queue];
      }
      throw error;
    }
  }

  /**
   * Takes back a batch that does not fit into one commit. The next batch has half of its works; a single work that is
   * too large is refused.
   */
  async #isTooLarge(batch: Batch, updates: DocumentUpdates): Promise<boolean> {
    const bytes = updates.reduce((sum, [, { length }]) => sum + length, 0);
    if (bytes <= limits.commit) return false;
    batch.returnBudgets();
    await this.#catchUp(batch.touchedDocuments);
    const count = batch.works.length - batch.unfitWork.length;
    const [first] = batch.works;
    if (count > 1) this.#maxBatchSize = Math.ceil(count / 2);
    else this.#tooLarge.add(first);
    return true;
  }

  async #commit(batch: Batch, updates: DocumentUpdates, beganAt: number) {
    const { engine, documents } = this.context;
    const { authority, meter, store } = engine;
    const { space, head: expected } = documents;
    const entry = { id: crypto.randomUUID(), updates };
    const { facts } = batch;
    const call = store.commit(space, expected, entry, {
      facts,
      turns: this.#turns,
    });
    const head = await awaitStore(call);
    meter?.recordCommit({
      durationMs: performance.now() - beganAt,
      works: batch.works.length,
      updates,
      isStored: head !== null,
    });
    if (head === null) return false;
    documents.recordCommit(head, updates);
    engine.workTurns.measure(
      documents.share,
      () => this.events.announce(updates),
    );
    for (const [name] of updates) {
      if (!engine.onSharedWrite || !authority.shape?.(name)) continue;
      const replica = documents.replica(name);
      engine.onSharedWrite(
        name,
        (...sizes) => replica.isLargerThan(...sizes),
      );
    }
    return true;
  }

  /** Brings memory to the store's state, which has no changes yet of the touched documents. */
  async #catchUp(touched: Iterable<string> = []): Promise<void> {
    const { documents } = this.context;
    for (const name of touched) this.#unsure.add(name);
    await documents.catchUp(this.#unsure, (news) => this.events.announce(news));
    this.#unsure.clear();
    this.events.onLogged();
  }

  #do(step: NextStep): void {
    switch (step.kind) {
      case "look":
        return this.#lookAgain(step.document, step.wait);
      case "load":
        return this.#loadThenLook(step.names, step.document);
      case "refuse":
        return step.sender.refuse(step.reason);
      case "sync":
        return this.whenSettled(() => step.sender.requestSync());
    }
  }

  /** Looks at an outbox again after `wait` ms, or sooner if that is already due. */
  #lookAgain(document: string, wait: number): void {
    if (this.#endReason !== null) return;
    const dueAt = this.context.engine.clock() + wait;
    const delayed = this.#delayedOutboxes.get(document);
    if (delayed !== undefined && delayed.dueAt <= dueAt) return;
    clearTimeout(delayed?.timer);
    const timer = setTimeout(() => {
      this.#delayedOutboxes.delete(document);
      this.enqueue({ kind: "commands", document });
    }, wait);
    this.#delayedOutboxes.set(document, { timer, dueAt });
  }

  #loadThenLook(names: readonly string[], document: string): void {
    const { documents, engine } = this.context;
    Promise.all(names.map((name) => documents.load(name))).then(
      () => this.enqueue({ kind: "commands", document }),
      (error) => {
        engine.report("a document could not be loaded", error);
        this.#lookAgain(document, 1000);
      },
    );
  }
}

function unavailable(): Refusal {
  return new Refusal("storage-unavailable");
}

/** What a piece of work counts against `limits.unstored`. */
function bytesOf(work: Work): number {
  if (work.kind !== "update") return 0;
  return Math.max(work.update.length, limits.updateLeast);
}
