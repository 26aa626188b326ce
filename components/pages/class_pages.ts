import {
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals";
import { documentNames } from "../../classroom/model/documents.ts";
import { newId } from "../../classroom/model/ids.ts";
import { pageKey } from "../../classroom/model/pages_layout.ts";
import type { PageEntry, PageId } from "../../classroom/model/pages.ts";
import { pageShape } from "../../classroom/model/page_schema.ts";
import { pageEntries } from "../../classroom/model/roots.ts";
import type * as Y from "yjs";
import {
  flushEdits,
  type LostText,
  openSharedDocument,
  type SharedDocument,
} from "../../sync/client/shared_document.ts";
import type { ClassSession, SessionPart } from "../client/class_session.ts";
import {
  lostDraftPrefix,
  pageDraftPrefix,
  readDrafts,
  storeDraft,
} from "../client/drafts.ts";
import { signalOfMap } from "../client/document_signals.ts";

/** Delay (ms) before text that is not stored yet is kept as a draft. */
const draftDelayMs = 500;

export class ClassPages implements SessionPart {
  /** Texts and names of pictures that will not be accepted any more. Each stays until it is dismissed. */
  readonly lostTexts: Signal<readonly string[]>;
  readonly #entries: ReadonlySignal<Readonly<Record<string, PageEntry>>>;
  readonly #session: ClassSession;
  readonly #asked = new Set<string>();
  /** Those lost texts of this visit for which a page had no room. */
  readonly #tooMuch = new Set<string>();
  readonly #opened = new Map<SharedDocument, UnsentTextDraft>();

  constructor(session: ClassSession) {
    this.#session = session;
    const texts = readDrafts(session.seat, lostDraftPrefix).values();
    this.lostTexts = signal([...new Set(texts)]);
    this.#entries = signalOfMap(pageEntries(session.facts.document.doc));
  }

  /** Undefined: nobody has opened the page yet. */
  documentIdOf(page: PageId): string | undefined {
    return this.#entries.value[pageKey(page)]?.page;
  }

  /** Asks the server for the page's document. If that fails, may be called again. */
  async createDocument({ resource, of }: PageId): Promise<void> {
    const key = pageKey({ resource, of });
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    const isStaff = this.#session.seat.cookieRole === "teacher";
    const { ok } = await this.#session.api.request("POST /pages", {
      resource,
      ...(isStaff && { of }),
    });
    if (!ok) this.#asked.delete(key);
  }

  /** Opens a page's document for writing. The caller ends with `releaseDocument`. */
  openDocument(page: string): SharedDocument {
    const session = this.#session;
    const { root } = pageShape;
    const document = documentNames.page(session.seat.session, page);
    const opened = untracked(() =>
      openSharedDocument({ ...session.openOptions(document), root })
    );
    if (session.seat.cookieRole === "member") {
      this.#opened.set(
        opened,
        new UnsentTextDraft(this, session, page, opened),
      );
    }
    return opened;
  }

  keepUnsentTexts(): void {
    for (const words of this.#opened.values()) words.keep();
  }

  unsentTexts(): readonly string[] {
    const open = [...this.#opened.keys()].map(textOf);
    return [
      ...new Set([...this.lostTexts.value, ...open.map((it) => it.trim())]),
    ];
  }

  /** Closes a document as soon as its changes are stored or lost. */
  releaseDocument(opened: SharedDocument): void {
    flushEdits(opened.doc);
    const stop = effect(() => {
      const { lost, status, unsent } = opened;
      const isOver = lost.value !== null || status.value.state === "closed";
      if (unsent.value && !isOver) return;
      if (lost.value) this.addLostText(lost.value);
      queueMicrotask(() => {
        stop();
        this.#release(opened);
        opened.close();
      });
    });
  }

  addLostText({ text, isTooMuch }: LostText): void {
    const words = text.trim();
    if (!words || this.lostTexts.peek().includes(words)) return;
    if (isTooMuch) this.#tooMuch.add(words);
    storeDraft(this.#session.seat, lostDraftPrefix + newId(), words);
    this.lostTexts.value = [...this.lostTexts.peek(), words];
  }

  isTooMuch(words: string): boolean {
    return this.#tooMuch.has(words);
  }

  dismissLostText(words: string): void {
    const { seat } = this.#session;
    for (const [place, text] of readDrafts(seat, lostDraftPrefix)) {
      if (text === words) storeDraft(seat, place, "");
    }
    this.lostTexts.value = this.lostTexts.peek().filter((it) => it !== words);
  }

  close(): void {
    for (const opened of this.#opened.keys()) this.#release(opened);
  }

  #release(opened: SharedDocument): void {
    this.#opened.get(opened)?.close();
    this.#opened.delete(opened);
  }
}

/** Uses `peek`, since as a dependency the text would be computed at every key. */
const textOf = ({ lost, unsent, unsentText }: SharedDocument): string =>
  lost.peek()?.text ?? (unsent.peek() ? unsentText() : "");

/**
 * Keeps a page's unstored text as a draft: after the class, or the author's removal, the page cannot tell which
 * text the server lacks (S-5).
 */
class UnsentTextDraft {
  readonly #listening = new AbortController();
  readonly #stop: () => void;
  readonly #place: string;
  /** Places of drafts from before this visit. */
  readonly #earlier: readonly string[];
  #timer?: ReturnType<typeof setTimeout>;

  constructor(
    readonly pages: ClassPages,
    readonly session: ClassSession,
    page: string,
    readonly opened: SharedDocument,
  ) {
    this.#place = `${pageDraftPrefix}${page}/`;
    this.#earlier = [...readDrafts(session.seat, this.#place).keys()];
    const { doc, whenLoaded, lost, unsent, writable } = opened;
    addEventListener("pagehide", () => this.keep(), this.#listening);
    doc.on("update", this.#onUpdate);
    const isLoaded = signal(false);
    void whenLoaded.then(() => isLoaded.value = true);
    this.#stop = effect(() => {
      const isStored = isLoaded.value && writable.value === true &&
        !unsent.value;
      if (lost.value) pages.addLostText(lost.value);
      if (lost.value || isStored) this.#deleteArrivedDrafts();
    });
  }

  /**
   * Deletes drafts whose text has arrived. A draft of an earlier copy may be all that is left, so it is shown as
   * lost text.
   */
  #deleteArrivedDrafts() {
    const { seat } = this.session;
    for (const [place, text] of readDrafts(seat, this.#place)) {
      const client = Number(place.slice(this.#place.length));
      if (!this.opened.accountsFor(client)) {
        // Not from an earlier visit: another tab may still send it.
        if (!this.#earlier.includes(place)) continue;
        this.pages.addLostText({ text });
      }
      storeDraft(seat, place, "");
    }
  }

  readonly #onUpdate = (
    _: Uint8Array,
    _origin: unknown,
    _doc: Y.Doc,
    { local }: Y.Transaction,
  ) => {
    if (local) this.#timer ??= setTimeout(() => this.keep(), draftDelayMs);
  };

  keep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { doc, lost, ownClients } = this.opened;
    flushEdits(doc);
    const [client] = ownClients;
    if (lost.peek() || client === undefined) return;
    storeDraft(this.session.seat, this.#place + client, textOf(this.opened));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#listening.abort();
    this.#stop();
    this.opened.doc.off("update", this.#onUpdate);
  }
}
