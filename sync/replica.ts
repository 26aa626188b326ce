/** One document in memory: its Y.Doc, who is connected to it, and encodings made once. */
import * as Y from "yjs";
import type { Connection } from "./connection.ts";

/** A loaded document. It is the committed state whenever no commit of its space is in flight (S6). */
export class Replica<Who> {
  doc!: Y.Doc;
  readonly connections = new Set<Connection<Who>>();
  #emitted: Uint8Array[] = [];
  #whole: Uint8Array | undefined;
  /** Never less than the size of the document's encoding, in bytes. */
  sizeBound = 0;
  /** When it was last of use, for whoever clears out. */
  usedAt = 0;

  constructor(readonly name: string, updates: readonly Uint8Array[]) {
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

  /** The size of the document's encoding, in bytes; costly, so asked only near a limit. */
  measure(): number {
    return this.sizeBound = this.whole().length;
  }

  /** Applies a commit of another instance. */
  apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update);
    this.takeEmitted();
  }

  /** What a client with this state vector lacks. Throws where the bytes are no state vector. */
  diff(stateVector: Uint8Array): Uint8Array {
    if (stateVector.length === 1 && stateVector[0] === 0) return this.whole();
    return Y.encodeStateAsUpdate(this.doc, stateVector);
  }

  /** The whole document, encoded once until it changes. */
  whole(): Uint8Array {
    return this.#whole ??= Y.encodeStateAsUpdate(this.doc);
  }
}
