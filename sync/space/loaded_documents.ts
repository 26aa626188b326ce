/**
 * The documents of a space in memory: loaded on demand, dropped when unused (SYNC-10). With head and log, they are the
 * committed state whenever no commit is in flight (SYNC-6).
 */
import * as Y from "yjs";
import type { Documents } from "../authority.ts";
import { type Frame, makeFrame } from "../frame.ts";
import { limits } from "../limits.ts";
import { makeStep2Frame } from "../protocol.ts";
import { Refusal } from "../refusal.ts";
import {
  awaitStore,
  type DocumentUpdates,
  type Head,
  type LoadedSpace,
} from "../store.ts";
import type { EngineContext } from "../engine_context.ts";
import { applyLocally } from "./apply_locally.ts";
import { CommitLog } from "./commit_log.ts";
import { WorkShare } from "../work_turns.ts";
import { makeDoc } from "../y_doc.ts";

export class Replica {
  doc!: Y.Doc;
  #emitted: Uint8Array[] = [];
  /** The answer to a client that has nothing. Its last `size` bytes are the encoded document. */
  #whole: { frame: Frame; size: number } | undefined;
  /** An upper bound of the encoded size in bytes. */
  estimatedSize = 0;
  /** An upper bound of the characters of text. */
  estimatedText = 0;
  usedAt = 0;
  answerEncodedAt = -Infinity;

  /** @param number identifies the document on wires */
  constructor(readonly number: number, updates: readonly Uint8Array[]) {
    this.rebuild(updates);
  }

  rebuild(updates: readonly Uint8Array[]): void {
    const old = this.doc as Y.Doc | undefined;
    this.doc = makeDoc();
    applyLocally(this.doc, updates);
    this.doc.on("update", (update: Uint8Array) => {
      this.#emitted.push(update);
      this.#whole = undefined;
      this.estimatedSize += update.length;
      this.estimatedText += update.length;
    });
    this.#emitted = [];
    this.#whole = undefined;
    this.estimatedSize = updates.reduce(
      (sum, update) => sum + update.length,
      0,
    );
    this.estimatedText = this.estimatedSize;
    old?.destroy();
  }

  /** The changes since the last call, as one update; null if there are none. */
  takeEmitted(): Uint8Array | null {
    const emitted = this.#emitted;
    this.#emitted = [];
    if (emitted.length === 0) return null;
    return emitted.length === 1 ? emitted[0] : Y.mergeUpdates(emitted);
  }

  /**
   * The encoded size in bytes of the roots `counted`. Others, which only the server writes, do not count (SYNC-12).
   * Costly, so called only near a limit.
   */
  measure(counted: ReadonlySet<string>): number {
    return this.estimatedSize = sizeOf(this.doc, this.#encoded().size, counted);
  }

  /** Whether a limit is exceeded. Measures the bytes only if `estimatedSize` exceeds theirs. */
  isLargerThan(bytes: number, structs: number): boolean {
    return this.countStructs() > structs || this.estimatedSize > bytes &&
        this.measure(new Set(this.doc.share.keys())) > bytes;
  }

  countStructs(): number {
    let count = 0;
    for (const list of this.doc.store.clients.values()) count += list.length;
    return count;
  }

  /** The characters of text, and the structs visited to count them. */
  countText(): { count: number; structs: number } {
    let count = 0, structs = 0;
    for (const list of this.doc.store.clients.values()) {
      structs += list.length;
      for (const struct of list) {
        const isText = struct instanceof Y.Item && !struct.deleted &&
          struct.content instanceof Y.ContentString;
        if (isText) count += struct.length;
      }
    }
    this.estimatedText = count;
    return { count, structs };
  }

  /** The result of {@link measure} after this update. Costs more, because it decodes the whole document too. */
  measureWith(update: Uint8Array, counted: ReadonlySet<string>): number {
    const doc = makeDoc();
    Y.applyUpdate(doc, this.encodeFull());
    Y.applyUpdate(doc, update);
    const size = sizeOf(doc, Y.encodeStateAsUpdate(doc).length, counted);
    doc.destroy();
    return size;
  }

  /**
   * Whether a client with this state vector has any part of the document. If not, it gets the whole document, encoded
   * once for all.
   */
  isKnownTo(stateVector: Uint8Array): boolean {
    const { clients } = this.doc.store;
    for (const [client, clock] of Y.decodeStateVector(stateVector)) {
      if (clock > 0 && clients.has(client)) return true;
    }
    return false;
  }

  get isEncoded(): boolean {
    return this.#whole !== undefined;
  }

  /** Applies commits of other instances; returns what was new, or null. */
  apply(updates: readonly Uint8Array[]): Uint8Array | null {
    applyLocally(this.doc, updates);
    return this.takeEmitted();
  }

  makeAnswer(stateVector: Uint8Array): Frame {
    if (!this.isKnownTo(stateVector)) return this.#encoded().frame;
    return this.frame(
      makeStep2Frame(Y.encodeStateAsUpdate(this.doc, stateVector)),
    );
  }

  frame(message: Uint8Array): Frame {
    return makeFrame(this.number, message);
  }

  encodeFull(): Uint8Array {
    const { frame: { bare }, size } = this.#encoded();
    return bare.subarray(bare.length - size);
  }

  /** The answer with the full state, cached until the document changes. */
  #encoded() {
    if (this.#whole === undefined) {
      const state = Y.encodeStateAsUpdate(this.doc);
      const frame = this.frame(makeStep2Frame(state));
      this.#whole = { frame, size: state.length };
    }
    return this.#whole;
  }
}

