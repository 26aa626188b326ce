/**
 * The editor's own copy of a page. Changes reach the page's document a moment later, so that a slow device shows
 * letters at once. While an input method composes, others' changes wait here: they would cancel composing.
 */
import * as Y from "yjs";
import { pageRoot } from "../../../classroom/model/page_tree.ts";
import { onFlush } from "../../../sync/client/shared_document.ts";
import { makeDoc } from "../../../sync/y_doc.ts";

export class EditorCopy {
  readonly doc = makeDoc();
  readonly root: Y.XmlFragment = pageRoot(this.doc);
  readonly #page: Y.Doc;
  readonly #beforeOthers: () => void;
  readonly #stopSettling: () => void;
  #held: Uint8Array[] | null = null;
  #written: Uint8Array[] = [];

  constructor(page: Y.Doc, beforeOthers: () => void) {
    this.#page = page;
    this.#beforeOthers = beforeOthers;
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(page), this);
    page.on("update", this.#in);
    this.doc.on("update", this.#out);
    this.#stopSettling = onFlush(page, this.sendChanges);
  }

  holdOtherChanges(): void {
    this.#held ??= [];
  }

  applyHeldChanges(): void {
    const updates = this.#held ?? [];
    this.#held = null;
    if (updates.length) this.#beforeOthers();
    this.doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.doc, update, this);
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
    if (this.#written.length === 0) setTimeout(this.sendChanges);
    this.#written.push(update);
  };

  readonly sendChanges = (): void => {
    const updates = this.#written;
    if (updates.length === 0) return;
    this.#written = [];
    this.#page.transact((transaction) => {
      for (const update of updates) Y.applyUpdate(this.#page, update, this);
      // Marked as local, so that deletions count as unsent too. Yjs only uses the flag for list indices, which
      // nothing here uses.
      transaction.local = true;
    }, this);
  };

  close(): void {
    this.#stopSettling();
    this.sendChanges();
    this.#page.off("update", this.#in);
    this.doc.destroy();
  }
}
