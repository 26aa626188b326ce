/**
 * The documents of a space that are in memory. They are loaded when somebody needs them and let go when nobody has
 * used them for a while (S10). With the head and the log they are the committed state whenever no commit is in
 * flight (S6).
 */
import * as Y from "yjs";
import type { Documents } from "../authority.ts";
import { type Frame, frameOf } from "../frame.ts";
import { limits } from "../limits.ts";
import { step2Frame } from "../protocol.ts";
import { Refusal } from "../refusal.ts";
import type { Changes, Head, Loaded } from "../store.ts";
import type { EngineContext } from "../engine_context.ts";
import { applyLocally } from "./apply_locally.ts";
import { Log } from "./log.ts";
import { makeDoc } from "../y_doc.ts";

// One document in memory: its Y.Doc, and encodings made once.

/** A loaded document. It is the committed state whenever no commit of its space is in flight (S6). */
export class Replica {
  doc!: Y.Doc;
  #emitted: Uint8Array[] = [];
  /** The answer to whoever has nothing; the document's encoding is its end. */
  #whole: { frame: Frame; size: number } | undefined;
  /** Never less than the size of the document's encoding, in bytes. */
  sizeBound = 0;
  /** Never less than the characters of its text. */
  textBound = 0;
  /** When it was last of use, for whoever clears out. */
  usedAt = 0;
  /** When the answer to whoever has nothing of it was last made because somebody asked. */
  madeAt = -Infinity;

  /** @param number stands for it on wires */
  constructor(readonly number: number, updates: readonly Uint8Array[]) {
    this.rebuild(updates);
  }

  /** Forgets what memory holds and takes the committed updates instead. */
  rebuild(updates: readonly Uint8Array[]): void {
    const old = this.doc as Y.Doc | undefined;
    this.doc = makeDoc();
    applyLocally(this.doc, updates);
    this.doc.on("update", (update: Uint8Array) => {
      this.#emitted.push(update);
      this.#whole = undefined;
      this.sizeBound += update.length;
      this.textBound += update.length;
    });
    this.#emitted = [];
    this.#whole = undefined;
    this.sizeBound = updates.reduce((sum, update) => sum + update.length, 0);
    this.textBound = this.sizeBound;
    old?.destroy();
  }

  /** What the replica emitted since the last call, as one update; null: nothing changed. */
  takeEmitted(): Uint8Array | null {
    const emitted = this.#emitted;
    this.#emitted = [];
    if (emitted.length === 0) return null;
    return emitted.length === 1 ? emitted[0] : Y.mergeUpdates(emitted);
  }

  /**
   * The size of the document's encoding in bytes, without other roots than these: what only the server writes
   * does not count (S12). Costly, so asked only near a limit.
   */
  measure(counted: ReadonlySet<string>): number {
    return this.sizeBound = sizeOf(this.doc, this.#encoded().size, counted);
  }

  /** Whether it has more bytes or structs; bytes are measured only where it may. */
  isLargerThan(bytes: number, structs: number): boolean {
    return this.countStructs() > structs || this.sizeBound > bytes &&
        this.measure(new Set(this.doc.share.keys())) > bytes;
  }

  countStructs(): number {
    let count = 0;
    for (const list of this.doc.store.clients.values()) count += list.length;
    return count;
  }

  /** How many characters of text it has; over so many structs it is counted. */
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
    this.textBound = count;
    return { count, structs };
  }

  /** What {@link measure} would be after this update. Costlier still. */
  measureWith(update: Uint8Array, counted: ReadonlySet<string>): number {
    const doc = makeDoc();
    Y.applyUpdate(doc, this.whole());
    Y.applyUpdate(doc, update);
    const size = sizeOf(doc, Y.encodeStateAsUpdate(doc).length, counted);
    doc.destroy();
    return size;
  }

  /** Whether a client with this state vector has anything of it; who has not gets an answer that is made once. */
  isKnownTo(stateVector: Uint8Array): boolean {
    const { clients } = this.doc.store;
    for (const [client, clock] of Y.decodeStateVector(stateVector)) {
      if (clock > 0 && clients.has(client)) return true;
    }
    return false;
  }