function sizeOf(
  doc: Y.Doc,
  encoded: number,
  counted: ReadonlySet<string>,
): number {
  let size = encoded;
  for (const name of doc.share.keys()) {
    if (counted.has(name)) continue;
    const json = JSON.stringify(rootOf(doc, name)?.toJSON()) ?? "";
    size -= new TextEncoder().encode(json).length;
  }
  return Math.max(0, size);
}

/** A root with its type. Yjs does not know the type of a loaded root until it is asked for. */
function rootOf(doc: Y.Doc, name: string) {
  const type = doc.share.get(name);
  const isTyped = type?.constructor as unknown !== Y.AbstractType;
  if (type === undefined || isTyped) return type;
  if (type._map.size > 0) return doc.getMap(name);
  return type._start === null ? type : doc.getArray(name);
}

export class LoadedDocuments implements Documents {
  /** The document on which access depends; always loaded. */
  readonly root: string;
  readonly log: CommitLog;
  readonly share = new WorkShare();
  /** The head that memory has reached. */
  head: Head;
  usedAt: number;
  #replicas = new Map<string, Replica>();
  #loading = new Map<string, Promise<Replica>>();
  /** Number of documents loaded so far; each takes its number from it. */
  #numbered = 0;

  /** @param reach resolves when the head has reached this number */
  constructor(
    readonly space: string,
    readonly engine: EngineContext,
    loaded: LoadedSpace,
    readonly reach: (seq: number) => Promise<void>,
  ) {
    this.root = engine.authority.rootDocument(space);
    this.log = new CommitLog(loaded.logged);
    this.usedAt = engine.clock();
    this.head = loaded.head;
    const updates = loaded.documents.get(this.root) ?? [];
    this.#replicas.set(this.root, new Replica(++this.#numbered, updates));
  }

  get size(): number {
    return this.#replicas.size;
  }

  get isLoading(): boolean {
    return this.#loading.size > 0;
  }

  isLoaded(name: string): boolean {
    return this.#replicas.has(name);
  }

  replica(name: string): Replica {
    const replica = this.#replicas.get(name);
    if (replica === undefined) {
      throw new Error("a document is used that was not loaded");
    }
    return replica;
  }

  doc(name: string): Y.Doc {
    return this.replica(name).doc;
  }

  markUsed(name?: string): void {
    this.usedAt = this.engine.clock();
    const replica = name === undefined ? undefined : this.#replicas.get(name);
    if (replica !== undefined) replica.usedAt = this.usedAt;
  }

