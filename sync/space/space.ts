/**
 * A space: the unit of atomicity and order. Work queues here; a batch of it is applied and decided
 * when the commit before it has ended, goes to the store as one atomic commit, and only then is
 * announced (S1–S7).
 */
import type * as Y from "yjs";
import { Audience } from "./audience.ts";
import type { Allowance, Authority, Documents } from "../authority.ts";
import { Batch, type Work } from "./batch.ts";
import { Budget } from "./budget.ts";
import { Compaction } from "./compaction.ts";
import type { Connection } from "../connection.ts";
import { limits } from "../limits.ts";
import type { Peers } from "../kv/kv_peers.ts";
import type { Passage } from "../presence.ts";
import type { Figures, Meter } from "../meter.ts";
import { isRefusal, Refusal } from "../refusal.ts";
import { Replica } from "./replica.ts";
import { Log } from "./log.ts";
import type { Head, Loaded, Store } from "../store.ts";

/** What every space shares. */
export interface World<Who> {
  store: Store;
  authority: Authority<Who>;
  /** How other instances are told who is connected here; absent where there are none. */
  peers?: Peers;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Where bugs and failures are reported; never contents. */
  report: (what: string, error: unknown) => void;
  /** Told who comes online and who goes, by their presence keys; it must neither throw nor wait. */
  passed?: (space: string, passage: Passage) => void;
  /** Counts what happens; absent where nobody looks. */
  meter?: Meter;
  /** S9: after how many commits the log is folded, where that is not the usual number. */
  foldAfter?: number;
}

/** What runs on committed state, or is told that the space has ended. */
interface Ask {
  answer: () => void;
  cancel: (why: Refusal) => void;
}

/** What a member may still send, and be answered. */
interface Budgets {
  commands: Budget;
  bytes: Budget;
  /** How many bytes of theirs wait for that. */
  held: number;
  /** In bytes. Over it answers come later, for the stock client would not come back from being cut off. */
  answers: Budget;
}

/** How often a batch is decided anew because another instance was first, before it gives up. */
const tries = 50;

/** A loaded space. */
export class Space<Who> implements Documents {
  /** Who is connected. */
  readonly audience: Audience<Who>;
  readonly compaction: Compaction<Who>;
  /** When it was last of use, for whoever clears out. */
  usedAt: number;
  #replicas = new Map<string, Replica<Who>>();
  #loading = new Map<string, Promise<Replica<Who>>>();
  #budgets = new Map<string, Budgets>();
  #paces = new Map<string, Budget>();
  #later = new Map<
    string,
    { timer: ReturnType<typeof setTimeout>; at: number }
  >();
  #queue: Work<Who>[] = [];
  #asks: Ask[] = [];
  #running: Promise<void> | null = null;
  #ended = false;
  #ending = false;
  /** It was dropped from the store. */
  #gone = false;
  /** What whoever still asks is told. */
  #over = new Refusal("storage-unavailable");
  /** The head's number as far as it was heard of. */
  #news = 0;
  #unwatch: () => void;
  /** What the log holds since it was last folded. */
  #log: Log;

