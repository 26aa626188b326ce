/**
 * A document that several members write, in the browser. Own changes that can no longer be stored (the document was
 * locked or replaced, or the class ended) are returned as text.
 */
import {
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
} from "@preact/signals";
import {
  createDecoder,
  type Decoder,
  readVarUint,
  readVarUint8Array,
} from "lib0/decoding";
import { encode, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { messageYjsSyncStep1, messageYjsSyncStep2 } from "y-protocols/sync";
import { messageAuth, messageSync, type WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import {
  type OpenDocument,
  openDocument,
  type OpenOptions,
} from "./open_document.ts";

/** Own changes that exist in no other copy. */
export interface LostText {
  /** The text, a line per paragraph; empty if only deletions or marks are lost. */
  readonly text: string;
  readonly isTooMuch?: true;
}

export interface SharedDocument extends OpenDocument {
  /** Whether the server accepts changes now; null while that is unknown. */
  readonly writable: ReadonlySignal<boolean | null>;
  /** Whether the server lacks own changes. */
  readonly unsent: ReadonlySignal<boolean>;
  /**
   * Own changes that will never be stored. This copy is then over: its status is `closed` and its cache deleted; to go
   * on, open the document again.
   */
  readonly lost: ReadonlySignal<LostText | null>;

  /** The Yjs clients under which this page wrote, oldest first. */
  readonly ownClients: ReadonlySet<number>;

  /** The own text that is not known to be stored, a line per paragraph. */
  unsentText(): string;
  /** Whether this client's text is either stored or in {@link unsentText}, so that no other copy is needed. */
  accountsFor(client: number): boolean;
}

/** `root` is the XML fragment that members write. */
interface SharedOptions extends OpenOptions {
  readonly root: string;
}

/** After these codes, the cached changes will never be accepted: they were refused, or the document was replaced. */
const outdated: readonly number[] = [4400, 4409, 4413];
const tooLarge = 4413;
/** The user may sign in again and continue. */
const signedOut = 4401;

const states = new WeakMap<Y.Doc, UnsentTracker>();

/** A second call on the page returns the same document. */
export function openSharedDocument(options: SharedOptions): SharedDocument {
  const opened = openDocument({
    ...options,
    isTyped: true,
    onConnect: (provider) => {
      states.set(provider.doc, new UnsentTracker(provider, options.root));
    },
  });
  const tracker = states.get(opened.doc);
  // A document registered by `registerFixture` has no connection.
  if (!tracker) {
    const lost = signal<LostText | null>(null);
    return {
      ...opened,
      writable: signal(true),
      unsent: signal(false),
      lost,
      ownClients: new Set(),
      unsentText: () => "",
      accountsFor: () => false,
    };
  }
  tracker.watch(opened);
  const { writable, unsent, lost, ownClients } = tracker;
  return {
    ...opened,
    writable,
    unsent,
    lost,
    ownClients,
    unsentText: () => tracker.text(),
    accountsFor: (client) => tracker.accountsFor(client),
  };
}

interface Settles {
  on(name: "settle", writer: () => void): void;
  off(name: "settle", writer: () => void): void;
  emit(name: "settle", args: []): void;
}

/**
 * Registers a writer that runs before unsent changes are read, to flush what it holds back. Returns the function that
 * removes it.
 */
export function onFlush(doc: Y.Doc, writer: () => void): () => void {
  const events = doc as unknown as Settles;
  events.on("settle", writer);
  return () => events.off("settle", writer);
}

export const flushEdits = (doc: Y.Doc): void =>
  (doc as unknown as Settles).emit("settle", []);

type Deletions = ReadonlyMap<
  number,
  readonly { readonly clock: number; readonly len: number }[]
>;

class UnsentTracker {
  readonly writable: Signal<boolean | null> = signal(null);
  readonly lost: Signal<LostText | null> = signal(null);
  readonly unsent: Signal<boolean> = signal(false);
  readonly #knownClocks = new Map<number, number>();
  /** The Yjs clients that wrote on this page; an editor may have a client of its own. */
  readonly ownClients = new Set<number>();
  /** Whether `#knownClocks` is the server's full state; the server then lacks everything else. */
  #isWhole = false;
  /** Own deletions that the server has not confirmed. */
  #deleted: { client: number; clock: number; len: number }[] = [];
  /** True while the server is asked for its state, to determine what is lost. */
  #isAsked = false;
  #opened: OpenDocument | undefined;

  constructor(readonly provider: WebsocketProvider, readonly root: string) {
    const { messageHandlers, doc } = provider;
    const take = messageHandlers[messageSync];
    messageHandlers[messageSync] = (encoder, decoder, ...rest) => {
      const copy = createDecoder(decoder.arr);
      copy.pos = decoder.pos;
      take(encoder, decoder, ...rest);
      this.#receive(copy);
    };
    messageHandlers[messageAuth] = () => this.#denied();
    provider.on("sync", (isSynced) => {
      if (isSynced && this.writable.value === false) this.#ask();
    });
    provider.on("status", ({ status }) => {
      this.#isAsked = false;
      if (status === "disconnected") this.writable.value = null;
    });
    doc.on("afterTransaction", (transaction: Y.Transaction) => {
      if (transaction.local) {
        this.#remember(transaction.deleteSet);
        const { beforeState, afterState } = transaction;
        for (const [client, clock] of afterState) {
          if (clock > (beforeState.get(client) ?? 0)) {
            this.ownClients.add(client);
          }
        }
      }
      this.#look();
    });
  }

  watch(opened: OpenDocument): void {
    if (this.#opened) return;
    this.#opened = opened;
    const { doc } = opened;
    const listening = new AbortController();
    // The cache handles `pagehide` first, so what is still held back is flushed after that.
    addEventListener("pagehide", () => {
      flushEdits(doc);
      void opened.flush();
    }, listening);
    doc.on("destroy", () => listening.abort());
    const stop = effect(() => {
      const status = opened.status.value;
      if (status.state !== "closed" || status.code === signedOut) return;
      queueMicrotask(() => {
        stop();
        const isTooMuch = status.code === tooLarge;
        this.#end(outdated.includes(status.code), isTooMuch);
      });
    });
  }

  #receive(decoder: Decoder): void {
    const kind = readVarUint(decoder);
    const body = readVarUint8Array(decoder);
    if (kind === messageYjsSyncStep1) {
      // The server asks only clients that may write.
      this.#isWhole = true;
      this.#isAsked = false;
      for (const [client, clock] of Y.decodeStateVector(body)) {
        this.#has(client, clock);
      }
      this.#look();
      // `writable` is set last, because "writable and not unsent" means stored.
      this.writable.value = true;
      return;
    }
    const { structs, ds } = Y.decodeUpdate(body);
    for (const { id, length } of structs) {
      this.#has(id.client, id.clock + length);
    }
    this.#forget(ds.clients);
    // Structs deleted before they were sent come back as garbage.
    const collected = structs.filter((it) => it instanceof Y.GC);
    this.#forget(Map.groupBy(
      collected.map(({ id, length }) => ({ ...id, len: length })),
      ({ client }) => client,
    ));
    if (kind === messageYjsSyncStep2 && this.#isAsked) {
      this.#isAsked = false;
      this.#isWhole = true;
      this.#look();
      if (this.unsent.value) this.#end(true);
      return;
    }
    this.#look();
  }

  #has(client: number, clock: number): void {
    const knownClock = this.#knownClocks.get(client) ?? 0;
    this.#knownClocks.set(client, Math.max(knownClock, clock));
  }

  /** Records own deletions, except of formatting marks alone, which may be Yjs's own cleanup. */
  #remember({ clients }: Y.Transaction["deleteSet"]): void {
    for (const [client, ranges] of clients) {
      const structs = this.provider.doc.store.clients.get(client) ?? [];
      for (const { clock, len } of ranges) {
        const isMarks = structsIn(structs, clock, len).every((struct) =>
          struct instanceof Y.Item && struct.content instanceof Y.ContentFormat
        );
        if (!isMarks) this.#deleted.push({ client, clock, len });
      }
    }
  }

  /** Removes confirmed deletions; a large one is confirmed in parts. */
  #forget(clients: Deletions): void {
    this.#deleted = this.#deleted.flatMap(({ client, clock, len }) => {
      const remaining: { client: number; clock: number; len: number }[] = [];
      const end = clock + len;
      let from = clock;
      for (const range of clients.get(client) ?? []) {
        if (range.clock >= end) break;
        if (range.clock > from) {
          remaining.push({ client, clock: from, len: range.clock - from });
        }
        from = Math.max(from, range.clock + range.len);
      }
      if (from < end) remaining.push({ client, clock: from, len: end - from });
      return remaining;
    });
  }

  /** Handles a denial. The server has announced everything that it accepted before, and accepts no more. */
  #denied(): void {
    flushEdits(this.provider.doc);
    this.writable.value = false;
    if (this.provider.synced) this.#ask();
  }

  #ask(): void {
    const { ws, wsconnected } = this.provider;
    if (this.#isAsked || !ws || !wsconnected) return;
    this.#isAsked = true;
    const knownClocks = this.#isWhole
      ? this.#knownClocks
      : new Map<number, number>();
    ws.send(encode((encoder) => {
      writeVarUint(encoder, messageSync);
      writeVarUint(encoder, messageYjsSyncStep1);
      writeVarUint8Array(encoder, Y.encodeStateVector(knownClocks));
    }));
  }

  /** Updates `unsent`. Cached changes count only once the server's state is known. */
  #look(): void {
    const { doc } = this.provider;
    const clients = this.#isWhole ? doc.store.clients.keys() : this.ownClients;
    this.unsent.value = this.#deleted.length > 0 ||
      [...clients].some((client) =>
        this.#lacks(client, Y.getState(doc.store, client))
      );
  }

  #lacks(client: number, clock: number): boolean {
    return clock > (this.#knownClocks.get(client) ?? 0);
  }

  accountsFor(client: number): boolean {
    return this.ownClients.has(client) ||
      this.#isWhole && this.provider.doc.store.clients.has(client);
  }

  #end(isOutdated: boolean, isTooMuch = false): void {
    const opened = this.#opened;
    if (this.lost.value || !opened) return;
    flushEdits(opened.doc);
    this.#look();
    const isLost = this.unsent.value;
    if (isLost) {
      const text = this.text();
      this.lost.value = { text, ...isTooMuch && { isTooMuch } };
    }
    if (!isLost && !isOutdated) return;
    if (opened.status.value.state !== "closed") {
      opened.status.value = {
        state: "closed",
        code: 4403,
        reason: "not-allowed",
      };
    }
    void opened.forget();
  }

  text(): string {
    const { doc } = this.provider;
    const lines: string[] = [];
    const nodes: unknown[] = [doc.getXmlFragment(this.root)];
    for (let next = nodes.pop(); next; next = nodes.pop()) {
      if (next instanceof Y.XmlText) lines.push(this.#line(next));
      else if (next instanceof Y.XmlFragment) {
        nodes.push(...next.toArray().reverse());
      }
    }
    return lines.filter((line) => line !== "").join("\n");
  }

  #line(text: Y.XmlText): string {
    let line = "";
    for (let item = text._start; item; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
      const { client, clock } = item.id;
      if (!this.#isWhole && !this.ownClients.has(client)) continue;
      const knownClock = this.#knownClocks.get(client) ?? 0;
      line += item.content.str.slice(Math.max(0, knownClock - clock));
    }
    return line;
  }
}

function structsIn(
  structs: readonly (Y.Item | Y.GC)[],
  clock: number,
  length: number,
): readonly (Y.Item | Y.GC)[] {
  const first = Y.findIndexSS(structs as never, clock);
  let end = first + 1;
  while (end < structs.length && structs[end].id.clock < clock + length) end++;
  return structs.slice(first, end);
}
