/** The queue goes out with the opening of a member's own document: it does not wait until the server asks for it. */
import { encode, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { messageYjsSyncStep2 } from "y-protocols/sync";
import { messageSync } from "y-websocket";
import * as Y from "yjs";
import { limits } from "../limits.ts";

/** What of a document is sent unasked where nothing is known of what the server has (bytes). */
const small = 16 * 1024;

/** What the server may lack of a member's own document. */
export class Early {
  /** What it had when it said so last; it never has less, or the epoch is another (S17). */
  #known: Uint8Array | undefined;
  #isLoaded = false;

  /** @param loaded settles when what this device has kept of it is in the document */
  constructor(readonly doc: Y.Doc, loaded: Promise<void>) {
    void loaded.then(() => this.#isLoaded = true);
  }

  /** The server says what it has. */
  readonly hear = (stateVector: Uint8Array): void => {
    this.#known = stateVector.slice();
  };

  /** A message with what it may lack; null: it is better asked. */
  readonly message = (): Uint8Array | null => {
    const { size } = this.doc.store.clients;
    // What the device has kept may be more than fits an update behind this (S12).
    if (!this.#isLoaded || size === 0) return null;
    if (!this.#known && size > limits.clientsPerUpdate) return null;
    const update = Y.encodeStateAsUpdate(this.doc, this.#known);
    const most = this.#known ? limits.ownDocument : small;
    if (update.length > most) return null;
    return encode((encoder) => {
      writeVarUint(encoder, messageSync);
      writeVarUint(encoder, messageYjsSyncStep2);
      writeVarUint8Array(encoder, update);
    });
  };
}