  private constructor(
    readonly name: string,
    readonly world: World<Who>,
    private head: Head,
    logged: Loaded["logged"],
    readonly onEnd: () => void,
    turn: number,
  ) {
    this.usedAt = world.clock();
    this.#log = new Log(logged);
    this.compaction = new Compaction(this, this.#log);
    this.audience = new Audience(this, turn);
    this.#unwatch = world.store.watch(name, (seq) => {
      if (seq === null) this.#gone = true;
      else this.#news = Math.max(this.#news, seq);
      this.#wake();
    });
  }

  /** Loads a space with its root document; null where there is no such space. */
  static async open<Who>(
    name: string,
    world: World<Who>,
    onEnd: () => void,
    turn = 0,
  ): Promise<Space<Who> | null> {
    const root = world.authority.root(name);
    const began = performance.now();
    const loaded = await world.store.load(name, [root]);
    if (loaded === null) return null;
    world.meter?.loaded(performance.now() - began);
    const { head, logged } = loaded;
    const space = new Space(name, world, head, logged, onEnd, turn);
    space.#replicas.set(
      root,
      new Replica(root, loaded.documents.get(root) ?? []),
    );
    return space;
  }

  /** Changes when the space was restored from a backup (S17). */
  get epoch(): string {
    return this.head.epoch;
  }

  /** The number of the last commit that memory holds. */
  get seq(): number {
    return this.head.seq;
  }

  /** What is in memory and what waits here now. */
  get figures(): Figures {
    return {
      documents: this.#replicas.size,
      connections: this.audience.size,
      queued: this.#queue.length + this.audience.waiting,
    };
  }

  /** Whether nobody is connected and nothing waits. */
  get idle(): boolean {
    return this.audience.size === 0 && this.#running === null &&
      this.#loading.size === 0 && this.#later.size === 0 &&
      !this.compaction.running;
  }

  /** Whether it was ended and must not be used any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** A loaded document's replica. Throws for one that was not loaded: whoever asks must have seen to it. */
  replica(name: string): Replica<Who> {
    const replica = this.#replicas.get(name);
    if (replica === undefined) {
      throw new Error("a document is used that was not loaded");
    }
    return replica;
  }

  /** A loaded document. */
  doc(name: string): Y.Doc {
    return this.replica(name).doc;
  }

  /** Whether a document is loaded. */
  has(name: string): boolean {
    return this.#replicas.has(name);
  }

  /** Loads a document, once. A document of which the store knows nothing is empty. */
  load(name: string): Promise<Replica<Who>> {
    this.usedAt = this.world.clock();
    const loaded = this.#replicas.get(name);
    if (loaded !== undefined) {
      loaded.usedAt = this.world.clock();
      return Promise.resolve(loaded);
    }
    let loading = this.#loading.get(name);
    if (loading === undefined) {
      loading = this.#fetch(name).finally(() => this.#loading.delete(name));
      this.#loading.set(name, loading);
    }
    return loading;
  }

  async #fetch(name: string): Promise<Replica<Who>> {
    const began = performance.now();
    for (;;) {
      const { folds } = this.#log;
      const snapshot = await this.world.store.snapshot(this.name, name);
      // A1: access is asked of the root, so no replica may be ahead of it. The queue catches up, with no commit in
      // flight, and answers after that.
      while (snapshot !== null && snapshot.seq > this.head.seq) {
        this.#news = Math.max(this.#news, snapshot.seq);
        await this.read(() => {});
      }
      // The log may have lost to a newer snapshot what this one lacks.
      if (this.#log.folds !== folds) continue;
      const replica = new Replica<Who>(name, this.#log.since(name, snapshot));
      replica.usedAt = this.world.clock();
      this.#replicas.set(name, replica);
      this.world.meter?.loaded(performance.now() - began);
      return replica;
    }
  }

  /**
   * What is left of what all devices of one member may have together (S12). `of` is the document that they write, or
   * the key by which they are counted: reconnecting and more sockets renew nothing.
   */
  budgets(of: string): Budgets {
    let budgets = this.#budgets.get(of);
    if (budgets === undefined) {
      const budget = (perSecond: number, burst: number) =>
        new Budget(perSecond, burst, this.world.clock);
      budgets = {
        commands: budget(limits.commandsPerSecond, limits.commandsBurst),
        bytes: budget(limits.bytesPerSecond, limits.bytesBurst),
        held: 0,
        answers: budget(limits.answersPerSecond, limits.answersBurst),
      };
      this.#budgets.set(of, budgets);
    }
    return budgets;
  }

  /** What is left of an allowance; like {@link budgets}, reconnecting renews nothing. */
  allowance({ key, perSecond, burst }: Allowance): Budget {
    let budget = this.#paces.get(key);
    if (budget === undefined) {
      budget = new Budget(perSecond, burst, this.world.clock);
      this.#paces.set(key, budget);
    }
    return budget;
  }

  /** Queues work. */
  enqueue(work: Work<Who>): void {
    if (this.#ended || (this.#ending && work.kind !== "decision")) {
      if (work.kind === "decision") {
        work.reject(this.#over);
      }
      return;
    }
    this.usedAt = this.world.clock();
    this.#queue.push(work);
    this.#wake();
  }

  /** Runs this when no commit is in flight: then replicas are the committed state (S6). */
  whenSettled(
    answer: () => void,
    cancel: (why: Refusal) => void = () => {},
  ): void {
    if (this.#ended) return cancel(this.#over);
    this.#asks.push({ answer, cancel });
    this.#wake();
  }

  /** Reads committed state. Throws `storage-unavailable` where the space ends before, `not-found` where it is deleted. */
  read<T>(read: () => T): Promise<T> {
    this.usedAt = this.world.clock();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const answer = () => {
      try {
        resolve(read());
      } catch (error) {
        reject(error);
      }
    };
    this.whenSettled(answer, reject);
    return promise;
  }

  /** Counts a connection in. Its document must be loaded, its access asked without an await between (A1). */
  register(connection: Connection<Who>): void {
    if (!this.audience.enter(connection)) return;
    if (connection.access === "own") {
      this.whenSettled(() => connection.requestSync());
      // Commands that a restart left undecided.
      this.enqueue({ kind: "commands", document: connection.document });
    }
  }

  /** S10: lets go of the documents that nobody has used for a while. */
  clearOut(): void {
    this.whenSettled(() => {
      if (this.#queue.length > 0) return;
      const unusedSince = this.world.clock() - limits.unused;
      for (const [name, replica] of this.#replicas) {
        const used = replica.connections.size > 0 || this.#later.has(name) ||
          name === this.world.authority.root(this.name) ||
          replica.usedAt > unusedSince;
        if (used) continue;
        this.#replicas.delete(name);
        replica.doc.destroy();
      }
    });
  }

  /** Takes no more work, lets what has queued come to its end and closes every connection. */
  async end(code: number, reason: string): Promise<void> {
    this.#ending = true;
    while (this.#running !== null) await this.#running;
    this.#forget(code, reason, this.#over);
    await this.compaction.ended();
    await this.audience.told();
  }

  /** The store has dropped it: everybody hears that it is not there; resolves when nothing of it runs any more. */
  async leave(): Promise<void> {
    this.#gone = true;
    this.#wake();
    while (this.#running !== null) await this.#running;
    await this.compaction.ended();
    await this.audience.told();
  }

  #forget(code: number, reason: string, refusal: Refusal): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#over = refusal;
    for (const { timer } of this.#later.values()) clearTimeout(timer);
    this.#later.clear();
    this.audience.end(code, reason);
    this.#unwatch();
    for (const work of this.#queue) {
      if (work.kind === "decision") work.reject(refusal);
    }
    for (const { cancel } of this.#asks) cancel(refusal);
    this.#queue = [];
    this.#asks = [];
    for (const replica of this.#replicas.values()) replica.doc.destroy();
    this.#replicas.clear();
    this.onEnd();
  }

  #wake(): void {
    this.#running ??= Promise.resolve().then(() => this.#run()).finally(() => {
      this.#running = null;
      if (this.#hasWork) this.#wake();
    });
  }

  get #hasWork(): boolean {
    return !this.#ended &&
      (this.#queue.length > 0 || this.#asks.length > 0 ||
        this.#gone || this.#news > this.head.seq);
  }

  async #run(): Promise<void> {
    try {
      while (this.#hasWork) {
        if (this.#gone) throw new Refusal("not-found");
        if (this.#news > this.head.seq) await this.#catchUp(new Set());
        const asks = this.#asks;
        this.#asks = [];
        for (const { answer } of asks) answer();
        const batch = this.#nextBatch();
        if (batch.length > 0) await this.#settle(batch);
      }
    } catch (error) {
      if (isRefusal(error) && error.kind === "not-found") {
        return this.#forget(4404, "not-found", error);
      }
      // S7: memory must not hold what the store does not, so all of it goes.
      this.world.report("a commit failed, the space is dropped", error);
      this.#forget(
        1013,
        "storage-unavailable",
        new Refusal("storage-unavailable"),
      );
    }
  }

  /** The oldest work, up to what one commit can hold. */
  #nextBatch(): Work<Who>[] {
    let bytes = 0, decisions = 0, count = 0;
    for (const work of this.#queue) {
      if (work.kind === "update") bytes += work.update.length;
      if (work.kind === "decision") decisions++;
      if (count > 0 && (bytes > limits.batch || decisions > limits.decisions)) {
        break;
      }
      count++;
    }
    return this.#queue.splice(0, count);
  }

  /** Brings a batch to its end: committed and announced, or refused. Throws when the store fails. */
  async #settle(batch: Work<Who>[]): Promise<void> {
    const faulty = new Set<unknown>();
    const began = performance.now();
    try {
      for (let lost = 0; lost < tries; lost++) {
        const outcome = new Batch(this, batch, faulty);
        outcome.apply();
        if (outcome.bug !== undefined) {
          this.world.report("a decision failed", outcome.bug.error);
          faulty.add(outcome.bug.work);
          outcome.discard();
          await this.#catchUp(outcome.touched);
          // No check was lost, and what is faulty is so but once.
          lost--;
          continue;
        }
        const updates = outcome.emitted();
        if (updates.length === 0 && outcome.facts.length === 0) {
          for (const effect of outcome.after) effect();
          this.#queue = [...outcome.rest, ...this.#queue];
          return;
        }
        const { store } = this.world;
        const entry = { id: crypto.randomUUID(), updates };
        const head = await store.commit(this.name, this.head, entry, {
          facts: outcome.facts,
        });
        this.world.meter?.commit({
          took: performance.now() - began,
          works: batch.length,
          updates,
          stored: head !== null,
        });
        if (head !== null) {
          this.head = head;
          this.#log.add(head.seq, updates);
          this.audience.forward(updates);
          for (const effect of outcome.after) effect();
          this.#queue = [...outcome.rest, ...this.#queue];
          this.compaction.runIfLong();
          return;
        }
        outcome.discard();
        // What nothing was written to is still the committed state.
        await this.#catchUp(new Set(updates.map(([name]) => name)));
      }
      throw new Error("other instances were always first");
    } catch (error) {
      const refusal = isRefusal(error)
        ? error
        : new Refusal("storage-unavailable");
      for (const work of batch) {
        if (work.kind === "decision") work.reject(refusal);
      }
      throw error;
    }
  }

  /** Looks at an outbox again, after so many ms or before. */
  lookAgain(document: string, wait: number): void {
    if (this.#ended) return;
    const at = this.world.clock() + wait;
    const before = this.#later.get(document);
    if (before !== undefined && before.at <= at) return;
    clearTimeout(before?.timer);
    const timer = setTimeout(() => {
      this.#later.delete(document);
      this.enqueue({ kind: "commands", document });
    }, wait);
    this.#later.set(document, { timer, at });
  }

  /** Looks at an outbox again when these documents are loaded. */
  loadThenLook(names: readonly string[], document: string): void {
    Promise.all(names.map((name) => this.load(name))).then(
      () => this.enqueue({ kind: "commands", document }),
      (error) => {
        this.world.report("a document could not be loaded", error);
        this.lookAgain(document, 1000);
      },
    );
  }

  /**
   * After a lost check or a fault: takes in what others committed, and rebuilds what memory holds
   * beyond that. A Y transaction cannot be taken back (S5).
   */
  async #catchUp(touched: ReadonlySet<string>): Promise<void> {
    const { store } = this.world;
    // Read before the news, so that no replica gets ahead of the root, of which access is asked (A1).
    const rebuilt = touched.size === 0
      ? undefined
      : await store.load(this.name, [...touched]);
    const news = await store.since(this.name, this.head.seq);
    if (rebuilt === null || news === null) throw new Refusal("not-found");
    if (news === "folded") return await this.#reload(touched);
    for (const [name, updates] of rebuilt?.documents ?? []) {
      this.replica(name).rebuild(updates);
    }
    this.head = news.head;
    for (const { seq, updates } of news.entries) {
      // The rebuilt ones have some of it already; merging it again changes nothing.
      for (const [name, update] of updates) {
        this.#replicas.get(name)?.apply(update);
      }
      this.#log.add(seq, updates);
      this.audience.forward(updates);
    }
    this.compaction.runIfLong();
  }

  /**
   * Brings all that is loaded up to the store's state where another instance has folded the commits on the way
   * there. Whoever is connected gets the difference, and stays (S9).
   */
  async #reload(touched: ReadonlySet<string>): Promise<void> {
    for (;;) {
      const names = [...this.#replicas.keys()];
      const loaded = await this.world.store.load(this.name, names);
      if (loaded === null) throw new Refusal("not-found");
      const { head, logged, documents } = loaded;
      // Others may have come into memory meanwhile, from a log that lacks what was folded.
      if (![...this.#replicas.keys()].every((it) => documents.has(it))) {
        continue;
      }
      this.head = head;
      this.#log.replace(logged);
      const news: [string, Uint8Array][] = [];
      for (const [name, updates] of documents) {
        const replica = this.replica(name);
        // What was taken back is not known to be what clients lack: they get the whole.
        if (touched.has(name)) replica.rebuild(updates);
        const update = touched.has(name)
          ? replica.whole()
          : replica.applyAll(updates);
        if (update !== null) news.push([name, update]);
      }
      this.audience.forward(news);
      return this.compaction.runIfLong();
    }
  }
}
