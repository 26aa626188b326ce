/**
 * A document that several members write, in the browser: open like any other, and it tells what of one's own the server
 * has not stored yet. Where that is not taken any more (a lock, the end, a document begun anew), it is handed back as text.
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
import { open, type OpenDocument, type OpenOptions } from "./open.ts";

/** What was written here and is in no other copy. */
export interface Lost {
  /** Its words, a line for each paragraph; empty: things were only deleted, or marked. */
  readonly text: string;
  /** The document has no room for it. */
  readonly isTooMuch?: true;
}

/** A document that several members write. */
export interface SharedDocument extends OpenDocument {
  /** Whether the server takes what is written here now; null: it has not said, for want of a network. */
  readonly writable: ReadonlySignal<boolean | null>;
  /** Whether something that was written or deleted here is not stored at the server yet. */
  readonly unsent: ReadonlySignal<boolean>;
  /**
   * What was written here and will not be taken any more. Then this copy is over: its status is `closed`, the device's
   * copy is deleted, and whoever wants to go on opens the document again.
   */
  readonly lost: ReadonlySignal<Lost | null>;

  /** The Yjs clients under which it was written since it was opened; the oldest first. */
  readonly own: ReadonlySet<number>;

  /** The words that were written here and are not known to be stored, a line for each paragraph. */
  unsentText(): string;
  /** Whether what this client has written is stored, or among the words that are not: it is no other copy's. */
  accountsFor(client: number): boolean;
}

/** What to open; `root` is the XML fragment that members write. */
export interface SharedOptions extends OpenOptions {
  readonly root: string;
}

/** After these nothing of the device's copy will ever be taken: it was refused, or there is another document by now. */
const outdated: readonly number[] = [4400, 4409, 4413];
const tooLarge = 4413;
/** Whoever signs in again goes on. */
const signedOut = 4401;

const states = new WeakMap<Y.Doc, Sent>();

/** Opens a document that several members write. Opened again on the same page, it is the same one. */
export function openShared(options: SharedOptions): SharedDocument {
  const opened = open({
    ...options,
    isTyped: true,
    connects: (provider) => {
      states.set(provider.doc, new Sent(provider, options.root));
    },
  });
  const sent = states.get(opened.doc);
  // It was put on this page, and is connected to nothing.
  if (!sent) {
    const lost = signal<Lost | null>(null);
    return {
      ...opened,
      writable: signal(true),
      unsent: signal(false),
      lost,
      own: new Set(),
      unsentText: () => "",
      accountsFor: () => false,
    };
  }
  sent.watch(opened);
  const { writable, unsent, lost, own } = sent;
  return {
    ...opened,
    writable,
    unsent,
    lost,
    own,
    unsentText: () => sent.text(),
    accountsFor: (client) => sent.accountsFor(client),
  };
}

interface Settles {
  on(name: "settle", writer: () => void): void;
  off(name: "settle", writer: () => void): void;
  emit(name: "settle", args: []): void;
}

/**
 * Whoever writes into a document a moment after its user is told when what is unsent is about to be asked for: what they
 * hold back comes into it then. Returns how to stop.
 */
export function onSettle(doc: Y.Doc, writer: () => void): () => void {
  const events = doc as unknown as Settles;
  events.on("settle", writer);
  return () => events.off("settle", writer);
}

/** Has all that was written for a document put into it. */
export const settle = (doc: Y.Doc): void =>
  (doc as unknown as Settles).emit("settle", []);

/** Deletions by client. */
type Deletions = ReadonlyMap<
  number,
  readonly { readonly clock: number; readonly len: number }[]
>;

/** What of a document the server has stored, and what not. */
class Sent {
  readonly writable: Signal<boolean | null> = signal(null);
  readonly lost: Signal<Lost | null> = signal(null);
  readonly unsent: Signal<boolean> = signal(false);
  /** Up to which clock of each client the server has it. */
  readonly #known = new Map<number, number>();
  /** The clients under which it was written on this page: an editor may have its own. */
  readonly own = new Set<number>();
  /** The server has said all that it has: what else is here it lacks. */
  #isWhole = false;
  /** What was deleted here and has not come back. */
  #deleted: { client: number; clock: number; len: number }[] = [];
  /** It was asked what it has, to tell what is lost. */
  #isAsked = false;
  #opened: OpenDocument | undefined;

