/**
 * The commit loop of a space. Work queues here; a batch is applied and decided when the commit before it has ended,
 * stored as one atomic commit, and only then announced (SYNC-1–SYNC-7).
 */
import { limits } from "../limits.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import type { CommitTurns, DocumentUpdates } from "../store.ts";
import { Batch, type BatchContext } from "./batch.ts";
import type { NextStep, Work } from "./queued_work.ts";

export interface CommitEvents {
  announce(updates: DocumentUpdates): void;
  onLogged(): void;
  /** The space is gone (`not-found`) or the store has failed; the space must end. */
  onFailure(why: Refusal): void;
}

/** `run` is called on committed state; `cancel` if the space ends before. */
interface Waiting {
  run: () => void;
  cancel: (why: Refusal) => void;
}

/**
 * Commits lost in a row to other instances: after more than `lossesBeforeQueueing` the loop insists on a turn, after
 * `maxLosses` it gives up.
 */
const lossesBeforeQueueing = 1, maxLosses = 50;
const askAgainAfterMs = 10;

export class CommitLoop {
  #queue: Work[] = [];
  #waiting: Waiting[] = [];
  #delayedOutboxes = new Map<
    string,
    { timer: ReturnType<typeof setTimeout>; at: number }
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
  #most = Infinity;

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
    return this.#running === null && this.#delayedOutboxes.size === 0;
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
    this.#queue.push(work);
    this.#wake();
  }

  /** Runs a callback when no commit is in flight, so that memory is the committed state (SYNC-6). */
  whenSettled(
    run: () => void,
    cancel: (why: Refusal) => void = () => {},
  ): void {
    if (this.#endReason !== null) return cancel(this.#endReason);
    this.#waiting.push({ run, cancel });
    this.#wake();
  }

  /** Reads committed state. Throws `storage-unavailable` if the space ends, `not-found` if it is deleted. */
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

  /** Finishes queued work, accepts only decisions meanwhile, and ends. */
  async finish(why: Refusal): Promise<void> {
    this.#isEnding = true;
    while (this.#running !== null) await this.#running;
    this.end(why);
  }

  /** The store has dropped the space; resolves when the loop has ended. */
  async stopAfterDrop(): Promise<void> {
    this.#isDropped = true;
    this.#wake();
    while (this.#running !== null) await this.#running;
  }

  /** Ends immediately, with this reason for everything that waits. */
  end(why: Refusal): void {
    if (this.#endReason !== null) return;
    this.#endReason = why;
    for (const { timer } of this.#delayedOutboxes.values()) clearTimeout(timer);
    this.#delayedOutboxes.clear();
    this.#unwatch();
    for (const work of this.#queue.splice(0)) {
      if (work.kind === "decision") work.reject(why);
    }
    for (const { cancel } of this.#waiting.splice(0)) cancel(why);
  }

  #wake(): void {
    this.#running ??= Promise.resolve().then(() => this.#run()).finally(() => {
      this.#running = null;
      if (this.#hasWork) this.#wake();
    });
  }

  get #hasWork(): boolean {
    return this.#endReason === null &&
      (this.#queue.length > 0 || this.#waiting.length > 0 ||
        this.#isDropped || this.#hasNews);
  }

  get #hasNews(): boolean {
    return this.#mayBeGone || this.#newestSeq > this.context.documents.head.seq;
  }

  async #run(): Promise<void> {
    try {
      while (this.#hasWork) {
        if (this.#isDropped) throw new Refusal("not-found");
        if (this.#hasNews) await this.#takeNews();
        // Callbacks added meanwhile run in the next round. If one throws, the later ones stay in the list and are
        // cancelled.
        for (let left = this.#waiting.length; left > 0; left--) {
          this.#waiting.shift()?.run();
        }
        if (this.#queue.length === 0 || !await this.#isTurn()) continue;
        const works = this.#nextBatch().filter((it) => !this.#refuses(it));
        if (await this.#settle(works)) this.#losses = 0;
        // Work queued meanwhile joins the retry.
        else this.#queue = [...works, ...this.#queue];
      }
    } catch (error) {
      if (isRefusal(error, "not-found")) {
        return this.events.onFailure(error);
      }
      // SYNC-7: memory must not hold what the store does not, so the whole space is dropped.
      const { report } = this.context.engine;
      report("a commit failed, the space is dropped", error);
      this.events.onFailure(new Refusal("storage-unavailable"));
    } finally {
      // If this fails, other instances wait until the turn expires.
      await this.#turns.leaveQueue().catch((error) =>
        this.context.engine.report("a space could not give up its turn", error)
      );
    }
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
    if (await this.#turns.requestTurn(this.#losses > lossesBeforeQueueing)) {
      // No other instance commits now, so decisions are made on the head.
      await this.#catchUp(new Set());
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs));
    return false;
  }

  /**
   * Catches up with other instances. While there are new commits, a reported deletion is not believed and is checked
   * again.
   */
  async #takeNews(): Promise<void> {
    const { documents } = this.context;
    const mayBeGone = this.#mayBeGone, before = documents.head.seq;
    this.#mayBeGone = false;
    await this.#catchUp(new Set());
    if (mayBeGone && documents.head.seq > before) this.#mayBeGone = true;
  }

  #nextBatch(): Work[] {
    let bytes = 0, decisions = 0, count = 0;
    for (const work of this.#queue) {
      if (work.kind === "update") bytes += work.update.length;
      if (work.kind === "decision") decisions++;
      const isFull = bytes > limits.batch || decisions > limits.decisions ||
        count >= this.#most;
      if (count > 0 && isFull) break;
      count++;
    }
    this.#most = Infinity;
    return this.#queue.splice(0, count);
  }

  /**
   * Commits and announces a batch, or refuses it. False if the batch must be decided again: another instance was first,
   * a decision failed, or the batch was too large. Throws if the store fails.
   */
  async #settle(works: readonly Work[]): Promise<boolean> {
    try {
      const batch = new Batch(this.context, works, this.#faulty);
      const began = performance.now();
      batch.apply();
      for (const next of batch.nextSteps) this.#do(next);
      const { fault: bug } = batch;
      if (bug !== undefined) {
        this.context.engine.report("a decision failed", bug.error);
        this.#faulty.add(bug.work);
        batch.returnBudgets();
        await this.#catchUp(batch.touchedDocuments);
        return false;
      }
      const updates = batch.collectUpdates();
      if (await this.#isTooLarge(batch, updates)) return false;
      const isEmpty = updates.length === 0 && batch.facts.length === 0;
      if (isEmpty || await this.#commit(batch, updates, began)) {
        for (const effect of batch.afterCommit) effect();
        this.#queue = [...batch.unfitWork, ...this.#queue];
        this.#faulty.clear();
        if (!isEmpty) this.events.onLogged();
        return true;
      }
      batch.returnBudgets();
      if (++this.#losses === maxLosses) {
        throw new Error("other instances were always first");
      }
      // Queues before catching up, because other instances commit meanwhile.
      this.#isNext = await this.#turns.requestTurn(
        this.#losses > lossesBeforeQueueing,
      );
      // Documents without changes are still the committed state.
      await this.#catchUp(new Set(updates.map(([name]) => name)));
      return false;
    } catch (error) {
      const refusal = isRefusal(error)
        ? error
        : new Refusal("storage-unavailable");
      for (const work of works) {
        if (work.kind === "decision") work.reject(refusal);
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
    if (count > 1) this.#most = Math.ceil(count / 2);
    else this.#tooLarge.add(first);
    return true;
  }

  async #commit(batch: Batch, updates: DocumentUpdates, began: number) {
    const { engine, documents } = this.context;
    const { authority, meter, store } = engine;
    const { space, head: expected } = documents;
    const entry = { id: crypto.randomUUID(), updates };
    const { facts } = batch;
    const head = await store.commit(space, expected, entry, {
      facts,
      turns: this.#turns,
    });
    meter?.recordCommit({
      durationMs: performance.now() - began,
      works: batch.works.length,
      updates,
      stored: head !== null,
    });
    if (head === null) return false;
    documents.recordCommit(head, updates);
    this.events.announce(updates);
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

  async #catchUp(touched: ReadonlySet<string>): Promise<void> {
    const { documents } = this.context;
    await documents.catchUp(touched, (news) => this.events.announce(news));
    this.events.onLogged();
  }

  #do(next: NextStep): void {
    switch (next.kind) {
      case "look":
        return this.#lookAgain(next.document, next.wait);
      case "load":
        return this.#loadThenLook(next.names, next.document);
      case "refuse":
        return next.sender.refuse(next.why);
      case "sync":
        return this.whenSettled(() => next.sender.requestSync());
    }
  }

  /** Looks at an outbox again after `wait` ms, or sooner if that is already due. */
  #lookAgain(document: string, wait: number): void {
    if (this.#endReason !== null) return;
    const at = this.context.engine.clock() + wait;
    const before = this.#delayedOutboxes.get(document);
    if (before !== undefined && before.at <= at) return;
    clearTimeout(before?.timer);
    const timer = setTimeout(() => {
      this.#delayedOutboxes.delete(document);
      this.enqueue({ kind: "commands", document });
    }, wait);
    this.#delayedOutboxes.set(document, { timer, at });
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
