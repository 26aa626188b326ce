/** One document in memory: its Y.Doc, and encodings made once. */
import * as Y from "yjs";
import { type Frame, frameOf } from "../frame.ts";
import { step2Frame } from "../protocol.ts";

/** A loaded document. It is the committed state whenever no commit of its space is in flight (S6). */
export class Replica {
  doc!: Y.Doc;
  #emitted: Uint8Array[] = [];
  /** The answer to whoever has nothing; the document's encoding is its end. */
  #whole: { frame: Frame; size: number } | undefined;
  /** Never less than the size of the document's encoding, in bytes. */
  sizeBound = 0;
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
    this.doc = new Y.Doc();
    this.doc.transact(() =>
      updates.forEach((update) => Y.applyUpdate(this.doc, update))
    );
    this.doc.on("update", (update: Uint8Array) => {
      this.#emitted.push(update);
      this.#whole = undefined;
      this.sizeBound += update.length;
    });
    this.#emitted = [];
    this.#whole = undefined;
    this.sizeBound = updates.reduce((sum, update) => sum + update.length, 0);
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
   * The size of the document's encoding in bytes, without the roots besides these: what only the server writes
   * does not count (S12). Costly, so asked only near a limit.
   */
  measure(counted: ReadonlySet<string>): number {
    return this.sizeBound = sizeOf(this.doc, this.#encoded().size, counted);
  }

  /** What {@link measure} would be after this update. Costlier still. */
  measureWith(update: Uint8Array, counted: ReadonlySet<string>): number {
    const doc = new Y.Doc();
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
    this.doc.transact(() =>
      updates.forEach((update) => Y.applyUpdate(this.doc, update))
    );
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
