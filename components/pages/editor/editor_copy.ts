/**
 * The editor's own copy of a page. Both are the same but while an input method composes: what others write then waits
 * here, since a browser gives up composing where the text around it changes.
 */
import * as Y from "yjs";
import { pageRoot } from "../../../classroom/model/page_tree.ts";

export class EditorCopy {
  readonly doc = new Y.Doc();
  readonly root: Y.XmlFragment = pageRoot(this.doc);
  readonly #page: Y.Doc;
  readonly #beforeOthers: () => void;
  #held: Uint8Array[] | null = null;

  /** `beforeOthers` is called before what others have written comes into the text. */
  constructor(page: Y.Doc, beforeOthers: () => void) {
    this.#page = page;
    this.#beforeOthers = beforeOthers;
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(page), this);
    page.on("update", this.#in);
    this.doc.on("update", this.#out);
  }

  /** From now on what others write waits. */
  hold(): void {
    this.#held ??= [];
  }

  /** What has waited is in the text now. */
  release(): void {
    const updates = this.#held ?? [];
    this.#held = null;
    if (updates.length) this.#beforeOthers();
    this.doc.transact(() => {
      for (const it of updates) Y.applyUpdate(this.doc, it, this);
    }, this);
  }

  readonly #in = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    if (this.#held) {
      this.#held.push(update);
      return;
    }
    this.#beforeOthers();
    Y.applyUpdate(this.doc, update, this);
  };

  readonly #out = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    this.#page.transact((transaction) => {
      Y.applyUpdate(this.#page, update, this);
      // One's own: what is deleted counts as unsent, as what is written does. Nothing is written here by places in lists,
      // which Yjs forgets in others' transactions alone.
      transaction.local = true;
    }, this);
  };

  close(): void {
    this.#page.off("update", this.#in);
    this.doc.destroy();
  }
}
