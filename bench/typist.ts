/** Those who write a page together, with a real Y.Doc each, as an editor changes it. */
import * as Y from "yjs";
import type { Tally } from "./figures.ts";
import type { Page } from "./driver.ts";

/** So many write a page. */
export const groupSize = 4;

const fromOthers = "others";

/** One of them, in a paragraph of their own. */
export class Typist {
  readonly #doc = new Y.Doc();
  readonly #text = new Y.XmlText();
  /** The numbers of their keys, by the clock that each has in the document. */
  readonly #keys: number[] = [];
  readonly #others: { typist: Typist; seen: number }[] = [];

  /** @param before those of the group who are there already */
  constructor(
    page: Page,
    readonly tally: Tally,
    before: readonly Typist[],
  ) {
    for (const typist of before) {
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

  /** Writes one character more. */
  type(): void {
    const { store, clientID } = this.#doc;
    this.#keys[Y.getState(store, clientID)] = this.tally.say();
    this.#text.insert(this.#text.length, "e");
  }

  /** What has come of the others since it was last looked. */
  #count(): void {
    for (const other of this.#others) {
      const { typist } = other;
      const now = Y.getState(this.#doc.store, typist.#doc.clientID);
      // What is no key is the paragraph.
      const keys = typist.#keys.slice(other.seen, now)
        .filter((it) => it !== undefined);
      other.seen = now;
      this.tally.see(keys);
    }
  }
}
