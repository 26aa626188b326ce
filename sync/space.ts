/**
 * A space: the unit of atomicity and order. Work queues here; a batch of it is applied and decided
 * when the commit before it has ended, goes to the store as one atomic commit, and only then is
 * announced (S1–S7).
 */
import type * as Y from "yjs";
import type { Authority, Documents, Presence as Shown } from "./authority.ts";
import { Batch, type Work } from "./batch.ts";
import { Budget } from "./budget.ts";
import type { Connection } from "./connection.ts";
import { limits } from "./limits.ts";
import type { Peers } from "./kv_peers.ts";
import type { Figures, Meter } from "./meter.ts";
import { type OwnState, Presence } from "./presence.ts";
import * as protocol from "./protocol.ts";
import { isRefusal, Refusal } from "./refusal.ts";
import { Replica } from "./replica.ts";
import { Log } from "./log.ts";
import type { Head, Loaded, Snapshot, Store } from "./store.ts";

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

/** How often a batch is decided anew because another instance was first, before it gives up. */
const tries = 50;

/** A loaded space. */
export class Space<Who> implements Documents {
  readonly presence: Presence;
  /** When it was last of use, for whoever clears out. */
  usedAt: number;
  #replicas = new Map<string, Replica<Who>>();
  #loading = new Map<string, Promise<Replica<Who>>>();
  #connections = new Set<Connection<Who>>();
  #registered = 0;
  #sockets = new Map<string, number>();
  #budgets = new Map<string, { commands: Budget; bytes: Budget }>();
  #later = new Map<string, ReturnType<typeof setTimeout>>();
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
  #elsewhere: ReturnType<Peers["subscribe"]> | undefined;
  #published: Promise<void> | undefined;
  /** What the log holds since it was last folded. */
  #log: Log;
  #compacting: Promise<void> | null = null;

  private constructor(
    readonly name: string,
    readonly world: World<Who>,
    private head: Head,
    logged: Loaded["logged"],
    readonly onEnd: () => void,
    readonly turn: number,
  ) {
    this.usedAt = world.clock();
    this.#log = new Log(logged);
    const root = world.authority.root(name);
    const { peers, report } = world;
    this.presence = new Presence(
      (frame) => {
        this.#send(this.#replicas.get(root)?.connections ?? [], frame);
      },
      world.clock,
      (people) => {
        this.#published = peers?.publish(name, people)
          .catch((error) => report("presence is not told", error));
      },
    );
    this.#elsewhere = peers?.subscribe(
      name,
      (people) => this.presence.hear(people),
    );
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

  /** What is in memory and what waits here now. */
  get figures(): Figures {
    return {
      documents: this.#replicas.size,
      connections: this.#connections.size,
      queued: this.#queue.length,
    };
  }

