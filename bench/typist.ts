import * as Y from "yjs";
import type { MessageCounter } from "./figures.ts";
import type { SharedPage } from "./driver.ts";

/** Writers per page. */
export const groupSize = 4;

const fromOthers = "others";

/** A writer with a real Y.Doc, in their own paragraph. */
export class Typist {
  readonly #doc = new Y.Doc();
  readonly #text = new Y.XmlText();
  /** The numbers of the writer's keys by document clock. */
  readonly #keys: number[] = [];
  readonly #others: { typist: Typist; seen: number }[] = [];

  /** @param members the members of the group who are already there */
  constructor(
    page: SharedPage,
    readonly counter: MessageCounter,
    members: readonly Typist[],
  ) {
    for (const typist of members) {
      this.#others.push({ typist, seen: 0 });
      typist.#others.push({ typist: this, seen: 0 });
    }
    page.onUpdate = (update) => {
      Y.applyUpdate(this.#doc, update, fromOthers);
      this.#count();
    };
    this.#doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== fromOthers) page.write(update);
    });
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [this.#text]);
    this.#doc.getXmlFragment("page").push([paragraph]);
  }

  type(): void {
    const { store, clientID } = this.#doc;
    this.#keys[Y.getState(store, clientID)] = this.counter.recordSent();
    this.#text.insert(this.#text.length, "e");
  }

  /** Counts what arrived from the others since the last call. */
  #count(): void {
    for (const peer of this.#others) {
      const { typist } = peer;
      const now = Y.getState(this.#doc.store, typist.#doc.clientID);
      // Other structs are the paragraph.
      const keys = typist.#keys.slice(peer.seen, now)
        .filter((it) => it !== undefined);
      peer.seen = now;
      this.counter.recordSeen(keys);
    }
  }
}
