/** The pages of a class as a page in the browser has them (W-1): which there are, whose, and what of one's own was not taken. */
import {
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import { documents } from "../../classroom/model/documents.ts";
import {
  type PageEntry,
  pageKey,
  type PageOf,
} from "../../classroom/model/pages_layout.ts";
import { pageShape } from "../../classroom/model/page_schema.ts";
import {
  openShared,
  settle,
  type SharedDocument,
} from "../../sync/client/shared.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import { follow } from "../client/follow.ts";

export class ClassPages implements SessionPart {
  /** Words that were written here and will not be taken any more, and names of pictures; the oldest first. */
  readonly lost: Signal<readonly string[]> = signal([]);
  readonly #entries: ReadonlySignal<Readonly<Record<string, PageEntry>>>;
  readonly #session: ClassSession;
  /** What was asked for already. */
  readonly #asked = new Set<string>();

  constructor(session: ClassSession) {
    this.#session = session;
    this.#entries = follow(
      session.facts.document.doc.getMap<PageEntry>("pages"),
      (map) => map.toJSON(),
    );
  }

  /** The id of a page's document; undefined: nobody has opened it yet. */
  idOf(page: PageOf): string | undefined {
    return this.#entries.value[pageKey(page)]?.page;
  }

  /** Has a page made that nobody has opened yet. Where that fails it can be asked for again. */
  async make({ resource, of }: PageOf): Promise<void> {
    const key = pageKey({ resource, of });
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    const isStaff = this.#session.seat.as === "teacher";
    const { ok } = await this.#session.api.ask("POST /pages", {
      resource,
      ...(isStaff && { of }),
    });
    if (!ok) this.#asked.delete(key);
  }

  /** Opens a page's document for writing; `release` lets go of it. */
  open(page: string): SharedDocument {
    const session = this.#session;
    const { root } = pageShape;
    const document = documents.page(session.seat.session, page);
    return untracked(() => openShared({ ...session.asks(document), root }));
  }

  /** Lets go of a document, once what was written there is stored, or is among what was lost. */
  release(opened: SharedDocument): void {
    settle(opened.doc);
    const stop = effect(() => {
      const { lost, status, unsent } = opened;
      const isOver = lost.value !== null || status.value.state === "closed";
      if (unsent.value && !isOver) return;
      if (lost.value?.text) this.lose(lost.value.text);
      queueMicrotask(() => {
        stop();
        opened.close();
      });
    });
  }

  /** Notes words that will not be taken, or the name of a picture. */
  lose(text: string): void {
    if (this.lost.peek().includes(text)) return;
    this.lost.value = [...this.lost.peek(), text];
  }

  close(): void {}
}