  /** Whether the answer to whoever has nothing of it has been made since it changed. */
  get isEncoded(): boolean {
    return this.#whole !== undefined;
  }

  /** Applies what is committed elsewhere; answers with what was new in it, null: nothing. */
  apply(updates: readonly Uint8Array[]): Uint8Array | null {
    applyLocally(this.doc, updates);
    return this.takeEmitted();
  }

  /** The answer to a SyncStep1: what a client with this state vector lacks, as a frame. */
  answer(stateVector: Uint8Array): Frame {
    if (!this.isKnownTo(stateVector)) return this.#encoded().frame;
    return this.frame(
      step2Frame(Y.encodeStateAsUpdate(this.doc, stateVector)),
    );
  }

  /** A message about it, as it goes out. */
  frame(message: Uint8Array): Frame {
    return frameOf(this.number, message);
  }

  /** The whole document. */
  whole(): Uint8Array {
    const { frame: { bare }, size } = this.#encoded();
    return bare.subarray(bare.length - size);
  }

  /** Encoded once until it changes. */
  #encoded() {
    if (this.#whole === undefined) {
      const state = Y.encodeStateAsUpdate(this.doc);
      const frame = this.frame(step2Frame(state));
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

/** A root as what it is: one that was loaded, and not asked for since, knows nothing of what it holds. */
function rootOf(doc: Y.Doc, name: string) {
  const type = doc.share.get(name);
  const isTyped = type?.constructor as unknown !== Y.AbstractType;
  if (type === undefined || isTyped) return type;
  if (type._map.size > 0) return doc.getMap(name);
  return type._start === null ? type : doc.getArray(name);
}

/** The documents in memory, as of the head. */
export class LoadedDocuments implements Documents {
  /** The document on which access depends; it is always loaded. */
  readonly root: string;
  /** What the store has in its log since that was last folded. */
  readonly log: Log;
  /** Where the space stands, as far as memory has it. */
  head: Head;
  /** When any of them was last of use. */
  usedAt: number;
  #replicas = new Map<string, Replica>();
  #loading = new Map<string, Promise<Replica>>();
  /** How many have come into memory: each has its number from it. */
  #numbered = 0;

  /** @param reach resolves when the head has come to this number */
  constructor(
    readonly space: string,
    readonly engine: EngineContext,
    loaded: Loaded,
    readonly reach: (seq: number) => Promise<void>,
  ) {
    this.root = engine.authority.root(space);
    this.log = new Log(loaded.logged);
    this.usedAt = engine.clock();
    this.head = loaded.head;
    const updates = loaded.documents.get(this.root) ?? [];
    this.#replicas.set(this.root, new Replica(++this.#numbered, updates));
  }

  get size(): number {
    return this.#replicas.size;
  }

  get loading(): boolean {
    return this.#loading.size > 0;
  }

  has(name: string): boolean {
    return this.#replicas.has(name);
  }

  /** A loaded document's replica. Throws for one that was not loaded: whoever asks must have seen to it. */
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

  /** Notes that a document, or the space, was of use now. */
  used(name?: string): void {
    this.usedAt = this.engine.clock();
    const replica = name === undefined ? undefined : this.#replicas.get(name);
    if (replica !== undefined) replica.usedAt = this.usedAt;
  }

  /** Loads a document, once. A document of which the store knows nothing is empty. */
  load(name: string): Promise<Replica> {
    this.used(name);
    const loaded = this.#replicas.get(name);
    if (loaded !== undefined) return Promise.resolve(loaded);
    return this.#loading.getOrInsertComputed(
      name,
      () => this.#fetch(name).finally(() => this.#loading.delete(name)),
    );
  }

  /** S10: lets go of the documents that have not been used for a while, except those in use now. */
  clearOut(isInUse: (name: string) => boolean): void {
    const unusedSince = this.engine.clock() - limits.unused;
    for (const [name, { doc, usedAt }] of this.#replicas) {
      if (name === this.root || usedAt > unusedSince || isInUse(name)) continue;
      this.#replicas.delete(name);
      doc.destroy();
    }
  }

  clear(): void {
    for (const { doc } of this.#replicas.values()) doc.destroy();
    this.#replicas.clear();
  }

  /** Takes note of a commit that memory has already. */
  committed(head: Head, updates: Changes): void {
    this.head = head;
    this.log.add(head.seq, updates);
  }

  /**
   * After a lost check or a fault: takes in what others committed, and rebuilds what memory holds beyond that in the
   * touched documents, for a Y transaction cannot be taken back (S5). `announce` is given each commit as it comes in.
   * Throws `not-found` where the space is gone.
   */
  async catchUp(
    touched: ReadonlySet<string>,
    announce: (updates: Changes) => void,
  ): Promise<void> {
    const { store } = this.engine;
    const { folds } = this.log;
    // Read before the news, so that no replica gets ahead of the root, of which access is asked (A1). What came after
    // them is in memory: to read all of the log again would take so long that others would be first again.
    const snapshots = await Promise.all(
      [...touched].map((name) => store.snapshot(this.space, name)),
    );
    const news = await store.since(this.space, this.head.seq);
    if (news === null) throw new Refusal("not-found");
    // The log may have lost to newer snapshots what these lack, and the store may answer with less than they have.
    const isFolded = news === "folded" || this.log.folds !== folds ||
      snapshots.some((it) => it !== null && it.seq > news.head.seq);
    if (isFolded) return announce(await this.#reload(touched));
    for (const [i, name] of [...touched].entries()) {
      this.replica(name).rebuild(this.log.since(name, snapshots[i]));
    }
    this.head = { ...this.head, ...news.head };
    for (const { seq, updates } of news.entries) {
      // The snapshots may have some of it already; merging it again changes nothing.
      for (const [name, update] of updates) {
        this.#replicas.get(name)?.apply([update]);
      }
      this.log.add(seq, updates);
      announce(updates);
    }
  }

  async #fetch(name: string): Promise<Replica> {
    const began = performance.now();
    for (;;) {
      const { folds } = this.log;
      const snapshot = await this.engine.store.snapshot(this.space, name);
      // A1: access is asked of the root, so no replica may be ahead of it.
      while (snapshot !== null && snapshot.seq > this.head.seq) {
        await this.reach(snapshot.seq);
      }
      // The log may have lost to a newer snapshot what this one lacks.
      if (this.log.folds !== folds) continue;
      const replica = new Replica(
        ++this.#numbered,
        this.log.since(name, snapshot),
      );
      this.#replicas.set(name, replica);
      this.used(name);
      this.engine.meter?.loaded(performance.now() - began);
      return replica;
    }
  }

  /**
   * Brings all that is loaded up to the store's state where another instance has folded the commits on the way
   * there. Answers with what was new in it: whoever is connected gets the difference, and stays (S9).
   */
  async #reload(touched: ReadonlySet<string>): Promise<Changes> {
    for (;;) {
      const names = [...this.#replicas.keys()];
      const loaded = await this.engine.store.load(this.space, names);
      if (loaded === null) throw new Refusal("not-found");
      const { head, logged, documents } = loaded;
      // Others may have come into memory meanwhile, from a log that lacks what was folded.
      if (![...this.#replicas.keys()].every((it) => documents.has(it))) {
        continue;
      }
      this.head = head;
      this.log.replace(logged);
      const news: [string, Uint8Array][] = [];
      for (const [name, updates] of documents) {
        const replica = this.replica(name);
        // What was taken back is not known to be what clients lack: they get the whole.
        if (touched.has(name)) replica.rebuild(updates);
        const update = touched.has(name)
          ? replica.whole()
          : replica.apply(updates);
        if (update !== null) news.push([name, update]);
      }
      return news;
    }
  }
}
