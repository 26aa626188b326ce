/**
 * The editor's own copy of a page. What one writes comes into the page a moment after the browser has it, so that a slow
 * device shows a letter before it sends and stores it. While an input method composes what others write waits here, since
 * a browser gives up composing where the text around it changes.
 */
import * as Y from "yjs";
import { pageRoot } from "../../../classroom/model/page_tree.ts";
import { onSettle } from "../../../sync/client/shared.ts";
import { makeDoc } from "../../../sync/y_doc.ts";

export class EditorCopy {
  readonly doc = makeDoc();
  readonly root: Y.XmlFragment = pageRoot(this.doc);
  readonly #page: Y.Doc;
  readonly #beforeOthers: () => void;
  readonly #stopSettling: () => void;
  #held: Uint8Array[] | null = null;
  #written: Uint8Array[] = [];

  /** `beforeOthers` is called before what others have written comes into the text. */
  constructor(page: Y.Doc, beforeOthers: () => void) {
    this.#page = page;
    this.#beforeOthers = beforeOthers;
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(page), this);
    page.on("update", this.#in);
    this.doc.on("update", this.#out);
    this.#stopSettling = onSettle(page, this.send);
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
    if (this.#written.length === 0) setTimeout(this.send);
    this.#written.push(update);
  };

  /** What one has written so far is in the page now. */
  readonly send = (): void => {
    const updates = this.#written;
    if (updates.length === 0) return;
    this.#written = [];
    this.#page.transact((transaction) => {
      for (const it of updates) Y.applyUpdate(this.#page, it, this);
      // One's own: what is deleted counts as unsent, as what is written does. Nothing is written here by places in lists,
      // which Yjs forgets in others' transactions alone.
      transaction.local = true;
    }, this);
  };

  close(): void {
    this.#stopSettling();
    this.send();
    this.#page.off("update", this.#in);
    this.doc.destroy();
  }
}
