/** The pages of a class as a page in the browser has them (W-1): which there are, whose, and what of one's own was not taken. */
import {
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import { documents } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import {
  type PageEntry,
  pageKey,
  type PageOf,
} from "../../classroom/model/pages_layout.ts";
import { pageShape } from "../../classroom/model/page_schema.ts";
import type * as Y from "yjs";
import {
  type Lost,
  openShared,
  settle,
  type SharedDocument,
} from "../../sync/client/shared.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import {
  draftsFrom,
  keepDraft,
  lostDrafts,
  pageDrafts,
} from "../client/drafts.ts";
import { follow } from "../client/follow.ts";

/** So long after a change, words that are not stored yet are kept for the end of the class (ms). */
const keepsAfterMs = 500;

export class ClassPages implements SessionPart {
  /** Words that were written here and will not be taken any more, and names of pictures: until they are put aside. */
  readonly lost: Signal<readonly string[]>;
  readonly #entries: ReadonlySignal<Readonly<Record<string, PageEntry>>>;
  readonly #session: ClassSession;
  /** What was asked for already. */
  readonly #asked = new Set<string>();
  /** Of what was lost on this visit, the words for which a page had no room. */
  readonly #tooMuch = new Set<string>();
  /** The documents that are open, with how each stops being kept. */
  readonly #opened = new Map<SharedDocument, KeptWords>();

  constructor(session: ClassSession) {
    this.#session = session;
    const kept = draftsFrom(session.seat, lostDrafts).values();
    this.lost = signal([...new Set(kept)]);
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
    const opened = untracked(() =>
      openShared({ ...session.asks(document), root })
    );
    if (session.seat.as === "member") {
      this.#opened.set(opened, new KeptWords(this, session, page, opened));
    }
    return opened;
  }

  settle(): void {
    for (const words of this.#opened.values()) words.keep();
  }

  unsent(): readonly string[] {
    const open = [...this.#opened.keys()].map(textOf);
    return [...new Set([...this.lost.value, ...open.map((it) => it.trim())])];
  }

  /** Lets go of a document, once what was written there is stored, or is among what was lost. */
  release(opened: SharedDocument): void {
    settle(opened.doc);
    const stop = effect(() => {
      const { lost, status, unsent } = opened;
      const isOver = lost.value !== null || status.value.state === "closed";
      if (unsent.value && !isOver) return;
      if (lost.value) this.lose(lost.value);
      queueMicrotask(() => {
        stop();
        this.#letGo(opened);
        opened.close();
      });
    });
  }

  /** Notes words that will not be taken, or the name of a picture. */
  lose({ text, isTooMuch }: Lost): void {
    const words = text.trim();
    if (!words || this.lost.peek().includes(words)) return;
    if (isTooMuch) this.#tooMuch.add(words);
    keepDraft(this.#session.seat, lostDrafts + newId(), words);
    this.lost.value = [...this.lost.peek(), words];
  }

  /** Whether these words are lost because a page had no room for them. */
  isTooMuch(words: string): boolean {
    return this.#tooMuch.has(words);
  }

  /** Whoever lost them needs them no more. */
  putAside(words: string): void {
    const { seat } = this.#session;
    for (const [place, kept] of draftsFrom(seat, lostDrafts)) {
      if (kept === words) keepDraft(seat, place, "");
    }
    this.lost.value = this.lost.peek().filter((it) => it !== words);
  }

  close(): void {
    for (const opened of this.#opened.keys()) this.#letGo(opened);
  }

  #letGo(opened: SharedDocument): void {
    this.#opened.get(opened)?.close();
    this.#opened.delete(opened);
  }
}

/** Not followed: it would be read anew with every key. */
const textOf = ({ lost, unsent, unsentText }: SharedDocument): string =>
  lost.peek()?.text ?? (unsent.peek() ? unsentText() : "");

/**
 * The words of a page that are not stored yet, kept on the device as a draft: when the class ends, or whoever wrote them
 * is removed, nobody can tell any more which of the page's words the server lacks (S-5).
 */
class KeptWords {
  readonly #listening = new AbortController();
  readonly #stop: () => void;
  readonly #place: string;
  /** What was kept before this visit. */
  readonly #earlier: readonly string[];
  #timer?: ReturnType<typeof setTimeout>;

  constructor(
    readonly pages: ClassPages,
    readonly session: ClassSession,
    page: string,
    readonly opened: SharedDocument,
  ) {
    this.#place = `${pageDrafts}${page}/`;
    this.#earlier = [...draftsFrom(session.seat, this.#place).keys()];
    const { doc, loaded, lost, unsent, writable } = opened;
    addEventListener("pagehide", () => this.keep(), this.#listening);
    doc.on("update", this.#onUpdate);
    const isLoaded = signal(false);
    void loaded.then(() => isLoaded.value = true);
    this.#stop = effect(() => {
      const isStored = isLoaded.value && writable.value === true &&
        !unsent.value;
      if (lost.value) pages.lose(lost.value);
      if (lost.value || isStored) this.#tidy();
    });
  }

  /** Forgets the drafts of what is stored, or lost with this copy. Of an earlier visit's copy they may be all that is left. */
  #tidy() {
    const { seat } = this.session;
    for (const [place, text] of draftsFrom(seat, this.#place)) {
      const client = Number(place.slice(this.#place.length));
      if (!this.opened.accountsFor(client)) {
        // Another tab's may be on its way.
        if (!this.#earlier.includes(place)) continue;
        this.pages.lose({ text });
      }
      keepDraft(seat, place, "");
    }
  }

  readonly #onUpdate = (
    _: Uint8Array,
    _origin: unknown,
    _doc: Y.Doc,
    { local }: Y.Transaction,
  ) => {
    if (local) this.#timer ??= setTimeout(() => this.keep(), keepsAfterMs);
  };

  /** Keeps what is not stored now. */
  keep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { doc, lost, own } = this.opened;
    settle(doc);
    const [client] = own;
    if (lost.peek() || client === undefined) return;
    keepDraft(this.session.seat, this.#place + client, textOf(this.opened));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listening.abort();
    this.#stop();
    this.opened.doc.off("update", this.#onUpdate);
  }
}