  /** Loads a document once. A document unknown to the store is empty. */
  load(name: string): Promise<Replica> {
    this.markUsed(name);
    const loaded = this.#replicas.get(name);
    if (loaded !== undefined) return Promise.resolve(loaded);
    return this.#loading.getOrInsertComputed(
      name,
      () => this.#fetch(name).finally(() => this.#loading.delete(name)),
    );
  }

  /** SYNC-10: drops documents that are unused for a while and not in use now. */
  dropUnused(isInUse: (name: string) => boolean): void {
    const unusedSince = this.engine.clock() - limits.unused;
    for (const [name, { doc, usedAt }] of this.#replicas) {
      if (name === this.root || usedAt > unusedSince || isInUse(name)) continue;
      this.#replicas.delete(name);
      doc.destroy();
    }
  }

  dropAll(): void {
    for (const { doc } of this.#replicas.values()) doc.destroy();
    this.#replicas.clear();
  }

  recordCommit(head: Head, updates: DocumentUpdates): void {
    this.head = head;
    this.log.add(head.seq, updates);
  }

  /**
   * Applies the commits of other instances, and rebuilds the touched documents, because a Yjs transaction cannot be
   * undone (SYNC-5). Calls `announce` for each commit. Throws `not-found` if the space is gone.
   */
  async catchUp(
    touched: ReadonlySet<string>,
    announce: (updates: DocumentUpdates) => void,
  ): Promise<void> {
    const { store } = this.engine;
    const { folds } = this.log;
    // Snapshots are read before the log's new entries, so that no document is ahead of the root that decides access
    // (ACCESS-1). Later commits come from memory: reading the whole log takes so long that other instances win the next
    // commit too.
    const names = [...touched];
    const snapshots = await awaitStore(
      Promise.all(names.map((name) => store.readSnapshot(this.space, name))),
    );
    const news = await awaitStore(
      store.readCommitsSince(this.space, this.head.seq),
    );
    if (news === null) throw new Refusal("not-found");
    // Everything is loaded again if the log was folded since these snapshots were read, or if a snapshot is newer than
    // the commits that the store returned.
    const isFolded = news === "folded" || this.log.folds !== folds ||
      snapshots.some((it) => it !== null && it.seq > news.head.seq);
    if (isFolded) return announce(await this.#reload(touched));
    for (const [i, name] of names.entries()) {
      this.replica(name).rebuild(this.log.updatesOf(name, snapshots[i]));
    }
    this.head = { ...this.head, ...news.head };
    for (const { seq, updates } of news.entries) {
      // The snapshots may contain some of these; merging twice changes nothing.
      for (const [name, update] of updates) {
        this.#replicas.get(name)?.apply([update]);
      }
      this.log.add(seq, updates);
      announce(updates);
    }
  }

  async #fetch(name: string): Promise<Replica> {
    const beganAt = performance.now();
    for (;;) {
      const { folds } = this.log;
      const snapshot = await this.engine.store.readSnapshot(this.space, name);
      // ACCESS-1: the root decides access, so no replica may be ahead of it.
      while (snapshot !== null && snapshot.seq > this.head.seq) {
        await this.reach(snapshot.seq);
      }
      const replica = await this.engine.workTurns.run(this.share, () => {
        // If the log was folded since, reads a newer snapshot.
        if (this.log.folds !== folds) return null;
        const updates = this.log.updatesOf(name, snapshot);
        const newReplica = new Replica(++this.#numbered, updates);
        this.#replicas.set(name, newReplica);
        this.markUsed(name);
        return newReplica;
      });
      if (replica === null) continue;
      this.engine.meter?.recordLoad(performance.now() - beganAt);
      return replica;
    }
  }

  /**
   * Loads everything from the store, because another instance has folded commits that memory lacks. Returns what was
   * new, which connections get (SYNC-9).
   */
  async #reload(touched: ReadonlySet<string>): Promise<DocumentUpdates> {
    for (;;) {
      const names = [...this.#replicas.keys()];
      const loaded = await awaitStore(
        this.engine.store.load(this.space, names),
      );
      if (loaded === null) throw new Refusal("not-found");
      const { head, logged, documents } = loaded;
      // Further documents may have been loaded meanwhile, from a log without the folded commits.
      if (![...this.#replicas.keys()].every((it) => documents.has(it))) {
        continue;
      }
      this.head = head;
      this.log.replace(logged);
      const news: [string, Uint8Array][] = [];
      for (const [name, updates] of documents) {
        const replica = this.replica(name);
        // It is unknown which changes of a rebuilt document clients lack, so they get all of it.
        if (touched.has(name)) replica.rebuild(updates);
        const update = touched.has(name)
          ? replica.encodeFull()
          : replica.apply(updates);
        if (update !== null) news.push([name, update]);
      }
      return news;
    }
  }
}