  /** Whether nobody is connected and nothing waits. */
  get idle(): boolean {
    return this.#connections.size === 0 && this.#running === null &&
      this.#loading.size === 0 && this.#later.size === 0 &&
      this.#compacting === null;
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
      // The log may have lost to a newer snapshot what this one lacks.
      if (this.#log.folds !== folds) continue;
      const replica = new Replica<Who>(name, this.#log.since(name, snapshot));
      replica.usedAt = this.world.clock();
      this.#replicas.set(name, replica);
      this.world.meter?.loaded(performance.now() - began);
      return replica;
    }
  }

  /** What a member may still send, all their devices together (S12). */
  budgets(document: string): { commands: Budget; bytes: Budget } {
    let budgets = this.#budgets.get(document);
    if (budgets === undefined) {
      const { commandsPerSecond, commandsBurst, bytesPerSecond, bytesBurst } =
        limits;
      budgets = {
        commands: new Budget(
          commandsPerSecond,
          commandsBurst,
          this.world.clock,
        ),
        bytes: new Budget(bytesPerSecond, bytesBurst, this.world.clock),
      };
      this.#budgets.set(document, budgets);
    }
    return budgets;
  }

  /** Queues work. */
  take(work: Work<Who>): void {
    if (this.#ended || (this.#ending && work.kind !== "decision")) {
      if (work.kind === "decision") {
        work.reject(this.#over);
      }
      return;
    }
    this.#queue.push(work);
    this.#wake();
  }

  /** Runs this when no commit is in flight: then replicas are the committed state (S6). */
  ask(answer: () => void, cancel: (why: Refusal) => void = () => {}): void {
    if (this.#ended) return cancel(this.#over);
    this.#asks.push({ answer, cancel });
    this.#wake();
  }

  /** Reads committed state. Throws `storage-unavailable` where the space ends before, `not-found` where it is deleted. */
  read<T>(read: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const answer = () => {
      try {
        resolve(read());
      } catch (error) {
        reject(error);
      }
    };
    this.ask(answer, reject);
    return promise;
  }

  /** Counts a connection in. Its document must be loaded, its access asked without an await between (A1). */
  register(connection: Connection<Who>): void {
    const { authority } = this.world;
    const { key, most } = authority.sockets(connection.who);
    const count = (this.#sockets.get(key) ?? 0) + 1;
    this.#sockets.set(key, count);
    this.#connections.add(connection);
    connection.turn = this.turn + this.#registered++;
    this.replica(connection.document).connections.add(connection);
    if (count > most) return connection.close(4429, "too-often");
    const shown = authority.presence(connection.who);
    if (shown !== null) this.presence.enter(shown, connection);
    this.showPresence(connection);
    if (connection.access === "own") {
      this.ask(() => connection.requestSync());
      // Commands that a restart left undecided.
      this.take({ kind: "commands", document: connection.document });
    }
  }

  /** Counts a connection out. */
  unregister(connection: Connection<Who>): void {
    if (!this.#connections.delete(connection)) return;
    const { authority } = this.world;
    const { key } = authority.sockets(connection.who);
    const count = (this.#sockets.get(key) ?? 1) - 1;
    if (count === 0) this.#sockets.delete(key);
    else this.#sockets.set(key, count);
    this.#replicas.get(connection.document)?.connections.delete(connection);
    const shown = authority.presence(connection.who);
    if (shown !== null) this.presence.leave(shown, connection);
    this.usedAt = this.world.clock();
  }

  /** Sends who is online to a connection on the root document, and a sign of life to any other. */
  showPresence(connection: Connection<Who>): void {
    const isRoot = connection.document === this.world.authority.root(this.name);
    connection.send(
      isRoot ? this.presence.frame() : protocol.awarenessFrame([]),
    );
  }

  /** Takes what a client says of itself; what the server said itself is an echo. */
  say(connection: Connection<Who>, client: number, own: OwnState): void {
    if (connection.document !== this.world.authority.root(this.name)) return;
    if (this.presence.isAuthored(client)) return;
    const shown: Shown | null = this.world.authority.presence(connection.who);
    if (shown !== null) this.presence.say(shown, connection, own);
  }

  /** S14: says something to those whose turn it is; without a turn, to everyone. */
  renew(turn?: number): void {
    const { report, peers, authority } = this.world;
    const isDue = (of: number) =>
      turn === undefined || (of - turn) % limits.renewalTurns === 0;
    if (isDue(this.turn)) {
      this.#elsewhere?.refresh().catch((error) =>
        report("presence is not heard", error)
      );
      if (this.#connections.size > 0) this.presence.renew();
    }
    const root = authority.root(this.name);
    const life = protocol.awarenessFrame([]);
    for (const connection of this.#connections) {
      if (!isDue(connection.turn)) continue;
      // Only here are they asked of what other instances have made void.
      if (peers) {
        connection.verify().catch((error) =>
          report("a connection could not be verified", error)
        );
      }
      if (connection.document !== root) connection.send(life);
    }
  }

  /** S10: lets go of the documents that nobody has used for a while. */
  clearOut(): void {
    this.ask(() => {
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

  /**
   * S9: folds the log up to now into snapshots of every document that it names. Commits go on; each
   * snapshot is taken from the loaded document, on committed state.
   */
  compact(): Promise<void> {
    return this.#compacting ??= this.#fold().finally(() =>
      this.#compacting = null
    );
  }

  async #fold(): Promise<void> {
    const began = performance.now();
    const { upTo, documents } = this.#log.foldable(limits.logDocuments);
    try {
      const snapshots: Snapshot[] = [];
      for (const document of documents) {
        await this.load(document);
        snapshots.push(
          await this.read(() => {
            const state = this.replica(document).whole();
            return { document, seq: this.head.seq, state };
          }),
        );
      }
      if (await this.world.store.compact(this.name, upTo, snapshots)) {
        this.#log.folded(upTo);
        this.world.meter?.compacted(performance.now() - began);
      } else this.#log.notFolded();
    } catch (error) {
      this.#log.notFolded();
      if (!isRefusal(error)) {
        this.world.report("a space could not be compacted", error);
      }
    }
  }

  /**
   * Sees to it that what was deleted from the documents by now is not in the store any more: folds all of the log
   * up to here, whoever else folds, and deletes what folding leaves.
   */
  async purge(): Promise<void> {
    const { store } = this.world;
    const upTo = await this.read(() => this.head.seq);
    for (let attempt = 0; attempt < tries; attempt++) {
      const loaded = await store.load(this.name, []);
      if (loaded === null) throw new Refusal("not-found");
      const next = loaded.logged[0]?.seq ?? loaded.head.seq + 1;
      // What another instance has folded need not wait here.
      this.#log.folded(next - 1);
      if (next > upTo) return await store.sweep(this.name);
      await this.compact();
    }
    throw new Refusal("storage-unavailable");
  }

  /** Closes the connections that match. */
  close(matches: (who: Who) => boolean, code: number, reason: string): void {
    for (const connection of [...this.#connections]) {
      if (matches(connection.who)) connection.close(code, reason);
    }
  }

  /** Takes no more work, lets what has queued come to its end and closes every connection. */
  async end(code: number, reason: string): Promise<void> {
    this.#ending = true;
    while (this.#running !== null) await this.#running;
    this.#forget(code, reason, this.#over);
    await this.#compacting;
    await this.#published;
  }

  /** The store has dropped it: everybody hears that it is not there; resolves when nothing of it runs any more. */
  async leave(): Promise<void> {
    this.#gone = true;
    this.#wake();
    while (this.#running !== null) await this.#running;
    await this.#compacting;
    await this.#published;
  }

  #forget(code: number, reason: string, refusal: Refusal): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#over = refusal;
    for (const timer of this.#later.values()) clearTimeout(timer);
    this.#later.clear();
    this.close(() => true, code, reason);
    this.#unwatch();
    this.#elsewhere?.end();
    this.presence.stop();
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
    this.usedAt = this.world.clock();
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
      for (let attempt = 0; attempt < tries; attempt++) {
        const outcome = new Batch(this, batch, faulty);
        outcome.apply();
        if (outcome.bug !== undefined) {
          this.world.report("a decision failed", outcome.bug.error);
          faulty.add(outcome.bug.work);
          await this.#catchUp(outcome.touched);
          continue;
        }
        const updates = outcome.emitted();
        if (updates.length === 0 && outcome.facts.length === 0) {
          for (const effect of outcome.after) effect();
          this.#queue.unshift(...outcome.rest);
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
          this.#forward(updates);
          for (const effect of outcome.after) effect();
          this.#queue.unshift(...outcome.rest);
          this.#foldIfLong();
          return;
        }
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

  /** Looks at an outbox again, after so many ms. */
  lookAgain(document: string, wait: number): void {
    if (this.#later.has(document)) return;
    const timer = setTimeout(() => {
      this.#later.delete(document);
      this.take({ kind: "commands", document });
    }, wait);
    this.#later.set(document, timer);
  }

  /** Looks at an outbox again when these documents are loaded. */
  loadThenLook(names: readonly string[], document: string): void {
    Promise.all(names.map((name) => this.load(name))).then(
      () => this.take({ kind: "commands", document }),
      (error) => {
        this.world.report("a document could not be loaded", error);
        this.lookAgain(document, 1000);
      },
    );
  }

  /** Sends committed updates to those who may have them now (A1). */
  #forward(updates: readonly (readonly [string, Uint8Array])[]): void {
    const root = this.world.authority.root(this.name);
    if (updates.some(([name]) => name === root)) this.#checkAccess();
    for (const [name, update] of updates) {
      const replica = this.#replicas.get(name);
      if (replica === undefined || replica.connections.size === 0) continue;
      this.#send([...replica.connections], protocol.updateFrame(update));
    }
  }

  #send(
    connections: Iterable<Connection<Who>>,
    frame: Uint8Array<ArrayBuffer>,
  ): void {
    let deliveries = 0;
    for (const connection of connections) {
      if (!connection.live) continue;
      connection.send(frame);
      deliveries++;
    }
    this.world.meter?.sent(frame.length, deliveries);
  }

  #checkAccess(): void {
    for (const connection of [...this.#connections]) {
      const access = this.world.authority.access(
        this,
        connection.who,
        connection.document,
      );
      if (typeof access === "object") {
        connection.close(access.code, access.reason);
      } else connection.access = access;
    }
  }

  /**
   * After a lost check or a fault: takes in what others committed, and rebuilds what memory holds
   * beyond that. A Y transaction cannot be taken back (S5).
   */
  async #catchUp(touched: ReadonlySet<string>): Promise<void> {
    const { store } = this.world;
    const news = await store.since(this.name, this.head.seq);
    if (news === null) throw new Refusal("not-found");
    if (touched.size > 0) {
      const rebuilt = await store.load(this.name, [...touched]);
      for (const [name, updates] of rebuilt?.documents ?? []) {
        this.replica(name).rebuild(updates);
      }
    }
    // What was committed between the two reads is in the rebuilt ones already; merging it again
    // later changes nothing.
    this.head = news.head;
    for (const { seq, updates } of news.entries) {
      for (const [name, update] of updates) {
        if (!touched.has(name)) this.#replicas.get(name)?.apply(update);
      }
      this.#log.add(seq, updates);
      this.#forward(updates);
    }
    this.#foldIfLong();
  }

  #foldIfLong(): void {
    const { logCommits, logBytes, logDocuments } = limits;
    const long = this.#log.isLong({
      commits: this.world.foldAfter ?? logCommits,
      bytes: logBytes,
      documents: logDocuments,
    });
    if (long) this.compact();
  }
}