  constructor(readonly provider: WebsocketProvider, readonly root: string) {
    const { messageHandlers, doc } = provider;
    const take = messageHandlers[messageSync];
    messageHandlers[messageSync] = (encoder, decoder, ...rest) => {
      const copy = createDecoder(decoder.arr);
      copy.pos = decoder.pos;
      take(encoder, decoder, ...rest);
      this.#hear(copy);
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
          if (clock > (beforeState.get(client) ?? 0)) this.own.add(client);
        }
      }
      this.#look();
    });
  }

  /** Once it is open. */
  watch(opened: OpenDocument): void {
    if (this.#opened) return;
    this.#opened = opened;
    const { doc } = opened;
    const listening = new AbortController();
    // The device's copy was told first that the page goes away: what is held back till now comes behind that.
    addEventListener("pagehide", () => {
      settle(doc);
      void opened.flushed();
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

  #hear(decoder: Decoder): void {
    const kind = readVarUint(decoder);
    const body = readVarUint8Array(decoder);
    if (kind === messageYjsSyncStep1) {
      // Who is asked may write.
      this.#isWhole = true;
      this.#isAsked = false;
      for (const [client, clock] of Y.decodeStateVector(body)) {
        this.#has(client, clock);
      }
      this.#look();
      // Only now: taken and not unsent is stored.
      this.writable.value = true;
      return;
    }
    const { structs, ds } = Y.decodeUpdate(body);
    for (const { id, length } of structs) {
      this.#has(id.client, id.clock + length);
    }
    this.#forget(ds.clients);
    // What was written and deleted before it was sent comes back collected.
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
    const before = this.#known.get(client) ?? 0;
    this.#known.set(client, Math.max(before, clock));
  }

  /** Of marks alone that are deleted Yjs itself may be the one who does it: those that are superfluous. */
  #remember({ clients }: Y.Transaction["deleteSet"]): void {
    for (const [client, ranges] of clients) {
      const structs = this.provider.doc.store.clients.get(client) ?? [];
      for (const { clock, len } of ranges) {
        const isMarks = structsIn(structs, clock, len).every((it) =>
          it instanceof Y.Item && it.content instanceof Y.ContentFormat
        );
        if (!isMarks) this.#deleted.push({ client, clock, len });
      }
    }
  }

  /** Forgets what has been deleted at the server, too: a large deletion comes back in parts. */
  #forget(clients: Deletions): void {
    this.#deleted = this.#deleted.flatMap(({ client, clock, len }) => {
      const left: { client: number; clock: number; len: number }[] = [];
      const end = clock + len;
      let from = clock;
      for (const gone of clients.get(client) ?? []) {
        if (gone.clock >= end) break;
        if (gone.clock > from) {
          left.push({ client, clock: from, len: gone.clock - from });
        }
        from = Math.max(from, gone.clock + gone.len);
      }
      if (from < end) left.push({ client, clock: from, len: end - from });
      return left;
    });
  }

  /** From here on nothing is taken: what was taken before it has been said. */
  #denied(): void {
    settle(this.provider.doc);
    this.writable.value = false;
    if (this.provider.synced) this.#ask();
  }

  /** Asks what it has: all of it, where nothing is known of what the device kept. */
  #ask(): void {
    const { ws, wsconnected } = this.provider;
    if (this.#isAsked || !ws || !wsconnected) return;
    this.#isAsked = true;
    const known = this.#isWhole ? this.#known : new Map<number, number>();
    ws.send(encode((encoder) => {
      writeVarUint(encoder, messageSync);
      writeVarUint(encoder, messageYjsSyncStep1);
      writeVarUint8Array(encoder, Y.encodeStateVector(known));
    }));
  }

  /** Of what the device kept nothing is known before the server has said what it has: that is not called unsent. */
  #look(): void {
    const { doc } = this.provider;
    const clients = this.#isWhole ? doc.store.clients.keys() : this.own;
    this.unsent.value = this.#deleted.length > 0 ||
      [...clients].some((client) =>
        this.#lacks(client, Y.getState(doc.store, client))
      );
  }

  #lacks(client: number, clock: number): boolean {
    return clock > (this.#known.get(client) ?? 0);
  }

  accountsFor(client: number): boolean {
    return this.own.has(client) ||
      this.#isWhole && this.provider.doc.store.clients.has(client);
  }

  /** This copy is over. */
  #end(isOutdated: boolean, isTooMuch = false): void {
    const opened = this.#opened;
    if (this.lost.value || !opened) return;
    settle(opened.doc);
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

  /** The words that the server lacks, in the order of the document. */
  text(): string {
    const { doc } = this.provider;
    const lines: string[] = [];
    const left: unknown[] = [doc.getXmlFragment(this.root)];
    for (let next = left.pop(); next; next = left.pop()) {
      if (next instanceof Y.XmlText) lines.push(this.#line(next));
      else if (next instanceof Y.XmlFragment) {
        left.push(...next.toArray().reverse());
      }
    }
    return lines.filter((line) => line !== "").join("\n");
  }

  #line(text: Y.XmlText): string {
    let line = "";
    for (let item = text._start; item; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
      const { client, clock } = item.id;
      if (!this.#isWhole && !this.own.has(client)) continue;
      const known = this.#known.get(client) ?? 0;
      line += item.content.str.slice(Math.max(0, known - clock));
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
